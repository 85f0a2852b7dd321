#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "statistics/cox.h"
#include "statistics/survival_curve.h"
#include "statistics/testing/analysis.h"

// Options of survival and of effects against R 4.2.2 (survival 3.5-3, cmprsk 2.2-11, sandwich
// 3.0-2) on small data made by formulas; the call stands above each.
namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::estimate_named;
using statistics::fit_value;

std::string listed(const std::vector<std::string>& values) {
    std::string all;
    for (const std::string& value : values) all += (all.empty() ? "[" : ",") + value;
    return all + "]";
}

// i <- 1:24; t <- (i*7)%%11+1; e <- (i*5)%%3; d <- e==1; x <- ((i*i)%%7)/2
// w <- c(1,2,.5)[i%%3+1]; m <- i%%3; c <- (i-1)%/%3; o <- i/20; st <- pmax(0,t-3)
// g <- ifelse(i%%2==1,"a","b"); s <- ifelse(i<=12,"u","v")
std::string survival_data() {
    std::vector<std::string> t, e, d, x, w, m, c, o, st, g, s, k;
    for (int i = 1; i <= 24; ++i) {
        const int time = i * 7 % 11 + 1;
        t.push_back(std::to_string(time));
        e.push_back(std::to_string(i * 5 % 3));
        d.push_back(i * 5 % 3 == 1 ? "1" : "0");
        x.push_back(std::to_string(i * i % 7 / 2) + (i * i % 7 % 2 == 1 ? ".5" : ".0"));
        w.emplace_back(i % 3 == 0 ? "1" : i % 3 == 1 ? "2" : "0.5");
        k.push_back(std::to_string(i % 3 + 1));
        m.push_back(std::to_string(i % 3));
        c.push_back(std::to_string((i - 1) / 3));
        o.push_back(std::to_string(i * 0.05));
        st.push_back(std::to_string(std::max(0, time - 3)));
        g.emplace_back(i % 2 == 1 ? "\"a\"" : "\"b\"");
        s.emplace_back(i <= 12 ? "\"u\"" : "\"v\"");
    }
    std::string columns;
    const std::pair<const char*, const std::vector<std::string>*> all[] = {
        {"t", &t}, {"e", &e}, {"d", &d}, {"x", &x},   {"w", &w}, {"k", &k},
        {"m", &m}, {"c", &c}, {"o", &o}, {"st", &st}, {"g", &g}, {"s", &s}};
    for (const auto& [name, values] : all)
        columns +=
            (columns.empty() ? "" : ",") + ("\"" + std::string(name) + "\":") + listed(*values);
    return "{" + columns + "}";
}

Analysis answer(const std::string& method, const std::string& more) {
    const auto analysis =
        statistics::run_analysis(R"({"method":")" + method + R"(","columns":)" + survival_data() +
                                 R"(,"time":"t",)" + more + "}");
    if (!analysis) FAIL(analysis.error().code << " " << analysis.error().message);
    return *analysis;
}

double value(const Analysis& analysis, const std::string& series, const std::string& at,
             const std::string& column) {
    const auto& found = statistics::series_named(analysis, series);
    const auto row = std::find(found.at.begin(), found.at.end(), at);
    REQUIRE(row != found.at.end());
    return statistics::column_named(found,
                                    column)[static_cast<std::size_t>(row - found.at.begin())];
}

Approx near(double expected) {
    return Approx(expected).epsilon(1e-9);
}

}  // namespace

TEST_CASE("a survival curve with weights that aren't counts has robust errors") {
    // summary(survfit(Surv(t,d)~1, weights=w), times=c(4,8))
    const Analysis curve = answer("survival_curve", R"("event":"d","weights":"w","times":[4,8])");
    CHECK(value(curve, "curve", "4", "survival") == near(0.918978407906));
    CHECK(value(curve, "curve", "8", "survival") == near(0.861542257412));
    CHECK(value(curve, "curve", "4", "standard_error") == near(0.0419449432775));
    CHECK(value(curve, "curve", "8", "standard_error") == near(0.0715587832535));
    CHECK(value(curve, "curve", "8", "hazard") == near(0.146094360332));
    CHECK(value(curve, "curve", "8", "hazard_error") == near(0.0789863895387));
}

// survfit(Surv(t,d)~1, weights=w, robust=TRUE), without the time that nobody with weight has
TEST_CASE("weights of 0, and a sum of weights that is rounded") {
    const statistics::FollowUp rows{
        {}, {1, 2, 3, 3, 5, 6}, {1, 1, 1, 0, 1, 1}, {0, .1, .2, .1, .3, .1}};
    const auto curve = statistics::survival_curve(rows, statistics::CurveLimits::log);
    REQUIRE(curve);
    REQUIRE(curve->time == std::vector<double>{2, 3, 5, 6});
    CHECK(curve->survival[2] == near(0.15625));
    CHECK(curve->survival[3] == 0);
    const auto errors = statistics::robust_curve_errors(
        rows, *curve, {}, statistics::CurveEstimator::kaplan_meier, {0, 1, 2});
    REQUIRE(errors);
    CHECK(errors->survival[0] == near(0.125));
    CHECK(errors->survival[1] == near(0.233853586673));
    CHECK(errors->survival[2] == near(0.1593443598));
    CHECK(errors->hazard[2] == near(0.3238163456629));
}

TEST_CASE("a survival curve of clusters") {
    // summary(survfit(Surv(t,d)~1, cluster=c), times=c(4,8))
    const Analysis curve = answer("survival_curve", R"("event":"d","cluster":"c","times":[4,8])");
    CHECK(value(curve, "curve", "4", "standard_error") == near(0.0591529031856));
    CHECK(value(curve, "curve", "8", "standard_error") == near(0.0840332056805));
    CHECK(value(curve, "curve", "8", "hazard_error") == near(0.103628340878));
    CHECK(value(curve, "curve", "8", "lower") == near(0.582125126095));
}

TEST_CASE("limits, quantiles and estimators of a survival curve") {
    // conf.type="logit" and "arcsin"; quantile(., .25); stype=2, ctype=2
    const Analysis logit = answer("survival_curve", R"("event":"d","limits":"logit","times":[8])");
    CHECK(value(logit, "curve", "8", "lower") == near(0.46883115878));
    CHECK(value(logit, "curve", "8", "upper") == near(0.891834171055));
    const Analysis arcsin =
        answer("survival_curve", R"("event":"d","limits":"arcsin","times":[8],"quantiles":[0.25])");
    CHECK(value(arcsin, "curve", "8", "lower") == near(0.490373351274));
    CHECK(value(arcsin, "curve", "8", "upper") == near(0.913362356191));
    CHECK(value(arcsin, "quantiles", "0.25", "time") == 8);
    CHECK(value(arcsin, "quantiles", "0.25", "lower") == 3);
    CHECK(value(arcsin, "quantiles", "0.25", "upper") == 11);
    const Analysis harrington =
        answer("survival_curve", R"("event":"d","estimator":"fleming_harrington","times":[8])");
    CHECK(value(harrington, "curve", "8", "survival") == near(0.738017398993));
    CHECK(value(harrington, "curve", "8", "standard_error") == near(0.108802703021));
    CHECK(value(harrington, "curve", "8", "hazard") == near(0.303787878788));
}

TEST_CASE("a group without events has a curve, and a cause without events in a group too") {
    const Analysis curve = answer("survival_curve", R"("event":"d","group":"m","times":[8])");
    CHECK(value(curve, "curve", "0 8", "survival") == 1);
    CHECK(value(curve, "curve", "0 8", "hazard") == 0);
    const Analysis incidence =
        answer("cumulative_incidence", R"("event":"e","group":"m","times":[8])");
    CHECK(value(incidence, "curve", "0 8", "incidence") == 0);
}

TEST_CASE("the trend of the log-rank test") {
    // s <- survdiff(Surv(t,d)~m); sum(1:3*(s$obs-s$exp))^2/(1:3 %*% s$var %*% 1:3)
    const Analysis test = answer("log_rank", R"("event":"d","group":"m","trend":true)");
    CHECK(fit_value(test, "trend_chi_squared") == near(10.4371520799));
    const Analysis scaled = answer("log_rank", R"("event":"d","group":"m","scores":[10,20,30])");
    CHECK(fit_value(scaled, "trend_chi_squared") == near(10.4371520799));
}

TEST_CASE("Cox with weights, an offset, start times and clusters") {
    // coxph(Surv(t,d)~x, weights=w): robust errors, since the weights aren't whole numbers
    const Analysis weighted = answer("cox", R"("event":"d","terms":["x"],"weights":"w")");
    CHECK(estimate_named(weighted, "x").estimate == near(0.61024504886));
    CHECK(estimate_named(weighted, "x").standard_error == near(0.610394179065));
    CHECK(fit_value(weighted, "wald") == near(0.999511423954));
    CHECK(fit_value(weighted, "concordance") == near(0.647727272727));
    CHECK(fit_value(weighted, "concordance_standard_error") == near(0.124390546916));
    // coxph(Surv(t,d)~x+offset(o))
    const Analysis offset = answer("cox", R"("event":"d","terms":["x"],"offset":"o")");
    CHECK(estimate_named(offset, "x").estimate == near(0.636425699848));
    CHECK(estimate_named(offset, "x").standard_error == near(0.550353021352));
    CHECK(fit_value(offset, "log_likelihood_none") == near(-18.1767719676));
    // coxph(Surv(st,t,d)~x)
    const Analysis started = answer("cox", R"("event":"d","terms":["x"],"start":"st")");
    CHECK(estimate_named(started, "x").estimate == near(0.335461878973));
    CHECK(fit_value(started, "concordance") == near(0.592105263158));
    CHECK(fit_value(started, "concordance_standard_error") == near(0.125849337095));
    // coxph(Surv(t,d)~x, cluster=c)
    const Analysis clustered = answer("cox", R"("event":"d","terms":["x"],"cluster":"c")");
    CHECK(fit_value(clustered, "wald") == near(1.11709116913));
    CHECK(fit_value(clustered, "concordance_standard_error") == near(0.118097901288));
}

TEST_CASE("pairs are compared alike with weights of 1, with beginnings at 0, and without") {
    statistics::CoxData plain;
    plain.names = {"x"};
    plain.x = statistics::Matrix(90, 1);
    std::vector<std::size_t> cluster;
    for (std::size_t i = 0; i < 90; ++i) {
        plain.times.stop.push_back(static_cast<double>(i * 7 % 23 + 1));
        plain.times.event.push_back(i * 5 % 3 == 0 ? 0 : 1);
        plain.x(i, 0) = static_cast<double>(i * i % 11);
        plain.stratum.push_back(i % 2);
        plain.offset.push_back(static_cast<double>(i % 4) / 3);
        cluster.push_back(i / 6);
    }
    statistics::CoxFit fit;
    fit.coefficients = {0.2};
    statistics::CoxData weighted = plain, begun = plain;
    weighted.weights.assign(90, 1);
    begun.times.start.assign(90, 0);
    const auto expected = statistics::concordance(plain, fit, cluster);
    REQUIRE(expected);
    for (const statistics::CoxData* other : {&weighted, &begun}) {
        const auto found = statistics::concordance(*other, fit, cluster);
        REQUIRE(found);
        CHECK(found->value == near(expected->value));
        CHECK(found->standard_error == near(expected->standard_error));
    }
}

TEST_CASE("what follows from a Cox model") {
    // cox.zph(., "rank"): ranks among the times of all rows
    const Analysis fit = answer(
        "cox",
        R"("event":"d","terms":["x"],"proportionality":"rank","times":[8],"predict":{"p":{"x":1}})");
    CHECK(value(fit, "proportionality", "x", "chi_squared") == near(0.0458840817003));
    // summary(survfit(., data.frame(x=1)), times=8)
    CHECK(value(fit, "predicted", "p 8", "survival") == near(0.759394941841));
    CHECK(value(fit, "predicted", "p 8", "standard_error") == near(0.107175341723));
    CHECK(value(fit, "predicted", "p 8", "lower") == near(0.575884591949));
    CHECK(value(fit, "predicted", "p 8", "upper") == 1);
    // resid(coxph(Surv(t,d)~x, weights=k), "dfbeta"): what leaving the row out does, so its weight
    // counts
    const Analysis counted = answer("cox", R"("event":"d","terms":["x"],"weights":"k")");
    CHECK(value(counted, "rows", "1", "dfbeta_x") == near(0.0506487334612));
    CHECK(value(counted, "rows", "2", "dfbeta_x") == near(0.115855582724));
}

TEST_CASE("competing causes within strata, with limits, and censoring by groups") {
    // cuminc(t, e, g, strata=s)$Tests; survfit(Surv(t,factor(e,0:2))~1)
    const Analysis test =
        answer("cumulative_incidence", R"("event":"e","group":"g","strata":"s","cause":1)");
    CHECK(fit_value(test, "gray") == near(0.293212706524));
    const Analysis curve = answer("cumulative_incidence", R"("event":"e","times":[8])");
    CHECK(value(curve, "curve", "8", "incidence") == near(0.224682724683));
    CHECK(value(curve, "curve", "8", "lower") == near(0.102415838515));
    CHECK(value(curve, "curve", "8", "upper") == near(0.492915231697));
    // f <- crr(t, e, cbind(x), cengroup=g, gtol=1e-12); predict(f, 1)
    const Analysis regression = answer(
        "fine_gray",
        R"("event":"e","terms":["x"],"censoring_group":"g","times":[8],"predict":{"p":{"x":1}})");
    CHECK(estimate_named(regression, "x").estimate == near(0.396564696448));
    // The residuals of the paper written out in R; crr counts a group's own events only.
    CHECK(estimate_named(regression, "x").standard_error == near(0.450113543161));
    const Analysis own = answer(
        "fine_gray",
        R"("event":"e","terms":["x"],"censoring_group":"g","censoring_errors":"own_events")");
    CHECK(estimate_named(own, "x").standard_error == near(0.446723440113));
    CHECK(fit_value(regression, "log_likelihood") == near(-21.1468111391));
    CHECK(value(regression, "predicted", "p 8", "incidence") == near(0.209214125939));
}

TEST_CASE("Newey–West with prewhitening") {
    // k <- 1:30; y <- (k*k)%%13+k/10; v <- as.numeric(k>15); m <- lm(y~v+k)
    // NeweyWest(m, lag=3, prewhite=1, adjust=TRUE); NeweyWest(m)
    std::vector<std::string> y, v, k;
    for (int i = 1; i <= 30; ++i) {
        y.push_back(std::to_string(i * i % 13 + i * 0.1));
        v.emplace_back(i > 15 ? "1" : "0");
        k.push_back(std::to_string(i));
    }
    const std::string shared = R"({"method":"regression","family":"gaussian","columns":{"y":)" +
                               listed(y) + R"(,"v":)" + listed(v) + R"(,"k":)" + listed(k) +
                               R"(},"outcome":"y","terms":["v","k"],"errors":"newey_west",)";
    const auto fixed =
        statistics::run_analysis(shared + R"("lag":3,"prewhitening":1,"parameters_factor":true})");
    REQUIRE(fixed);
    CHECK(estimate_named(*fixed, "v").standard_error == near(2.3859750071));
    const auto automatic =
        statistics::run_analysis(shared + R"("automatic_lag":true,"prewhitening":1})");
    REQUIRE(automatic);
    CHECK(estimate_named(*automatic, "v").standard_error == near(2.35682083176));
}
