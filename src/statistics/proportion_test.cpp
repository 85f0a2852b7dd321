#include "statistics/proportion.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "statistics/analyse.h"
#include "statistics/contingency.h"
#include "statistics/distribution.h"
#include "statistics/testing/analysis.h"

namespace {

using doctest::Approx;
using statistics::code_of;
using statistics::Interval;
using statistics::ProportionLimits;
using statistics::run_analysis;

Interval limits(double x, double n, ProportionLimits method, double confidence = 0.95) {
    const auto found = statistics::proportion_limits(x, n, method, confidence);
    REQUIRE(found.ok());
    return *found;
}

std::string limits_code(double x, double n, ProportionLimits method, double confidence = 0.95) {
    const auto found = statistics::proportion_limits(x, n, method, confidence);
    return found ? "none" : found.error().code;
}

constexpr ProportionLimits every_kind[] = {
    ProportionLimits::wilson,          ProportionLimits::wilson_corrected,
    ProportionLimits::clopper_pearson, ProportionLimits::mid_p,
    ProportionLimits::jeffreys,        ProportionLimits::agresti_coull,
    ProportionLimits::logit,           ProportionLimits::wald};

// How often limits hold the truth, over all results there can be.
double coverage(double truth, double trials, ProportionLimits method) {
    double sum = 0;
    for (double x = 0; x <= trials; x += 1) {
        const auto both = statistics::proportion_limits(x, trials, method);
        if (both && both->lower <= truth && truth <= both->upper)
            sum += statistics::binomial_mass(x, trials, truth);
    }
    return sum;
}

}  // namespace

// At x = 1 and x = n − 1 some programs replace Wilson's limits by others.
TEST_CASE("Wilson's limits are the roots of the score equation at every x, 1 and n - 1 too") {
    const double z = statistics::normal_quantile(0.975);
    for (const double n : {2.0, 5.0, 29.0, 400.0})
        for (const double x : {1.0, 2.0, n - 1}) {
            if (x >= n) continue;
            const Interval both = limits(x, n, ProportionLimits::wilson);
            for (const double p : {both.lower, both.upper}) {
                CAPTURE(n);
                CAPTURE(x);
                CHECK(std::abs(x / n - p) == Approx(z * std::sqrt(p * (1 - p) / n)).epsilon(1e-10));
            }
        }
    CHECK(limits(1, 29, ProportionLimits::wilson).lower == Approx(0.0061132143).epsilon(1e-8));
    CHECK(limits(28, 29, ProportionLimits::wilson).upper == Approx(1 - 0.0061132143).epsilon(1e-8));
    CHECK(limits(0, 20, ProportionLimits::wilson).lower == 0);
    CHECK(limits(20, 20, ProportionLimits::wilson).upper == 1);
}

TEST_CASE("limits turn with yes and no, hold the proportion and shrink with the confidence") {
    for (const ProportionLimits kind : every_kind)
        for (const double x : {1.0, 3.0, 10.0, 16.0}) {
            const Interval yes = limits(x, 17, kind), no = limits(17 - x, 17, kind);
            CHECK(yes.lower == Approx(1 - no.upper).epsilon(1e-9));
            CHECK(yes.lower <= x / 17);
            CHECK(yes.upper >= x / 17);
            const Interval narrow = limits(x, 17, kind, 0.8);
            CHECK(narrow.lower > yes.lower);
            CHECK(narrow.upper < yes.upper);
        }
}

TEST_CASE("exact limits never hold the truth in less than 95 % of samples; Wald's do") {
    double least_exact = 1, least_wald = 1, least_wilson = 1;
    for (double truth = 0.01; truth < 1; truth += 0.01) {
        least_exact = std::min(least_exact, coverage(truth, 25, ProportionLimits::clopper_pearson));
        least_wald = std::min(least_wald, coverage(truth, 25, ProportionLimits::wald));
        least_wilson = std::min(least_wilson, coverage(truth, 25, ProportionLimits::wilson));
    }
    CHECK(least_exact >= 0.95);
    CHECK(least_wald < 0.5);
    CHECK(least_wilson > 0.8);
}

TEST_CASE("impossible counts are refused by name") {
    CHECK(limits_code(3, 2, ProportionLimits::wilson) == "outside");
    CHECK(limits_code(-1, 2, ProportionLimits::wilson) == "negative_value");
    CHECK(limits_code(0.5, 2, ProportionLimits::wilson) == "not_whole");
    CHECK(limits_code(0, 0, ProportionLimits::wilson) == "too_few");
    CHECK(limits_code(std::nan(""), 2, ProportionLimits::wilson) == "not_finite");
    CHECK(limits_code(1, 2, ProportionLimits::wilson, 1) == "outside");
    CHECK(limits_code(0, 2, ProportionLimits::logit) == "constant_variable");
}

TEST_CASE("the exact test adds up the results as unlikely or more") {
    CHECK(*statistics::binomial_test(0, 5, 0.5) == Approx(2.0 / 32).epsilon(1e-12));
    CHECK(*statistics::binomial_test(1, 5, 0.5) == Approx(12.0 / 32).epsilon(1e-12));
    for (const double null : {0.1, 0.37, 0.8})
        for (double x = 0; x <= 13; x += 1) {
            double sum = 0;
            const double seen = statistics::binomial_mass(x, 13, null);
            for (double other = 0; other <= 13; other += 1) {
                const double mass = statistics::binomial_mass(other, 13, null);
                if (mass <= seen * (1 + 1e-7)) sum += mass;
            }
            CHECK(*statistics::binomial_test(x, 13, null) == Approx(sum).epsilon(1e-10));
        }
    CHECK(statistics::binomial_test(1, 5, 1).error().code == "outside");
}

TEST_CASE("a difference turns its sign with the groups, and is null for the same") {
    const auto one = statistics::proportion_difference(9, 10, 3, 10);
    const auto other = statistics::proportion_difference(3, 10, 9, 10);
    REQUIRE(one.ok());
    CHECK(one->newcombe.lower == Approx(-other->newcombe.upper).epsilon(1e-12));
    CHECK(one->chi_squared == Approx(other->chi_squared).epsilon(1e-12));
    const auto same = statistics::proportion_difference(0, 10, 0, 10);
    CHECK(same->newcombe.lower < 0);
    CHECK(same->chi_squared_p == 1);
    CHECK(!same->risk_ratio.has_value());
}

TEST_CASE("Newcombe's paired limits allow for the correlation") {
    const auto pairs = statistics::paired_proportions(43, 16, 0, 33);
    REQUIRE(pairs.ok());
    CHECK(pairs->estimate == Approx(16.0 / 92).epsilon(1e-12));
    CHECK(pairs->newcombe.lower > 0);
    const auto free = statistics::proportion_difference(59, 92, 43, 92);
    CHECK(pairs->newcombe.upper - pairs->newcombe.lower <
          free->newcombe.upper - free->newcombe.lower);
    CHECK(pairs->exact_p == Approx(2 * std::pow(0.5, 16)).epsilon(1e-10));
    CHECK(statistics::paired_proportions(5, 0, 0, 5).error().code == "no_events");
}

TEST_CASE("Fisher's test gives the tea lady's answer; empty cells give one-sided limits") {
    const auto tea = statistics::fisher_exact({3, 1, 1, 3});
    REQUIRE(tea.ok());
    CHECK(tea->p == Approx(34.0 / 70).epsilon(1e-12));
    // Where the first cell's mean is what was seen; R's search stops at 6.408309.
    const double odds = *tea->odds_ratio;
    const double weights[] = {1, 16 * odds, 36 * odds * odds, 16 * std::pow(odds, 3),
                              std::pow(odds, 4)};
    double sum = 0, mean = 0;
    for (int cell = 0; cell < 5; ++cell) {
        sum += weights[cell];
        mean += cell * weights[cell];
    }
    CHECK(mean / sum == Approx(3).epsilon(1e-12));
    CHECK(odds == Approx(6.408309).epsilon(1e-4));
    const auto empty = statistics::fisher_exact({4, 0, 1, 3});
    CHECK(!empty->odds_ratio.has_value());
    CHECK(!empty->upper.has_value());
    CHECK(empty->lower > 0);
    CHECK(statistics::fisher_exact({0, 0, 0, 0}).error().code == "no_data");
    CHECK(statistics::fisher_exact({1.5, 0, 0, 2}).error().code == "not_whole");
}

TEST_CASE("one stratum gives its own odds ratio; strata without answers say nothing") {
    const statistics::FourfoldTable table{12, 5, 7, 14};
    const statistics::FourfoldTable empty{3, 0, 4, 0};
    const auto one = statistics::stratified_odds(std::vector{table});
    const auto two = statistics::stratified_odds(std::vector{table, empty});
    REQUIRE(one.ok());
    CHECK(one->odds_ratio == Approx(12.0 * 14 / (5 * 7)).epsilon(1e-12));
    CHECK(two->odds_ratio == Approx(one->odds_ratio).epsilon(1e-12));
    CHECK(two->strata == 1);
    const auto alike = statistics::stratified_odds(std::vector{table, table});
    CHECK(alike->homogeneity == Approx(0).epsilon(1e-9));
    CHECK(statistics::stratified_odds(std::vector{empty}).error().code == "no_data");
}

TEST_CASE("proportions are refused with the variable's own name, and small groups of persons") {
    CHECK(code_of(R"({"method": "proportion", "outcome": "safe", "columns": {"safe": [0, 2]}})") ==
          "not_zero_or_one");
    CHECK(code_of(R"({"method": "proportion", "outcome": "safe", "trials": "n", "columns":
                      {"safe": [0, 2], "n": [0, 4]}, "group": "g", "derive": {"g": "n"}})") ==
          "not_positive");
    CHECK(code_of(R"({"method": "proportion_difference", "outcome": "safe", "group": "year",
                      "columns": {"safe": [0, 1], "year": [2020, 2020]}})") == "one_group");
    CHECK(code_of(R"({"method": "proportion_trend", "outcome": "safe", "trials": "n", "group":
                      "year", "columns": {"safe": [0, 0], "n": [5, 5], "year": [1, 2]}})") ==
          "constant_variable");
    CHECK(code_of(R"({"method": "stratified_odds_ratio", "outcome": "o", "group": "g", "strata":
                      "s", "columns": {"o": ["a", "b", "c"], "g": [1, 2, 1], "s": [1, 1, 1]}})") ==
          "not_two_values");
    const auto few = run_analysis(
        R"({"method": "proportion", "outcome": "safe", "trials": "n", "group": "g", "persons": true,
            "minimum_count": 5, "columns": {"safe": [1, 30, 2, 48, 6], "n": [2, 60, 50, 50, 12],
            "g": ["few", "many", "few yes", "few no", "some"]}})");
    REQUIRE(few.ok());
    REQUIRE(few->estimates.size() == 2);
    CHECK(few->estimates[0].row.name == "many");
    CHECK(few->estimates[1].row.name == "some");
    CHECK(few->rows_used == 2);
    for (const auto& series : few->series) CHECK(series.at.size() == 2);
}

TEST_CASE("years are compared with the first or with the year before") {
    const std::string answers =
        R"("outcome": "safe", "trials": "n", "group": "year", "columns": {"year": [2019, 2021, 2023],
           "safe": [60, 50, 70], "n": [100, 100, 100]}})";
    const auto first = run_analysis(R"({"method": "proportion_difference", )" + answers);
    const auto previous =
        run_analysis(R"({"method": "proportion_difference", "against": "previous", )" + answers);
    REQUIRE(first.ok());
    REQUIRE(previous.ok());
    REQUIRE(first->estimates.size() == 2);
    CHECK(first->estimates[1].row.name == "2023 - 2019");
    CHECK(first->estimates[1].row.estimate == Approx(0.1));
    CHECK(previous->estimates[1].row.name == "2023 - 2021");
    CHECK(previous->estimates[1].row.estimate == Approx(0.2));
}
