#include "web/components/table.h"

#include <stdexcept>

#include "web/components/attribute.h"
#include "web/components/empty_state.h"
#include "web/components/icon.h"

namespace web {

namespace {

// What a press on the heading does, and the mark for how the column is sorted now.
struct SortMark {
    std::string_view words;
    Icon icon;
};

SortMark sort_mark(SortOrder order, const Language& language) {
    switch (order) {
        case SortOrder::ascending:
            return {language.say("Sortér faldende"), Icon::sort_ascending};
        case SortOrder::descending:
            return {language.say("Sortér stigende"), Icon::sort_descending};
        case SortOrder::none:
            break;
    }
    return {language.say("Sortér efter denne kolonne"), Icon::sort_none};
}

Html heading_content(const Column& column, const Language& language) {
    Html html;
    if (column.heading_hidden) {
        html.add("<span class=\"sr-only\">"_html, column.heading, "</span>"_html);
    } else if (column.sort_address.empty()) {
        html.add(column.heading);
    } else {
        const SortMark mark = sort_mark(column.sorted, language);
        html.add("<a class=\"button button-unstyled\" href=\""_html, column.sort_address.address(),
                 "\">"_html, column.heading, "<span class=\"sr-only\"> "_html, mark.words,
                 "</span>"_html, icon(mark.icon, {}, "mr-0 ml-2"_html), "</a>"_html);
    }
    return html;
}

Html heading_cell(const Column& column, const Language& language) {
    Html html("<th scope=\"col\""_html);
    if (column.kind == ColumnKind::number) html.add(" class=\"number\""_html);
    if (column.sorted == SortOrder::ascending) html.add(" aria-sort=\"ascending\""_html);
    if (column.sorted == SortOrder::descending) html.add(" aria-sort=\"descending\""_html);
    html.add(">"_html, heading_content(column, language), "</th>"_html);
    return html;
}

Html cell_opening(const Column& column, bool stacked) {
    Html html;
    if (column.kind == ColumnKind::heading) {
        html.add("<th scope=\"row\""_html);
    } else if (column.kind == ColumnKind::number) {
        html.add("<td class=\"number\""_html);
    } else {
        html.add("<td"_html);
    }
    if (stacked && !column.heading_hidden) {
        add_attribute(html, " data-title=\""_html, column.heading);
    }
    html.add(">"_html);
    return html;
}

}  // namespace

Table::Table(TableDescription description, const Language& language)
    : description_(std::move(description)), language_(language) {
    if (description_.caption.empty()) throw std::logic_error("a table needs a caption");
    if (description_.columns.empty()) throw std::logic_error("a table needs columns");
    const bool stacked = description_.on_phone == TableDescription::OnPhone::stack;
    for (const Column& column : description_.columns)
        cell_openings_.push_back(cell_opening(column, stacked));
    // Grows less often; most tables have some rows.
    constexpr std::size_t usual_bytes = 16 * 1024;
    body_.reserve(usual_bytes);
}

Table& Table::row_of(const std::vector<Html>& cells) {
    begin_row();
    for (const Html& content : cells) cell(content);
    end_row();
    return *this;
}

void Table::begin_row() {
    column_ = 0;
    body_.add("<tr>"_html);
}

void Table::end_row() {
    if (column_ != description_.columns.size()) {
        throw std::logic_error("a row of the table '" + description_.caption.string() +
                               "' has too few cells");
    }
    body_.add("</tr>"_html);
    ++rows_;
}

void Table::begin_cell() {
    if (column_ == description_.columns.size()) {
        throw std::logic_error("a row of the table '" + description_.caption.string() +
                               "' has too many cells");
    }
    body_.add(cell_openings_[column_]);
}

void Table::end_cell() {
    const bool heading = description_.columns[column_].kind == ColumnKind::heading;
    body_.add(heading ? "</th>"_html : "</td>"_html);
    ++column_;
}

Html Table::head() const {
    const bool stacked = description_.on_phone == TableDescription::OnPhone::stack;
    const bool compact = description_.density == TableDescription::Density::compact;
    Html html;
    html.add("<div class=\"table--responsive-scroll\" tabindex=\"0\" role=\"region\" "_html,
             "aria-label=\""_html, description_.caption, "\"><table class=\"table"_html);
    if (compact) html.add(" table--compact"_html);
    if (stacked) html.add(" table-md-responsive-headers"_html);
    html.add("\"><caption"_html);
    if (description_.caption_hidden) html.add(" class=\"sr-only\""_html);
    html.add(">"_html, description_.caption, "</caption><thead><tr>"_html);
    for (const Column& column : description_.columns) html.add(heading_cell(column, language_));
    html.add("</tr></thead><tbody>"_html);
    return html;
}

Html Table::finish() {
    if (rows_ == 0) {
        return empty_state(description_.empty_text.empty()
                               ? PlainText(language_.say("Der er ikke noget at vise."))
                               : description_.empty_text);
    }
    Html html = head();
    html.reserve(html.markup().size() + body_.markup().size() + 64);
    html.add(body_, "</tbody></table></div>"_html);
    return html;
}

}  // namespace web
