#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "statistics/analyse.h"
#include "statistics/data_frame.h"
#include "statistics/design.h"
#include "statistics/expected_level.h"
#include "statistics/expression.h"
#include "statistics/linear_algebra.h"
#include "statistics/multiplicity.h"
#include "statistics/regression.h"
#include "statistics/testing/analysis.h"

// What must hold whatever the data are, and what is refused. Small data of our own, so that these
// run without the references.
namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::code_of;
using statistics::estimate_named;
using statistics::fit_value;
using statistics::run_analysis;
using statistics::variable_of;

const std::string small =
    R"("columns": {"y": [3, 5, 2, 8, 9, 12, 4, 7], "x": [1, 2, 3, 4, 5, 6, 7, 8],
       "n": [100, 120, 90, 150, 160, 200, 80, 110],
       "g": ["a", "b", "a", "b", "a", "b", "a", "b"]})";

std::string regression(const std::string& rest) {
    return R"({"method": "regression", "outcome": "y", )" + small + rest + "}";
}

}  // namespace

TEST_CASE("a Poisson regression on a category alone gives the groups' rates") {
    const auto analysis =
        run_analysis(regression(R"(, "terms": ["g"], "offset": "log(n) ", "tolerance": 1e-14)"));
    REQUIRE(analysis.ok());
    const double rate_a = (3.0 + 2 + 9 + 4) / (100 + 90 + 160 + 80);
    const double rate_b = (5.0 + 8 + 12 + 7) / (120 + 150 + 200 + 110);
    CHECK(estimate_named(*analysis, "(Intercept)").estimate ==
          Approx(std::log(rate_a)).epsilon(1e-10));
    CHECK(estimate_named(*analysis, "gb").estimate ==
          Approx(std::log(rate_b / rate_a)).epsilon(1e-10));
    CHECK(estimate_named(*analysis, "gb").standard_error ==
          Approx(std::sqrt(1 / 18.0 + 1 / 32.0)).epsilon(1e-10));
}

TEST_CASE("estimates don't depend on the order of rows, and follow the unit of a variable") {
    const std::string rest = R"(, "terms": ["x", "g"], "family": "quasi_poisson", "errors": "hc3")";
    const auto plain = run_analysis(regression(rest));
    const auto sorted = run_analysis(regression(rest + R"(, "sort": "n")"));
    const auto scaled = run_analysis(R"({"method": "regression", "outcome": "y", )" + small +
                                     R"(, "derive": {"big": "1000 * x"}, "terms": ["big", "g"],
                               "family": "quasi_poisson", "errors": "hc3"})");
    REQUIRE(plain.ok());
    REQUIRE(sorted.ok());
    REQUIRE(scaled.ok());
    CHECK(estimate_named(*plain, "x").estimate ==
          Approx(estimate_named(*sorted, "x").estimate).epsilon(1e-10));
    CHECK(estimate_named(*plain, "x").standard_error ==
          Approx(estimate_named(*sorted, "x").standard_error).epsilon(1e-10));
    CHECK(estimate_named(*plain, "x").estimate ==
          Approx(1000 * estimate_named(*scaled, "big").estimate).epsilon(1e-9));
    CHECK(estimate_named(*plain, "x").p == Approx(estimate_named(*scaled, "big").p).epsilon(1e-9));
}

TEST_CASE("another reference category moves the constant and turns the sign") {
    const auto first = run_analysis(regression(R"(, "terms": ["g"])"));
    const auto second = run_analysis(regression(R"(, "terms": ["g"], "factors": {"g": "b"})"));
    CHECK(estimate_named(*first, "gb").estimate ==
          Approx(-estimate_named(*second, "ga").estimate).epsilon(1e-10));
    CHECK(fit_value(*first, "deviance") == Approx(fit_value(*second, "deviance")).epsilon(1e-12));
}

TEST_CASE("rows with a missing value are left out and counted, by variable") {
    const auto analysis = run_analysis(
        R"({"method": "regression", "outcome": "y", "terms": ["x"],
            "columns": {"y": [1, 2, null, 4, 5, 3], "x": [2, null, 3, 5, 4, 1]}})");
    REQUIRE(analysis.ok());
    CHECK(analysis->rows_used == 4);
    CHECK(analysis->rows_left_out == 2);
    CHECK(analysis->missing.at("x") == 1);
    CHECK(analysis->missing.at("y") == 1);
}

TEST_CASE("bad input is refused by name, with the variable") {
    CHECK(code_of("no json") == "bad_json");
    CHECK(code_of(R"({"method": "magic"})") == "unknown_method");
    CHECK(code_of(R"({"method": "regression"})") == "missing_field");
    CHECK(code_of(regression(R"(, "termz": ["x"])")) == "unknown_field");
    CHECK(code_of(regression(R"(, "confidence": "high")")) == "bad_field");
    CHECK(code_of(regression(R"(, "confidence": 1)")) == "outside");
    CHECK(variable_of(regression(R"(, "terms": ["z"])")) == "z");
    CHECK(code_of(regression(R"(, "terms": ["z"])")) == "unknown_variable");
    CHECK(code_of(regression(R"(, "where": "x > 100")")) == "no_data");
    CHECK(code_of(regression(R"(, "where": "x >")")) == "bad_expression");
    CHECK(code_of(regression(R"(, "family": "normal")")) == "not_a_case");
    CHECK(code_of(regression(R"(, "cluster": "k", "derive": {"k": "1 + 0 * x"})")) == "one_group");
    CHECK(variable_of(regression(R"(, "terms": ["k"], "derive": {"k": "0 * x"})")) == "k");
    CHECK(code_of(regression(R"(, "terms": ["k"], "derive": {"k": "0 * x"})")) ==
          "constant_variable");
    const std::string twice = R"(, "terms": ["x", "k"], "derive": {"k": "3 * x - 2"})";
    CHECK(code_of(regression(twice)) == "collinear_variable");
    CHECK(variable_of(regression(twice)) == "k");
    CHECK(code_of(regression(R"(, "derive": {"y": "y - 5"})")) == "negative_value");
    CHECK(code_of(regression(R"(, "derive": {"y": "y / 2"})")) == "not_whole");
    CHECK(code_of(regression(R"(, "derive": {"y": "0 * y"})")) == "constant_variable");
    CHECK(code_of(regression(R"(, "terms": ["g"], "where": "x < 3")")) == "too_few");
    CHECK(code_of(regression(
              R"(, "family": "negative_binomial", "derive": {"y": "ifelse(x == 2, 6, 5) + 0"})")) ==
          "not_overdispersed");
    CHECK(code_of(R"({"method": "regression", "outcome": "y", "data": "gone.csv"})") == "no_file");
}

TEST_CASE("a category without a single event is refused as separated, not estimated") {
    const std::string separated =
        R"({"method": "regression", "outcome": "y", "terms": ["g"],
            "columns": {"y": [3, 0, 5, 0, 2, 0, 4, 0], "g": ["a", "b", "a", "b", "a", "b", "a", "b"]}})";
    CHECK(code_of(separated) == "separated_variable");
    CHECK(variable_of(separated) == "gb");
    const std::string logistic =
        R"({"method": "regression", "family": "binomial", "outcome": "y", "terms": ["x"],
            "columns": {"y": [0, 0, 0, 0, 1, 1, 1, 1], "x": [1, 2, 3, 4, 5, 6, 7, 8]}})";
    CHECK(code_of(logistic) == "separated_variable");
}

// The trap of age–period–cohort models: R's rank tolerance follows its convergence tolerance, and
// a redundant column gets a coefficient of 1e12.
TEST_CASE("a redundant column is found however closely the iteration is asked to converge") {
    const std::string three =
        R"({"method": "regression", "outcome": "y", "terms": ["age", "period", "cohort"],
            "columns": {"y": [3, 5, 2, 8, 9, 12, 4, 7, 6], "age": [1, 1, 1, 2, 2, 2, 3, 3, 3],
                        "period": [1981, 1982, 1983, 1981, 1982, 1983, 1981, 1982, 1983]},
            "derive": {"cohort": "period - age"}, "tolerance": 1e-14)";
    CHECK(code_of(three + "}") == "collinear_variable");
    CHECK(variable_of(three + "}") == "cohort");
    const auto without = run_analysis(three + R"(, "collinear": "leave_out"})");
    REQUIRE(without.ok());
    CHECK(without->estimates.size() == 3);
    for (const auto& estimate : without->estimates) CHECK(std::abs(estimate.row.estimate) < 1e4);
    CHECK(without->warnings.size() >= 1);
}

// The trap of the Danish fit: a funnel without over-dispersion proves anything.
TEST_CASE("a funnel says when its z must not be used, and what to use instead") {
    const auto analysis = run_analysis(
        R"({"method": "funnel", "observed": "o", "expected": "e", "columns": {
            "o": [900, 1300, 700, 1250, 1600, 400, 1000, 1100, 650, 1450],
            "e": [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000]}})");
    REQUIRE(analysis.ok());
    CHECK(fit_value(*analysis, "dispersion") > 20);
    CHECK(analysis->warnings.front().code == "funnel_overdispersed");
    const auto& areas = analysis->series.front();
    for (const auto& column : areas.columns) {
        const auto& name = column.first;
        const auto& values = column.second;
        if (name == "z") CHECK(std::abs(values[5]) > 10);
        if (name == "z_random") CHECK(std::abs(values[5]) < 4);
    }
}

TEST_CASE("Poisson where the counts vary more than chance carries a warning") {
    const auto analysis = run_analysis(R"({"method": "regression", "outcome": "y",
                "columns": {"y": [1, 50, 3, 80, 2, 90, 5, 70]}})");
    REQUIRE(analysis.ok());
    CHECK(analysis->warnings.front().code == "overdispersed");
}

TEST_CASE("before and after alone is marked lowest, a series above it, comparison above that") {
    const auto before = run_analysis(
        R"({"method": "before_after", "outcome": "y", "intervention": "after",
            "columns": {"y": [30, 28, 33, 20, 22, 18], "after": [0, 0, 0, 1, 1, 1]}})");
    REQUIRE(before.ok());
    CHECK(before->evidence_level == 1);
    CHECK(before->warnings.front().code == "before_after_only");
    const auto series = run_analysis(
        R"({"method": "interrupted_series", "outcome": "y", "time": "t", "intervention": "after",
            "columns": {"y": [30, 28, 33, 29, 31, 30, 20, 22, 18, 21, 19, 20],
                        "t": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                        "after": [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]}})");
    REQUIRE(series.ok());
    CHECK(series->evidence_level == 2);
    const auto compared = run_analysis(
        R"({"method": "difference_in_differences", "outcome": "y", "unit": "u", "time": "t",
            "treated": "d", "columns": {"y": [10, 12, 20, 25, 11, 13, 9, 10.5],
            "u": [1, 1, 2, 2, 3, 3, 4, 4], "t": [1, 2, 1, 2, 1, 2, 1, 2],
            "d": [0, 0, 0, 1, 0, 0, 0, 0]}})");
    REQUIRE(compared.ok());
    CHECK(compared->evidence_level == 3);
    // The effect is the change of unit 2 less the mean change of the others.
    CHECK(estimate_named(*compared, "d").estimate == Approx(5 - (2 + 2 + 1.5) / 3).epsilon(1e-9));
}

TEST_CASE("a group-time effect is the change of the treated less that of the never treated") {
    const auto analysis = run_analysis(
        R"({"method": "group_time_effects", "outcome": "y", "unit": "u", "time": "t",
            "first_treated": "f", "columns": {
            "y": [1, 2, 6, 2, 3, 8, 1, 1.5, 2, 3, 3.5, 4.5],
            "u": [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], "t": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3],
            "f": [3, 3, 3, 3, 3, 3, null, null, null, null, null, null]}})");
    REQUIRE(analysis.ok());
    CHECK(estimate_named(*analysis, "att(3,3)").estimate == Approx(4.5 - 0.75).epsilon(1e-12));
    CHECK(estimate_named(*analysis, "att(3,2)").estimate == 0);
    CHECK(analysis->evidence_level == 4);
    CHECK(code_of(
              R"({"method": "group_time_effects", "outcome": "y", "unit": "u", "time": "t",
            "first_treated": "f", "columns": {"y": [1, 2, 3], "u": [1, 1, 2], "t": [1, 2, 1],
            "f": [2, 2, null]}})") == "different_lengths");
}

TEST_CASE("corrections never lower a p-value and keep the order") {
    const std::vector<double> p{0.04, 0.001, 0.3, 0.02, 0.9, 0.02};
    for (const char* name : {"bonferroni", "holm", "hochberg", "hommel", "benjamini_hochberg",
                             "benjamini_yekutieli"}) {
        CAPTURE(name);
        const auto adjusted = statistics::corrected(p, *statistics::correction_named(name));
        REQUIRE(adjusted.ok());
        for (std::size_t i = 0; i < p.size(); ++i) {
            CHECK((*adjusted)[i] >= p[i]);
            CHECK((*adjusted)[i] <= 1);
            for (std::size_t j = 0; j < p.size(); ++j)
                if (p[i] < p[j]) CHECK((*adjusted)[i] <= (*adjusted)[j]);
        }
    }
    const std::vector<double> not_a_probability{0.5, 1.5};
    CHECK(statistics::corrected(not_a_probability, statistics::Correction::holm).error().code ==
          "outside");
}

TEST_CASE("ratio limits: exact holds mid-P inside it, and 0 observed begins at 0") {
    for (const double observed : {0.0, 1.0, 7.0, 60.0}) {
        CAPTURE(observed);
        const auto exact =
            statistics::standardised_ratio(observed, 8, statistics::RatioLimits::exact);
        const auto mid =
            statistics::standardised_ratio(observed, 8, statistics::RatioLimits::mid_p);
        REQUIRE(exact.ok());
        REQUIRE(mid.ok());
        CHECK(mid->limits.lower >= exact->limits.lower);
        CHECK(mid->limits.upper <= exact->limits.upper);
        if (observed == 0) CHECK(exact->limits.lower == 0);
    }
    using statistics::RatioLimits;
    CHECK(statistics::standardised_ratio(-1, 8, RatioLimits::exact).error().code ==
          "negative_value");
    CHECK(statistics::standardised_ratio(3, 0, RatioLimits::byar).error().code == "not_positive");
    CHECK(statistics::standardised_ratio(std::nan(""), 3, RatioLimits::byar).error().code ==
          "not_finite");
}

TEST_CASE(
    "smoothing gives back the mean where areas differ by chance alone, and needs neighbours") {
    const auto file = [](const std::string&) -> base::Result<std::string> {
        return std::string("i,j\n1,2\n2,3\n3,4\n4,5\n5,6\n");
    };
    const std::string areas =
        R"({"method": "area_smoothing", "observed": "o", "population": "n", "neighbours":
            {"data": "pairs.csv", "numbered": true}, "columns": {"o": [10, 11, 9, 10, 10, 11],
            "n": [1000, 1000, 1000, 1000, 1000, 1000]}})";
    const auto analysis = statistics::analyse(areas, file);
    REQUIRE(analysis.ok());
    for (const auto& column : analysis->series.front().columns)
        if (column.first == "fitted")
            for (const double value : column.second) CHECK(value == Approx(61.0 / 6).epsilon(1e-3));
    CHECK(fit_value(*analysis, "effective_degrees") == Approx(1).epsilon(1e-3));
}

TEST_CASE("survival: all censored and impossible intervals are refused, a hand-made curve agrees") {
    const std::string columns =
        R"("time": "t", "event": "e", "columns": {"t": [1, 2, 2, 3, 5, 6], "e": [1, 0, 1, 1, 0, 1]})";
    const auto curve = run_analysis(
        R"({"method": "survival_curve", "times": [2, 3], "horizon": 6, )" + columns + "}");
    REQUIRE(curve.ok());
    for (const auto& column : curve->series.front().columns) {
        const auto& name = column.first;
        const auto& values = column.second;
        if (name == "survival") {
            CHECK(values[0] == Approx(5.0 / 6 * 4 / 5).epsilon(1e-14));
            CHECK(values[1] == Approx(5.0 / 6 * 4 / 5 * 2 / 3).epsilon(1e-14));
        }
        if (name == "at_risk") CHECK(values[1] == 3);
    }
    CHECK(code_of(R"({"method": "survival_curve", "time": "t", "event": "e", "columns":
                      {"t": [1, 2, 3], "e": [0, 0, 0]}})") == "no_events");
    CHECK(code_of(R"({"method": "survival_curve", "time": "t", "event": "e", "start": "s",
                      "columns": {"t": [1, 2, 3], "s": [0, 2, 1], "e": [1, 1, 0]}})") ==
          "not_positive");
    CHECK(code_of(R"({"method": "cox", "terms": ["x"], "time": "t", "event": "e", "columns":
                      {"t": [1, 2, 3, 4, 5, 6], "e": [1, 1, 1, 0, 0, 0],
                       "x": [1, 1, 1, 0, 0, 0]}})") == "separated_variable");
    CHECK(code_of(R"({"method": "cox", "terms": ["x"], "time": "t", "event": "e", "columns":
                      {"t": [1, 2, 3, 4], "e": [1, 1, 1, 0], "x": [2, 2, 2, 2]}})") ==
          "constant_variable");
}

TEST_CASE("a population of 0 is refused with its own name, not left out as missing") {
    CHECK(variable_of(regression(R"(, "offset": "log(m) ", "derive": {"m": "n * (x > 1) "})")) ==
          "m");
    CHECK(code_of(regression(R"(, "offset": "log(m) ", "derive": {"m": "n * (x > 1) "})")) ==
          "not_positive");
    const std::string ratio =
        R"({"method": "funnel", "observed": "o", "population": "persons", "columns":
            {"o": [1, 2, 3, 4], "persons": [10, 0, 20, 30]}})";
    CHECK(code_of(ratio) == "not_positive");
    CHECK(variable_of(ratio) == "persons");
    CHECK(variable_of(R"({"method": "survival_curve", "time": "t", "event": "charged", "columns":
                      {"t": [1, 2, 3], "charged": [0, 0, 0]}})") == "charged");
}

TEST_CASE("where rows are persons nothing is said about single rows or too few") {
    const std::string persons = R"(, "terms": ["x"], "persons": true)";
    CHECK(code_of(regression(persons)) == "too_few");
    const auto enough = run_analysis(regression(persons + R"(, "minimum_count": 8)"));
    REQUIRE(enough.ok());
    for (const auto& series : enough->series) CHECK(series.name != "rows");
}

TEST_CASE("a coefficient comes back from simulated counts within three standard errors") {
    std::mt19937_64 random(20240229);
    const double truth = 0.4;
    int inside = 0;
    constexpr int runs = 200;
    for (int turn = 0; turn < runs; ++turn) {
        statistics::RegressionData data;
        data.outcome_name = "y";
        constexpr std::size_t rows = 120;
        data.design.x = statistics::Matrix(rows, 2);
        data.design.names = {"(Intercept)", "x"};
        for (std::size_t i = 0; i < rows; ++i) {
            const double x = static_cast<double>(i % 10) / 10;
            data.design.x(i, 0) = 1;
            data.design.x(i, 1) = x;
            std::gamma_distribution<double> spread(5, 1.0 / 5);
            std::poisson_distribution<int> count(spread(random) * std::exp(1.5 + truth * x));
            data.outcome.push_back(count(random));
        }
        const auto fit = statistics::fit_regression(statistics::Family::negative_binomial, data);
        REQUIRE(fit.ok());
        const double error = std::sqrt(fit->unscaled_covariance(1, 1));
        if (std::abs(fit->coefficients[1] - truth) < 3 * error) ++inside;
    }
    CHECK(inside >= 197);
}

TEST_CASE("expressions compute, compare texts, sum by group and skip what is missing") {
    const auto frame = statistics::DataFrame::from_csv("name,a,b\n\"x, y\",1,2\nz,NA,4\nz,3,0\n");
    REQUIRE(frame.ok());
    const auto values = [&](const char* expression) {
        const auto column = statistics::evaluate(expression, *frame);
        REQUIRE(column.ok());
        return column->values;
    };
    CHECK(values("2 + a * -b ^ 2")[0] == -2);
    CHECK(std::isnan(values("a + b")[1]));
    CHECK(std::isnan(values("log(b)")[2]));
    CHECK(values("name == 'x, y'") == std::vector<double>{1, 0, 0});
    CHECK(values("sum(b, name)") == std::vector<double>{2, 4, 4});
    CHECK(values("ifelse(is_missing(a), 9, a)") == std::vector<double>{1, 9, 3});
    CHECK(statistics::evaluate("name + 1", *frame).error().code == "bad_expression");
    CHECK(statistics::DataFrame::from_csv("a,b\n1\n").error().code == "different_lengths");
    CHECK(statistics::DataFrame::from_csv("a\nnan\n").error().code == "not_finite");
    CHECK(statistics::DataFrame::from_csv("").error().code == "no_data");
}

// splines::ns(1:6, df = 3) of R 4.2 has these properties: no curvature at the ends, and with the
// constant it holds every straight line.
TEST_CASE("a natural spline is straight at and beyond its ends") {
    const std::vector<double> knots{2.5, 4.5, 1, 6};
    const std::vector<double> x{-2, -1, 0, 1, 6, 7, 8, 9};
    const auto basis = statistics::natural_spline(x, knots);
    REQUIRE(basis.columns() == 3);
    for (std::size_t j = 0; j < 3; ++j) {
        CHECK(basis(0, j) - 2 * basis(1, j) + basis(2, j) == Approx(0).epsilon(1e-9));
        CHECK(basis(1, j) - 2 * basis(2, j) + basis(3, j) == Approx(0).epsilon(1e-9));
        CHECK(basis(4, j) - 2 * basis(5, j) + basis(6, j) == Approx(0).epsilon(1e-9));
        CHECK(basis(3, j) == Approx(0).epsilon(1e-9));
    }
    std::vector<double> line, ones;
    statistics::Matrix inside(11, 4);
    for (std::size_t i = 0; i < 11; ++i) {
        const double at = 1 + static_cast<double>(i) / 2;
        line.push_back(3 - 2 * at);
        ones.push_back(1);
        inside(i, 0) = 1;
        const auto row = statistics::natural_spline({at}, knots);
        for (std::size_t j = 0; j < 3; ++j) inside(i, j + 1) = row(0, j);
    }
    const auto solved = statistics::least_squares(inside, line, ones);
    const auto fitted = statistics::times(inside, solved.coefficients);
    for (std::size_t i = 0; i < line.size(); ++i) CHECK(fitted[i] == Approx(line[i]).epsilon(1e-8));
}

// Average weights of women by height (The World Almanac 1975), as printed in R's help for ns.
TEST_CASE("spline columns are those that R prints coefficients for") {
    const auto analysis = run_analysis(
        R"({"method": "regression", "family": "gaussian", "outcome": "weight",
            "terms": ["ns(height, 5) "], "columns": {
            "height": [58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72],
            "weight": [115, 117, 120, 123, 126, 129, 132, 135, 139, 142, 146, 150, 154, 159,
                       164]}})");
    REQUIRE(analysis.ok());
    const double printed[] = {114.7447, 15.9474, 25.1695, 33.2582, 50.7894, 45.0363};
    REQUIRE(analysis->estimates.size() == 6);
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(std::abs(analysis->estimates[i].row.estimate - printed[i]) < 5e-5);
}

TEST_CASE("an area with several rows is left out with all of them") {
    const auto analysis = run_analysis(
        R"x({"method": "expected_level", "family": "poisson", "outcome": "events",
             "offset": "log(persons)", "area": "area", "time": "year", "focus": ["A"],
             "columns": {"area": ["A", "A", "B", "B", "C", "C"],
                         "year": [2022, 2023, 2022, 2023, 2022, 2023],
                         "events": [90, 80, 10, 12, 20, 18],
                         "persons": [100, 200, 100, 100, 200, 200]}})x");
    REQUIRE(analysis.ok());
    const auto& areas = analysis->series.back();
    REQUIRE(areas.name == "areas");
    CHECK(areas.at[1] == "A 2023");
    for (const auto& column : areas.columns) {
        if (column.first != "left_out_expected") continue;
        // The others have 60 events among 600 persons; nothing of A's own is in it.
        CHECK(std::abs(column.second[0] - 10) < 1e-6);
        CHECK(std::abs(column.second[1] - 20) < 1e-6);
        CHECK(std::isnan(column.second[2]));
        return;
    }
    FAIL("nothing was left out");
}

TEST_CASE("the list, a description and the schema come from the same table") {
    const std::string list = statistics::list_of_methods();
    const std::string document = statistics::methods_document();
    const std::string schema = statistics::specification_schema();
    for (const char* method : {"regression", "expected_level", "interrupted_series", "cox"}) {
        CAPTURE(method);
        CHECK(list.find(method) != std::string::npos);
        CHECK(document.find(std::string("## ") + method) != std::string::npos);
        CHECK(schema.find(std::string("\"") + method + "\"") != std::string::npos);
        CHECK(statistics::description_of_method(method).ok());
    }
    CHECK(statistics::description_of_method("magic").error().code == "unknown_method");
}

TEST_CASE("docs/analyse.md and its schema are what the table of methods writes") {
    const auto text_of = [](const char* name) {
        std::ifstream file(std::filesystem::path(TRYGBY_SOURCE_DIR) / "docs" / name);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    };
    // Written by trygby analyse --document and --schema.
    const bool document_is_new = text_of("analyse.md") == statistics::methods_document();
    const bool schema_is_new = text_of("analyse.schema.json") == statistics::specification_schema();
    CHECK(document_is_new);
    CHECK(schema_is_new);
}
