#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/random.h"
#include "statistics/survey_design.h"
#include "statistics/survey_estimate.h"
#include "statistics/testing/analysis.h"

namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::code_of;
using statistics::estimate_named;
using statistics::LonelyCluster;
using statistics::run_analysis;
using statistics::SurveyDesign;
using statistics::SurveyStage;

const std::string people =
    R"("columns": {"y": [3, 5, 2, 8, 9, 12, 4, 7], "x": [1, 0, 0, 1, 1, 1, 0, 1],
       "w": [10, 12, 9, 15, 16, 20, 8, 11], "s": ["a", "a", "a", "a", "b", "b", "b", "b"],
       "c": [1, 1, 2, 2, 3, 3, 4, 4], "N": [6, 6, 6, 6, 9, 9, 9, 9]})";

std::string mean(const std::string& rest) {
    return R"({"method": "survey_mean", "variables": "y", )" + people + rest + "}";
}

}  // namespace

TEST_CASE("without a plan the mean's error is the textbook's") {
    const auto simple = run_analysis(mean(""));
    REQUIRE(simple.ok());
    const double average = 50.0 / 8;
    double squares = 0;
    for (const double y : {3, 5, 2, 8, 9, 12, 4, 7}) squares += (y - average) * (y - average);
    CHECK(estimate_named(*simple, "y").estimate == Approx(average).epsilon(1e-12));
    CHECK(estimate_named(*simple, "y").standard_error ==
          Approx(std::sqrt(squares / 7 / 8)).epsilon(1e-12));
    bool warned = false;
    for (const auto& warning : simple->warnings) warned = warned || warning.code == "no_weights";
    CHECK(warned);
}

TEST_CASE("a stratified total is the sum of its strata's, with the finite population") {
    const auto total =
        run_analysis(R"({"method": "survey_mean", "variables": "y", "statistic": "total",
        "strata": "s", "finite_population": "N", )" +
                     people + "}");
    REQUIRE(total.ok());
    // Strata of 4 among 6 and 4 among 9.
    double variance = 0;
    const double parts[2][4] = {{3, 5, 2, 8}, {9, 12, 4, 7}};
    const double sizes[2] = {6, 9};
    for (int h = 0; h < 2; ++h) {
        double sum = 0, squares = 0;
        for (const double y : parts[h]) sum += y;
        for (const double y : parts[h]) squares += (y - sum / 4) * (y - sum / 4);
        variance += sizes[h] * sizes[h] * (1 - 4 / sizes[h]) * squares / 3 / 4;
    }
    CHECK(estimate_named(*total, "y").estimate ==
          Approx(18.0 * 6 / 4 + 32.0 * 9 / 4).epsilon(1e-12));
    CHECK(estimate_named(*total, "y").standard_error == Approx(std::sqrt(variance)).epsilon(1e-12));
}

TEST_CASE("order, scale and names of the plan change nothing but the scale") {
    const std::string plan = R"(, "weights": "w", "strata": "s", "cluster": "c")";
    const auto plain = run_analysis(mean(plan));
    const auto turned = run_analysis(mean(plan + R"(, "sort": "y")"));
    const auto renamed = run_analysis(mean(
        R"(, "weights": "w100", "strata": "s", "cluster": "k", "derive": {"k": "100 - 7 * c",
           "w100": "w * 100"})"));
    const auto scaled = run_analysis(R"({"method": "survey_mean", "variables": "z", "derive":
        {"z": "1000 * y"}, )" + people +
                                     plan + "}");
    for (const auto* each : {&plain, &turned, &renamed, &scaled}) REQUIRE(each->ok());
    const double error = estimate_named(*plain, "y").standard_error;
    CHECK(estimate_named(*turned, "y").standard_error == Approx(error).epsilon(1e-12));
    CHECK(estimate_named(*renamed, "y").standard_error == Approx(error).epsilon(1e-12));
    CHECK(estimate_named(*scaled, "z").standard_error == Approx(1000 * error).epsilon(1e-12));
}

TEST_CASE("a lonely cluster is refused unless something is said to be done about it") {
    const std::string plan =
        R"(, "weights": "w", "strata": "t", "cluster": "c", "derive": {"t": "min2(c, 3) "})";
    const std::string lonely =
        R"(, "weights": "w", "strata": "t", "cluster": "c", "derive": {"t": "c == 4"})";
    CHECK(code_of(mean(lonely)) == "lonely_cluster");
    CHECK(code_of(mean(plan)) == "lonely_cluster");
    const auto removed = run_analysis(mean(lonely + R"(, "lonely_cluster": "remove")"));
    const auto adjusted = run_analysis(mean(lonely + R"(, "lonely_cluster": "adjust")"));
    const auto average = run_analysis(mean(lonely + R"(, "lonely_cluster": "average")"));
    REQUIRE(removed.ok());
    REQUIRE(adjusted.ok());
    REQUIRE(average.ok());
    const double least = estimate_named(*removed, "y").standard_error;
    CHECK(estimate_named(*adjusted, "y").standard_error > least);
    CHECK(estimate_named(*average, "y").standard_error ==
          Approx(std::sqrt(2.0) * least).epsilon(1e-12));
    // Drawn with certainty: nothing to measure and nothing lonely.
    CHECK(code_of(mean(
              R"(, "weights": "w", "strata": "t", "cluster": "c", "finite_population": "M",
                 "derive": {"t": "c == 4", "M": "ifelse(c == 4, 1, 300) "})")) == "none");
    CHECK(code_of(mean(R"(, "weights": "w", "cluster": "one", "derive": {"one": "c * 0"})")) ==
          "lonely_cluster");
    CHECK(code_of(mean(R"(, "weights": "w", "cluster": "one", "lonely_cluster": "remove",
                          "derive": {"one": "c * 0"})")) == "too_few");
}

TEST_CASE("a domain keeps the plan, and a missing answer leaves the domain, not the plan") {
    const std::string plan = R"(, "weights": "w", "strata": "s", "cluster": "c")";
    const auto domain = run_analysis(mean(plan + R"(, "domain": "c != 2")"));
    const auto missing = run_analysis(R"({"method": "survey_mean", "variables": "z", "derive":
        {"z": "ifelse(c == 2, NA, y) "}, )" +
                                      people + plan + "}");
    REQUIRE(domain.ok());
    REQUIRE(missing.ok());
    CHECK(estimate_named(*domain, "y").standard_error ==
          Approx(estimate_named(*missing, "z").standard_error).epsilon(1e-12));
    CHECK(missing->rows_left_out == 2);
    CHECK(missing->missing.at("z") == 2);
    // Cut off before, stratum a would have a single cluster.
    CHECK(code_of(mean(plan + R"(, "where": "c != 2")")) == "lonely_cluster");
}

TEST_CASE("calibrated weights add up to the population, and a calibrated share has no error") {
    const std::string margins =
        R"(, "weights": "w", "cluster": "c", "statistic": "total", "raking": [
           {"variables": "s", "population": {"a": 70, "b": 80}},
           {"variables": "x", "population": {"0": 60, "1": 90}}]})";
    const auto raked =
        run_analysis(R"({"method": "survey_mean", "variables": ["s", "x"], )" + people + margins);
    REQUIRE(raked.ok());
    CHECK(estimate_named(*raked, "sa").estimate == Approx(70).epsilon(1e-9));
    CHECK(estimate_named(*raked, "x").estimate == Approx(90).epsilon(1e-9));
    CHECK(estimate_named(*raked, "sa").standard_error < 0.05);
    const auto post = run_analysis(mean(
        R"(, "weights": "w", "cluster": "c", "post_stratification": {"variables": ["s", "x"],
           "population": {"a:0": 20, "a:1": 30, "b:0": 25, "b:1": 25}})"));
    CHECK(post.ok());
    CHECK(code_of(mean(R"(, "post_stratification": {"variables": "s", "population":
                          {"a": 1, "b": 2, "c": 3}})")) == "empty_cell");
    CHECK(code_of(mean(R"(, "post_stratification": {"variables": "s", "population": {"a": 1}})")) ==
          "not_a_case");
    CHECK(code_of(mean(R"(, "post_stratification": {"variables": "s", "population":
                          {"a": -1, "b": 2}})")) == "negative_value");
}

TEST_CASE("replicates agree with linearisation where the estimate is linear") {
    const std::string plan =
        R"(, "statistic": "total", "weights": "w", "strata": "s", "cluster": "c")";
    const auto line = run_analysis(mean(plan));
    const auto knife = run_analysis(mean(plan + R"(, "variance": "jackknife")"));
    const auto half = run_analysis(mean(plan + R"(, "variance": "balanced")"));
    const auto boot = run_analysis(mean(plan + R"(, "variance": "bootstrap", "replicates": 4000)"));
    const auto again =
        run_analysis(mean(plan + R"(, "variance": "bootstrap", "replicates": 4000)"));
    for (const auto* each : {&line, &knife, &half, &boot}) REQUIRE(each->ok());
    const double error = estimate_named(*line, "y").standard_error;
    CHECK(estimate_named(*knife, "y").standard_error == Approx(error).epsilon(1e-10));
    CHECK(estimate_named(*half, "y").standard_error == Approx(error).epsilon(1e-10));
    CHECK(estimate_named(*boot, "y").standard_error == Approx(error).epsilon(0.05));
    CHECK(estimate_named(*boot, "y").standard_error == estimate_named(*again, "y").standard_error);
    CHECK(code_of(mean(R"(, "weights": "w", "variance": "balanced")")) == "not_two_clusters");
    CHECK(code_of(mean(plan + R"(, "variance": "bootstrap", "replicates": 1)")) == "too_few");
}

TEST_CASE("a bad plan is refused by name") {
    CHECK(code_of(mean(R"(, "weights": "v", "derive": {"v": "w - 12"})")) == "negative_value");
    CHECK(code_of(mean(R"(, "weights": "v", "derive": {"v": "w * 0"})")) == "not_positive");
    CHECK(code_of(mean(R"(, "weights": "v", "derive": {"v": "ifelse(c == 1, NA, w) "})")) ==
          "not_finite");
    CHECK(code_of(mean(R"(, "weights": "w", "finite_population": "M", "derive": {"M": "3"})")) ==
          "population_too_small");
    CHECK(
        code_of(mean(R"(, "weights": "w", "finite_population": "M", "derive": {"M": "10 * c"})")) ==
        "population_differs");
    CHECK(code_of(mean(R"(, "weights": "w", "domain": "y > 100")")) == "no_data");
    CHECK(code_of(R"({"method": "survey_proportion", "outcome": "y", "weights": "w", )" + people +
                  "}") == "not_zero_or_one");
    CHECK(code_of(R"({"method": "survey_chi_squared", "row": "s", "column": "x", "weights": "w",
                      "domain": "x == 1", )" +
                  people + "}") == "one_group");
    CHECK(code_of(R"({"method": "survey_regression", "outcome": "y", "terms": ["x", "x2"],
                      "derive": {"x2": "2 * x"}, "weights": "w", )" +
                  people + "}") == "collinear_variable");
    CHECK(code_of(R"({"method": "survey_ratio", "numerator": "y", "denominator": "zero", "derive":
                      {"zero": "0 * y"}, "weights": "w", )" +
                  people + "}") == "not_positive");
}

TEST_CASE("waves in the same clusters are compared with their covariance") {
    const auto waves = run_analysis(R"({"method": "survey_mean", "variables": "y", "group": "year",
        "differences": "previous", "cluster": "c", "weights": "w", "columns": {
        "y": [3, 5, 2, 8, 4, 6, 3, 10, 4, 7], "c": [1, 2, 3, 4, 1, 2, 3, 4, 5, 5],
        "w": [1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        "year": [2020, 2020, 2020, 2020, 2022, 2022, 2022, 2022, 2020, 2022]}})");
    REQUIRE(waves.ok());
    const auto& change = estimate_named(*waves, "y 2022 - y 2020");
    CHECK(change.estimate == Approx(6.0 - 4.4).epsilon(1e-12));
    CHECK(change.standard_error < std::hypot(estimate_named(*waves, "y 2020").standard_error,
                                             estimate_named(*waves, "y 2022").standard_error));
}

TEST_CASE("a survey regression on a category gives the groups' means, and their errors") {
    const std::string plan = R"(, "weights": "w", "cluster": "c", "strata": "s"})";
    const auto line = run_analysis(
        R"({"method": "survey_regression", "outcome": "y", "terms": "s", )" + people + plan);
    const auto means = run_analysis(
        R"({"method": "survey_mean", "variables": "y", "group": "s", )" + people + plan);
    REQUIRE(line.ok());
    REQUIRE(means.ok());
    CHECK(estimate_named(*line, "(Intercept)").estimate ==
          Approx(estimate_named(*means, "y a").estimate).epsilon(1e-9));
    CHECK(estimate_named(*line, "(Intercept)").standard_error ==
          Approx(estimate_named(*means, "y a").standard_error).epsilon(1e-9));
}

// Two stages: 3 of 10 schools, 2 of 5 pupils in each; by hand from Cochran 1977, 10.3.
TEST_CASE("two stages add the variance within to that between") {
    const auto total =
        run_analysis(R"({"method": "survey_mean", "variables": "y", "statistic": "total",
        "cluster": ["school", "pupil"], "finite_population": ["schools", "pupils"], "columns": {
        "school": [1, 1, 2, 2, 3, 3], "pupil": [1, 2, 1, 2, 1, 2], "y": [3, 5, 2, 8, 9, 12],
        "schools": [10, 10, 10, 10, 10, 10], "pupils": [5, 5, 5, 5, 5, 5]}})");
    REQUIRE(total.ok());
    const double sums[3] = {5 * 4.0, 5 * 5.0, 5 * 10.5};
    const double middle = (sums[0] + sums[1] + sums[2]) / 3;
    double between = 0, within = 0;
    for (const double sum : sums) between += (sum - middle) * (sum - middle) / 2;
    for (const double half : {1.0, 3.0, 1.5}) within += 25 * (1 - 2.0 / 5) * (2 * half * half) / 2;
    const double variance = 100 * (1 - 3.0 / 10) * between / 3 + 10.0 / 3 * within;
    CHECK(estimate_named(*total, "y").estimate == Approx(10.0 / 3 * (sums[0] + sums[1] + sums[2])));
    CHECK(estimate_named(*total, "y").standard_error == Approx(std::sqrt(variance)).epsilon(1e-12));
}

TEST_CASE("a mean comes back from clustered samples within three standard errors") {
    int inside = 0;
    constexpr int runs = 200;
    for (int turn = 0; turn < runs; ++turn) {
        statistics::RandomStream random(20261121, static_cast<std::uint64_t>(turn));
        std::vector<double> values, weights;
        SurveyStage stage;
        for (std::size_t cluster = 0; cluster < 60; ++cluster) {
            const double shift = random.normal();
            for (int person = 0; person < 5; ++person) {
                values.push_back(2 + shift + random.normal());
                weights.push_back(1 + random.uniform());
                stage.unit.push_back(cluster);
            }
        }
        const auto design = SurveyDesign::make(weights, {stage}, LonelyCluster::refuse);
        REQUIRE(design.ok());
        const statistics::Mask all(values.size(), true);
        const auto found =
            statistics::survey_estimate(*design,
                                        [&](const std::vector<double>& now) {
                                            return statistics::survey_mean(now, values, all);
                                        },
                                        {});
        REQUIRE(found.ok());
        const double error = std::sqrt(found->covariance(0, 0));
        inside += std::abs(found->values[0] - 2) < 3 * error ? 1 : 0;
    }
    CHECK(inside >= 197);
}
