#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "statistics/large_pages.h"

// A dense matrix of numbers, stored column by column. Only holds; linear_algebra.h computes.
namespace statistics {

class Matrix {
  public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {
        reserve_large(values_, rows * columns);
        values_.resize(rows * columns, 0.0);
    }

    std::size_t rows() const { return rows_; }
    std::size_t columns() const { return columns_; }
    double& operator()(std::size_t row, std::size_t column) {
        return values_[column * rows_ + row];
    }
    double operator()(std::size_t row, std::size_t column) const {
        return values_[column * rows_ + row];
    }
    std::span<double> column(std::size_t index) {
        return std::span(values_).subspan(index * rows_, rows_);
    }
    std::span<const double> column(std::size_t index) const {
        return std::span(values_).subspan(index * rows_, rows_);
    }
    double* data() { return values_.data(); }
    const double* data() const { return values_.data(); }

  private:
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<double> values_;
};

}  // namespace statistics
