#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "statistics/testing/analysis.h"

// Binomial and Poisson mixed models against lme4 1.1-31 (R 4.2.2) with its tolerances drawn in:
//   glmerControl(optimizer = "bobyqa", tolPwrss = 1e-13, optCtrl = list(rhoend = 1e-11,
//                maxfun = 2e5))
// With its usual ones it ends before the maximum, and its errors are up to 1 % off.
// i <- 1:72; g <- (i-1)%/%6; x <- ((i*7)%%11)/5-1; y <- ((i*i)%%5)+((g*7)%%4)*((i%%2)+1)
// n <- 9+(i%%3); k <- pmin(n,((i*3)%%4)+((g*5)%%6)); w <- 1+(i%%2)
namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::estimate_named;
using statistics::fit_value;

void add(std::string& list, double value) {
    list += (list.empty() ? "[" : ",") + std::to_string(value);
}

std::string columns() {
    std::string g, x, y, n, k, w;
    for (int i = 1; i <= 72; ++i) {
        const int group = (i - 1) / 6, trials = 9 + i % 3;
        add(g, group);
        add(x, (i * 7 % 11) / 5.0 - 1);
        add(y, i * i % 5 + group * 7 % 4 * (i % 2 + 1));
        add(n, trials);
        add(k, std::min(trials, i * 3 % 4 + group * 5 % 6));
        add(w, 1 + i % 2);
    }
    return R"("columns":{"g":)" + g + R"(],"x":)" + x + R"(],"y":)" + y + R"(],"n":)" + n +
           R"(],"k":)" + k + R"(],"w":)" + w + "]}";
}

Analysis fitted(const std::string& more) {
    const auto analysis = statistics::run_analysis(R"({"method":"mixed_model",)" + columns() +
                                                   R"(,"terms":["x"],)" + more + "}");
    if (!analysis) FAIL(analysis.error().code << " " << analysis.error().message);
    return *analysis;
}

const std::string poisson = R"("family":"poisson","outcome":"y","random":[{"group":"g"}])";
const std::string binomial =
    R"("family":"binomial","outcome":"k","trials":"n","random":[{"group":"g"}])";

double variance(const Analysis& analysis, const std::string& name) {
    const auto& components = statistics::series_named(analysis, "components");
    const auto at = std::find(components.at.begin(), components.at.end(), name);
    REQUIRE(at != components.at.end());
    return statistics::column_named(
        components, "variance")[static_cast<std::size_t>(at - components.at.begin())];
}

struct Expected {
    double log_likelihood, constant, slope, constant_error, slope_error, variance;
};

// Coefficients to 1e-6 of their errors' size, errors and variances to 1e-4.
void check(const Analysis& analysis, const char* likelihood, const Expected& expected) {
    CHECK(fit_value(analysis, likelihood) == Approx(expected.log_likelihood).epsilon(1e-9));
    const auto& constant = estimate_named(analysis, "(Intercept)");
    const auto& slope = estimate_named(analysis, "x");
    CHECK(std::abs(constant.estimate - expected.constant) < 1e-6 * 10 * expected.constant_error);
    CHECK(std::abs(slope.estimate - expected.slope) < 1e-6 * 10 * expected.slope_error);
    CHECK(constant.standard_error == Approx(expected.constant_error).epsilon(1e-4));
    CHECK(slope.standard_error == Approx(expected.slope_error).epsilon(1e-4));
    CHECK(variance(analysis, "g (Intercept)") == Approx(expected.variance).epsilon(1e-4));
}

}  // namespace

// glmer(y ~ x + (1 | g), poisson), glmer(cbind(k, n - k) ~ x + (1 | g), binomial); nAGQ 1, 0, 7
TEST_CASE("generalised mixed models are lme4's at its close tolerances") {
    check(fitted(poisson), "log_likelihood",
          {-161.118091341, 1.37303966352, -0.0366470335516, 0.133315600815, 0.0919616767524,
           0.165902672456});
    check(fitted(binomial), "log_likelihood",
          {-132.989373438, -0.453425507594, 0.00239144107235, 0.213543315552, 0.129307446618,
           0.467823368597});
    check(fitted(poisson + R"(,"points":0)"), "log_likelihood",
          {-161.126146561, 1.38979351851, -0.0365438934847, 0.132025361565, 0.0918843503388,
           0.166019548343});
    check(fitted(binomial + R"(,"points":0)"), "log_likelihood",
          {-132.99000204, -0.445867211712, 0.00256735338549, 0.21315504539, 0.128275221258,
           0.467848081545});
}

// Its log likelihood with quadrature is less that of a model that fits every row.
TEST_CASE("quadrature is lme4's, and so is the relative log likelihood") {
    check(fitted(poisson + R"(,"points":7)"), "relative_log_likelihood",
          {-51.8396894673, 1.37291660261, -0.0366155241148, 0.133556980021, 0.0919626699218,
           0.166660476098});
    check(fitted(binomial + R"(,"points":7)"), "relative_log_likelihood",
          {-42.3959176452, -0.453500318126, 0.00243262698892, 0.213867942748, 0.129299474916,
           0.469471505136});
}

// sqrt(diag(vcov(m, use.hessian = FALSE)))
TEST_CASE("errors with the variances taken as known") {
    const Analysis counts = fitted(poisson + R"(,"errors":"given_variances")");
    CHECK(estimate_named(counts, "(Intercept)").standard_error == Approx(0.132036892509));
    CHECK(estimate_named(counts, "x").standard_error == Approx(0.0920264463511));
    const Analysis shares = fitted(binomial + R"(,"errors":"given_variances","points":7)");
    CHECK(estimate_named(shares, "(Intercept)").standard_error == Approx(0.213478342966));
    CHECK(estimate_named(shares, "x").standard_error == Approx(0.128294333988));
}

// glmer(y ~ x + (x | g), poisson); glmer(y ~ x + (1 | g), poisson, weights = w, offset = log(n))
TEST_CASE("random slopes, weights and offsets in generalised mixed models") {
    const Analysis slopes =
        fitted(R"("family":"poisson","outcome":"y","random":[{"group":"g","terms":["x"]}])");
    CHECK(fit_value(slopes, "log_likelihood") == Approx(-161.054736908).epsilon(1e-9));
    CHECK(estimate_named(slopes, "(Intercept)").estimate == Approx(1.37112719747).epsilon(1e-6));
    CHECK(variance(slopes, "g (Intercept)") == Approx(0.167149773487).epsilon(1e-4));
    const Analysis weighted = fitted(poisson + R"x(,"weights":"w","offset":"log(n)")x");
    CHECK(fit_value(weighted, "log_likelihood") == Approx(-239.371466668).epsilon(1e-9));
    CHECK(estimate_named(weighted, "(Intercept)").estimate ==
          Approx(-0.895864444183).epsilon(1e-6));
    CHECK(variance(weighted, "g (Intercept)") == Approx(0.215494295568).epsilon(1e-4));
}
