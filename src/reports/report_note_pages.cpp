#include "reports/report_note_pages.h"

#include <charconv>

#include "base/civil_registration_number.h"
#include "base/digest.h"
#include "reports/report_html.h"
#include "reports/report_page_parts.h"
#include "reports/report_reading.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/error_summary.h"
#include "web/components/form.h"
#include "web/components/heading.h"
#include "web/components/table.h"
#include "web/components/text_area.h"
#include "web/form.h"

namespace reports {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

constexpr std::size_t text_characters_max = 4000;

std::string notes_path(int year) {
    return report_path(year) + "/orientering";
}

std::optional<Report> find_asked_report(const Visit& visit, store::Connection& connection) {
    const auto year = year_of(visit.request.parameter("year"));
    return year ? find_report(connection, *year) : std::nullopt;
}

std::int64_t asked_number(const Visit& visit) {
    const std::string& text = visit.request.parameter("number");
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

web::Html notes_table(const Report& report, const std::vector<Note>& notes,
                      const web::Language& language) {
    web::Table table(
        {.caption = language.say("Orienteringer, den nyeste øverst"),
         .columns = {{.heading = language.say("Dateret"), .kind = web::ColumnKind::heading},
                     {.heading = language.say("Lavet af")},
                     {.heading = language.say("Udgivet")}},
         .empty_text = language.say("Der er ingen orienteringer til denne rapport."),
         .on_phone = web::TableDescription::OnPhone::stack},
        language);
    for (const Note& note : notes)
        table.row(web::link(notes_path(report.year) + "/" + std::to_string(note.number),
                            language.date(web::to_local(note.made_at).date)),
                  note.made_by,
                  note.published_at ? language.instant(*note.published_at)
                                    : std::string(language.say("Ikke endnu")));
    return table.finish();
}

web::Html note_form(const Visit& visit, const Report& report, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html fields;
    fields.add(
        web::text_area({.name = "text",
                        .label = language.say("Ord til udvalget"),
                        .value = visit.request.form.value("text"),
                        .hint = language.say("Hvad de nye tal viser. Tallene selv kommer fra den "
                                             "indlæste statistik og låses nu."),
                        .error = web::error_at(errors, "text", language),
                        .rows = 8,
                        .character_limit = static_cast<int>(text_characters_max)},
                       language),
        web::button_row(web::button({.label = language.say("Lav orienteringen")})));
    web::Html section;
    return section.add(
        web::heading(web::HeadingLevel::h2, language.say("Ny orientering")),
        web::form({.action = notes_path(report.year), .csrf_token = visit.csrf_token()}, fields));
}

web::Response list_page(const Visit& visit, const Report& report, const std::vector<Note>& notes,
                        bool newer_facts, const base::FieldErrors& errors) {
    const web::Language& language = visit.language;
    web::Html content;
    content.add(web::error_summary(errors, language), "<p>"_html,
                language.say("Officielle tal, der kommer efter at rapporten er låst, sendes til "
                             "udvalget som en dateret orientering. Rapporten selv ændres ikke."),
                "</p>"_html, notes_table(report, notes, language));
    if (!newer_facts)
        content.add("<p>"_html,
                    language.say("Der er ikke kommet nye officielle tal siden rapporten eller "
                                 "den seneste orientering."),
                    "</p>"_html);
    else if (visit.may(Permission::write_reports))
        content.add(note_form(visit, report, errors));
    return visit.page(
        language.say_with("Orienteringer til årsrapporten for {}", std::to_string(report.year)),
        content,
        {.breadcrumb = report_breadcrumb(report.year, language),
         .charts = false,
         .status = errors.empty() ? 200 : 422});
}

web::Response list(const Visit& visit, initiatives::CurrentCatalogue& current) {
    std::optional<Report> report;
    std::vector<Note> notes;
    bool newer = false;
    {
        store::ReadTransaction reading = visit.services.database.read();
        report = find_asked_report(visit, reading);
        if (!report) return visit.not_found();
        notes = notes_of(reading, report->id);
        newer = has_unreported_facts(reading, *current.get(reading), *report);
    }
    return list_page(visit, *report, notes, newer, {});
}

base::FieldErrors check_text(const std::string& text, web::FormReader& form) {
    if (base::contains_civil_registration_number(text))
        form.refuse("text", base::refuse("R12", "Skriv ikke cpr-numre i rapporten (R12)."));
    return form.errors();
}

web::Response create(const Visit& visit, initiatives::CurrentCatalogue& current) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto report = find_asked_report(visit, transaction);
    if (!report) return visit.not_found();
    const CataloguePointer catalogue = current.get(transaction);
    const bool newer = has_unreported_facts(transaction, *catalogue, *report);
    web::FormReader form(visit.request.form);
    const std::string text = form.required_text(
        "text", {.what = base::danish("ordene til udvalget"), .characters = text_characters_max});
    base::FieldErrors errors = check_text(text, form);
    if (!newer)
        errors.push_back(
            {"", base::refuse("no_newer_facts", "Der er ingen nye tal at orientere om.")});
    if (!errors.empty())
        return list_page(visit, *report, notes_of(transaction, report->id), newer, errors);
    const std::string json =
        to_json(current_note(transaction, *catalogue, *report, text, making_of(visit)));
    const std::string hash = base::sha256_hex(json);
    const std::int64_t number =
        add_note(transaction, report->id, text, json, hash, changer_of(visit));
    visit.record(transaction, trail::Action::create, "report_note",
                 std::to_string(report->year) + "-" + std::to_string(number), hash);
    transaction.commit();
    return web::see_other(notes_path(report->year) + "/" + std::to_string(number) +
                          "?besked=oprettet");
}

struct AskedNote {
    Report report;
    Note note;
};

std::optional<AskedNote> find_asked_note(const Visit& visit, store::Connection& connection) {
    auto report = find_asked_report(visit, connection);
    if (!report) return std::nullopt;
    auto note = find_note(connection, report->id, asked_number(visit));
    if (!note) return std::nullopt;
    return AskedNote{std::move(*report), std::move(*note)};
}

std::optional<AskedNote> read_asked_note(const Visit& visit) {
    store::ReadTransaction reading = visit.services.database.read();
    return find_asked_note(visit, reading);
}

web::Response show(const Visit& visit) {
    const auto asked = read_asked_note(visit);
    if (!asked) return visit.not_found();
    const web::Language& language = visit.language;
    const Document document = stored_document(asked->note.document);
    const std::string path =
        notes_path(asked->report.year) + "/" + std::to_string(asked->note.number);
    web::Html content;
    if (asked->note.published_at)
        content.add("<p>"_html,
                    language.say_with("Udgivet {}.", language.instant(*asked->note.published_at)),
                    " "_html,
                    web::link(published_path(asked->report.year) + "/orientering/" +
                                  std::to_string(asked->note.number),
                              language.say("Sådan ser alle den")),
                    "</p>"_html);
    else if (visit.may(Permission::sign_reports))
        content.add(web::post_button({.label = language.say("Udgiv orienteringen"),
                                      .action = path + "/udgiv",
                                      .csrf_token = visit.csrf_token(),
                                      .kind = web::ButtonKind::primary}));
    content.add(document_content(visit, document, path + "/diagram"));
    Breadcrumb breadcrumb = report_breadcrumb(asked->report.year, language);
    breadcrumb.emplace_back(std::string(language.say("Orienteringer")),
                            notes_path(asked->report.year));
    return visit.page(document.title.in(language.tag()), content,
                      {.breadcrumb = std::move(breadcrumb), .charts = true});
}

web::Response chart(const Visit& visit) {
    const auto asked = read_asked_note(visit);
    if (!asked) return visit.not_found();
    return chart_response(visit, stored_document(asked->note.document),
                          visit.request.parameter("key"));
}

web::Response publish(const Visit& visit) {
    store::WriteTransaction transaction = visit.services.database.write();
    const auto asked = find_asked_note(visit, transaction);
    if (!asked || asked->note.published_at) return visit.not_found();
    publish_note(transaction, asked->report.id, asked->note.number, changer_of(visit));
    visit.record(transaction, trail::Action::sign, "report_note",
                 std::to_string(asked->report.year) + "-" + std::to_string(asked->note.number),
                 "publish " + asked->note.sha256);
    transaction.commit();
    return web::see_other(notes_path(asked->report.year) + "?besked=udgivet");
}

}  // namespace

void add_note_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue) {
    const std::string root = "/rapporter/{year}/orientering";
    routes.get(root, Permission::see_report_drafts,
               [&catalogue](const Visit& visit) { return list(visit, catalogue); });
    routes.post(root, Permission::write_reports,
                [&catalogue](const Visit& visit) { return create(visit, catalogue); });
    routes.get(root + "/{number}", Permission::see_report_drafts, show);
    routes.get(root + "/{number}/diagram/{key}", Permission::see_report_drafts, chart);
    routes.post(root + "/{number}/udgiv", Permission::sign_reports, publish);
}

}  // namespace reports
