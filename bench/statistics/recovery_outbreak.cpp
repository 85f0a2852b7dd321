#include <algorithm>
#include <cmath>

#include "recovery.h"
#include "statistics/control_chart.h"
#include "statistics/run_length.h"

// How often quiet series alarm, and how long charts run until they do.
namespace bench {
namespace {

constexpr std::size_t watched = 10;

// Weeks of a quiet series with the variance that many times its mean.
Table weeks_of(RandomStream& random, std::size_t weeks, double mean, double dispersion,
               double season) {
    Table table;
    for (std::size_t week = 0; week < weeks; ++week) {
        const double level =
            mean *
            std::exp(season * std::sin(2 * std::acos(-1.0) * static_cast<double>(week) / 52));
        table.push("y", static_cast<double>(random.poisson(
                            dispersion > 1 ? random.gamma(level / (dispersion - 1), dispersion - 1)
                                           : level)));
    }
    return table;
}

// The share of the last weeks without an alarm.
base::Result<Outcome> quiet(const base::Result<Analysis>& found) {
    if (!found) return found.error();
    const double alarms = fit_of(*found, "alarms"), periods = fit_of(*found, "periods");
    return Outcome{std::nullopt, 1 - alarms / periods};
}

std::string last_weeks(std::size_t weeks) {
    return R"(,"observed":["y"],"first":)" + std::to_string(weeks - watched + 1);
}

base::Result<Outcome> farrington(RandomStream& random, const std::string& method,
                                 const std::string& more, double dispersion) {
    constexpr std::size_t weeks = 330;
    return quiet(analysed(R"("method":")" + method + R"(","threads":1)" + last_weeks(weeks) + more,
                          weeks_of(random, weeks, 30, dispersion, 0)));
}

base::Result<Outcome> with_season(RandomStream& random) {
    constexpr std::size_t weeks = 330;
    return quiet(analysed(R"("method":"farrington_improved","threads":1,"season_groups":10,)"
                          R"("excluded_periods":26,"limit":"negative_binomial","level":0.025)" +
                              last_weeks(weeks),
                          weeks_of(random, weeks, 30, 1.5, 0.3)));
}

base::Result<Outcome> ears(RandomStream& random, const std::string& kind) {
    constexpr std::size_t weeks = 40;
    return quiet(
        analysed(R"("method":"ears","level":0.025,"kind":")" + kind + "\"" + last_weeks(weeks),
                 weeks_of(random, weeks, 60, 1, 0)));
}

base::Result<Outcome> bayes(RandomStream& random) {
    constexpr std::size_t weeks = 40;
    return quiet(analysed(R"("method":"bayes_limit","level":0.05)" + last_weeks(weeks),
                          weeks_of(random, weeks, 60, 1, 0)));
}

base::Result<Outcome> rki(RandomStream& random) {
    constexpr std::size_t weeks = 160;
    return quiet(
        analysed(R"("method":"rki_limit")" + last_weeks(weeks), weeks_of(random, weeks, 60, 1, 0)));
}

// How long a chart of counts runs, as a part of the length it is designed for.
base::Result<Outcome> chart_of_counts(RandomStream& random, double mean) {
    statistics::CusumRun run;
    run.values = statistics::ChartValues::poisson;
    run.reference = 5;
    run.threshold = 7;
    run.mean = mean;
    const auto designed = statistics::average_run_length(run);
    if (!designed) return designed.error();
    const auto weeks = static_cast<std::size_t>(16 * *designed);
    std::vector<double> counts;
    for (std::size_t week = 0; week < weeks; ++week)
        counts.push_back(static_cast<double>(random.poisson(mean)));
    const auto found =
        statistics::cusum(counts, std::vector<double>(weeks, mean),
                          {statistics::ChartScale::none, run.reference, run.threshold});
    if (!found) return found.error();
    const auto alarm =
        std::find_if(found->begin(), found->end(), [](const auto& point) { return point.alarm; });
    return Outcome{std::nullopt, static_cast<double>(alarm - found->begin() + 1) / *designed};
}

base::Result<Outcome> chart_of_normal(RandomStream& random, double mean, bool two) {
    statistics::CusumRun run;
    run.reference = 0.5;
    run.threshold = 3;
    run.mean = mean;
    if (two) run.sides = statistics::ChartSides::two;
    const auto designed = statistics::average_run_length(run);
    if (!designed) return designed.error();
    double up = 0, down = 0, length = 0;
    while (up < run.threshold && (!two || down < run.threshold)) {
        const double value = mean + random.normal();
        up = std::max(0.0, up + value - run.reference);
        down = std::max(0.0, down - value - run.reference);
        ++length;
    }
    return Outcome{std::nullopt, length / *designed};
}

base::Result<Outcome> moving_average(RandomStream& random) {
    statistics::EwmaRun run;
    run.weight = 0.2;
    run.limit = 2.4;
    const auto designed = statistics::average_run_length(run);
    if (!designed) return designed.error();
    const double limit = run.limit * std::sqrt(run.weight / (2 - run.weight));
    double value = 0, length = 0;
    while (std::abs(value) <= limit) {
        value = (1 - run.weight) * value + run.weight * random.normal();
        ++length;
    }
    return Outcome{std::nullopt, length / *designed};
}

const std::string original =
    "the original form alarms more often than its level says (Noufaily et al. 2013, table 3)";
const std::string few_days =
    "mean and deviation of seven periods are taken as known: many false alarms (Fricker, Hegler "
    "and Dunfee 2008, Stat Med 27:3407)";

}  // namespace

std::vector<Case> outbreak_cases() {
    constexpr double designed = 1, off = 0.03, level = 0.975, near = 0.01;
    const auto named = [](Case one, double mean) {
        one.least = mean - near;
        one.most = mean + near;
        return one;
    };
    const std::string improved = R"(,"level":0.025,"trend":false)";
    const std::string counts = R"(,"limit":"negative_binomial")";
    return {
        around(
            "Farrington, quiet weeks, Poisson",
            [](auto& r) { return farrington(r, "farrington", R"(,"trend":false)", 1); }, level,
            near, 2000),
        named(apart(
                  "Farrington, quiet weeks, variance 2 times the mean",
                  [](auto& r) { return farrington(r, "farrington", R"(,"trend":false)", 2); },
                  original, 2000),
              level),
        around(
            "Farrington improved, quiet weeks, Poisson",
            [=](auto& r) { return farrington(r, "farrington_improved", improved, 1); }, level, near,
            2000),
        around(
            "Farrington improved, quiet weeks, variance 2 times the mean",
            [=](auto& r) { return farrington(r, "farrington_improved", improved, 2); }, level, near,
            2000),
        around(
            "Farrington improved, negative binomial limit, variance 2 times the mean",
            [=](auto& r) { return farrington(r, "farrington_improved", improved + counts, 2); },
            level, near, 2000),
        around("Farrington improved, with a season and a trend, variance 1.5 times the mean",
               with_season, level, near, 1000),
        named(apart(
                  "EARS C1, quiet weeks", [](auto& r) { return ears(r, "c1"); }, few_days, 4000),
              level),
        named(apart(
                  "EARS C2, quiet weeks", [](auto& r) { return ears(r, "c2"); }, few_days, 4000),
              level),
        named(apart(
                  "EARS C3, quiet weeks", [](auto& r) { return ears(r, "c3"); }, few_days, 4000),
              level),
        around("Bayes' limit, quiet weeks", bayes, 0.95, near, 4000),
        named(apart("limit of the Robert Koch Institute, quiet weeks", rki,
                    "two deviations of 18 weeks, no level promised (Stroup et al. 1989)", 4000),
              level),
        around(
            "CUSUM of counts, in control, run length over the designed",
            [](auto& r) { return chart_of_counts(r, 4); }, designed, off),
        around(
            "CUSUM of counts, out of control, run length over the designed",
            [](auto& r) { return chart_of_counts(r, 6); }, designed, off),
        around(
            "CUSUM of normal values, run length over the designed",
            [](auto& r) { return chart_of_normal(r, 0, false); }, designed, off),
        around(
            "CUSUM of normal values, two sides, run length over the designed",
            [](auto& r) { return chart_of_normal(r, 0.3, true); }, designed, off, 4000),
        around("EWMA, run length over the designed", moving_average, designed, off)};
}

}  // namespace bench
