#include <algorithm>
#include <cmath>

#include "recovery.h"

// Curves of time to an event, and tests between groups.
namespace bench {
namespace {

constexpr double horizon = 1.0;

// Exponential times, followed for up to two and a half; time 1 is past the median.
Table times_of(RandomStream& random, std::size_t rows) {
    Table table;
    for (std::size_t row = 0; row < rows; ++row) {
        const double time = random.exponential(), end = 0.5 + 2 * random.uniform();
        table.push("t", std::min(time, end));
        table.push("d", time <= end ? 1 : 0);
        table.push("g", static_cast<double>(row % 2));
        table.push("s", static_cast<double>(row % 3));
    }
    return table;
}

base::Result<Outcome> kaplan_meier(RandomStream& random, const std::string& limits) {
    const auto found =
        analysed(R"("method":"survival_curve","time":"t","event":"d","times":[1],"limits":")" +
                     limits + "\"",
                 times_of(random, 100));
    if (!found) return found.error();
    return held_between(series_value(*found, "curve", "1", "lower"),
                        series_value(*found, "curve", "1", "upper"), std::exp(-horizon));
}

base::Result<Outcome> nelson_aalen(RandomStream& random) {
    const auto found = analysed(R"("method":"survival_curve","time":"t","event":"d","times":[1])",
                                times_of(random, 200));
    if (!found) return found.error();
    return outcome_of(series_value(*found, "curve", "1", "hazard"),
                      series_value(*found, "curve", "1", "hazard_error"), horizon);
}

base::Result<Outcome> restricted_mean(RandomStream& random) {
    return estimated(analysed(R"("method":"survival_curve","time":"t","event":"d","times":[1],)"
                              R"("horizon":1)",
                              times_of(random, 100)),
                     "restricted_mean", 1 - std::exp(-horizon));
}

// Delayed entry: only those whose time is after they came are seen.
base::Result<Outcome> delayed_entry(RandomStream& random) {
    Table table;
    while (table.rows() < 200) {
        const double start = 0.4 * random.uniform() - 0.2, time = random.exponential();
        if (time <= start) continue;
        table.push("a", std::max(0.0, start));
        table.push("t", std::min(time, 2.0));
        table.push("d", time <= 2 ? 1 : 0);
    }
    const auto found = analysed(R"("method":"survival_curve","start":"a","time":"t","event":"d",)"
                                R"("times":[1])",
                                table);
    if (!found) return found.error();
    return held_between(series_value(*found, "curve", "1", "lower"),
                        series_value(*found, "curve", "1", "upper"), std::exp(-horizon));
}

base::Result<Outcome> log_rank(RandomStream& random, const std::string& more) {
    return kept_by(analysed(R"("method":"log_rank","time":"t","event":"d","group":"g")" + more,
                            times_of(random, 120)),
                   "p");
}

// Events that recur, as rows of (start, stop]; frailty above 0: some have more of them.
Table recurrent(RandomStream& random, std::size_t persons, double frailty) {
    Table table;
    for (std::size_t person = 0; person < persons; ++person) {
        const double x = yes(random, 0.5), end = 1 + random.uniform();
        const double own = frailty > 0 ? random.gamma(1 / frailty, frailty) : 1;
        double start = 0;
        while (start < end) {
            const double stop = start + random.exponential() / (own * std::exp(0.4 * x));
            table.push("person", static_cast<double>(person));
            table.push("x", x);
            table.push("a", start);
            table.push("t", std::min(stop, end));
            table.push("d", stop < end ? 1 : 0);
            start = stop;
        }
    }
    return table;
}

base::Result<Outcome> andersen_gill(RandomStream& random, double frailty, const std::string& more) {
    return estimated(
        analysed(R"("method":"cox","start":"a","time":"t","event":"d","terms":["x"])" + more,
                 recurrent(random, 150, frailty)),
        "x", 0.4);
}

base::Result<Outcome> mean_number(RandomStream& random, double frailty) {
    const auto found = analysed(R"("method":"survival_curve","start":"a","time":"t","event":"d",)"
                                R"("times":[1])",
                                recurrent(random, 150, frailty));
    if (!found) return found.error();
    return outcome_of(series_value(*found, "curve", "1", "hazard"),
                      series_value(*found, "curve", "1", "hazard_error"),
                      0.5 + 0.5 * std::exp(0.4));
}

// Two causes with hazards 0.6 and 0.4 · exp(bx) and censoring.
Table causes_of(RandomStream& random, std::size_t rows) {
    Table table;
    for (std::size_t row = 0; row < rows; ++row) {
        const double time = random.exponential(), end = 0.5 + 2 * random.uniform();
        table.push("t", std::min(time, end));
        table.push("d", time > end ? 0 : yes(random, 0.6) > 0 ? 1 : 2);
        table.push("g", static_cast<double>(row % 2));
    }
    return table;
}

base::Result<Outcome> aalen_johansen(RandomStream& random, bool gray) {
    const auto found =
        analysed(R"("method":"cumulative_incidence","time":"t","event":"d","times":[1])",
                 causes_of(random, 150));
    if (!found) return found.error();
    const double error = gray ? std::sqrt(series_value(*found, "curve", "1", "gray_variance"))
                              : series_value(*found, "curve", "1", "standard_error");
    return outcome_of(series_value(*found, "curve", "1", "incidence"), error,
                      0.6 * (1 - std::exp(-horizon)));
}

base::Result<Outcome> gray_test(RandomStream& random) {
    return kept_by(analysed(R"("method":"cumulative_incidence","time":"t","event":"d",)"
                            R"("group":"g","times":[1])",
                            causes_of(random, 150)),
                   "gray_p");
}

const std::string poisson_events =
    "rows of the same person count as independent: too short where some have more events than "
    "others (Lawless and Nadeau 1995, Technometrics 37:158)";

}  // namespace

std::vector<Case> survival_cases() {
    const std::string by_person = R"(,"cluster":"person")";
    return {
        usual("Kaplan-Meier at a time, log", [](auto& r) { return kaplan_meier(r, "log"); }),
        usual("Kaplan-Meier at a time, log-log",
              [](auto& r) { return kaplan_meier(r, "log_log"); }),
        usual("Kaplan-Meier at a time, plain", [](auto& r) { return kaplan_meier(r, "plain"); }),
        usual("Kaplan-Meier with delayed entry", delayed_entry),
        usual("restricted mean", restricted_mean),
        usual("Nelson-Aalen at a time", nelson_aalen),
        usual("log-rank test", [](auto& r) { return log_rank(r, ""); }),
        usual("log-rank test, strata", [](auto& r) { return log_rank(r, R"(,"strata":"s")"); }),
        usual("Peto's Wilcoxon test", [](auto& r) { return log_rank(r, R"(,"rho":1)"); }),
        usual("Andersen-Gill", [](auto& r) { return andersen_gill(r, 0, ""); }),
        usual("Andersen-Gill with frailty, clustered",
              [=](auto& r) { return andersen_gill(r, 0.5, by_person); }),
        apart(
            "Andersen-Gill with frailty, not clustered",
            [](auto& r) { return andersen_gill(r, 0.5, ""); }, poisson_events, 4000),
        usual("mean cumulative number, Poisson events", [](auto& r) { return mean_number(r, 0); }),
        apart(
            "mean cumulative number, with frailty", [](auto& r) { return mean_number(r, 0.5); },
            poisson_events, 4000),
        usual("Aalen-Johansen", [](auto& r) { return aalen_johansen(r, false); }),
        usual("Aalen-Johansen, Aalen's variance", [](auto& r) { return aalen_johansen(r, true); }),
        usual("Gray's test", gray_test)};
}

}  // namespace bench
