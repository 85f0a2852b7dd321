#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "statistics/analyse.h"
#include "statistics/comparison_panel.h"
#include "statistics/linear_algebra.h"
#include "statistics/random.h"
#include "statistics/simplex_fit.h"
#include "statistics/synthetic_control.h"
#include "statistics/synthetic_difference.h"
#include "statistics/testing/analysis.h"

namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::code_of;
using statistics::fit_value;
using statistics::Matrix;
using statistics::RandomStream;
using statistics::run_analysis;

Matrix random_matrix(RandomStream& random, std::size_t rows, std::size_t columns) {
    Matrix matrix(rows, columns);
    for (std::size_t j = 0; j < columns; ++j)
        for (double& value : matrix.column(j)) value = random.normal();
    return matrix;
}

double squared(double value) {
    return value * value;
}

double objective_of(const Matrix& columns, const std::vector<double>& target, double ridge,
                    const std::vector<double>& weights) {
    double sum = 0;
    for (std::size_t row = 0; row < target.size(); ++row) {
        double at = -target[row];
        for (std::size_t j = 0; j < weights.size(); ++j) at += weights[j] * columns(row, j);
        sum += at * at;
    }
    for (const double weight : weights) sum += ridge * squared(weight);
    return sum;
}

// The best of all subsets of columns, each with its equality-constrained minimum where that has no
// negative weight.
double best_by_force(const Matrix& columns, const std::vector<double>& target, double ridge) {
    const std::size_t count = columns.columns();
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t set = 1; set < (std::size_t{1} << count); ++set) {
        std::vector<std::size_t> used;
        for (std::size_t j = 0; j < count; ++j)
            if ((set >> j & 1U) != 0) used.push_back(j);
        Matrix system(used.size() + 1, used.size() + 1);
        std::vector<double> right(used.size() + 1, 1.0);
        for (std::size_t a = 0; a < used.size(); ++a) {
            right[a] = 0;
            for (std::size_t row = 0; row < target.size(); ++row)
                right[a] += columns(row, used[a]) * target[row];
            for (std::size_t b = 0; b < used.size(); ++b)
                for (std::size_t row = 0; row < target.size(); ++row)
                    system(a, b) += columns(row, used[a]) * columns(row, used[b]);
            system(a, a) += ridge;
            system(a, used.size()) = system(used.size(), a) = 1;
        }
        const std::vector<double> solved = statistics::solve_symmetric(system, right);
        std::vector<double> weights(count, 0.0);
        double sum = 0, least = 0;
        for (std::size_t a = 0; a < used.size(); ++a) {
            weights[used[a]] = solved[a];
            sum += solved[a];
            least = std::min(least, solved[a]);
        }
        if (least < -1e-10 || std::abs(sum - 1) > 1e-8) continue;
        best = std::min(best, objective_of(columns, target, ridge, weights));
    }
    return best;
}

double series_value(const Analysis& analysis, const std::string& series, const std::string& at,
                    const std::string& column) {
    for (const auto& each : analysis.series) {
        if (each.name != series) continue;
        const auto place = std::find(each.at.begin(), each.at.end(), at) - each.at.begin();
        REQUIRE(place < static_cast<std::ptrdiff_t>(each.at.size()));
        for (const auto& values : each.columns)
            if (values.first == column) return values.second[static_cast<std::size_t>(place)];
    }
    FAIL("no such series: " << series);
    return 0;
}

// Units that follow two common courses with their own weights; unit 0 gets `effect` from time
// `before` on.
Matrix factor_panel(RandomStream& random, std::size_t times, std::size_t units, std::size_t before,
                    double effect, double noise) {
    Matrix outcomes(times, units);
    std::vector<double> first(times), second(times);
    for (std::size_t t = 1; t < times; ++t) {
        first[t] = first[t - 1] + random.normal();
        second[t] = second[t - 1] + random.normal();
    }
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double level = 10 + 3 * random.normal();
        const double a = unit == 0 ? 0.5 : random.uniform(), b = unit == 0 ? 0.5 : random.uniform();
        for (std::size_t t = 0; t < times; ++t)
            outcomes(t, unit) = level + a * first[t] + b * second[t] + noise * random.normal() +
                                (unit == 0 && t >= before ? effect : 0);
    }
    return outcomes;
}

// The panel as columns of a specification; units are named u0, u1 ….
std::string as_columns(const Matrix& outcomes, double scale, bool backwards) {
    std::string y, unit, time;
    const std::size_t cells = outcomes.rows() * outcomes.columns();
    for (std::size_t at = 0; at < cells; ++at) {
        const std::size_t cell = backwards ? cells - 1 - at : at;
        const std::size_t u = cell / outcomes.rows(), t = cell % outcomes.rows();
        const std::string comma = at == 0 ? "" : ", ";
        y += comma + std::to_string(scale * outcomes(t, u));
        unit += comma + "\"u" + std::to_string(u) + "\"";
        time += comma + std::to_string(2000 + t);
    }
    return R"("columns": {"y": [)" + y + R"(], "unit": [)" + unit + R"(], "time": [)" + time + "]}";
}

std::string specification(const std::string& method, const std::string& columns,
                          const std::string& rest) {
    return R"({"method": ")" + method + R"(", "outcome": "y", "unit": "unit", "time": "time", )" +
           columns + rest + "}";
}

const std::string treated = R"(, "treated_unit": "u0", "from": 2012)";

}  // namespace

TEST_CASE("a mixture is the best of all, as trying every subset of columns finds it") {
    RandomStream random(11, 1);
    for (std::size_t round = 0; round < 200; ++round) {
        const std::size_t columns = 1 + round % 6, rows = 1 + round % 5;
        const double ridge = round % 3 == 0 ? 0.3 : 0;
        const Matrix matrix = random_matrix(random, rows, columns);
        std::vector<double> target;
        for (std::size_t row = 0; row < rows; ++row) target.push_back(random.normal());
        const auto fit = statistics::fit_simplex(matrix, target, ridge);
        double sum = 0;
        for (const double weight : fit.weights) {
            CHECK(weight >= 0);
            sum += weight;
        }
        CHECK(sum == Approx(1).epsilon(1e-12));
        CHECK(fit.converged);
        CHECK(fit.objective == Approx(best_by_force(matrix, target, ridge)).epsilon(1e-8));
        CHECK(fit.spread < 1e-9);
        CHECK(fit.least_cost > -1e-9);
    }
}

TEST_CASE("a mixture that is there is found, from any start, also with equal columns") {
    RandomStream random(11, 2);
    Matrix matrix = random_matrix(random, 12, 30);
    std::copy_n(matrix.column(3).begin(), 12, matrix.column(4).begin());
    std::vector<double> target(12);
    for (std::size_t row = 0; row < 12; ++row)
        target[row] = 0.2 * matrix(row, 1) + 0.5 * matrix(row, 7) + 0.3 * matrix(row, 20);
    const auto cold = statistics::fit_simplex(matrix, target);
    CHECK(cold.objective < 1e-20);
    const auto warm = statistics::fit_simplex(matrix, target, 0, std::vector<double>(30, 1.0 / 30));
    CHECK(warm.objective < 1e-20);
    // As many columns in use as there are, when they are held together.
    const auto even = statistics::fit_simplex(matrix, target, 1e6);
    CHECK(*std::min_element(even.weights.begin(), even.weights.end()) > 0.03);
    CHECK(even.spread < 1e-6);
}

TEST_CASE("a panel refuses what it can't be, by name") {
    using statistics::comparison_panel;
    const auto code = [](const std::vector<statistics::PanelObservation>& rows) {
        const auto panel = comparison_panel(rows, 3, 4);
        return panel ? std::string("none") : panel.error().code;
    };
    std::vector<statistics::PanelObservation> rows;
    for (std::size_t unit = 0; unit < 3; ++unit)
        for (std::size_t time = 0; time < 4; ++time)
            rows.push_back(
                {unit, time, 1.0 + static_cast<double>(unit * time), unit == 0 && time > 1});
    CHECK(code(rows) == "none");
    CHECK(code({}) == "no_data");
    auto changed = rows;
    changed.back().treated = true;
    CHECK(code(changed) == "staggered");
    changed = rows;
    changed[3].treated = false;
    CHECK(code(changed) == "treatment_stops");
    changed = rows;
    changed[1].treated = true;
    CHECK(code(changed) == "too_few");
    changed = rows;
    changed[5].outcome = std::numeric_limits<double>::infinity();
    CHECK(code(changed) == "not_finite");
    changed = rows;
    changed.push_back(rows.front());
    CHECK(code(changed) == "twice_at_a_time");
    changed = rows;
    changed.erase(changed.begin());
    CHECK(code(changed) == "different_lengths");
    changed = rows;
    changed.pop_back();
    CHECK(comparison_panel(changed, 3, 4)->incomplete == 1);
    changed = {rows.begin(), rows.begin() + 4};
    CHECK(code(changed) == "one_group");
}

TEST_CASE("synthetic control depends on neither order nor unit of measure, and finds the effect") {
    RandomStream random(12, 1);
    const Matrix outcomes = factor_panel(random, 18, 14, 12, 5, 0.1);
    const auto plain = run_analysis(
        specification("synthetic_control", as_columns(outcomes, 1, false),
                      treated + R"(, "leave_one_out": true, "placebo_times": [2008])"));
    const auto turned = run_analysis(specification(
        "synthetic_control", as_columns(outcomes, 1000, true), treated + R"(, "threads": 3)"));
    REQUIRE(plain.ok());
    REQUIRE(turned.ok());
    CHECK(fit_value(*plain, "effect") == Approx(5).epsilon(0.2));
    CHECK(fit_value(*turned, "effect") == Approx(1000 * fit_value(*plain, "effect")).epsilon(1e-5));
    CHECK(fit_value(*turned, "rmspe_ratio") == Approx(fit_value(*plain, "rmspe_ratio")));
    CHECK(fit_value(*turned, "placebo_p") == fit_value(*plain, "placebo_p"));
    CHECK(fit_value(*plain, "placebo_rank") == 1);
    CHECK(fit_value(*plain, "placebo_units") == 14);
    CHECK(std::abs(series_value(*plain, "placebo_times", "2008", "effect")) < 1);
    CHECK(fit_value(*plain, "leave_one_out_lowest") <= fit_value(*plain, "effect"));
    CHECK(plain->evidence_level == 3);
}

TEST_CASE("a mixture that doesn't follow before is said to be weak") {
    RandomStream random(12, 2);
    Matrix outcomes = factor_panel(random, 18, 8, 12, 0, 0.1);
    for (double& value : outcomes.column(0)) value += 100;
    const auto analysis =
        run_analysis(specification("synthetic_control", as_columns(outcomes, 1, false), treated));
    REQUIRE(analysis.ok());
    CHECK(analysis->evidence_level == 2);
    CHECK(std::any_of(analysis->warnings.begin(), analysis->warnings.end(),
                      [](const auto& each) { return each.code == "poor_fit_before"; }));
}

TEST_CASE("searched predictor weights come nearer than equal ones, whoever computes them") {
    RandomStream random(12, 3);
    const Matrix outcomes = factor_panel(random, 18, 14, 12, 5, 0.3);
    const std::string columns = as_columns(outcomes, 1, false);
    const std::string predictors = treated + R"(, "predictors": [
        {"name": "early", "variable": "y", "to": 2003}, {"name": "late", "variable": "y",
         "from": 2008, "to": 2011}, {"name": "middle", "variable": "y", "from": 2006, "to": 2006}])";
    const auto equal = run_analysis(specification(
        "synthetic_control", columns, predictors + R"(, "predictor_weights": "equal")"));
    const auto searched = run_analysis(specification("synthetic_control", columns, predictors));
    const auto threads =
        run_analysis(specification("synthetic_control", columns, predictors + R"(, "threads": 4)"));
    REQUIRE(equal.ok());
    REQUIRE(searched.ok());
    REQUIRE(threads.ok());
    CHECK(fit_value(*searched, "before_mspe") <= fit_value(*equal, "before_mspe"));
    CHECK(fit_value(*threads, "effect") == fit_value(*searched, "effect"));
    CHECK(fit_value(*threads, "placebo_p") == fit_value(*searched, "placebo_p"));
    CHECK(series_value(*threads, "placebos", "u3", "effect") ==
          series_value(*searched, "placebos", "u3", "effect"));
    CHECK(series_value(*searched, "predictors", "late", "treated") !=
          series_value(*searched, "predictors", "early", "treated"));
}

TEST_CASE("synthetic control refuses by name") {
    RandomStream random(12, 4);
    const std::string columns = as_columns(factor_panel(random, 18, 6, 12, 5, 0.3), 1, false);
    const auto code = [&](const std::string& rest) {
        return code_of(specification("synthetic_control", columns, rest));
    };
    CHECK(code("") == "missing_field");
    CHECK(code(R"(, "treated_unit": "u9", "from": 2012)") == "not_a_case");
    CHECK(code(R"(, "treated_unit": "u0", "from": 2001)") == "too_few");
    CHECK(code(R"(, "treated_unit": "u0", "from": 2050)") == "one_group");
    CHECK(code(treated + R"(, "predictors": [{"variable": "income"}])") == "unknown_variable");
    CHECK(code(treated + R"(, "predictors": [{"variable": "y", "from": 2015}])") == "too_few");
    CHECK(code(treated +
               R"(, "derive": {"one": "1 + 0 * y"}, "predictors": [{"variable": "one"}])") ==
          "constant_variable");
    CHECK(code(treated + R"(, "donor_weights": {"u1": 0.4})") == "outside");
    CHECK(code(treated + R"(, "donor_weights": {"u1": -1, "u2": 2})") == "negative_value");
    CHECK(code(treated + R"(, "placebo_times": [2014])") == "outside");
    CHECK(code(R"(, "treated": "y")") == "not_zero_or_one");
}

TEST_CASE("a rank counts only placebos that fit, and is finite for a perfect fit") {
    statistics::SyntheticControl treated_one, good, bad;
    treated_one.before_mspe = 1;
    treated_one.after_mspe = 9;
    good.before_mspe = 1;
    good.after_mspe = 16;
    bad.before_mspe = 50;
    bad.after_mspe = 5000;
    const auto all = statistics::placebo_rank(treated_one, {good, bad}, 0);
    CHECK(all.rank == 3);
    CHECK(all.count == 3);
    const auto kept = statistics::placebo_rank(treated_one, {good, bad}, 20);
    CHECK(kept.rank == 2);
    CHECK(kept.count == 2);
    good.before_mspe = 0;
    good.synthetic = {1, 2, 3};
    CHECK(std::isfinite(good.ratio()));
}

TEST_CASE("synthetic differences find an effect that plain differences miss") {
    // The treated unit rises faster than the others on average, but as some of them do.
    Matrix outcomes(18, 12);
    RandomStream random(13, 1);
    for (std::size_t unit = 0; unit < 12; ++unit)
        for (std::size_t t = 0; t < 18; ++t)
            outcomes(t, unit) = 3.0 * static_cast<double>(unit) +
                                (unit < 4 ? 2.0 : 0.5) * static_cast<double>(t) +
                                0.05 * random.normal() + (unit == 0 && t >= 12 ? 4 : 0);
    const std::string method = "synthetic_difference_in_differences";
    const auto plain = run_analysis(specification(method, as_columns(outcomes, 1, false), treated));
    const auto turned =
        run_analysis(specification(method, as_columns(outcomes, 10, true), treated));
    REQUIRE(plain.ok());
    REQUIRE(turned.ok());
    CHECK(fit_value(*plain, "effect") == Approx(4).epsilon(0.05));
    CHECK(fit_value(*plain, "difference_in_differences") > 8);
    CHECK(fit_value(*turned, "effect") == Approx(10 * fit_value(*plain, "effect")).epsilon(1e-4));
    CHECK(fit_value(*plain, "replicates") == 11);
    REQUIRE(plain->estimates.size() == 3);
    CHECK(plain->estimates.front().row.standard_error > 0);
    CHECK(code_of(specification(method, as_columns(outcomes, 1, false),
                                treated + R"(, "errors": "jackknife")")) == "too_few");
    CHECK(code_of(specification(method, as_columns(outcomes, 0, false), treated)) ==
          "constant_variable");
}

TEST_CASE("with several treated units both errors are there and of the same size") {
    RandomStream random(13, 2);
    Matrix outcomes = factor_panel(random, 20, 40, 12, 0, 0.5);
    for (std::size_t unit = 1; unit < 6; ++unit)
        for (std::size_t t = 12; t < 20; ++t) outcomes(t, unit) += 3;
    const std::string columns = as_columns(outcomes, 1, false);
    const std::string several = R"(, "treated_unit": ["u1", "u2", "u3", "u4", "u5"], "from": 2012)";
    const std::string method = "synthetic_difference_in_differences";
    const auto placebo =
        run_analysis(specification(method, columns, several + R"(, "threads": 2)"));
    const auto again = run_analysis(specification(method, columns, several));
    const auto jackknife =
        run_analysis(specification(method, columns, several + R"(, "errors": "jackknife")"));
    REQUIRE(placebo.ok());
    REQUIRE(again.ok());
    REQUIRE(jackknife.ok());
    const double error = placebo->estimates.front().row.standard_error;
    CHECK(error == again->estimates.front().row.standard_error);
    CHECK(error / jackknife->estimates.front().row.standard_error == Approx(1).epsilon(0.8));
    CHECK(std::abs(fit_value(*placebo, "effect") - 3) < 3 * error);
}
