#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/control_chart.h"
#include "statistics/count_limit.h"
#include "statistics/distribution.h"
#include "statistics/early_warning.h"
#include "statistics/farrington.h"
#include "statistics/quadrature.h"
#include "statistics/random.h"
#include "statistics/run_length.h"
#include "statistics/testing/analysis.h"

// Detection on small series of our own: what must hold whatever the numbers are, the traps, and
// what is refused.
namespace {

using doctest::Approx;
using namespace statistics;

const double missing = std::numeric_limits<double>::quiet_NaN();

// Poisson counts with a season of 52 weeks around this mean.
std::vector<double> weekly_counts(std::uint64_t stream, std::size_t weeks, double mean) {
    RandomStream random(20, stream);
    std::vector<double> counts;
    for (std::size_t t = 0; t < weeks; ++t) {
        const double angle = 2 * std::numbers::pi * static_cast<double>(t) / 52;
        const double expected = mean * (1 + 0.4 * std::sin(angle));
        counts.push_back(static_cast<double>(random.poisson(expected)));
    }
    return counts;
}

FarringtonOptions improved() {
    FarringtonOptions options;
    options.season_groups = 10;
    options.limit = FarringtonLimit::negative_binomial;
    return options;
}

std::vector<WatchedPeriod> watch(const std::vector<double>& counts, std::size_t first,
                                 std::size_t last, const FarringtonOptions& options) {
    const auto found = farrington({{counts, {}, {}}}, first, last, options);
    REQUIRE(found);
    return found->front();
}

bool same(double one, double other) {
    return one == other || (std::isnan(one) && std::isnan(other));
}

bool same(const WatchedPeriod& one, const WatchedPeriod& other) {
    return one.at == other.at && same(one.upper, other.upper) &&
           same(one.expected, other.expected) && same(one.p, other.p) && one.alarm == other.alarm &&
           one.no_limit == other.no_limit;
}

std::string listed(const std::vector<double>& values) {
    std::string text;
    for (const double value : values)
        text += (text.empty() ? "" : ", ") +
                (std::isnan(value) ? std::string("null") : std::to_string(value));
    return "[" + text + "]";
}

std::string code_of(const std::string& fields, const std::vector<double>& counts) {
    const auto analysis = run_analysis(
        "{\"observed\": \"y\", \"columns\": {\"y\": " + listed(counts) + "}, " + fields + "}");
    return analysis ? "none" : analysis.error().code;
}

}  // namespace

TEST_CASE("Farrington gives no limit exactly when the last 4 weeks hold fewer than 5 cases") {
    const std::vector<double> counts = weekly_counts(1, 416, 1.3);
    for (const FarringtonForm form : {FarringtonForm::original, FarringtonForm::improved}) {
        FarringtonOptions options = improved();
        options.form = form;
        if (form == FarringtonForm::original) options.season_groups = 1;
        std::size_t without = 0;
        for (const WatchedPeriod& period : watch(counts, 300, 415, options)) {
            const auto end = counts.begin() + static_cast<std::ptrdiff_t>(period.at) + 1;
            const bool few = std::accumulate(end - 4, end, 0.0) < 5;
            CHECK((period.no_limit == NoLimit::too_few_cases) == few);
            CHECK(std::isnan(period.upper) == few);
            CHECK(!(few && period.alarm));
            without += few ? 1 : 0;
        }
        CHECK(without > 5);
        CHECK(without < 111);
    }
}

TEST_CASE("too few cases are an answer with its reason") {
    std::vector<double> counts(320, 1);
    const auto analysis = run_analysis(
        "{\"method\": \"farrington_improved\", \"observed\": \"y\", \"columns\": {\"y\": " +
        listed(counts) + "}, \"first\": 319}");
    REQUIRE(analysis);
    CHECK(analysis->warnings.front().code == "too_few_cases");
    CHECK(analysis->warnings.front().arguments == std::vector<std::string>{"2", "2", "4", "5"});
    CHECK(analysis_json(*analysis, "test", [](const base::Error& error) {
              return error.code;
          }).find("\"upper\": null") != std::string::npos);
}

TEST_CASE("an outbreak alarms, a quiet week doesn't, and a past outbreak is weighted down") {
    std::vector<double> counts = weekly_counts(2, 416, 8);
    counts[415] = 8;
    CHECK(!watch(counts, 415, 415, improved()).front().alarm);
    counts[415] = 45;
    const WatchedPeriod outbreak = watch(counts, 415, 415, improved()).front();
    CHECK(outbreak.alarm);
    CHECK(outbreak.p < 1e-4);
    CHECK(outbreak.score > 1);
    for (std::size_t week = 360; week < 366; ++week) counts[week] = 60;
    FarringtonOptions plain = improved();
    plain.reweight = false;
    CHECK(watch(counts, 415, 415, improved()).front().upper <
          watch(counts, 415, 415, plain).front().upper);
}

TEST_CASE("Farrington's answers depend on neither the other series nor the threads nor the unit") {
    std::vector<WatchedSeries> series;
    for (std::uint64_t i = 0; i < 20; ++i)
        series.push_back({weekly_counts(i, 400, 4 + static_cast<double>(i)), {}, {}});
    const auto one = farrington(series, 390, 399, improved(), 1);
    const auto three = farrington(series, 390, 399, improved(), 3);
    REQUIRE(one);
    REQUIRE(three);
    for (std::size_t i = 0; i < series.size(); ++i) {
        const auto alone = watch(series[i].observed, 390, 399, improved());
        for (std::size_t j = 0; j < alone.size(); ++j) {
            CHECK(same((*one)[i][j], alone[j]));
            CHECK(same((*three)[i][j], alone[j]));
        }
    }
    series[3].population.assign(400, 25'000);
    const auto with_population = farrington({series[3]}, 399, 399, improved());
    REQUIRE(with_population);
    CHECK(with_population->front().front().expected ==
          Approx((*one)[3].back().expected).epsilon(1e-9));
}

TEST_CASE("quiet negative binomial series alarm about as often as the level says") {
    RandomStream random(21, 0);
    std::vector<WatchedSeries> series(150);
    for (WatchedSeries& each : series)
        for (std::size_t t = 0; t < 320; ++t)
            each.observed.push_back(static_cast<double>(random.poisson(random.gamma(10, 1.5))));
    FarringtonOptions options = improved();
    options.level = 0.025;
    options.trend = false;
    const auto found = farrington(series, 310, 319, options);
    REQUIRE(found);
    double alarms = 0;
    for (const auto& each : *found)
        for (const WatchedPeriod& period : each) alarms += period.alarm ? 1 : 0;
    // 1,500 weeks; a count exceeds a quantile less often than the level, estimation adds some.
    CHECK(alarms / 1500 > 0.01);
    CHECK(alarms / 1500 < 0.045);
}

TEST_CASE("missing numbers stay out of the past and have no limit themselves") {
    std::vector<double> counts = weekly_counts(5, 400, 9);
    const WatchedPeriod whole = watch(counts, 399, 399, improved()).front();
    counts[200] = missing;
    const WatchedPeriod without = watch(counts, 399, 399, improved()).front();
    CHECK(without.no_limit == NoLimit::none);
    CHECK(std::abs(without.expected - whole.expected) < 0.1 * whole.expected);
    counts[399] = missing;
    CHECK(watch(counts, 399, 399, improved()).front().no_limit == NoLimit::missing);
}

TEST_CASE("a season without any case gives an answer, not a crash") {
    std::vector<double> counts;
    for (std::size_t t = 0; t < 400; ++t) counts.push_back(t % 52 < 26 ? 6 : 0);
    for (const WatchedPeriod& period : watch(counts, 340, 399, improved()))
        CHECK((period.no_limit != NoLimit::none || std::isfinite(period.upper)));
}

TEST_CASE("the same week of earlier years by the calendar") {
    using namespace std::chrono;
    const long start = sys_days{year{2004} / January / 5}.time_since_epoch().count();
    std::vector<long> days;
    for (long week = 0; week < 528; ++week) days.push_back(start + 7 * week);
    const auto earlier = same_period_earlier(days, 4, true);
    const auto date_of = [&](std::size_t at) {
        return year_month_day{sys_days{std::chrono::days{days[at]}}};
    };
    const auto at = static_cast<std::size_t>(
        (sys_days{year{2012} / January / 2}.time_since_epoch().count() - start) / 7);
    REQUIRE(earlier[at].size() == 4);
    CHECK(date_of(earlier[at][0]) == year{2011} / January / 3);
    CHECK(date_of(earlier[at][1]) == year{2010} / January / 4);
    CHECK(date_of(earlier[at][2]) == year{2009} / January / 5);
    CHECK(date_of(earlier[at][3]) == year{2007} / December / 31);
    CHECK(earlier[10].empty());
}

TEST_CASE("detectors refuse bad input by name") {
    const std::vector<double> good = weekly_counts(7, 330, 6);
    const std::string improved_method = "\"method\": \"farrington_improved\"";
    CHECK(code_of(improved_method, good) == "none");
    CHECK(code_of(improved_method, weekly_counts(7, 200, 6)) == "too_few");
    CHECK(code_of(improved_method + ", \"level\": 1.5", good) == "outside");
    CHECK(code_of(improved_method + ", \"half_window\": 40", good) == "outside");
    CHECK(code_of(improved_method + ", \"season_groups\": 60", good) == "outside");
    CHECK(code_of(improved_method + ", \"first\": 400", good) == "outside");
    CHECK(code_of(improved_method + ", \"first\": 20", good) == "none");
    CHECK(code_of(improved_method + ", \"population\": \"z\"", good) == "unknown_variable");
    std::vector<double> bad = good;
    bad[3] = -1;
    CHECK(code_of(improved_method, bad) == "negative_value");
    CHECK(code_of("\"method\": \"ears\"", bad) == "negative_value");
    CHECK(code_of("\"method\": \"bayes_limit\"", bad) == "negative_value");
    CHECK(code_of("\"method\": \"cusum\"", bad) == "none");
    bad[100] = -1;
    CHECK(code_of("\"method\": \"cusum\"", bad) == "negative_value");
    bad[3] = bad[100] = 1.5;
    CHECK(code_of(improved_method, bad) == "not_whole");
    CHECK(code_of("\"method\": \"ears\", \"baseline\": 2", good) == "outside");
    CHECK(code_of("\"method\": \"ears\", \"first\": 5", good) == "too_few");
    CHECK(code_of("\"method\": \"cusum\"", std::vector<double>(80, 0)) == "no_events");
    CHECK(code_of("\"method\": \"cusum\", \"mean_value\": 0", good) == "not_positive");
    CHECK(code_of("\"method\": \"likelihood_ratio_chart\", \"mean_value\": 4, \"change\": 0",
                  good) == "outside");
}

TEST_CASE("a constant baseline gives a limit, never a division by zero") {
    std::vector<double> counts(40, 3);
    counts[30] = 9;
    for (const EarsKind kind : {EarsKind::c1, EarsKind::c2, EarsKind::c3}) {
        const auto found = ears(counts, 12, 39, {kind, 7, 0.001, 0});
        REQUIRE(found);
        for (const WatchedPeriod& period : *found) CHECK(std::isfinite(period.upper));
        CHECK((*found)[0].upper == 3);
        CHECK((*found)[30 - 12].alarm == (kind != EarsKind::c3));
    }
}

TEST_CASE("Bayes' limit is the quantile of its predictive distribution") {
    const std::vector<double> counts = weekly_counts(9, 60, 5);
    const auto found = bayes_limits(counts, 30, 59, {52, 0, 6, true, 0.05});
    REQUIRE(found);
    for (const WatchedPeriod& period : *found) {
        const double sum =
            std::accumulate(counts.begin() + static_cast<std::ptrdiff_t>(period.at) - 6,
                            counts.begin() + static_cast<std::ptrdiff_t>(period.at), 0.5);
        CHECK(negative_binomial_lower(period.upper, sum, sum / 6) >= 0.95);
        if (period.upper > 0) CHECK(negative_binomial_lower(period.upper - 1, sum, sum / 6) < 0.95);
        CHECK(period.alarm == (period.observed > period.upper));
    }
}

TEST_CASE("limits of counts agree with the distribution functions") {
    for (const double mean : {0.01, 0.7, 4.0, 60.0, 900.0})
        for (const double size : {0.0, 0.3, 5.0, 400.0}) {
            const double limit = count_quantile(0.01, size, mean);
            CHECK(limit == (size > 0 ? negative_binomial_quantile(0.99, size, mean)
                                     : poisson_quantile(0.99, mean)));
            for (const double count : {0.0, 1.0, std::ceil(mean), limit, 3 * limit + 2}) {
                const double upper = size > 0 ? negative_binomial_upper(count, size, mean)
                                              : poisson_upper(count, mean);
                CHECK(count_upper(count, size, mean) == Approx(upper).epsilon(1e-9));
            }
        }
}

TEST_CASE("a CUSUM's upper count is the one that reaches the threshold") {
    for (const ChartScale scale :
         {ChartScale::rossi, ChartScale::anscombe, ChartScale::anscombe_second_order,
          ChartScale::pearson_negative_binomial, ChartScale::none}) {
        CusumOptions options;
        options.scale = scale;
        if (scale == ChartScale::none) options.reference = 7;
        const std::vector<double> means(3, 6);
        const auto chart = cusum({6, 9, 5}, means, options);
        REQUIRE(chart);
        const auto again = cusum({6, 9, (*chart)[2].upper}, means, options);
        REQUIRE(again);
        CHECK((*again)[2].value == Approx(options.threshold).epsilon(1e-9));
    }
}

TEST_CASE("Anscombe's negative binomial scale goes over into Poisson's") {
    CusumOptions options;
    options.reference = 0;
    options.threshold = 100;
    options.scale = ChartScale::anscombe;
    const auto poisson = cusum({9, 14}, {6, 6}, options);
    options.scale = ChartScale::anscombe_negative_binomial;
    options.dispersion = 1e-9;
    const auto limit = cusum({9, 14}, {6, 6}, options);
    REQUIRE(poisson);
    REQUIRE(limit);
    CHECK((*limit)[1].value == Approx((*poisson)[1].value).epsilon(1e-7));
    options.dispersion = 0.5;
    const auto dispersed = cusum({9, 14}, {6, 6}, options);
    REQUIRE(dispersed);
    CHECK((*dispersed)[1].value < (*poisson)[1].value);
}

TEST_CASE("the likelihood ratio chart takes the best change and the best time") {
    const std::vector<double> counts{3, 5, 9, 2, 12, 11}, means{4, 5, 4, 3, 5, 4};
    for (const double dispersion : {0.0, 0.3})
        for (const bool decrease : {false, true}) {
            RatioChartOptions sought;
            sought.dispersion = dispersion;
            sought.decrease = decrease;
            sought.threshold = 1000;
            const auto chart = likelihood_ratio_chart(counts, means, sought);
            REQUIRE(chart);
            // A fine grid of changes comes close from below, and never above.
            double best = 0;
            for (int step = 1; step <= 4000; ++step) {
                RatioChartOptions given = sought;
                given.change = (decrease ? -1 : 1) * 0.001 * step;
                const auto fixed = likelihood_ratio_chart(counts, means, given);
                REQUIRE(fixed);
                best = std::max(best, fixed->back().value);
            }
            CHECK(best <= chart->back().value + 1e-12);
            CHECK(best == Approx(chart->back().value).epsilon(1e-4));
        }
}

TEST_CASE("a chart begins again after its alarm") {
    RatioChartOptions options;
    options.threshold = 3;
    const auto chart = likelihood_ratio_chart({20, 4, 4}, {4, 4, 4}, options);
    REQUIRE(chart);
    CHECK((*chart)[0].alarm);
    CHECK((*chart)[1].value == 0);
}

TEST_CASE("run lengths: published ones, the chain against the equation, two sides together") {
    CusumRun run;
    run.threshold = 4;
    run.sides = ChartSides::two;
    CHECK(*average_run_length(run) == Approx(167.68).epsilon(1e-4));
    run.threshold = 5;
    CHECK(*average_run_length(run) == Approx(465.44).epsilon(1e-4));
    run.sides = ChartSides::one;
    const double one_side = *average_run_length(run);
    CHECK(one_side / 2 == Approx(465.4435).epsilon(1e-6));
    run.states = 301;
    CHECK(*average_run_length(run) == Approx(one_side).epsilon(1e-3));
    run.states = 0;
    CHECK(*threshold_for(run, one_side) == Approx(5).epsilon(1e-9));
    run.head_start = 2.5;
    CHECK(*average_run_length(run) < one_side);
    EwmaRun shewhart{1, 3, 0, 0};
    CHECK(*average_run_length(shewhart) == Approx(1 / normal_two_sided(3)).epsilon(1e-9));
}

TEST_CASE("the chain of counts gives the run length that simulation gives") {
    CusumRun run;
    run.values = ChartValues::negative_binomial;
    run.reference = 5.5;
    run.threshold = 8;
    run.mean = 5;
    run.size = 4;
    const double exact = *average_run_length(run);
    RandomStream random(22, 0);
    double sum = 0, squares = 0;
    constexpr int runs = 4000;
    for (int i = 0; i < runs; ++i) {
        double value = 0, length = 0;
        while (value < run.threshold) {
            const double count = static_cast<double>(random.poisson(random.gamma(4, 1.25)));
            value = std::max(0.0, value + count - run.reference);
            length += 1;
        }
        sum += length;
        squares += length * length;
    }
    const double mean = sum / runs;
    const double error = std::sqrt((squares / runs - mean * mean) / runs);
    CHECK(std::abs(mean - exact) < 3.5 * error);
    const double threshold = *threshold_for(run, 200);
    run.threshold = threshold;
    CHECK(*average_run_length(run) >= 200);
    run.threshold = threshold - 0.5;
    CHECK(*average_run_length(run) < 200);
}

TEST_CASE("run lengths refuse what has no answer") {
    const auto code = [](const CusumRun& run) {
        const auto length = average_run_length(run);
        return length ? std::string("none") : length.error().code;
    };
    CusumRun run;
    run.threshold = 0;
    CHECK(code(run) == "outside");
    run.threshold = 5;
    run.head_start = 5;
    CHECK(code(run) == "outside");
    run = {};
    run.values = ChartValues::poisson;
    run.sides = ChartSides::one;
    CHECK(code(run) == "not_positive");
    run.mean = 4;
    run.reference = std::numbers::pi;
    CHECK(code(run) == "outside");
    CHECK(threshold_for(CusumRun{}, 1).error().code == "outside");
    CHECK(code({.mean = missing}) == "not_finite");
}

TEST_CASE("Gauss and Legendre's rule is exact for polynomials") {
    const QuadratureRule rule = gauss_legendre(5, -1, 3);
    double sum = 0, ninth = 0;
    for (std::size_t i = 0; i < 5; ++i) {
        sum += rule.weights[i];
        ninth += rule.weights[i] * std::pow(rule.nodes[i], 9);
    }
    CHECK(sum == Approx(4).epsilon(1e-13));
    CHECK(ninth == Approx((std::pow(3, 10) - 1) / 10).epsilon(1e-12));
}
