#include "statistics/robust.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

// The contribution of each row to the score, up to 1/φ, which cancels.
Matrix scores(const RegressionData& data, const RegressionFit& fit) {
    Matrix scores(data.design.x.rows(), data.design.x.columns());
    for (std::size_t j = 0; j < scores.columns(); ++j)
        for (std::size_t i = 0; i < scores.rows(); ++i)
            scores(i, j) = data.design.x(i, j) * fit.working_weights[i] * fit.working_residuals[i];
    return scores;
}

Matrix sandwich(const RegressionFit& fit, const Matrix& meat) {
    return product(product(fit.unscaled_covariance, meat), fit.unscaled_covariance);
}

void add(Matrix& sum, const Matrix& part, double factor) {
    for (std::size_t i = 0; i < sum.rows() * sum.columns(); ++i)
        sum.data()[i] += factor * part.data()[i];
}

Matrix summed_by(const Matrix& scores, const Groups& groups) {
    Matrix sums(groups.names.size(), scores.columns());
    for (std::size_t j = 0; j < scores.columns(); ++j)
        for (std::size_t i = 0; i < scores.rows(); ++i) sums(groups.of_row[i], j) += scores(i, j);
    return sums;
}

Groups intersection(const Groups& left, const Groups& right) {
    std::map<std::pair<std::size_t, std::size_t>, std::size_t> numbers;
    Groups both;
    for (std::size_t i = 0; i < left.of_row.size(); ++i) {
        const std::pair pair(left.of_row[i], right.of_row[i]);
        const auto [at, fresh] = numbers.try_emplace(pair, numbers.size());
        both.of_row.push_back(at->second);
        if (fresh) both.names.push_back(left.names[pair.first] + "·" + right.names[pair.second]);
    }
    return both;
}

double ratio(std::size_t top, std::size_t bottom) {
    return static_cast<double>(top) / static_cast<double>(bottom);
}

double few_factor(const ClusterOptions& options, std::size_t clusters) {
    return options.few_clusters_factor ? ratio(clusters, clusters - 1) : 1;
}

// Of two groupings: what both count, and is to be counted once.
void take_off_intersection(const Matrix& contributions, const std::vector<Groups>& groupings,
                           const ClusterOptions& options, double parameters, Matrix& meat) {
    const Groups both = intersection(groupings[0], groupings[1]);
    const std::size_t rows = contributions.rows(), clusters = both.names.size();
    if (options.intersection == Intersection::rows ||
        (options.intersection == Intersection::usual && clusters == rows)) {
        add(meat, transposed_product(contributions, contributions), -1);
        return;
    }
    const Matrix sums = summed_by(contributions, both);
    add(meat, transposed_product(sums, sums), -few_factor(options, clusters) * parameters);
}

Matrix without_negative_eigenvalues(const Matrix& matrix) {
    SymmetricEigen eigen = symmetric_eigen(matrix);
    if (*std::min_element(eigen.values.begin(), eigen.values.end()) >= 0) return matrix;
    for (std::size_t j = 0; j < eigen.values.size(); ++j)
        for (double& each : eigen.vectors.column(j))
            each *= std::sqrt(std::max(0.0, eigen.values[j]));
    Matrix fixed(matrix.rows(), matrix.columns());
    for (std::size_t i = 0; i < fixed.rows(); ++i)
        for (std::size_t j = 0; j < fixed.columns(); ++j)
            for (std::size_t k = 0; k < eigen.values.size(); ++k)
                fixed(i, j) += eigen.vectors(i, k) * eigen.vectors(j, k);
    return fixed;
}

}  // namespace

base::Result<Matrix> robust_covariance(const RegressionData& data, const RegressionFit& fit,
                                       Heteroscedasticity kind) {
    Matrix contributions = scores(data, fit);
    for (std::size_t i = 0; i < contributions.rows(); ++i) {
        double factor = 1;
        if (kind == Heteroscedasticity::hc1)
            factor = std::sqrt(static_cast<double>(fit.observations) / fit.residual_degrees);
        if (kind == Heteroscedasticity::hc2 || kind == Heteroscedasticity::hc3) {
            const double left = 1 - fit.leverages[i];
            if (!(left > 1e-10)) return not_converged(data.outcome_name);
            factor = kind == Heteroscedasticity::hc2 ? 1 / std::sqrt(left) : 1 / left;
        }
        for (std::size_t j = 0; j < contributions.columns(); ++j) contributions(i, j) *= factor;
    }
    return sandwich(fit, transposed_product(contributions, contributions));
}

base::Result<Matrix> clustered_covariance(const RegressionData& data, const RegressionFit& fit,
                                          const std::vector<Column>& clusters,
                                          const ClusterOptions& options) {
    const Matrix contributions = scores(data, fit);
    std::vector<Groups> groupings;
    for (const Column& cluster : clusters) {
        if (cluster.values.size() != contributions.rows()) return different_lengths(cluster.name);
        groupings.push_back(groups_of(cluster));
        if (groupings.back().names.size() < 2) return one_group(cluster.name);
    }
    const double parameters =
        options.parameters_factor
            ? (static_cast<double>(fit.observations) - 1) / fit.residual_degrees
            : 1;
    Matrix meat(contributions.columns(), contributions.columns());
    for (const Groups& groups : groupings) {
        const Matrix sums = summed_by(contributions, groups);
        add(meat, transposed_product(sums, sums),
            few_factor(options, groups.names.size()) * parameters);
    }
    if (groupings.size() == 2)
        take_off_intersection(contributions, groupings, options, parameters, meat);
    Matrix covariance = sandwich(fit, meat);
    if (options.fix_negative) covariance = without_negative_eigenvalues(covariance);
    bool any = false;
    for (std::size_t j = 0; j < covariance.rows(); ++j) {
        if (!fit.estimable[j]) continue;
        const bool positive = covariance(j, j) > 0;
        if (!positive && !options.keep_negative) return not_converged(fit.names[j]);
        any = any || positive;
    }
    if (!any) return not_converged(fit.names.front());
    return covariance;
}

namespace {

// The columns that have a coefficient.
Matrix estimable_columns(const Matrix& scores, const RegressionFit& fit) {
    std::vector<std::size_t> kept;
    for (std::size_t j = 0; j < scores.columns(); ++j)
        if (fit.estimable[j]) kept.push_back(j);
    Matrix part(scores.rows(), kept.size());
    for (std::size_t j = 0; j < kept.size(); ++j)
        for (std::size_t i = 0; i < scores.rows(); ++i) part(i, j) = scores(i, kept[j]);
    return part;
}

// Scores less what those of the rows before say of them; and (I − ΣA)⁻¹, which puts it back.
struct Prewhitened {
    Matrix scores, back;
};

base::Result<Prewhitened> prewhitened(const Matrix& scores, std::size_t order) {
    const std::size_t k = scores.columns();
    if (scores.rows() < (k + 1) * order + 2)
        return too_few("prewhitening", scores.rows(), (k + 1) * order + 2);
    const std::size_t rows = scores.rows() - order;
    Matrix earlier(rows, k * order), now(rows, k);
    for (std::size_t j = 0; j < k; ++j)
        for (std::size_t i = 0; i < rows; ++i) {
            now(i, j) = scores(i + order, j);
            for (std::size_t lag = 1; lag <= order; ++lag)
                earlier(i, (lag - 1) * k + j) = scores(i + order - lag, j);
        }
    const std::vector<double> ones(rows, 1.0);
    Prewhitened result{std::move(now), Matrix(k, k)};
    Matrix left(k, k);
    for (std::size_t j = 0; j < k; ++j) {
        const LeastSquares fitted = least_squares(earlier, result.scores.column(j), ones);
        const std::vector<double> explained = times(earlier, fitted.coefficients);
        for (std::size_t i = 0; i < rows; ++i) result.scores(i, j) -= explained[i];
        left(j, j) += 1;
        for (std::size_t each = 0; each < fitted.coefficients.size(); ++each)
            left(j, each % k) -= fitted.coefficients[each];
    }
    for (std::size_t j = 0; j < k; ++j) {
        std::vector<double> unit(k, 0.0);
        unit[j] = 1;
        const auto column = solve_general(left, unit);
        if (!column) return not_converged("prewhitening");
        std::copy(column->begin(), column->end(), result.back.column(j).begin());
    }
    return result;
}

// The bandwidth that suits the scores' own dependence, all columns but the intercept together.
std::size_t suitable_lag(const Matrix& scores, const RegressionFit& fit, std::size_t all_rows,
                         std::size_t prewhitening) {
    const std::size_t rows = scores.rows();
    std::vector<double> sums(rows, 0.0);
    std::size_t column = 0;
    for (std::size_t j = 0; j < fit.names.size(); ++j) {
        if (!fit.estimable[j]) continue;
        const bool counts = fit.names[j] != "(Intercept)" || scores.columns() == 1;
        for (std::size_t i = 0; counts && i < rows; ++i) sums[i] += scores(i, column);
        ++column;
    }
    const auto lags = static_cast<std::size_t>(
        std::floor((prewhitening > 0 ? 3 : 4) * std::pow(ratio(all_rows, 100), 2.0 / 9)));
    double level = 0, slope = 0;
    for (std::size_t lag = 0; lag <= lags && lag < rows; ++lag) {
        double sum = 0;
        for (std::size_t i = lag; i < rows; ++i) sum += sums[i] * sums[i - lag];
        level += (lag == 0 ? 1 : 2) * sum;
        slope += 2 * static_cast<double>(lag) * sum;
    }
    if (!(std::abs(level) > 0)) return 0;
    const double share = slope / level;
    const double width = 1.1447 * std::cbrt(share * share) * std::cbrt(ratio(all_rows, 1));
    return static_cast<std::size_t>(std::min(std::floor(width), static_cast<double>(rows - 1)));
}

Matrix bartlett_sums(const Matrix& scores, std::size_t lag) {
    Matrix meat = transposed_product(scores, scores);
    for (std::size_t distance = 1; distance <= lag; ++distance) {
        const double weight = 1 - ratio(distance, lag + 1);
        for (std::size_t j = 0; j < meat.columns(); ++j)
            for (std::size_t k = 0; k < meat.columns(); ++k) {
                double sum = 0;
                for (std::size_t i = distance; i < scores.rows(); ++i)
                    sum += scores(i, j) * scores(i - distance, k) +
                           scores(i, k) * scores(i - distance, j);
                meat(j, k) += weight * sum;
            }
    }
    return meat;
}

}  // namespace

base::Result<NeweyWest> newey_west_covariance(const RegressionData& data, const RegressionFit& fit,
                                              const NeweyWestOptions& options) {
    Matrix contributions = estimable_columns(scores(data, fit), fit);
    const std::size_t rows = contributions.rows(), columns = contributions.columns();
    if (!options.automatic_lag && options.lag >= rows)
        return outside("lag", "0–" + std::to_string(rows - 1));
    Matrix back;
    if (options.prewhitening > 0) {
        auto whitened = prewhitened(contributions, options.prewhitening);
        if (!whitened) return whitened.error();
        contributions = std::move(whitened->scores);
        back = std::move(whitened->back);
    }
    NeweyWest result;
    result.lag = options.automatic_lag
                     ? suitable_lag(contributions, fit, rows, options.prewhitening)
                     : std::min(options.lag, contributions.rows() - 1);
    Matrix meat = bartlett_sums(contributions, result.lag);
    if (options.prewhitening > 0) {
        Matrix transposed(columns, columns);
        for (std::size_t j = 0; j < columns; ++j)
            for (std::size_t k = 0; k < columns; ++k) transposed(j, k) = back(k, j);
        meat = product(product(back, meat), transposed);
    }
    Matrix whole(fit.names.size(), fit.names.size());
    std::vector<std::size_t> kept;
    for (std::size_t j = 0; j < fit.names.size(); ++j)
        if (fit.estimable[j]) kept.push_back(j);
    const double factor = options.parameters_factor ? ratio(rows, rows - columns) : 1;
    for (std::size_t j = 0; j < columns; ++j)
        for (std::size_t k = 0; k < columns; ++k) whole(kept[j], kept[k]) = factor * meat(j, k);
    result.covariance = sandwich(fit, whole);
    return result;
}

}  // namespace statistics
