#pragma once

#include <vector>

#include "statistics/matrix.h"
#include "statistics/optimiser.h"

// Slope and curvature of a smooth function of a few variables, from its values alone.
namespace statistics {

// Central differences with steps h and h/2, extrapolated to none (Richardson 1911): the error is of
// the fourth order in the step.
std::vector<double> gradient_of(const Objective& objective, const std::vector<double>& at,
                                const std::vector<double>& steps);
Matrix hessian_of(const Objective& objective, const std::vector<double>& at,
                  const std::vector<double>& steps);

struct PolishedMinimum {
    std::vector<double> at;
    double value = 0;
    Matrix hessian;  // over all variables; 0 in the rows and columns of those held
};
// Newton's steps from a point that is nearly the minimum, until a step promises nothing. Variables
// that are `held` keep their value. Never worse than the start.
PolishedMinimum polish(const Objective& objective, const std::vector<double>& start,
                       const std::vector<double>& steps, const std::vector<bool>& held);

}  // namespace statistics
