#include "statistics/quadrature.h"

#include <cmath>
#include <numbers>

namespace statistics {

QuadratureRule gauss_legendre(std::size_t points, double lower, double upper) {
    QuadratureRule rule;
    const auto n = static_cast<double>(points);
    for (std::size_t i = 0; i < points; ++i) {
        double x = -std::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5));
        double derivative = 1;
        for (int step = 0; step < 100; ++step) {
            double before = 1, value = x;
            for (double degree = 2; degree <= n; ++degree) {
                const double next = ((2 * degree - 1) * x * value - (degree - 1) * before) / degree;
                before = value;
                value = next;
            }
            if (points == 1) before = 1;
            derivative = n * (x * value - before) / (x * x - 1);
            const double change = value / derivative;
            x -= change;
            if (std::abs(change) < 1e-16) break;
        }
        const double half = (upper - lower) / 2;
        rule.nodes.push_back(lower + half * (x + 1));
        rule.weights.push_back(half * 2 / ((1 - x * x) * derivative * derivative));
    }
    return rule;
}

}  // namespace statistics
