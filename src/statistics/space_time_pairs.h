#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/point_grid.h"
#include "statistics/spatial_autocorrelation.h"

// Pairs of events that lie close in space and in time: Knox's test and the near-repeat table.
namespace statistics {

struct Events {
    std::span<const double> x, y, time;
};

// Consecutive bands of distances: each [from, to), the last one [from, to] where `end_included`;
// with `beyond` there is one more, from the last edge on.
struct Bands {
    std::vector<double> edges;
    bool end_included = false;
    bool beyond = false;

    std::size_t count() const { return edges.size() - 1 + (beyond ? 1 : 0); }
    // As it is: "[0,200)". The most used near-repeat program prints other intervals than it counts.
    std::string name(std::size_t band) const;
};

struct PairCell {
    double observed = 0;
    // Over all ways to deal the times out among the places, exact: Ns·Nt/N, and the variance of
    // Barton and David 1966 ("The random intersection of two graphs").
    double expected = 0, variance = 0;
    double z = 0;          // 0 where the variance is 0
    double p_poisson = 1;  // P(N ≥ observed), N Poisson with the expected number
    // The same, N hypergeometric: as if each pair were close in time by itself, which pairs of the
    // same events aren't. surveillance's knox shuffles pairs so; its simulated p tends to this.
    double p_pairs = 1;
    Simulated simulated;  // p_greater = 1 without replicates
};

struct PairTable {
    std::vector<double> close_in_space, close_in_time;  // pairs in each band
    double pairs = 0;                                   // all of them, n(n−1)/2
    std::vector<PairCell> cells;                        // time within space
    const PairCell& cell(std::size_t space, std::size_t time) const {
        return cells[space * close_in_time.size() + time];
    }
};

// Refused: "too_few" (under 4 events), "different_lengths", "not_finite", "outside" (edges not
// ascending from 0 or above), "constant_variable" (all in one place or at one time).
base::Result<PairTable> space_time_pairs(const Events& events, const Bands& space,
                                         const Bands& time, Metric metric,
                                         const Replicates& replicates);

}  // namespace statistics
