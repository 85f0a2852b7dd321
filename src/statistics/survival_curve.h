#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/rate.h"

// How long until something happens, when some are only followed for a while.
namespace statistics {

// One row each: at risk after `start` (0 unless given) up to and at `stop`, when the event happened
// or following ended.
struct FollowUp {
    std::vector<double> start;  // empty: from 0
    std::vector<double> stop;
    std::vector<int> event;       // 1 event, 0 censored; competing causes 1, 2 …
    std::vector<double> weights;  // of rows, at least 0; empty: 1. Only survival_curve uses them.

    double weight(std::size_t row) const { return weights.empty() ? 1 : weights[row]; }
    double begins(std::size_t row) const { return start.empty() ? 0 : start[row]; }
};

// Refused: "no_data", "different_lengths", "not_finite", "negative_value" (a time), "not_positive"
// (stop not after start; a stop of 0 without starts is allowed), "no_events" (all censored).
base::Result<void> check_follow_up(const FollowUp& data, bool events_needed = true);

// Each group's own rows, in their order; `group` has a number below `groups` for each row.
std::vector<FollowUp> by_group(const FollowUp& data, const std::vector<std::size_t>& group,
                               std::size_t groups);

enum class CurveLimits { log, log_log, plain, logit, arcsin };

// How survival is made from the counts: the product of 1 − d/n, e to minus Σ d/n, or the same with
// tied events taken one after the other (Fleming and Harrington 1984, Commun Stat 13:2469).
enum class CurveEstimator { kaplan_meier, breslow, fleming_harrington };

// At each distinct time of an event or end.
struct SurvivalCurve {
    std::vector<double> time, at_risk, events;
    std::vector<double> survival;        // Kaplan and Meier 1958, JASA 53:457
    std::vector<double> survival_error;  // Greenwood 1926
    std::vector<Interval> limits;
    std::vector<double> hazard;        // cumulative, Nelson 1969 and Aalen 1978: Σ d/n
    std::vector<double> hazard_error;  // √Σ d/n²
};
// All censored is a curve at 1. Limits on the scale chosen, cut to 0–1; where survival is 0 or 1
// (log-log) both limits are it. Fleming–Harrington is refused with weights ("not_a_case").
base::Result<SurvivalCurve> survival_curve(const FollowUp& data, CurveLimits limits,
                                           double confidence = 0.95,
                                           CurveEstimator estimator = CurveEstimator::kaplan_meier);

// The limits of a probability whose logarithm has this standard error, as the curve's.
Interval curve_limits(double probability, double relative_error, CurveLimits kind,
                      double confidence);

// Errors that stay right when rows depend on each other, or weights aren't counts: the square root
// of Σ over groups (numbers from 0; empty: each row its own) of their influence on the curve
// (infinitesimal jackknife, as survival 3), at each of these steps of the curve.
struct RobustErrors {
    std::vector<double> survival, hazard;
};
// Refused with "one_group" (cluster).
base::Result<RobustErrors> robust_curve_errors(const FollowUp& data, const SurvivalCurve& curve,
                                               const std::vector<std::size_t>& cluster,
                                               CurveEstimator estimator,
                                               const std::vector<std::ptrdiff_t>& steps);

// The time by which this part has had the event, with limits where the curve's limits pass it
// (Brookmeyer and Crowley 1982, Biometrics 38:29); where the curve lies flat at it the middle. NaN:
// never reached.
struct SurvivalQuantile {
    double time = 0, lower = 0, upper = 0;
};
// Refused with "outside" (a part not between 0 and 1).
base::Result<SurvivalQuantile> survival_quantile(const SurvivalCurve& curve, double part);

// The last row at or before each time, or −1 before the first: where a step curve stands.
std::vector<std::ptrdiff_t> steps_at(const std::vector<double>& curve_times,
                                     const std::vector<double>& times);

struct RestrictedMean {
    double mean = 0;  // the area under the curve up to the horizon
    double standard_error = 0;
};
// Refused with "outside" where the horizon isn't above 0.
base::Result<RestrictedMean> restricted_mean(const SurvivalCurve& curve, double horizon);

struct LogRank {
    std::vector<double> observed, expected;  // by group, weighted
    std::vector<std::vector<double>> covariance;
    double chi_squared = 0;
    double degrees = 0;
    double p = 1;
    double trend_chi_squared = 0;  // on one degree, where scores are given
    double trend_p = 1;
};
// Mantel's test and its family with weights S(t−)^ρ (Harrington and Fleming 1982, Biometrika
// 69:553), within strata; ρ 0 is the log-rank test, 1 Peto's Wilcoxon. `group` and `stratum`
// (empty: one) are numbers from 0. With `scores`, one for each group, the test of a trend too
// (Tarone 1975, Biometrika 62:679). Refused like check_follow_up, "one_group", "outside" (ρ < 0),
// "different_lengths" (scores), "constant_variable" (scores).
base::Result<LogRank> log_rank(const FollowUp& data, const std::vector<std::size_t>& group,
                               const std::vector<std::size_t>& stratum, double rho,
                               const std::vector<double>& scores = {});

}  // namespace statistics
