#include <cmath>
#include <limits>

#include "recovery.h"

// Did it work: series before and after, differences of differences, units that begin one by one.
namespace bench {
namespace {

const double pi = std::acos(-1.0);

// Months with a season, `dispersion` times as varied as Poisson, an intervention after five
// eighths; `memory` above 0: the level's error follows a first-order autoregression as well.
Table months_of(RandomStream& random, std::size_t months, double dispersion, double memory = 0) {
    Table table;
    double error = 0.2 * random.normal();
    for (std::size_t month = 0; month < months; ++month) {
        const double time = static_cast<double>(month), season = time * pi / 6;
        const double after = month >= months * 5 / 8 ? 1 : 0;
        error = memory * error + 0.2 * std::sqrt(1 - memory * memory) * random.normal();
        const double mean = std::exp(4 - 0.2 * after + 0.003 * time + 0.1 * std::sin(season) -
                                     0.05 * std::cos(season) + (memory > 0 ? error : 0));
        table.push("t", time + 1);
        table.push("v", after);
        table.push("y", static_cast<double>(random.poisson(
                            dispersion > 1 ? random.gamma(mean / (dispersion - 1), dispersion - 1)
                                           : mean)));
    }
    return table;
}

const std::string series =
    R"("method":"interrupted_series","outcome":"y","time":"t","intervention":"v","period":12,)"
    R"("waves":1)";

base::Result<Outcome> interrupted(RandomStream& random, std::size_t months, double dispersion,
                                  double memory, const std::string& more) {
    return estimated(analysed(series + more, months_of(random, months, dispersion, memory)), "v",
                     -0.2);
}

base::Result<Outcome> slope(RandomStream& random) {
    return estimated(analysed(series + R"(,"change":"level_and_slope")", months_of(random, 96, 2)),
                     "v:t", 0);
}

base::Result<Outcome> before_after(RandomStream& random) {
    Table table;
    for (std::size_t month = 0; month < 60; ++month) {
        const double after = month >= 36 ? 1 : 0, mean = std::exp(3 - 0.2 * after);
        table.push("v", after);
        table.push("y", static_cast<double>(random.poisson(random.gamma(mean, 1))));
    }
    return estimated(analysed(R"("method":"before_after","outcome":"y","intervention":"v")", table),
                     "v", -0.2);
}

// Two-way fixed effects, half of the units treated in the second half of six times, errors that
// hang together within a unit.
base::Result<Outcome> differences(RandomStream& random, std::size_t units,
                                  const std::string& more) {
    constexpr std::size_t times = 6;
    Table table;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double level = random.normal();
        double error = random.normal();
        for (std::size_t time = 0; time < times; ++time) {
            const double treated = unit % 2 == 0 && time >= times / 2 ? 1 : 0;
            error = 0.5 * error + random.normal();
            table.push("u", static_cast<double>(unit));
            table.push("t", static_cast<double>(time));
            table.push("D", treated);
            table.push("y", level + 0.2 * static_cast<double>(time) + error + treated);
        }
    }
    return estimated(analysed(R"("method":"difference_in_differences","outcome":"y","unit":"u",)"
                              R"("time":"t","treated":"D")" +
                                  more,
                              table),
                     "D", 1);
}

// Units that begin at the third or the fourth of five times, or never, with effects of 1.
Table staggered(RandomStream& random, std::size_t units) {
    Table table;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const double level = random.normal();
        double first = std::numeric_limits<double>::quiet_NaN();
        if (unit % 3 != 0) first = unit % 3 == 1 ? 3 : 4;
        for (std::size_t time = 1; time <= 5; ++time) {
            table.push("u", static_cast<double>(unit));
            table.push("t", static_cast<double>(time));
            table.push("f", first);
            table.push("y", level + random.normal() + (static_cast<double>(time) >= first ? 1 : 0));
        }
    }
    return table;
}

base::Result<Outcome> group_time(RandomStream& random, const std::string& name,
                                 const std::string& comparison, std::size_t units = 150) {
    return estimated(
        analysed(R"("method":"group_time_effects","outcome":"y","unit":"u","time":"t",)"
                 R"("first_treated":"f","comparison":")" +
                     comparison + "\"",
                 staggered(random, units)),
        name, 1);
}

base::Result<Outcome> event_study(RandomStream& random) {
    return estimated(analysed(R"("method":"difference_in_differences","outcome":"y","unit":"u",)"
                              R"("time":"t","first_treated":"f","lowest":-2,"highest":1,)"
                              R"("parameters_factor":false)",
                              staggered(random, 60)),
                     "age+0", 1);
}

const std::string few_clusters =
    "few clusters: the sandwich and the normal distribution are too short (Cameron, Gelbach and "
    "Miller 2008, REStat 90:414)";
const std::string counted =
    "the default follows R's sandwich and counts the units' own constants: too long where clusters "
    "are the units (Cameron and Miller 2015, J Hum Resour 50:317, III B)";
const std::string short_series =
    "autocorrelation of 0.4: Newey-West is too short in a short series (Turner et al. 2021, BMC "
    "Med Res Methodol 21:181)";

}  // namespace

std::vector<Case> effect_cases() {
    const std::string uncounted = R"(,"parameters_factor":false)";
    const std::string newey_west = R"(,"errors":"newey_west")";
    return {
        usual("interrupted series, quasi-Poisson",
              [](auto& r) { return interrupted(r, 96, 2, 0, ""); }),
        usual("interrupted series, change of slope", slope),
        usual("interrupted series, Poisson",
              [](auto& r) { return interrupted(r, 96, 1, 0, R"(,"family":"poisson")"); }),
        apart(
            "interrupted series, autocorrelated, Newey-West, 96 months",
            [=](auto& r) { return interrupted(r, 96, 1, 0.4, newey_west); }, short_series, 4000),
        apart(
            "interrupted series, autocorrelated, Newey-West, 480 months",
            [=](auto& r) { return interrupted(r, 480, 1, 0.4, newey_west); }, short_series, 2000),
        apart(
            "interrupted series, autocorrelated, taken for independent",
            [](auto& r) { return interrupted(r, 96, 1, 0.4, ""); },
            "the check of the residuals warns (Lopez Bernal, Cummins and Gasparrini 2017)", 4000),
        usual("before and after", before_after),
        usual(
            "difference in differences, 60 clusters",
            [=](auto& r) { return differences(r, 60, uncounted); }, 800),
        apart(
            "difference in differences, 60 clusters, constants counted",
            [](auto& r) { return differences(r, 60, ""); }, counted, 500),
        apart(
            "difference in differences, 6 clusters",
            [=](auto& r) { return differences(r, 6, uncounted); }, few_clusters, 4000),
        usual("event study, 60 clusters", event_study, 800),
        usual("staggered effects, overall",
              [](auto& r) { return group_time(r, "overall", "never_treated"); }),
        usual(
            "staggered effects, not yet treated",
            [](auto& r) { return group_time(r, "overall", "not_yet_treated"); }, 4000),
        usual(
            "staggered effects, of one group and time",
            [](auto& r) { return group_time(r, "att(3,4)", "never_treated"); }, 4000),
        apart(
            "staggered effects, 15 units",
            [](auto& r) { return group_time(r, "overall", "never_treated", 15); }, few_clusters,
            4000)};
}

}  // namespace bench
