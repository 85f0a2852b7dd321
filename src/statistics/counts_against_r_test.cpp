#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/contingency.h"
#include "statistics/testing/analysis.h"

// What comparing with R 4.2.2 on other data and other options found. Each value is R's; the call
// stands beside it.
namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::estimate_named;
using statistics::fit_value;
using statistics::Matrix;

base::Result<Analysis> run(const std::string& specification) {
    return statistics::analyse(specification, [](const std::string&) {
        return base::Result<std::string>(std::string("i,j\n1,2\n2,1\n2,3\n3,2\n"));
    });
}

std::string code_of(const std::string& specification) {
    return statistics::code_of(run(specification));
}

const std::string shares =
    R"("columns": {"s": [1, 3, 5, 9, 6, 0], "n": [4, 8, 10, 12, 6, 5],
       "p": [0.25, 0.375, 0.5, 0.75, 1, 0], "x": [1, 2, 3, 4, 5, 1.5]}, "family": "binomial",
       "terms": ["x"], "tolerance": 1e-14)";

const std::string counts =
    R"("columns": {"y": [2, 0, 5, 9, 1, 14, 3, 22, 7, 4, 11, 30],
       "v": [2, 0, 15, 9, 1, 34, 3, 22, 0, 4, 41, 30],
       "x": [0.5, 0.5, 1, 1.5, 0.5, 2, 1, 2.5, 1.5, 1, 2, 3],
       "f": [3, 1, 2, 3, 2, 1, 3, 1, 2, 3, 2, 3]})";

}  // namespace

// glm(p ~ x, binomial, weights = n, epsilon = 1e-14)
TEST_CASE("a binomial outcome may be counts out of trials, or shares with weights") {
    for (const char* outcome :
         {R"("outcome": "s", "trials": "n", )", R"("outcome": "p", "weights": "n", )"}) {
        const auto fit = run(R"({"method": "regression", )" + std::string(outcome) + shares + "}");
        REQUIRE(fit.ok());
        CHECK(estimate_named(*fit, "(Intercept)").estimate == Approx(-3.2036011927).epsilon(1e-9));
        CHECK(estimate_named(*fit, "x").estimate == Approx(1.1280669938).epsilon(1e-9));
        CHECK(estimate_named(*fit, "x").standard_error == Approx(0.3410730400).epsilon(1e-8));
        CHECK(fit_value(*fit, "deviance") == Approx(4.1169644503).epsilon(1e-9));
        CHECK(fit_value(*fit, "log_likelihood") == Approx(-6.9451195642).epsilon(1e-9));
        CHECK(fit_value(*fit, "aic") == Approx(17.8902391284).epsilon(1e-9));
    }
}

TEST_CASE("shares that aren't of whole trials, and more successes than trials, are refused") {
    const auto regression = [&](const std::string& rest) {
        return code_of(R"({"method": "regression", )" + rest + shares + "}");
    };
    CHECK(regression(R"("outcome": "p", )") == "not_zero_or_one");
    CHECK(regression(R"("outcome": "p", "weights": "x", )") == "not_whole");
    CHECK(regression(R"("outcome": "n", "trials": "s", )") == "outside");
    CHECK(regression(R"("outcome": "s", "trials": "n", "weights": "x", )") == "not_a_case");
    CHECK(code_of(R"({"method": "regression", "outcome": "y", "trials": "v", "terms": ["x"], )" +
                  counts + "}") == "not_a_case");
}

// lm(y ~ x, weights = w): logLik, AIC
TEST_CASE("a row of weight 0 isn't in the likelihood") {
    const auto fit = run(R"({"method": "regression", "outcome": "y", "terms": ["x"],
        "family": "gaussian", "weights": "w", "columns": {"y": [3.1, 4.9, 7.2, 8.8, 11.5, 12.1],
        "x": [1, 2, 3, 4, 5, 6], "w": [1, 2, 0, 1, 3, 0]}})");
    REQUIRE(fit.ok());
    CHECK(estimate_named(*fit, "x").standard_error == Approx(0.094942339695).epsilon(1e-9));
    CHECK(fit_value(*fit, "log_likelihood") == Approx(0.27561921872).epsilon(1e-9));
    CHECK(fit_value(*fit, "aic") == Approx(5.44876156255).epsilon(1e-9));
}

// NeweyWest(m, lag = 2, prewhite = FALSE, adjust = TRUE), sandwich 3.0-2
TEST_CASE("errors for a course of time can be widened for the parameters") {
    const std::string start = R"({"method": "regression", "outcome": "y", "terms": ["x"],
        "errors": "newey_west", "lag": 2, "tolerance": 1e-14, )";
    const auto wide = run(start + R"("parameters_factor": true, )" + counts + "}");
    const auto plain = run(start + counts + "}");
    REQUIRE(wide.ok());
    REQUIRE(plain.ok());
    CHECK(estimate_named(*wide, "(Intercept)").standard_error ==
          Approx(0.15650819567).epsilon(1e-8));
    CHECK(estimate_named(*wide, "x").standard_error == Approx(0.08263732709).epsilon(1e-8));
    CHECK(estimate_named(*plain, "x").standard_error == Approx(0.075437213565).epsilon(1e-8));
}

// coef(glm(y ~ relevel(f, "3"), poisson))
TEST_CASE("a reference may be a number, and nothing else is passed over") {
    const auto with = [&](const std::string& factors) {
        return run(R"({"method": "regression", "outcome": "y", "terms": ["f"], "tolerance": 1e-14,
            "factors": )" +
                   factors + ", " + counts + "}");
    };
    for (const char* factors : {R"({"f": 3})", R"({"f": "3"})", R"({"f": [3, 1, 2]})"}) {
        const auto fit = with(factors);
        REQUIRE(fit.ok());
        CHECK(estimate_named(*fit, "(Intercept)").estimate == Approx(2.26176309853).epsilon(1e-9));
        CHECK(estimate_named(*fit, "f1").estimate == Approx(0.22314355126).epsilon(1e-9));
        CHECK(estimate_named(*fit, "f2").estimate == Approx(-0.47000362931).epsilon(1e-9));
    }
    CHECK_FALSE(with(R"({"f": true})").ok());
    CHECK_FALSE(with(R"({"f": 4})").ok());
}

// confint(glm.nb(v ~ x, control = glm.control(epsilon = 1e-13, maxit = 200))), MASS 7.3-58.2
TEST_CASE("profile limits of the negative binomial hold its dispersion, as MASS") {
    const auto limits = [&](const std::string& interval) {
        return run(R"({"method": "regression", "outcome": "v", "terms": ["x"],
            "family": "negative_binomial", "interval": ")" +
                   interval + R"(", )" + counts + "}");
    };
    const auto printed = limits("profile_interpolated"), exact = limits("profile");
    REQUIRE(printed.ok());
    REQUIRE(exact.ok());
    CHECK(estimate_named(*printed, "(Intercept)").lower == Approx(-1.168267603578).epsilon(5e-5));
    CHECK(estimate_named(*printed, "x").lower == Approx(0.627696142108).epsilon(5e-5));
    CHECK(estimate_named(*printed, "x").upper == Approx(2.26257480167).epsilon(5e-5));
    CHECK(estimate_named(*exact, "x").upper == Approx(2.26257480167).epsilon(1e-3));
}

TEST_CASE("neighbours that name no area are refused, not passed over") {
    const auto smoothed = [](const std::string& numbered) {
        return code_of(R"({"method": "empirical_bayes", "prior": "marshall_local", "observed": "o",
            "population": "n", "area": "a", "neighbours": {"data": "pairs.csv")" +
                       numbered +
                       R"(}, "columns": {"a": ["Nord", "Syd", "Øst"], "o": [3, 9, 4],
            "n": [100, 150, 90]}})");
    };
    CHECK(smoothed("") == "too_few");
    CHECK(smoothed(R"(, "numbered": true)") == "none");
}

// mantelhaen.test(HairEyeColor): M² = 140.28333205, 9 degrees, p = 9.0163740398e-26
TEST_CASE("the generalised Mantel-Haenszel test of larger tables is R's") {
    const std::vector<Matrix> tables = [] {
        const double men[4][4] = {{32, 11, 10, 3}, {53, 50, 25, 15}, {10, 10, 7, 7}, {3, 30, 5, 8}};
        const double women[4][4] = {{36, 9, 5, 2}, {66, 34, 29, 14}, {16, 7, 7, 7}, {4, 64, 5, 8}};
        std::vector<Matrix> both(2, Matrix(4, 4));
        for (std::size_t i = 0; i < 4; ++i)
            for (std::size_t j = 0; j < 4; ++j) {
                both[0](i, j) = men[i][j];
                both[1](i, j) = women[i][j];
            }
        return both;
    }();
    const std::vector<double> scores{1, 2, 3, 4};
    const auto found = statistics::stratified_association(tables, scores, scores);
    REQUIRE(found.ok());
    CHECK(found->general.chi_squared == Approx(140.28333205).epsilon(1e-9));
    CHECK(found->general.degrees == 9);
    CHECK(found->general.p == Approx(9.0163740398e-26).epsilon(1e-7));
    CHECK(found->strata == 2);
}

TEST_CASE("with one stratum the tests are the textbook's of one table") {
    const double cells[3][3] = {{12, 7, 3}, {5, 9, 8}, {2, 6, 14}};
    const std::vector<double> columns{0, 1, 3}, rows{1, 2, 4};
    Matrix table(3, 3);
    double total = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0, between = 0;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            const double n = cells[i][j];
            table(i, j) = n;
            total += n;
            x += n * rows[i];
            y += n * columns[j];
            xx += n * rows[i] * rows[i];
            yy += n * columns[j] * columns[j];
            xy += n * rows[i] * columns[j];
        }
    for (std::size_t i = 0; i < 3; ++i) {
        double size = 0, sum = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            size += cells[i][j];
            sum += cells[i][j] * columns[j];
        }
        between += sum * sum / size;
    }
    const double spread_x = xx - x * x / total, spread_y = yy - y * y / total;
    const double together = xy - x * y / total;
    const auto found =
        statistics::stratified_association(std::vector<Matrix>{table}, rows, columns);
    REQUIRE(found.ok());
    CHECK(found->correlation.chi_squared ==
          Approx((total - 1) * together * together / (spread_x * spread_y)).epsilon(1e-10));
    CHECK(found->row_means.chi_squared ==
          Approx((total - 1) * (between - y * y / total) / spread_y).epsilon(1e-10));
    CHECK(found->row_means.degrees == 2);
}

TEST_CASE("two by two all three tests are the one of Mantel and Haenszel") {
    const std::string data = R"("columns": {"g": ["a", "a", "b", "b", "a", "a", "b", "b"],
        "o": [1, 0, 1, 0, 1, 0, 1, 0], "s": [1, 1, 1, 1, 2, 2, 2, 2],
        "n": [12, 5, 7, 9, 20, 14, 3, 11]}, "count": "n", "strata": "s")";
    const auto small =
        run(R"({"method": "stratified_odds_ratio", "outcome": "o", "group": "g", )" + data + "}");
    const auto large =
        run(R"({"method": "stratified_association", "row": "g", "column": "o", )" + data + "}");
    REQUIRE(small.ok());
    REQUIRE(large.ok());
    for (const char* name : {"general", "row_means", "correlation"})
        CHECK(fit_value(*large, name) == Approx(fit_value(*small, "chi_squared")).epsilon(1e-12));
    CHECK(code_of(R"({"method": "stratified_association", "row": "g", "column": "g2",
        "strata": "s", "columns": {"g": ["a", "b"], "g2": ["a", "a"], "s": [1, 1]}})") ==
          "one_group");
    CHECK(code_of(R"({"method": "stratified_association", "row": "g", "column": "o",
        "row_scores": [1, 1], )" +
                  data + "}") == "constant_variable");
    CHECK(code_of(R"({"method": "stratified_association", "row": "g", "column": "o",
        "row_scores": [1, 2, 3], )" +
                  data + "}") == "different_lengths");
}

// survey 4.1-1: calibrate(svydesign(~c, strata = ~s, weights = ~w, fpc = ~N), ~x + z,
// c(`(Intercept)` = 110, x = 80, z = 300), calfun = …, epsilon = 1e-12)
TEST_CASE("weights calibrated to known totals are R's, and so are the errors") {
    const std::string plan = R"("weights": "w", "strata": "s", "cluster": "c",
        "finite_population": "N", "columns": {"y": [3, 5, 2, 8, 9, 12, 4, 7],
        "x": [1, 0, 0, 1, 1, 1, 0, 1], "z": [1.5, 2, 3, 1, 4, 2.5, 3.5, 6],
        "w": [10, 12, 9, 15, 16, 20, 8, 11], "s": ["a", "a", "a", "a", "b", "b", "b", "b"],
        "c": [1, 1, 2, 2, 3, 3, 4, 4], "N": [6, 6, 6, 6, 9, 9, 9, 9]})";
    const auto calibrated = [&](const std::string& wish, const std::string& rest = "") {
        return run(R"({"method": "survey_mean", "variables": "y", "calibration": )" + wish + ", " +
                   rest + plan + "}");
    };
    // `rest` are the other columns' totals.
    const auto wish = [](const std::string& terms, const std::string& rest,
                         const std::string& distance = "linear") {
        return R"j({"terms": [)j" + terms + R"j(], "population": {"(Intercept)": 110)j" + rest +
               R"j(}, "distance": ")j" + distance + R"j("})j";
    };
    const std::string both = R"("x", "z")", known = R"(, "x": 80, "z": 300)";
    const auto linear = calibrated(wish(both, known));
    REQUIRE(linear.ok());
    CHECK(estimate_named(*linear, "y").estimate == Approx(7.20155058651).epsilon(1e-10));
    CHECK(estimate_named(*linear, "y").standard_error == Approx(0.84402797512).epsilon(1e-9));
    const auto total = calibrated(wish(both, known), R"("statistic": "total", )");
    CHECK(estimate_named(*total, "y").standard_error == Approx(92.843077263).epsilon(1e-9));
    const auto raking = calibrated(wish(both, known, "raking"));
    REQUIRE(raking.ok());
    CHECK(estimate_named(*raking, "y").estimate == Approx(7.19520412323).epsilon(1e-9));
    CHECK(estimate_named(*raking, "y").standard_error == Approx(0.84191742641).epsilon(1e-8));
    // ~ s + z, and as.svrepdesign(type = "JKn") calibrated anew.
    const std::string strata = wish(R"("s", "z")", R"(, "sb": 60, "z": 300)");
    CHECK(estimate_named(*calibrated(strata), "y").standard_error ==
          Approx(0.63911276883).epsilon(1e-9));
    CHECK(estimate_named(*calibrated(strata, R"("variance": "jackknife", )"), "y").standard_error ==
          Approx(1.1916880594).epsilon(1e-9));
    CHECK_FALSE(calibrated(wish(R"("x")", "")).ok());
    CHECK_FALSE(calibrated(wish(R"("x")", R"(, "x": 80, "q": 1)")).ok());
    const std::string margin =
        R"("raking": [{"variables": "x", "population": {"0": 30, "1": 80}}], )";
    CHECK_FALSE(calibrated(wish(both, known), margin).ok());
    // Part of the persons can't weigh more than all.
    const auto impossible = calibrated(wish(R"("x")", R"(, "x": 150)", "raking"));
    REQUIRE_FALSE(impossible.ok());
    CHECK(impossible.error().code == "not_converged");
}

// Fleiss, Cohen and Everitt 1969, formula 8, in plain R. psych 2.2.9 gives 0.00200624.
TEST_CASE("weighted kappa has the variance of its paper") {
    const auto both = run(R"({"method": "agreement", "first": "a", "second": "b", "count": "n",
        "columns": {"a": [1,1,1,1, 2,2,2,2, 3,3,3,3, 4,4,4,4],
                    "b": [1,2,3,4, 1,2,3,4, 1,2,3,4, 1,2,3,4],
                    "n": [20,4,0,1, 5,18,3,0, 1,6,15,4, 0,2,5,22]}})");
    REQUIRE(both.ok());
    CHECK(estimate_named(*both, "weighted_kappa").estimate ==
          Approx(0.82037703876297).epsilon(1e-11));
    CHECK(fit_value(*both, "weighted_kappa_variance") == Approx(0.00203836769244).epsilon(1e-10));
}

// prop.test(50, 100) gives the uncorrected limits 0.4038315 and 0.5961685: at x = n/2 its
// correction is 0. prop.test(51, 100) has the correction.
TEST_CASE("the corrected limits are corrected at a half too") {
    const auto half = run(R"({"method": "proportion", "outcome": "k", "trials": "n",
        "limits": "wilson_corrected", "columns": {"k": [50], "n": [100]}})");
    REQUIRE(half.ok());
    CHECK(estimate_named(*half, "k").lower < 0.4038);
    CHECK(estimate_named(*half, "k").upper > 0.5962);
    CHECK(estimate_named(*half, "k").lower + estimate_named(*half, "k").upper ==
          Approx(1).epsilon(1e-12));
}

TEST_CASE("a column that only rows of weight 0 have is refused, not estimated as 0") {
    const std::string data = R"("outcome": "y", "terms": ["g"], "weights": "w", "columns": {
        "y": [3, 5, 2, 8, 9, 12, 4, 7], "g": ["a", "a", "b", "b", "c", "c", "b", "a"],
        "w": [1, 2, 1, 2, 0, 0, 3, 1]})";
    CHECK(code_of(R"({"method": "regression", )" + data + "}") == "collinear_variable");
    // Here such rows leave the sample, and the category with them.
    const auto survey = run(R"({"method": "survey_regression", )" + data + "}");
    REQUIRE(survey.ok());
    CHECK(survey->estimates.size() == 2);
    CHECK(code_of(R"({"method": "regression", "collinear": "leave_out", )" + data + "}") == "none");
}

TEST_CASE("an expected number beyond all counting is refused at once") {
    CHECK(
        code_of(R"({"method": "funnel_limits", "expected": "e", "columns": {"e": [5, 1e300]}})") ==
        "outside");
    CHECK(code_of(R"({"method": "funnel_limits", "expected": "e", "columns": {"e": [5, 1e9]}})") ==
          "none");
}

// Epi 2.47, apc.fit(testisDK, model = "ns"): its degrees count the cells of cohorts without events.
TEST_CASE("curves of age and cohort keep the cells of levels without events") {
    std::string ages, periods, events, persons;
    for (int age = 20; age < 60; age += 2)
        for (int period = 1970; period < 2010; period += 2) {
            const std::string comma = ages.empty() ? "" : ", ";
            const bool corner = period - age <= 1914;
            ages += comma + std::to_string(age);
            periods += comma + std::to_string(period);
            events += comma + (corner ? "0" : std::to_string(1 + (age * 7 + period * 3) % 5));
            persons += comma + "1000";
        }
    const auto fit = run(R"({"method": "age_period_cohort", "model": "splines", "observed": "d",
        "population": "n", "age": "a", "period": "p", "columns": {"a": [)" +
                         ages + R"(], "p": [)" + periods + R"(], "d": [)" + events +
                         R"(], "n": [)" + persons + "]}}");
    REQUIRE(fit.ok());
    CHECK(fit_value(*fit, "cells") == 400);
}

namespace {

std::string listed(int count, const std::function<std::string(int)>& text) {
    std::string list;
    for (int i = 1; i <= count; ++i) list += (i == 1 ? "[" : ",") + text(i);
    return list + "]";
}

std::string numbers(int count, const std::function<double(int)>& value) {
    return listed(count, [&](int i) { return std::to_string(value(i)); });
}

}  // namespace

// k <- 1:30; A <- rep(15:19, 6); P <- rep(2000:2005, each = 5); C <- P - A
// D <- 20 + ((k*7)%%13)*4 + (A-15)*3 + (P-2000); Y <- 1000 + (k*37)%%100
// full <- glm(D ~ factor(A)+factor(P)+factor(C)+offset(log(Y)), quasipoisson); s <- summary(full)
// m <- glm(D ~ factor(A)+P+offset(log(Y)), poisson); summary(m, dispersion = s$dispersion), with t
// and F of df.residual(full)
TEST_CASE("where a dispersion is estimated, cohorts have Student's t") {
    const auto age = [](int k) { return 15 + (k - 1) % 5; };
    const auto period = [](int k) { return 2000 + (k - 1) / 5; };
    const std::string data =
        R"("method": "age_period_cohort", "observed": "d", "population": "y", "age": "a",
           "period": "p", "columns": {"a": )" +
        numbers(30, age) + R"(, "p": )" + numbers(30, period) + R"(, "d": )" +
        numbers(30,
                [&](int k) { return 20 + k * 7 % 13 * 4 + (age(k) - 15) * 3 + period(k) - 2000; }) +
        R"(, "y": )" + numbers(30, [](int k) { return 1000 + k * 37 % 100; }) + "}";
    const auto quasi = run("{" + data + "}");
    REQUIRE(quasi.ok());
    // R ends its iteration earlier (1e-9).
    CHECK(fit_value(*quasi, "dispersion") == Approx(7.03087692367).epsilon(1e-5));
    const auto& drift = estimate_named(*quasi, "drift");
    CHECK(drift.estimate == Approx(0.00854995173833).epsilon(1e-7));
    CHECK(drift.standard_error == Approx(0.0393584513659).epsilon(1e-7));
    CHECK(drift.p == Approx(0.831676469219).epsilon(1e-7));
    CHECK(drift.lower == Approx(-0.0772047470534).epsilon(1e-7));
    CHECK(drift.upper == Approx(0.0943046505301).epsilon(1e-7));
    const auto& tests = statistics::series_named(*quasi, "tests");
    CHECK(statistics::column_named(tests, "p")[0] == Approx(0.831670953334).epsilon(1e-7));
    // Poisson's variance is known.
    const auto poisson = run(R"({"family": "poisson", )" + data + "}");
    REQUIRE(poisson.ok());
    const auto& known = estimate_named(*poisson, "drift");
    CHECK(known.upper - known.estimate ==
          Approx(1.959963984540 * known.standard_error).epsilon(1e-10));
}

// i <- 1:40; s <- (i-1)%/%20; w <- 1+(i%%5)/2; z <- as.integer((i*7)%%11<4); a <- i%%3
// y <- z; y[c(5,17,30)] <- NA; D <- svydesign(~1, strata = ~s, weights = ~w)
// svyciprop(~y, D, method = "likelihood", na.rm = TRUE), subset(D, a > 0), survey 4.1-1
TEST_CASE("likelihood limits of a survey proportion in domains and with missing answers") {
    const auto answer = [](int i) { return i * 7 % 11 < 4 ? "1" : "0"; };
    const auto missing = [](int i) { return i == 5 || i == 17 || i == 30; };
    const std::string data =
        R"("method": "survey_proportion", "weights": "w", "strata": "s", "columns": {"s": )" +
        numbers(40, [](int i) { return (i - 1) / 20; }) + R"(, "w": )" +
        numbers(40, [](int i) { return 1 + i % 5 / 2.0; }) + R"(, "a": )" +
        numbers(40, [](int i) { return i % 3; }) + R"(, "z": )" +
        listed(40, [&](int i) { return answer(i); }) + R"(, "y": )" +
        listed(40, [&](int i) { return missing(i) ? "null" : answer(i); }) + "}, ";
    const auto limits = [&](const std::string& more) {
        const auto found = run("{" + data + more + "}");
        REQUIRE(found.ok());
        const auto& series = statistics::series_named(*found, "limits");
        return std::pair(statistics::column_named(series, "likelihood_interpolated_lower")[0],
                         statistics::column_named(series, "likelihood_interpolated_upper")[0]);
    };
    const auto check = [](std::pair<double, double> found, double lower, double upper) {
        CHECK(found.first == Approx(lower).epsilon(1e-7));
        CHECK(found.second == Approx(upper).epsilon(1e-7));
    };
    check(limits(R"("outcome": "z", "confidence": 0.9)"), 0.221321637554, 0.495420976055);
    check(limits(R"("outcome": "z", "domain": "a > 0")"), 0.186312837412, 0.579779290707);
    check(limits(R"("outcome": "y")"), 0.185311083465, 0.526796899091);
    check(limits(R"("outcome": "y", "domain": "a > 0")"), 0.180473278542, 0.592141624301);
    // method = "logit"; degf(D) is 38: those who didn't answer stay in the plan.
    const auto odds = run("{" + data + R"("outcome": "y"})");
    REQUIRE(odds.ok());
    CHECK(fit_value(*odds, "degrees") == 38);
    CHECK(estimate_named(*odds, "y").lower == Approx(0.195186483569).epsilon(1e-9));
    CHECK(estimate_named(*odds, "y").upper == Approx(0.527173756443).epsilon(1e-9));
}

// j <- 1:24; f <- (j-1)%/%6; u <- (j-1)%%6; x <- ((j*5)%%13)/2; y <- ((j*j)%%11)+x/3; m <- lm(y~x)
// vcovCL(m, data.frame(f, u), fix = TRUE), with multi0 = TRUE, and without fix: the constant's
// variance is -0.0621 (sandwich 3.0-2)
TEST_CASE("two-way clusters with a variance below 0") {
    const std::string with_slope =
        R"("method": "regression", "family": "gaussian", "outcome": "z", "terms": ["x"],
           "cluster": ["f", "u"], "columns": {"f": )" +
        numbers(24, [](int j) { return (j - 1) / 6; }) + R"(, "u": )" +
        numbers(24, [](int j) { return (j - 1) % 6; }) + R"(, "x": )" +
        numbers(24, [](int j) { return j * 5 % 13 / 2.0; }) + R"(, "y": )" +
        listed(24,
               [](int j) {
                   // Six digits would be too few for a third.
                   return std::to_string(j * j % 11 * 6 + j * 5 % 13);
               }) +
        R"(}, "derive": {"z": "y / 6"}, )";
    const auto fixed =
        run("{" + with_slope + R"("intersection": "clusters", "fix_negative": true})");
    REQUIRE(fixed.ok());
    CHECK(estimate_named(*fixed, "(Intercept)").standard_error ==
          Approx(0.0926838348776).epsilon(1e-9));
    CHECK(estimate_named(*fixed, "x").standard_error == Approx(0.1617929136664).epsilon(1e-9));
    const auto rows = run("{" + with_slope + R"("intersection": "rows", "fix_negative": true})");
    REQUIRE(rows.ok());
    CHECK(estimate_named(*rows, "(Intercept)").standard_error ==
          Approx(0.283001563213).epsilon(1e-9));
    const auto left = run("{" + with_slope + R"("intersection": "clusters"})");
    REQUIRE(left.ok());
    CHECK(left->estimates.size() == 1);
    CHECK(left->estimates[0].row.name == "x");
    CHECK(left->estimates[0].row.standard_error ==
          Approx(std::sqrt(0.00297151185887)).epsilon(1e-9));
    CHECK(std::any_of(left->warnings.begin(), left->warnings.end(), [](const auto& warning) {
        return warning.code == "no_standard_error" && warning.arguments[0] == "(Intercept)";
    }));
}
