#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "statistics/comparison_panel.h"

// Synthetic difference-in-differences (Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, AER
// 111:4088): controls weighted to run parallel to the treated before, times before weighted to
// resemble those after, and then a difference of differences. Beside it, on the same panel, plain
// differences and synthetic control.
namespace statistics {

struct SyntheticDifference {
    double estimate = 0;
    double differences = 0;            // plain difference-in-differences
    double synthetic = 0;              // synthetic control, no constant, outcomes alone
    std::vector<double> unit_weights;  // of the controls
    std::vector<double> time_weights;  // of the times before
    // ζ: the penalty on unequal unit weights, ((treated units)(times after))^¼ times the standard
    // deviation of the controls' steps from one time to the next (their equation 2.2), unless
    // given. The time weights have a millionth of that deviation.
    double zeta = 0;
    double noise = 0;
};

struct SyntheticDifferenceErrors {
    double estimate = 0, differences = 0, synthetic = 0;
    std::size_t replicates = 0;
    std::vector<double> placebos;  // of the estimate; empty for the jackknife
};

// `zeta` below 0: by the formula. Refused with "too_few" (fewer than two controls or two times
// before), "constant_variable" (controls that never change).
base::Result<SyntheticDifference> synthetic_difference(const ComparisonPanel& panel,
                                                       double zeta = -1);

// Standard errors from placebos among the controls (their algorithm 4), ζ as in the whole: each
// control in turn where one unit is treated, otherwise `replicates` draws of as many controls as
// are treated. Refused with "too_few" unless there are more controls than treated units.
base::Result<SyntheticDifferenceErrors> placebo_errors(const ComparisonPanel& panel,
                                                       const SyntheticDifference& whole,
                                                       std::size_t replicates, std::uint64_t seed,
                                                       std::size_t threads);

// By the jackknife over units with the weights held fast (their algorithm 3). Refused with
// "too_few" for a single treated unit or where one control has all the weight.
base::Result<SyntheticDifferenceErrors> jackknife_errors(const ComparisonPanel& panel,
                                                         const SyntheticDifference& whole);

}  // namespace statistics
