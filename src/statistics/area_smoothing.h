#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include "base/result.h"
#include "statistics/rate.h"

// Smoothing of areas' rates over a map: log μᵢ = offsetᵢ + b(area of i), with a penalty on
// differences between neighbours (intrinsic conditional autoregression, Besag, York and Mollié
// 1991, Ann Inst Stat Math 43:1), its strength by restricted maximum likelihood with Laplace's
// approximation (Wood 2011, JRSS B 73:3).
namespace statistics {

struct AreaSmoothing {
    double intercept = 0;               // the mean of b over the rows
    std::vector<double> effects;        // b − intercept, for each area
    std::vector<double> effect_errors;  // of b, given the strength (Bayesian)
    std::vector<double> fitted;         // for each row
    // λ of the penalty λ·Σ(bᵢ−bⱼ)²/2·2 = λ b'Qb over pairs, Q the graph's Laplacian.
    double strength = 0;
    // λ·2·(most neighbours), the number mgcv 1.8 prints as sp.
    double rescaled_strength = 0;
    double effective_degrees = 0;  // tr((W+λQ)⁻¹W)
    double criterion = 0;          // the negative restricted log likelihood, mgcv's "REML"
    double deviance = 0;
    std::size_t components = 0;  // connected parts of the map
};

// Poisson counts; `area` gives each row's area (numbers from 0), `links` every pair of neighbours
// once. Every area needs a row and a neighbour ("too_few"). Refused otherwise: "negative_value",
// "not_whole", "not_finite", "no_events", "different_lengths", "not_converged". Where the areas
// vary no more than chance, λ stops at e¹⁵ and all effects are near 0.
base::Result<AreaSmoothing> smooth_areas(
    const std::vector<double>& counts, const std::vector<double>& offset,
    const std::vector<std::size_t>& area, std::size_t areas,
    const std::vector<std::pair<std::size_t, std::size_t>>& links);

}  // namespace statistics
