#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"
#include "statistics/rate.h"

// Rates by age, period and birth cohort (Holford 1983, Biometrics 39:311; Clayton and Schifflers
// 1987, Stat Med 6:469; Carstensen 2007, Stat Med 26:3018).
//
// Cohort = period − age, so that a straight line can be moved between the three without any rate
// changing: their slopes are not in the data. What is: deviances and fitted values, the drift (the
// sum of the period's and the cohort's slope), and how each effect bends.
namespace statistics {

// Cells of the table; cohort = period − age is implied.
struct LexisCells {
    std::vector<double> age, period, observed, population;
};

struct LexisModel {
    double deviance = 0;
    double degrees = 0;  // residual
    std::size_t parameters = 0;
};
struct LexisModels {
    LexisModel age, age_drift, age_cohort, age_period_cohort, age_period;
    double dispersion = 1;  // Pearson over degrees of the full model
    double drift = 0;       // of the age-drift model: log rate ratio per unit of time
    double drift_error = 0;
    std::vector<double> fitted;  // of the full model
    std::vector<double> pearson_residuals;
};

// What is identified of one scale of the full model.
struct LexisScale {
    std::vector<double> at;
    // Away from the scale's own straight line (unweighted): log rate ratios (Holford).
    std::vector<double> deviation, deviation_error;
    // e(i−1) − 2e(i) + e(i+1); none at the ends.
    std::vector<std::optional<double>> bend, bend_error;
};
struct LexisRatios {
    std::vector<double> at, log_ratio, error;  // 0 at the reference
};
struct LexisFactors {
    LexisModels models;
    LexisScale age, period, cohort;
    // The cohorts of the age-cohort model and the periods of the age-period model against their
    // references: all change over time put on the one scale.
    LexisRatios cohort_ratio, period_ratio;
};

struct LexisOptions {
    std::optional<double> reference_period, reference_cohort;
    // As in regression.h; the rank is found at any tolerance.
    double tolerance = 1e-10;
};

// A category for each age, period and cohort. Refused: "not_finite", "negative_value", "not_whole"
// (observed), "not_positive" (population), "no_events", "too_few" (fewer than three of a scale),
// "uneven_intervals" (ages and periods must go up by the same step; otherwise cohorts overlap in a
// pattern that looks like an effect), "not_a_case" (a reference that isn't there), and as
// fit_regression. A level without any event must be left out before.
base::Result<LexisFactors> lexis_factors(const LexisCells& cells, const LexisOptions& options);

// Levels without any event, whose effect would be minus infinity: the cells that stay.
std::vector<std::size_t> cells_with_events(const LexisCells& cells);

// The information about the log rate, its square root, the same for all, and about the rate (Y²/D).
enum class LexisWeights { events, population, rows, rate_information };
enum class LexisParametrisation { acp, apc, adcp, adpc };
struct LexisSplineOptions : LexisOptions {
    // Knots of natural cubic splines, the first and last being the boundaries, at least 2; empty:
    // `knots` of them by `spread`.
    std::vector<double> age_knots, period_knots, cohort_knots;
    std::size_t ages = 5, periods = 5, cohorts = 5;
    // events: the same number of events between each two knots and half of it beyond (Epi's
    // apc.fit); rows: the ends and equal shares of rows, as splines::ns.
    LexisWeights spread = LexisWeights::events;
    // What weighs when the straight line is taken out of an effect.
    LexisWeights drift = LexisWeights::events;
    // Which scale carries the drift, a choice and no finding: acp the cohort, apc the period, adcp
    // and adpc the age effects (rates within the cohort, within the period).
    LexisParametrisation parametrisation = LexisParametrisation::acp;
};
struct LexisCurve {
    std::vector<double> at, value, error;  // logarithms
};
struct LexisSplines {
    LexisModels models;
    double full_drift = 0;  // of the full model, with those weights
    double full_drift_error = 0;
    LexisCurve age;             // log rates
    LexisCurve period, cohort;  // log rate ratios
    std::vector<double> age_knots, period_knots, cohort_knots;
};
// Splines instead of categories: needs no even intervals. Without references the residual effect is
// not held to 1 anywhere. Refused like lexis_factors, apart from intervals.
base::Result<LexisSplines> lexis_splines(const LexisCells& cells,
                                         const LexisSplineOptions& options);

// Cumulative rate Σ width·D/Y over ages, its variance Σ width²·D/Y² (counts Poisson), and the risk
// 1 − exp(−rate).
struct CumulativeRate {
    double rate = 0;
    double error = 0;
    Interval limits;  // symmetric for the logarithm; for no events at all 0 and −ln(α/2)·largest
                      // weight
    double risk = 0;
    Interval risk_limits;
};
// `dispersion` ≥ 1 multiplies the variance. Refused: "different_lengths", "no_data",
// "negative_value", "not_positive" (population, width), "outside" (dispersion).
base::Result<CumulativeRate> cumulative_rate(const std::vector<double>& observed,
                                             const std::vector<double>& population,
                                             const std::vector<double>& widths, double dispersion,
                                             double confidence = 0.95);

}  // namespace statistics
