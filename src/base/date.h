#pragma once

#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace base {

// A calendar day without a time zone. Only valid days are ever made by the functions below.
using Date = std::chrono::year_month_day;

// A moment in UTC, to the millisecond. Stored and written as 2024-05-03T16:00:00.000Z.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// What a clock on a wall in the municipality shows, to the minute; written 2024-05-03T18:00.
// Sorts as text in the order of time within one zone (apart from the doubled hour in October).
struct LocalTime {
    Date date;
    int minute_of_day = 0;  // 0 to 1439

    auto operator<=>(const LocalTime&) const = default;
};

// 2024-05-03, nothing else; empty when the text is not such a day or the day does not exist.
std::optional<Date> parse_date(std::string_view text);
std::string iso_date(Date date);

// 18:00 or 8:05 → minutes since midnight.
std::optional<int> parse_time_of_day(std::string_view text);
std::string time_of_day(int minute_of_day);

// 2024-05-03T18:00; seconds after it are accepted and dropped.
std::optional<LocalTime> parse_local_time(std::string_view text);
std::string iso_local_time(LocalTime time);

// 2024-05-03T16:00:00Z with or without milliseconds.
std::optional<Instant> parse_instant(std::string_view text);
std::string iso_instant(Instant instant);

Date date_of(int year, unsigned month, unsigned day);
int year_of(Date date);
unsigned month_of(Date date);
unsigned day_of(Date date);
Date add_days(Date date, int days);
int days_between(Date from, Date to);

// Monday is 1, Sunday is 7.
unsigned iso_weekday(Date date);

}  // namespace base
