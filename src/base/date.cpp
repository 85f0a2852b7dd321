#include "base/date.h"

#include <stdexcept>

namespace base {

namespace {

constexpr int minutes_per_hour = 60;
constexpr int minutes_per_day = 24 * minutes_per_hour;

// Digits only: no sign, no space, no locale.
std::optional<int> parse_digits(std::string_view text) {
    if (text.empty() || text.size() > 4) return std::nullopt;
    int number = 0;
    for (const char sign : text) {
        if (sign < '0' || sign > '9') return std::nullopt;
        number = number * 10 + (sign - '0');
    }
    return number;
}

// Not with printf: every page writes some dates.
std::string padded(int number, std::size_t width) {
    std::string digits = std::to_string(number);
    if (digits.size() < width) digits.insert(0, width - digits.size(), '0');
    return digits;
}

// 16:00:30 → seconds since midnight.
std::optional<int> parse_second_of_day(std::string_view text) {
    if (text.size() != 8 || text[5] != ':') return std::nullopt;
    const auto minute = parse_time_of_day(text.substr(0, 5));
    const auto second = parse_digits(text.substr(6, 2));
    if (!minute || !second || *second > 59) return std::nullopt;
    return *minute * 60 + *second;
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = parse_digits(text.substr(0, 4));
    const auto month = parse_digits(text.substr(5, 2));
    const auto day = parse_digits(text.substr(8, 2));
    if (!year || !month || !day || *year == 0) return std::nullopt;
    const Date date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                    std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return date;
}

std::string iso_date(Date date) {
    return padded(year_of(date), 4) + "-" + padded(static_cast<int>(month_of(date)), 2) + "-" +
           padded(static_cast<int>(day_of(date)), 2);
}

std::optional<int> parse_time_of_day(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon != 1 && colon != 2) return std::nullopt;
    if (text.size() != colon + 3) return std::nullopt;
    const auto hour = parse_digits(text.substr(0, colon));
    const auto minute = parse_digits(text.substr(colon + 1));
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    return *hour * minutes_per_hour + *minute;
}

std::string time_of_day(int minute_of_day) {
    if (minute_of_day < 0 || minute_of_day >= minutes_per_day) {
        throw std::invalid_argument("base::time_of_day: " + std::to_string(minute_of_day) +
                                    " is not a minute of a day");
    }
    return padded(minute_of_day / minutes_per_hour, 2) + ":" +
           padded(minute_of_day % minutes_per_hour, 2);
}

std::optional<LocalTime> parse_local_time(std::string_view text) {
    if (text.size() < 16 || text[10] != 'T') return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    if (!date) return std::nullopt;
    const std::string_view clock = text.substr(11);
    if (clock.size() == 5) {
        const auto minute = parse_time_of_day(clock);
        if (!minute) return std::nullopt;
        return LocalTime{*date, *minute};
    }
    const auto second = parse_second_of_day(clock);
    if (!second) return std::nullopt;
    return LocalTime{*date, *second / 60};
}

std::string iso_local_time(LocalTime time) {
    return iso_date(time.date) + "T" + time_of_day(time.minute_of_day);
}

std::optional<Instant> parse_instant(std::string_view text) {
    const bool with_milliseconds = text.size() == 24;
    if (!with_milliseconds && text.size() != 20) return std::nullopt;
    if (text[10] != 'T' || text.back() != 'Z') return std::nullopt;
    const auto date = parse_date(text.substr(0, 10));
    const auto second = parse_second_of_day(text.substr(11, 8));
    if (!date || !second) return std::nullopt;
    int milliseconds = 0;
    if (with_milliseconds) {
        const auto fraction = parse_digits(text.substr(20, 3));
        if (text[19] != '.' || !fraction) return std::nullopt;
        milliseconds = *fraction;
    }
    return Instant(std::chrono::sys_days(*date)) + std::chrono::seconds(*second) +
           std::chrono::milliseconds(milliseconds);
}

std::string iso_instant(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const auto in_day = static_cast<int>((instant - day).count());
    const int second = in_day / 1000;
    return iso_date(Date(day)) + "T" + time_of_day(second / 60) + ":" + padded(second % 60, 2) +
           "." + padded(in_day % 1000, 3) + "Z";
}

Date date_of(int year, unsigned month, unsigned day) {
    const Date date{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
    if (!date.ok()) {
        throw std::invalid_argument("base::date_of: no such day: " + std::to_string(year) + ", " +
                                    std::to_string(month) + ", " + std::to_string(day));
    }
    return date;
}

int year_of(Date date) {
    return static_cast<int>(date.year());
}

unsigned month_of(Date date) {
    return static_cast<unsigned>(date.month());
}

unsigned day_of(Date date) {
    return static_cast<unsigned>(date.day());
}

Date add_days(Date date, int days) {
    return Date(std::chrono::sys_days(date) + std::chrono::days(days));
}

int days_between(Date from, Date to) {
    return static_cast<int>((std::chrono::sys_days(to) - std::chrono::sys_days(from)).count());
}

unsigned iso_weekday(Date date) {
    return std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding();
}

}  // namespace base
