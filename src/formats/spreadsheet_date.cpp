#include "formats/spreadsheet_date.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

#include "base/date.h"

namespace formats {

namespace {

constexpr std::int64_t seconds_per_day = 86'400;
constexpr double largest_serial = 2'958'466;  // 10000-01-01 in the 1900 system

// 15 significant digits are what a spreadsheet program keeps and shows.
std::string number_text(double value) {
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value,
                                   std::chars_format::general, 15);
    std::string written(text.data(), end.ptr);
    const bool is_plain_whole = std::abs(value) < 1e15 && value == std::trunc(value);
    if (is_plain_whole) written = std::to_string(static_cast<std::int64_t>(value));
    return written;
}

std::string time_text(std::int64_t seconds) {
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%02lld:%02d:%02d",
                  static_cast<long long>(seconds / 3600), static_cast<int>(seconds / 60 % 60),
                  static_cast<int>(seconds % 60));
    return text.data();
}

std::optional<base::Date> date_of_serial(std::int64_t day, DateSystem system) {
    using std::chrono::days;
    using std::chrono::sys_days;
    if (system == DateSystem::from_1904) {
        return base::Date(sys_days(base::date_of(1904, 1, 1)) + days(day));
    }
    if (day < 1 || day == 60) return std::nullopt;
    // Day 60 is the 29 February 1900 that never was, so the days before it count from a day later.
    const base::Date origin = day < 60 ? base::date_of(1899, 12, 31) : base::date_of(1899, 12, 30);
    return base::Date(sys_days(origin) + days(day));
}

struct Letters {
    bool day_or_year = false;
    bool month_or_minute = false;
    bool hour_or_second = false;
    bool elapsed = false;
};

char lower(char sign) {
    return sign >= 'A' && sign <= 'Z' ? static_cast<char>(sign - 'A' + 'a') : sign;
}

void note_letter(char sign, Letters& letters) {
    switch (lower(sign)) {
        case 'd':
        case 'y':
            letters.day_or_year = true;
            break;
        case 'm':
            letters.month_or_minute = true;
            break;
        case 'h':
        case 's':
            letters.hour_or_second = true;
            break;
        default:
            break;
    }
}

// [h], [mm] and [ss] count on past a day; other brackets hold colours, conditions and languages.
bool is_elapsed_bracket(std::string_view inside) {
    if (inside.empty()) return false;
    const char first = lower(inside.front());
    if (first != 'h' && first != 'm' && first != 's') return false;
    for (char sign : inside) {
        if (lower(sign) != first) return false;
    }
    return true;
}

Letters letters_of(std::string_view code) {
    Letters letters;
    for (std::size_t i = 0; i < code.size() && code[i] != ';'; ++i) {
        if (code[i] == '\\' || code[i] == '_' || code[i] == '*') {
            ++i;
        } else if (code[i] == '"') {
            const std::size_t close = code.find('"', i + 1);
            if (close == std::string_view::npos) break;
            i = close;
        } else if (code[i] == '[') {
            const std::size_t close = code.find(']', i + 1);
            if (close == std::string_view::npos) break;
            letters.elapsed |= is_elapsed_bracket(code.substr(i + 1, close - i - 1));
            i = close;
        } else {
            note_letter(code[i], letters);
        }
    }
    return letters;
}

}  // namespace

NumberDisplay display_of_builtin_format(unsigned format_id) {
    const auto between = [format_id](unsigned first, unsigned last) {
        return format_id >= first && format_id <= last;
    };
    if (format_id == 22) return NumberDisplay::date_time;
    if (format_id == 46) return NumberDisplay::elapsed_time;
    if (between(14, 17) || between(27, 31) || format_id == 36 || between(50, 54) ||
        between(57, 58)) {
        return NumberDisplay::date;
    }
    if (between(18, 21) || between(32, 35) || between(55, 56) || format_id == 45 ||
        format_id == 47) {
        return NumberDisplay::time;
    }
    return NumberDisplay::number;
}

NumberDisplay display_of_format_code(std::string_view code) {
    const Letters letters = letters_of(code);
    if (letters.elapsed) return NumberDisplay::elapsed_time;
    if (letters.day_or_year) {
        return letters.hour_or_second ? NumberDisplay::date_time : NumberDisplay::date;
    }
    if (letters.hour_or_second) return NumberDisplay::time;
    return letters.month_or_minute ? NumberDisplay::date : NumberDisplay::number;
}

Cell cell_from_number(double value, NumberDisplay display, DateSystem system) {
    if (display == NumberDisplay::number) return {CellKind::number, number_text(value)};
    const Cell not_a_date{CellKind::error, "####"};
    const bool is_elapsed = display == NumberDisplay::elapsed_time;
    if (!(value >= 0 && value < largest_serial)) return not_a_date;
    const std::int64_t seconds = std::llround(value * static_cast<double>(seconds_per_day));
    const std::int64_t second_of_day = seconds % seconds_per_day;
    if (is_elapsed) return {CellKind::time, time_text(seconds)};
    if (display == NumberDisplay::time) return {CellKind::time, time_text(second_of_day)};
    const auto date = date_of_serial(seconds / seconds_per_day, system);
    if (!date || base::year_of(*date) > 9999) return not_a_date;
    if (display == NumberDisplay::date) return {CellKind::date, base::iso_date(*date)};
    return {CellKind::date_time, base::iso_date(*date) + "T" + time_text(second_of_day)};
}

}  // namespace formats
