#include "statistics/reliability.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr double least_part_own = 1e-10;

Matrix covariance_of(const Matrix& x) {
    Matrix centred = x;
    for (std::size_t j = 0; j < x.columns(); ++j) {
        const auto column = centred.column(j);
        double mean = 0;
        for (const double value : column) mean += value / static_cast<double>(x.rows());
        for (double& value : column) value -= mean;
    }
    Matrix covariance = transposed_product(centred, centred);
    for (std::size_t j = 0; j < x.columns(); ++j)
        for (double& value : covariance.column(j)) value /= static_cast<double>(x.rows() - 1);
    return covariance;
}

Matrix correlation_of(const Matrix& covariance) {
    Matrix correlation = covariance;
    for (std::size_t i = 0; i < covariance.rows(); ++i)
        for (std::size_t j = 0; j < covariance.rows(); ++j)
            correlation(i, j) /= std::sqrt(covariance(i, i) * covariance(j, j));
    return correlation;
}

double sum_of(const Matrix& matrix) {
    double sum = 0;
    for (std::size_t j = 0; j < matrix.columns(); ++j)
        for (const double value : matrix.column(j)) sum += value;
    return sum;
}

double alpha_of(const Matrix& covariance) {
    double own = 0;
    for (std::size_t j = 0; j < covariance.rows(); ++j) own += covariance(j, j);
    const auto k = static_cast<double>(covariance.rows());
    return k / (k - 1) * (1 - own / sum_of(covariance));
}

Matrix without(const Matrix& matrix, std::size_t item) {
    Matrix part(matrix.rows() - 1, matrix.rows() - 1);
    for (std::size_t j = 0; j < part.rows(); ++j)
        for (std::size_t i = 0; i < part.rows(); ++i)
            part(i, j) = matrix(i + (i >= item ? 1 : 0), j + (j >= item ? 1 : 0));
    return part;
}

// Guttman's λ6, where 1 − R² of an item with the others is 1 over the inverse's diagonal.
double guttman_of(const Matrix& correlation) {
    const auto inverse = inverse_of_positive(correlation);
    if (!inverse) return std::nan("");
    double unexplained = 0;
    for (std::size_t j = 0; j < correlation.rows(); ++j) unexplained += 1 / (*inverse)(j, j);
    return 1 - unexplained / sum_of(correlation);
}

base::Result<void> check_items(const Matrix& items, const std::vector<std::string>& names) {
    if (items.columns() < 2) return too_few("items", items.columns(), 2);
    if (items.rows() < 3) return too_few(names.front(), items.rows(), 3);
    for (std::size_t j = 0; j < items.columns(); ++j) {
        const auto column = items.column(j);
        for (const double value : column)
            if (!std::isfinite(value)) return not_finite(names[j]);
        if (std::all_of(column.begin(), column.end(),
                        [&](double value) { return value == column[0]; }))
            return constant_variable(names[j]);
    }
    return {};
}

}  // namespace

base::Result<ItemReliability> item_reliability(const Matrix& items,
                                               const std::vector<std::string>& names,
                                               double confidence) {
    if (const auto checked = check_items(items, names); !checked) return checked.error();
    const Matrix covariance = covariance_of(items), correlation = correlation_of(covariance);
    const std::size_t k = items.columns();
    const auto inverse = inverse_of_positive(correlation);
    for (std::size_t j = 0; j < k; ++j)
        if (!inverse || 1 / (*inverse)(j, j) < least_part_own)
            return collinear_variable(names[inverse ? j : k - 1]);
    if (!(sum_of(covariance) > 0)) return constant_variable("sum");
    ItemReliability result;
    result.alpha = alpha_of(covariance);
    result.standardised_alpha = alpha_of(correlation);
    result.guttman = guttman_of(correlation);
    const auto items_count = static_cast<double>(k);
    result.mean_correlation =
        (sum_of(correlation) - items_count) / (items_count * (items_count - 1));
    const double first = static_cast<double>(items.rows()) - 1, second = first * (items_count - 1);
    const double tail = (1 - confidence) / 2;
    result.limits = {1 - (1 - result.alpha) * fisher_quantile(1 - tail, first, second),
                     1 - (1 - result.alpha) * fisher_quantile(tail, first, second)};
    for (std::size_t j = 0; j < k; ++j) {
        double with_others = 0;
        for (std::size_t i = 0; i < k; ++i) with_others += i == j ? 0 : covariance(i, j);
        const Matrix rest = without(covariance, j);
        result.rest.push_back(with_others / std::sqrt(covariance(j, j) * sum_of(rest)));
        if (k == 2) continue;
        result.without.push_back(alpha_of(rest));
        result.guttman_without.push_back(guttman_of(without(correlation, j)));
    }
    return result;
}

namespace {

struct MeanSquares {
    double n = 0, k = 0;
    double targets = 0, judges = 0, rest = 0, within = 0;
};

MeanSquares mean_squares(const Matrix& ratings) {
    MeanSquares squares;
    squares.n = static_cast<double>(ratings.rows());
    squares.k = static_cast<double>(ratings.columns());
    const double mean = sum_of(ratings) / (squares.n * squares.k);
    std::vector<double> rows(ratings.rows(), 0.0);
    double total = 0;
    for (std::size_t j = 0; j < ratings.columns(); ++j) {
        double column = 0;
        for (std::size_t i = 0; i < ratings.rows(); ++i) {
            const double value = ratings(i, j) - mean;
            rows[i] += value / squares.k;
            column += value / squares.n;
            total += value * value;
        }
        squares.judges += squares.n * column * column;
    }
    for (const double row : rows) squares.targets += squares.k * row * row;
    const double rest = total - squares.targets - squares.judges;
    squares.within = (total - squares.targets) / (squares.n * (squares.k - 1));
    squares.rest = rest / ((squares.n - 1) * (squares.k - 1));
    squares.targets /= squares.n - 1;
    squares.judges /= squares.k - 1;
    return squares;
}

// Limits of the second coefficient (Shrout and Fleiss 1979, p. 424).
Interval limits_of_second(const MeanSquares& m, double value, double tail) {
    const double f = m.judges / m.rest, n = m.n, k = m.k;
    const double part = k * value * f + n * (1 + (k - 1) * value) - k * value;
    const double below = (n - 1) * k * k * value * value * f * f +
                         std::pow(n * (1 + (k - 1) * value) - k * value, 2);
    const double degrees = (n - 1) * (k - 1) * part * part / below;
    const double upper = fisher_quantile(1 - tail, n - 1, degrees);
    const double lower = fisher_quantile(1 - tail, degrees, n - 1);
    const double spread = k * m.judges + (k * n - k - n) * m.rest;
    return {n * (m.targets - upper * m.rest) / (upper * spread + n * m.targets),
            n * (lower * m.targets - m.rest) / (spread + n * lower * m.targets)};
}

double of_mean(double single, double k) {
    return single * k / (1 + single * (k - 1));
}

}  // namespace

base::Result<std::vector<IntraclassCorrelation>> intraclass_correlations(const Matrix& ratings,
                                                                         const std::string& name,
                                                                         double confidence) {
    if (ratings.columns() < 2) return too_few("ratings", ratings.columns(), 2);
    if (ratings.rows() < 2) return too_few(name, ratings.rows(), 2);
    for (std::size_t j = 0; j < ratings.columns(); ++j)
        for (const double value : ratings.column(j))
            if (!std::isfinite(value)) return not_finite(name);
    const MeanSquares m = mean_squares(ratings);
    const double usual = m.targets + m.judges + m.within;
    if (!(m.rest > 1e-14 * usual) || !(m.targets > 0)) return constant_variable(name);
    const double tail = (1 - confidence) / 2, k = m.k;
    const double first = m.n - 1, within = m.n * (k - 1), rest = (m.n - 1) * (k - 1);
    const double f1 = m.targets / m.within, f3 = m.targets / m.rest;
    const auto of_ratio = [&](double f, double other) {
        const double low = f / fisher_quantile(1 - tail, first, other);
        const double high = f * fisher_quantile(1 - tail, other, first);
        return Interval{(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)};
    };
    const double one = (m.targets - m.within) / (m.targets + (k - 1) * m.within);
    const double two =
        (m.targets - m.rest) / (m.targets + (k - 1) * m.rest + k * (m.judges - m.rest) / m.n);
    const double three = (m.targets - m.rest) / (m.targets + (k - 1) * m.rest);
    const Interval limits[] = {of_ratio(f1, within), limits_of_second(m, two, tail),
                               of_ratio(f3, rest)};
    const double values[] = {one, two, three};
    const double ratios[] = {f1, f3, f3}, others[] = {within, rest, rest};
    std::vector<IntraclassCorrelation> all;
    for (const bool mean : {false, true})
        for (std::size_t i = 0; i < 3; ++i) {
            const auto raised = [&](double value) { return mean ? of_mean(value, k) : value; };
            all.push_back({std::to_string(i + 1) + (mean ? "k" : ""),
                           raised(values[i]),
                           ratios[i],
                           first,
                           others[i],
                           fisher_upper(ratios[i], first, others[i]),
                           {raised(limits[i].lower), raised(limits[i].upper)}});
        }
    return all;
}

namespace {

// Kappa and its variance (Fleiss, Cohen and Everitt 1969, formula 8) from shares and weights.
std::pair<double, double> kappa_of(const Matrix& shares, const Matrix& weights, double count) {
    const std::size_t k = shares.rows();
    std::vector<double> rows(k, 0.0), columns(k, 0.0), row_weights(k, 0.0), column_weights(k, 0.0);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) {
            rows[i] += shares(i, j);
            columns[j] += shares(i, j);
        }
    double observed = 0, expected = 0;
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) {
            observed += weights(i, j) * shares(i, j);
            expected += weights(i, j) * rows[i] * columns[j];
            row_weights[i] += weights(i, j) * columns[j];
            column_weights[j] += weights(i, j) * rows[i];
        }
    const double kappa = (observed - expected) / (1 - expected);
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) {
            const double part = weights(i, j) - (row_weights[i] + column_weights[j]) * (1 - kappa);
            sum += shares(i, j) * part * part;
        }
    const double middle = kappa - expected * (1 - kappa);
    return {kappa, (sum - middle * middle) / (count * (1 - expected) * (1 - expected))};
}

}  // namespace

base::Result<Agreement> agreement(const Matrix& table, const Matrix& weights,
                                  const std::string& name) {
    const double count = sum_of(table);
    const std::size_t k = table.rows();
    if (table.columns() != k || weights.rows() != k || weights.columns() != k)
        return different_lengths(name);
    Matrix shares = table, identity(k, k);
    for (std::size_t i = 0; i < k; ++i) {
        identity(i, i) = 1;
        for (std::size_t j = 0; j < k; ++j) {
            if (!(table(i, j) >= 0) || !std::isfinite(table(i, j))) return negative_value(name);
            shares(i, j) /= count;
        }
    }
    if (!(count > 0)) return no_data();
    Agreement result;
    for (std::size_t i = 0; i < k; ++i) {
        double row = 0, column = 0;
        for (std::size_t j = 0; j < k; ++j) {
            row += shares(i, j);
            column += shares(j, i);
        }
        result.observed += shares(i, i);
        result.expected += row * column;
    }
    if (!(1 - result.expected > 1e-12)) return constant_variable(name);
    std::tie(result.kappa, result.variance) = kappa_of(shares, identity, count);
    std::tie(result.weighted, result.weighted_variance) = kappa_of(shares, weights, count);
    return result;
}

Matrix agreement_weights(std::size_t categories, bool squared) {
    Matrix weights(categories, categories);
    for (std::size_t i = 0; i < categories; ++i)
        for (std::size_t j = 0; j < categories; ++j) {
            const double apart = std::abs(static_cast<double>(i) - static_cast<double>(j)) /
                                 static_cast<double>(categories - 1);
            weights(i, j) = 1 - (squared ? apart * apart : apart);
        }
    return weights;
}

base::Result<Matrix> weights_from_disagreement(const Matrix& disagreement) {
    double most = 0;
    for (std::size_t i = 0; i < disagreement.rows(); ++i)
        for (std::size_t j = 0; j < disagreement.columns(); ++j) {
            if (!(disagreement(i, j) >= 0)) return negative_value("disagreement");
            if (i == j && disagreement(i, j) != 0) return outside("disagreement", "0");
            most = std::max(most, disagreement(i, j));
        }
    if (!(most > 0)) return constant_variable("disagreement");
    Matrix weights = disagreement;
    for (std::size_t j = 0; j < weights.columns(); ++j)
        for (double& value : weights.column(j)) value = 1 - value / most;
    return weights;
}

base::Result<ReliableChange> reliable_change(double deviation, double reliability,
                                             double confidence) {
    if (!(deviation > 0) || !std::isfinite(deviation)) return not_positive("deviation");
    if (!(reliability >= 0 && reliability < 1)) return outside("reliability", "[0; 1[");
    ReliableChange change;
    change.standard_error = deviation * std::sqrt(1 - reliability);
    change.difference_error = std::sqrt(2.0) * change.standard_error;
    change.least_change = normal_quantile((1 + confidence) / 2) * change.difference_error;
    return change;
}

ChangeCutoffs change_cutoffs(double troubled_mean, double troubled_deviation, double other_mean,
                             double other_deviation) {
    const double towards = other_mean >= troubled_mean ? 1 : -1;
    return {troubled_mean + towards * 2 * troubled_deviation,
            other_mean - towards * 2 * other_deviation,
            (other_deviation * troubled_mean + troubled_deviation * other_mean) /
                (troubled_deviation + other_deviation)};
}

}  // namespace statistics
