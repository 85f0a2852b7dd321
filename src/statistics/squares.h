#pragma once

#include <cstddef>

// The innermost loop of regression: sums of squares and products of columns.
namespace statistics {

// Adds Σ wᵢxᵢxᵢ' to `sum`, columns × columns, column by column. `x` holds columns of `rows` numbers
// that begin `stride` apart; `weights` null: all 1. Rows are taken 256 at a time so that they stay
// in the nearest cache, columns two by two. The order of summing depends on nothing but the sizes:
// the result is the same on every processor.
void add_squares(const double* x, std::size_t stride, std::size_t rows, std::size_t columns,
                 const double* weights, double* sum);

}  // namespace statistics
