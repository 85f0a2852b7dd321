#include "statistics/age_period_cohort.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "statistics/analyse.h"
#include "statistics/random.h"
#include "statistics/testing/analysis.h"

namespace {

using doctest::Approx;
using statistics::LexisCells;
using statistics::LexisFactors;
using statistics::LexisOptions;
using statistics::run_analysis;

// Counts without chance: rates that bend in age, period and cohort, times persons.
LexisCells table(double age_slope, double period_slope, double cohort_slope, double persons = 1e6) {
    LexisCells cells;
    for (int age = 0; age < 6; ++age)
        for (int period = 0; period < 8; ++period) {
            const int cohort = period - age;
            const double bend =
                0.05 * std::abs(age - 2) + 0.1 * (period == 4 ? 1 : 0) + 0.02 * cohort * cohort;
            const double rate = std::exp(-5 + bend + age_slope * age + period_slope * period +
                                         cohort_slope * cohort);
            cells.age.push_back(20 + age);
            cells.period.push_back(2000 + period);
            cells.population.push_back(persons);
            cells.observed.push_back(std::round(persons * rate));
        }
    return cells;
}

LexisFactors factors(const LexisCells& cells, const LexisOptions& options = {}) {
    auto found = statistics::lexis_factors(cells, options);
    REQUIRE(found.ok());
    return std::move(*found);
}

std::string code_of(const LexisCells& cells, const LexisOptions& options = {}) {
    const auto found = statistics::lexis_factors(cells, options);
    return found ? "none" : found.error().code;
}

std::string small_table(const std::string& rest) {
    return R"({"method": "age_period_cohort", "observed": "d", "population": "n", "age": "a",
        "columns": {"a": [1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3], "p": [1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4],
        "d": [5, 28, 7, 11, 12, 9, 14, 31, 20, 25, 11, 3],
        "n": [100, 110, 90, 95, 100, 120, 90, 105, 95, 100, 90, 80]})" +
           rest + "}";
}

}  // namespace

// In R a close tolerance loosens the test of rank, and coefficients grow to 1e12.
TEST_CASE("the redundant column is found at any tolerance") {
    const LexisCells cells = table(0.1, 0.02, -0.01);
    const LexisFactors usual = factors(cells);
    for (const double tolerance : {1e-4, 1e-8, 1e-13, 1e-14}) {
        LexisOptions options;
        options.tolerance = tolerance;
        const LexisFactors found = factors(cells, options);
        CAPTURE(tolerance);
        // 48 cells; 1 + 5 + 7 + 12 columns, one of them redundant.
        CHECK(found.models.age_period_cohort.parameters == 24);
        CHECK(found.models.age_period_cohort.degrees == 24);
        for (std::size_t i = 1; i + 1 < found.age.at.size(); ++i) {
            CHECK(std::abs(*found.age.bend[i]) < 10);
            CHECK(*found.age.bend[i] == Approx(*usual.age.bend[i]).epsilon(1e-4));
        }
    }
}

TEST_CASE("a line moved from period to cohort changes nothing that is said") {
    // Adding t to the period's slope, taking it from the cohort's and adding it to the age's.
    const LexisFactors one = factors(table(0.1, 0.02, -0.01));
    const LexisFactors other = factors(table(0.1 - 0.03, 0.02 + 0.03, -0.01 - 0.03));
    CHECK(one.models.drift == Approx(other.models.drift).epsilon(1e-9));
    for (std::size_t i = 1; i + 1 < one.cohort.at.size(); ++i)
        CHECK(*one.cohort.bend[i] == Approx(*other.cohort.bend[i]).epsilon(1e-7));
    CHECK(*one.cohort.bend[4] == Approx(0.04).epsilon(0.05));
    CHECK(*one.period.bend[4] == Approx(-0.2).epsilon(0.02));
    for (const auto* scale : {&one.age, &one.period, &one.cohort}) {
        double sum = 0, slope = 0;
        for (std::size_t i = 0; i < scale->at.size(); ++i) {
            sum += scale->deviation[i];
            slope += scale->deviation[i] * scale->at[i];
        }
        CHECK(std::abs(sum) < 1e-8);
        CHECK(std::abs(slope) < 1e-5);
    }
}

TEST_CASE("the splines' rates are the same whoever carries the drift") {
    const LexisCells cells = table(0.1, 0.02, -0.01);
    statistics::LexisSplineOptions options;
    using P = statistics::LexisParametrisation;
    double deviance = 0, drift = 0;
    for (const P each : {P::acp, P::apc, P::adcp, P::adpc}) {
        options.parametrisation = each;
        const auto found = statistics::lexis_splines(cells, options);
        REQUIRE(found.ok());
        if (deviance == 0) {
            deviance = found->models.age_period_cohort.deviance;
            drift = found->full_drift;
        }
        CHECK(found->models.age_period_cohort.deviance == Approx(deviance).epsilon(1e-9));
        CHECK(found->full_drift == Approx(drift).epsilon(1e-7));
    }
    options.ages = 1;
    CHECK(statistics::lexis_splines(cells, options).error().code == "too_few");
    options.ages = 60;
    CHECK(statistics::lexis_splines(cells, options).error().code == "knots_coincide");
}

TEST_CASE("tables that can't be told apart are refused by name") {
    LexisCells cells = table(0.1, 0.02, -0.01);
    const auto broken = [&](auto change) {
        LexisCells other = cells;
        change(other);
        return code_of(other);
    };
    CHECK(broken([](LexisCells& c) { c.observed[3] = -1; }) == "negative_value");
    CHECK(broken([](LexisCells& c) { c.observed[3] = 0.5; }) == "not_whole");
    CHECK(broken([](LexisCells& c) { c.observed[3] = std::nan(""); }) == "not_finite");
    CHECK(broken([](LexisCells& c) { c.population[3] = 0; }) == "not_positive");
    CHECK(broken([](LexisCells& c) { std::fill(c.observed.begin(), c.observed.end(), 0); }) ==
          "no_events");
    CHECK(broken([](LexisCells& c) {
              for (double& period : c.period) period *= 2;
          }) == "uneven_intervals");
    CHECK(broken([](LexisCells& c) {
              for (double& age : c.age) age = age > 21 ? 21 : age;
          }) == "too_few");
    CHECK(code_of({}) == "no_data");
    LexisOptions options;
    options.reference_cohort = 1900;
    CHECK(code_of(cells, options) == "not_a_case");
}

TEST_CASE("a cohort without events stays out, and so does what only it held up") {
    LexisCells cells = table(0.1, 0.02, -0.01);
    std::size_t oldest = 0;
    for (std::size_t i = 0; i < cells.age.size(); ++i)
        if (cells.period[i] - cells.age[i] < cells.period[oldest] - cells.age[oldest]) oldest = i;
    cells.observed[oldest] = 0;
    CHECK(code_of(cells) == "separated_variable");
    const auto kept = statistics::cells_with_events(cells);
    CHECK(kept.size() == cells.age.size() - 1);
}

TEST_CASE("over-dispersion widens errors by its root, and the problem is said in words") {
    const auto wide = run_analysis(small_table(R"(, "period": "p", "unit": "afgørelser")"));
    const auto plain = run_analysis(small_table(R"(, "period": "p", "family": "poisson")"));
    REQUIRE(wide.ok());
    REQUIRE(plain.ok());
    double dispersion = 0;
    for (const auto& value : wide->fit)
        if (value.first == "dispersion") dispersion = std::get<double>(value.second);
    REQUIRE(dispersion > 1);
    CHECK(wide->estimates[0].row.standard_error ==
          Approx(plain->estimates[0].row.standard_error * std::sqrt(dispersion)).epsilon(1e-9));
    CHECK(*wide->estimates[0].model_standard_error ==
          Approx(plain->estimates[0].row.standard_error).epsilon(1e-12));
    const auto says = [&](const char* code) {
        return std::any_of(wide->assumptions.begin(), wide->assumptions.end(),
                           [&](const auto& sentence) { return sentence.code == code; });
    };
    CHECK(says("not_identified"));
    CHECK(says("counts_are"));
}

TEST_CASE("two of three scales are asked for, and rows of a cell are added up") {
    CHECK(run_analysis(small_table("")).error().code == "two_of_three");
    CHECK(run_analysis(small_table(R"(, "period": "p", "cohort": "p")")).error().code ==
          "two_of_three");
    const auto period = run_analysis(small_table(R"(, "period": "p")"));
    const auto cohort = run_analysis(small_table(R"(, "cohort": "c", "derive": {"c": "p - a"})"));
    REQUIRE(period.ok());
    REQUIRE(cohort.ok());
    CHECK(period->estimates[0].row.estimate ==
          Approx(cohort->estimates[0].row.estimate).epsilon(1e-10));
    const auto zero =
        run_analysis(small_table(R"(, "period": "p", "derive": {"n": "n * (a > 1) "})"));
    REQUIRE(!zero.ok());
    CHECK(zero.error().code == "not_positive");
    CHECK(zero.error().arguments.front() == "n");
}

TEST_CASE("a cumulative rate adds up ages; no events leave an upper limit") {
    const auto found = statistics::cumulative_rate({5, 8}, {100, 200}, {5, 5}, 1);
    REQUIRE(found.ok());
    CHECK(found->rate == Approx(0.25 + 0.2).epsilon(1e-12));
    CHECK(found->error == Approx(std::sqrt(25 * 5.0 / 1e4 + 25 * 8.0 / 4e4)).epsilon(1e-12));
    CHECK(found->risk == Approx(1 - std::exp(-0.45)).epsilon(1e-12));
    const auto wide = statistics::cumulative_rate({5, 8}, {100, 200}, {5, 5}, 4);
    CHECK(wide->error == Approx(2 * found->error).epsilon(1e-12));
    const auto none = statistics::cumulative_rate({0, 0}, {100, 200}, {5, 5}, 1);
    CHECK(none->limits.lower == 0);
    CHECK(none->limits.upper == Approx(-std::log(0.025) / 20).epsilon(1e-12));
    CHECK(statistics::cumulative_rate({1}, {0}, {1}, 1).error().code == "not_positive");
    CHECK(statistics::cumulative_rate({-1}, {1}, {1}, 1).error().code == "negative_value");
    CHECK(statistics::cumulative_rate({1}, {1}, {1}, 0.5).error().code == "outside");
    CHECK(statistics::cumulative_rate({1}, {1, 2}, {1}, 1).error().code == "different_lengths");
    CHECK(statistics::cumulative_rate({}, {}, {}, 1).error().code == "no_data");
}

TEST_CASE("cohorts that aren't followed through all ages stay out and are counted") {
    const auto found =
        run_analysis(R"({"method": "cumulative_rate", "observed": "d", "population": "n",
        "age": "a", "group": "c", "reference": "1990", "columns": {"a": [15, 16, 15, 16, 15],
        "c": [1990, 1990, 1991, 1991, 1992], "d": [10, 20, 5, 10, 1],
        "n": [100, 100, 100, 100, 100]}})");
    REQUIRE(found.ok());
    REQUIRE(found->estimates.size() == 3);
    CHECK(found->estimates[2].row.name == "1991 vs 1990");
    CHECK(std::exp(found->estimates[2].row.estimate) == Approx(0.5).epsilon(1e-12));
    REQUIRE(found->warnings.size() == 1);
    CHECK(found->warnings[0].code == "incomplete_groups");
}

TEST_CASE("the drift comes back from simulated counts within three standard errors") {
    int inside = 0;
    constexpr int runs = 200;
    for (int turn = 0; turn < runs; ++turn) {
        statistics::RandomStream random(20240301, static_cast<std::uint64_t>(turn));
        LexisCells cells;
        for (int age = 0; age < 5; ++age)
            for (int period = 0; period < 6; ++period) {
                cells.age.push_back(age);
                cells.period.push_back(period);
                cells.population.push_back(1e4);
                const double rate = 0.004 * std::exp(0.3 * age - 0.05 * period);
                cells.observed.push_back(static_cast<double>(random.poisson(1e4 * rate)));
            }
        const LexisFactors found = factors(cells);
        inside += std::abs(found.models.drift + 0.05) < 3 * found.models.drift_error ? 1 : 0;
    }
    CHECK(inside >= 197);
}
