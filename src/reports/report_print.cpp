#include "reports/report_print.h"

#include <array>
#include <fstream>

#include "reports/report_print_style.h"
#include "web/html.h"

namespace reports {
namespace {

using web::operator""_html;

constexpr std::string_view definition_path = "/tal/";
constexpr std::string_view definition_id = "def-";

// JSON that may stand inside a script element.
std::string inside_script(const std::string& json) {
    std::string out;
    out.reserve(json.size());
    for (const char c : json) {
        if (c == '<')
            out += "\\u003c";
        else
            out += c;
    }
    return out;
}

// Without the title, which stands above it.
std::string specification(const DocumentChart& chart, const web::Language& language) {
    charts::Chart drawn = in_language(chart, language.tag());
    drawn.title.clear();
    return "<script type=\"application/json\" class=\"chart-specification\">" +
           inside_script(charts::vega_lite(drawn, language.tag())) + "</script>";
}

std::string definition_of(const TableRow& row) {
    for (const Cell& cell : row.cells)
        for (const DocumentLink& link : cell.links)
            if (link.address.starts_with(definition_path))
                return link.address.substr(definition_path.size());
    return {};
}

// Writes the blocks one after the other. Markup is made by web::Html; only the charts'
// specifications, which must not be escaped, are added as they are.
class Printer {
  public:
    Printer(const web::Language& language, PrintForm form) : language_(language), form_(form) {}

    void operator()(const DocumentHeading& heading) {
        web::Html html;
        html.add("<h"_html, heading.level);
        if (!heading.id.empty()) html.add(" id=\""_html, heading.id, "\""_html);
        add(html.add(">"_html, words(heading.words), "</h"_html, heading.level, ">"_html));
    }
    void operator()(const DocumentText& text) { add(web::paragraphs(words(text.words))); }
    void operator()(const DocumentNote& note) {
        web::Html html(note.kind == DocumentNote::Kind::warning ? "<div class=\"warning\">"_html
                                                                : "<div class=\"note\">"_html);
        add(html.add(web::paragraphs(words(note.words)), "</div>"_html));
    }
    void operator()(const DocumentTable& table) {
        web::Html html("<table><caption>"_html);
        html.add(words(table.caption), "</caption><thead><tr>"_html);
        for (const TableColumn& column : table.columns)
            if (is_printed(column))
                html.add("<th scope=\"col\""_html, number_class(column), ">"_html,
                         words(column.heading), "</th>"_html);
        html.add("</tr></thead><tbody>"_html);
        for (const TableRow& row : table.rows) add_row(html, table, row);
        html.add("</tbody></table>"_html);
        if (!table.note.empty())
            html.add("<p class=\"table-note\">"_html, words(table.note), "</p>"_html);
        add(html);
    }
    void operator()(const DocumentChart& chart) {
        form_ == PrintForm::pdf ? add_drawing(chart) : add_picture(chart);
        web::Html description("<p class=\"chart-note\">"_html);
        add(description.add(words(chart.description), "</p>"_html));
        (*this)(chart.table);
        web::Html note("<p class=\"chart-note\">"_html);
        add(note.add(words(chart.note), "</p>"_html));
    }

    void add(const web::Html& html) { out_ += html.markup(); }
    std::string take() { return std::move(out_); }

  private:
    const std::string& words(const Words& both) const { return both.in(language_.tag()); }

    static bool is_printed(const TableColumn& column) {
        return column.place == TableColumn::Place::everywhere;
    }
    static web::Literal number_class(const TableColumn& column) {
        return column.kind == TableColumn::Kind::number ? " class=\"number\""_html : ""_html;
    }

    void add_row(web::Html& html, const DocumentTable& table, const TableRow& row) const {
        const std::string definition = definition_of(row);
        const bool defines = table.key == "definitions";
        // The words that name the figure lead to its definition: the last ones before the numbers.
        std::size_t named = row.cells.size();
        if (!definition.empty() && !defines)
            for (std::size_t i = 0; i < row.cells.size(); ++i)
                if (!row.cells[i].words.empty() && is_printed(table.columns[i])) named = i;
        html.add("<tr>"_html);
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const TableColumn& column = table.columns[i];
            if (!is_printed(column)) continue;
            const bool heads = column.kind == TableColumn::Kind::heading;
            html.add(heads ? "<th scope=\"row\""_html : "<td"_html, number_class(column), ">"_html);
            if (defines && heads)
                html.add("<span id=\""_html, definition_id, row.key, "\">"_html,
                         content(row.cells[i]), "</span>"_html);
            else if (i == named)
                html.add("<a href=\"#"_html, definition_id, definition, "\">"_html,
                         content(row.cells[i]), "</a>"_html);
            else
                html.add(content(row.cells[i]));
            html.add(heads ? "</th>"_html : "</td>"_html);
        }
        html.add("</tr>"_html);
    }

    std::string content(const Cell& cell) const {
        return cell.amount ? amount_words(*cell.amount, language_) : words(cell.words);
    }

    void add_drawing(const DocumentChart& chart) {
        web::Html begin("<figure><figcaption>"_html);
        add(begin.add(words(chart.title), "</figcaption><div class=\"chart-picture\">"_html));
        out_ += specification(chart, language_);
        web::Html cover("<img class=\"chart-cover\" src=\"cover.svg\" alt=\""_html);
        add(cover.add(words(chart.description), "\"></div></figure>"_html));
    }
    // Not a figure: pandoc would put its caption in place of the alternative text.
    void add_picture(const DocumentChart& chart) {
        web::Html title("<p><strong>"_html);
        add(title.add(words(chart.title), "</strong></p><div class=\"chart-source\">"_html));
        out_ += specification(chart, language_);
        web::Html picture("<img data-scale=\"2\" width=\"600\" alt=\""_html);
        add(picture.add(words(chart.description), "\"></div>"_html));
    }

    const web::Language& language_;
    PrintForm form_;
    std::string out_;
};

web::Html opening(const Document& document, const EditionFrame& frame,
                  const web::Language& language) {
    const std::string_view tag = language.tag();
    web::Html html;
    html.add("<h1>"_html, document.title.in(tag), "</h1><p class=\"authority\">"_html,
             document.municipality.in(tag), "</p><p class=\"edition\">"_html,
             edition_words(frame, language), "</p>"_html);
    if (!frame.correction.empty())
        html.add("<div class=\"warning\"><p>"_html, correction_words(frame, language),
                 "</p></div>"_html);
    if (document.generated())
        html.add("<div class=\"warning\"><p>"_html,
                 language.say("Rapporten indeholder opdigtede tal, lavet til demonstrationen."),
                 "</p></div>"_html);
    return html;
}

std::string running_head(const Document& document, const web::Language& language) {
    std::string head = document.title.in(language.tag());
    if (document.generated())
        head += " – " + std::string(language.say("OPDIGTEDE TAL TIL DEMONSTRATION"));
    return head;
}

std::string file_head(const std::string& title, const web::Language& language,
                      const std::string& style) {
    web::Html head("<!doctype html><html lang=\""_html);
    head.add(language.tag(), "\"><head><meta charset=\"utf-8\"><title>"_html, title,
             "</title>"_html);
    return std::move(head).markup() + "<style>" + style + "</style></head><body>";
}

base::Result<void> write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream file(path, std::ios::binary);
    file << bytes;
    file.close();
    if (!file) return base::refuse("file_write", "En fil til rapporten kan ikke skrives.");
    return {};
}

// A picture that can't be seen, but is there: what carries an alternative text must be drawn.
constexpr std::string_view cover =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"640\" height=\"340\">"
    "<rect width=\"640\" height=\"340\" fill=\"#fff\" fill-opacity=\"0.004\"/></svg>";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> used_assets{{
    {"js/report-chart.js", "report-chart.js"},
    {"fonts/IBMPlexSans-Regular.woff2", "IBMPlexSans-Regular.woff2"},
    {"fonts/IBMPlexSans-SemiBold.woff2", "IBMPlexSans-SemiBold.woff2"},
}};

}  // namespace

std::string print_html(const Document& document, const EditionFrame& frame,
                       const web::Language& language, PrintForm form) {
    std::string html = file_head(document.title.in(language.tag()), language,
                                 print_style(running_head(document, language)));
    Printer printer(language, form);
    printer.add(opening(document, frame, language));
    for (const DocumentBlock& block : document.blocks) std::visit(printer, block);
    web::Html hash("<p class=\"edition hash\">"_html);
    printer.add(
        hash.add(language.say_with("Det låste dokuments kontrolsum (SHA-256): {}", frame.sha256),
                 "</p>"_html));
    return html + printer.take() + "<script src=\"report-chart.js\"></script></body></html>";
}

base::Result<std::filesystem::path> write_print_folder(const std::filesystem::path& folder,
                                                       const std::string& html,
                                                       const AssetReader& assets) {
    for (const auto& [path, name] : used_assets) {
        const std::string bytes = assets(path);
        if (bytes.empty())
            return base::refuse("asset_missing", "Filen {} mangler i programmet.",
                                std::string(path));
        if (auto written = write_file(folder / name, bytes); !written) return written.error();
    }
    if (auto written = write_file(folder / "cover.svg", std::string(cover)); !written)
        return written.error();
    const std::filesystem::path file = folder / "report.html";
    if (auto written = write_file(file, html); !written) return written.error();
    return file;
}

}  // namespace reports
