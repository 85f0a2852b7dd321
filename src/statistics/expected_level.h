#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"
#include "statistics/rate.h"

// What was observed against what was expected: standardised ratios, standardisation, empirical
// Bayes, funnel limits. Counts O, expectations E in events, populations in persons.
namespace statistics {

enum class RatioLimits { exact, mid_p, byar };

struct StandardisedRatio {
    double ratio = 0;  // O/E
    Interval limits;
    double p = 1;  // two-sided mid-P for O given E: 2·min(P(N<O)+½P(N=O), P(N>O)+½P(N=O)), ≤ 1
};

// Exact limits by Garwood (1936); Byar's approximation (Breslow and Day 1987, vol. II, 2.3):
// O(1−1/9O−z/3√O)³ and (O+1)(1−1/9(O+1)+z/3√(O+1))³; mid-P limits where the mid-P of the mean is
// α/2 (Rothman and Boice 1979). The lower limit of 0 is 0. Refused: "negative_value",
// "not_positive" (expected), "outside" (confidence).
base::Result<StandardisedRatio> standardised_ratio(double observed, double expected,
                                                   RatioLimits limits, double confidence = 0.95);

struct DirectRate {
    double crude = 0;     // ΣO/Σn
    double adjusted = 0;  // Σ wᵢOᵢ/nᵢ, w the standard's shares
    Interval limits;      // gamma limits of Fay and Feuer (1997, Stat Med 16:791)
    double standard_error = 0;
};
// Per one person. Refused: "different_lengths", "no_data", "negative_value" (a count),
// "not_positive" (a population or the standard's sum), "no_events".
base::Result<DirectRate> direct_standardisation(std::span<const double> counts,
                                                std::span<const double> populations,
                                                std::span<const double> standard,
                                                double confidence = 0.95);

// Σ rᵢnᵢ with the standard's rates rᵢ: what to expect. Refused like direct_standardisation.
base::Result<double> indirectly_expected(std::span<const double> populations,
                                         std::span<const double> standard_counts,
                                         std::span<const double> standard_populations);

// Rates drawn towards a mean by how uncertain each is.
struct EmpiricalBayes {
    std::vector<double> estimates;
    double mean = 0;      // of the rates: global methods
    double variance = 0;  // between areas: global methods
    bool no_variation = false;
};

enum class RateModel { poisson, binomial };

// Marshall (1991, Appl Stat 40:283) with moments over all areas; binomial by Martuzzi and Elliott
// (1996, Stat Med 15:1867), where `variance` is the weighted variance of the rates, as in spdep.
// Refused: "different_lengths", "too_few" (under 2), "negative_value", "not_positive".
base::Result<EmpiricalBayes> marshall_global(std::span<const double> counts,
                                             std::span<const double> populations, RateModel model);

// Which areas lie next to which: row numbers, from 0.
using Neighbours = std::vector<std::vector<std::size_t>>;

// Marshall's local method: the mean and variance are those of the area and its neighbours. An area
// without neighbours keeps its own rate.
base::Result<EmpiricalBayes> marshall_local(std::span<const double> counts,
                                            std::span<const double> populations,
                                            const Neighbours& neighbours);

// A gamma distribution of the areas' ratios, and each area's given its count: gamma(O+shape,
// E+rate).
struct GammaBayes {
    double shape = 0;
    double rate = 0;
    std::vector<double> estimates;
    std::vector<Interval> limits;
    std::vector<double> above_one;  // P(ratio > 1)
    int iterations = 0;
};

// Shape and rate by maximum likelihood: the negative binomial regression of O on the offset log E
// alone (Clayton and Kaldor 1987, Biometrics 43:671, 2.3). Refused like fit_regression, and
// "not_positive".
base::Result<GammaBayes> gamma_bayes(std::span<const double> observed,
                                     std::span<const double> expected, double confidence = 0.95);

// Clayton and Kaldor's moment equations, iterated from shape and rate 1.
base::Result<GammaBayes> clayton_kaldor(std::span<const double> observed,
                                        std::span<const double> expected, double confidence = 0.95);

// P(N ≤ O) for each area, N Poisson with mean E, and the smaller tail that includes O (Choynowski
// 1959, JASA 54:385).
struct PoissonMap {
    std::vector<double> lower_tail;
    std::vector<double> smaller_tail;
};
base::Result<PoissonMap> poisson_map(std::span<const double> observed,
                                     std::span<const double> expected);

// The funnel's limit for O/E at a probability, interpolated between counts so that it is smooth in
// E (Spiegelhalter 2005, Stat Med 24:1185, appendix A.1.1). Below the smallest count it may be
// negative, as published. Refused: "not_positive", "outside".
base::Result<double> funnel_limit(double expected, double probability);

// How much more the areas vary than chance (Spiegelhalter 2005, A.4): z = 2√E(√(O/E)−1), φ the mean
// of z² with the share `winsorised` moved in at each end, τ² the variance between areas by
// DerSimonian and Laird on √(O/E). A z of one area is chance only where φ is near 1; `z_random`
// allows for τ².
struct Funnel {
    double dispersion_raw = 0;
    double dispersion = 0;
    double between_variance = 0;
    std::vector<double> z;
    std::vector<double> z_dispersed;  // z/√φ, φ at least 1
    std::vector<double> z_random;
};
// Refused: "different_lengths", "too_few" (under 3 areas), "negative_value", "not_positive",
// "outside".
base::Result<Funnel> funnel(std::span<const double> observed, std::span<const double> expected,
                            double winsorised = 0.1);

// Shares of equal ranks get their mean, from 1.
std::vector<double> ranks(std::span<const double> values);

}  // namespace statistics
