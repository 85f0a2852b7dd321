#include "formats/decimal.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace formats {

namespace {

bool is_digits(std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::optional<double> parse_decimal(std::string_view text) {
    constexpr std::size_t most_signs = 64;
    if (text.size() > most_signs) return std::nullopt;
    const bool has_sign = !text.empty() && (text.front() == '-' || text.front() == '+');
    const std::string_view digits = text.substr(has_sign ? 1 : 0);
    const std::size_t separator = digits.find_first_of(".,");
    if (!is_digits(digits.substr(0, separator))) return std::nullopt;
    std::string plain(digits);
    if (separator != std::string_view::npos) {
        if (!is_digits(digits.substr(separator + 1))) return std::nullopt;
        plain[separator] = '.';
    }
    if (text.front() == '-') plain.insert(plain.begin(), '-');
    double value = 0;
    const auto parsed = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    if (parsed.ec != std::errc()) return std::nullopt;
    return value;
}

}  // namespace formats
