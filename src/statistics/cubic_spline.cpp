#include "statistics/cubic_spline.h"

#include <cstddef>

namespace statistics {

std::vector<double> cubic_spline(const std::vector<double>& x, const std::vector<double>& y,
                                 const std::vector<double>& at) {
    const std::size_t n = x.size();
    std::vector<double> b(n), c(n), d(n);
    d[0] = x[1] - x[0];
    c[1] = (y[1] - y[0]) / d[0];
    for (std::size_t i = 1; i + 1 < n; ++i) {
        d[i] = x[i + 1] - x[i];
        b[i] = 2 * (d[i - 1] + d[i]);
        c[i + 1] = (y[i + 1] - y[i]) / d[i];
        c[i] = c[i + 1] - c[i];
    }
    b[0] = -d[0];
    b[n - 1] = -d[n - 2];
    c[0] = c[n - 1] = 0;
    if (n > 3) {
        c[0] = c[2] / (x[3] - x[1]) - c[1] / (x[2] - x[0]);
        c[n - 1] = c[n - 2] / (x[n - 1] - x[n - 3]) - c[n - 3] / (x[n - 2] - x[n - 4]);
        c[0] = c[0] * d[0] * d[0] / (x[3] - x[0]);
        c[n - 1] = -c[n - 1] * d[n - 2] * d[n - 2] / (x[n - 1] - x[n - 4]);
    }
    for (std::size_t i = 1; i < n; ++i) {
        const double factor = d[i - 1] / b[i - 1];
        b[i] -= factor * d[i - 1];
        c[i] -= factor * c[i - 1];
    }
    c[n - 1] /= b[n - 1];
    for (std::size_t i = n - 1; i-- > 0;) c[i] = (c[i] - d[i] * c[i + 1]) / b[i];
    b[n - 1] = (y[n - 1] - y[n - 2]) / d[n - 2] + d[n - 2] * (c[n - 2] + 2 * c[n - 1]);
    for (std::size_t i = 0; i + 1 < n; ++i) {
        b[i] = (y[i + 1] - y[i]) / d[i] - d[i] * (c[i + 1] + 2 * c[i]);
        d[i] = (c[i + 1] - c[i]) / d[i];
        c[i] = 3 * c[i];
    }
    std::vector<double> values;
    for (const double point : at) {
        std::size_t i = 0;
        while (i + 2 < n && point > x[i + 1]) ++i;
        const double t = point - x[i];
        values.push_back(y[i] + t * (b[i] + t * (c[i] + t * d[i])));
    }
    return values;
}

double spline_crossing(const std::vector<double>& x, const std::vector<double>& y, double target) {
    std::vector<double> grid;
    const std::size_t points = 3 * x.size();
    for (std::size_t i = 0; i < points; ++i)
        grid.push_back(x.front() + (x.back() - x.front()) * static_cast<double>(i) /
                                       static_cast<double>(points - 1));
    const std::vector<double> heights = cubic_spline(x, y, grid);
    std::size_t i = 0;
    while (i + 2 < points && heights[i + 1] < target) ++i;
    return grid[i] +
           (target - heights[i]) / (heights[i + 1] - heights[i]) * (grid[i + 1] - grid[i]);
}

}  // namespace statistics
