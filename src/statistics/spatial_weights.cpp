#include "statistics/spatial_weights.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "statistics/earth_distance.h"
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

base::Result<void> check_earth(std::span<const double> x, std::span<const double> y) {
    const auto checked = check_points(x, y);
    if (!checked) return checked.error();
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (std::abs(x[i]) > 360) return outside("x", "[−360; 360]");
        if (std::abs(y[i]) > 90) return outside("y", "[−90; 90]");
    }
    return {};
}

// Places on a sphere of radius 1. The square of the straight line between two of them is cheap,
// and off from the square of the true distance by less than a hundredth for short distances and
// in a known way for long ones: enough to say which places needn't be measured.
std::vector<std::array<double, 3>> on_sphere(std::span<const double> x, std::span<const double> y) {
    constexpr double degree = std::numbers::pi / 180;
    std::vector<std::array<double, 3>> places;
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double flat = std::cos(y[i] * degree);
        places.push_back({flat * std::cos(x[i] * degree), flat * std::sin(x[i] * degree),
                          std::sin(y[i] * degree)});
    }
    return places;
}

double squared_chord(const std::array<double, 3>& a, const std::array<double, 3>& b) {
    const double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
    return x * x + y * y + z * z;
}

// The flattening moves a distance by less than this part of it.
constexpr double uneven = 1.012;

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

base::Result<SpatialWeights> nearest_on_earth(std::span<const double> x, std::span<const double> y,
                                              std::size_t k, bool symmetric) {
    const auto checked = check_earth(x, y);
    if (!checked) return checked.error();
    if (k < 1 || k >= x.size()) return outside("nearest", "1–" + std::to_string(x.size() - 1));
    const auto places = on_sphere(x, y);
    std::vector<std::vector<std::uint32_t>> rows(x.size());
    std::vector<double> chords(x.size());
    std::vector<std::pair<double, std::uint32_t>> near;
    for (std::size_t i = 0; i < x.size(); ++i) {
        for (std::size_t j = 0; j < x.size(); ++j) chords[j] = squared_chord(places[i], places[j]);
        std::vector<double> sorted = chords;
        // The place itself is the nearest of all.
        const auto kth = sorted.begin() + static_cast<std::ptrdiff_t>(k);
        std::nth_element(sorted.begin(), kth, sorted.end());
        // In angles, so that the bound holds for long distances too.
        const double angle = 2 * std::asin(std::min(1.0, std::sqrt(*kth) / 2)) * uneven * uneven;
        const double side = 2 * std::sin(std::min(angle, std::numbers::pi) / 2);
        near.clear();
        for (std::size_t j = 0; j < x.size(); ++j)
            if (j != i && chords[j] <= side * side + 1e-15)
                near.emplace_back(earth_distance(x[i], y[i], x[j], y[j]),
                                  static_cast<std::uint32_t>(j));
        std::sort(near.begin(), near.end());
        for (std::size_t at = 0; at < k; ++at) {
            rows[i].push_back(near[at].second);
            if (symmetric) rows[near[at].second].push_back(static_cast<std::uint32_t>(i));
        }
    }
    return from_rows(std::move(rows));
}

base::Result<SpatialWeights> earth_band(std::span<const double> x, std::span<const double> y,
                                        double from, double to) {
    const auto checked = check_earth(x, y);
    if (!checked) return checked.error();
    if (!(from >= 0)) return outside("from_distance", "[0; ∞[");
    if (!(to > from) || !std::isfinite(to)) return outside("distance", "]from_distance; ∞[");
    constexpr double smallest_radius = 6335;
    const double angle = std::min(std::numbers::pi, uneven * to / smallest_radius);
    const double side = 2 * std::sin(angle / 2);
    const auto places = on_sphere(x, y);
    std::vector<std::vector<std::uint32_t>> rows(x.size());
    for (std::size_t i = 0; i < x.size(); ++i)
        for (std::size_t j = i + 1; j < x.size(); ++j) {
            if (squared_chord(places[i], places[j]) > side * side + 1e-15) continue;
            const double distance = earth_distance(x[i], y[i], x[j], y[j]);
            if (distance < from || distance > to) continue;
            rows[i].push_back(static_cast<std::uint32_t>(j));
            rows[j].push_back(static_cast<std::uint32_t>(i));
        }
    return from_rows(std::move(rows));
}

namespace {

base::Result<void> check_decay(const Decay& decay) {
    if (!(decay.exponent > 0) || std::isinf(decay.exponent)) return outside("exponent", "]0; ∞[");
    if (!(decay.rate > 0) || std::isinf(decay.rate)) return outside("rate", "]0; ∞[");
    if (!(decay.reach > 0) || std::isinf(decay.reach)) return outside("reach", "]0; ∞[");
    if (!(decay.least >= 0) || std::isinf(decay.least)) return outside("least_distance", "[0; ∞[");
    return {};
}

double weight_at(double distance, const Decay& decay) {
    switch (decay.kind) {
        case DecayKind::power:
            return std::pow(distance, -decay.exponent);
        case DecayKind::exponential:
            return std::exp(-decay.rate * distance);
        case DecayKind::double_power:
            break;
    }
    const double left = 1 - std::pow(distance / decay.reach, decay.exponent);
    return left > 0 ? std::pow(left, decay.exponent) : 0;
}

}  // namespace

base::Result<void> weigh_by_distance(SpatialWeights& weights, std::span<const double> x,
                                     std::span<const double> y, Surface surface,
                                     const Decay& decay) {
    const auto checked = surface == Surface::earth ? check_earth(x, y) : check_points(x, y);
    if (!checked) return checked.error();
    if (x.size() != weights.areas()) return different_lengths("x");
    const auto right = check_decay(decay);
    if (!right) return right.error();
    for (std::size_t i = 0; i < weights.areas(); ++i)
        for (std::size_t at = weights.starts[i]; at < weights.starts[i + 1]; ++at) {
            const std::size_t j = weights.neighbours[at];
            double distance =
                surface == Surface::earth
                    ? earth_distance(x[i], y[i], x[j], y[j])
                    : distance_between(
                          x[i] - x[j], y[i] - y[j],
                          surface == Surface::city_blocks ? Metric::manhattan : Metric::euclidean);
            distance = std::max(distance, decay.least);
            if (distance == 0 && decay.kind == DecayKind::power)
                return base::refuse("same_place",
                                    "Række {} og {} ligger samme sted, så deres vægt efter afstand "
                                    "er uendelig. Angiv „least_distance“.",
                                    std::to_string(i + 1), std::to_string(j + 1));
            weights.values[at] = weight_at(distance, decay);
        }
    return {};
}

namespace {

void divide_by_largest_sum(SpatialWeights& weights) {
    std::vector<double> rows(weights.areas(), 0.0), columns(weights.areas(), 0.0);
    for (std::size_t i = 0; i < weights.areas(); ++i)
        for (std::size_t at = weights.starts[i]; at < weights.starts[i + 1]; ++at) {
            rows[i] += weights.values[at];
            columns[weights.neighbours[at]] += weights.values[at];
        }
    if (rows.empty()) return;
    const double divisor = std::min(*std::max_element(rows.begin(), rows.end()),
                                    *std::max_element(columns.begin(), columns.end()));
    if (!(divisor > 0)) return;
    for (double& value : weights.values) value /= divisor;
}

}  // namespace

void apply_style(SpatialWeights& weights, WeightStyle style) {
    if (style == WeightStyle::b) return;
    if (style == WeightStyle::minmax) {
        divide_by_largest_sum(weights);
        return;
    }
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

namespace {

SpatialWeights with_self(const SpatialWeights& weights, bool alone_too) {
    SpatialWeights with;
    for (std::size_t i = 0; i < weights.areas(); ++i) {
        const auto row = weights.of(i);
        const auto values = weights.values_of(i);
        bool placed = row.empty() && !alone_too;
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

}  // namespace

SpatialWeights with_self(const SpatialWeights& weights) {
    return with_self(weights, false);
}

SpatialWeights star_weights(const SpatialWeights& neighbours, WeightStyle style) {
    SpatialWeights all = with_self(neighbours, true);
    apply_style(all, style);
    SpatialWeights kept;
    for (std::size_t i = 0; i < all.areas(); ++i) {
        if (neighbours.count(i) > 0) {
            const auto row = all.of(i);
            const auto values = all.values_of(i);
            kept.neighbours.insert(kept.neighbours.end(), row.begin(), row.end());
            kept.values.insert(kept.values.end(), values.begin(), values.end());
        }
        kept.starts.push_back(kept.neighbours.size());
    }
    return kept;
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
