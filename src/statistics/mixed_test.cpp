#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/mixed_model.h"
#include "statistics/random.h"
#include "statistics/testing/analysis.h"

// Mixed models on data of our own: closed forms of balanced designs, what must not matter, recovery
// of known parameters, and what is refused.
namespace {

using doctest::Approx;
using statistics::code_of;
using statistics::Family;
using statistics::fit_value;
using statistics::MixedCriterion;
using statistics::MixedData;

constexpr std::size_t rows_of_group = 6;

// y by group (12) and judge (6), each once; fixed numbers without a pattern.
struct Balanced {
    std::size_t groups = 12, judges = rows_of_group;
    std::vector<double> y;
    std::vector<std::size_t> group, judge;

    Balanced() {
        statistics::RandomStream random(7, 0);
        std::vector<double> a(groups), b(judges);
        for (double& each : a) each = 2 * random.normal();
        for (double& each : b) each = 1.5 * random.normal();
        for (std::size_t i = 0; i < groups; ++i)
            for (std::size_t j = 0; j < judges; ++j) {
                y.push_back(10 + a[i] + b[j] + random.normal());
                group.push_back(i);
                judge.push_back(j);
            }
    }
    // Mean squares of groups, judges and the rest.
    std::vector<double> mean_squares() const {
        const auto n = static_cast<double>(groups), k = static_cast<double>(judges);
        double mean = 0, of_groups = 0, of_judges = 0, total = 0;
        for (const double value : y) mean += value / (n * k);
        std::vector<double> a(groups, 0.0), b(judges, 0.0);
        for (std::size_t row = 0; row < y.size(); ++row) {
            a[group[row]] += (y[row] - mean) / k;
            b[judge[row]] += (y[row] - mean) / n;
            total += (y[row] - mean) * (y[row] - mean);
        }
        for (const double each : a) of_groups += k * each * each;
        for (const double each : b) of_judges += n * each * each;
        return {of_groups / (n - 1), of_judges / (k - 1),
                (total - of_groups - of_judges) / ((n - 1) * (k - 1))};
    }
};

std::vector<std::string> names_of(std::size_t count) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
    return names;
}

statistics::Matrix ones(std::size_t rows) {
    statistics::Matrix matrix(rows, 1);
    for (double& value : matrix.column(0)) value = 1;
    return matrix;
}

statistics::GroupedEffects intercepts(const std::string& name, const std::vector<std::size_t>& of,
                                      std::size_t levels) {
    return statistics::grouped_effects(name, {of, names_of(levels)}, ones(of.size()),
                                       {"(Intercept)"}, true);
}

MixedData balanced_data(const Balanced& balanced, bool crossed) {
    MixedData data;
    data.outcome_name = "y";
    data.outcome = balanced.y;
    data.design = {ones(balanced.y.size()), {"(Intercept)"}, {"(Intercept)"}};
    data.effects.push_back(intercepts("group", balanced.group, balanced.groups));
    if (crossed) data.effects.push_back(intercepts("judge", balanced.judge, balanced.judges));
    return data;
}

// Groups with a constant and a slope of their own: y = 5 + 2x + a + bx + error.
MixedData sloped_data(std::uint64_t seed, std::size_t groups, std::size_t each, double unit = 1) {
    statistics::RandomStream random(seed, 1);
    MixedData data;
    data.outcome_name = "y";
    const std::size_t rows = groups * each;
    data.design = {statistics::Matrix(rows, 2), {"(Intercept)", "x"}, {"(Intercept)", "x"}};
    std::vector<std::size_t> of;
    for (std::size_t group = 0; group < groups; ++group) {
        const double a = random.normal();
        const double b = 0.4 * a + 0.3 * random.normal();
        for (std::size_t i = 0; i < each; ++i) {
            const std::size_t row = of.size();
            const auto x = static_cast<double>(i);
            data.design.x(row, 0) = 1;
            data.design.x(row, 1) = x * unit;
            data.outcome.push_back(5 + 2 * x + a + b * x + 0.5 * random.normal());
            of.push_back(group);
        }
    }
    data.effects.push_back(statistics::grouped_effects("group", {of, names_of(groups)},
                                                       data.design.x, data.design.names, true));
    return data;
}

std::string small(const std::string& rest, const std::string& outcome = "y") {
    return R"({"method": "mixed_model", "outcome": ")" + outcome +
           R"(", "columns": {"y": [3, 5, 2, 8, 9, 12, 4, 7, 6, 8, 1, 5],
              "same": [4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4],
              "zero": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
              "early": [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1],
              "minus": [3, 5, 2, 8, -9, 12, 4, 7, 6, 8, 1, 5],
              "half": [3, 5, 2, 8, 0.5, 12, 4, 7, 6, 8, 1, 5],
              "x": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
              "x2": [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24],
              "n": [10, 20, 10, 20, 0, 20, 10, 20, 10, 20, 10, 20],
              "one": ["a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a", "a"],
              "two": ["a", "b", "a", "b", "a", "b", "a", "b", "a", "b", "a", "b"],
              "g": ["a", "b", "c", "a", "b", "c", "a", "b", "c", "a", "b", "c"],
              "pair": ["a", "a", "b", "b", "c", "c", "d", "d", "e", "e", "f", "f"],
              "row": ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"]}, )" +
           rest + "}";
}

std::string by_group(const std::string& group, const std::string& rest = "") {
    return R"("random": [{"group": ")" + group + "\"}]" + rest;
}

std::filesystem::path shared_folder() {
    const char* shared = std::getenv("TRYGBY_SHARED");
    return shared ? std::filesystem::path(shared)
                  : std::filesystem::path(TRYGBY_SOURCE_DIR) / ".." / "shared";
}

base::Result<std::string> read_shared(const std::string& name) {
    std::ifstream file(shared_folder() / "statistics" / "data" / name, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

TEST_CASE("with equally large groups the restricted variances are those of the mean squares") {
    const Balanced balanced;
    const auto squares = balanced.mean_squares();
    const auto crossed =
        statistics::fit_linear_mixed(balanced_data(balanced, true), MixedCriterion::restricted);
    REQUIRE(crossed.ok());
    CHECK(crossed->residual_variance == Approx(squares[2]).epsilon(1e-7));
    CHECK(crossed->components[0].value == Approx((squares[0] - squares[2]) / 6).epsilon(1e-7));
    CHECK(crossed->components[1].value == Approx((squares[1] - squares[2]) / 12).epsilon(1e-7));
    CHECK_FALSE(crossed->singular);
    double mean = 0;
    for (const double value : balanced.y) mean += value / static_cast<double>(balanced.y.size());
    CHECK(crossed->coefficients[0] == Approx(mean).epsilon(1e-12));
    CHECK(crossed->covariance(0, 0) ==
          Approx((squares[0] + squares[1] - squares[2]) / 72).epsilon(1e-7));
}

TEST_CASE("the mean of equally large groups has one degree of freedom less than there are groups") {
    const Balanced balanced;
    const MixedData data = balanced_data(balanced, false);
    const auto fit = statistics::fit_linear_mixed(data, MixedCriterion::restricted);
    REQUIRE(fit.ok());
    const std::vector<double> contrast{1};
    CHECK(statistics::satterthwaite_degrees(*fit, contrast) == Approx(11).epsilon(1e-5));
    const auto adjusted = statistics::kenward_roger(data, *fit);
    REQUIRE(adjusted.ok());
    const auto test = statistics::kenward_roger_test(*adjusted, fit->coefficients, {0});
    CHECK(test.residual_degrees == Approx(11).epsilon(1e-6));
    CHECK(adjusted->covariance(0, 0) == Approx(fit->covariance(0, 0)).epsilon(1e-6));
}

TEST_CASE("a nested grouping is one whose levels meet no others") {
    const Balanced balanced;
    MixedData data = balanced_data(balanced, false);
    std::vector<std::size_t> outer;
    for (const std::size_t group : balanced.group) outer.push_back(group / 3);
    const auto crossed = [&](bool outer_first) {
        MixedData both = data;
        both.effects.insert(outer_first ? both.effects.begin() : both.effects.end(),
                            intercepts("outer", outer, 4));
        return statistics::fit_linear_mixed(both, MixedCriterion::restricted);
    };
    const auto one = crossed(true), other = crossed(false);
    REQUIRE(one.ok());
    REQUIRE(other.ok());
    CHECK(one->criterion == Approx(other->criterion).epsilon(1e-10));
    CHECK(one->fitted[5] == Approx(other->fitted[5]).epsilon(1e-5));
}

TEST_CASE("neither the order of rows nor the units of a slope matter") {
    const MixedData data = sloped_data(3, 25, 5);
    const auto fit = statistics::fit_linear_mixed(data, MixedCriterion::restricted);
    REQUIRE(fit.ok());
    const auto scaled =
        statistics::fit_linear_mixed(sloped_data(3, 25, 5, 1000), MixedCriterion::full);
    const auto full = statistics::fit_linear_mixed(data, MixedCriterion::full);
    REQUIRE(scaled.ok());
    REQUIRE(full.ok());
    CHECK(scaled->criterion == Approx(full->criterion).epsilon(1e-9));
    CHECK(scaled->coefficients[1] == Approx(full->coefficients[1] / 1000).epsilon(1e-7));
    CHECK(scaled->components[1].value == Approx(full->components[1].value / 1e6).epsilon(1e-5));
    MixedData turned = data;
    const std::size_t rows = data.outcome.size();
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t from = rows - 1 - row;
        turned.outcome[row] = data.outcome[from];
        turned.effects[0].level_of_row[row] = data.effects[0].level_of_row[from];
        for (std::size_t j = 0; j < 2; ++j)
            turned.design.x(row, j) = turned.effects[0].columns(row, j) = data.design.x(from, j);
    }
    const auto same = statistics::fit_linear_mixed(turned, MixedCriterion::restricted);
    REQUIRE(same.ok());
    CHECK(same->criterion == Approx(fit->criterion).epsilon(1e-11));
    CHECK(same->components[2].value == Approx(fit->components[2].value).epsilon(1e-5));
}

TEST_CASE("known variances and slopes come back from simulated groups") {
    const auto fit =
        statistics::fit_linear_mixed(sloped_data(11, 600, 6), MixedCriterion::restricted);
    REQUIRE(fit.ok());
    const double error = std::sqrt(fit->covariance(1, 1));
    CHECK(std::abs(fit->coefficients[1] - 2) < 3 * error);
    CHECK(fit->components[0].value == Approx(1).epsilon(0.2));
    CHECK(fit->components[1].value == Approx(0.25).epsilon(0.2));
    CHECK(fit->components[2].value == Approx(0.4).epsilon(0.25));
    CHECK(fit->residual_variance == Approx(0.25).epsilon(0.1));
}

TEST_CASE("counts of groups give back their mean and spread, by both approximations") {
    statistics::RandomStream random(5, 2);
    MixedData data;
    data.outcome_name = "y";
    std::vector<std::size_t> of;
    for (std::size_t group = 0; group < 300; ++group) {
        const double u = 0.5 * random.normal();
        for (int i = 0; i < 4; ++i) {
            data.outcome.push_back(static_cast<double>(random.poisson(std::exp(1 + u))));
            of.push_back(group);
        }
    }
    data.design = {ones(of.size()), {"(Intercept)"}, {"(Intercept)"}};
    data.effects.push_back(intercepts("group", of, 300));
    const auto laplace = statistics::fit_generalised_mixed(data, Family::poisson);
    const auto nine = statistics::fit_generalised_mixed(data, Family::poisson, 9);
    const auto many = statistics::fit_generalised_mixed(data, Family::poisson, 25);
    REQUIRE(laplace.ok());
    REQUIRE(nine.ok());
    REQUIRE(many.ok());
    CHECK(std::abs(nine->coefficients[0] - 1) < 3 * std::sqrt(nine->covariance(0, 0)));
    CHECK(nine->components[0].value == Approx(0.25).epsilon(0.3));
    CHECK(nine->criterion == Approx(many->criterion).epsilon(1e-7));
    CHECK(laplace->criterion == Approx(many->criterion).epsilon(1e-3));
    CHECK(laplace->criterion != Approx(many->criterion).epsilon(1e-8));
}

TEST_CASE("groups that don't differ give a variance of zero, and say so") {
    const std::string specification = small(by_group("g", R"(, "terms": ["x"])"));
    const auto analysis = statistics::run_analysis(specification);
    REQUIRE(analysis.ok());
    const bool warned = std::any_of(analysis->warnings.begin(), analysis->warnings.end(),
                                    [](const auto& each) { return each.code == "singular_fit"; });
    CHECK(warned);
    CHECK(fit_value(*analysis, "likelihood_ratio_without_groups") == Approx(0).epsilon(1e-9));
    CHECK(fit_value(*analysis, "p_without_groups") == Approx(0.5));
}

TEST_CASE("mixed models refuse by name what can't be told") {
    CHECK(code_of(small(by_group("one"))) == "one_group");
    CHECK(code_of(small(by_group("row"))) == "too_few");
    CHECK(code_of(small(R"("random": [{"group": "two", "terms": ["x", "y"]}])", "early")) ==
          "too_few");
    CHECK(code_of(small(by_group("g"), "same")) == "constant_variable");
    CHECK(code_of(small(by_group("g", R"(, "terms": ["x", "x2"])"))) == "collinear_variable");
    CHECK(code_of(small(by_group("g", R"(, "terms": ["y"])"))) == "nothing_left");
    CHECK(code_of(small(R"("random": [])")) == "too_few");
    CHECK(code_of(small(by_group("missing"))) == "unknown_variable");
    CHECK(code_of(small(R"("random": [{"group": "g", "slope": "x"}])")) == "unknown_field");
    CHECK(code_of(small(by_group("g", R"(, "family": "poisson")"), "minus")) == "negative_value");
    CHECK(code_of(small(by_group("g", R"(, "family": "poisson")"), "half")) == "not_whole");
    CHECK(code_of(small(by_group("g", R"(, "family": "poisson")"), "zero")) == "constant_variable");
    CHECK(code_of(small(by_group("g", R"(, "family": "binomial")"))) == "not_zero_or_one");
    CHECK(code_of(small(by_group("g", R"(, "family": "binomial", "terms": ["x"])"), "early")) ==
          "separated_variable");
    CHECK(code_of(small(by_group("g", R"-(, "family": "poisson", "offset": "log(n)")-"))) ==
          "not_positive");
    CHECK(code_of(small(R"("family": "poisson", "points": 9,
                          "random": [{"group": "g", "terms": ["x"]}])")) == "not_a_case");
    CHECK(code_of(small(by_group("g", R"(, "persons": true, "minimum_count": 6)"))) == "too_few");
    CHECK(code_of(small(by_group("g", R"(, "criterion": "ml", "degrees": "kenward_roger")"))) ==
          "not_a_case");
}

TEST_CASE("nothing about single groups leaves where rows are persons") {
    const auto analysis = statistics::run_analysis(
        small(by_group("pair", R"(, "persons": true, "minimum_count": 5)")));
    REQUIRE(analysis.ok());
    for (const auto& series : analysis->series) CHECK_FALSE(series.by_row);
}

TEST_CASE("a smaller model is compared by the likelihood, with fewer terms the full one") {
    const auto analysis =
        statistics::run_analysis(small(by_group("g", R"(, "terms": ["x"], "reduced_terms": [])")));
    REQUIRE(analysis.ok());
    CHECK(fit_value(*analysis, "likelihood_ratio_degrees") == 1);
    CHECK(fit_value(*analysis, "likelihood_ratio") >= 0);
    CHECK(code_of(small(by_group("g", R"(, "reduced_terms": ["x"])"))) == "not_smaller");
}

TEST_CASE("a stepped wedge refuses clusters that stop again, and beginnings all at once") {
    const auto wedge = [](const std::string& treated) {
        return R"({"method": "stepped_wedge", "outcome": "y", "cluster": "k", "period": "t",
                  "treatment": "d", "permutations": 19, "columns": {
                  "y": [3, 5, 2, 8, 9, 12, 4, 7, 6, 8, 1, 5],
                  "k": ["a", "a", "a", "b", "b", "b", "c", "c", "c", "d", "d", "d"],
                  "t": [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], "d": )" +
               treated + "}}";
    };
    const auto analysis = statistics::run_analysis(wedge("[0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1]"));
    REQUIRE(analysis.ok());
    CHECK(analysis->evidence_level == 4);
    CHECK(fit_value(*analysis, "permutation_p") >= 1.0 / 20);
    CHECK(code_of(wedge("[0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 0, 1]")) == "not_stepped");
    CHECK(code_of(wedge("[0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1]")) == "constant_variable");
    CHECK(code_of(wedge("[0, 1, 1, 0, 2, 1, 0, 0, 1, 0, 0, 1]")) == "not_zero_or_one");
}

TEST_CASE("where glmer stops early, ours is the likelier") {
    if (!std::filesystem::exists(shared_folder() / "statistics" / "data")) {
        MESSAGE("skipped: the reference data of ../shared/statistics are not here");
        return;
    }
    const auto analysis = statistics::analyse(
        R"({"method": "mixed_model", "data": "cbpp.csv", "family": "binomial",
            "outcome": "incidence", "trials": "size", "terms": ["period"], "factors": ["period"],
            "random": [{"group": "herd"}]})",
        read_shared);
    REQUIRE(analysis.ok());
    CHECK(fit_value(*analysis, "log_likelihood") >= -92.02656639);
}
