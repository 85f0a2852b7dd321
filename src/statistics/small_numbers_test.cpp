#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/small_numbers.h"
#include "statistics/testing/analysis.h"

// Where the input is persons, 1 to 4 of them can't be read from an answer, nor worked out of it.
namespace {

using namespace statistics;

base::Result<Analysis> answer(const std::string& fields, const std::string& rows) {
    const auto read = [&](const std::string&) -> base::Result<std::string> { return rows; };
    return analyse("{" + fields + ", \"data\": \"rows.csv\"}", read, "", {});
}

base::Result<Analysis> asked(const std::string& fields, const std::string& rows) {
    return answer(fields + ", \"persons\": true", rows);
}

bool has_fit(const Analysis& analysis, const std::string& name) {
    return std::any_of(analysis.fit.begin(), analysis.fit.end(),
                       [&](const auto& each) { return each.first == name; });
}

// Thirty weeks of 9 to 12, of which week 20 has `small`.
std::string weeks(int small) {
    std::string rows = "n\n";
    for (int week = 1; week <= 30; ++week)
        rows += std::to_string(week == 20 ? small : 9 + week % 4) + "\n";
    return rows;
}

// What the answer shows of the periods, as text, with where nothing is shown.
std::string shown_text(const Analysis& analysis) {
    std::string text;
    for (const AnalysisSeries& series : analysis.series)
        for (const auto& [name, values] : series.columns)
            for (const double value : values)
                text += std::isnan(value) ? "-;" : std::to_string(value) + ";";
    for (const auto& [name, value] : analysis.fit) {
        text += name + "=";
        if (const double* number = std::get_if<double>(&value)) text += std::to_string(*number);
        if (const auto* whole = std::get_if<std::int64_t>(&value)) text += std::to_string(*whole);
        if (const auto* words = std::get_if<std::string>(&value)) text += *words;
        text += ";";
    }
    for (const AnalysisEstimate& estimate : analysis.estimates)
        text += std::to_string(estimate.row.estimate) + ";";
    for (const base::Error& warning : analysis.warnings) {
        text += warning.code;
        for (const std::string& argument : warning.arguments) text += " " + argument;
    }
    return text;
}

}  // namespace

TEST_CASE("counts from 1 to 4 are too small to show") {
    CHECK_FALSE(too_small_to_show(0));
    for (const double count : {1.0, 2.0, 4.0, 0.5, 4.9}) CHECK(too_small_to_show(count));
    CHECK_FALSE(too_small_to_show(5));
    CHECK(rounded_to_digits(0.0123456, 2) == doctest::Approx(0.012).epsilon(1e-12));
    CHECK(rounded_to_digits(98765, 2) == 99000);
    CHECK(rounded_to_digits(0, 2) == 0);
}

TEST_CASE("a detector's answer is the same for 1 and for 4 persons") {
    for (const std::string method :
         {"\"method\": \"ears\", \"kind\": \"c1\", \"first\": 15",
          "\"method\": \"ears\", \"kind\": \"c3\", \"first\": 15",
          "\"method\": \"bayes_limit\", \"half_window\": 6, \"first\": 15",
          "\"method\": \"rki_limit\", \"years\": 0, \"half_window\": 6, \"this_year\": true, "
          "\"first\": 15",
          "\"method\": \"cusum\", \"mean_value\": 10, \"first\": 15",
          "\"method\": \"likelihood_ratio_chart\", \"mean_value\": 10, \"first\": 15",
          "\"method\": \"farrington\", \"frequency\": 7, \"half_window\": 2, \"years\": 2, "
          "\"first\": 19"}) {
        const std::string fields = method + ", \"observed\": \"n\"";
        const auto one = asked(fields, weeks(1)), four = asked(fields, weeks(4)),
                   ten = asked(fields, weeks(10));
        REQUIRE(one);
        REQUIRE(four);
        REQUIRE(ten);
        CHECK(shown_text(*one) == shown_text(*four));
        // Without a small count everything is there, and with one what comes before it.
        const AnalysisSeries &all = series_named(*ten, "periods"),
                             &part = series_named(*one, "periods");
        CHECK_FALSE(std::isnan(column_named(all, "upper").back()));
        CHECK_FALSE(std::isnan(column_named(part, "upper").front()));
        CHECK(std::isnan(column_named(part, "upper").back()));
        CHECK(column_named(part, "observed").back() == column_named(all, "observed").back());
    }
}

namespace {

// A row of ten areas with 20 persons in each but two: `near` in the middle one and `far` at the
// end.
std::string areas(int near, int far) {
    std::string rows = "n,e,x,y\n";
    for (int area = 0; area < 10; ++area) {
        const int count = area == 4 ? near : area == 9 ? far : 20;
        rows += std::to_string(count) + (area == 4 ? ",0.1," : ",25,") +
                std::to_string(area * area) + ",0\n";
    }
    return rows;
}

const std::string scanned =
    "\"method\": \"scan\", \"observed\": \"n\", \"expected\": \"e\", \"x\": \"x\", \"y\": \"y\", "
    "\"replicates\": 19, \"share\": 0.9, \"minimum_count\": 5";

}  // namespace

TEST_CASE("a scan doesn't tell of clusters of 1 to 4, nor of a rest of 1 to 4") {
    for (const int count : {2, 4}) {
        const auto found = asked(scanned, areas(count, 20));
        REQUIRE(found);
        const AnalysisSeries& clusters = series_named(*found, "clusters");
        const auto& areas_in = column_named(clusters, "areas");
        bool any = false;
        for (std::size_t i = 0; i < areas_in.size(); ++i) {
            if (areas_in[i] != 1) continue;
            any = true;
            for (const char* name :
                 {"statistic", "observed", "expected", "ratio", "relative_risk", "p", "gumbel_p"})
                CHECK(std::isnan(column_named(clusters, name)[i]));
        }
        CHECK(any);
    }
    CHECK(asked(scanned + ", \"overlap\": true", areas(9, 20)).error().code == "persons_overlap");
    const auto many = asked(scanned, areas(9, 20));
    REQUIRE(many);
    CHECK_FALSE(std::isnan(column_named(series_named(*many, "clusters"), "observed")[0]));
}

namespace {

// Forty persons around (0, 0), and `alone` in (100, 100).
std::string places(int alone) {
    std::string rows = "x,y,t\n";
    for (int i = 0; i < 40; ++i)
        rows += std::to_string(i % 7) + "," + std::to_string(i % 5) + "," +
                std::to_string(i * 3 % 50) + "\n";
    for (int i = 0; i < alone; ++i) rows += "100,100,200\n";
    return rows;
}

}  // namespace

TEST_CASE("a density isn't shown where fewer than five persons make it") {
    const std::string fields =
        "\"method\": \"kernel_density\", \"bandwidth\": 3, \"grid\": {\"x\": [0, 100], \"y\": [0, "
        "100], \"count\": 21}";
    const auto few = asked(fields, places(4)), enough = asked(fields, places(5));
    REQUIRE(few);
    REQUIRE(enough);
    const auto &hidden = column_named(series_named(*few, "density"), "density"),
               &shown = column_named(series_named(*enough, "density"), "density");
    CHECK(std::isnan(hidden.back()));
    CHECK_FALSE(std::isnan(shown.back()));
    CHECK_FALSE(std::isnan(hidden.front()));
    CHECK(hidden.front() == rounded_to_digits(hidden.front(), 2));
}

TEST_CASE("a density with a border doesn't tell how few lie outside it") {
    const std::string fields =
        "\"method\": \"kernel_density\", \"bandwidth\": 3, \"window\": {\"rectangle\": [-1, 9, -1, "
        "9]}, \"grid\": {\"x\": [0, 8], \"y\": [0, 8], \"count\": 5}";
    const auto one = asked(fields, places(1)), four = asked(fields, places(4)),
               six = asked(fields, places(6));
    REQUIRE(one);
    REQUIRE(four);
    REQUIRE(six);
    CHECK(shown_text(*one) == shown_text(*four));
    CHECK_FALSE(has_fit(*one, "outside"));
    CHECK(has_fit(*six, "outside"));
}

TEST_CASE("a near-repeat table keeps small cells and what they follow from to itself") {
    const std::string fields =
        "\"method\": \"near_repeat\", \"time\": \"t\", \"space_bands\": [0, 1, 4], \"time_bands\": "
        "[0, 4, 10], \"beyond\": true, \"replicates\": 99";
    // Two persons at (100, 100) on one day are one pair, far from all others.
    const auto found = asked(
        "\"method\": \"near_repeat\", \"time\": \"t\", \"space_bands\": [0, 1, 4], \"time_bands\": "
        "[0, 1, 10], \"beyond\": true, \"replicates\": 99",
        places(0));
    REQUIRE(found);
    const AnalysisSeries& bands = series_named(*found, "bands");
    const auto& observed = column_named(bands, "observed");
    bool any = false;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        const bool hidden = std::isnan(observed[i]);
        any = any || hidden;
        CHECK((hidden || observed[i] == 0 || observed[i] >= 5));
        if (hidden) CHECK(std::isnan(column_named(bands, "simulated_p")[i]));
    }
    if (any)
        for (const char* name : {"expected", "variance", "z", "p_poisson", "close_in_space",
                                 "close_in_time", "simulated_mean", "ratio_error"})
            for (const double value : column_named(bands, name)) CHECK(std::isnan(value));
    // The same table of events is shown whole.
    const auto events = answer(fields, places(0));
    REQUIRE(events);
    for (const double value : column_named(series_named(*events, "bands"), "expected"))
        CHECK_FALSE(std::isnan(value));
}

TEST_CASE("Knox's test of persons refuses where a cell of its table is 1 to 4") {
    const std::string fields = "\"method\": \"knox\", \"time\": \"t\", \"replicates\": 0";
    // One pair is close in both ways: two persons in one place on one day.
    CHECK(asked(fields + ", \"space\": 0.1, \"within\": 0.5", places(2)).error().code ==
          "small_numbers");
    CHECK(asked(fields + ", \"space\": 3, \"within\": 12", places(0)));
}
