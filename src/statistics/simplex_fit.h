#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "statistics/matrix.h"

// The mixture of columns that comes closest to a target.
namespace statistics {

struct SimplexFit {
    std::vector<double> weights;  // one for each column, at least 0, together 1
    double objective = 0;         // ‖target − columns·w‖² + ridge·‖w‖²
    // The optimality conditions, on the gradient columns'(columns·w − target) + ridge·w: how far it
    // differs among the columns in use (0 at the minimum), and by how much the best other column is
    // worse than those (at least 0 at the minimum; 0 where every column is in use).
    double spread = 0;
    double least_cost = 0;
    bool converged = true;
};

// Minimises ‖target − columns·w‖² + ridge·‖w‖² over w ≥ 0, Σw = 1: the point of smallest norm in
// the polytope of the columns less the target (Wolfe 1976, Math Programming 11:128), an active set
// method that ends at the exact minimum after finitely many steps. The triangle of the columns in
// use is updated, not made anew. `start` are columns to begin with (a solution nearby), or empty.
// There is at least one column; ridge is at least 0. Where several mixtures are equally close, one
// of them.
SimplexFit fit_simplex(const Matrix& columns, std::span<const double> target, double ridge = 0,
                       const std::vector<double>& start = {});

}  // namespace statistics
