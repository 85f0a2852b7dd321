#pragma once

// Distances along the earth.
namespace statistics {

// Kilometres along the WGS 84 ellipsoid between two places given in degrees, by Andoyer's formula
// (Meeus 1991, Astronomical Algorithms, chapter 10), as R's sp and spdep with longlat.
double earth_distance(double longitude_a, double latitude_a, double longitude_b, double latitude_b);

}  // namespace statistics
