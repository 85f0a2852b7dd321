#include "base/civil_registration_number.h"

#include <array>
#include <cstddef>

#include "base/utf8.h"

namespace base {

namespace {

constexpr std::size_t date_digits = 6;
constexpr std::size_t serial_digits = 4;
constexpr int replacement_day_offset = 60;

bool is_digit(char sign) {
    return sign >= '0' && sign <= '9';
}

// How many digits stand at `position`, counting no more than one beyond `most`.
std::size_t count_digits(std::string_view text, std::size_t position, std::size_t most) {
    std::size_t count = 0;
    while (count <= most && position + count < text.size() && is_digit(text[position + count])) {
        ++count;
    }
    return count;
}

int two_digits(std::string_view text, std::size_t position) {
    return (text[position] - '0') * 10 + (text[position + 1] - '0');
}

// DDMMYY. The century is unknown, so 29 February counts in every year divisible by four (00 too:
// 2000 was a leap year).
bool is_day(std::string_view digits) {
    constexpr std::array<int, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int day = two_digits(digits, 0);
    const int month = two_digits(digits, 2);
    const int year = two_digits(digits, 4);
    if (day > replacement_day_offset) day -= replacement_day_offset;
    if (month < 1 || month > 12 || day < 1) return false;
    const bool leap_day = month == 2 && day == 29 && year % 4 == 0;
    return leap_day || day <= days[static_cast<std::size_t>(month - 1)];
}

bool is_space(char32_t code_point) {
    return code_point == U' ' || code_point == U'\t' || code_point == 0xA0 || code_point == 0x202F;
}

bool is_dash(char32_t code_point) {
    return code_point == U'-' || code_point == 0xAD || code_point == 0x2212 ||
           (code_point >= 0x2010 && code_point <= 0x2015);
}

// Where what follows a separator begins: after nothing, one sign, or one dash between single
// spaces.
std::size_t skip_separator(std::string_view text, std::size_t position) {
    const auto skip = [text](std::size_t from, auto is_wanted) {
        if (from >= text.size()) return from;
        const Utf8Character character = read_utf8(text, from);
        return is_wanted(character.code_point) ? from + character.bytes : from;
    };
    const std::size_t after_dot = skip(position, [](char32_t sign) { return sign == U'.'; });
    if (after_dot != position) return after_dot;
    const std::size_t after_space = skip(position, is_space);
    const std::size_t after_dash = skip(after_space, is_dash);
    return after_dash == after_space ? after_space : skip(after_dash, is_space);
}

bool is_number_at(std::string_view text, std::size_t position) {
    const std::size_t digits = count_digits(text, position, date_digits + serial_digits);
    if (digits != date_digits && digits != date_digits + serial_digits) return false;
    if (!is_day(text.substr(position, date_digits))) return false;
    if (digits > date_digits) return true;
    const std::size_t serial = skip_separator(text, position + date_digits);
    return serial != position + date_digits &&
           count_digits(text, serial, serial_digits) == serial_digits;
}

}  // namespace

bool contains_civil_registration_number(std::string_view text) {
    for (std::size_t position = 0; position < text.size(); ++position) {
        const bool first_digit =
            is_digit(text[position]) && (position == 0 || !is_digit(text[position - 1]));
        if (first_digit && is_number_at(text, position)) return true;
    }
    return false;
}

}  // namespace base
