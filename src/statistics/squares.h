#pragma once

#include <cstddef>

// The innermost loops of regression.
namespace statistics {

// Adds Σ wᵢxᵢxᵢ' to `sum`, columns × columns, column by column. `x` holds columns of `rows` numbers
// that begin `stride` apart; `weights` null: all 1. Rows are taken 256 at a time so that they stay
// in the nearest cache, columns two by two. The order of summing depends on nothing but the sizes:
// the result is the same on every processor.
void add_squares(const double* x, std::size_t stride, std::size_t rows, std::size_t columns,
                 const double* weights, double* sum);

// product = a·b, number by number; `product` may be one of them.
void multiply(const double* a, const double* b, std::size_t rows, double* product);

double sum_of(const double* values, std::size_t rows);
double sum_of_products(const double* a, const double* b, std::size_t rows);

// sum += factor·x, number by number.
void add_multiple(double factor, const double* x, std::size_t rows, double* sum);

// What a look at at least one number tells. Of numbers that aren't all finite only that.
struct Look {
    double least = 0, most = 0;
    bool finite = true;
    bool whole = true;  // of numbers of at least 0: none has a fraction
};
Look look_at(const double* values, std::size_t rows);

}  // namespace statistics
