#include "statistics/point_pattern.h"

#include <algorithm>
#include <bitset>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "statistics/distribution.h"
#include "statistics/parallel.h"
#include "statistics/point_grid.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

base::Result<void> check_points(std::span<const double> x, std::span<const double> y,
                                std::size_t least) {
    if (x.empty()) return no_data();
    if (y.size() != x.size()) return different_lengths("y");
    for (const double each : x)
        if (!std::isfinite(each)) return not_finite("x");
    for (const double each : y)
        if (!std::isfinite(each)) return not_finite("y");
    if (x.size() < least) return too_few("x", x.size(), least);
    return {};
}

double standard_deviation(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return std::sqrt(squares / (n - 1));
}

// Between the two values next to it (R's type 7).
double quantile(const std::vector<double>& sorted, double probability) {
    const double at = probability * (static_cast<double>(sorted.size()) - 1);
    const auto low = static_cast<std::size_t>(at);
    const std::size_t high = std::min(low + 1, sorted.size() - 1);
    return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

double normal_reference(std::span<const double> values) {
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    const double range = quantile(sorted, 0.75) - quantile(sorted, 0.25);
    const double deviation = standard_deviation(values);
    const double spread = range > 0 ? std::min(deviation, range / 1.34) : deviation;
    return 1.06 * spread * std::pow(static_cast<double>(values.size()), -0.2);
}

base::Result<Bandwidth> checked_bandwidth(Bandwidth bandwidth) {
    if (!(bandwidth.x > 0)) return constant_variable("x");
    if (!(bandwidth.y > 0)) return constant_variable("y");
    return bandwidth;
}

// What the kernel has of its mass within the window.
double mass_within(const DensityRequest& request, Place place) {
    const Bandwidth h = request.bandwidth;
    return request.kernel == Kernel::gaussian ? request.window->gaussian_mass(place, h.x, h.y)
                                              : request.window->quartic_mass(place, h.x, h.y);
}

// e to the power of −½ squared distances along one axis, or the squares themselves.
std::vector<double> along_axis(std::span<const double> points, std::span<const double> grid,
                               double bandwidth, Kernel kernel) {
    std::vector<double> values(points.size() * grid.size());
    for (std::size_t i = 0; i < points.size(); ++i)
        for (std::size_t at = 0; at < grid.size(); ++at) {
            const double distance = (points[i] - grid[at]) / bandwidth;
            values[i * grid.size() + at] = kernel == Kernel::gaussian
                                               ? std::exp(-distance * distance / 2)
                                               : distance * distance;
        }
    return values;
}

// One line of the grid: Σ weight · kernel, without the kernel's constant.
void add_line(const std::vector<double>& along_x, const std::vector<double>& along_y,
              std::span<const double> weights, std::size_t line, std::size_t lines, Kernel kernel,
              std::span<double> out) {
    const std::size_t columns = out.size();
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double* x = along_x.data() + i * columns;
        const double y = along_y[i * lines + line];
        if (kernel == Kernel::gaussian) {
            const double factor = weights[i] * y;
            if (factor == 0) continue;
            for (std::size_t column = 0; column < columns; ++column)
                out[column] += factor * x[column];
            continue;
        }
        if (y >= 1) continue;
        for (std::size_t column = 0; column < columns; ++column) {
            const double left = 1 - y - x[column];
            if (left > 0) out[column] += weights[i] * left * left;
        }
    }
}

struct Pair {
    std::size_t centre;
    double distance;
    double dx, dy;
};

// Every ordered pair of points no farther apart than `farthest`.
std::vector<Pair> pairs_within(std::span<const double> x, std::span<const double> y,
                               double farthest) {
    std::vector<Pair> pairs;
    if (!(farthest > 0)) return pairs;
    const PointGrid grid(x, y, farthest / 2);
    for (std::size_t i = 0; i < x.size(); ++i)
        grid.near(x[i], y[i], farthest, [&](std::uint32_t other, double dx, double dy) {
            const double distance = std::sqrt(dx * dx + dy * dy);
            if (other != i && distance <= farthest) pairs.push_back({i, distance, dx, dy});
        });
    return pairs;
}

// ∫ over t from 0 to 2r of 2r²(arccos y − y√(1−y²)) dK(t), y = t/2r: the variance of counts in
// discs of radius r, but for constants.
double disc_covariance(const std::vector<double>& distances, const std::vector<double>& k,
                       double radius) {
    double integral = 0;
    for (std::size_t j = 0; j + 1 < distances.size(); ++j) {
        const double y = distances[j] / (2 * radius);
        if (y >= 1) break;
        integral += (std::acos(y) - y * std::sqrt(1 - y * y)) * (k[j + 1] - k[j]);
    }
    return 2 * radius * radius * integral;
}

}  // namespace

base::Result<Bandwidth> bandwidth_scott(std::span<const double> x, std::span<const double> y) {
    const auto checked = check_points(x, y, 2);
    if (!checked) return checked.error();
    const double factor = std::pow(static_cast<double>(x.size()), -1.0 / 6);
    return checked_bandwidth({standard_deviation(x) * factor, standard_deviation(y) * factor});
}

base::Result<Bandwidth> bandwidth_normal(std::span<const double> x, std::span<const double> y) {
    const auto checked = check_points(x, y, 2);
    if (!checked) return checked.error();
    return checked_bandwidth({normal_reference(x), normal_reference(y)});
}

base::Result<Bandwidth> bandwidth_diggle(std::span<const double> x, std::span<const double> y,
                                         const PlaneWindow& window) {
    const auto checked = check_points(x, y, 3);
    if (!checked) return checked.error();
    const auto bounds = window.bounds();
    const double density = static_cast<double>(x.size()) / window.area();
    const double farthest = std::min(std::min(bounds[1] - bounds[0], bounds[3] - bounds[2]) / 4,
                                     std::sqrt(1000 / (std::numbers::pi * density)));
    constexpr std::size_t steps = 512;
    std::vector<double> distances;
    for (std::size_t i = 0; i < steps; ++i)
        distances.push_back(farthest * static_cast<double>(i) / (steps - 1));
    const auto k = ripley_k(x, y, window, distances, KCorrection::isotropic);
    if (!k) return k.error();
    double best = 0, least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 1; i < steps && distances[i] <= farthest / 2; ++i) {
        const double disc = std::numbers::pi * distances[i] * distances[i];
        const double error = (1 / density - 2 * (*k)[i]) / disc +
                             disc_covariance(distances, *k, distances[i]) / (disc * disc);
        if (error < least) {
            least = error;
            best = distances[i] / 2;
        }
    }
    return checked_bandwidth({best, best});
}

namespace {

constexpr std::size_t fraction_cells = 128;
using CellRow = std::bitset<fraction_cells>;

std::vector<CellRow> cells_within(const PlaneWindow& window, double width, double height) {
    const auto bounds = window.bounds();
    std::vector<CellRow> rows(fraction_cells);
    for (std::size_t row = 0; row < fraction_cells; ++row)
        for (std::size_t column = 0; column < fraction_cells; ++column)
            rows[row][column] =
                window.contains({bounds[0] + (static_cast<double>(column) + 0.5) * width,
                                 bounds[2] + (static_cast<double>(row) + 0.5) * height});
    return rows;
}

// How many pairs of cells are so many rows and columns apart, in one direction.
std::size_t pairs_apart(const std::vector<CellRow>& rows, std::size_t down, std::size_t right) {
    std::size_t pairs = 0;
    for (std::size_t row = 0; row + down < rows.size(); ++row)
        pairs += (rows[row] & (rows[row + down] >> right)).count();
    return pairs;
}

}  // namespace

base::Result<Bandwidth> bandwidth_fraction(const PlaneWindow& window, double fraction) {
    if (!(fraction > 0 && fraction < 1)) return outside("bandwidth_fraction", "]0; 1[");
    const auto bounds = window.bounds();
    const double width = (bounds[1] - bounds[0]) / fraction_cells;
    const double height = (bounds[3] - bounds[2]) / fraction_cells;
    // spatstat lays the 257 differences of 128 cells over the breadth of 256.
    constexpr double narrower = 256.0 / 257;
    const std::vector<CellRow> rows = cells_within(window, width, height);
    const std::vector<CellRow> turned(rows.rbegin(), rows.rend());
    constexpr std::size_t steps = 1023;
    const double step =
        std::hypot(bounds[1] - bounds[0], bounds[3] - bounds[2]) / static_cast<double>(steps);
    std::vector<double> below(steps + 1, 0.0);  // pairs from one step up to the next
    double all = 0;
    for (std::size_t down = 0; down < fraction_cells; ++down)
        for (std::size_t right = 0; right < fraction_cells; ++right) {
            // With all four signs; along an axis two of them are the same.
            double pairs = static_cast<double>(pairs_apart(rows, down, right));
            if (down > 0 && right > 0)
                pairs += static_cast<double>(pairs_apart(turned, down, right));
            if (down > 0 || right > 0) pairs *= 2;
            const double distance =
                std::hypot(static_cast<double>(right) * width, static_cast<double>(down) * height);
            below[std::min(steps, static_cast<std::size_t>(distance / step))] += pairs;
            all += pairs;
        }
    if (all == 0) return too_few("window", 0, 1);
    double sum = 0;
    std::size_t at = 0;
    while (at < steps && sum < fraction * all) sum += below[at++];
    const double found = narrower * static_cast<double>(at) * step;
    return Bandwidth{found, found};
}

base::Result<Bandwidth> bandwidth_scott_isotropic(std::span<const double> x,
                                                  std::span<const double> y) {
    const auto both = bandwidth_scott(x, y);
    if (!both) return both.error();
    const double mean = std::sqrt(both->x * both->y);
    return Bandwidth{mean, mean};
}

namespace {

double least_distance(std::span<const double> x, std::span<const double> y) {
    const PointGrid grid(x, y, cell_for(x, y, 2));
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < x.size(); ++i) {
        // Points in the same place have a distance of 0, which counts for nothing here.
        std::size_t k = 1;
        while (k < x.size()) {
            const auto found = grid.nearest(x[i], y[i], static_cast<std::uint32_t>(i), k);
            const double distance = std::hypot(x[i] - x[found.back()], y[i] - y[found.back()]);
            if (distance > 0) {
                least = std::min(least, distance);
                break;
            }
            k = std::min(2 * k, x.size());
        }
    }
    return least;
}

double diameter_of(const PlaneWindow& window) {
    std::vector<Place> corners;
    for (const auto& ring : window.rings()) corners.insert(corners.end(), ring.begin(), ring.end());
    double largest = 0;
    for (std::size_t i = 0; i < corners.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            largest = std::max(
                largest, std::hypot(corners[i].x - corners[j].x, corners[i].y - corners[j].y));
    return largest;
}

base::Result<std::vector<double>> tried_bandwidths(std::span<const double> x,
                                                   std::span<const double> y,
                                                   const PlaneWindow& window,
                                                   const BandwidthSearch& search) {
    const auto checked = check_points(x, y, 3);
    if (!checked) return checked.error();
    double from = search.from, to = search.to;
    if (!(from > 0)) {
        from = least_distance(x, y);
        to = diameter_of(window) / 2;
    }
    if (std::isinf(from)) return constant_variable("x");
    if (!(to > from) || std::isinf(to)) return outside("bandwidth_range", "0 < a < b");
    if (search.steps < 2 || search.steps > 1000) return outside("bandwidth_steps", "2–1000");
    std::vector<double> tried;
    for (std::size_t i = 0; i < search.steps; ++i)
        tried.push_back(from * std::pow(to / from, static_cast<double>(i) /
                                                       static_cast<double>(search.steps - 1)));
    return tried;
}

// Σ over the others of the Gaussian kernel, at each point; the point itself left out.
std::vector<double> density_of_others(std::span<const double> x, std::span<const double> y,
                                      double bandwidth) {
    std::vector<double> sums(x.size(), 0.0);
    const double scale = -0.5 / (bandwidth * bandwidth);
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const double dx = x[i] - x[j], dy = y[i] - y[j];
            const double kernel = std::exp(scale * (dx * dx + dy * dy));
            sums[i] += kernel;
            sums[j] += kernel;
        }
    for (double& sum : sums) sum /= 2 * std::numbers::pi * bandwidth * bandwidth;
    return sums;
}

// ∫ of the density corrected at the place, at the middles of cells of a grid. It differs from the
// number of points by what the correction isn't exact in, so that few cells are enough.
double integral_of_corrected(std::span<const double> x, std::span<const double> y,
                             const PlaneWindow& window, double bandwidth) {
    const auto bounds = window.bounds();
    const double width = bounds[1] - bounds[0], height = bounds[3] - bounds[2];
    const double wished = std::ceil(2 * std::max(width, height) / bandwidth);
    // Kernels much smaller than the window lose next to nothing over its border.
    constexpr double most = 128, fewest = 32;
    if (wished > most) return static_cast<double>(x.size());
    const double cells = std::max(wished, fewest);
    const double step_x = width / cells, step_y = height / cells;
    const double scale = -0.5 / (bandwidth * bandwidth);
    double integral = 0, inside = 0;
    for (double row = 0; row < cells; ++row)
        for (double column = 0; column < cells; ++column) {
            const Place place{bounds[0] + (column + 0.5) * step_x,
                              bounds[2] + (row + 0.5) * step_y};
            if (!window.contains(place)) continue;
            double sum = 0;
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double dx = x[i] - place.x, dy = y[i] - place.y;
                sum += std::exp(scale * (dx * dx + dy * dy));
            }
            integral += sum / window.gaussian_mass(place, bandwidth, bandwidth);
            ++inside;
        }
    // The cells' share of the window instead of their own area, so that jagged borders even out.
    if (inside == 0) return static_cast<double>(x.size());
    return integral / inside * window.area() / (2 * std::numbers::pi * bandwidth * bandwidth);
}

}  // namespace

base::Result<Bandwidth> bandwidth_likelihood(std::span<const double> x, std::span<const double> y,
                                             const PlaneWindow& window,
                                             const BandwidthSearch& search) {
    const auto tried = tried_bandwidths(x, y, window, search);
    if (!tried) return tried.error();
    double best = 0, largest = -std::numeric_limits<double>::infinity();
    for (const double bandwidth : *tried) {
        double criterion = -integral_of_corrected(x, y, window, bandwidth);
        const std::vector<double> density = density_of_others(x, y, bandwidth);
        for (std::size_t i = 0; i < x.size(); ++i)
            criterion +=
                std::log(density[i] / window.gaussian_mass({x[i], y[i]}, bandwidth, bandwidth));
        if (!(criterion > largest)) continue;
        largest = criterion;
        best = bandwidth;
    }
    // Every bandwidth leaves a point without any other within reach of the smallest number.
    if (!(best > 0)) return not_converged("bandwidth");
    return Bandwidth{best, best};
}

base::Result<Bandwidth> bandwidth_inverse(std::span<const double> x, std::span<const double> y,
                                          const PlaneWindow& window,
                                          const BandwidthSearch& search) {
    const auto tried = tried_bandwidths(x, y, window, search);
    if (!tried) return tried.error();
    double best = 0, least = std::numeric_limits<double>::infinity();
    for (const double bandwidth : *tried) {
        const double own = 1 / (2 * std::numbers::pi * bandwidth * bandwidth);
        double sum = 0;
        for (const double others : density_of_others(x, y, bandwidth)) sum += 1 / (others + own);
        const double distance = std::abs(sum - window.area());
        if (!(distance < least)) continue;
        least = distance;
        best = bandwidth;
    }
    return checked_bandwidth({best, best});
}

base::Result<std::vector<double>> kernel_density(
    std::span<const double> x, std::span<const double> y, std::span<const double> weights,
    std::span<const double> grid_x, std::span<const double> grid_y, const DensityRequest& request) {
    const auto checked = check_points(x, y, 1);
    if (!checked) return checked.error();
    if (weights.size() != x.size()) return different_lengths("weights");
    const Bandwidth h = request.bandwidth;
    if (!(h.x > 0) || !(h.y > 0) || !std::isfinite(h.x + h.y)) return not_positive("bandwidth");
    std::vector<double> counted(weights.begin(), weights.end());
    for (std::size_t i = 0; i < counted.size(); ++i) {
        if (!std::isfinite(counted[i])) return not_finite("weights");
        if (counted[i] < 0) return negative_value("weights");
        if (request.correction == BorderCorrection::diggle)
            counted[i] /= mass_within(request, {x[i], y[i]});
    }
    const double constant =
        (request.kernel == Kernel::gaussian ? 0.5 : 3) / (std::numbers::pi * h.x * h.y);
    std::vector<double> density(grid_x.size() * grid_y.size(), 0.0);
    const auto line_of = [&](std::size_t line) {
        return std::span(density).subspan(line * grid_x.size(), grid_x.size());
    };
    // In portions, so that memory doesn't grow with points times lines.
    constexpr std::size_t portion = 4096;
    for (std::size_t first = 0; first < x.size(); first += portion) {
        const std::size_t count = std::min(portion, x.size() - first);
        const auto along_x = along_axis(x.subspan(first, count), grid_x, h.x, request.kernel);
        const auto along_y = along_axis(y.subspan(first, count), grid_y, h.y, request.kernel);
        const auto part = std::span(counted).subspan(first, count);
        in_parallel(grid_y.size(), request.threads, [&](std::size_t line) {
            add_line(along_x, along_y, part, line, grid_y.size(), request.kernel, line_of(line));
        });
    }
    in_parallel(grid_y.size(), request.threads, [&](std::size_t line) {
        const auto out = line_of(line);
        for (std::size_t column = 0; column < out.size(); ++column) {
            const Place place{grid_x[column], grid_y[line]};
            out[column] *= constant;
            if (request.window && !request.window->contains(place))
                out[column] = std::nan("");
            else if (request.correction == BorderCorrection::uniform)
                out[column] /= mass_within(request, place);
        }
    });
    return density;
}

namespace {

// The mean of the distances where the border censors them, from their Kaplan–Meier distribution at
// even steps to the distance that spatstat looks at: each step's part at the step's beginning.
std::optional<double> mean_with_censoring(const std::vector<double>& distances,
                                          std::span<const double> x, std::span<const double> y,
                                          const PlaneWindow& window) {
    constexpr std::size_t steps = 512;
    const auto bounds = window.bounds();
    const double density = static_cast<double>(x.size()) / window.area();
    const double farthest = std::min(std::sqrt(std::log(1e5) / (std::numbers::pi * density)),
                                     std::hypot(bounds[1] - bounds[0], bounds[3] - bounds[2]) / 2);
    std::vector<double> ended(steps + 1, 0), seen(steps + 1, 0);
    double left = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double border = window.distance_to_border({x[i], y[i]});
        const double at = std::min(distances[i], border) / farthest * steps;
        ++left;
        if (!(at <= steps)) continue;
        // The step whose end it lies at or before.
        const auto step = static_cast<std::size_t>(std::ceil(at));
        ++ended[step];
        if (distances[i] <= border) ++seen[step];
    }
    double surviving = 1, mean = 0, all = 0;
    for (std::size_t step = 0; step <= steps; ++step) {
        const double before = surviving;
        if (left > 0) surviving *= 1 - seen[step] / left;
        left -= ended[step];
        if (step == 0) continue;
        mean += (before - surviving) * farthest * static_cast<double>(step - 1) / steps;
        all += before - surviving;
    }
    if (!(all > 0)) return std::nullopt;
    return mean / all;
}

}  // namespace

base::Result<NearestNeighbours> nearest_neighbour_test(std::span<const double> x,
                                                       std::span<const double> y,
                                                       const PlaneWindow& window) {
    const auto checked = check_points(x, y, 2);
    if (!checked) return checked.error();
    NearestNeighbours found;
    const PointGrid grid(x, y, cell_for(x, y, 2));
    for (std::size_t i = 0; i < x.size(); ++i) {
        const std::uint32_t other = grid.nearest(x[i], y[i], static_cast<std::uint32_t>(i), 1)[0];
        const double dx = x[i] - x[other], dy = y[i] - y[other];
        found.distances.push_back(std::sqrt(dx * dx + dy * dy));
    }
    const auto n = static_cast<double>(x.size());
    const double area = window.area(), border = window.perimeter();
    found.mean = std::accumulate(found.distances.begin(), found.distances.end(), 0.0) / n;
    const double expected = std::sqrt(area / n) / 2;
    found.ratio = found.mean / expected;
    found.z = (found.mean - expected) /
              (std::sqrt((4 - std::numbers::pi) * area / (4 * std::numbers::pi)) / n);
    found.p = normal_two_sided(found.z);
    const double corrected = expected + (0.0514 + 0.0412 / std::sqrt(n)) * border / n;
    found.ratio_donnelly = found.mean / corrected;
    found.z_donnelly = (found.mean - corrected) /
                       (std::sqrt(0.0703 * area + 0.037 * border * std::sqrt(area / n)) / n);
    found.p_donnelly = normal_two_sided(found.z_donnelly);
    if (const auto mean = mean_with_censoring(found.distances, x, y, window))
        found.ratio_cdf = *mean / expected;
    return found;
}

namespace {

constexpr double least_part = 0.01;

// Only points at least as far from the border as each distance are centres.
std::vector<double> border_k(const std::vector<Pair>& pairs, const std::vector<double>& to_border,
                             std::span<const double> distances, double area) {
    const double density = static_cast<double>(to_border.size()) / area;
    std::vector<double> k;
    for (const double distance : distances) {
        double centres = 0, close = 0;
        for (const double border : to_border) centres += border >= distance ? 1 : 0;
        for (const Pair& pair : pairs)
            close += pair.distance <= distance && to_border[pair.centre] >= distance ? 1 : 0;
        k.push_back(centres > 0 ? close / (density * centres) : std::nan(""));
    }
    return k;
}

}  // namespace

base::Result<std::vector<double>> ripley_k(std::span<const double> x, std::span<const double> y,
                                           const PlaneWindow& window,
                                           std::span<const double> distances,
                                           KCorrection correction) {
    const auto checked = check_points(x, y, 2);
    if (!checked) return checked.error();
    double farthest = 0;
    for (const double distance : distances) {
        if (!(distance >= 0) || !std::isfinite(distance)) return outside("distances", "[0; ∞[");
        farthest = std::max(farthest, distance);
    }
    std::vector<double> to_border(x.size(), farthest);
    if (correction == KCorrection::isotropic || correction == KCorrection::border)
        for (std::size_t i = 0; i < x.size(); ++i)
            to_border[i] = window.distance_to_border({x[i], y[i]});
    std::vector<Pair> pairs = pairs_within(x, y, farthest);
    if (correction == KCorrection::border)
        return border_k(pairs, to_border, distances, window.area());
    std::sort(pairs.begin(), pairs.end(),
              [](const Pair& left, const Pair& right) { return left.distance < right.distance; });
    std::vector<double> sums{0};
    for (const Pair& pair : pairs) {
        double part = 1;
        if (correction == KCorrection::translation)
            part = window.overlap_with_moved(pair.dx, pair.dy) / window.area();
        else if (pair.distance > to_border[pair.centre])
            part = window.part_of_circle({x[pair.centre], y[pair.centre]}, pair.distance);
        sums.push_back(sums.back() + 1 / std::max(part, least_part));
    }
    const auto n = static_cast<double>(x.size());
    std::vector<double> k;
    for (const double distance : distances) {
        const auto end =
            std::upper_bound(pairs.begin(), pairs.end(), distance,
                             [](double limit, const Pair& pair) { return limit < pair.distance; });
        k.push_back(window.area() / (n * (n - 1)) *
                    sums[static_cast<std::size_t>(end - pairs.begin())]);
    }
    return k;
}

}  // namespace statistics
