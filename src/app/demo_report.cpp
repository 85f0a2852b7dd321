#include "app/demo_report.h"

#include "access/account_store.h"
#include "reports/report_command.h"
#include "reports/report_steps.h"
#include "reports/report_store.h"
#include "trail/trail.h"

namespace app {
namespace {

reports::Changer leader_of(store::Connection& connection, base::Instant now) {
    return {access::account_id_of(connection, "leder").value(), now};
}

base::Result<void> take(store::Database& database, const initiatives::Catalogue& catalogue,
                        int year, reports::Step step, base::Instant now) {
    const web::Language danish(web::LanguageCode::danish);
    const web::Language english(web::LanguageCode::english);
    store::WriteTransaction writing = database.write();
    const reports::Changer leader = leader_of(writing, now);
    const reports::Report report = reports::find_report(writing, year).value();
    const auto taken =
        reports::take_step(writing, catalogue, report,
                           {.step = step,
                            .version = report.version,
                            .permissions = access::permissions_of(access::Role::leader),
                            .signer = access::find_account(writing, leader.account_id)->name,
                            .changer = leader,
                            .reason = "",
                            .sent_to = "",
                            .sent_on = {},
                            .demonstration = true},
                           danish, english);
    if (!taken) return taken.error();
    trail::append(writing, now,
                  {.actor = "account:" + std::to_string(leader.account_id),
                   .action = trail::Action::sign,
                   .subject_kind = "report",
                   .subject_id = std::to_string(year),
                   .reference = reports::step_reference(step, *taken)});
    writing.commit();
    return {};
}

void mark_read_by_all(store::Database& database, int year, base::Instant now) {
    store::WriteTransaction writing = database.write();
    const reports::Report report = reports::find_report(writing, year).value();
    const std::string fingerprint = reports::fingerprint(reports::sections_of(writing, report.id));
    for (const reports::WritingUnit& unit : report.units)
        reports::mark_read(writing, report.id, unit.unit_key, fingerprint, leader_of(writing, now));
    writing.commit();
}

}  // namespace

base::Result<void> make_demo_report(store::Database& database,
                                    const initiatives::Catalogue& catalogue,
                                    const DemoReport& report, const web::Language& language,
                                    std::ostream& out) {
    if (reports::import_report_file(report.file, database, catalogue, report.at, language, out) !=
        0)
        return base::refuse("report", "Rapportens tekster i {} kunne ikke læses.",
                            report.file.string());
    mark_read_by_all(database, report.year, report.at);
    for (const reports::Step step : {reports::Step::freeze, reports::Step::publish}) {
        const base::Result<void> taken = take(database, catalogue, report.year, step, report.at);
        if (!taken) return taken.error();
    }
    return {};
}

}  // namespace app
