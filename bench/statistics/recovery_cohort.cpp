#include <cmath>

#include "recovery.h"

// Rates by age, period and cohort.
namespace bench {
namespace {

constexpr double drift = 0.02;

// Eight ages and seven periods of five years; the age bends, period and cohort only drift.
Table cells_of(RandomStream& random, double dispersion) {
    Table table;
    for (std::size_t age = 0; age < 8; ++age)
        for (std::size_t period = 0; period < 7; ++period) {
            const double a = 15 + 5.0 * static_cast<double>(age),
                         p = 1990 + 5.0 * static_cast<double>(period);
            const double persons = 20'000,
                         mean = persons *
                                std::exp(-5 - 0.002 * (a - 30) * (a - 30) + drift * (p - 2000));
            table.push("age", a);
            table.push("period", p);
            table.push("n", persons);
            table.push("o",
                       static_cast<double>(random.poisson(
                           dispersion > 1 ? random.gamma(mean / (dispersion - 1), dispersion - 1)
                                          : mean)));
        }
    return table;
}

base::Result<Outcome> drift_of(RandomStream& random, double dispersion, const std::string& more,
                               const std::string& name = "drift") {
    return estimated(analysed(R"("method":"age_period_cohort","observed":"o","population":"n",)"
                              R"("age":"age","period":"period")" +
                                  more,
                              cells_of(random, dispersion)),
                     name, drift);
}

// A second difference of the cohorts, of which there are none.
base::Result<Outcome> bend(RandomStream& random) {
    const auto found = analysed(R"("method":"age_period_cohort","observed":"o","population":"n",)"
                                R"("age":"age","period":"period","family":"poisson")",
                                cells_of(random, 1));
    if (!found) return found.error();
    return outcome_of(series_value(*found, "cohort", "1970", "second_difference"),
                      series_value(*found, "cohort", "1970", "second_difference_error"), 0);
}

base::Result<Outcome> cumulative(RandomStream& random, bool compared) {
    Table table;
    double truth = 0;
    for (const double group : {1.0, 2.0})
        for (std::size_t age = 0; age < 6; ++age) {
            const double rate = 0.004 * (1 + 0.2 * static_cast<double>(age)) * group;
            table.push("cohort", group);
            table.push("age", 15 + 5.0 * static_cast<double>(age));
            table.push("n", 2000);
            table.push("o", static_cast<double>(random.poisson(2000 * rate)));
            if (group == 1) truth += 5 * rate;
        }
    const auto found = analysed(R"("method":"cumulative_rate","observed":"o","population":"n",)"
                                R"("age":"age","group":"cohort","reference":"1")",
                                table);
    return compared ? estimated(found, "2 vs 1", std::log(2.0)) : estimated(found, "1", truth);
}

}  // namespace

std::vector<Case> cohort_cases() {
    const std::string poisson = R"(,"family":"poisson")";
    const std::string splines = R"(,"model":"splines","knots":{"age":4,"period":3,"cohort":4})";
    return {
        usual("age-period-cohort drift, Poisson", [=](auto& r) { return drift_of(r, 1, poisson); }),
        usual("age-period-cohort drift, variance 3 times the mean",
              [](auto& r) { return drift_of(r, 3, ""); }),
        usual(
            "age-period-cohort drift, splines",
            [=](auto& r) { return drift_of(r, 1, poisson + splines); }, 4000),
        usual(
            "age-period-cohort drift, splines, full model",
            [=](auto& r) { return drift_of(r, 1, poisson + splines, "drift_full"); }, 4000),
        usual("age-period-cohort, a cohort's second difference", bend, 4000),
        usual("cumulative rate", [](auto& r) { return cumulative(r, false); }),
        usual("cumulative rate, ratio of cohorts", [](auto& r) { return cumulative(r, true); })};
}

}  // namespace bench
