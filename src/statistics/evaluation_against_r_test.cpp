#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "statistics/testing/analysis.h"

// Scans, synthetic differences and replicate weights against R 4.2.2: survey 4.1-1, and, where
// Debian has no package, the formulas of the papers in plain R with quadprog.
namespace {

using doctest::Approx;
using statistics::column_named;
using statistics::estimate_named;
using statistics::fit_value;
using statistics::run_analysis;
using statistics::series_named;

// A number for each row as a list of JSON.
template <class Value>
std::string list(std::size_t rows, Value value) {
    std::string text = "[";
    for (std::size_t row = 0; row < rows; ++row)
        text += (row > 0 ? "," : "") + std::to_string(value(row));
    return text + "]";
}

// Exactly, unlike std::to_string.
std::string digits_of(double value) {
    std::array<char, 64> digits{};
    std::snprintf(digits.data(), digits.size(), "%.17g", value);
    return digits.data();
}

template <class Value>
std::string exact_list(std::size_t rows, Value value) {
    std::string text = "[";
    for (std::size_t row = 0; row < rows; ++row)
        text += (row > 0 ? "," : "") + digits_of(value(row));
    return text + "]";
}

statistics::Analysis must_run(const std::string& specification) {
    auto analysis = run_analysis(specification);
    if (!analysis) FAIL(analysis.error().code);
    return std::move(*analysis);
}

// i <- 0:11; x <- (i*7)%%12; y <- (i*5)%%11; P <- 100*(1+(i*3)%%5); O <- (i*i+3*i)%%9
std::string twelve_areas(const std::string& rates) {
    const auto whole = [](auto value) {
        return list(12, [&](std::size_t i) { return static_cast<int>(value(i)); });
    };
    return R"({"method":"scan","observed":"o","population":"p","x":"x","y":"y","replicates":0,)"
           R"("share":0.4,"rates":")" +
           rates + R"(","columns":{"x":)" + whole([](std::size_t i) { return i * 7 % 12; }) +
           R"(,"y":)" + whole([](std::size_t i) { return i * 5 % 11; }) + R"(,"p":)" +
           whole([](std::size_t i) { return 100 * (1 + i * 3 % 5); }) + R"(,"o":)" +
           whole([](std::size_t i) { return (i * i + 3 * i) % 9; }) + "}}";
}

struct Cluster {
    double statistic, observed, expected, relative_risk;
};

void check_clusters(const std::string& specification, const std::vector<Cluster>& right) {
    const auto analysis = must_run(specification);
    const auto& clusters = series_named(analysis, "clusters");
    REQUIRE(clusters.at.size() >= right.size());
    for (std::size_t i = 0; i < right.size(); ++i) {
        CAPTURE(i);
        CHECK(column_named(clusters, "statistic")[i] == Approx(right[i].statistic).epsilon(1e-10));
        CHECK(column_named(clusters, "observed")[i] == right[i].observed);
        CHECK(column_named(clusters, "expected")[i] == Approx(right[i].expected).epsilon(1e-10));
        CHECK(column_named(clusters, "relative_risk")[i] ==
              Approx(right[i].relative_risk).epsilon(1e-10));
    }
}

// Y <- outer(0:4, 0:3, function(t, a) (t*t+5*a+t*a)%%7); E <- outer(0:4, 0:3, function(t, a)
// 2+(t+2*a)%%4); places 0, 1, 3, 6 on a line
std::string four_places(const std::string& windows, const std::string& rates) {
    const auto of = [](auto value) {
        return list(20, [&](std::size_t row) { return static_cast<int>(value(row / 4, row % 4)); });
    };
    return R"({"method":"scan","observed":"o","expected":"e","area":"a","time":"t","x":"x",)"
           R"("y":"y","replicates":0,"share":1,"longest":3,"model":"expectation","windows":")" +
           windows + R"(","rates":")" + rates + R"(","columns":{"o":)" +
           of([](std::size_t t, std::size_t a) { return (t * t + 5 * a + t * a) % 7; }) +
           R"(,"e":)" + of([](std::size_t t, std::size_t a) { return 2 + (t + 2 * a) % 4; }) +
           R"(,"a":)" + of([](std::size_t, std::size_t a) { return a; }) + R"(,"t":)" +
           of([](std::size_t t, std::size_t) { return t + 1; }) + R"(,"x":)" +
           of([](std::size_t, std::size_t a) { return a * (a + 1) / 2; }) + R"(,"y":)" +
           of([](std::size_t, std::size_t) { return 0; }) + "}}";
}

constexpr std::size_t panel_times = 8;

// u <- 0:8; X <- sapply(u, function(k) cos(2.3*k+1.1*(0:7)*(k+1))); Y <- sapply(u, function(k)
// {t <- 0:7; 10+2*sin(k)+.5*t*cos(k/2)+sin(1.7*k*t+k)})+1.5*X+2*D
std::string nine_units(const std::vector<std::size_t>& begins, const std::string& more) {
    const auto of = [&](auto value) {
        return list(9 * panel_times,
                    [&](std::size_t row) { return value(row / panel_times, row % panel_times); });
    };
    const auto treated = [&](std::size_t u, std::size_t t) { return t + 1 >= begins[u] ? 1 : 0; };
    const auto covariate = [](std::size_t u, std::size_t t) {
        const auto k = static_cast<double>(u);
        return std::cos(2.3 * k + 1.1 * static_cast<double>(t) * (k + 1));
    };
    const auto cell = [&](std::size_t row) {
        return std::pair(row / panel_times, row % panel_times);
    };
    const std::string covariates = exact_list(9 * panel_times, [&](std::size_t row) {
        const auto [u, t] = cell(row);
        return covariate(u, t);
    });
    const std::string outcomes = exact_list(9 * panel_times, [&](std::size_t row) {
        const auto [u, t] = cell(row);
        const auto k = static_cast<double>(u), time = static_cast<double>(t);
        return 10 + 2 * std::sin(k) + 0.5 * time * std::cos(k / 2) + std::sin(1.7 * k * time + k) +
               1.5 * covariate(u, t) + 2 * treated(u, t);
    });
    return R"({"method":"synthetic_difference_in_differences","outcome":"y","unit":"u",)"
           R"("time":"t","treated":"d",)" +
           more + R"("columns":{"y":)" + outcomes + R"(,"x":)" + covariates + R"(,"u":)" +
           of([](std::size_t u, std::size_t) { return u; }) + R"(,"t":)" +
           of([](std::size_t, std::size_t t) { return 2001 + t; }) + R"(,"d":)" + of(treated) +
           "}}";
}

const std::vector<std::size_t> two_cohorts{9, 9, 9, 9, 9, 5, 5, 7, 7},
    one_cohort{9, 9, 9, 9, 9, 5, 5, 5, 5};

// d <- data.frame(y = c(3,5,8,2,6,7,4,9), b = c(1,0,1,1,0,1,0,1), w = c(2,3,1,2,4,2,3,1)); each
// replicate r multiplies w of row i by 1.6 where bitwAnd(i, r) has an odd number of bits, by 0.4
// elsewhere
std::string eight_rows(const std::string& method, const std::string& more) {
    std::string columns;
    const double weights[] = {2, 3, 1, 2, 4, 2, 3, 1};
    for (std::size_t r = 1; r <= 5; ++r)
        columns += R"(,"rw)" + std::to_string(r) + R"(":)" + list(8, [&](std::size_t i) {
                       const bool odd = __builtin_popcountll((i + 1) & r) % 2 == 1;
                       return weights[i] * (odd ? 1.6 : 0.4);
                   });
    return R"({"method":")" + method + R"(","weights":"w",)" + more +
           R"("replicate_weights":"rw*","columns":{"y":[3,5,8,2,6,7,4,9],)"
           R"("b":[1,0,1,1,0,1,0,1],"w":[2,3,1,2,4,2,3,1])" +
           columns + "}}";
}

constexpr const char* fay = R"("replicate_type":"fay","fay":0.4,)";

}  // namespace

TEST_CASE("a scan finds clusters with few cases, with many, or both") {
    check_clusters(twelve_areas("high"), {{5.30262311467, 7, 1.65714285714, 5.25},
                                          {3.31157466437, 4, 0.828571428571, 5.44},
                                          {3.31157466437, 4, 0.828571428571, 5.44}});
    check_clusters(twelve_areas("low"), {{4.47036971499, 0, 4.14285714286, 0},
                                         {3.51946485312, 0, 3.31428571429, 0},
                                         {3.50760456453, 1, 5.8, 0.142857142857}});
    check_clusters(twelve_areas("both"), {{5.30262311467, 7, 1.65714285714, 5.25},
                                          {4.47036971499, 0, 4.14285714286, 0},
                                          {3.51946485312, 0, 3.31428571429, 0}});
}

TEST_CASE("a scan in space and time finds too few cases where expected numbers are known") {
    check_clusters(four_places("retrospective", "low"), {{5, 0, 5, 0}});
    check_clusters(four_places("retrospective", "both"), {{5, 0, 5, 0}});
    check_clusters(four_places("prospective", "low"), {{1.61370563888, 1, 4, 0.25}});
    check_clusters(four_places("prospective", "both"), {{2.59167373201, 6, 2, 3}});
}

TEST_CASE("of windows that are equally likely the earliest stands, whatever rounding says") {
    // The same count in each of seven periods, whose sums differ in the last digit.
    const auto analysis = must_run(
        R"({"method":"scan","observed":"o","expected":"e","area":"a","time":"t","x":"x","y":"x",)"
        R"("replicates":0,"share":0.5,"longest":1,"columns":{"o":[3,3,3,3,3,3,3,1,1,1,1,1,1,1],)"
        R"("e":[0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1],)"
        R"("a":[1,1,1,1,1,1,1,2,2,2,2,2,2,2],"t":[1,2,3,4,5,6,7,1,2,3,4,5,6,7],)"
        R"("x":[0,0,0,0,0,0,0,1,1,1,1,1,1,1]}})");
    CHECK(column_named(series_named(analysis, "clusters"), "first")[0] == 1);
}

TEST_CASE("replicates of low rates reach what is found as often as chance lets them") {
    std::string specification = twelve_areas("low");
    const std::string zero = R"("replicates":0)";
    specification.replace(specification.find(zero), zero.size(), R"("replicates":499,"threads":2)");
    const auto analysis = must_run(specification);
    const auto& clusters = series_named(analysis, "clusters");
    // sapply(1:9999, …) with rmultinom gives 0.062 for the most likely one:
    // within three standard errors of 499 replicates
    CHECK(std::abs(column_named(clusters, "p")[0] - 0.062) < 0.033);
    const std::string two = R"("threads":2)";
    specification.replace(specification.find(two), two.size(), R"("threads":1)");
    CHECK(column_named(series_named(must_run(specification), "clusters"), "p") ==
          column_named(clusters, "p"));
}

TEST_CASE("synthetic differences of units that begin at different times are weighted together") {
    const auto found = must_run(nine_units(two_cohorts, R"("errors":"jackknife",)"));
    CHECK(fit_value(found, "effect") == Approx(-0.831850402086).epsilon(1e-8));
    CHECK(fit_value(found, "difference_in_differences") == Approx(-0.404429244465).epsilon(1e-9));
    CHECK(fit_value(found, "first_times") == 2);
    CHECK(estimate_named(found, "effect").standard_error == Approx(0.515894849201).epsilon(1e-7));
    CHECK(estimate_named(found, "difference_in_differences").standard_error ==
          Approx(0.556588524823).epsilon(1e-9));
    const auto& cohorts = series_named(found, "cohorts");
    CHECK(cohorts.at == std::vector<std::string>{"2005", "2007"});
    CHECK(column_named(cohorts, "effect")[0] == Approx(-0.839590272787).epsilon(1e-8));
    CHECK(column_named(cohorts, "effect")[1] == Approx(-0.816370660684).epsilon(1e-8));
    CHECK(column_named(cohorts, "zeta")[1] == Approx(1.92563560391).epsilon(1e-9));
    CHECK(column_named(cohorts, "share")[0] == Approx(2.0 / 3).epsilon(1e-12));
    CHECK(column_named(series_named(found, "unit_weights"), "weight 2007").size() == 5);
}

TEST_CASE(
    "covariates are taken off as the untreated cells show them, or as brings weights nearest") {
    const auto two = must_run(nine_units(two_cohorts, R"("terms":["x"],"errors":"jackknife",)"));
    CHECK(fit_value(two, "effect") == Approx(0.972647975028).epsilon(1e-8));
    CHECK(column_named(series_named(two, "covariates"), "effect")[0] ==
          Approx(1.40290244325).epsilon(1e-9));
    CHECK(estimate_named(two, "effect").standard_error == Approx(0.187801282691).epsilon(1e-7));
    const auto projected = must_run(nine_units(one_cohort, R"("terms":["x"],"errors":"none",)"));
    CHECK(fit_value(projected, "effect") == Approx(1.05032415822).epsilon(1e-8));
    CHECK(column_named(series_named(projected, "covariates"), "effect")[0] ==
          Approx(1.33309951706).epsilon(1e-9));
    // optimize(objective, c(-2.5, -0.5)), the lower of the objective's two minima (1.9590)
    const auto optimised = must_run(nine_units(
        one_cohort, R"("terms":["x"],"covariate_effects":"optimised","errors":"none",)"));
    CHECK(fit_value(optimised, "effect") == Approx(-0.838819993696).epsilon(1e-6));
    CHECK(column_named(series_named(optimised, "covariates"), "effect")[0] ==
          Approx(-1.463889795143).epsilon(1e-6));
}

TEST_CASE("errors of synthetic differences don't depend on threads, and refuse by name") {
    for (const std::string kind : {"bootstrap", "placebo"}) {
        CAPTURE(kind);
        const std::string more = R"("terms":["x"],"replicates":20,"errors":")" + kind + "\",";
        const std::vector<std::size_t> begins{9, 9, 9, 9, 9, 9, 9, 5, 7};
        const auto one = must_run(nine_units(begins, more));
        const auto two = must_run(nine_units(begins, R"("threads":2,)" + more));
        CHECK(estimate_named(one, "effect").standard_error > 0);
        CHECK(estimate_named(one, "effect").standard_error ==
              estimate_named(two, "effect").standard_error);
    }
    const std::vector<std::size_t> single{9, 9, 9, 9, 9, 9, 9, 9, 5};
    const auto code = [&](const std::vector<std::size_t>& begins, const std::string& more) {
        return statistics::code_of(nine_units(begins, more));
    };
    CHECK(code(single, R"("errors":"bootstrap",)") == "too_few");
    CHECK(code({9, 9, 9, 9, 9, 9, 5, 5, 7}, R"("errors":"jackknife",)") == "too_few");
    CHECK(code({9, 9, 9, 9, 9, 9, 2, 5, 7}, R"("errors":"none",)") == "too_few");
    CHECK(code(one_cohort, R"("terms":["u"],"errors":"none",)") == "collinear_variable");
    CHECK(code(one_cohort, R"("terms":["u"],"covariate_effects":"optimised","errors":"none",)") ==
          "collinear_variable");
    CHECK(code(one_cohort, R"("terms":["t"],"errors":"none",)") == "collinear_variable");
}

TEST_CASE("replicate weights that came with the data give their own errors") {
    // svrepdesign(variables = d, repweights = W, weights = d$w, type = "Fay", rho = .4, mse = …)
    const auto mean =
        must_run(eight_rows("survey_mean", std::string(fay) + R"("variables":["y"],)"));
    CHECK(estimate_named(mean, "y").estimate == Approx(5.111111111111).epsilon(1e-11));
    CHECK(estimate_named(mean, "y").standard_error == Approx(0.307148361365).epsilon(1e-10));
    CHECK(fit_value(mean, "degrees") == 4);
    const auto mse = must_run(eight_rows(
        "survey_mean", std::string(fay) + R"("variables":["y"],"deviations_from":"estimate",)"));
    CHECK(estimate_named(mse, "y").standard_error == Approx(0.31006851857).epsilon(1e-10));
    // type = "other", scale = .5, rscales = c(1, 0, 2, 1, .5)
    const std::string other =
        R"("replicate_type":"other","replicate_scale":0.5,"replicate_scales":[1,0,2,1,0.5],)"
        R"("variables":["y"],)";
    const auto total = must_run(eight_rows("survey_mean", other + R"("statistic":"total",)"));
    CHECK(estimate_named(total, "y").standard_error == Approx(16.5306533446).epsilon(1e-10));
    // subset(r, b == 1)
    const auto part = must_run(eight_rows("survey_mean", other + R"("domain":"b == 1",)"));
    CHECK(estimate_named(part, "y").standard_error == Approx(0.221477765119).epsilon(1e-10));
    CHECK(fit_value(part, "degrees") == 4);
    // svyglm(y ~ b, r)
    const auto line = must_run(eight_rows(
        "survey_regression",
        R"("replicate_type":"other","replicate_scale":0.5,"replicate_scales":[1,0,2,1,0.5],)"
        R"("outcome":"y","terms":["b"],)"));
    CHECK(estimate_named(line, "b").standard_error == Approx(0.0790891144791).epsilon(1e-9));
    CHECK(estimate_named(line, "b").p == Approx(0.772643474568).epsilon(1e-9));
}

TEST_CASE("log odds of replicates have their own error, xlogit that of the share") {
    // svyciprop(~b, r, method = "logit") and "xlogit"
    const auto found =
        must_run(eight_rows("survey_proportion", std::string(fay) + R"("outcome":"b",)"));
    CHECK(estimate_named(found, "b").estimate == Approx(4.0 / 9).epsilon(1e-12));
    CHECK(estimate_named(found, "b").lower == Approx(0.0422310954537).epsilon(1e-7));
    CHECK(estimate_named(found, "b").upper == Approx(0.9355450403524).epsilon(1e-7));
    const auto& limits = series_named(found, "limits");
    CHECK(column_named(limits, "xlogit_lower")[0] == Approx(0.0488862217423).epsilon(1e-9));
    CHECK(column_named(limits, "xlogit_upper")[0] == Approx(0.925659529924).epsilon(1e-9));
}

TEST_CASE("a share that is hardly known has the limits that there are") {
    // Replicates so far apart that the likelihood's profile leaves the numbers.
    const auto found = must_run(eight_rows(
        "survey_proportion",
        R"("replicate_type":"other","replicate_scale":4000,"outcome":"b","limits":"mean",)"));
    const auto& limits = series_named(found, "limits");
    CHECK(std::isnan(column_named(limits, "likelihood_interpolated_lower")[0]));
    CHECK(column_named(limits, "asin_lower")[0] == 0);
}

TEST_CASE("half samples may keep a part of the half left out") {
    // as.svrepdesign(svydesign(id = ~1, strata = ~h, weights = rep(2, 6)), type = "Fay", fay.rho =
    // .3): of a total the same as without
    for (const char* rho : {"0", "0.3"}) {
        const auto found = must_run(
            R"({"method":"survey_mean","variables":["y"],"statistic":"total","weights":"w",)"
            R"("strata":["h"],"variance":"balanced","fay":)" +
            std::string(rho) +
            R"(,"columns":{"h":[1,1,2,2,3,3],"y":[4,7,1,3,9,4],"w":[2,2,2,2,2,2]}})");
        CHECK(estimate_named(found, "y").standard_error == Approx(12.3288280059).epsilon(1e-10));
    }
}

TEST_CASE("given replicates refuse by name") {
    const auto code = [](const std::string& more) {
        return statistics::code_of(eight_rows("survey_mean", R"("variables":["y"],)" + more));
    };
    CHECK(code("") == "missing_field");
    CHECK(code(R"("replicate_type":"fay",)") == "missing_field");
    CHECK(code(R"("replicate_type":"fay","fay":1,)") == "outside");
    CHECK(code(R"("replicate_type":"jackknife_strata",)") == "missing_field");
    CHECK(code(R"("replicate_type":"other","replicate_scales":[1,2],)") == "different_lengths");
    CHECK(code(R"("replicate_type":"other","replicate_scales":[1,2,3,4,-5],)") == "negative_value");
    CHECK(code(R"("replicate_type":"balanced","variance":"jackknife",)") == "field_of_a_plan");
    CHECK(code(R"("replicate_type":"balanced","strata":["b"],)") == "field_of_a_plan");
}

TEST_CASE("searched predictor weights come as near as a search from many points in R does") {
    // u <- 0:9; Y <- sapply(u, function(k) {t <- 0:9;
    // 10+2*sin(k)+.5*t*cos(k/2)+.3*sin(1.7*k*t+k)}); optim(Nelder-Mead) from the best 8 of 1,500
    // points: 0.27771; from equal weights alone 0.37513
    constexpr std::size_t times = 10;
    const auto unit = [](std::size_t row) {
        const std::size_t number = row / times;
        return static_cast<double>(number);
    };
    const auto time = [](std::size_t row) { return static_cast<double>(row % times); };
    const auto of = [](auto value) { return exact_list(10 * times, value); };
    const std::string specification =
        R"({"method":"synthetic_control","outcome":"y","unit":"u","time":"t","treated_unit":"0",)"
        R"("from":7,"placebos":false,"predictors":[{"variable":"a"},{"variable":"b"},)"
        R"({"variable":"c"},{"variable":"y","name":"last","from":6,"to":6}],"columns":{"u":)" +
        list(10 * times, [&](std::size_t row) { return row / times; }) + R"(,"t":)" + of(time) +
        R"(,"y":)" + of([&](std::size_t row) {
            const double k = unit(row), t = time(row);
            return 10 + 2 * std::sin(k) + 0.5 * t * std::cos(k / 2) +
                   0.3 * std::sin(1.7 * k * t + k);
        }) +
        R"(,"a":)" + of([&](std::size_t row) {
            return 2 * std::sin(unit(row)) + 0.3 * std::cos(3 * unit(row));
        }) +
        R"(,"b":)" + of([&](std::size_t row) {
            return std::cos(unit(row) / 2) + 0.1 * std::sin(5 * unit(row));
        }) +
        R"(,"c":)" + of([&](std::size_t row) { return 50 + 5 * std::sin(7 * unit(row)); }) + "}}";
    CHECK(fit_value(must_run(specification), "before_mspe") < 0.277714570482 * 1.01);
}

TEST_CASE(
    "of mixtures that match the predictors the one nearest to the outcomes stands, in any order") {
    // One predictor, which many mixtures of the four match.
    const auto with = [](const std::string& units) {
        return fit_value(
            must_run(R"({"method":"synthetic_control","outcome":"y","unit":"u","time":"t",)"
                     R"("treated_unit":"a","from":4,"placebos":false,"predictors":[)"
                     R"({"variable":"x"}],"given_predictor_weights":{"x":1},"columns":{)" +
                     units + "}}"),
            "before_mspe");
    };
    const std::string times = R"("t":[1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4,1,2,3,4],)";
    const double one =
        with(times + R"("u":["a","a","a","a","b","b","b","b","c","c","c","c","d","d","d","d",)"
                     R"("e","e","e","e"],"x":[5,5,5,5,1,1,1,1,9,9,9,9,4,4,4,4,6,6,6,6],)"
                     R"("y":[2,3,4,5,9,1,9,1,1,9,1,9,2,4,4,5,2,2,4,5])");
    const double other =
        with(times + R"("u":["a","a","a","a","z","z","z","z","y","y","y","y","x","x","x","x",)"
                     R"("w","w","w","w"],"x":[5,5,5,5,1,1,1,1,9,9,9,9,4,4,4,4,6,6,6,6],)"
                     R"("y":[2,3,4,5,9,1,9,1,1,9,1,9,2,4,4,5,2,2,4,5])");
    CHECK(one < 1e-8);  // d and e, half of each
    CHECK(other < 1e-8);
}

TEST_CASE("a variance just above 0 is found, although the slope at 0 is 0") {
    // i <- 0:23; g <- i%%6; x <- (i*7)%%5; lmer(3+.4*x+sin(i*i)+.626*cos(2*g) ~ x+(1|g)); at 0 the
    // criterion is 57.23863306851
    const auto found =
        must_run(R"({"method":"mixed_model","outcome":"y","terms":["x"],"random":[{"group":"g"}],)"
                 R"("columns":{"g":)" +
                 list(24, [](std::size_t i) { return i % 6; }) + R"(,"x":)" +
                 list(24, [](std::size_t i) { return i * 7 % 5; }) + R"(,"y":)" +
                 exact_list(24,
                            [](std::size_t i) {
                                return 3 + 0.4 * static_cast<double>(i * 7 % 5) +
                                       std::sin(static_cast<double>(i * i)) +
                                       0.626 * std::cos(2 * static_cast<double>(i % 6));
                            }) +
                 "}}");
    CHECK(fit_value(found, "criterion") == Approx(57.23849732863).epsilon(1e-10));
    CHECK(estimate_named(found, "x").standard_error == Approx(0.108071964).epsilon(1e-5));
}

TEST_CASE("a stepped wedge may have an effect of each cluster in each period") {
    // i <- 0:71; k <- i%/%12; t <- (i%/%3)%%4; d <- t>k%/%2; lmer(y~factor(t)+d+(1|k)+(1|k:t))
    const auto k_of = [](std::size_t i) {
        const std::size_t cluster = i / 12;
        return static_cast<double>(cluster);
    };
    const auto t_of = [](std::size_t i) { return static_cast<double>(i / 3 % 4); };
    const auto d_of = [](std::size_t i) { return i / 3 % 4 > i / 24 ? 1 : 0; };
    const std::string data = R"("columns":{"k":)" + list(72, [](std::size_t i) { return i / 12; }) +
                             R"(,"t":)" + list(72, [](std::size_t i) { return i / 3 % 4; }) +
                             R"(,"d":)" + list(72, d_of) + R"(,"y":)" +
                             exact_list(72,
                                        [&](std::size_t i) {
                                            return 4 + 0.3 * t_of(i) - 0.8 * d_of(i) +
                                                   0.9 * std::sin(2 * k_of(i)) +
                                                   0.7 * std::cos(3 * k_of(i) * t_of(i) + t_of(i)) +
                                                   0.8 * std::sin(static_cast<double>(i * i));
                                        }) +
                             "}}";
    const std::string wedge =
        R"({"method":"stepped_wedge","outcome":"y","cluster":"k","period":"t","treatment":"d",)"
        R"("cluster_period":true,)";
    const auto found = must_run(wedge + data);
    CHECK(fit_value(found, "criterion") == Approx(169.1917990198).epsilon(1e-9));
    const auto& effect = estimate_named(found, "d");
    CHECK(effect.estimate == Approx(-1.2456473267195).epsilon(1e-6));
    CHECK(effect.standard_error == Approx(0.4744099507221).epsilon(1e-6));
    CHECK(effect.p == Approx(0.0182614159276).epsilon(1e-4));
    CHECK(statistics::code_of(wedge + R"("cluster_effect":"fixed",)" + data) == "not_a_case");
}

TEST_CASE("balance has what partners must agree on too") {
    // matchit(d ~ x, exact = ~g): summary() has ga and gb besides x
    const auto found =
        must_run(R"({"method":"propensity_matching","treated":"d","terms":["x"],"exact":["g"],)"
                 R"("columns":{"d":[1,1,0,0,0,1,0,0],"x":[1,4,2,3,5,2,1,4],)"
                 R"("g":["a","b","a","b","b","b","a","b"]}})");
    const auto& balance = series_named(found, "balance");
    CHECK(balance.at == std::vector<std::string>{"distance", "x", "ga", "gb"});
    CHECK(column_named(balance, "mean_treated_after")[2] == Approx(1.0 / 3));
    CHECK(column_named(balance, "mean_control_after")[2] == Approx(1.0 / 3));
    CHECK(column_named(balance, "mean_control_before")[2] == Approx(0.4));
}
