#include "statistics/robust.h"

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
        const double few =
            options.few_clusters_factor ? ratio(groups.names.size(), groups.names.size() - 1) : 1;
        add(meat, transposed_product(sums, sums), few * parameters);
    }
    if (groupings.size() == 2) {
        const Groups both = intersection(groupings[0], groupings[1]);
        const Matrix sums = summed_by(contributions, both);
        const bool rows_themselves = both.names.size() == contributions.rows();
        const double few = options.few_clusters_factor && !rows_themselves
                               ? ratio(both.names.size(), both.names.size() - 1)
                               : 1;
        add(meat, transposed_product(sums, sums), -few * (rows_themselves ? 1 : parameters));
    }
    Matrix covariance = sandwich(fit, meat);
    for (std::size_t j = 0; j < covariance.rows(); ++j)
        if (fit.estimable[j] && !(covariance(j, j) > 0)) return not_converged(fit.names[j]);
    return covariance;
}

base::Result<Matrix> newey_west_covariance(const RegressionData& data, const RegressionFit& fit,
                                           std::size_t lag) {
    const Matrix contributions = scores(data, fit);
    const std::size_t rows = contributions.rows();
    if (lag >= rows) return outside("lag", "0–" + std::to_string(rows - 1));
    Matrix meat = transposed_product(contributions, contributions);
    for (std::size_t distance = 1; distance <= lag; ++distance) {
        const double weight = 1 - ratio(distance, lag + 1);
        for (std::size_t j = 0; j < meat.columns(); ++j)
            for (std::size_t k = 0; k < meat.columns(); ++k) {
                double sum = 0;
                for (std::size_t i = distance; i < rows; ++i)
                    sum += contributions(i, j) * contributions(i - distance, k) +
                           contributions(i, k) * contributions(i - distance, j);
                meat(j, k) += weight * sum;
            }
    }
    return sandwich(fit, meat);
}

}  // namespace statistics
