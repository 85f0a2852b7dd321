#include "statistics/run_length.h"

#include <cmath>
#include <functional>
#include <optional>
#include <vector>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/matrix.h"
#include "statistics/quadrature.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr std::size_t fewest_nodes = 48;
constexpr std::size_t most_states = 2000;
constexpr std::size_t largest_denominator = 1000;

// One-sided, normal values: L(s) = 1 + Φ(k − s − μ)·L(0) + ∫₀ʰ φ(x + k − s − μ)·L(x) dx.
std::optional<double> normal_run(double reference, double threshold, double mean, double start) {
    const auto points =
        fewest_nodes + static_cast<std::size_t>(std::ceil(4 * std::max(threshold, 0.0)));
    const QuadratureRule rule = gauss_legendre(points, 0, threshold);
    const auto row_of = [&](double from, std::vector<double>& row) {
        row.assign(points + 1, 0);
        row[0] = normal_lower(reference - from - mean);
        for (std::size_t j = 0; j < points; ++j)
            row[j + 1] = rule.weights[j] * normal_density(rule.nodes[j] + reference - from - mean);
    };
    Matrix system(points + 1, points + 1);
    std::vector<double> row;
    for (std::size_t i = 0; i <= points; ++i) {
        row_of(i == 0 ? 0 : rule.nodes[i - 1], row);
        for (std::size_t j = 0; j <= points; ++j) system(i, j) = (i == j ? 1 : 0) - row[j];
    }
    const auto lengths = solve_general(system, std::vector<double>(points + 1, 1));
    if (!lengths) return std::nullopt;
    if (start == 0) return (*lengths)[0];
    row_of(start, row);
    double length = 1;
    for (std::size_t j = 0; j <= points; ++j) length += row[j] * (*lengths)[j];
    return length;
}

// Brook and Evans for normal values: `states` cells of width 2h/(2·states − 1), the first around 0.
std::optional<double> normal_chain(double reference, double threshold, double mean, double start,
                                   std::size_t states) {
    const double width = 2 * threshold / (2 * static_cast<double>(states) - 1);
    Matrix system(states, states);
    for (std::size_t i = 0; i < states; ++i)
        for (std::size_t j = 0; j < states; ++j) {
            const double step =
                (static_cast<double>(j) - static_cast<double>(i)) * width + reference - mean;
            const double above = normal_lower(step + width / 2);
            const double below = j == 0 ? 0 : normal_lower(step - width / 2);
            system(i, j) = (i == j ? 1 : 0) - (above - below);
        }
    const auto lengths = solve_general(system, std::vector<double>(states, 1));
    if (!lengths) return std::nullopt;
    const auto cell = static_cast<std::size_t>(std::lround(start / width));
    return (*lengths)[std::min(cell, states - 1)];
}

bool is_whole(double value) {
    return std::abs(value - std::round(value)) < 1e-9 * std::max(1.0, std::abs(value));
}

// The smallest d for which both are multiples of 1/d.
std::optional<std::size_t> common_denominator(double one, double other) {
    for (std::size_t d = 1; d <= largest_denominator; ++d)
        if (is_whole(one * static_cast<double>(d)) && is_whole(other * static_cast<double>(d)))
            return d;
    return std::nullopt;
}

double count_lower(const CusumRun& run, double count) {
    if (count < 0) return 0;
    const double whole = std::floor(count + 1e-9);
    if (run.values == ChartValues::negative_binomial)
        return negative_binomial_lower(whole, run.size, run.mean);
    if (run.values == ChartValues::binomial)
        return binomial_lower(whole, run.trials, run.mean / run.trials);
    return poisson_lower(whole, run.mean);
}

// Exact for counts: S moves on 0, 1/d, …, below the threshold.
base::Result<double> count_run(const CusumRun& run) {
    const auto common = common_denominator(run.reference, run.threshold);
    if (!common) return outside("threshold, reference", "{x : 1000·x ∈ ℤ}");
    const auto d = static_cast<double>(*common);
    const auto states = static_cast<std::size_t>(std::lround(run.threshold * d));
    if (states > most_states) return outside("threshold", "[0; 2000/d]");
    // P(X ≤ reference + step/d), step from −states to states.
    std::vector<double> lower(2 * states + 1);
    for (std::size_t i = 0; i < lower.size(); ++i)
        lower[i] = count_lower(
            run, run.reference + (static_cast<double>(i) - static_cast<double>(states)) / d);
    Matrix system(states, states);
    for (std::size_t i = 0; i < states; ++i)
        for (std::size_t j = 0; j < states; ++j) {
            const std::size_t step = states + j - i;
            const double chance = lower[step] - (j == 0 ? 0 : lower[step - 1]);
            system(i, j) = (i == j ? 1 : 0) - chance;
        }
    const auto lengths = solve_general(system, std::vector<double>(states, 1));
    if (!lengths) return not_converged("average_run_length");
    const auto start = static_cast<std::size_t>(std::lround(run.head_start * d));
    const double length = (*lengths)[std::min(start, states - 1)];
    if (!std::isfinite(length) || length < 1) return not_converged("average_run_length");
    return length;
}

base::Result<void> check(const CusumRun& run) {
    if (!std::isfinite(run.mean)) return not_finite("mean");
    if (!(run.reference >= 0) || std::isinf(run.reference)) return outside("reference", "[0; ∞[");
    if (!(run.threshold > 0) || run.threshold > 100) return outside("threshold", "]0; 100]");
    if (!(run.head_start >= 0) || run.head_start >= run.threshold)
        return outside("head_start", "[0; threshold[");
    if (run.values == ChartValues::normal) return {};
    if (!(run.mean > 0)) return not_positive("mean");
    if (!(run.size > 0)) return not_positive("size");
    if (run.values == ChartValues::binomial && !(run.mean < run.trials))
        return outside("mean", "]0; trials[");
    if (run.sides == ChartSides::two) return outside("sides", "{one}");
    return {};
}

// Where a rising function passes a value: by halving, to the last digits.
base::Result<double> where_reached(const std::function<base::Result<double>(double)>& length,
                                   double wanted, double most) {
    double low = 0, high = 1;
    while (true) {
        const base::Result<double> there = length(high);
        if (!there) return there.error();
        if (*there >= wanted) break;
        low = high;
        high *= 2;
        if (high > most) return outside("run_length", "]1; ∞[");
    }
    for (int step = 0; step < 200 && high - low > 1e-13 * high; ++step) {
        const double middle = (low + high) / 2;
        const base::Result<double> there = length(middle);
        if (!there) return there.error();
        (*there >= wanted ? high : low) = middle;
    }
    return (low + high) / 2;
}

}  // namespace

base::Result<double> average_run_length(const CusumRun& run) {
    const base::Result<void> right = check(run);
    if (!right) return right.error();
    if (run.values != ChartValues::normal) return count_run(run);
    if (run.states == 1 || run.states > most_states) return outside("states", "[2; 2000]");
    const auto one_side = [&](double mean, double start) {
        return run.states > 0 ? normal_chain(run.reference, run.threshold, mean, start, run.states)
                              : normal_run(run.reference, run.threshold, mean, start);
    };
    const auto up = one_side(run.mean, run.head_start);
    const auto known = [](const std::optional<double>& length) {
        return length && std::isfinite(*length) && *length >= 1;
    };
    if (run.sides == ChartSides::one) {
        if (!known(up)) return not_converged("average_run_length");
        return *up;
    }
    // Both charts from the same head start (Kemp 1961; Lucas and Crosier 1982): the parts combine.
    const auto down = one_side(-run.mean, run.head_start);
    const auto up_from_0 = one_side(run.mean, 0), down_from_0 = one_side(-run.mean, 0);
    // A chart that practically never alarms: its system has no digits left, and it adds nothing.
    if (known(up) && known(up_from_0) && !(known(down) && known(down_from_0)) && run.mean > 0)
        return *up;
    if (known(down) && known(down_from_0) && !(known(up) && known(up_from_0)) && run.mean < 0)
        return *down;
    if (!known(up) || !known(down) || !known(up_from_0) || !known(down_from_0))
        return not_converged("average_run_length");
    const double length = (*up * *down_from_0 + *down * *up_from_0 - *up_from_0 * *down_from_0) /
                          (*up_from_0 + *down_from_0);
    if (!std::isfinite(length) || length < 1) return not_converged("average_run_length");
    return length;
}

base::Result<double> threshold_for(CusumRun run, double length) {
    if (!(length > 1) || length > 1e9) return outside("run_length", "]1; 1e9]");
    run.head_start = 0;
    run.threshold = 1;
    const base::Result<void> right = check(run);
    if (!right) return right.error();
    if (run.values == ChartValues::normal)
        return where_reached(
            [&](double threshold) {
                run.threshold = threshold;
                return average_run_length(run);
            },
            length, 100);
    const auto common = common_denominator(run.reference, 1);
    if (!common) return outside("reference", "{x : 1000·x ∈ ℤ}");
    // Longer thresholds run longer: the smallest number of steps that runs long enough.
    std::size_t low = 0, high = 1;
    const auto runs_long_enough = [&](std::size_t steps) -> base::Result<bool> {
        run.threshold = static_cast<double>(steps) / static_cast<double>(*common);
        const base::Result<double> found = average_run_length(run);
        if (!found) return found.error();
        return *found >= length;
    };
    for (bool enough = false; !enough;) {
        const base::Result<bool> there = runs_long_enough(high);
        if (!there) return there.error();
        enough = *there;
        if (enough) break;
        low = high;
        high *= 2;
    }
    while (high - low > 1) {
        const std::size_t middle = (low + high) / 2;
        const base::Result<bool> there = runs_long_enough(middle);
        if (!there) return there.error();
        (*there ? high : low) = middle;
    }
    return static_cast<double>(high) / static_cast<double>(*common);
}

base::Result<double> average_run_length(const EwmaRun& run) {
    if (!(run.weight > 0 && run.weight <= 1)) return outside("weight", "]0; 1]");
    if (!(run.limit > 0) || run.limit > 20) return outside("limit", "]0; 20]");
    if (!std::isfinite(run.mean)) return not_finite("mean");
    const double deviation = std::sqrt(run.weight / (2 - run.weight));
    const double edge = run.limit * deviation;
    const bool one_sided = run.sides == ChartSides::one;
    if (one_sided && !(run.barrier < run.limit)) return outside("barrier", "]−∞; limit[");
    const double low = one_sided ? run.barrier * deviation : -edge;
    if (!(run.head_start < edge && (one_sided ? run.head_start >= low : run.head_start > low)))
        return outside("head_start", "]−limit; limit[");
    // The kernel's width is `weight`: several nodes for each.
    const auto points =
        fewest_nodes + static_cast<std::size_t>(std::min(1000.0, 3 * (edge - low) / run.weight));
    const QuadratureRule rule = gauss_legendre(points, low, edge);
    // The last column is the barrier itself, where a one-sided chart may stand.
    const std::size_t states = points + (one_sided ? 1 : 0);
    const auto chance = [&](double from, std::size_t to) {
        if (to == points)
            return normal_lower((low - (1 - run.weight) * from) / run.weight - run.mean);
        const double z = (rule.nodes[to] - (1 - run.weight) * from) / run.weight - run.mean;
        return rule.weights[to] * normal_density(z) / run.weight;
    };
    Matrix system(states, states);
    for (std::size_t i = 0; i < states; ++i)
        for (std::size_t j = 0; j < states; ++j)
            system(i, j) = (i == j ? 1 : 0) - chance(i == points ? low : rule.nodes[i], j);
    const auto lengths = solve_general(system, std::vector<double>(states, 1));
    if (!lengths) return not_converged("average_run_length");
    double length = 1;
    for (std::size_t j = 0; j < states; ++j) length += chance(run.head_start, j) * (*lengths)[j];
    if (!std::isfinite(length) || length < 1) return not_converged("average_run_length");
    return length;
}

base::Result<double> threshold_for(EwmaRun run, double length) {
    if (!(length > 1) || length > 1e9) return outside("run_length", "]1; 1e9]");
    run.head_start = 0;
    return where_reached(
        [&](double limit) {
            run.limit = limit;
            return average_run_length(run);
        },
        length, 20);
}

}  // namespace statistics
