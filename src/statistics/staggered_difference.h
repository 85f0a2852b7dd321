#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "statistics/comparison_panel.h"
#include "statistics/synthetic_difference.h"

// Synthetic difference-in-differences where units may begin at different times, and with
// covariates: for each first time its units against those never treated, and the mean of these
// effects by the treated units' times after (Clarke, Pailañir, Athey and Imbens 2023, IZA 15907).
namespace statistics {

// How much of the outcome is the covariates' and taken off before anything is weighted.
enum class CovariateEffects {
    // The outcome regressed on units, times and covariates wherever nobody is treated (Kranz 2022,
    // "Synthetic difference-in-differences with time-varying covariates").
    projected,
    // For each first time the effects that bring the weighted controls, and the weighted times,
    // nearest: with the weights the minimum of ζ²‖ω‖² + ‖errors of the units‖²/times before +
    // ‖errors of the times‖²/controls (Arkhangelsky et al. 2021, footnote 4, as their program),
    // reached by turns from no effects.
    optimised,
};

struct StaggeredOptions {
    double zeta = -1;  // below 0: by the formula, for each first time
    CovariateEffects effects = CovariateEffects::projected;
};

struct CohortDifference {
    std::size_t begins = 0;       // the first treated time
    double share = 0;             // of all treated units' times after
    ComparisonPanel panel;        // without what is the covariates'
    std::vector<double> effects;  // of the covariates
    SyntheticDifference found;
};

struct StaggeredDifference {
    double estimate = 0, differences = 0, synthetic = 0;
    std::vector<CohortDifference> cohorts;  // the earliest first
};

// Refused as synthetic_difference(), and with "collinear_variable" (projected: a covariate that
// units, times and the others account for).
base::Result<StaggeredDifference> staggered_difference(const AdoptionPanel& panel,
                                                       const StaggeredOptions& options);

enum class DifferenceErrors {
    // The controls pretend to be treated, ζ as in the whole (Arkhangelsky et al., algorithm 4):
    // each in turn where one unit is treated, otherwise as many by chance as are treated, with
    // their first times.
    placebo,
    // Without each unit in turn, the weights and the covariates' effects held fast (algorithm 3).
    jackknife,
    // Units drawn with replacement and everything but ζ found anew (algorithm 2).
    bootstrap,
};

struct SyntheticDifferenceErrors {
    double estimate = 0, differences = 0, synthetic = 0;  // synthetic: not of the jackknife
    std::size_t replicates = 0;
    std::vector<double> estimates;  // of the replicates
};

// Refused with "too_few": placebo, unless there are two more controls than treated units;
// jackknife, a first time with a single treated unit, or where one control has all the weight;
// bootstrap, a single treated unit. Otherwise as staggered_difference(). The result doesn't depend
// on the number of threads.
base::Result<SyntheticDifferenceErrors> difference_errors(
    const AdoptionPanel& panel, const StaggeredDifference& whole, const StaggeredOptions& options,
    DifferenceErrors kind, std::size_t replicates, std::uint64_t seed, std::size_t threads);

}  // namespace statistics
