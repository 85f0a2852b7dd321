#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"

// Whether residuals in the order of time still depend on each other.
namespace statistics {

struct SeriesCheck {
    std::vector<double> autocorrelation;          // lags 1 to most, divided by n
    std::vector<double> partial_autocorrelation;  // Durbin and Levinson's recursion
    double ljung_box = 0;  // n(n+2)Σr²/(n−k), Ljung and Box 1978, Biometrika 65:297
    double ljung_box_p = 1;
    double durbin_watson = 2;  // Σ(eₜ−eₜ₋₁)²/Σe² of the centred residuals
};

// Refused: "too_few" (not more residuals than lags + 1), "constant_variable".
base::Result<SeriesCheck> check_series(const std::vector<double>& residuals, std::size_t lags);

}  // namespace statistics
