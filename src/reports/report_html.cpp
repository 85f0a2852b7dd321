#include "reports/report_html.h"

#include "reports/report_words.h"
#include "web/components/alert.h"
#include "web/components/button.h"
#include "web/components/card.h"
#include "web/components/chart_figure.h"
#include "web/components/heading.h"
#include "web/components/table.h"

namespace reports {
namespace {

using access::Visit;
using web::operator""_html;

bool may_follow(const Visit& visit, const DocumentLink& link) {
    if (link.permission.empty()) return true;
    const auto permission = access::permission_of(link.permission);
    return permission && visit.may(*permission);
}

// The words that tell one row's links from another's: its first two cells.
std::string row_words(const TableRow& row, std::string_view tag) {
    std::string words;
    for (std::size_t i = 0; i < row.cells.size() && i < 2; ++i) {
        if (row.cells[i].words.empty()) continue;
        words += (words.empty() ? "" : ", ") + row.cells[i].words.in(tag);
    }
    return words;
}

web::Html cell_content(const Visit& visit, const TableRow& row, const Cell& cell) {
    const std::string_view tag = visit.language.tag();
    web::Html content;
    if (cell.amount) content.add(amount_words(*cell.amount, visit.language));
    bool words_shown = false;
    for (const DocumentLink& link : cell.links) {
        if (!may_follow(visit, link)) continue;
        // A cell with words of its own is one link; without, its links stand side by side.
        if (!cell.words.empty() && !words_shown) {
            content.add(web::link(link.address, cell.words.in(tag)));
            words_shown = true;
        } else if (cell.words.empty()) {
            content.add(web::link(link.address, link.words.in(tag), row_words(row, tag)), " "_html);
        }
    }
    if (!words_shown) content.add(cell.words.in(tag));
    return content;
}

web::ColumnKind kind_of(TableColumn::Kind kind) {
    if (kind == TableColumn::Kind::number) return web::ColumnKind::number;
    return kind == TableColumn::Kind::heading ? web::ColumnKind::heading : web::ColumnKind::words;
}

web::Html table_content(const Visit& visit, const DocumentTable& table) {
    const std::string_view tag = visit.language.tag();
    std::vector<web::Column> columns;
    for (const TableColumn& column : table.columns)
        columns.push_back({.heading = column.heading.in(tag), .kind = kind_of(column.kind)});
    web::Table html({.caption = table.caption.in(tag), .columns = std::move(columns)},
                    visit.language);
    for (const TableRow& row : table.rows) {
        std::vector<web::Html> cells;
        for (const Cell& cell : row.cells) cells.push_back(cell_content(visit, row, cell));
        html.row_of(cells);
    }
    web::Html content = html.finish();
    if (!table.note.empty())
        content.add("<p class=\"muted small-text\">"_html, table.note.in(tag), "</p>"_html);
    return content;
}

struct BlockContent {
    const Visit& visit;
    std::string_view chart_root;

    std::string_view tag() const { return visit.language.tag(); }

    web::Html operator()(const DocumentHeading& heading) const {
        return web::heading(static_cast<web::HeadingLevel>(heading.level), heading.words.in(tag()),
                            heading.id);
    }
    web::Html operator()(const DocumentText& text) const {
        const bool only_danish = tag() != "da" && text.words.en.empty();
        web::Html html(only_danish ? "<div class=\"narrow-text\" lang=\"da\">"_html
                                   : "<div class=\"narrow-text\">"_html);
        return html.add(web::paragraphs(text.words.in(tag())), "</div>"_html);
    }
    web::Html operator()(const DocumentNote& note) const {
        if (note.kind == DocumentNote::Kind::warning)
            return web::alert(web::AlertKind::warning, note.words.in(tag()), visit.language);
        return web::callout(web::paragraphs(note.words.in(tag())));
    }
    web::Html operator()(const DocumentTable& table) const { return table_content(visit, table); }
    web::Html chart_links(const DocumentChart& chart) const {
        web::Html links("<p>"_html);
        for (const DocumentLink& link : chart.links)
            if (may_follow(visit, link))
                links.add(web::link(link.address, link.words.in(tag()), chart.title.in(tag())),
                          " "_html);
        return links.add("</p>"_html);
    }
    web::Html operator()(const DocumentChart& chart) const {
        return web::chart_figure({.title = chart.title.in(tag()),
                                  .specification = std::string(chart_root) + "/" + chart.key,
                                  .description = chart.description.in(tag()),
                                  .data_table = table_content(visit, chart.table),
                                  .note = chart.note.in(tag())},
                                 visit.language);
    }
};

}  // namespace

web::Html document_content(const Visit& visit, const Document& document,
                           std::string_view chart_root) {
    web::Html content;
    if (document.generated())
        content.add(web::alert(
            web::AlertKind::warning,
            visit.language.say("Rapporten indeholder opdigtede tal, lavet til demonstrationen."),
            visit.language));
    const BlockContent writer{visit, chart_root};
    for (const DocumentBlock& block : document.blocks) content.add(std::visit(writer, block));
    return content;
}

}  // namespace reports
