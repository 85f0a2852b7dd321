#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/role.h"
#include "access/visit.h"
#include "base/date.h"
#include "web/components/select_field.h"
#include "web/html.h"

// What the lists of records have in common: the choice of what is shown, the buttons above, and the
// way to older rows.
namespace history {

inline constexpr std::size_t list_page_size = 50;

// What is chosen, as the names and values of an address's query.
using ListQuery = std::vector<std::pair<std::string, std::string>>;

struct RecordList {
    std::string path;              // "/observationer"; /ny, /slettede and /eksport.* stand below it
    access::Permission registers;  // who adds records, and sees the deleted
    std::string_view new_label;
    ListQuery chosen;
};

// New, fetch as CSV and XLSX with what is chosen, bring in a spreadsheet (/import?kind=, named as
// the list's path), deleted: those that the visitor may use.
web::Html list_buttons(const access::Visit& visit, const RecordList& list);

// One thing to choose in the form above a list; nothing chosen means all.
web::Html filter_select(std::string_view name, std::string_view label,
                        std::vector<web::SelectOption> options, const std::string& value,
                        const web::Language& language);

// The form above a list, around its choices.
web::Html filter_form(std::string_view path, web::Html choices, const web::Language& language);

// Where a list goes on.
struct ListPlace {
    base::LocalTime time;
    std::int64_t id = 0;
};

// The link to the rows after `last`; nothing without one, when the list ends here.
web::Html older_link(const access::Visit& visit, std::string_view path, ListQuery chosen,
                     std::string_view label, const std::optional<ListPlace>& last);

}  // namespace history
