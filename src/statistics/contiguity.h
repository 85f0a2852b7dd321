#pragma once

#include <vector>

#include "base/result.h"
#include "statistics/plane_window.h"
#include "statistics/spatial_weights.h"

// Which areas of a map touch each other.
namespace statistics {

// The rings of one area: its parts and their holes, in any order; open or closed.
using Shape = std::vector<std::vector<Place>>;

// queen: one corner in common is enough; rook: two (Cliff and Ord 1981). Corners at most `snap`
// apart are the same, as spdep's poly2nb; only corners count, so that borders meet where both maps
// have them. Refused: "no_data", "not_finite", "too_few" (an area without corners), "outside"
// (snap).
enum class Contiguity { queen, rook };
base::Result<SpatialWeights> contiguous(const std::vector<Shape>& shapes, Contiguity kind,
                                        double snap);

// Those who are `order` steps apart by the shortest way, as spdep's nblag; `up_to` also those
// nearer (nblag_cumul). All weights are 1. Refused: "outside" (an order of 0).
base::Result<SpatialWeights> of_order(const SpatialWeights& weights, std::size_t order, bool up_to);

}  // namespace statistics
