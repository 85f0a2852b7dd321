#include "statistics/spatial_weights.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "statistics/refusals.h"

namespace statistics {
namespace {

base::Result<void> check_points(std::span<const double> x, std::span<const double> y) {
    if (x.empty()) return no_data();
    if (x.size() != y.size()) return different_lengths("y");
    for (const double each : x)
        if (!std::isfinite(each)) return not_finite("x");
    for (const double each : y)
        if (!std::isfinite(each)) return not_finite("y");
    return {};
}

SpatialWeights from_rows(std::vector<std::vector<std::uint32_t>> rows) {
    SpatialWeights weights;
    for (std::vector<std::uint32_t>& row : rows) {
        std::sort(row.begin(), row.end());
        row.erase(std::unique(row.begin(), row.end()), row.end());
        weights.neighbours.insert(weights.neighbours.end(), row.begin(), row.end());
        weights.starts.push_back(weights.neighbours.size());
    }
    weights.values.assign(weights.neighbours.size(), 1);
    return weights;
}

double weight_between(const SpatialWeights& weights, std::size_t from, std::size_t to) {
    const auto row = weights.of(from);
    const auto found = std::lower_bound(row.begin(), row.end(), to);
    if (found == row.end() || *found != to) return 0;
    return weights.values_of(from)[static_cast<std::size_t>(found - row.begin())];
}

}  // namespace

base::Result<SpatialWeights> weights_from_links(std::size_t areas, std::vector<Link> links) {
    for (const Link& link : links) {
        if (link.from >= areas || link.to >= areas)
            return outside("neighbours", "1–" + std::to_string(areas));
        if (!std::isfinite(link.weight)) return not_finite("weight");
        if (link.weight < 0) return negative_value("weight");
    }
    std::stable_sort(links.begin(), links.end(), [](const Link& left, const Link& right) {
        return std::pair(left.from, left.to) < std::pair(right.from, right.to);
    });
    SpatialWeights weights;
    weights.starts.assign(areas + 1, 0);
    for (std::size_t i = 0; i < links.size(); ++i) {
        const bool again =
            i > 0 && links[i].from == links[i - 1].from && links[i].to == links[i - 1].to;
        if (again) {
            weights.values.back() = links[i].weight;
            continue;
        }
        weights.neighbours.push_back(static_cast<std::uint32_t>(links[i].to));
        weights.values.push_back(links[i].weight);
        ++weights.starts[links[i].from + 1];
    }
    std::partial_sum(weights.starts.begin(), weights.starts.end(), weights.starts.begin());
    return weights;
}

base::Result<SpatialWeights> nearest_neighbours(std::span<const double> x,
                                                std::span<const double> y, std::size_t k,
                                                bool symmetric) {
    const auto checked = check_points(x, y);
    if (!checked) return checked.error();
    if (k < 1 || k >= x.size()) return outside("nearest", "1–" + std::to_string(x.size() - 1));
    const PointGrid grid(x, y, cell_for(x, y, 2));
    std::vector<std::vector<std::uint32_t>> rows(x.size());
    for (std::size_t i = 0; i < x.size(); ++i) {
        const auto self = static_cast<std::uint32_t>(i);
        const std::vector<std::uint32_t> found = grid.nearest(x[i], y[i], self, k);
        rows[i].insert(rows[i].end(), found.begin(), found.end());
        for (const std::uint32_t other : found)
            if (symmetric) rows[other].push_back(self);
    }
    return from_rows(std::move(rows));
}

base::Result<SpatialWeights> distance_band(std::span<const double> x, std::span<const double> y,
                                           double from, double to, Metric metric) {
    const auto checked = check_points(x, y);
    if (!checked) return checked.error();
    if (!(from >= 0)) return outside("from_distance", "[0; ∞[");
    if (!(to > from) || !std::isfinite(to)) return outside("distance", "]from_distance; ∞[");
    const PointGrid grid(x, y, to / 2);
    std::vector<std::vector<std::uint32_t>> rows(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        grid.near(x[i], y[i], to, [&](std::uint32_t other, double dx, double dy) {
            const double distance = distance_between(dx, dy, metric);
            if (other != i && distance >= from && distance <= to) rows[i].push_back(other);
        });
    return from_rows(std::move(rows));
}

void apply_style(SpatialWeights& weights, WeightStyle style) {
    if (style == WeightStyle::b) return;
    double linked = 0;
    for (std::size_t i = 0; i < weights.areas(); ++i) {
        linked += weights.count(i) > 0 ? 1 : 0;
        const auto row = std::span(weights.values).subspan(weights.starts[i], weights.count(i));
        double sum = 0;
        for (const double value : row) sum += style == WeightStyle::s ? value * value : value;
        if (style == WeightStyle::s) sum = std::sqrt(sum);
        if (!(sum > 0)) continue;
        for (double& value : row)
            if (style == WeightStyle::w || style == WeightStyle::s) value /= sum;
    }
    if (style == WeightStyle::w) return;
    const double all = std::accumulate(weights.values.begin(), weights.values.end(), 0.0);
    const double factor = (style == WeightStyle::u ? 1 : linked) / all;
    for (double& value : weights.values) value *= all > 0 ? factor : 1;
}

SpatialWeights with_self(const SpatialWeights& weights) {
    SpatialWeights with;
    for (std::size_t i = 0; i < weights.areas(); ++i) {
        const auto row = weights.of(i);
        const auto values = weights.values_of(i);
        bool placed = row.empty();
        const auto place = [&] {
            with.neighbours.push_back(static_cast<std::uint32_t>(i));
            with.values.push_back(1);
            placed = true;
        };
        for (std::size_t at = 0; at < row.size(); ++at) {
            if (row[at] == i) placed = true;
            if (!placed && row[at] > i) place();
            with.neighbours.push_back(row[at]);
            with.values.push_back(values[at]);
        }
        if (!placed) place();
        with.starts.push_back(with.neighbours.size());
    }
    return with;
}

WeightConstants constants_of(const SpatialWeights& weights) {
    WeightConstants constants;
    std::vector<double> margins(weights.areas(), 0.0);
    for (std::size_t i = 0; i < weights.areas(); ++i) {
        const auto row = weights.of(i);
        const auto values = weights.values_of(i);
        if (!row.empty()) constants.n += 1;
        for (std::size_t at = 0; at < row.size(); ++at) {
            constants.s0 += values[at];
            constants.s1 += values[at] * (values[at] + weight_between(weights, row[at], i));
            margins[i] += values[at];
            margins[row[at]] += values[at];
        }
    }
    for (const double margin : margins) constants.s2 += margin * margin;
    return constants;
}

std::vector<double> spatial_lag(const SpatialWeights& weights, std::span<const double> x) {
    std::vector<double> lag(weights.areas(), 0.0);
    for (std::size_t i = 0; i < weights.areas(); ++i)
        for (std::size_t at = weights.starts[i]; at < weights.starts[i + 1]; ++at)
            lag[i] += weights.values[at] * x[weights.neighbours[at]];
    return lag;
}

}  // namespace statistics
