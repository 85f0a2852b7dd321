#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "statistics/control_chart.h"
#include "statistics/early_warning.h"
#include "statistics/known_dispersion.h"
#include "statistics/run_length.h"

// Against surveillance 1.20.3 and spc 0.6.7, where a comparison on further data showed a difference
// or an option was missing.
namespace {

using doctest::Approx;
using namespace statistics;

// The counts of the weeks watched, 16 to 30; those before are 3 5 2 4 6 3 1 4 5 2 7 3 4 2 5.
const std::vector<double> watched{6, 3, 4, 8, 9, 12, 7, 3, 2, 0, 0, 1, 0, 4, 6};
const std::vector<double> four(15, 4.0);

std::vector<ChartPoint> chart(const RatioChartOptions& options) {
    const auto found = likelihood_ratio_chart(watched, four, options);
    REQUIRE(found);
    REQUIRE(found->size() == watched.size());
    return *found;
}

RatioChartOptions at_three() {
    RatioChartOptions options;
    options.threshold = 3;
    options.alarming_counts = true;
    return options;
}

}  // namespace

TEST_CASE("the count that would alarm is that of algo.glrnb with ret = cases") {
    // mu0 = rep(4, 15), alpha = 0, change = "intercept", c.ARL = 3
    const std::vector<double> counts{10, 10, 10, 10, 8, 10, 10, 9, 10, 10, 10, 10, 10, 10, 10};
    const auto sought = chart(at_three());
    for (std::size_t i = 0; i < counts.size(); ++i) CHECK(sought[i].upper == counts[i]);
    RatioChartOptions known = at_three();
    known.change = 0.5;
    CHECK(chart(known)[0].upper == Approx(11.1897701656).epsilon(1e-9));
    CHECK(chart(known)[4].upper == Approx(8.3795403312).epsilon(1e-9));
    known.dispersion = 0.2;
    CHECK(chart(known)[0].upper == Approx(17.2978531522).epsilon(1e-9));
    CHECK(chart(known)[5].upper == Approx(10.5686287451).epsilon(1e-9));
}

TEST_CASE("an epidemic's chart is surveillance's, whose search stops short of the maximum") {
    RatioChartOptions options = at_three();
    options.alarming_counts = false;
    options.kind = ChangeKind::epidemic;
    const auto exact = chart(options);
    options.search = EpidemicSearch::package;
    const auto package = chart(options);
    // change = "epi", ret = "value"
    const std::vector<double> values{0,
                                     0,
                                     0,
                                     0.2077458161858,
                                     3.7266222294576,
                                     5.1833474640173,
                                     0.9173105155480,
                                     0.4520051129393,
                                     0.2649989437838};
    for (std::size_t i = 0; i < values.size(); ++i)
        CHECK(package[i].value == Approx(values[i]).epsilon(1e-6));
    // Never less, and here more: with λ at its maximum the alarm comes no later.
    CHECK(exact[3].value >= package[3].value);
    CHECK(exact[4].value >= package[4].value - 1e-9);
    options.decrease = true;
    CHECK(likelihood_ratio_chart(watched, four, options).error().code == "not_a_case");
}

TEST_CASE("a chart until its first alarm ends there") {
    RatioChartOptions options = at_three();
    options.until_alarm = true;
    const auto found = likelihood_ratio_chart(watched, four, options);
    REQUIRE(found);
    CHECK(found->size() == 5);
    CHECK(found->back().alarm);
}

TEST_CASE("of a decrease a stretch without any count says most") {
    // surveillance takes log(0)·0 for unknown and passes such stretches over.
    RatioChartOptions options = at_three();
    options.decrease = true;
    const auto found = likelihood_ratio_chart({4, 0}, {4, 4}, options);
    REQUIRE(found);
    CHECK((*found)[1].value == Approx(4).epsilon(1e-12));
    CHECK((*found)[1].alarm);
    CHECK((*found)[1].upper == 1);
}

TEST_CASE("Bayes' limit alarms above it only") {
    // algo.bayes, b = 0, w = 6: observed > upperbound
    const std::vector<double> counts{2, 2, 2, 2, 2, 2, 5, 6};
    const auto found = bayes_limits(counts, 6, 7, {52, 0, 6, true, 0.05});
    REQUIRE(found);
    for (const WatchedPeriod& period : *found)
        CHECK(period.alarm == (period.observed > period.upper));
    CHECK((*found)[0].upper == 5);
    CHECK_FALSE((*found)[0].alarm);
}

TEST_CASE("Bayes' limit passes over missing counts") {
    // o <- c(3,5,NA,2,4,6,3,NA,5,4,9,2,7,14); algo.bayes(create.disProg(1:14, o, ...),
    //   control = list(range = 8:14, b = 0, w = 6, actY = TRUE, alpha = .05))
    const double none = std::nan("");
    const std::vector<double> counts{3, 5, none, 2, 4, 6, 3, none, 5, 4, 9, 2, 7, 14};
    const auto found = bayes_limits(counts, 7, 13, {52, 0, 6, true, 0.05});
    REQUIRE(found);
    // Where the count itself is missing there is no alarm to look for.
    CHECK(std::isnan((*found)[0].upper));
    const std::vector<double> upper{8, 8, 9, 10, 9, 10};
    for (std::size_t i = 0; i < upper.size(); ++i) {
        CHECK((*found)[i + 1].upper == upper[i]);
        CHECK((*found)[i + 1].alarm == (i == 5));
    }
    // Nothing but missing ones say nothing.
    const auto empty = bayes_limits({none, none, none, 3}, 3, 3, {52, 0, 3, true, 0.05});
    REQUIRE(empty);
    CHECK(std::isnan((*empty)[0].upper));
    // The Robert Koch Institute's has none then, as algo.rki.
    const auto institute = rki_limits(counts, 7, 13, {52, 0, 6, true, 0.05});
    REQUIRE(institute);
    CHECK(std::isnan((*institute)[1].upper));
}

TEST_CASE("a one-sided EWMA's run length is xewma.arl's with zr = 0") {
    EwmaRun run;
    run.weight = 0.1;
    run.limit = 2.5;
    run.sides = ChartSides::one;
    auto found = average_run_length(run);
    REQUIRE(found);
    CHECK(*found == Approx(273.780614491415).epsilon(1e-8));
    run.mean = 1;
    found = average_run_length(run);
    REQUIRE(found);
    CHECK(*found == Approx(8.63124158225697).epsilon(1e-8));
    run.barrier = 3;
    CHECK(average_run_length(run).error().code == "outside");
}

TEST_CASE("two charts of which one practically never alarms run as long as the other") {
    // xcusum.arl(1, 6, 1.5, sided = "two")
    CusumRun run;
    run.sides = ChartSides::two;
    run.reference = 1;
    run.threshold = 6;
    run.mean = 1.5;
    const auto up = average_run_length(run);
    run.mean = -1.5;
    const auto down = average_run_length(run);
    REQUIRE(up);
    REQUIRE(down);
    CHECK(*up == Approx(12.3733078921881).epsilon(1e-8));
    CHECK(*down == Approx(*up).epsilon(1e-10));
}

TEST_CASE("a known dispersion is taken for what it is") {
    RegressionData data;
    data.outcome_name = "n";
    data.outcome = {3, 0, 2, 7, 1, 4};
    data.design.x = Matrix(6, 1);
    for (std::size_t i = 0; i < 6; ++i) data.design.x(i, 0) = 1;
    data.design.names = data.design.terms = {"(Intercept)"};
    const auto fit = fit_known_dispersion(data, 2);
    REQUIRE(fit);
    CHECK(fit->theta == 2);
    CHECK(std::exp(fit->coefficients[0]) == Approx(17.0 / 6).epsilon(1e-6));
    CHECK(fit_known_dispersion(data, 0).error().code == "outside");
}
