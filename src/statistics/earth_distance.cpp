#include "statistics/earth_distance.h"

#include <cmath>
#include <numbers>

namespace statistics {

double earth_distance(double longitude_a, double latitude_a, double longitude_b,
                      double latitude_b) {
    if (longitude_a == longitude_b && latitude_a == latitude_b) return 0;
    constexpr double radius = 6378.137, flattening = 1 / 298.257223563;
    constexpr double degree = std::numbers::pi / 180;
    const double f = (latitude_a + latitude_b) / 2 * degree;
    const double g = (latitude_a - latitude_b) / 2 * degree;
    const double l = (longitude_a - longitude_b) / 2 * degree;
    const auto square = [](double value) { return value * value; };
    const double sin_f = square(std::sin(f)), cos_f = square(std::cos(f));
    const double sin_g = square(std::sin(g)), cos_g = square(std::cos(g));
    const double sin_l = square(std::sin(l)), cos_l = square(std::cos(l));
    const double s = sin_g * cos_l + cos_f * sin_l, c = cos_g * cos_l + sin_f * sin_l;
    // Opposite sides of the earth, where the formula has no answer.
    if (c < 1e-14) return std::numbers::pi * radius;
    const double w = std::atan(std::sqrt(s / c)), r = std::sqrt(s * c) / w;
    const double h1 = (3 * r - 1) / (2 * c), h2 = (3 * r + 1) / (2 * s);
    return 2 * w * radius * (1 + flattening * h1 * sin_f * cos_g - flattening * h2 * cos_f * sin_g);
}

}  // namespace statistics
