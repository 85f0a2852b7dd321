#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/mixed_model.h"
#include "statistics/optimiser.h"

// What linear and generalised mixed models share before and after the search.
namespace statistics {

// Fixed effects with orthogonal columns of length √n, X = Q·R, and random columns of length √n, so
// that no unit of measurement makes the search harder.
struct MixedFrame {
    Matrix orthogonal;           // Q
    Matrix triangle;             // R
    double log_determinant = 0;  // 2·log|R|
    std::vector<GroupedEffects> effects;
    std::vector<std::vector<double>> scales;  // what each random column was divided by

    // Starting values and lower bounds of θ.
    std::vector<double> first_theta() const;
    std::vector<double> lower_theta() const;
    // R⁻¹·c and R⁻¹·C·R⁻ᵀ.
    std::vector<double> coefficients(const std::vector<double>& orthogonal_ones) const;
    Matrix covariance(const Matrix& orthogonal_one) const;
    // Adds Σ z·T·u of every grouping.
    void add_random(const std::vector<double>& theta,
                    const std::vector<std::vector<double>>& spherical,
                    std::vector<double>& sum) const;
    // Variances, covariances and effects of levels, in the data's own units.
    void describe(const std::vector<double>& theta,
                  const std::vector<std::vector<double>>& spherical, MixedFit& fit) const;
};

// Refused as said in mixed_model.h, but for what concerns the outcome.
base::Result<MixedFrame> mixed_frame(const MixedData& data, bool as_many_effects_as_rows);

// Moves variances at 0 to where the objective is lower a little above it, if it is: at 0 the slope
// is always 0, so that a search may stop there beside a low minimum. True where one was moved.
bool leave_zero(const Objective& objective, const std::vector<double>& lower,
                std::vector<double>& theta);

// Moves variances that are as good as 0 to 0, and says which those are.
std::vector<bool> settle_at_zero(const Objective& objective, const std::vector<double>& lower,
                                 std::vector<double>& theta);

}  // namespace statistics
