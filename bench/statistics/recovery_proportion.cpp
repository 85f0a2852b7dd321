#include <cmath>

#include "recovery.h"
#include "statistics/contingency.h"
#include "statistics/proportion.h"

// Proportions, their differences, trends and odds ratios. The true proportions are drawn too:
// coverage at a single one jumps up and down with it (Brown, Cai and DasGupta 2001).
namespace bench {
namespace {

using statistics::ProportionLimits;

double successes(RandomStream& random, std::size_t trials, double probability) {
    double count = 0;
    for (std::size_t trial = 0; trial < trials; ++trial) count += yes(random, probability);
    return count;
}

double drawn_probability(RandomStream& random) {
    return 0.1 + 0.8 * random.uniform();
}

base::Result<Outcome> proportion(RandomStream& random, ProportionLimits limits) {
    const double truth = drawn_probability(random);
    const auto found = statistics::proportion_limits(successes(random, 60, truth), 60, limits);
    if (!found) return found.error();
    return held_between(found->lower, found->upper, truth);
}

base::Result<Outcome> difference(RandomStream& random, bool caffo) {
    const double first = drawn_probability(random), second = drawn_probability(random);
    const auto found = statistics::proportion_difference(successes(random, 50, first), 50,
                                                         successes(random, 70, second), 70);
    if (!found) return found.error();
    const auto& limits = caffo ? found->agresti_caffo : found->newcombe;
    return held_between(limits.lower, limits.upper, first - second);
}

base::Result<Outcome> difference_test(RandomStream& random, bool fisher) {
    const double truth = drawn_probability(random);
    Table table;
    table.set("g", {0, 1});
    table.set("n", {60, 80});
    table.set("y", {successes(random, 60, truth), successes(random, 80, truth)});
    const auto found = analysed(
        R"("method":"proportion_difference","outcome":"y","trials":"n","group":"g")", table);
    if (!found) return found.error();
    return kept(series_column(*found, "tests", fisher ? "fisher_p" : "chi_squared_p").front());
}

base::Result<Outcome> fisher_limits(RandomStream& random) {
    const double first = drawn_probability(random), second = drawn_probability(random);
    Table table;
    table.set("g", {0, 1});
    table.set("n", {25, 25});
    table.set("y", {successes(random, 25, first), successes(random, 25, second)});
    const auto found = analysed(
        R"("method":"proportion_difference","outcome":"y","trials":"n","group":"g")", table);
    if (!found) return found.error();
    double lower = series_column(*found, "tests", "odds_lower").front();
    double upper = series_column(*found, "tests", "odds_upper").front();
    if (std::isnan(lower)) lower = 0;
    if (std::isnan(upper)) upper = INFINITY;
    return held_between(lower, upper, std::exp(log_odds(second) - log_odds(first)));
}

base::Result<Outcome> paired(RandomStream& random) {
    const double level = random.uniform() - 0.5;
    double cells[4] = {};
    double truth = 0;
    for (std::size_t unit = 0; unit < 80; ++unit) {
        // Two kinds of persons, so that answers hang together.
        const double own = level + (unit % 2 == 0 ? 0.8 : -0.8);
        const double p = probability_of(own + 0.4), q = probability_of(own);
        truth += (p - q) / 80;
        const bool before = yes(random, p) > 0, after = yes(random, q) > 0;
        ++cells[(before ? 0 : 2) + (after ? 0 : 1)];
    }
    const auto found = statistics::paired_proportions(cells[0], cells[1], cells[2], cells[3]);
    if (!found) return found.error();
    return held_between(found->newcombe.lower, found->newcombe.upper, truth);
}

base::Result<Outcome> trend(RandomStream& random, double slope) {
    Table table;
    for (std::size_t year = 0; year < 5; ++year) {
        table.push("year", static_cast<double>(year + 1));
        table.push("n", 150);
        table.push("y", successes(random, 150, 0.3 + slope * static_cast<double>(year)));
    }
    const auto found =
        analysed(R"("method":"proportion_trend","outcome":"y","trials":"n","group":"year")", table);
    if (slope == 0) return kept_by(found, "trend_p");
    return estimated(found, "slope", slope);
}

// Eight strata with levels of their own, one odds ratio.
base::Result<Outcome> stratified(RandomStream& random, double log_ratio) {
    Table table;
    for (std::size_t stratum = 0; stratum < 8; ++stratum) {
        const double level = random.normal();
        for (const double group : {0.0, 1.0}) {
            const double count = successes(random, 40, probability_of(level + group * log_ratio));
            for (const double answer : {0.0, 1.0}) {
                table.push("s", static_cast<double>(stratum));
                table.push("g", group);
                table.push("y", answer);
                table.push("n", answer > 0 ? count : 40 - count);
            }
        }
    }
    const auto found = analysed(R"("method":"stratified_odds_ratio","outcome":"y","group":"g",)"
                                R"("strata":"s","count":"n")",
                                table);
    if (log_ratio == 0) return kept_by(found, "p");
    if (!found) return found.error();
    return outcome_of(found->estimates.front().row, log_ratio);
}

}  // namespace

std::vector<Case> proportion_cases() {
    const auto limits = [](ProportionLimits kind) {
        return [kind](RandomStream& random) { return proportion(random, kind); };
    };
    return {
        usual("proportion, Wilson", limits(ProportionLimits::wilson)),
        exact("proportion, Wilson with correction", limits(ProportionLimits::wilson_corrected)),
        exact("proportion, Clopper-Pearson", limits(ProportionLimits::clopper_pearson)),
        usual("proportion, mid-P", limits(ProportionLimits::mid_p)),
        usual("proportion, Jeffreys", limits(ProportionLimits::jeffreys)),
        usual("proportion, Agresti-Coull", limits(ProportionLimits::agresti_coull)),
        usual("proportion, logit", limits(ProportionLimits::logit)),
        apart("proportion, Wald", limits(ProportionLimits::wald),
              "too short, and given for comparison only (Brown, Cai and DasGupta 2001, Stat Sci "
              "16:101)"),
        usual("difference of proportions, Newcombe", [](auto& r) { return difference(r, false); }),
        usual("difference of proportions, Agresti-Caffo",
              [](auto& r) { return difference(r, true); }),
        usual("difference of proportions, chi-squared test",
              [](auto& r) { return difference_test(r, false); }),
        exact("difference of proportions, Fisher's test",
              [](auto& r) { return difference_test(r, true); }),
        exact("odds ratio, Fisher's conditional limits", fisher_limits, 4000),
        usual("paired proportions, Newcombe", paired),
        usual("trend in proportions, slope", [](auto& r) { return trend(r, 0.05); }),
        usual("trend in proportions, its test", [](auto& r) { return trend(r, 0); }),
        usual("stratified odds ratio", [](auto& r) { return stratified(r, 0.5); }),
        usual("stratified odds ratio, its test", [](auto& r) { return stratified(r, 0); })};
}

}  // namespace bench
