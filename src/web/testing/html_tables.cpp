#include "web/testing/html_tables.h"

#include <algorithm>
#include <stdexcept>

#include "web/testing/html_document.h"

namespace web::testing {
namespace {

std::vector<std::string> cells_of(const GumboNode* row) {
    std::vector<std::string> cells;
    for (const GumboNode* cell : descendants(row))
        if (is(cell, GUMBO_TAG_TD) || is(cell, GUMBO_TAG_TH)) cells.push_back(text_of(cell));
    return cells;
}

HtmlTable read_table(const GumboNode* element) {
    HtmlTable table;
    for (const GumboNode* part : descendants(element)) {
        if (is(part, GUMBO_TAG_CAPTION)) table.caption = text_of(part);
        if (!is(part, GUMBO_TAG_TR)) continue;
        if (ancestor(part, GUMBO_TAG_THEAD))
            table.headings = cells_of(part);
        else
            table.rows.push_back(cells_of(part));
    }
    return table;
}

}  // namespace

std::size_t HtmlTable::column(std::string_view heading) const {
    const auto found = std::find(headings.begin(), headings.end(), heading);
    if (found == headings.end())
        throw std::runtime_error("no column " + std::string(heading) + " in " + caption);
    return static_cast<std::size_t>(found - headings.begin());
}

std::vector<HtmlTable> tables_in(const std::string& html) {
    const HtmlDocument document(html);
    std::vector<HtmlTable> tables;
    for (const GumboNode* element : document.elements(GUMBO_TAG_TABLE))
        tables.push_back(read_table(element));
    return tables;
}

const HtmlTable& table_named(const std::vector<HtmlTable>& tables, std::string_view caption) {
    for (const HtmlTable& table : tables)
        if (table.caption == caption) return table;
    throw std::runtime_error("no table " + std::string(caption));
}

}  // namespace web::testing
