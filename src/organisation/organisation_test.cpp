#include "organisation/organisation.h"

#include <doctest/doctest.h>

using base::date_of;
using organisation::Holding;
using organisation::Validity;

TEST_CASE("a period has its first day and not its end day") {
    const Validity period{date_of(2024, 8, 1), date_of(2024, 10, 1)};
    CHECK_FALSE(period.covers(date_of(2024, 7, 31)));
    CHECK(period.covers(date_of(2024, 8, 1)));
    CHECK(period.covers(date_of(2024, 9, 30)));
    CHECK_FALSE(period.covers(date_of(2024, 10, 1)));
}

TEST_CASE("open ends cover everything on their side") {
    CHECK(Validity{}.covers(date_of(1900, 1, 1)));
    CHECK(Validity{{}, date_of(2024, 1, 1)}.covers(date_of(1900, 1, 1)));
    CHECK_FALSE(Validity{{}, date_of(2024, 1, 1)}.covers(date_of(2024, 1, 1)));
    CHECK(Validity{date_of(2024, 1, 1), {}}.covers(date_of(2100, 1, 1)));
    CHECK_FALSE(Validity{date_of(2024, 1, 1), {}}.covers(date_of(2023, 12, 31)));
}

TEST_CASE("the unit of a day is that of the holding begun last") {
    const std::vector<Holding> holdings = {
        {1, 7, "street_work", "", "", {{}, date_of(2024, 8, 1)}},
        {2, 7, "operative_team", "", "", {date_of(2024, 8, 1), {}}},
        {3, 7, "project", "", "", {date_of(2024, 9, 1), date_of(2024, 10, 1)}},
    };
    CHECK(organisation::unit_on(holdings, date_of(2024, 7, 31)) == "street_work");
    CHECK(organisation::unit_on(holdings, date_of(2024, 8, 1)) == "operative_team");
    CHECK(organisation::unit_on(holdings, date_of(2024, 9, 15)) == "project");
    CHECK(organisation::unit_on(holdings, date_of(2024, 10, 1)) == "operative_team");
    CHECK_FALSE(organisation::unit_on({}, date_of(2024, 8, 1)).has_value());
    CHECK_FALSE(organisation::unit_on({holdings[2]}, date_of(2024, 8, 1)).has_value());
}
