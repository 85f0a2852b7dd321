#pragma once

#include <span>
#include <string>
#include <string_view>

// The closed lists of the catalogue's format: which codes a field may hold, and their names.
namespace initiatives {

enum class CodeList {
    goal_basis,
    listed_in,
    orientation,
    reach,
    setting,
    personal_data,
    legal_basis,
    figure_source,
    figure_counts,
    evaluation_design,
    principle_group,
    partner_kind,
    unit_kind,
    district_kind,
    forum_kind,
    names_persons,
    year_wheel_kind
};

struct Code {
    std::string_view code;
    std::string_view name;  // Danish
};

std::span<const Code> codes(CodeList list);
bool is_code(CodeList list, std::string_view code);
// The Danish name; the code itself when it is unknown. The view lasts as long as `code` does.
std::string_view code_name(CodeList list, std::string_view code);
// "proactive, reactive": for messages that say what was expected.
std::string all_codes(CodeList list);

}  // namespace initiatives
