#include "reports/report_page_parts.h"

#include <algorithm>

#include "web/components/alert.h"
#include "web/components/button.h"

namespace reports {
namespace {

using access::Visit;
using web::operator""_html;

std::string_view file_words(FileKind kind) {
    switch (kind) {
        case FileKind::pdf:
            return base::danish("Hent som PDF");
        case FileKind::docx:
            return base::danish("Hent som dokument (DOCX)");
        case FileKind::xlsx:
            return base::danish("Hent tallene som regneark (XLSX)");
    }
    return {};
}

}  // namespace

std::optional<int> year_of(std::string_view text) {
    const bool digits = text.size() == 4 && std::all_of(text.begin(), text.end(), [](char c) {
                            return c >= '0' && c <= '9';
                        });
    if (!digits) return std::nullopt;
    int year = 0;
    for (const char c : text) year = year * 10 + (c - '0');
    return year;
}

std::string report_path(int year) {
    return std::string(reports_root) + "/" + std::to_string(year);
}

std::string published_path(int year) {
    return std::string(published_root) + "/" + std::to_string(year);
}

Breadcrumb reports_breadcrumb(const web::Language& language) {
    return {{std::string(language.say("Rapporter")), std::string(reports_root)}};
}

Breadcrumb report_breadcrumb(int year, const web::Language& language) {
    Breadcrumb breadcrumb = reports_breadcrumb(language);
    breadcrumb.emplace_back(language.say_with("Årsrapport {}", std::to_string(year)),
                            report_path(year));
    return breadcrumb;
}

Changer changer_of(const Visit& visit) {
    return {visit.user().account_id, visit.now};
}

Making making_of(const Visit& visit) {
    return {visit.today(), visit.services.demonstration, visit.services.danish,
            visit.services.english};
}

EditionFrame frame_of(const FrozenEdition& edition) {
    return {static_cast<int>(edition.number), web::to_local(edition.frozen_at).date,
            edition.frozen_by, edition.sha256, edition.correction};
}

FrozenReport frozen_report(const FrozenEdition& edition) {
    return {stored_document(edition.document), frame_of(edition)};
}

web::Response chart_response(const Visit& visit, const Document& document, std::string_view key) {
    const DocumentChart* chart = document.find_chart(key);
    if (!chart) return visit.not_found();
    web::Response response;
    response.content_type = "application/json";
    response.body =
        charts::vega_lite(in_language(*chart, visit.language.tag()), visit.language.tag());
    return response;
}

web::Html edition_section(const EditionFrame& frame, const web::Language& language) {
    web::Html section("<p class=\"muted small-text\">"_html);
    section.add(edition_words(frame, language), "<br>"_html,
                language.say("Dokumentets kontrolsum (SHA-256):"), " <code>"_html, frame.sha256,
                "</code></p>"_html);
    return section;
}

web::Response file_response(const Visit& visit, ReportFiles& files, const FrozenReport& report,
                            FileKind kind) {
    const auto path = files.file(report, kind, visit.language);
    if (path) {
        const std::string name = "aarsrapport-" + std::to_string(report.document.year) + "." +
                                 std::string(file_extension(kind));
        return web::attachment(std::string(content_type(kind)), name, web::FileBody{*path});
    }
    web::Html content;
    content.add(
        web::alert(web::AlertKind::warning, visit.language.say(path.error()), visit.language),
        "<p>"_html, web::link(visit.request.target, visit.language.say("Prøv igen")), "</p>"_html);
    web::Response response = visit.page(visit.language.say("Filen er ikke klar"), content,
                                        {.breadcrumb = {}, .charts = false, .status = 503});
    response.header("Retry-After", "20");
    return response;
}

web::Html file_links(std::string_view path, const web::Language& language) {
    web::Html links("<ul class=\"nobullet-list\">"_html);
    for (const FileKind kind : {FileKind::pdf, FileKind::docx, FileKind::xlsx})
        links.add("<li>"_html,
                  web::link(std::string(path) + "." + std::string(file_extension(kind)),
                            language.say(file_words(kind))),
                  "</li>"_html);
    return links.add("</ul>"_html);
}

}  // namespace reports
