#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "statistics/spatial_weights.h"

// Are neighbours alike: over the whole map, and around each area. Areas without neighbours count in
// the mean and the variance of the values, as in spdep, but have no local statistic.
namespace statistics {

// How often values are dealt out anew among the areas; none where `count` is 0. Replicate r draws
// from stream r of the seed, so that the answer doesn't depend on the number of threads.
struct Replicates {
    std::size_t count = 0;
    std::uint64_t seed = 1;
    std::size_t threads = 1;
};

struct Simulated {
    double mean = 0, standard_deviation = 0;
    double p_greater = 1, p_less = 1;  // (1 + as extreme)/(1 + replicates)
    double p_two_sided = 1;            // twice the smaller, at most 1
};

enum class Assumption { randomisation, normality };

struct GlobalStatistic {
    double value = 0, expectation = 0, variance = 0;
    double z = 0;  // (value − expectation)/√variance
    double n = 0;  // areas with neighbours
    std::optional<Simulated> simulated;
};

// Moran 1950; moments of Cliff and Ord 1981, 2.2. I = n/S0 · Σwᵢⱼzᵢzⱼ/Σz². Refused:
// "different_lengths", "not_finite", "constant_variable", "too_few" (under 4 areas with
// neighbours).
base::Result<GlobalStatistic> moran(std::span<const double> x, const SpatialWeights& weights,
                                    Assumption assumption, const Replicates& replicates);

// Geary 1954; Cliff and Ord 1981. C = (n−1)/2S0 · Σwᵢⱼ(xᵢ−xⱼ)²/Σz²; below 1 where neighbours are
// alike, and z is (1 − C)/√variance as in spdep, above 0 then. Refused like moran.
base::Result<GlobalStatistic> geary(std::span<const double> x, const SpatialWeights& weights,
                                    Assumption assumption, const Replicates& replicates);

// Getis and Ord 1992: Σwᵢⱼxᵢxⱼ/Σxᵢxⱼ (i ≠ j), over areas with neighbours. Refused like moran, and
// "negative_value".
base::Result<GlobalStatistic> global_g(std::span<const double> x, const SpatialWeights& weights,
                                       const Replicates& replicates);

// Assunção and Reis 1999 (Stat Med 18:2147): how far each rate lies from the overall one, in its
// own standard deviation. Where the variance would be negative only the Poisson part is kept.
// Refused: "different_lengths", "no_data", "negative_value", "not_positive", "no_events".
base::Result<std::vector<double>> standardised_rates(std::span<const double> counts,
                                                     std::span<const double> populations);
// Moran's I of these, n being all areas (spdep's EBImoran); the moments are those of `moran`, which
// don't know that the rates were estimated: judge by the replicates.
base::Result<GlobalStatistic> empirical_bayes_moran(std::span<const double> counts,
                                                    std::span<const double> populations,
                                                    const SpatialWeights& weights,
                                                    const Replicates& replicates);

enum class LocalKind {
    moran_total,        // Anselin 1995: moments over all permutations
    moran_conditional,  // Sokal, Oden and Thomson 1998: the area's own value stays (spdep from 1.2)
    g,                  // Ord and Getis 1995, without the area itself
    g_star,             // with it: the weights hold each area as its own neighbour
};

// What is far from what chance gives, for each area; NaN for an area without neighbours.
struct LocalStatistics {
    std::vector<double> value;  // Iᵢ with Σz²/n below the line, or Σwᵢⱼxⱼ/Σxⱼ (of the others for G)
    std::vector<double> lag;                    // Σwᵢⱼxⱼ
    std::vector<double> expectation, variance;  // of Iᵢ, or of the lag
    std::vector<double> z, p;                   // two-sided, by the normal distribution
    // 1 high among high, 2 low among low, 3 low among high, 4 high among low (against the mean).
    std::vector<double> quadrant;
    std::vector<Simulated> simulated;  // empty without replicates
};

// Replicates: an area's value stays, its neighbours' are drawn from all others without replacement
// (conditional permutation). One draw of positions serves all areas of a replicate. Refused like
// moran.
base::Result<LocalStatistics> local_statistics(std::span<const double> x,
                                               const SpatialWeights& weights, LocalKind kind,
                                               const Replicates& replicates);

}  // namespace statistics
