#include "citizen/paper.h"

#include <fstream>

#include "formats/docx.h"
#include "formats/pdf.h"
#include "formats/temporary_directory.h"
#include "web/html.h"

namespace citizen {
namespace {

using web::operator""_html;

constexpr auto style =
    "<style>@page{size:A4;margin:20mm 18mm}body{font:10.5pt/1.4 sans-serif;color:#111}"
    "h1{font-size:19pt}h2{font-size:13pt;margin:18pt 0 4pt;break-after:avoid}"
    "table{border-collapse:collapse;width:100%;margin:6pt 0}"
    "caption{text-align:left;font-weight:bold;padding:4pt 0}"
    "th,td{border-bottom:1px solid #999;padding:3pt 6pt 3pt 0;text-align:left;"
    "vertical-align:top;overflow-wrap:anywhere}tr{break-inside:avoid}"
    "th[scope=row]{width:32%;font-weight:normal;color:#444}</style>"_html;

void add_paragraphs(web::Html& html, const std::vector<std::string>& paragraphs) {
    for (const std::string& paragraph : paragraphs) html.add("<p>"_html, paragraph, "</p>"_html);
}

void add_facts(web::Html& html, const PaperSection& section) {
    if (section.facts.empty()) return;
    html.add("<table><tbody>"_html);
    for (const auto& [label, value] : section.facts)
        html.add("<tr><th scope=\"row\">"_html, label, "</th><td>"_html, value, "</td></tr>"_html);
    html.add("</tbody></table>"_html);
}

void add_table(web::Html& html, const PaperTable& table) {
    html.add("<table><caption>"_html, table.caption, "</caption><thead><tr>"_html);
    for (const std::string& column : table.columns)
        html.add("<th scope=\"col\">"_html, column, "</th>"_html);
    html.add("</tr></thead><tbody>"_html);
    for (const auto& row : table.rows) {
        html.add("<tr>"_html);
        for (const std::string& cell : row) html.add("<td>"_html, cell, "</td>"_html);
        html.add("</tr>"_html);
    }
    html.add("</tbody></table>"_html);
}

constexpr const char* file_name = "paper.html";

base::Result<std::filesystem::path> write(const std::filesystem::path& folder,
                                          const std::string& html) {
    const std::filesystem::path path = folder / file_name;
    std::ofstream file(path, std::ios::binary);
    file << html;
    file.close();
    if (!file) return base::refuse("file_write", "Filen kan ikke skrives.");
    return path;
}

base::Result<std::string> print(const std::string& html, const web::Language&) {
    const auto folder = formats::TemporaryDirectory::create();
    if (!folder) return folder.error();
    const auto file = write(folder->path(), html);
    if (!file) return file.error();
    auto rendered = formats::render_pdf(*file);
    if (!rendered) return rendered.error();
    return std::move(rendered->bytes);
}

base::Result<std::string> convert(const std::string& html, const web::Language& language) {
    const auto folder = formats::TemporaryDirectory::create();
    if (!folder) return folder.error();
    const auto file = write(folder->path(), html);
    if (!file) return file.error();
    formats::DocxOptions options;
    options.language = language.tag();
    auto converted = formats::render_docx(*file, options);
    if (!converted) return converted.error();
    return std::move(converted->bytes);
}

}  // namespace

std::string paper_html(const Paper& paper, const web::Language& language) {
    web::Html html;
    html.add("<!doctype html><html lang=\""_html, language.tag(),
             "\"><head><meta charset=\"utf-8\"><title>"_html, paper.title, "</title>"_html, style,
             "</head><body><h1>"_html, paper.title, "</h1>"_html);
    add_paragraphs(html, paper.paragraphs);
    for (const PaperSection& section : paper.sections) {
        html.add("<h2>"_html, section.heading, "</h2>"_html);
        add_paragraphs(html, section.paragraphs);
        add_facts(html, section);
        for (const PaperTable& table : section.tables) add_table(html, table);
    }
    html.add("</body></html>"_html);
    return std::move(html).markup();
}

Press::Press() : Press(print, convert) {}

base::Result<std::string> Press::pdf(const Paper& paper, const web::Language& language) {
    return make(pdf_, paper, language);
}

base::Result<std::string> Press::docx(const Paper& paper, const web::Language& language) {
    return make(docx_, paper, language);
}

base::Result<std::string> Press::make(const Maker& maker, const Paper& paper,
                                      const web::Language& language) {
    const std::unique_lock place(mutex_, std::try_to_lock);
    if (!place.owns_lock())
        return base::refuse("busy", "Der bliver lavet en anden fil lige nu. Prøv igen om lidt.");
    return maker(paper_html(paper, language), language);
}

}  // namespace citizen
