#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

// Why an analysis is not made: one named reason each, which says which variable and why. A refusal
// is an answer; no method returns a number that isn't one.
namespace statistics {

base::Error unknown_variable(std::string_view variable);
base::Error unknown_variable(std::string_view variable, std::string_view likely);
base::Error not_numeric(std::string_view variable, std::string_view text);
base::Error not_finite(std::string_view variable);
base::Error negative_value(std::string_view variable);
base::Error not_positive(std::string_view variable);
base::Error not_whole(std::string_view variable);
base::Error constant_variable(std::string_view variable);
base::Error collinear_variable(std::string_view variable);
base::Error separated_variable(std::string_view variable);
base::Error not_zero_or_one(std::string_view variable);
base::Error one_group(std::string_view variable);
base::Error no_events(std::string_view variable);
base::Error no_data();
base::Error semicolons();
base::Error same_name(std::string_view variable);
base::Error too_few(std::string_view what, std::size_t have, std::size_t need);
base::Error different_lengths(std::string_view what);
base::Error not_converged(std::string_view what);
base::Error not_overdispersed();
base::Error outside(std::string_view field, std::string_view range);
base::Error bad_expression(std::string_view expression, std::string_view where);
base::Error cancelled();
base::Error not_a_case(std::string_view field, std::string_view value, std::string_view known);

}  // namespace statistics
