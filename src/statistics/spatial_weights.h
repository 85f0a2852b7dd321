#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/result.h"
#include "statistics/point_grid.h"

// Who is whose neighbour, and how much each counts. An area without neighbours has an empty row.
namespace statistics {

struct SpatialWeights {
    std::vector<std::size_t> starts{0};     // of each area's row; one more than areas
    std::vector<std::uint32_t> neighbours;  // row numbers from 0, ascending within a row
    std::vector<double> values;

    std::size_t areas() const { return starts.size() - 1; }
    std::size_t count(std::size_t area) const { return starts[area + 1] - starts[area]; }
    std::span<const std::uint32_t> of(std::size_t area) const {
        return std::span(neighbours).subspan(starts[area], count(area));
    }
    std::span<const double> values_of(std::size_t area) const {
        return std::span(values).subspan(starts[area], count(area));
    }
};

struct Link {
    std::size_t from = 0, to = 0;
    double weight = 1;
};
// A pair given twice counts once, with the weight given last. Refused: "outside" (a row number),
// "negative_value" or "not_finite" (a weight).
base::Result<SpatialWeights> weights_from_links(std::size_t areas, std::vector<Link> links);

// The k nearest points, of equally near ones the first in the data. `symmetric` adds the links'
// opposites. Refused: "no_data", "different_lengths", "not_finite", "outside" (k).
base::Result<SpatialWeights> nearest_neighbours(std::span<const double> x,
                                                std::span<const double> y, std::size_t k,
                                                bool symmetric);

// Points whose distance lies in [from, to], as spdep's dnearneigh; two points in the same place are
// neighbours where from is 0. Refused like nearest_neighbours, and "outside" (from, to).
base::Result<SpatialWeights> distance_band(std::span<const double> x, std::span<const double> y,
                                           double from, double to, Metric metric);

// The same on earth: x and y are longitude and latitude in degrees, distances are kilometres
// (earth_distance). Refused as above, and "outside" (x, y: no longitude or latitude).
base::Result<SpatialWeights> nearest_on_earth(std::span<const double> x, std::span<const double> y,
                                              std::size_t k, bool symmetric);
base::Result<SpatialWeights> earth_band(std::span<const double> x, std::span<const double> y,
                                        double from, double to);

// How a neighbour's weight falls with its distance d: d^−exponent; e^−rate·d; or
// (1 − (d/reach)^exponent)^exponent, 0 from reach on (double power, spdep's "dpd"). `least` is what
// shorter distances count as.
enum class DecayKind { power, exponential, double_power };
struct Decay {
    DecayKind kind = DecayKind::power;
    double exponent = 1, rate = 1, reach = 1, least = 0;
};
// Gives every link its weight by distance. Refused: "outside" (exponent, rate, reach, least),
// "same_place" (a distance of 0 by power, with no least distance), and as nearest_neighbours.
enum class Surface { plane, city_blocks, earth };
base::Result<void> weigh_by_distance(SpatialWeights& weights, std::span<const double> x,
                                     std::span<const double> y, Surface surface,
                                     const Decay& decay);

// As spdep's nb2listw: B as given; W each row sums to 1; C all sum to the number of areas with
// neighbours; U all sum to 1; S variance-stabilising (Tiefelsdorf, Griffith and Boots 1999, Environ
// Plan A 31:165), all sum as in C; minmax over the smaller of the largest row sum and the largest
// column sum (Kelejian and Prucha 2010, J Econom 157:53).
enum class WeightStyle { b, w, c, u, s, minmax };
void apply_style(SpatialWeights& weights, WeightStyle style);

// Each area that has neighbours also as its own, with weight 1.
SpatialWeights with_self(const SpatialWeights& weights);

// The weights of G*: each area as its own neighbour, then the style. Areas without neighbours stand
// with themselves alone while it is applied, as in spdep, and have none afterwards.
SpatialWeights star_weights(const SpatialWeights& neighbours, WeightStyle style);

// Cliff and Ord 1981: n counts the areas with neighbours; S0 = Σwᵢⱼ, S1 = ½Σ(wᵢⱼ+wⱼᵢ)²,
// S2 = Σ(wᵢ·+w·ᵢ)².
struct WeightConstants {
    double n = 0, s0 = 0, s1 = 0, s2 = 0;
};
WeightConstants constants_of(const SpatialWeights& weights);

// Σⱼ wᵢⱼ xⱼ for each area.
std::vector<double> spatial_lag(const SpatialWeights& weights, std::span<const double> x);

}  // namespace statistics
