#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/group_time_effects.h"
#include "statistics/matrix.h"

// One difference of changes between treated and others, made alike in covariates.
namespace statistics {

struct TwoGroups {
    std::vector<double> change;  // of the outcome, for each unit
    std::vector<bool> treated;
    std::vector<double> weights;
    Matrix x;  // with a constant
    std::vector<std::string> names;
};

struct AdjustedDifference {
    double estimate = 0;
    // Of each unit: the estimate moves with the mean of these.
    std::vector<double> influence;
};

// The traditional doubly robust estimator, outcome regression and normalised inverse probability
// weighting for panels of Sant'Anna and Zhao (2020, J Econometrics 219:101), as package DRDID's
// drdid_panel, reg_did_panel and std_ipw_did_panel. Refused with "too_few" (others than treated),
// "collinear_variable", and as fit_regression refuses.
base::Result<AdjustedDifference> adjusted_difference(const TwoGroups& groups,
                                                     Adjustment adjustment);

}  // namespace statistics
