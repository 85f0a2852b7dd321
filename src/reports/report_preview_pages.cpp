#include "reports/report_preview_pages.h"

#include "reports/report_html.h"
#include "reports/report_page_parts.h"
#include "reports/report_reading.h"
#include "web/components/alert.h"
#include "web/components/button.h"

namespace reports {
namespace {

using access::Permission;
using access::Visit;
using web::operator""_html;

struct Preview {
    Report report;
    Document document;
    std::optional<FrozenEdition> frozen;
};

// The frozen edition where there is one that isn't published; otherwise what a freeze would make.
std::optional<Preview> read_preview(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto year = year_of(visit.request.parameter("year"));
    if (!year) return std::nullopt;
    store::ReadTransaction reading = visit.services.database.read();
    auto report = find_report(reading, *year);
    if (!report) return std::nullopt;
    Preview preview{std::move(*report), {}, {}};
    preview.frozen = preview.report.standing.stage == Stage::published
                         ? published_edition(reading, preview.report.id)
                         : frozen_edition(reading, preview.report.id);
    if (preview.frozen)
        preview.document = stored_document(preview.frozen->document);
    else
        preview.document =
            current_document(reading, *current.get(reading), preview.report, making_of(visit));
    return preview;
}

web::Response show(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto preview = read_preview(visit, current);
    if (!preview) return visit.not_found();
    const web::Language& language = visit.language;
    const std::string path = report_path(preview->report.year);
    web::Html content;
    if (preview->frozen)
        content.add(edition_section(frame_of(*preview->frozen), language));
    else
        content.add(web::alert(
            web::AlertKind::info,
            language.say("Udkast: tallene er talt op nu, og små tal er allerede skjult."),
            language));
    content.add(document_content(visit, preview->document, path + "/diagram"));
    return visit.page(
        preview->document.title.in(language.tag()), content,
        {.breadcrumb = report_breadcrumb(preview->report.year, language), .charts = true});
}

web::Response chart(const Visit& visit, initiatives::CurrentCatalogue& current) {
    const auto preview = read_preview(visit, current);
    if (!preview) return visit.not_found();
    return chart_response(visit, preview->document, visit.request.parameter("key"));
}

web::Response file(const Visit& visit, initiatives::CurrentCatalogue& current, ReportFiles& files) {
    constexpr std::string_view stem = "aarsrapport.";
    const std::string& name = visit.request.parameter("file");
    if (!name.starts_with(stem)) return visit.not_found();
    const auto kind = file_kind_of(std::string_view(name).substr(stem.size()));
    const auto preview = read_preview(visit, current);
    if (!kind || !preview || !preview->frozen) return visit.not_found();
    return file_response(visit, files, frozen_report(*preview->frozen), *kind);
}

}  // namespace

void add_preview_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue,
                        ReportFiles& files) {
    routes.get("/rapporter/{year}/udkast", Permission::see_report_drafts,
               [&catalogue](const Visit& visit) { return show(visit, catalogue); });
    routes.get("/rapporter/{year}/diagram/{key}", Permission::see_report_drafts,
               [&catalogue](const Visit& visit) { return chart(visit, catalogue); });
    routes.get("/rapporter/{year}/filer/{file}", Permission::see_report_drafts,
               [&catalogue, &files](const Visit& visit) { return file(visit, catalogue, files); });
}

}  // namespace reports
