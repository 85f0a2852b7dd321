#include "statistics/point_grid.h"

#include <algorithm>
#include <limits>

namespace statistics {
namespace {

struct Extent {
    double low, high;
    double length() const { return high - low; }
};

Extent extent_of(std::span<const double> values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return {*low, *high};
}

// A point found, ordered by how near it is and then by its number.
struct Found {
    double squared;
    std::uint32_t number;
    bool operator<(const Found& other) const {
        return squared < other.squared || (squared == other.squared && number < other.number);
    }
};

void keep(std::vector<Found>& best, std::size_t k, Found found) {
    if (best.size() == k && !(found < best.back())) return;
    if (best.size() == k) best.pop_back();
    best.insert(std::upper_bound(best.begin(), best.end(), found), found);
}

}  // namespace

double cell_for(std::span<const double> x, std::span<const double> y, double each) {
    const double width = extent_of(x).length(), height = extent_of(y).length();
    const double count = static_cast<double>(x.size()) / each;
    const double area = width * height;
    const double cell = area > 0 ? std::sqrt(area / count) : std::max(width, height) / count;
    return cell > 0 && std::isfinite(cell) ? cell : 1;
}

PointGrid::PointGrid(std::span<const double> x, std::span<const double> y, double cell) {
    const Extent wide = extent_of(x), high = extent_of(y);
    left_ = wide.low;
    bottom_ = high.low;
    const double most_cells = 4 * static_cast<double>(x.size()) + 16;
    cell_ = cell;
    while ((wide.length() / cell_ + 1) * (high.length() / cell_ + 1) > most_cells) cell_ *= 1.5;
    columns_ = static_cast<std::size_t>(wide.length() / cell_) + 1;
    rows_ = static_cast<std::size_t>(high.length() / cell_) + 1;
    starts_.assign(columns_ * rows_ + 1, 0);
    std::vector<std::size_t> cells(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        cells[i] = row_of(y[i]) * columns_ + column_of(x[i]);
        ++starts_[cells[i] + 1];
    }
    for (std::size_t at = 1; at < starts_.size(); ++at) starts_[at] += starts_[at - 1];
    std::vector<std::size_t> next(starts_.begin(), starts_.end() - 1);
    numbers_.resize(x.size());
    x_.resize(x.size());
    y_.resize(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::size_t at = next[cells[i]]++;
        numbers_[at] = static_cast<std::uint32_t>(i);
        x_[at] = x[i];
        y_[at] = y[i];
    }
}

std::vector<std::uint32_t> PointGrid::nearest(double x, double y, std::uint32_t self,
                                              std::size_t k) const {
    std::vector<Found> best;
    best.reserve(k + 1);
    const auto column = static_cast<std::ptrdiff_t>(column_of(x)),
               row = static_cast<std::ptrdiff_t>(row_of(y));
    const auto columns = static_cast<std::ptrdiff_t>(columns_),
               rows = static_cast<std::ptrdiff_t>(rows_);
    const auto look = [&](std::ptrdiff_t r, std::ptrdiff_t c) {
        if (r < 0 || c < 0 || r >= rows || c >= columns) return;
        const auto cell = static_cast<std::size_t>(r * columns + c);
        for (std::size_t at = starts_[cell]; at < starts_[cell + 1]; ++at) {
            if (numbers_[at] == self) continue;
            const double dx = x_[at] - x, dy = y_[at] - y;
            keep(best, k, {dx * dx + dy * dy, numbers_[at]});
        }
    };
    for (std::ptrdiff_t ring = 0; ring <= std::max(columns, rows); ++ring) {
        for (std::ptrdiff_t c = column - ring; c <= column + ring; ++c) {
            look(row - ring, c);
            if (ring > 0) look(row + ring, c);
        }
        for (std::ptrdiff_t r = row - ring + 1; r < row + ring; ++r) {
            look(r, column - ring);
            look(r, column + ring);
        }
        // What has not been looked at is at least this far away; a hair less for rounding.
        const double east = left_ + static_cast<double>(column + ring + 1) * cell_ - x,
                     west = x - left_ - static_cast<double>(column - ring) * cell_,
                     north = bottom_ + static_cast<double>(row + ring + 1) * cell_ - y,
                     south = y - bottom_ - static_cast<double>(row - ring) * cell_;
        const double reach = (1 - 1e-9) * std::min({east, west, north, south});
        if (best.size() == k && reach > 0 && best.back().squared < reach * reach) break;
    }
    std::vector<std::uint32_t> numbers;
    numbers.reserve(k);
    for (const Found& each : best) numbers.push_back(each.number);
    return numbers;
}

}  // namespace statistics
