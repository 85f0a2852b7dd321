#include "web/byte_range.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace web {

namespace {

constexpr std::string_view unit = "bytes=";

std::optional<std::uint64_t> whole_number(std::string_view digits) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return number;
}

// -500: the last 500 bytes.
RangeOutcome last_bytes(std::string_view digits, std::uint64_t size_bytes) {
    const std::optional<std::uint64_t> asked = whole_number(digits);
    if (!asked) return {};
    const std::uint64_t length = std::min(*asked, size_bytes);
    if (length == 0) return {RangeOutcome::Kind::unsatisfiable, {}};
    return {RangeOutcome::Kind::satisfiable, {size_bytes - length, length}};
}

}  // namespace

RangeOutcome parse_range(std::string_view header, std::uint64_t size_bytes) {
    if (!header.starts_with(unit)) return {};
    header.remove_prefix(unit.size());
    const std::size_t hyphen = header.find('-');
    if (hyphen == std::string_view::npos) return {};
    const std::string_view last_digits = header.substr(hyphen + 1);
    if (hyphen == 0) return last_bytes(last_digits, size_bytes);
    const std::optional<std::uint64_t> first = whole_number(header.substr(0, hyphen));
    if (!first) return {};
    std::uint64_t last = size_bytes == 0 ? 0 : size_bytes - 1;
    if (!last_digits.empty()) {
        const std::optional<std::uint64_t> asked = whole_number(last_digits);
        if (!asked || *asked < *first) return {};
        last = std::min(last, *asked);
    }
    if (*first >= size_bytes) return {RangeOutcome::Kind::unsatisfiable, {}};
    return {RangeOutcome::Kind::satisfiable, {*first, last - *first + 1}};
}

}  // namespace web
