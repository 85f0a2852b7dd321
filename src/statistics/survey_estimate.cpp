#include "statistics/survey_estimate.h"

#include <algorithm>
#include <cmath>

#include "statistics/cubic_spline.h"
#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

double odds_share(double logarithm) {
    return 1 / (1 + std::exp(-logarithm));
}

// The signed root of the binomial deviance of q, for `n` answers of which a share of p is yes.
double deviance_root(double p, double q, double n) {
    const double rise = p * std::log(p / q) + (1 - p) * std::log((1 - p) / (1 - q));
    return std::copysign(std::sqrt(std::max(0.0, 2 * n * rise)), q - p);
}

Interval likelihood_limits(double p, double n, double reach) {
    const auto limit = [&](double from, double to) {
        for (int turn = 0; turn < 200 && std::abs(to - from) > 1e-15; ++turn) {
            const double middle = (from + to) / 2;
            (std::abs(deviance_root(p, middle, n)) < reach ? from : to) = middle;
        }
        return (from + to) / 2;
    };
    return {limit(p, 0), limit(p, 1)};
}

Interval interpolated_limits(double p, double n, double error, double reach) {
    const double middle = std::log(p / (1 - p)), spread = std::sqrt(n / (n - 1));
    const double tail = normal_lower(-reach) / 2;
    if (!(tail > 0)) return {std::nan(""), std::nan("")};
    const double farthest = -student_quantile(tail / 2, n - 1);
    std::vector<double> values{middle}, roots{0};
    for (const double side : {-1.0, 1.0}) {
        double root = 0;
        for (int step = 1; step < 10 && std::abs(root) < farthest; ++step) {
            const double value = middle + side * step * farthest / 5 * error;
            root = deviance_root(p, odds_share(value), n) / spread;
            const std::ptrdiff_t end = static_cast<std::ptrdiff_t>(values.size());
            const std::ptrdiff_t at = side < 0 ? 0 : end;
            values.insert(values.begin() + at, value);
            roots.insert(roots.begin() + at, root);
        }
    }
    return {odds_share(spline_crossing(values, roots, -reach)),
            odds_share(spline_crossing(values, roots, reach))};
}

// Doubly centred indicators: the interactions of a table.
Matrix interactions(std::size_t rows, std::size_t columns) {
    Matrix contrasts(rows * columns, (rows - 1) * (columns - 1));
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            for (std::size_t k = 0; k + 1 < rows; ++k)
                for (std::size_t l = 0; l + 1 < columns; ++l)
                    contrasts(i * columns + j, k * (columns - 1) + l) =
                        ((i == k ? 1 : 0) - 1 / static_cast<double>(rows)) *
                        ((j == l ? 1 : 0) - 1 / static_cast<double>(columns));
    return contrasts;
}

// Over the replicates that count.
std::vector<double> mean_values(const std::vector<std::vector<double>>& values,
                                const std::vector<double>& factors, std::size_t width) {
    const auto counting = static_cast<double>(
        std::count_if(factors.begin(), factors.end(), [](double factor) { return factor > 0; }));
    std::vector<double> means(width, 0.0);
    for (std::size_t r = 0; r < values.size(); ++r)
        for (std::size_t j = 0; j < width && factors[r] > 0; ++j)
            means[j] += values[r][j] / counting;
    return means;
}

double trace(const Matrix& matrix) {
    double sum = 0;
    for (std::size_t i = 0; i < matrix.rows(); ++i) sum += matrix(i, i);
    return sum;
}

}  // namespace

base::Result<SurveyValues> survey_total(const std::vector<double>& weights,
                                        const std::vector<double>& x, const Mask& mask) {
    SurveyValues found{{0}, Matrix(x.size(), 1)};
    for (std::size_t row = 0; row < x.size(); ++row) {
        if (!mask[row]) continue;
        found.influence(row, 0) = weights[row] * x[row];
        found.values[0] += weights[row] * x[row];
    }
    return found;
}

base::Result<SurveyValues> survey_mean(const std::vector<double>& weights,
                                       const std::vector<double>& x, const Mask& mask) {
    double weight = 0;
    for (std::size_t row = 0; row < x.size(); ++row) weight += mask[row] ? weights[row] : 0;
    if (!(weight > 0)) return no_data();
    SurveyValues found{{0}, Matrix(x.size(), 1)};
    for (std::size_t row = 0; row < x.size(); ++row)
        if (mask[row]) found.values[0] += weights[row] / weight * x[row];
    for (std::size_t row = 0; row < x.size(); ++row)
        if (mask[row]) found.influence(row, 0) = weights[row] / weight * (x[row] - found.values[0]);
    return found;
}

base::Result<SurveyValues> survey_ratio(const std::vector<double>& weights,
                                        const std::vector<double>& numerator,
                                        const std::vector<double>& denominator, const Mask& mask) {
    double above = 0, below = 0;
    for (std::size_t row = 0; row < numerator.size(); ++row) {
        if (!mask[row]) continue;
        above += weights[row] * numerator[row];
        below += weights[row] * denominator[row];
    }
    if (below == 0) return not_positive("denominator");
    SurveyValues found{{above / below}, Matrix(numerator.size(), 1)};
    for (std::size_t row = 0; row < numerator.size(); ++row)
        if (mask[row])
            found.influence(row, 0) =
                weights[row] * (numerator[row] - found.values[0] * denominator[row]) / below;
    return found;
}

SurveyValues side_by_side(const std::vector<SurveyValues>& parts, std::size_t rows) {
    SurveyValues all;
    for (const SurveyValues& part : parts)
        all.values.insert(all.values.end(), part.values.begin(), part.values.end());
    all.influence = Matrix(rows, all.values.size());
    std::size_t at = 0;
    for (const SurveyValues& part : parts)
        for (std::size_t j = 0; j < part.values.size(); ++j, ++at)
            std::ranges::copy(part.influence.column(j), all.influence.column(at).begin());
    return all;
}

base::Result<SurveyResult> survey_estimate(const SurveyDesign& design,
                                           const SurveyFunction& function,
                                           const SurveyVarianceWish& wish) {
    base::Result<SurveyValues> full = function(design.weights());
    if (!full) return full.error();
    SurveyResult result;
    result.values = full->values;
    if (wish.kind == SurveyVariance::linearised) {
        result.covariance = design.covariance(std::move(full->influence));
        return result;
    }
    std::vector<std::vector<double>> values;
    std::vector<double> factors;
    using Replication = SurveyDesign::Replication;
    const Replication kind = wish.kind == SurveyVariance::jackknife   ? Replication::jackknife
                             : wish.kind == SurveyVariance::bootstrap ? Replication::bootstrap
                             : wish.kind == SurveyVariance::balanced  ? Replication::balanced
                                                                      : Replication::given;
    const base::Result<void> done = design.replicate(
        kind, wish.replicates, wish.seed, wish.rho,
        [&](const std::vector<double>& weights, double factor) -> base::Result<void> {
            const base::Result<SurveyValues> one = function(weights);
            if (!one) return one.error();
            values.push_back(one->values);
            factors.push_back(factor);
            return {};
        });
    if (!done) return done.error();
    const std::size_t width = result.values.size();
    const std::vector<double> means =
        wish.from_estimate ? result.values : mean_values(values, factors, width);
    result.covariance = Matrix(width, width);
    for (std::size_t r = 0; r < values.size(); ++r)
        for (std::size_t i = 0; i < width; ++i)
            for (std::size_t j = 0; j < width; ++j)
                result.covariance(i, j) +=
                    factors[r] * (values[r][i] - means[i]) * (values[r][j] - means[j]);
    result.replicates = values.size();
    return result;
}

std::optional<double> design_effect_of_mean(const std::vector<double>& weights,
                                            const std::vector<double>& x, const Mask& mask,
                                            double variance, bool of_total) {
    double n = 0, weight = 0, mean = 0, squares = 0;
    for (std::size_t row = 0; row < x.size(); ++row) {
        if (!mask[row] || !(weights[row] > 0)) continue;
        n += 1;
        weight += weights[row];
        mean += weights[row] * x[row];
    }
    mean /= weight;
    for (std::size_t row = 0; row < x.size(); ++row)
        if (mask[row]) squares += weights[row] * (x[row] - mean) * (x[row] - mean);
    if (n < 2 || !(squares > 0)) return std::nullopt;
    double simple = squares / weight * n / (n - 1) / n;
    if (weight > n) simple *= (weight - n) / weight;
    if (of_total) simple *= weight * weight;
    return variance / simple;
}

namespace {

struct Answers {
    std::vector<double> weights, x;  // weights with mean 1
    double share = 0;
};

Answers answers_of(const std::vector<double>& weights, const std::vector<double>& x,
                   const Mask& mask) {
    Answers answers;
    double total = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!mask[i] || !(weights[i] > 0)) continue;
        answers.weights.push_back(weights[i]);
        answers.x.push_back(x[i]);
        total += weights[i];
        answers.share += weights[i] * x[i];
    }
    answers.share /= total;
    for (double& weight : answers.weights) weight *= static_cast<double>(answers.x.size()) / total;
    return answers;
}

// The share from which R's glm takes the weights of its last step.
double working_share(const Answers& answers) {
    const double p = answers.share, rows = static_cast<double>(answers.x.size());
    // The first step starts from each row's own share, (wy + ½)/(w + 1).
    double information = 0, sum = 0, before = 0;
    for (std::size_t i = 0; i < answers.x.size(); ++i) {
        const double w = answers.weights[i], x = answers.x[i];
        const double start = (w * x + 0.5) / (w + 1), slope = start * (1 - start);
        information += w * slope;
        sum += w * (slope * std::log(start / (1 - start)) + x - start);
        before -= 2 * w * std::log(x == 1 ? start : 1 - start);
    }
    double share = p, next = odds_share(sum / information);
    constexpr int most_steps = 25;
    for (int step = 0; step < most_steps; ++step) {
        const double deviance = -2 * rows * (p * std::log(next) + (1 - p) * std::log(1 - next));
        if (std::abs(deviance - before) < 1e-8 * (std::abs(deviance) + 0.1)) break;
        before = deviance;
        share = next;
        next = odds_share(std::log(share / (1 - share)) + (p - share) / (share * (1 - share)));
    }
    return share;
}

double mean_weight(const std::vector<double>& weights, const Mask& mask) {
    double sum = 0, rows = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!mask[i]) continue;
        sum += weights[i];
        rows += 1;
    }
    return sum / rows;
}

}  // namespace

double package_information(const std::vector<double>& weights, const std::vector<double>& x,
                           const Mask& mask, const Mask& asked) {
    const Answers answers = answers_of(weights, x, mask);
    const double p = answers.share, working = working_share(answers);
    return working * (1 - working) / (p * (1 - p)) * mean_weight(weights, mask) /
           mean_weight(weights, asked);
}

base::Result<Interval> survey_proportion_limits(const SurveyProportion& proportion,
                                                SurveyProportionLimits method, double confidence) {
    const double p = proportion.share, variance = proportion.variance;
    const double quantile = student_quantile((1 + confidence) / 2, proportion.degrees);
    const double error = std::sqrt(variance), n = static_cast<double>(proportion.rows);
    if (method == SurveyProportionLimits::mean)
        return Interval{p - quantile * error, p + quantile * error};
    const bool open = p > 0 && p < 1 && variance > 0;
    if (!open && method != SurveyProportionLimits::beta) return constant_variable("outcome");
    const double alpha = 1 - confidence;
    switch (method) {
        case SurveyProportionLimits::xlogit: {
            const double middle = std::log(p / (1 - p)), half = quantile * error / (p * (1 - p));
            return Interval{odds_share(middle - half), odds_share(middle + half)};
        }
        case SurveyProportionLimits::asin: {
            const double middle = std::asin(std::sqrt(p));
            const double half = quantile * error / (2 * std::sqrt(p * (1 - p)));
            const double low = std::max(0.0, middle - half);
            const double high = std::min(std::asin(1.0), middle + half);
            return Interval{std::sin(low) * std::sin(low), std::sin(high) * std::sin(high)};
        }
        case SurveyProportionLimits::beta: {
            const double simple = student_quantile(1 - alpha / 2, n - 1);
            const double shrink = simple / quantile * simple / quantile;
            const double size = (open ? p * (1 - p) / variance : n) * shrink;
            return Interval{
                p <= 0 ? 0 : beta_quantile(alpha / 2, size * p, size * (1 - p) + 1),
                p >= 1 ? 1 : beta_quantile(1 - alpha / 2, size * p + 1, size * (1 - p))};
        }
        default:
            break;
    }
    const double effect = std::sqrt(variance * n / (p * (1 - p)));
    if (method == SurveyProportionLimits::likelihood)
        return likelihood_limits(p, n, quantile * effect * std::sqrt(n / (n - 1)));
    const Interval found = interpolated_limits(
        p, n, error / (p * (1 - p)), quantile * effect * std::sqrt(proportion.information));
    // So wide a profile that the steps leave the numbers.
    if (!std::isfinite(found.lower) || !std::isfinite(found.upper)) return not_converged("limits");
    return found;
}

Interval log_odds_limits(double log_odds, double variance, double degrees, double confidence) {
    const double half = student_quantile((1 + confidence) / 2, degrees) * std::sqrt(variance);
    return {odds_share(log_odds - half), odds_share(log_odds + half)};
}

base::Result<SurveyValues> survey_log_odds(const std::vector<double>& weights,
                                           const std::vector<double>& x, const Mask& mask) {
    base::Result<SurveyValues> found = survey_mean(weights, x, mask);
    if (!found) return found.error();
    const double p = found->values[0];
    if (!(p > 0 && p < 1)) return constant_variable("outcome");
    found->values[0] = std::log(p / (1 - p));
    for (double& part : found->influence.column(0)) part /= p * (1 - p);
    return found;
}

double survey_quantile(const std::vector<double>& weights, const std::vector<double>& x,
                       const Mask& mask, double probability) {
    std::vector<std::pair<double, double>> sorted;
    double total = 0;
    for (std::size_t row = 0; row < x.size(); ++row) {
        if (!mask[row] || !(weights[row] > 0)) continue;
        sorted.emplace_back(x[row], weights[row]);
        total += weights[row];
    }
    std::sort(sorted.begin(), sorted.end());
    double below = 0;
    for (const auto& [value, weight] : sorted) {
        below += weight;
        if (below >= probability * total * (1 - 1e-12)) return value;
    }
    return sorted.empty() ? 0 : sorted.back().first;
}

base::Result<SurveyIndependence> rao_scott(const std::vector<double>& shares,
                                           const Matrix& covariance, std::size_t rows,
                                           std::size_t columns, double sample_size,
                                           double degrees) {
    std::vector<double> row_share(rows, 0.0), column_share(columns, 0.0);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            row_share[i] += shares[i * columns + j];
            column_share[j] += shares[i * columns + j];
        }
    for (const double share : row_share)
        if (!(share > 0)) return constant_variable("row");
    for (const double share : column_share)
        if (!(share > 0)) return constant_variable("column");
    SurveyIndependence found;
    std::vector<double> inverse(shares.size(), 0.0);
    Matrix scaled = covariance;
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const double expected = row_share[i / columns] * column_share[i % columns];
        found.pearson += sample_size * (shares[i] - expected) * (shares[i] - expected) / expected;
        if (shares[i] > 0) inverse[i] = 1 / shares[i];
    }
    for (std::size_t i = 0; i < shares.size(); ++i)
        for (std::size_t j = 0; j < shares.size(); ++j) scaled(i, j) *= inverse[i] * inverse[j];
    const Matrix contrasts = interactions(rows, columns);
    Matrix simple = weighted_gram(contrasts, inverse);
    for (std::size_t j = 0; j < simple.columns(); ++j)
        for (double& value : simple.column(j)) value /= sample_size;
    const std::optional<Matrix> inverted = inverse_of_positive(simple);
    if (!inverted) return not_converged("chi_squared");
    const Matrix effects =
        product(*inverted, transposed_product(contrasts, product(scaled, contrasts)));
    const double sum = trace(effects), squares = trace(product(effects, effects));
    if (!(sum > 0)) return not_converged("chi_squared");
    found.chi_squared_degrees = static_cast<double>(effects.rows());
    found.chi_squared = found.pearson / (sum / found.chi_squared_degrees);
    found.chi_squared_p = chi_squared_upper(found.chi_squared, found.chi_squared_degrees);
    found.f = found.pearson / sum;
    found.numerator_degrees = sum * sum / squares;
    found.denominator_degrees = found.numerator_degrees * degrees;
    found.p = fisher_upper(found.f, found.numerator_degrees, found.denominator_degrees);
    return found;
}

}  // namespace statistics
