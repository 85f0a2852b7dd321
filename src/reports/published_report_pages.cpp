#include "reports/published_report_pages.h"

#include <charconv>

#include "reports/report_html.h"
#include "reports/report_page_parts.h"
#include "reports/report_reading.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/heading.h"

namespace reports {
namespace {

using access::Visit;
using web::operator""_html;

constexpr int gone = 410;

struct Published {
    CataloguePointer catalogue;
    Report report;
    FrozenEdition edition;
    std::vector<Note> notes;  // published ones, newest first
};

// Empty when nothing was ever published for the year.
std::optional<Published> find_published(const Visit& visit, std::optional<int> year,
                                        initiatives::CurrentCatalogue& current) {
    if (!year) return std::nullopt;
    store::ReadTransaction reading = visit.services.database.read();
    auto report = find_report(reading, *year);
    if (!report || report->standing.publication == Publication::none) return std::nullopt;
    auto edition = published_edition(reading, report->id);
    if (!edition) return std::nullopt;
    Published published{current.get(reading), std::move(*report), std::move(*edition), {}};
    for (Note& note : notes_of(reading, published.report.id))
        if (note.published_at) published.notes.push_back(std::move(note));
    return published;
}

bool is_withdrawn(const Published& published) {
    return published.report.standing.publication == Publication::withdrawn;
}

web::Response withdrawn_page(const Visit& visit, const Published& published, int status) {
    const web::Language& language = visit.language;
    const Report& report = published.report;
    const std::string when = report.withdrawn_at
                                 ? language.date(web::to_local(*report.withdrawn_at).date)
                                 : std::string();
    web::Html content;
    content.add(web::alert({.kind = web::AlertKind::warning,
                            .heading = language.say_with("Trukket tilbage {}", when),
                            .content = web::text(report.withdrawn_reason)},
                           language),
                "<p>"_html,
                language.say("Rapporten og dens filer er ikke længere tilgængelige her."),
                "</p>"_html);
    return visit.page(language.say_with("Årsrapport {}", std::to_string(report.year)), content,
                      {.breadcrumb = {}, .charts = false, .status = status});
}

web::Html notes_section(const Published& published, const web::Language& language) {
    web::Html section;
    if (published.notes.empty()) return section;
    section.add(web::heading(web::HeadingLevel::h2, language.say("Orienteringer efter rapporten")),
                "<ul>"_html);
    for (const Note& note : published.notes)
        section.add("<li>"_html,
                    web::link(published_path(published.report.year) + "/orientering/" +
                                  std::to_string(note.number),
                              language.say_with("Nye officielle tal, {}",
                                                language.date(web::to_local(note.made_at).date))),
                    "</li>"_html);
    return section.add("</ul>"_html);
}

web::Html opening(const Published& published, const web::Language& language) {
    const EditionFrame frame = frame_of(published.edition);
    web::Html content;
    if (!frame.correction.empty())
        content.add(web::alert(web::AlertKind::info, correction_words(frame, language), language));
    if (published.report.sent_on)
        content.add("<p>"_html,
                    language.say_with(
                        "Sendt til {} {}.",
                        initiatives::Catalogue::name_in(published.catalogue->units,
                                                        published.report.sent_to, language.tag()),
                        language.date(*published.report.sent_on)),
                    "</p>"_html);
    return content.add(file_links(published_path(published.report.year), language),
                       notes_section(published, language));
}

web::Response report_page(const Visit& visit, const Published& published) {
    if (is_withdrawn(published)) return withdrawn_page(visit, published, 200);
    const web::Language& language = visit.language;
    const FrozenReport report = frozen_report(published.edition);
    web::Html content = opening(published, language);
    content.add(document_content(visit, report.document,
                                 published_path(published.report.year) + "/diagram"),
                edition_section(report.frame, language));
    return visit.page(report.document.title.in(language.tag()), content,
                      {.breadcrumb = {{std::string(language.say("Årsrapporter")), "/offentligt"}},
                       .charts = true,
                       .listing = web::PageShell::Listing::listed});
}

// "2024" is the page, "2024.pdf" a file.
web::Response report_or_file(const Visit& visit, initiatives::CurrentCatalogue& current,
                             ReportFiles& files) {
    const std::string& asked = visit.request.parameter("year");
    const std::size_t dot = asked.find('.');
    const auto published = find_published(visit, year_of(asked.substr(0, dot)), current);
    if (!published) return visit.not_found();
    if (dot == std::string::npos) return report_page(visit, *published);
    const auto kind = file_kind_of(std::string_view(asked).substr(dot + 1));
    if (!kind) return visit.not_found();
    if (is_withdrawn(*published)) return withdrawn_page(visit, *published, gone);
    return file_response(visit, files, frozen_report(published->edition), *kind);
}

web::Response chart(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto published = find_published(visit, year_of(visit.request.parameter("year")), current);
    if (!published || is_withdrawn(*published)) return visit.not_found();
    return chart_response(visit, stored_document(published->edition.document),
                          visit.request.parameter("key"));
}

// ---- orientation notes

struct PublishedNote {
    int year = 0;
    Note note;
};

// Stays with its report: a withdrawn report's notes are gone too.
std::optional<PublishedNote> find_published_note(const Visit& visit) {
    const auto year = year_of(visit.request.parameter("year"));
    if (!year) return std::nullopt;
    const std::string& text = visit.request.parameter("number");
    std::int64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    store::ReadTransaction reading = visit.services.database.read();
    const auto report = find_report(reading, *year);
    if (!report || report->standing.publication != Publication::open) return std::nullopt;
    auto note = find_note(reading, report->id, number);
    if (!note || !note->published_at) return std::nullopt;
    return PublishedNote{*year, std::move(*note)};
}

web::Response note_page(const Visit& visit) {
    const auto found = find_published_note(visit);
    if (!found) return visit.not_found();
    const web::Language& language = visit.language;
    const Document document = stored_document(found->note.document);
    const std::string path = published_path(found->year);
    web::Html content;
    content.add(
        document_content(visit, document,
                         path + "/orientering/" + std::to_string(found->note.number) + "/diagram"),
        "<p class=\"muted small-text\">"_html,
        language.say_with("Udgivet {}. Kontrolsum (SHA-256): {}",
                          language.instant(*found->note.published_at), found->note.sha256),
        "</p>"_html);
    return visit.page(
        document.title.in(language.tag()), content,
        {.breadcrumb = {{std::string(language.say("Årsrapporter")), "/offentligt"},
                        {language.say_with("Årsrapport {}", std::to_string(found->year)), path}},
         .charts = true,
         .listing = web::PageShell::Listing::listed});
}

web::Response note_chart(const Visit& visit) {
    const auto found = find_published_note(visit);
    if (!found) return visit.not_found();
    return chart_response(visit, stored_document(found->note.document),
                          visit.request.parameter("key"));
}

}  // namespace

void add_published_report_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue,
                                 ReportFiles& files) {
    const std::string root = "/aarsrapport/{year}";
    routes.get_public(root, [&catalogue, &files](const Visit& visit) {
        return report_or_file(visit, catalogue, files);
    });
    routes.get_public(root + "/diagram/{key}",
                      [&catalogue](const Visit& visit) { return chart(visit, catalogue); });
    routes.get_public(root + "/orientering/{number}", note_page);
    routes.get_public(root + "/orientering/{number}/diagram/{key}", note_chart);
}

}  // namespace reports
