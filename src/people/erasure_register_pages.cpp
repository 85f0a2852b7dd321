#include "people/erasure_register_pages.h"

#include "history/record_change.h"
#include "people/certificate_text.h"
#include "people/erasure_store.h"
#include "people/erasure_words.h"
#include "people/page_handler.h"
#include "web/components/button.h"
#include "web/components/definition_list.h"
#include "web/components/heading.h"
#include "web/components/pagination.h"
#include "web/components/status_tag.h"
#include "web/components/table.h"

namespace people {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::string_view root = "/sletning/attester";
constexpr int rows_a_page = 50;

web::Html state_tag(const Erasure& erasure, const web::Language& language) {
    if (!erasure.finished_at)
        return web::status_tag(web::StatusKind::attention, language.say("Nøglen mangler"));
    if (!erasure.renewed_at)
        return web::status_tag(web::StatusKind::ongoing, language.say("Søgeindekset mangler"));
    return web::status_tag(web::StatusKind::done, language.say("Gennemført"));
}

web::Response list(const Visit& visit, const RetentionRegistry& retention) {
    const web::Language& language = visit.language;
    const std::int64_t before = history::number_of(visit.request.query.value("foer"));
    std::vector<Erasure> found;
    {
        store::ReadTransaction reading = visit.services.database.read();
        found = erasures(reading, before, rows_a_page + 1);
    }
    const bool more = found.size() > static_cast<std::size_t>(rows_a_page);
    if (more) found.pop_back();
    const access::LawPointer law = retention.people.office.law();
    web::Table table(
        {.caption = language.say("Gennemførte sletninger, de nyeste øverst"),
         .columns = {{.heading = language.say("Attest"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Sletteklasse")},
                     {.heading = language.say("Slettet")},
                     {.heading = language.say("Status")}},
         .empty_text = language.say("Der er ikke slettet nogen endnu."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Erasure& erasure : found)
        table.row(web::link(certificate_address(erasure.id),
                            language.say_with("Attest nr. {}", std::to_string(erasure.id))),
                  retention_class_words(*law, erasure.reason.retention_class, language),
                  language.instant(erasure.begun_at), state_tag(erasure, language));
    web::Html content = table.finish();
    if (more)
        content.add(web::previous_next(
            {.next = web::address_with_query(root, {{"foer", std::to_string(found.back().id)}}),
             .next_label = language.say("Ældre")},
            language));
    return visit.page(language.say("Gennemførte sletninger"), std::move(content),
                      {.breadcrumb = {{std::string(language.say("Sletning")), "/sletning"}}});
}

web::Html shown(const CertificateTable& text, const web::Language& language) {
    std::vector<web::Column> columns;
    for (const std::string& heading : text.columns) columns.push_back({.heading = heading});
    columns.front().kind = web::ColumnKind::heading;
    if (text.counts) columns.back().kind = web::ColumnKind::number;
    web::Table table({.caption = text.caption,
                      .columns = std::move(columns),
                      .on_phone = web::TableDescription::OnPhone::stack},
                     language);
    for (const auto& row : text.rows) {
        std::vector<web::Html> cells;
        for (const std::string& cell : row) cells.push_back(web::text(cell));
        table.row_of(cells);
    }
    return table.finish();
}

web::Html shown(const CertificateText& text, const web::Language& language) {
    std::vector<web::Fact> facts;
    for (const auto& [label, value] : text.facts) facts.push_back({label, web::text(value)});
    web::Html html = web::heading(web::HeadingLevel::h2, text.facts_heading);
    html.add(web::definition_list(facts));
    for (const CertificateTable& table : text.tables) html.add(shown(table, language));
    html.add(web::heading(web::HeadingLevel::h2, text.remains_heading), "<ul>"_html);
    for (const std::string& sentence : text.remains) html.add("<li>"_html, sentence, "</li>"_html);
    html.add("</ul>"_html);
    return html;
}

web::Response show(const Visit& visit, const RetentionRegistry& retention) {
    const web::Language& language = visit.language;
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    const auto text = certificate_text(visit, retention, id);
    if (!text) return visit.not_found();
    web::Html content = web::paragraphs(text->introduction);
    content.add(web::button_row(web::link_button({.label = language.say_with("Hent som {}", "PDF"),
                                                  .href = certificate_address(id) + "/pdf",
                                                  .kind = web::ButtonKind::secondary})),
                shown(*text, language));
    return visit.page(
        text->title, std::move(content),
        {.breadcrumb = {{std::string(language.say("Sletning")), "/sletning"},
                        {std::string(language.say("Gennemførte sletninger")), std::string(root)}}});
}

}  // namespace

void add_erasure_register_routes(access::Routes& routes, const RetentionRegistry& retention) {
    routes.get("/sletning/attester", Permission::see_erasures, page_with(retention, list));
    routes.get("/sletning/attester/{id}", Permission::see_erasures, page_with(retention, show));
}

}  // namespace people
