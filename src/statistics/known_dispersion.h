#pragma once

#include "base/result.h"
#include "statistics/regression.h"

namespace statistics {

// Negative binomial regression with variance μ + μ²/θ where θ is known: R's glm with MASS's
// negative.binomial(theta). No θ is estimated, so theta_error is 0. Refused as fit_regression, and
// "outside" (theta).
base::Result<RegressionFit> fit_known_dispersion(const RegressionData& data, double theta,
                                                 const RegressionOptions& options = {});

}  // namespace statistics
