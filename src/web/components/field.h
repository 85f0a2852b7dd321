#pragma once

#include <string>
#include <string_view>

namespace web {

// Whether a field must be filled in, and what its label says about it. Forms where most fields are
// required use required and optional; forms where most are optional use required_marked and
// unmarked.
enum class Need {
    required,         // required, no mark
    required_marked,  // required, "(skal udfyldes)" after the label
    optional,         // "(frivilligt)" after the label
    unmarked          // neither: filters, searches
};

// How wide an input looks; says how much is expected, not how much is allowed.
enum class FieldWidth { full, xxs, xs, s, m, l, xl };

// The id of the field with this name: "field-" and the name, with anything but letters, digits, "_"
// and "-" replaced by "-". Groups have it at their first choice, so that it can be linked to.
std::string field_id(std::string_view name);

}  // namespace web
