#pragma once

#include <optional>
#include <string_view>

namespace formats {

// A number with point or comma before its decimals and no other signs: "12", "-3,5", "0.25".
// Empty for everything else, also for grouped digits (1.234,5), exponents and spaces. "1.234" is
// read as 1.234.
std::optional<double> parse_decimal(std::string_view text);

}  // namespace formats
