#include "statistics/area_smoothing.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

using Links = std::vector<std::pair<std::size_t, std::size_t>>;

struct Problem {
    const std::vector<double>& counts;
    const std::vector<double>& offset;
    const std::vector<std::size_t>& area;
    std::size_t areas;
    const Links& links;
    std::vector<double> degrees;  // how many neighbours each area has
    std::size_t components = 0;
    double log_pseudo_determinant = 0;  // of Q: the product of its eigenvalues above 0
    double basis_term = 0;              // from coefficients to (intercept, effects that sum to 0)
};

// The effects for one strength of the penalty.
struct Fit {
    std::vector<double> effects, weights, fitted;
    double penalised_likelihood = 0;
    double log_determinant = 0;
    double deviance = 0;
    double criterion = 0;
};

std::vector<std::size_t> component_of(std::size_t areas, const Links& links) {
    std::vector<std::size_t> root(areas);
    std::iota(root.begin(), root.end(), std::size_t{0});
    const auto find = [&](std::size_t i) {
        while (root[i] != i) i = root[i] = root[root[i]];
        return i;
    };
    for (const auto& [i, j] : links) root[find(i)] = find(j);
    for (std::size_t i = 0; i < areas; ++i) root[i] = find(i);
    return root;
}

// By the matrix-tree theorem: for each connected part its size times the determinant of Q without
// one of its areas.
bool describe_penalty(Problem& problem) {
    const std::vector<std::size_t> root = component_of(problem.areas, problem.links);
    std::vector<double> sizes(problem.areas, 0.0);
    for (const std::size_t each : root) sizes[each] += 1;
    std::vector<double> grounded = problem.degrees;
    for (std::size_t i = 0; i < problem.areas; ++i) {
        if (root[i] != i) continue;
        ++problem.components;
        problem.log_pseudo_determinant += std::log(sizes[i]);
    }
    // Leaving out a row and column is the same as cutting its links and setting its diagonal to 1.
    Links kept;
    for (const auto& link : problem.links)
        if (root[link.first] != link.first && root[link.second] != link.second)
            kept.push_back(link);
    for (std::size_t i = 0; i < problem.areas; ++i)
        if (root[i] == i) grounded[i] = 1;
    const auto solved = solve_sparse(grounded, kept, 1, Matrix(problem.areas, 1), false);
    if (!solved) return false;
    problem.log_pseudo_determinant += solved->log_determinant;
    return true;
}

// With Z an orthonormal basis of the effects whose sum over rows is 0, log det of (1 Z)'(1 Z).
double basis_term(const Problem& problem) {
    std::vector<double> rows(problem.areas, 0.0);
    for (const std::size_t each : problem.area) rows[each] += 1;
    double sum = 0, squares = 0;
    for (const double count : rows) {
        sum += count;
        squares += count * count;
    }
    return std::log(sum * sum / squares);
}

double penalty(const Problem& problem, const std::vector<double>& effects) {
    double sum = 0;
    for (const auto& [i, j] : problem.links)
        sum += (effects[i] - effects[j]) * (effects[i] - effects[j]);
    return sum;
}

void update(const Problem& problem, double strength, Fit& fit) {
    fit.fitted.resize(problem.counts.size());
    fit.weights.assign(problem.areas, 0.0);
    fit.deviance = 0;
    double likelihood = 0;
    for (std::size_t row = 0; row < problem.counts.size(); ++row) {
        const double y = problem.counts[row];
        const double predictor = problem.offset[row] + fit.effects[problem.area[row]];
        const double mean = std::exp(predictor);
        fit.fitted[row] = mean;
        fit.weights[problem.area[row]] += mean;
        likelihood += y * predictor - mean - log_gamma(y + 1);
        fit.deviance += 2 * ((y > 0 ? y * std::log(y / mean) : 0) - (y - mean));
    }
    fit.penalised_likelihood = likelihood - strength * penalty(problem, fit.effects) / 2;
}

// Newton's steps on the penalised likelihood, halved where they would lower it.
std::optional<Fit> fit_at(const Problem& problem, double log_strength,
                          const std::vector<double>& start) {
    const double strength = std::exp(log_strength);
    Fit fit;
    fit.effects = start;
    update(problem, strength, fit);
    for (int turn = 0; turn < 100; ++turn) {
        Matrix right(problem.areas, 1);
        for (std::size_t row = 0; row < problem.counts.size(); ++row)
            right(problem.area[row], 0) += problem.counts[row] - fit.fitted[row];
        for (const auto& [i, j] : problem.links) {
            const double pull = strength * (fit.effects[i] - fit.effects[j]);
            right(i, 0) -= pull;
            right(j, 0) += pull;
        }
        std::vector<double> diagonal(problem.areas);
        for (std::size_t i = 0; i < problem.areas; ++i)
            diagonal[i] = fit.weights[i] + strength * problem.degrees[i];
        const auto step = solve_sparse(diagonal, problem.links, strength, right, false);
        if (!step) return std::nullopt;
        fit.log_determinant = step->log_determinant;
        double largest = 0;
        for (const double part : step->solutions.column(0))
            largest = std::max(largest, std::abs(part));
        if (largest < 1e-11) break;
        const Fit before = fit;
        double factor = 1;
        for (int half = 0; half < 40; ++half, factor /= 2) {
            for (std::size_t i = 0; i < problem.areas; ++i)
                fit.effects[i] = before.effects[i] + factor * step->solutions(i, 0);
            update(problem, strength, fit);
            if (std::isfinite(fit.penalised_likelihood) &&
                fit.penalised_likelihood >=
                    before.penalised_likelihood - 1e-10 * std::abs(before.penalised_likelihood))
                break;
        }
    }
    const auto penalised = static_cast<double>(problem.areas - problem.components);
    fit.criterion = -fit.penalised_likelihood + (fit.log_determinant + problem.basis_term) / 2 -
                    (problem.log_pseudo_determinant + penalised * log_strength) / 2 -
                    static_cast<double>(problem.components) / 2 * std::log(2 * std::numbers::pi);
    return fit;
}

// The lowest point between two ends, by golden sections and parabolas (Brent 1973, chapter 5).
template <class Function>
double lowest_between(double low, double high, Function function) {
    constexpr double golden = 0.3819660112501051;
    double x = low + golden * (high - low), w = x, v = x, step = 0, last = 0;
    double fx = function(x), fw = fx, fv = fx;
    for (int turn = 0; turn < 200; ++turn) {
        const double middle = (low + high) / 2, tolerance = 1e-9 * std::abs(x) + 1e-9;
        if (std::abs(x - middle) <= 2 * tolerance - (high - low) / 2) break;
        bool parabola = false;
        if (std::abs(last) > tolerance) {
            const double r = (x - w) * (fx - fv);
            double q = (x - v) * (fx - fw);
            double p = (x - v) * q - (x - w) * r;
            q = 2 * (q - r);
            if (q > 0) p = -p;
            q = std::abs(q);
            if (std::abs(p) < std::abs(q * last / 2) && p > q * (low - x) && p < q * (high - x)) {
                last = step;
                step = p / q;
                parabola = true;
            }
        }
        if (!parabola) {
            last = (x < middle ? high : low) - x;
            step = golden * last;
        }
        const double u = x + (std::abs(step) >= tolerance ? step : std::copysign(tolerance, step));
        const double fu = function(u);
        if (fu <= fx) {
            (u < x ? high : low) = x;
            v = w, fv = fw, w = x, fw = fx, x = u, fx = fu;
        } else {
            (u < x ? low : high) = u;
            if (fu <= fw || w == x)
                v = w, fv = fw, w = u, fw = fu;
            else if (fu <= fv || v == x || v == w)
                v = u, fv = fu;
        }
    }
    return x;
}

base::Result<void> check(const Problem& problem) {
    if (problem.counts.empty()) return no_data();
    if (problem.offset.size() != problem.counts.size()) return different_lengths("offset");
    if (problem.area.size() != problem.counts.size()) return different_lengths("area");
    double sum = 0;
    for (std::size_t row = 0; row < problem.counts.size(); ++row) {
        const double y = problem.counts[row];
        if (!std::isfinite(y)) return not_finite("counts");
        if (!std::isfinite(problem.offset[row])) return not_finite("offset");
        if (y < 0) return negative_value("counts");
        if (y != std::floor(y)) return not_whole("counts");
        sum += y;
    }
    if (sum == 0) return no_events("counts");
    std::vector<bool> seen(problem.areas, false);
    for (const std::size_t each : problem.area) {
        if (each >= problem.areas) return outside("area", "0–" + std::to_string(problem.areas - 1));
        seen[each] = true;
    }
    const auto filled = static_cast<std::size_t>(std::count(seen.begin(), seen.end(), true));
    if (filled < problem.areas) return too_few("area", filled, problem.areas);
    for (const double degree : problem.degrees)
        if (degree == 0) return too_few("neighbours", 0, 1);
    return {};
}

}  // namespace

base::Result<AreaSmoothing> smooth_areas(const std::vector<double>& counts,
                                         const std::vector<double>& offset,
                                         const std::vector<std::size_t>& area, std::size_t areas,
                                         const Links& links) {
    Problem problem{counts, offset, area, areas, links, std::vector<double>(areas, 0.0), 0, 0, 0};
    for (const auto& [i, j] : links) {
        if (i >= areas || j >= areas || i == j)
            return outside("links", "0–" + std::to_string(areas - 1));
        problem.degrees[i] += 1;
        problem.degrees[j] += 1;
    }
    const auto checked = check(problem);
    if (!checked) return checked.error();
    if (!describe_penalty(problem)) return not_converged("links");
    problem.basis_term = basis_term(problem);
    double events = 0, exposure = 0;
    for (std::size_t row = 0; row < counts.size(); ++row) {
        events += counts[row];
        exposure += std::exp(offset[row]);
    }
    std::vector<double> start(areas, std::log(events / exposure));
    bool failed = false;
    const auto criterion = [&](double log_strength) {
        auto fit = fit_at(problem, log_strength, start);
        failed = failed || !fit;
        if (!fit) return 1e300;
        start = std::move(fit->effects);
        return fit->criterion;
    };
    constexpr double weakest = -15, strongest = 15;
    const double best = lowest_between(weakest, strongest, criterion);
    const auto fit = fit_at(problem, best, start);
    if (failed || !fit) return not_converged("counts");

    AreaSmoothing result;
    result.strength = std::exp(best);
    result.rescaled_strength =
        result.strength * 2 * *std::max_element(problem.degrees.begin(), problem.degrees.end());
    result.criterion = fit->criterion;
    result.deviance = fit->deviance;
    result.fitted = fit->fitted;
    result.components = problem.components;
    for (const std::size_t each : area)
        result.intercept += fit->effects[each] / static_cast<double>(area.size());
    std::vector<double> diagonal(areas);
    for (std::size_t i = 0; i < areas; ++i)
        diagonal[i] = fit->weights[i] + result.strength * problem.degrees[i];
    const auto inverse = solve_sparse(diagonal, links, result.strength, Matrix(areas, 1), true);
    if (!inverse) return not_converged("counts");
    for (std::size_t i = 0; i < areas; ++i) {
        result.effects.push_back(fit->effects[i] - result.intercept);
        result.effect_errors.push_back(std::sqrt(inverse->inverse_diagonal[i]));
        result.effective_degrees += fit->weights[i] * inverse->inverse_diagonal[i];
    }
    return result;
}

}  // namespace statistics
