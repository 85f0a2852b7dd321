#include "citizen/certificate_pages.h"

#include "history/record_change.h"
#include "web/components/alert.h"

namespace citizen {
namespace {

using access::Permission;
using access::Visit;

constexpr int status_busy = 503;

web::Response download(const Visit& visit, const people::RetentionRegistry& retention,
                       Press& press) {
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    const auto text = people::certificate_text(visit, retention, id);
    if (!text) return visit.not_found();
    auto bytes = press.pdf(certificate_paper(*text), visit.language);
    if (!bytes)
        return visit.page(
            visit.language.say("Det kan ikke lade sig gøre"),
            web::alert(web::AlertKind::warning, visit.language.say(bytes.error()), visit.language),
            {.status = status_busy});
    const std::string number = std::to_string(id);
    {
        store::WriteTransaction writing = visit.services.database.write();
        visit.record(writing, trail::Action::extract, "erasure_certificate", number, "pdf");
        writing.commit();
    }
    return web::attachment("application/pdf", "sletteattest-" + number + ".pdf", std::move(*bytes));
}

}  // namespace

Paper certificate_paper(const people::CertificateText& text) {
    Paper paper;
    paper.title = text.title;
    paper.paragraphs = {text.introduction};
    PaperSection erased;
    erased.heading = text.facts_heading;
    erased.facts = text.facts;
    for (const people::CertificateTable& table : text.tables)
        erased.tables.push_back({table.caption, table.columns, table.rows});
    PaperSection remaining;
    remaining.heading = text.remains_heading;
    remaining.paragraphs = text.remains;
    paper.sections = {std::move(erased), std::move(remaining)};
    return paper;
}

void add_certificate_routes(access::Routes& routes, const people::RetentionRegistry& retention,
                            Press& press) {
    routes.get(
        "/sletning/attester/{id}/pdf", Permission::see_erasures,
        [&retention, &press](const Visit& visit) { return download(visit, retention, press); });
}

}  // namespace citizen
