#include "evidence/figure.h"

#include <doctest/doctest.h>

#include <set>
#include <stdexcept>

using evidence::InitiativeFigures;
using evidence::value_of;

TEST_CASE("every figure says what it counts, from which rows and what it can't tell") {
    std::set<std::string_view> keys;
    for (const evidence::FigureDefinition& figure : evidence::all_figures()) {
        CAPTURE(figure.key);
        CHECK(keys.insert(figure.key).second);
        CHECK_FALSE(figure.name.empty());
        CHECK_FALSE(figure.unit.empty());
        CHECK_FALSE(figure.explanation.empty());
        CHECK_FALSE(figure.rows.empty());
        CHECK_FALSE(figure.limits.empty());
        CHECK(figure.rows_path.starts_with("/"));
        const bool is_part = figure.counted == evidence::Counted::part_of_persons ||
                             figure.counted == evidence::Counted::minutes;
        CHECK((evidence::find_figure(figure.whole) != nullptr) == is_part);
        CHECK_NOTHROW((void)value_of(InitiativeFigures{}, figure.key));
    }
    CHECK(evidence::find_figure("manual") == nullptr);
    CHECK_THROWS_AS((void)value_of(InitiativeFigures{}, "manual"), std::logic_error);
}

TEST_CASE("attendances are counts of persons, activities and observations are things") {
    CHECK(evidence::find_figure("participants")->counted == evidence::Counted::persons);
    CHECK(evidence::find_figure("enquiries")->counted == evidence::Counted::persons);
    CHECK(evidence::find_figure("activities_held")->counted == evidence::Counted::things);
    CHECK(evidence::find_figure("observations")->counted == evidence::Counted::things);
}

TEST_CASE("what was not counted is not zero") {
    InitiativeFigures figures;
    figures.held = 4;
    CHECK_FALSE(value_of(figures, "participants").has_value());
    CHECK_FALSE(value_of(figures, "days_to_answer").has_value());
    figures.counted = 2;
    CHECK(value_of(figures, "participants") == 0.0);
    figures.minutes_to_answer = 36 * 60;
    CHECK(value_of(figures, "days_to_answer") == 1.5);
}

TEST_CASE("the way to the rows names initiative, year and state") {
    const auto address = [](std::string_view key) {
        return evidence::rows_address(*evidence::find_figure(key), "holiday_watch", 2024);
    };
    CHECK(address("activities_held") ==
          "/aktiviteter?indsats=holiday_watch&aar=2024&tilstand=held");
    CHECK(address("activities_cancelled") ==
          "/aktiviteter?indsats=holiday_watch&aar=2024&tilstand=cancelled");
    CHECK(address("enquiries") == "/henvendelser?indsats=holiday_watch&aar=2024");
    CHECK(address("observations") == "/observationer?indsats=holiday_watch&aar=2024");
}
