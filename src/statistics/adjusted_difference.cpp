#include "statistics/adjusted_difference.h"

#include <algorithm>
#include <cmath>

#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/regression.h"

namespace statistics {
namespace {

// What the others' change would be at each unit's covariates, and how the coefficients move with
// each unit (rows: units).
struct ExpectedChange {
    std::vector<double> change;
    Matrix influence;
};

base::Result<ExpectedChange> expected_change(const TwoGroups& groups) {
    const std::size_t units = groups.change.size(), columns = groups.x.columns();
    std::vector<double> weights = groups.weights;
    std::size_t others = 0;
    for (std::size_t i = 0; i < units; ++i) {
        if (groups.treated[i]) weights[i] = 0;
        others += groups.treated[i] ? 0 : 1;
    }
    if (others <= columns) return too_few("comparison", others, columns + 1);
    const LeastSquares fitted = least_squares(groups.x, groups.change, weights);
    for (std::size_t j = 0; j < columns; ++j)
        if (!fitted.estimable[j]) return collinear_variable(groups.names[j]);
    ExpectedChange result{times(groups.x, fitted.coefficients), Matrix(units, columns)};
    for (std::size_t i = 0; i < units; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            result.influence(i, j) = static_cast<double>(units) * weights[i] *
                                     (groups.change[i] - result.change[i]) * groups.x(i, j);
    result.influence = product(result.influence, fitted.inverse_gram);
    return result;
}

// The others' odds of treatment, and how the score's coefficients move with each unit.
struct Odds {
    std::vector<double> odds;
    Matrix influence;
};

base::Result<Odds> odds_of_treatment(const TwoGroups& groups) {
    const std::size_t units = groups.change.size(), columns = groups.x.columns();
    RegressionData data;
    data.outcome_name = "treated";
    data.design.x = groups.x;
    data.design.names = groups.names;
    data.design.terms = groups.names;
    data.weights = groups.weights;
    for (const bool treated : groups.treated) data.outcome.push_back(treated ? 1 : 0);
    const auto fit = fit_regression(Family::binomial, data, {false, 1e-12});
    if (!fit) return fit.error();
    constexpr double certain = 1 - 1e-6;
    Odds result{{}, Matrix(units, columns)};
    for (std::size_t i = 0; i < units; ++i) {
        const double score = std::min(fit->fitted[i], certain);
        result.odds.push_back(score / (1 - score));
        for (std::size_t j = 0; j < columns; ++j)
            result.influence(i, j) = static_cast<double>(units) * groups.weights[i] *
                                     (data.outcome[i] - score) * groups.x(i, j);
    }
    result.influence = product(result.influence, fit->unscaled_covariance);
    return result;
}

// A weighted mean of values, with what each unit adds to it.
struct WeightedMean {
    double mean = 0;
    std::vector<double> influence;
    double total = 0;  // mean of the weights
};

WeightedMean weighted_mean(const std::vector<double>& weights, const std::vector<double>& values) {
    WeightedMean result;
    const double count = static_cast<double>(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        result.total += weights[i] / count;
        result.mean += weights[i] * values[i] / count;
    }
    result.mean /= result.total;
    for (std::size_t i = 0; i < weights.size(); ++i)
        result.influence.push_back(weights[i] * (values[i] - result.mean) / result.total);
    return result;
}

// Adds `sign` times what the estimated coefficients of a model move the mean by: its derivative,
// the mean of factor·x over the weights' mean, times their influence.
void add_estimated(WeightedMean& mean, const std::vector<double>& factors, const Matrix& x,
                   const Matrix& influence, double sign) {
    std::vector<double> derivative(x.columns(), 0.0);
    const double count = static_cast<double>(x.rows());
    for (std::size_t j = 0; j < x.columns(); ++j)
        for (std::size_t i = 0; i < x.rows(); ++i)
            derivative[j] += factors[i] * x(i, j) / (count * mean.total);
    const std::vector<double> moved = times(influence, derivative);
    for (std::size_t i = 0; i < moved.size(); ++i) mean.influence[i] += sign * moved[i];
}

AdjustedDifference difference(const WeightedMean& treated, const WeightedMean& others) {
    AdjustedDifference result;
    result.estimate = treated.mean - others.mean;
    for (std::size_t i = 0; i < treated.influence.size(); ++i)
        result.influence.push_back(treated.influence[i] - others.influence[i]);
    return result;
}

// The others' weights: their odds of treatment.
std::vector<double> weights_by_odds(const TwoGroups& groups, const Odds& odds) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < odds.odds.size(); ++i)
        weights.push_back(groups.treated[i] ? 0 : groups.weights[i] * odds.odds[i]);
    return weights;
}

// How a mean over the others' weights moves with the odds.
std::vector<double> moved_by_odds(const std::vector<double>& weights,
                                  const std::vector<double>& values, double mean) {
    std::vector<double> factors;
    for (std::size_t i = 0; i < weights.size(); ++i)
        factors.push_back(weights[i] * (values[i] - mean));
    return factors;
}

}  // namespace

base::Result<AdjustedDifference> adjusted_difference(const TwoGroups& groups,
                                                     Adjustment adjustment) {
    std::vector<double> own = groups.weights;
    for (std::size_t i = 0; i < own.size(); ++i)
        if (!groups.treated[i]) own[i] = 0;
    if (adjustment == Adjustment::inverse_probability) {
        const auto odds = odds_of_treatment(groups);
        if (!odds) return odds.error();
        const std::vector<double> weights = weights_by_odds(groups, *odds);
        WeightedMean others = weighted_mean(weights, groups.change);
        add_estimated(others, moved_by_odds(weights, groups.change, others.mean), groups.x,
                      odds->influence, 1);
        return difference(weighted_mean(own, groups.change), others);
    }
    const auto expected = expected_change(groups);
    if (!expected) return expected.error();
    if (adjustment == Adjustment::outcome_regression) {
        WeightedMean others = weighted_mean(own, expected->change);
        add_estimated(others, own, groups.x, expected->influence, 1);
        return difference(weighted_mean(own, groups.change), others);
    }
    const auto odds = odds_of_treatment(groups);
    if (!odds) return odds.error();
    const std::vector<double> weights = weights_by_odds(groups, *odds);
    std::vector<double> left;
    for (std::size_t i = 0; i < own.size(); ++i)
        left.push_back(groups.change[i] - expected->change[i]);
    WeightedMean treated = weighted_mean(own, left), others = weighted_mean(weights, left);
    add_estimated(treated, own, groups.x, expected->influence, -1);
    add_estimated(others, moved_by_odds(weights, left, others.mean), groups.x, odds->influence, 1);
    add_estimated(others, weights, groups.x, expected->influence, -1);
    return difference(treated, others);
}

}  // namespace statistics
