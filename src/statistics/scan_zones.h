#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"

// The circles that a scan looks at.
namespace statistics {

enum class DistanceKind {
    plane,         // √(Δx² + Δy²)
    great_circle,  // kilometres along the WGS 84 ellipsoid (Andoyer's formula, Meeus 1991, chapter
                   // 10)
};

struct Places {
    std::vector<double> x, y;  // great_circle: longitude and latitude in degrees
    DistanceKind kind = DistanceKind::plane;
};

double distance_between(const Places& places, std::size_t one, std::size_t other);

// For each centre the areas from the nearest outwards (equally near ones in their own order), as
// many as its largest circle holds; every first part of it is a circle. A circle that holds the
// same areas as an earlier one is not `fresh`.
struct ScanZones {
    std::vector<std::vector<std::uint32_t>> members;
    std::vector<std::vector<bool>> fresh;
    std::size_t circles = 0;
    std::size_t distinct = 0;
};

// Circles grow until they hold more than `share` of the total of `population`, or more than
// `nearest` areas (0: any number), the centre included. Refused: "no_data", "different_lengths",
// "not_finite" (coordinates), "outside" (latitude, longitude, share), "negative_value"
// (population), "no_zones" (every single area is larger than the share).
base::Result<ScanZones> scan_zones(const Places& places, const std::vector<double>& population,
                                   double share, std::size_t nearest);

}  // namespace statistics
