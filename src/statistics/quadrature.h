#pragma once

#include <cstddef>
#include <vector>

namespace statistics {

// Nodes and weights of Gauss and Legendre's rule on [lower, upper] (Abramowitz and Stegun 25.4.30),
// the nodes by Newton's method. Exact for polynomials of degree 2·points − 1.
struct QuadratureRule {
    std::vector<double> nodes, weights;
};
QuadratureRule gauss_legendre(std::size_t points, double lower, double upper);

}  // namespace statistics
