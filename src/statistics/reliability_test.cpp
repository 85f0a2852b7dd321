#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/reliability.h"
#include "statistics/testing/analysis.h"

namespace {

using doctest::Approx;
using statistics::code_of;
using statistics::Matrix;

Matrix columns(const std::vector<std::vector<double>>& values) {
    Matrix matrix(values.front().size(), values.size());
    for (std::size_t j = 0; j < values.size(); ++j)
        for (std::size_t i = 0; i < values[j].size(); ++i) matrix(i, j) = values[j][i];
    return matrix;
}

template <class T>
std::string refusal(const base::Result<T>& result) {
    return result ? "none" : result.error().code;
}

// Before and after of 30 persons: `improved` go up by 20, `worsened` down by 20.
std::string change(int improved, int worsened, const std::string& rest) {
    std::string before, after;
    for (int i = 0; i < 30; ++i) {
        const int first = 30 + i % 7;
        const int moved = i < improved ? 20 : i < improved + worsened ? -20 : 1;
        before += (i == 0 ? "" : ", ") + std::to_string(first);
        after += (i == 0 ? "" : ", ") + std::to_string(first + moved);
    }
    return R"({"method": "reliable_change", "before": "b", "after": "a", "reliability": 0.8,
               "deviation": 7.5, "columns": {"b": [)" +
           before + R"(], "a": [)" + after + "]}" + rest + "}";
}

double shown(const statistics::Analysis& analysis, const std::string& name,
             const std::string& column) {
    const auto& series = analysis.series.front();
    for (std::size_t i = 0; i < series.at.size(); ++i)
        for (const auto& each : series.columns)
            if (series.at[i] == name && each.first == column) return each.second[i];
    FAIL("no such share: " << name);
    return 0;
}

}  // namespace

TEST_CASE("alpha of two items is that of their correlation, whatever their order") {
    const std::vector<double> first{1, 2, 3, 4, 5, 6}, second{2, 1, 4, 3, 6, 5};
    const auto both = statistics::item_reliability(columns({first, second}), {"a", "b"});
    const auto turned = statistics::item_reliability(columns({second, first}), {"b", "a"});
    REQUIRE(both.ok());
    REQUIRE(turned.ok());
    const double r = both->mean_correlation;
    CHECK(both->standardised_alpha == Approx(2 * r / (1 + r)).epsilon(1e-12));
    CHECK(both->alpha == Approx(turned->alpha).epsilon(1e-12));
    CHECK(both->limits.lower < both->alpha);
    CHECK(both->limits.upper > both->alpha);
    CHECK(refusal(statistics::item_reliability(columns({first}), {"a"})) == "too_few");
    CHECK(refusal(statistics::item_reliability(columns({first, {1, 1, 1, 1, 1, 1}}), {"a", "b"})) ==
          "constant_variable");
    CHECK(refusal(statistics::item_reliability(columns({first, first}), {"a", "b"})) ==
          "collinear_variable");
    CHECK(refusal(statistics::item_reliability(columns({first, {1, 2, 3, 4, 5, std::nan("")}}),
                                               {"a", "b"})) == "not_finite");
}

TEST_CASE("a judge who is always one harder lowers agreement, but not consistency") {
    const auto all =
        statistics::intraclass_correlations(columns({{1, 2, 3, 4, 5.5}, {2, 3, 4, 5, 6.4}}), "a");
    REQUIRE(all.ok());
    CHECK((*all)[2].value > 0.99);
    CHECK((*all)[1].value < 0.9);
    CHECK((*all)[0].value < (*all)[1].value);
    for (const auto& each : *all) {
        CHECK(each.limits.lower <= each.value);
        CHECK(each.limits.upper >= each.value);
    }
    CHECK(refusal(statistics::intraclass_correlations(columns({{1, 2}, {2, 3}}), "a")) ==
          "constant_variable");
    CHECK(refusal(statistics::intraclass_correlations(columns({{1, 2, 3}}), "a")) == "too_few");
}

TEST_CASE("kappa is one where both always say the same, and refused where there is no choice") {
    Matrix same(2, 2);
    same(0, 0) = 10;
    same(1, 1) = 5;
    const Matrix weights = statistics::agreement_weights(2, true);
    const auto full = statistics::agreement(same, weights, "a");
    REQUIRE(full.ok());
    CHECK(full->kappa == Approx(1));
    CHECK(full->weighted == Approx(full->kappa));
    same(1, 1) = 0;
    CHECK(refusal(statistics::agreement(same, weights, "a")) == "constant_variable");
    same(0, 1) = -1;
    CHECK(refusal(statistics::agreement(same, weights, "a")) == "negative_value");
    CHECK(refusal(statistics::agreement(Matrix(2, 2), weights, "a")) == "no_data");
}

TEST_CASE("reliable change is said of groups only") {
    CHECK(code_of(R"({"method": "reliable_change", "before": "b", "after": "a",
                      "reliability": 0.8, "deviation": 7.5,
                      "columns": {"b": [32.5], "a": [47.5]}})") == "too_few");
    CHECK(code_of(R"({"method": "reliable_change", "before": "b", "after": "a",
                      "reliability": 0.8, "deviation": 7.5, "persons": false,
                      "columns": {"b": [32.5], "a": [47.5]}})") == "none");
    CHECK(code_of(change(10, 10, R"(, "minimum_count": 31)")) == "too_few");
    const auto analysis = statistics::run_analysis(change(10, 10, ""));
    REQUIRE(analysis.ok());
    CHECK(shown(*analysis, "improved", "count") == 10);
    CHECK(shown(*analysis, "worsened", "share") == Approx(10.0 / 30));
    for (const auto& series : analysis->series) CHECK_FALSE(series.by_row);
}

TEST_CASE("a small number of persons is left out with another, so that it can't be worked out") {
    const auto analysis = statistics::run_analysis(change(12, 2, ""));
    REQUIRE(analysis.ok());
    CHECK(std::isnan(shown(*analysis, "worsened", "count")));
    CHECK(std::isnan(shown(*analysis, "worsened", "share")));
    CHECK(std::isnan(shown(*analysis, "improved", "count")));
    CHECK(shown(*analysis, "unchanged", "count") == 16);
}

TEST_CASE("reliable change refuses a reliability of one, and takes either way as better") {
    CHECK(refusal(statistics::reliable_change(7.5, 1)) == "outside");
    CHECK(refusal(statistics::reliable_change(0, 0.8)) == "not_positive");
    const auto lower = statistics::change_cutoffs(60, 7.5, 40, 7.5);
    CHECK(lower.a == Approx(45));
    CHECK(lower.b == Approx(55));
    CHECK(lower.c == Approx(50));
    const auto analysis = statistics::run_analysis(change(12, 8, R"(, "better": "lower")"));
    REQUIRE(analysis.ok());
    CHECK(shown(*analysis, "worsened", "count") == 12);
}
