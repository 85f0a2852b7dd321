#pragma once

#include <cstddef>
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

// `zeta` and `noise` below 0: by the formula. Refused with "too_few" (fewer than two controls or
// two times before), "constant_variable" (controls that never change).
base::Result<SyntheticDifference> synthetic_difference(const ComparisonPanel& panel,
                                                       double zeta = -1, double noise = -1);

// The difference of differences for these weights of the controls and of the times before.
double double_difference(const ComparisonPanel& panel, const std::vector<double>& unit_weights,
                         const std::vector<double>& time_weights);

}  // namespace statistics
