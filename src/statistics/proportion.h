#pragma once

#include <cstddef>
#include <optional>

#include "base/result.h"
#include "statistics/rate.h"

// Proportions and their differences, with the limits that behave in small samples. A proportion is
// `successes` of `trials`, both whole numbers.
namespace statistics {

enum class ProportionLimits {
    wilson,            // Wilson 1927; Newcombe 1998 (Stat Med 17:857), method 3
    wilson_corrected,  // with continuity correction; Newcombe's method 4
    clopper_pearson,   // exact: coverage never below the confidence; Clopper and Pearson 1934
    mid_p,             // half of the probability of what was seen counts; Newcombe's method 6
    jeffreys,       // quantiles of beta(x + ½, n − x + ½), 0 and 1 at the ends (Brown, Cai and
                    // DasGupta 2001, Stat Sci 16:101)
    agresti_coull,  // Agresti and Coull 1998; may reach outside 0 to 1, and is given as it is
    logit,          // symmetric for the logarithm of the odds; none where all or nobody did
    wald,           // p ± z√(pq/n); for comparison only
};

// Wilson's limits are Wilson's at every x: some programs replace them at x = 1 and x = n − 1.
// Refused: "outside" (confidence), "negative_value", "not_whole", "too_few" (no trials), "outside"
// (more successes than trials), and by logit "constant_variable".
base::Result<Interval> proportion_limits(double successes, double trials, ProportionLimits method,
                                         double confidence = 0.95);

// P of a result as unlikely or more as this one under `null`, two-sided as in R's binom.test.
// Refused like the limits, and with "outside" where null is not between 0 and 1.
base::Result<double> binomial_test(double successes, double trials, double null);

// first − second of two independent groups.
struct ProportionDifference {
    double estimate = 0;
    double standard_error = 0;  // √(p₁q₁/n₁ + p₂q₂/n₂)
    Interval newcombe;          // Newcombe 1998 (Stat Med 17:873), method 10: from Wilson's limits
    Interval wald;
    Interval wald_corrected;  // wider by ½(1/n₁ + 1/n₂), as R's prop.test
    Interval agresti_caffo;   // a success and a failure added to each; Agresti and Caffo 2000
    double chi_squared = 0;   // Pearson's, without correction
    double chi_squared_p = 1;
    double corrected = 0;  // Yates's
    double corrected_p = 1;
    std::optional<double> risk_ratio;  // none where a group has no successes
    double log_risk_ratio_error = 0;
};
base::Result<ProportionDifference> proportion_difference(double first_successes,
                                                         double first_trials,
                                                         double second_successes,
                                                         double second_trials,
                                                         double confidence = 0.95);

// The same units asked twice: both yes, only the first time, only the second time, neither.
struct PairedProportions {
    double first = 0;
    double second = 0;
    double estimate = 0;  // first − second
    double standard_error = 0;
    Interval newcombe;  // Newcombe 1998 (Stat Med 17:2635), method 10
    Interval wald;
    double chi_squared = 0;  // McNemar 1947
    double chi_squared_p = 1;
    double corrected = 0;  // Edwards 1948
    double corrected_p = 1;
    double exact_p = 1;
    double mid_p = 1;
};
// Refused with "no_events" where nobody changed, otherwise like the limits.
base::Result<PairedProportions> paired_proportions(double both, double only_first,
                                                   double only_second, double neither,
                                                   double confidence = 0.95);

}  // namespace statistics
