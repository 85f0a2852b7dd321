#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/local_shape.h"
#include "statistics/mixed_frame.h"
#include "statistics/mixed_model.h"
#include "statistics/optimiser.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr double derivative_step = 1e-2;

double step_for(double value) {
    return derivative_step * std::max(std::abs(value), 0.1);
}

std::vector<double> steps_for(const std::vector<double>& at) {
    std::vector<double> steps;
    for (const double value : at) steps.push_back(step_for(value));
    return steps;
}

// The rows of each group made independent: rᵢ − φrᵢ₋₁ over √(1 − φ²), but for the group's first.
class Whitener {
  public:
    Whitener(const GroupedEffects& effects) {
        std::vector<std::size_t> last(effects.levels.size(), none);
        for (std::size_t row = 0; row < effects.level_of_row.size(); ++row) {
            std::size_t& before = last[effects.level_of_row[row]];
            before_.push_back(before);
            if (before != none) ++followers_;
            before = row;
        }
    }
    void whiten(std::span<const double> from, std::span<double> to, double phi) const {
        const double root = std::sqrt(1 - phi * phi);
        for (std::size_t row = 0; row < from.size(); ++row)
            to[row] =
                before_[row] == none ? from[row] : (from[row] - phi * from[before_[row]]) / root;
    }
    double log_determinant(double phi) const {
        return static_cast<double>(followers_) * std::log(1 - phi * phi);
    }

  private:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);
    std::vector<std::size_t> before_;
    std::size_t followers_ = 0;
};

class LinearProblem {
  public:
    LinearProblem(const MixedData& data, MixedFrame frame, MixedCriterion criterion,
                  bool autocorrelated)
        : frame_(std::move(frame)), restricted_(criterion == MixedCriterion::restricted) {
        const std::size_t rows = data.outcome.size(), p = frame_.orthogonal.columns();
        weights_ = data.weights.empty() ? std::vector<double>(rows, 1.0) : data.weights;
        for (const double weight : weights_) log_weights_ += std::log(weight);
        residual_ = data.outcome;
        for (std::size_t i = 0; i < data.offset.size(); ++i) residual_[i] -= data.offset[i];
        for (std::size_t j = 0; j < p; ++j) {
            const auto column = frame_.orthogonal.column(j);
            shift_.push_back(
                std::inner_product(column.begin(), column.end(), residual_.begin(), 0.0) /
                static_cast<double>(rows));
            for (std::size_t i = 0; i < rows; ++i) residual_[i] -= shift_[j] * column[i];
        }
        count_ = static_cast<double>(rows - (restricted_ ? p : 0));
        if (autocorrelated) whitener_.emplace(frame_.effects.front());
        white_effects_ = frame_.effects;
        white_fixed_ = frame_.orthogonal;
        white_residual_ = residual_;
        squares_.emplace(white_effects_, white_fixed_);
        squares_->load(weights_, white_residual_);
    }
    LinearProblem(const LinearProblem&) = delete;
    LinearProblem& operator=(const LinearProblem&) = delete;

    // −2 log likelihood with β and σ at their best; infinite where there is none.
    double criterion(const std::vector<double>& at) {
        if (!solve(at)) return HUGE_VAL;
        return determinants() +
               count_ * (1 + std::log(2 * std::numbers::pi * squares_->minimum() / count_));
    }
    bool solve(const std::vector<double>& at) {
        if (whitener_) whiten(at.back());
        return squares_->solve(std::span(at).first(at.size() - (whitener_ ? 1 : 0)));
    }
    double determinants() const {
        return squares_->log_determinant_random() - log_weights_ +
               (whitener_ ? whitener_->log_determinant(phi_) : 0) +
               (restricted_ ? squares_->log_determinant_fixed() + frame_.log_determinant : 0);
    }
    const MixedFrame& frame() const { return frame_; }
    const PenalisedLeastSquares& squares() const { return *squares_; }
    double count() const { return count_; }
    bool restricted() const { return restricted_; }
    bool autocorrelated() const { return whitener_.has_value(); }
    double largest_residual() const {
        double largest = 0;
        for (const double value : residual_) largest = std::max(largest, std::abs(value));
        return largest;
    }
    std::vector<double> fixed() const {
        std::vector<double> sum = shift_;
        for (std::size_t j = 0; j < sum.size(); ++j) sum[j] += squares_->fixed()[j];
        return sum;
    }

  private:
    void whiten(double phi) {
        if (phi == phi_) return;
        phi_ = phi;
        GroupedEffects& effects = white_effects_.front();
        for (std::size_t e = 0; e < effects.names.size(); ++e)
            whitener_->whiten(frame_.effects.front().columns.column(e), effects.columns.column(e),
                              phi);
        for (std::size_t j = 0; j < white_fixed_.columns(); ++j)
            whitener_->whiten(frame_.orthogonal.column(j), white_fixed_.column(j), phi);
        whitener_->whiten(residual_, white_residual_, phi);
        squares_->load(weights_, white_residual_);
    }

    MixedFrame frame_;
    bool restricted_;
    std::vector<double> weights_, residual_, shift_;
    double log_weights_ = 0, count_ = 0, phi_ = 0;
    std::optional<Whitener> whitener_;
    std::vector<GroupedEffects> white_effects_;
    Matrix white_fixed_;
    std::vector<double> white_residual_;
    std::optional<PenalisedLeastSquares> squares_;
};

base::Result<void> check_outcome(const MixedData& data) {
    const auto value_at = [&](std::size_t i) {
        return data.outcome[i] - (data.offset.empty() ? 0 : data.offset[i]);
    };
    for (std::size_t i = 1; i < data.outcome.size(); ++i)
        if (value_at(i) != value_at(0)) return {};
    return constant_variable(data.outcome_name);
}

// How (X'V⁻¹X)⁻¹σ² changes with θᵢ, by central differences.
Matrix covariance_slope(LinearProblem& problem, const std::vector<double>& theta, std::size_t i,
                        double variance) {
    const auto at = [&](double by) {
        std::vector<double> moved = theta;
        moved[i] += by;
        problem.solve(moved);
        return problem.squares().fixed_inverse();
    };
    const double h = step_for(theta[i]);
    const Matrix up = at(h), down = at(-h), half_up = at(h / 2), half_down = at(-h / 2);
    Matrix slope(up.rows(), up.rows());
    for (std::size_t a = 0; a < up.rows(); ++a)
        for (std::size_t b = 0; b < up.rows(); ++b)
            slope(a, b) =
                variance *
                (4 * (half_up(a, b) - half_down(a, b)) / h - (up(a, b) - down(a, b)) / (2 * h)) / 3;
    return problem.frame().covariance(slope);
}

// Twice the inverse of a Hessian, over the directions in which it is curved upwards.
Matrix twice_inverse(const Matrix& hessian) {
    constexpr double flat = 1e-8;
    const SymmetricEigen eigen = symmetric_eigen(hessian);
    Matrix inverse(hessian.rows(), hessian.rows());
    for (std::size_t k = 0; k < eigen.values.size(); ++k) {
        if (!(eigen.values[k] > flat)) continue;
        for (std::size_t i = 0; i < hessian.rows(); ++i)
            for (std::size_t j = 0; j < hessian.rows(); ++j)
                inverse(i, j) += 2 * eigen.vectors(i, k) * eigen.vectors(j, k) / eigen.values[k];
    }
    return inverse;
}

void prepare_satterthwaite(LinearProblem& problem, LinearMixedFit& fit,
                           const std::vector<double>& theta) {
    const double variance = fit.residual_variance, sigma = std::sqrt(variance);
    const Objective scaled = [&](const std::vector<double>& at) {
        return problem.solve(at) ? problem.determinants() + problem.squares().minimum() / variance
                                 : HUGE_VAL;
    };
    const Objective squares = [&](const std::vector<double>& at) {
        return problem.solve(at) ? problem.squares().minimum() : HUGE_VAL;
    };
    const std::vector<double> steps = steps_for(theta);
    const Matrix curved = hessian_of(scaled, theta, steps);
    const std::vector<double> slope = gradient_of(squares, theta, steps);
    const std::size_t m = theta.size();
    Matrix hessian(m + 1, m + 1);
    for (std::size_t i = 0; i < m; ++i) {
        for (std::size_t j = 0; j < m; ++j) hessian(i, j) = curved(i, j);
        hessian(i, m) = hessian(m, i) = -2 * slope[i] / (sigma * variance);
    }
    hessian(m, m) = 4 * problem.count() / variance;
    fit.parameter_covariance = twice_inverse(hessian);
    for (std::size_t i = 0; i < m; ++i)
        fit.covariance_slopes.push_back(covariance_slope(problem, theta, i, variance));
    Matrix by_sigma = fit.covariance;
    for (std::size_t i = 0; i < by_sigma.rows(); ++i)
        for (double& value : by_sigma.column(i)) value *= 2 / sigma;
    fit.covariance_slopes.push_back(std::move(by_sigma));
}

void describe(LinearProblem& problem, const MixedData& data, const std::vector<double>& at,
              LinearMixedFit& fit) {
    problem.solve(at);
    const PenalisedLeastSquares& squares = problem.squares();
    const MixedFrame& frame = problem.frame();
    std::vector<double> theta = at;
    if (problem.autocorrelated()) {
        fit.autocorrelation = theta.back();
        theta.pop_back();
    }
    fit.names = data.design.names;
    fit.observations = data.outcome.size();
    fit.restricted = problem.restricted();
    fit.residual_variance = squares.minimum() / problem.count();
    fit.coefficients = frame.coefficients(problem.fixed());
    Matrix relative = squares.fixed_inverse();
    for (std::size_t j = 0; j < relative.columns(); ++j)
        for (double& value : relative.column(j)) value *= fit.residual_variance;
    fit.covariance = frame.covariance(relative);
    fit.parameters = fit.names.size() + at.size() + 1;
    fit.fitted = times(data.design.x, fit.coefficients);
    for (std::size_t i = 0; i < data.offset.size(); ++i) fit.fitted[i] += data.offset[i];
    frame.add_random(theta, squares.spherical(), fit.fitted);
    frame.describe(theta, squares.spherical(), fit);
    if (frame.effects.size() > 1) return;
    fit.mode_errors = squares.conditional_variances();
    const std::size_t k = frame.scales[0].size();
    for (std::size_t i = 0; i < fit.mode_errors.size(); ++i)
        fit.mode_errors[i] =
            std::sqrt(fit.mode_errors[i] * fit.residual_variance) / frame.scales[0][i % k];
}

}  // namespace

base::Result<LinearMixedFit> fit_linear_mixed(const MixedData& data, MixedCriterion criterion,
                                              bool autocorrelated) {
    auto frame = mixed_frame(data, false);
    if (!frame) return frame.error();
    if (const auto checked = check_outcome(data); !checked) return checked.error();
    if (autocorrelated && (data.effects.size() > 1 || !data.weights.empty()))
        return not_a_case("correlation", "ar1", "none");
    std::vector<double> start = frame->first_theta();
    std::vector<double> lower = frame->lower_theta();
    std::vector<double> upper(lower.size(), HUGE_VAL);
    LinearProblem problem(data, std::move(*frame), criterion, autocorrelated);
    double largest = 0;
    for (const double value : data.outcome) largest = std::max(largest, std::abs(value));
    if (problem.largest_residual() <= 1e-12 * largest)
        return base::refuse("nothing_left",
                            "Leddene forklarer „{}“ fuldstændigt; der er ingen variation "
                            "tilbage at dele mellem grupperne.",
                            data.outcome_name);
    if (autocorrelated) {
        start.push_back(0);
        lower.push_back(-0.99);
        upper.push_back(0.99);
    }
    std::size_t evaluations = 0;
    const Objective objective = [&](const std::vector<double>& at) {
        ++evaluations;
        return problem.criterion(at);
    };
    Search search;
    search.lower = lower;
    search.upper = upper;
    search.relative_tolerance = 1e-8;
    auto found = minimise_smooth(objective, start, search);
    if (!found) return found.error();
    if (!std::isfinite(found->value)) return not_converged(data.outcome_name);
    if (leave_zero(objective, lower, found->at)) {
        auto again = minimise_smooth(objective, found->at, search);
        if (again && again->value < objective(found->at)) found = std::move(again);
    }
    const std::vector<bool> settled = settle_at_zero(objective, lower, found->at);
    PolishedMinimum minimum = polish(objective, found->at, steps_for(found->at), settled);
    for (std::size_t i = 0; i < lower.size(); ++i)
        if (lower[i] == 0) minimum.at[i] = std::abs(minimum.at[i]);
    if (autocorrelated && std::abs(minimum.at.back()) >= 1) return not_converged("correlation");
    LinearMixedFit fit;
    std::vector<double> none(minimum.at.size(), 0.0);
    if (autocorrelated) none.back() = minimum.at.back();
    fit.criterion_without_effects = problem.criterion(none);
    fit.criterion = problem.criterion(minimum.at);
    describe(problem, data, minimum.at, fit);
    if (!autocorrelated) prepare_satterthwaite(problem, fit, minimum.at);
    fit.evaluations = evaluations;
    return fit;
}

double satterthwaite_degrees(const LinearMixedFit& fit, std::span<const double> contrast) {
    const auto quadratic = [&](const Matrix& matrix) {
        double sum = 0;
        for (std::size_t i = 0; i < contrast.size(); ++i)
            for (std::size_t j = 0; j < contrast.size(); ++j)
                sum += contrast[i] * contrast[j] * matrix(i, j);
        return sum;
    };
    std::vector<double> slope;
    for (const Matrix& each : fit.covariance_slopes) slope.push_back(quadratic(each));
    double spread = 0;
    for (std::size_t i = 0; i < slope.size(); ++i)
        for (std::size_t j = 0; j < slope.size(); ++j)
            spread += slope[i] * slope[j] * fit.parameter_covariance(i, j);
    const double variance = quadratic(fit.covariance);
    return 2 * variance * variance / spread;
}

ContrastTest satterthwaite_test(const LinearMixedFit& fit,
                                const std::vector<std::size_t>& columns) {
    const std::size_t q = columns.size();
    Matrix part(q, q);
    for (std::size_t i = 0; i < q; ++i)
        for (std::size_t j = 0; j < q; ++j) part(i, j) = fit.covariance(columns[i], columns[j]);
    const SymmetricEigen eigen = symmetric_eigen(part);
    ContrastTest test;
    test.degrees = static_cast<double>(q);
    std::vector<double> degrees;
    for (std::size_t k = 0; k < q; ++k) {
        std::vector<double> contrast(fit.coefficients.size(), 0.0);
        double estimate = 0;
        for (std::size_t i = 0; i < q; ++i) {
            contrast[columns[i]] = eigen.vectors(i, k);
            estimate += eigen.vectors(i, k) * fit.coefficients[columns[i]];
        }
        test.statistic += estimate * estimate / eigen.values[k] / test.degrees;
        degrees.push_back(satterthwaite_degrees(fit, contrast));
    }
    const auto [least, most] = std::minmax_element(degrees.begin(), degrees.end());
    if (*most - *least < 1e-8 * *most) {
        test.residual_degrees = *least;
    } else if (*least <= 2) {
        test.residual_degrees = 2;
    } else {
        double sum = 0;
        for (const double each : degrees) sum += each / (each - 2);
        test.residual_degrees = 2 * sum / (sum - test.degrees);
    }
    test.p = fisher_upper(test.statistic, test.degrees, test.residual_degrees);
    return test;
}

}  // namespace statistics
