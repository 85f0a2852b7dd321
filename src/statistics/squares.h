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

bool all_finite(const double* values, std::size_t rows);

// Of numbers of at least 0, whether none has a fraction.
bool all_whole(const double* values, std::size_t rows);

// The smallest and the largest of at least one number, all finite.
double least_of(const double* values, std::size_t rows);
double most_of(const double* values, std::size_t rows);

}  // namespace statistics
