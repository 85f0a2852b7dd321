#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace web::testing {

// A table as a reader sees it: the words of its cells, white space made single.
struct HtmlTable {
    std::string caption;
    std::vector<std::string> headings;
    std::vector<std::vector<std::string>> rows;

    // The place of the column with this heading; throws std::runtime_error when there is none.
    std::size_t column(std::string_view heading) const;
};

// All tables of a page, or of any piece of HTML, in their order.
std::vector<HtmlTable> tables_in(const std::string& html);

// The one with this caption; throws std::runtime_error when there is none.
const HtmlTable& table_named(const std::vector<HtmlTable>& tables, std::string_view caption);

}  // namespace web::testing
