#include "people/erasure_register_pages.h"

#include "access/account_store.h"
#include "history/record_change.h"
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

std::string path_of(std::int64_t id) {
    return std::string(root) + "/" + std::to_string(id);
}

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
        table.row(web::link(path_of(erasure.id),
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

web::Html facts_of(const Visit& visit, const RetentionRegistry& retention, const Erasure& erasure,
                   const std::string& approver) {
    const web::Language& language = visit.language;
    const RetentionReason& reason = erasure.reason;
    const auto moment = [&](const std::optional<base::Instant>& at) {
        return web::text(at ? language.instant(*at) : std::string(language.say("Mangler")));
    };
    return web::definition_list(
        {{language.say("Sletteklasse"),
          web::text(retention_class_words(*retention.people.office.law(), reason.retention_class,
                                          language))},
         {language.say("KLE-nummer"), web::text(reason.kle_number)},
         {language.say("Fristen regnes fra"),
          web::text(start_event_words(reason.start_event, language) + ", " +
                    language.date(reason.started_on))},
         {language.say("Kunne slettes fra"), web::text(language.date(reason.due_on))},
         {language.say("Godkendt af"), web::text(approver)},
         {language.say("Godkendt, og rækkerne fjernet"), moment(erasure.begun_at)},
         {language.say("Nøglerne destrueret"), moment(erasure.finished_at)},
         {language.say("Søgeindekset lavet om"), moment(erasure.renewed_at)}});
}

web::Html keys_table(const Certificate& certificate, const web::Language& language) {
    web::Table table(
        {.caption = language.say("Destruerede nøgler"),
         .columns = {{.heading = language.say("Nøgle"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Nummer")},
                     {.heading = language.say("Destrueret")}},
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const ErasedKey& key : certificate.keys)
        table.row(key.name, std::to_string(key.subject.id),
                  key.destroyed_at ? language.instant(*key.destroyed_at)
                                   : std::string(language.say("Mangler")));
    return table.finish();
}

web::Html parts_table(const Certificate& certificate, const RetentionSources& sources,
                      const web::Language& language) {
    web::Table table(
        {.caption = language.say("Hvad der er slettet"),
         .columns = {{.heading = language.say("Slags oplysning"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Antal"), .kind = web::ColumnKind::number}}},
        language);
    for (const auto& [part, pieces] : certificate.parts)
        table.row(record_words(sources, part, language), std::to_string(pieces));
    return table.finish();
}

// What can still be read of the person, by whom and until when.
web::Html what_remains(const Visit& visit, const RetentionRegistry& retention,
                       const Erasure& erasure) {
    const web::Language& language = visit.language;
    const auto copies = last_day_of_key_copies(erasure);
    web::Html list = "<ul>"_html;
    const auto item = [&list](std::string_view sentence) {
        list.add("<li>"_html, sentence, "</li>"_html);
    };
    if (copies)
        item(
            language.say_with("Sikkerhedskopier af databasen kan kun læses sammen med en kopi af "
                              "nøglefilen fra før sletningen. Den sidste af dem slettes senest "
                              "den {}.",
                              language.date(*copies)));
    const base::Date erased_on = web::to_local(erasure.begun_at).date;
    if (const auto* criteria =
            retention.people.office.law()->retention_class("search_criteria", erased_on))
        item(
            language.say_with("Hvad der er søgt efter, står forseglet ved sporet til og med den "
                              "måned, der begynder efter den {}.",
                              language.date(base::add_days(erased_on, criteria->days))));
    item(language.say("Formularer, der blev gemt ved en udløbet session, slettes inden et døgn."));
    item(language.say("Sporets linjer bliver stående med personens nummer og intet andet."));
    list.add("</ul>"_html);
    web::Html content = web::heading(web::HeadingLevel::h2, language.say("Hvad der er tilbage"));
    content.add(list);
    return content;
}

web::Response show(const Visit& visit, const RetentionRegistry& retention) {
    const web::Language& language = visit.language;
    const std::int64_t id = history::number_of(visit.request.parameter("id"));
    std::optional<Certificate> certificate;
    std::string approver;
    {
        store::ReadTransaction reading = visit.services.database.read();
        certificate = find_certificate(reading, id);
        if (!certificate) return visit.not_found();
        const std::int64_t account = certificate->erasure.approved_by;
        const auto names = access::account_names(reading, {account});
        const auto name = names.find(account);
        approver = name == names.end() ? std::to_string(account) : name->second;
    }
    web::Html content;
    content.add("<p>"_html,
                language.say("Attesten siger, at noget er slettet, og ikke hvem det handlede om. "
                             "Skriv siden ud for at gemme den på en sag."),
                "</p>"_html, facts_of(visit, retention, certificate->erasure, approver),
                parts_table(*certificate, retention.sources, language),
                keys_table(*certificate, language),
                what_remains(visit, retention, certificate->erasure));
    return visit.page(
        language.say_with("Attest nr. {} for sletning", std::to_string(id)), std::move(content),
        {.breadcrumb = {{std::string(language.say("Sletning")), "/sletning"},
                        {std::string(language.say("Gennemførte sletninger")), std::string(root)}}});
}

}  // namespace

void add_erasure_register_routes(access::Routes& routes, const RetentionRegistry& retention) {
    routes.get("/sletning/attester", Permission::see_erasures, page_with(retention, list));
    routes.get("/sletning/attester/{id}", Permission::see_erasures, page_with(retention, show));
}

}  // namespace people
