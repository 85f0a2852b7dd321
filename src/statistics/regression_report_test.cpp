#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include "statistics/analyse.h"
#include "statistics/testing/analysis.h"

// What is told beside the coefficients, against R 4.2 (lm, glm, MASS's glm.nb, survival's coxph).
namespace {

using namespace statistics;
using doctest::Approx;

const std::string eight = R"("columns": {"y": [3, 5, 2, 8, 9, 12, 4, 7],
    "x": [1, 2, 1.5, 4, 5, 7, 2, 3.5], "g": ["a", "b", "c", "a", "b", "c", "a", "b"]}})";

double at(const Analysis& analysis, const std::string& series, std::size_t row,
          const std::string& column) {
    return column_named(series_named(analysis, series), column).at(row);
}

base::Result<Analysis> straight(const std::string& more) {
    return run_analysis(R"({"method": "regression", "outcome": "y", "terms": ["x", "g"], )" + more +
                        eight);
}

}  // namespace

TEST_CASE("a straight line tells how much it explains, and each row's weight in it") {
    const auto line = straight(R"("family": "gaussian", )");
    REQUIRE(line);
    CHECK(fit_value(*line, "residual_standard_deviation") == Approx(0.52469054834882));
    CHECK(fit_value(*line, "r_squared") == Approx(0.98614841904269));
    CHECK(fit_value(*line, "adjusted_r_squared") == Approx(0.9757597333247));
    CHECK(fit_value(*line, "f") == Approx(94.92523364486));
    CHECK(fit_value(*line, "f_degrees") == 3);
    CHECK(fit_value(*line, "f_p") == Approx(0.00035808393289638));
    CHECK(fit_value(*line, "bic") == Approx(17.235900844951));
    CHECK(fit_value(*line, "null_deviance") == Approx(79.5));
    CHECK(at(*line, "rows", 2, "cooks_distance") == Approx(1.8861059190031));
    CHECK(at(*line, "rows", 0, "residual_response") == Approx(3 - at(*line, "rows", 0, "fitted")));
}

TEST_CASE("coefficients come with their covariance and a test of each term") {
    const auto line = straight(R"("family": "gaussian", )");
    REQUIRE(line);
    CHECK(at(*line, "covariance", 2, "gc") == Approx(0.117108820820915));
    CHECK(at(*line, "covariance", 0, "x") == Approx(-0.026443927282142));
    const AnalysisSeries& terms = series_named(*line, "terms");
    REQUIRE(terms.at == std::vector<std::string>{"x", "g"});
    CHECK(column_named(terms, "wald")[1] == Approx(8.0871199914062));
    CHECK(column_named(terms, "degrees")[1] == 2);
    CHECK(column_named(terms, "residual_degrees")[1] == 4);
    CHECK(column_named(terms, "p")[1] == Approx(0.1095151785937));
    const auto counts = straight(R"("family": "poisson", )");
    REQUIRE(counts);
    CHECK(fit_value(*counts, "null_deviance") == Approx(12.992458833333));
    CHECK(fit_value(*counts, "bic") == Approx(37.209500629248));
    CHECK(at(*counts, "rows", 5, "cooks_distance") == Approx(0.3827982786216299).epsilon(1e-6));
    CHECK(at(*counts, "terms", 1, "wald") == Approx(1.2868304562859).epsilon(1e-6));
    CHECK(at(*counts, "terms", 1, "p") == Approx(0.52549467173141).epsilon(1e-6));
    const auto without = straight(R"("family": "poisson", "intercept": false, )");
    REQUIRE(without);
    for (const auto& each : without->fit) CHECK(each.first != "null_deviance");
}

TEST_CASE("somebody described gets a mean with its limits") {
    const auto counts = run_analysis(
        R"-({"method": "regression", "outcome": "y", "terms": ["x", "g"], "offset": "log(n)",
            "factors": {"g": "1"}, "predict": {"one": {"x": 2, "g": "2", "n": 10},
            "two": {"x": 2, "g": 2, "n": 20}, "row 3": {"x": 1.5, "g": 1, "n": 3}},
            "columns": {"y": [3, 5, 2, 8, 9, 12, 4, 7], "n": [2, 3, 3, 4, 5, 5, 4, 3],
            "x": [1, 2, 1.5, 4, 5, 7, 2, 3.5], "g": [1, 2, 1, 1, 2, 1, 1, 2]}})-");
    REQUIRE(counts);
    CHECK(at(*counts, "predicted", 1, "estimate") ==
          Approx(2 * at(*counts, "predicted", 0, "estimate")));
    CHECK(at(*counts, "predicted", 2, "estimate") == Approx(at(*counts, "rows", 2, "fitted")));
    const double error = at(*counts, "predicted", 0, "standard_error");
    CHECK(at(*counts, "predicted", 0, "upper") ==
          Approx(std::exp(at(*counts, "predicted", 0, "linear_predictor") + 1.959963985 * error)));
    CHECK(code_of(straight(R"("predict": {"a": {"x": 1, "g": "a", "z": 2}}, )")) ==
          "unknown_field");
    CHECK(code_of(straight(R"("predict": {"a": {"x": 1}}, )")) == "missing_field");
    CHECK(code_of(straight(R"("predict": {"a": {"x": 1, "g": "q"}}, )")) == "not_a_case");
}

TEST_CASE("the deviance of nothing keeps the offset and the dispersion") {
    const auto counts = run_analysis(
        R"-({"method": "regression", "outcome": "y", "terms": ["x"], "offset": "log(o)",
            "family": "negative_binomial", "columns": {
            "y": [0, 12, 3, 25, 1, 7, 40, 2, 9, 18, 0, 33],
            "x": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
            "o": [1, 2, 1, 2, 1, 2, 3, 1, 1, 2, 1, 3]}})-");
    REQUIRE(counts);
    CHECK(fit_value(*counts, "null_deviance") == Approx(15.204038691922).epsilon(1e-6));
    CHECK(fit_value(*counts, "bic") == Approx(84.755464884084).epsilon(1e-8));
}

TEST_CASE("a hazard model tells its criteria, covariance and linear predictor") {
    const auto model = run_analysis(
        R"({"method": "cox", "time": "t", "event": "e", "terms": ["x"], "columns": {
            "t": [4, 3, 1, 1, 2, 2, 3], "e": [1, 1, 1, 0, 1, 1, 0],
            "x": [0, 2, 1, 1, 1, 0, 0]}})");
    REQUIRE(model);
    CHECK(fit_value(*model, "observations") == 7);
    CHECK(fit_value(*model, "aic") == Approx(13.423571156612));
    CHECK(fit_value(*model, "bic") == Approx(13.033009069046));
    CHECK(at(*model, "covariance", 0, "x") == Approx(0.3167433819951).epsilon(1e-6));
    CHECK(at(*model, "rows", 1, "linear_predictor") == Approx(0.92155530871626).epsilon(1e-6));
}

TEST_CASE("two groupings that meet in single rows take sandwich's factors where asked for") {
    std::string y, a, b, x;
    for (int i = 0; i < 36; ++i) {
        const std::string comma = i > 0 ? ", " : "";
        y += comma + std::to_string((i * 7) % 12 + 3 * (i / 6) + i % 6);
        a += comma + std::to_string(i / 6);
        b += comma + std::to_string(i % 6);
        x += comma + std::to_string((i * 5) % 11 + i / 6);
    }
    const auto error = [&](const std::string& more) {
        const auto line = run_analysis(
            R"({"method": "regression", "family": "gaussian", "outcome": "y", "terms": ["x"],
                "cluster": ["a", "b"], "parameters_factor": false, )" +
            more + R"("columns": {"y": [)" + y + R"(], "a": [)" + a + R"(], "b": [)" + b +
            R"(], "x": [)" + x + "]}}");
        return line ? estimate_named(*line, "x").standard_error : -1;
    };
    const double petersen = error(""), sandwich = error(R"("intersection": "clusters", )");
    REQUIRE(petersen > 0);
    REQUIRE(sandwich > 0);
    CHECK(sandwich < petersen);  // 36/35 of the term that is taken off
}
