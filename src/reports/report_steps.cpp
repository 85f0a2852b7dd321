#include "reports/report_steps.h"

#include "base/digest.h"
#include "base/text.h"
#include "reports/report_reading.h"
#include "reports/report_units.h"

namespace reports {
namespace {

StepTaken freeze(store::WriteTransaction& transaction, const initiatives::Catalogue& catalogue,
                 const Report& report, const StepRequest& request, const web::Language& danish,
                 const web::Language& english) {
    const base::Date today = web::to_local(request.changer.now).date;
    Document document = current_document(transaction, catalogue, report,
                                         {today, request.demonstration, danish, english});
    const std::string json = to_json(document);
    const std::string sha256 = base::sha256_hex(json);
    const std::int64_t number =
        add_edition(transaction, report.id, json, sha256, report.correction, request.changer);
    const EditionFrame frame{static_cast<int>(number), today, request.signer, sha256,
                             report.correction};
    return {sha256, FrozenReport{std::move(document), frame}, {}};
}

StepTaken publish(store::WriteTransaction& transaction, Report& report,
                  const StepRequest& request) {
    const FrozenEdition frozen = frozen_edition(transaction, report.id).value();
    const auto before = published_edition(transaction, report.id);
    publish_edition(transaction, report.id, frozen.number, request.changer);
    report.correction.clear();
    report.withdrawn_reason.clear();
    report.withdrawn_at.reset();
    const bool replaces = before && before->sha256 != frozen.sha256;
    return {frozen.sha256, {}, replaces ? before->sha256 : std::string()};
}

// What the step changes beside the standing.
StepTaken take(store::WriteTransaction& transaction, const initiatives::Catalogue& catalogue,
               Report& report, const StepRequest& request, const web::Language& danish,
               const web::Language& english) {
    if (request.step == Step::freeze)
        return freeze(transaction, catalogue, report, request, danish, english);
    if (request.step == Step::publish) return publish(transaction, report, request);
    if (request.step == Step::reopen) {
        const FrozenEdition frozen = frozen_edition(transaction, report.id).value();
        reopen_edition(transaction, report.id, frozen.number, request.changer);
        return {frozen.sha256, {}, frozen.sha256};
    }
    const FrozenEdition published = published_edition(transaction, report.id).value();
    StepTaken taken{published.sha256, {}, {}};
    if (request.step == Step::correct) report.correction = base::trim(request.reason);
    if (request.step == Step::withdraw) {
        report.withdrawn_reason = base::trim(request.reason);
        report.withdrawn_at = request.changer.now;
        taken.files_to_remove = published.sha256;
    }
    if (request.step == Step::send) {
        report.sent_to = request.sent_to;
        report.sent_on = request.sent_on;
    }
    return taken;
}

}  // namespace

base::Result<StepTaken> take_step(store::WriteTransaction& transaction,
                                  const initiatives::Catalogue& catalogue, const Report& report,
                                  const StepRequest& request, const web::Language& danish,
                                  const web::Language& english) {
    const std::string texts = fingerprint(sections_of(transaction, report.id));
    const auto moved =
        move(report.standing, request.step,
             {request.permissions, unit_names(catalogue, unread_units(report, texts), danish.tag()),
              request.reason});
    if (!moved) return moved.error();
    Report after = report;
    after.standing = *moved;
    after.version = request.version;
    StepTaken taken = take(transaction, catalogue, after, request, danish, english);
    if (const auto saved = save_standing(transaction, after); !saved) return saved.error();
    return taken;
}

std::string step_reference(Step step, const StepTaken& taken) {
    return std::string(step_code(step)) + " " + taken.sha256;
}

}  // namespace reports
