#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/mixed_model.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr std::size_t most_rows_together = 2'000;

std::size_t root_of(std::vector<std::size_t>& parent, std::size_t row) {
    while (parent[row] != row) row = parent[row] = parent[parent[row]];
    return row;
}

// Sets of rows that share no group with other sets: the covariance of the rows is zero between
// them.
std::vector<std::vector<std::size_t>> separate_sets(const MixedData& data) {
    std::vector<std::size_t> parent(data.outcome.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    for (const GroupedEffects& effects : data.effects) {
        std::map<std::size_t, std::size_t> first;
        for (std::size_t row = 0; row < parent.size(); ++row) {
            const auto seen = first.emplace(effects.level_of_row[row], row);
            parent[root_of(parent, row)] = root_of(parent, seen.first->second);
        }
    }
    std::map<std::size_t, std::vector<std::size_t>> sets;
    for (std::size_t row = 0; row < parent.size(); ++row) sets[root_of(parent, row)].push_back(row);
    std::vector<std::vector<std::size_t>> all;
    for (auto& each : sets) all.push_back(std::move(each.second));
    return all;
}

// How the covariance of these rows changes with one variance or covariance; the last is the
// residual variance.
Matrix slope_of(const MixedData& data, const std::vector<std::size_t>& rows,
                const VarianceComponent* component) {
    Matrix slope(rows.size(), rows.size());
    if (!component) {
        for (std::size_t i = 0; i < rows.size(); ++i)
            slope(i, i) = data.weights.empty() ? 1 : 1 / data.weights[rows[i]];
        return slope;
    }
    const auto effects =
        std::find_if(data.effects.begin(), data.effects.end(),
                     [&](const GroupedEffects& each) { return each.group == component->group; });
    const auto column_of = [&](const std::string& name) {
        const auto at = std::find(effects->names.begin(), effects->names.end(), name);
        return effects->columns.column(static_cast<std::size_t>(at - effects->names.begin()));
    };
    const auto first = column_of(component->effect);
    const auto second = component->other.empty() ? first : column_of(component->other);
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (std::size_t j = 0; j < rows.size(); ++j) {
            const std::size_t a = rows[i], b = rows[j];
            if (effects->level_of_row[a] != effects->level_of_row[b]) continue;
            slope(i, j) = first[a] * second[b];
            if (!component->other.empty()) slope(i, j) += second[a] * first[b];
        }
    return slope;
}

double sum_of_products(const Matrix& a, const Matrix& b) {
    return std::inner_product(a.data(), a.data() + a.rows() * a.columns(), b.data(), 0.0);
}

double trace_of_product(const Matrix& a, const Matrix& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.rows(); ++i)
        for (std::size_t j = 0; j < a.columns(); ++j) sum += a(i, j) * b(j, i);
    return sum;
}

void add(Matrix& to, const Matrix& matrix, double times_it) {
    for (std::size_t j = 0; j < to.columns(); ++j)
        for (std::size_t i = 0; i < to.rows(); ++i) to(i, j) += times_it * matrix(i, j);
}

struct Sums {
    Matrix gram;                              // X'V⁻¹X
    std::vector<Matrix> first;                // X'V⁻¹GᵣV⁻¹X
    std::vector<std::vector<Matrix>> second;  // X'V⁻¹GᵣV⁻¹GₛV⁻¹X
    Matrix traces;                            // tr(V⁻¹GᵣV⁻¹Gₛ)
};

base::Result<void> add_set(const MixedData& data, const LinearMixedFit& fit,
                           const std::vector<std::size_t>& rows, Sums& sums) {
    const std::size_t count = fit.components.size() + 1, p = fit.names.size();
    std::vector<Matrix> slopes;
    Matrix covariance(rows.size(), rows.size());
    for (std::size_t r = 0; r < count; ++r) {
        const bool residual = r + 1 == count;
        slopes.push_back(slope_of(data, rows, residual ? nullptr : &fit.components[r]));
        add(covariance, slopes.back(), residual ? fit.residual_variance : fit.components[r].value);
    }
    const auto inverse = inverse_of_positive(covariance);
    if (!inverse) return not_converged("kenward_roger");
    Matrix x(rows.size(), p);
    for (std::size_t j = 0; j < p; ++j)
        for (std::size_t i = 0; i < rows.size(); ++i) x(i, j) = data.design.x(rows[i], j);
    const Matrix weighted = product(*inverse, x);
    add(sums.gram, transposed_product(x, weighted), 1);
    std::vector<Matrix> moved, halves;  // V⁻¹Gᵣ, GᵣV⁻¹X
    for (std::size_t r = 0; r < count; ++r) {
        moved.push_back(product(*inverse, slopes[r]));
        halves.push_back(product(slopes[r], weighted));
        add(sums.first[r], transposed_product(weighted, halves[r]), 1);
    }
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t s = 0; s < count; ++s) {
            add(sums.second[r][s], transposed_product(halves[r], product(*inverse, halves[s])), 1);
            sums.traces(r, s) += trace_of_product(moved[r], moved[s]);
        }
    return {};
}

}  // namespace

base::Result<KenwardRoger> kenward_roger(const MixedData& data, const LinearMixedFit& fit) {
    if (!fit.restricted || fit.autocorrelation != 0)
        return not_a_case("degrees", "kenward_roger", "satterthwaite");
    const std::size_t count = fit.components.size() + 1, p = fit.names.size();
    Sums sums{Matrix(p, p), std::vector<Matrix>(count, Matrix(p, p)),
              std::vector(count, std::vector<Matrix>(count, Matrix(p, p))), Matrix(count, count)};
    for (const auto& rows : separate_sets(data)) {
        if (rows.size() > most_rows_together)
            return base::refuse("too_many_crossed",
                                "Der er for mange grupper på tværs af hinanden: {}. Højst {} kan "
                                "regnes sammen.",
                                std::to_string(rows.size()), std::to_string(most_rows_together));
        if (const auto added = add_set(data, fit, rows, sums); !added) return added.error();
    }
    KenwardRoger result;
    const auto covariance = inverse_of_positive(sums.gram);
    if (!covariance) return not_converged("kenward_roger");
    result.unadjusted = *covariance;
    for (const Matrix& each : sums.first) {
        result.slopes.emplace_back(p, p);
        add(result.slopes.back(), each, -1);
    }
    Matrix information(count, count);
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t s = 0; s < count; ++s)
            information(r, s) = sums.traces(r, s) -
                                2 * sum_of_products(*covariance, sums.second[r][s]) +
                                trace_of_product(product(*covariance, result.slopes[r]),
                                                 product(*covariance, result.slopes[s]));
    const auto inverse = inverse_of_positive(information);
    if (!inverse) return not_converged("kenward_roger");
    result.parameter_covariance = *inverse;
    for (std::size_t j = 0; j < count; ++j)
        for (double& value : result.parameter_covariance.column(j)) value *= 2;
    Matrix middle(p, p);
    for (std::size_t r = 0; r < count; ++r)
        for (std::size_t s = 0; s < count; ++s) {
            add(middle, sums.second[r][s], result.parameter_covariance(r, s));
            add(middle, product(result.slopes[r], product(*covariance, result.slopes[s])),
                -result.parameter_covariance(r, s));
        }
    result.covariance = *covariance;
    add(result.covariance, product(*covariance, product(middle, *covariance)), 2);
    return result;
}

ContrastTest kenward_roger_test(const KenwardRoger& adjusted, std::span<const double> coefficients,
                                const std::vector<std::size_t>& columns) {
    const std::size_t q = columns.size();
    const auto part = [&](const Matrix& whole) {
        Matrix matrix(q, q);
        for (std::size_t i = 0; i < q; ++i)
            for (std::size_t j = 0; j < q; ++j) matrix(i, j) = whole(columns[i], columns[j]);
        return matrix;
    };
    const auto precision = inverse_of_positive(part(adjusted.unadjusted));
    const auto adjusted_precision = inverse_of_positive(part(adjusted.covariance));
    ContrastTest test;
    if (!precision || !adjusted_precision) return test;
    std::vector<Matrix> moved;  // ΘΦPᵣΦ, over the contrasts
    for (const Matrix& slope : adjusted.slopes)
        moved.push_back(product(
            *precision, part(product(adjusted.unadjusted, product(slope, adjusted.unadjusted)))));
    double a1 = 0, a2 = 0;
    for (std::size_t r = 0; r < moved.size(); ++r)
        for (std::size_t s = 0; s < moved.size(); ++s) {
            double trace_r = 0, trace_s = 0;
            for (std::size_t i = 0; i < q; ++i) {
                trace_r += moved[r](i, i);
                trace_s += moved[s](i, i);
            }
            a1 += adjusted.parameter_covariance(r, s) * trace_r * trace_s;
            a2 += adjusted.parameter_covariance(r, s) * trace_of_product(moved[r], moved[s]);
        }
    const double n = static_cast<double>(q);
    const double b = (a1 + 6 * a2) / (2 * n);
    const double g = ((n + 1) * a1 - (n + 4) * a2) / ((n + 2) * a2);
    const double below = 3 * n + 2 * (1 - g);
    const double c1 = g / below, c2 = (n - g) / below, c3 = (n + 2 - g) / below;
    // Where a single group's contrast makes both 0 they cancel.
    const double shrunk = 1 - a2 / n, below_square = 1 - c2 * b;
    const double ratio =
        std::abs(shrunk) < 1e-10 && std::abs(below_square) < 1e-10 ? 1 : shrunk / below_square;
    const double rho = ratio * ratio * (1 + c1 * b) / (1 - c3 * b) / n;
    test.degrees = n;
    test.residual_degrees = 4 + (n + 2) / (n * rho - 1);
    const double scale = test.residual_degrees * shrunk / (test.residual_degrees - 2);
    double wald = 0;
    for (std::size_t i = 0; i < q; ++i)
        for (std::size_t j = 0; j < q; ++j)
            wald +=
                coefficients[columns[i]] * (*adjusted_precision)(i, j) * coefficients[columns[j]];
    test.statistic = scale * wald / n;
    test.p = fisher_upper(test.statistic, n, test.residual_degrees);
    return test;
}

}  // namespace statistics
