#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Finds the points near a place by a grid of square cells. Coordinates are plane, in any unit.
namespace statistics {

enum class Metric { euclidean, manhattan };

inline double distance_between(double dx, double dy, Metric metric) {
    return metric == Metric::manhattan ? std::abs(dx) + std::abs(dy) : std::sqrt(dx * dx + dy * dy);
}

class PointGrid {
  public:
    // `cell` is the wished size of cells, above 0; it grows where there would be more than a few
    // cells for each point. Coordinates are finite, of equal number, at least one.
    PointGrid(std::span<const double> x, std::span<const double> y, double cell);

    std::size_t size() const { return x_.size(); }

    // Calls visit(point, dx, dy) for every point in the cells that the square of half-width
    // `radius` around (x, y) meets: all points within the radius and some others.
    template <class Visit>
    void near(double x, double y, double radius, Visit visit) const {
        const std::size_t last_column = column_of(x + radius), last_row = row_of(y + radius);
        for (std::size_t row = row_of(y - radius); row <= last_row; ++row)
            for (std::size_t column = column_of(x - radius); column <= last_column; ++column) {
                const std::size_t cell = row * columns_ + column;
                for (std::size_t at = starts_[cell]; at < starts_[cell + 1]; ++at)
                    visit(numbers_[at], x_[at] - x, y_[at] - y);
            }
    }

    // The `k` points nearest to point `self` (itself left out), nearest first, of equally near ones
    // the one with the lower number. k is less than the number of points.
    std::vector<std::uint32_t> nearest(double x, double y, std::uint32_t self, std::size_t k) const;

  private:
    std::size_t column_of(double x) const { return cell_of(x - left_, columns_); }
    std::size_t row_of(double y) const { return cell_of(y - bottom_, rows_); }
    std::size_t cell_of(double offset, std::size_t count) const {
        if (!(offset > 0)) return 0;
        const double at = offset / cell_;
        return at >= static_cast<double>(count) ? count - 1 : static_cast<std::size_t>(at);
    }

    double left_ = 0, bottom_ = 0, cell_ = 1;
    std::size_t columns_ = 1, rows_ = 1;
    std::vector<std::size_t> starts_;  // of each cell in the sorted points
    std::vector<std::uint32_t> numbers_;
    std::vector<double> x_, y_;
};

// A cell size for which a cell holds about `each` points.
double cell_for(std::span<const double> x, std::span<const double> y, double each);

}  // namespace statistics
