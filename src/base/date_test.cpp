#include "base/date.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace {

TEST_CASE("a day is read only when it is written fully and exists") {
    struct Case {
        const char* text;
        bool is_day;
    };
    const Case cases[] = {
        {"2024-05-03", true},   {"2024-02-29", true},  {"2000-02-29", true},
        {"0001-01-01", true},   {"9999-12-31", true},  {"2023-02-29", false},
        {"1900-02-29", false},  {"2024-04-31", false}, {"2024-13-01", false},
        {"2024-00-10", false},  {"2024-01-00", false}, {"2024-5-03", false},
        {"24-05-03", false},    {"2024/05/03", false}, {"03-05-2024", false},
        {" 2024-05-03", false}, {"", false},           {"2024-05-03 ", false},
        {"2024-05-+3", false},  {"2024-05-0x", false}, {"0000-01-01", false},
        {"-024-05-03", false},  {"2024-05", false},
    };
    for (const Case& row : cases) {
        CAPTURE(row.text);
        const auto day = base::parse_date(row.text);
        REQUIRE(day.has_value() == row.is_day);
        if (day) CHECK(base::iso_date(*day) == row.text);
    }
}

TEST_CASE("a time of day is read in minutes") {
    struct Case {
        const char* text;
        int minute;  // -1: refused
    };
    const Case cases[] = {
        {"00:00", 0},    {"0:00", 0},   {"8:05", 485}, {"08:05", 485}, {"18:00", 1080},
        {"23:59", 1439}, {"24:00", -1}, {"12:60", -1}, {"1200", -1},   {"12:5", -1},
        {"12:005", -1},  {":30", -1},   {"", -1},      {"-1:00", -1},  {"012:00", -1},
        {"12:00 ", -1},  {"ab:cd", -1},
    };
    for (const Case& row : cases) {
        CAPTURE(row.text);
        CHECK(base::parse_time_of_day(row.text).value_or(-1) == row.minute);
    }
    CHECK(base::time_of_day(485) == "08:05");
    CHECK(base::time_of_day(1439) == "23:59");
    CHECK_THROWS_AS(base::time_of_day(1440), std::invalid_argument);
    CHECK_THROWS_AS(base::time_of_day(-1), std::invalid_argument);
}

TEST_CASE("a local time drops seconds and refuses zones") {
    const base::LocalTime evening{base::date_of(2024, 5, 3), 18 * 60};
    CHECK(base::parse_local_time("2024-05-03T18:00") == evening);
    CHECK(base::parse_local_time("2024-05-03T18:00:59") == evening);
    CHECK(base::iso_local_time(evening) == "2024-05-03T18:00");
    for (const char* refused :
         {"2024-05-03T18:00Z", "2024-05-03 18:00", "2024-05-03", "2024-05-03T", "2024-02-30T18:00",
          "2024-05-03T24:00", "2024-05-03T18:00:60", "2024-05-03T8:00:00", "2024-05-03T18:00:0",
          ""}) {
        CAPTURE(refused);
        CHECK_FALSE(base::parse_local_time(refused));
    }
    CHECK(base::LocalTime{base::date_of(2024, 5, 3), 5} <
          base::LocalTime{base::date_of(2024, 5, 4), 0});
    CHECK(base::LocalTime{base::date_of(2024, 5, 3), 5} <
          base::LocalTime{base::date_of(2024, 5, 3), 6});
}

TEST_CASE("an instant is written in UTC with milliseconds") {
    const auto instant = base::parse_instant("2024-05-03T16:00:00Z");
    REQUIRE(instant);
    CHECK(instant->time_since_epoch() == std::chrono::seconds(1714752000));
    CHECK(base::iso_instant(*instant) == "2024-05-03T16:00:00.000Z");
    CHECK(base::iso_instant(*instant + std::chrono::milliseconds(7)) == "2024-05-03T16:00:00.007Z");
    const auto before_epoch = base::parse_instant("1969-12-31T23:59:59.999Z");
    REQUIRE(before_epoch);
    CHECK(before_epoch->time_since_epoch() == std::chrono::milliseconds(-1));
    CHECK(base::iso_instant(*before_epoch) == "1969-12-31T23:59:59.999Z");
    for (const char* refused :
         {"2024-05-03T16:00:00", "2024-05-03T16:00:00.5Z", "2024-05-03T16:00:00,000Z",
          "2024-05-03T16:00:00.000z", "2024-05-03T16:00Z", "2024-05-03T16:00:61Z",
          "2024-05-03T16:00:00+02:00", "2024-05-32T16:00:00Z", "2024-05-03 16:00:00Z", ""}) {
        CAPTURE(refused);
        CHECK_FALSE(base::parse_instant(refused));
    }
}

TEST_CASE("counting days") {
    const base::Date leap = base::date_of(2024, 2, 28);
    CHECK(base::add_days(leap, 1) == base::date_of(2024, 2, 29));
    CHECK(base::add_days(leap, 2) == base::date_of(2024, 3, 1));
    CHECK(base::add_days(leap, -59) == base::date_of(2023, 12, 31));
    CHECK(base::days_between(leap, base::date_of(2025, 2, 28)) == 366);
    CHECK(base::days_between(leap, leap) == 0);
    CHECK(base::days_between(base::date_of(2024, 3, 1), leap) == -2);
    CHECK(base::year_of(leap) == 2024);
    CHECK(base::month_of(leap) == 2);
    CHECK(base::day_of(leap) == 28);
    CHECK_THROWS_AS(base::date_of(2023, 2, 29), std::invalid_argument);
    CHECK(base::iso_weekday(base::date_of(2024, 5, 6)) == 1);   // a Monday
    CHECK(base::iso_weekday(base::date_of(2024, 5, 12)) == 7);  // a Sunday
}

}  // namespace
