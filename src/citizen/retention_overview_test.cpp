#include "citizen/retention_overview.h"

#include <doctest/doctest.h>

namespace {

people::Forecast forecast(std::vector<people::Forecast::Count> counts) {
    people::Forecast made;
    made.counted_on = base::date_of(2026, 3, 2);
    made.counts = std::move(counts);
    return made;
}

}  // namespace

TEST_CASE("R28: the overview counts by class and month and hides what could be worked out") {
    const auto overview = citizen::retention_overview(forecast({{"consent", "2026-03", 3},
                                                                {"consent", "2026-05", 40},
                                                                {"ssp_case", "2026-03", 30},
                                                                {"ssp_case", "", 7}}));
    REQUIRE(overview.months.size() == people::forecast_months + 1);
    CHECK(overview.months.front() == "2026-03");
    CHECK(overview.months.back().empty());
    REQUIRE(overview.classes == std::vector<std::string>{"consent", "ssp_case"});
    REQUIRE(overview.cells.size() == 3);
    CHECK_FALSE(overview.cells[0][0].has_value());
    // The three mustn't come out as the sum of the row or the column less the rest.
    const auto hidden_in_row = [&](std::size_t row) {
        int hidden = 0;
        for (const auto& cell : overview.cells[row]) hidden += cell ? 0 : 1;
        return hidden;
    };
    CHECK(hidden_in_row(0) >= 2);
    CHECK(overview.cells[2].back() == 80);
    CHECK(overview.cells[0][1] == 0);
}

TEST_CASE("nobody due is no table") {
    CHECK(citizen::retention_overview(forecast({})).cells.empty());
}

TEST_CASE("large numbers are all shown, with their sums") {
    const auto overview = citizen::retention_overview(
        forecast({{"consent", "2026-03", 12}, {"consent", "2026-04", 13}}));
    CHECK(overview.cells[0][0] == 12);
    CHECK(overview.cells[0][1] == 13);
    CHECK(overview.cells[1].back() == 25);
}
