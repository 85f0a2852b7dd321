#include "statistics/mixed_frame.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

// Groupings beside the largest are solved together, densely.
constexpr std::size_t most_other_effects = 3'000;

// A diagonal entry of T, in units of the residual deviation, that counts as none (as lme4).
constexpr double singular_below = 1e-4;

double dot(std::span<const double> a, std::span<const double> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

// Modified Gram–Schmidt, done twice (Björck 1994); columns of length √n.
void orthogonalise(const Matrix& x, MixedFrame& frame) {
    const std::size_t p = x.columns();
    const double target = std::sqrt(static_cast<double>(x.rows()));
    frame.orthogonal = x;
    frame.triangle = Matrix(p, p);
    for (std::size_t j = 0; j < p; ++j) {
        const auto column = frame.orthogonal.column(j);
        for (int time = 0; time < 2; ++time)
            for (std::size_t k = 0; k < j; ++k) {
                const auto earlier = frame.orthogonal.column(k);
                const double share = dot(earlier, column) / (target * target);
                frame.triangle(k, j) += share;
                for (std::size_t i = 0; i < column.size(); ++i) column[i] -= share * earlier[i];
            }
        const double length = std::sqrt(dot(column, column)) / target;
        frame.triangle(j, j) = length;
        frame.log_determinant += 2 * std::log(length);
        for (double& value : column) value /= length;
    }
}

base::Result<void> check_effects(const GroupedEffects& effects, std::size_t rows,
                                 bool as_many_effects_as_rows) {
    const std::size_t levels = effects.levels.size(), k = effects.names.size();
    if (levels < 2) return one_group(effects.group);
    if (levels < k) return too_few(effects.group, levels, k);
    if (!as_many_effects_as_rows && levels * k >= rows)
        return too_few(effects.group, rows, levels * k + 1);
    if (effects.level_of_row.size() != rows || effects.columns.rows() != rows)
        return different_lengths(effects.group);
    for (std::size_t e = 0; e < k; ++e)
        for (const double value : effects.columns.column(e))
            if (!std::isfinite(value)) return not_finite(effects.names[e]);
    const std::vector<double> ones(rows, 1.0);
    const LeastSquares check = least_squares(effects.columns, ones, ones);
    for (std::size_t e = 0; e < k; ++e)
        if (!check.estimable[e]) return collinear_variable(effects.names[e]);
    return {};
}

base::Result<void> check_design(const MixedData& data) {
    const std::size_t rows = data.outcome.size(), columns = data.design.x.columns();
    if (rows == 0) return no_data();
    if (data.design.x.rows() != rows) return different_lengths("terms");
    if (rows <= columns) return too_few(data.outcome_name, rows, columns + 1);
    for (const double value : data.outcome)
        if (!std::isfinite(value)) return not_finite(data.outcome_name);
    for (std::size_t j = 0; j < columns; ++j)
        for (const double value : data.design.x.column(j))
            if (!std::isfinite(value)) return not_finite(data.design.names[j]);
    if (!data.offset.empty() && data.offset.size() != rows) return different_lengths("offset");
    for (const double value : data.offset)
        if (!std::isfinite(value)) return not_finite("offset");
    if (!data.weights.empty() && data.weights.size() != rows) return different_lengths("weights");
    for (const double value : data.weights)
        if (!(value > 0) || !std::isfinite(value)) return not_positive("weights");
    const std::vector<double> ones(rows, 1.0);
    const LeastSquares check = least_squares(data.design.x, data.outcome, ones);
    for (std::size_t j = 0; j < columns; ++j)
        if (!check.estimable[j]) return collinear_variable(data.design.names[j]);
    if (data.effects.empty()) return too_few("random", 0, 1);
    return {};
}

}  // namespace

GroupedEffects grouped_effects(std::string group, const Groups& groups, Matrix columns,
                               std::vector<std::string> names, bool correlated) {
    GroupedEffects effects{std::move(group),   groups.of_row,    groups.names,
                           std::move(columns), std::move(names), {}};
    for (std::size_t column = 0; column < effects.names.size(); ++column)
        for (std::size_t row = column; row < effects.names.size(); ++row)
            if (row == column || correlated) effects.parameters.emplace_back(row, column);
    return effects;
}

GroupedEffects joined_effects(const GroupedEffects& first, const GroupedEffects& second) {
    GroupedEffects all = first;
    const std::size_t shift = first.names.size(), rows = first.columns.rows();
    all.names.insert(all.names.end(), second.names.begin(), second.names.end());
    for (const auto& each : second.parameters)
        all.parameters.emplace_back(each.first + shift, each.second + shift);
    all.columns = Matrix(rows, all.names.size());
    std::copy_n(first.columns.data(), rows * shift, all.columns.data());
    std::copy_n(second.columns.data(), rows * second.names.size(),
                all.columns.data() + rows * shift);
    return all;
}

base::Result<MixedFrame> mixed_frame(const MixedData& data, bool as_many_effects_as_rows) {
    if (const auto checked = check_design(data); !checked) return checked.error();
    const std::size_t rows = data.outcome.size();
    std::size_t sum = 0, largest = 0;
    for (const GroupedEffects& effects : data.effects) {
        if (const auto checked = check_effects(effects, rows, as_many_effects_as_rows); !checked)
            return checked.error();
        const std::size_t size = effects.levels.size() * effects.names.size();
        sum += size;
        largest = std::max(largest, size);
    }
    if (sum - largest > most_other_effects)
        return base::refuse("too_many_crossed",
                            "Der er for mange grupper på tværs af hinanden: {}. Højst {} kan "
                            "regnes sammen.",
                            std::to_string(sum - largest), std::to_string(most_other_effects));
    MixedFrame frame;
    orthogonalise(data.design.x, frame);
    frame.effects = data.effects;
    for (GroupedEffects& effects : frame.effects) {
        std::vector<double>& scales = frame.scales.emplace_back();
        for (std::size_t e = 0; e < effects.names.size(); ++e) {
            const auto column = effects.columns.column(e);
            scales.push_back(std::sqrt(dot(column, column) / static_cast<double>(rows)));
            for (double& value : column) value /= scales.back();
        }
    }
    return frame;
}

std::vector<double> MixedFrame::first_theta() const {
    std::vector<double> theta;
    for (const GroupedEffects& each : effects)
        for (const auto& entry : each.parameters)
            theta.push_back(entry.first == entry.second ? 1 : 0);
    return theta;
}

std::vector<double> MixedFrame::lower_theta() const {
    std::vector<double> lower;
    for (const GroupedEffects& each : effects)
        for (const auto& entry : each.parameters)
            lower.push_back(entry.first == entry.second ? 0 : -HUGE_VAL);
    return lower;
}

std::vector<double> MixedFrame::coefficients(const std::vector<double>& orthogonal_ones) const {
    std::vector<double> solution = orthogonal_ones;
    for (std::size_t i = solution.size(); i-- > 0;) {
        for (std::size_t j = i + 1; j < solution.size(); ++j)
            solution[i] -= triangle(i, j) * solution[j];
        solution[i] /= triangle(i, i);
    }
    return solution;
}

Matrix MixedFrame::covariance(const Matrix& orthogonal_one) const {
    const std::size_t p = orthogonal_one.rows();
    Matrix inverse(p, p);  // R⁻¹
    std::vector<double> unit(p, 0.0);
    for (std::size_t j = 0; j < p; ++j) {
        unit[j] = 1;
        const std::vector<double> column = coefficients(unit);
        std::copy(column.begin(), column.end(), inverse.column(j).begin());
        unit[j] = 0;
    }
    Matrix transposed(p, p);
    for (std::size_t i = 0; i < p; ++i)
        for (std::size_t j = 0; j < p; ++j) transposed(i, j) = inverse(j, i);
    return product(product(inverse, orthogonal_one), transposed);
}

void MixedFrame::add_random(const std::vector<double>& theta,
                            const std::vector<std::vector<double>>& spherical,
                            std::vector<double>& sum) const {
    std::size_t used = 0;
    for (std::size_t g = 0; g < effects.size(); ++g) {
        const GroupedEffects& each = effects[g];
        const std::size_t k = each.names.size();
        const Matrix t =
            relative_factor(each, std::span(theta).subspan(used, each.parameters.size()));
        used += each.parameters.size();
        std::vector<double> b(spherical[g].size(), 0.0);
        for (std::size_t level = 0; level < each.levels.size(); ++level)
            for (std::size_t i = 0; i < k; ++i)
                for (std::size_t j = 0; j <= i; ++j)
                    b[level * k + i] += t(i, j) * spherical[g][level * k + j];
        for (std::size_t i = 0; i < k; ++i) {
            const auto column = each.columns.column(i);
            for (std::size_t row = 0; row < sum.size(); ++row)
                sum[row] += column[row] * b[each.level_of_row[row] * k + i];
        }
    }
}

void MixedFrame::describe(const std::vector<double>& theta,
                          const std::vector<std::vector<double>>& spherical, MixedFit& fit) const {
    std::size_t used = 0;
    for (std::size_t g = 0; g < effects.size(); ++g) {
        const GroupedEffects& each = effects[g];
        const std::size_t k = each.names.size();
        Matrix t = relative_factor(each, std::span(theta).subspan(used, each.parameters.size()));
        used += each.parameters.size();
        for (std::size_t i = 0; i < k; ++i)
            for (std::size_t j = 0; j < k; ++j) t(i, j) /= scales[g][i];
        std::vector<double>& modes = fit.modes.emplace_back(spherical[g].size(), 0.0);
        for (std::size_t level = 0; level < each.levels.size(); ++level)
            for (std::size_t i = 0; i < k; ++i)
                for (std::size_t j = 0; j <= i; ++j)
                    modes[level * k + i] += t(i, j) * spherical[g][level * k + j];
        const auto covariance = [&](std::size_t i, std::size_t j) {
            double sum = 0;
            for (std::size_t l = 0; l < k; ++l) sum += t(i, l) * t(j, l);
            return sum * fit.residual_variance;
        };
        for (std::size_t i = 0; i < k; ++i)
            fit.components.push_back({each.group, each.names[i], "", covariance(i, i), 0});
        for (const auto& entry : each.parameters) {
            const std::size_t i = entry.second, j = entry.first;
            if (i == j) {
                fit.singular = fit.singular || t(i, i) * scales[g][i] < singular_below;
                continue;
            }
            const double both = std::sqrt(covariance(i, i) * covariance(j, j));
            fit.components.push_back({each.group, each.names[i], each.names[j], covariance(i, j),
                                      both > 0 ? covariance(i, j) / both : 0});
        }
    }
    fit.theta = theta;
}

bool leave_zero(const Objective& objective, const std::vector<double>& lower,
                std::vector<double>& theta) {
    constexpr double near_zero = 1e-2;
    constexpr double tried[] = {0.005, 0.01, 0.02, 0.04, 0.08, 0.16};
    bool moved = false;
    double value = objective(theta);
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lower[i] != 0 || theta[i] > near_zero) continue;
        for (const double each : tried) {
            std::vector<double> above = theta;
            above[i] = each;
            const double there = objective(above);
            if (!(there < value - 1e-10 * std::abs(value))) continue;
            theta = std::move(above);
            value = there;
            moved = true;
        }
    }
    return moved;
}

std::vector<bool> settle_at_zero(const Objective& objective, const std::vector<double>& lower,
                                 std::vector<double>& theta) {
    constexpr double near_zero = 1e-3;
    std::vector<bool> settled(theta.size(), false);
    double value = objective(theta);
    for (std::size_t i = 0; i < lower.size(); ++i) {
        if (lower[i] != 0 || theta[i] > near_zero) continue;
        std::vector<double> without = theta;
        without[i] = 0;
        const double there = objective(without);
        if (there > value + 1e-9 * std::abs(value)) continue;
        theta = std::move(without);
        value = there;
        settled[i] = true;
    }
    return settled;
}

}  // namespace statistics
