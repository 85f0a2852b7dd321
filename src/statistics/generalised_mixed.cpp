#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/local_shape.h"
#include "statistics/mixed_frame.h"
#include "statistics/mixed_model.h"
#include "statistics/optimiser.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr std::size_t most_points = 50;
constexpr double derivative_step = 1e-2;

base::Result<void> check_counts(const MixedData& data, Family family) {
    const std::string& name = data.outcome_name;
    double sum = 0, rest = 0;
    for (std::size_t i = 0; i < data.outcome.size(); ++i) {
        const double y = data.outcome[i], trials = data.trials.empty() ? 1 : data.trials[i];
        if (!std::isfinite(y)) return not_finite(name);
        if (y < 0) return negative_value(name);
        if (family == Family::binomial && data.trials.empty() && y != 0 && y != 1)
            return not_zero_or_one(name);
        if (y != std::floor(y)) return not_whole(name);
        if (family == Family::binomial && !(trials > 0)) return not_positive("trials");
        if (family == Family::binomial && y > trials) return outside(name, "[0; trials]");
        sum += y;
        rest += trials - y;
    }
    if (sum == 0 || (family == Family::binomial && rest == 0)) return constant_variable(name);
    return {};
}

// Likelihood of the rows for a linear predictor, and the mode of the groups' effects.
class ConditionalModes {
  public:
    ConditionalModes(const MixedData& data, Family family, const MixedFrame& frame)
        : data_(data),
          family_(family),
          frame_(frame),
          nothing_(data.outcome.size(), 0),
          of_effects_(frame.effects, nothing_),
          of_both_(frame.effects, frame.orthogonal) {
        for (std::size_t i = 0; i < data.outcome.size(); ++i) constant_ += constant_of(i);
    }
    ConditionalModes(const ConditionalModes&) = delete;
    ConditionalModes& operator=(const ConditionalModes&) = delete;

    // −2 log likelihood by Laplace for given θ and β; infinite where the mode isn't found.
    double laplace(const std::vector<double>& theta, const std::vector<double>& beta) {
        set_fixed(beta);
        return iterate(theta, of_effects_, nullptr) ? penalised_ + log_determinant_ : HUGE_VAL;
    }
    // The same with the β that together with the effects is most likely, which is put into `beta`.
    double joint(const std::vector<double>& theta, std::vector<double>& beta) {
        set_fixed(beta);
        return iterate(theta, of_both_, &beta) ? penalised_ + log_determinant_ : HUGE_VAL;
    }
    double quadrature(const std::vector<double>& theta, const std::vector<double>& beta,
                      const std::vector<double>& nodes, const std::vector<double>& log_weights);
    // The inverse information of β where the mode is now, the variances taken as known.
    Matrix given_inverse(const std::vector<double>& theta) {
        linearise(true);
        of_both_.load(weights_, working_);
        const std::size_t p = frame_.orthogonal.columns();
        return of_both_.solve(theta) ? of_both_.fixed_inverse() : Matrix(p, p);
    }
    // β without any effects: a common generalised linear model.
    bool start(std::vector<double>& beta);

    // Log likelihood where every mean is the outcome itself.
    double saturated() const {
        double sum = -constant_ / 2;
        for (std::size_t row = 0; row < data_.outcome.size(); ++row) {
            const double y = data_.outcome[row], m = trials_of(row);
            const auto part = [](double x, double of) { return x > 0 ? x * std::log(x / of) : 0; };
            sum += weight_of(row) *
                   (family_ == Family::poisson ? part(y, 1) - y : part(y, m) + part(m - y, m));
        }
        return sum;
    }
    double criterion() const { return penalised_ + log_determinant_; }
    const std::vector<std::vector<double>>& spherical() const { return spherical_; }
    const PenalisedLeastSquares& of_effects() const { return of_effects_; }
    const PenalisedLeastSquares& of_both() const { return of_both_; }
    const std::vector<double>& predictor() const { return predictor_; }
    double mean_at(double predictor) const {
        return family_ == Family::poisson ? std::exp(predictor) : 1 / (1 + std::exp(-predictor));
    }

  private:
    double weight_of(std::size_t row) const {
        return data_.weights.empty() ? 1 : data_.weights[row];
    }
    double trials_of(std::size_t row) const { return data_.trials.empty() ? 1 : data_.trials[row]; }
    double constant_of(std::size_t row) const {
        const double y = data_.outcome[row], m = trials_of(row);
        const double log_count = family_ == Family::poisson
                                     ? -log_gamma(y + 1)
                                     : log_gamma(m + 1) - log_gamma(y + 1) - log_gamma(m - y + 1);
        return -2 * weight_of(row) * log_count;
    }
    // −2 log density without its constant, times the row's weight.
    double density(std::size_t row, double predictor) const {
        const double y = data_.outcome[row];
        const double log_density =
            family_ == Family::poisson
                ? y * predictor - std::exp(predictor)
                : y * predictor -
                      trials_of(row) * (predictor > 0 ? predictor + std::log1p(std::exp(-predictor))
                                                      : std::log1p(std::exp(predictor)));
        return -2 * weight_of(row) * log_density;
    }
    void set_fixed(const std::vector<double>& beta) {
        fixed_part_ = times(frame_.orthogonal, beta);
        for (std::size_t i = 0; i < data_.offset.size(); ++i) fixed_part_[i] += data_.offset[i];
    }
    void set_predictor(const std::vector<double>& theta) {
        predictor_ = fixed_part_;
        frame_.add_random(theta, spherical_, predictor_);
        penalised_ = constant_;
        for (std::size_t row = 0; row < predictor_.size(); ++row)
            penalised_ += density(row, predictor_[row]);
        for (const auto& each : spherical_)
            for (const double u : each) penalised_ += u * u;
    }
    // Weights and working outcome at the present predictor, without what is given (offset, and β
    // where it is held).
    void linearise(bool with_fixed) {
        for (std::size_t row = 0; row < predictor_.size(); ++row) {
            const double mean = mean_at(predictor_[row]) * trials_of(row);
            const double slope = std::max(
                family_ == Family::poisson ? mean : mean * (1 - mean / trials_of(row)), 1e-12);
            weights_[row] = slope * weight_of(row);
            const double given =
                with_fixed ? (data_.offset.empty() ? 0 : data_.offset[row]) : fixed_part_[row];
            working_[row] = predictor_[row] - given + (data_.outcome[row] - mean) / slope;
        }
    }
    bool iterate(const std::vector<double>& theta, PenalisedLeastSquares& squares,
                 std::vector<double>* beta);
    bool halve(const std::vector<double>& theta, const std::vector<std::vector<double>>& before,
               const std::vector<double>& beta_before, std::vector<double>* beta, double penalised);

    const MixedData& data_;
    Family family_;
    const MixedFrame& frame_;
    Matrix nothing_;
    PenalisedLeastSquares of_effects_, of_both_;
    double constant_ = 0, penalised_ = 0, log_determinant_ = 0;
    std::vector<double> fixed_part_, predictor_, weights_, working_;
    std::vector<std::vector<double>> spherical_;
};

bool ConditionalModes::start(std::vector<double>& beta) {
    const std::size_t rows = data_.outcome.size();
    weights_.resize(rows);
    working_.resize(rows);
    spherical_.clear();
    for (const GroupedEffects& each : frame_.effects)
        spherical_.emplace_back(each.levels.size() * each.names.size(), 0.0);
    predictor_.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        const double y = data_.outcome[row], m = trials_of(row);
        predictor_[row] =
            family_ == Family::poisson ? std::log(y + 0.1) : std::log((y + 0.5) / (m - y + 0.5));
    }
    linearise(true);
    const std::vector<double> none(parameter_count(frame_.effects), 0.0);
    of_both_.load(weights_, working_);
    if (!of_both_.solve(none)) return false;
    beta = of_both_.fixed();
    return std::isfinite(joint(none, beta));
}

// Newton's steps to the mode; each must not make it less likely, or is halved.
bool ConditionalModes::iterate(const std::vector<double>& theta, PenalisedLeastSquares& squares,
                               std::vector<double>* beta) {
    constexpr int most_rounds = 60;
    constexpr double close = 1e-6;
    set_predictor(theta);
    bool last = false;
    for (int round = 0; round < most_rounds; ++round) {
        linearise(beta != nullptr);
        squares.load(weights_, working_);
        if (!squares.solve(theta)) return false;
        log_determinant_ = squares.log_determinant_random();
        if (last) return true;
        const auto before = spherical_;
        const double penalised = penalised_;
        double largest = 0;
        spherical_ = squares.spherical();
        for (std::size_t g = 0; g < before.size(); ++g)
            for (std::size_t i = 0; i < before[g].size(); ++i)
                largest = std::max(largest, std::abs(before[g][i] - spherical_[g][i]));
        std::vector<double> beta_before;
        if (beta) {
            beta_before = *beta;
            *beta = squares.fixed();
            for (std::size_t j = 0; j < beta->size(); ++j)
                largest = std::max(largest, std::abs(beta_before[j] - (*beta)[j]));
            set_fixed(*beta);
        }
        set_predictor(theta);
        if (!halve(theta, before, beta_before, beta, penalised)) return false;
        // The next step would be of the order of the square of this one.
        last = largest < close;
    }
    return false;
}

bool ConditionalModes::halve(const std::vector<double>& theta,
                             const std::vector<std::vector<double>>& before,
                             const std::vector<double>& beta_before, std::vector<double>* beta,
                             double penalised) {
    constexpr int most_halvings = 20;
    const double allowed = penalised + 1e-9 * (1 + std::abs(penalised));
    for (int time = 0; time < most_halvings; ++time) {
        if (penalised_ <= allowed) return true;
        for (std::size_t g = 0; g < before.size(); ++g)
            for (std::size_t i = 0; i < before[g].size(); ++i)
                spherical_[g][i] = (spherical_[g][i] + before[g][i]) / 2;
        if (beta) {
            for (std::size_t j = 0; j < beta->size(); ++j)
                (*beta)[j] = ((*beta)[j] + beta_before[j]) / 2;
            set_fixed(*beta);
        }
        set_predictor(theta);
    }
    return penalised_ <= allowed;
}

double ConditionalModes::quadrature(const std::vector<double>& theta,
                                    const std::vector<double>& beta,
                                    const std::vector<double>& nodes,
                                    const std::vector<double>& log_weights) {
    if (!std::isfinite(laplace(theta, beta))) return HUGE_VAL;
    const GroupedEffects& effects = frame_.effects.front();
    const std::vector<double>& modes = spherical_.front();
    const std::size_t levels = modes.size();
    // √(2/Mⱼ), from the curvature at the mode.
    std::vector<double> curvature(levels, 1.0), spread(levels);
    const auto column = effects.columns.column(0);
    for (std::size_t row = 0; row < weights_.size(); ++row) {
        const double z = theta[0] * column[row];
        curvature[effects.level_of_row[row]] += weights_[row] * z * z;
    }
    for (std::size_t level = 0; level < levels; ++level)
        spread[level] = std::sqrt(2 / curvature[level]);
    // −2 log of each level's integrand at each node, then their sum without underflow.
    Matrix terms(levels, nodes.size());
    for (std::size_t k = 0; k < nodes.size(); ++k) {
        const auto values = terms.column(k);
        for (std::size_t level = 0; level < levels; ++level) {
            const double u = modes[level] + spread[level] * nodes[k];
            values[level] = u * u;
        }
        for (std::size_t row = 0; row < weights_.size(); ++row) {
            const std::size_t level = effects.level_of_row[row];
            const double u = modes[level] + spread[level] * nodes[k];
            values[level] += density(row, fixed_part_[row] + theta[0] * column[row] * u);
        }
    }
    double deviance = constant_;
    for (std::size_t level = 0; level < levels; ++level) {
        double least = HUGE_VAL, sum = 0;
        for (std::size_t k = 0; k < nodes.size(); ++k) least = std::min(least, terms(level, k));
        for (std::size_t k = 0; k < nodes.size(); ++k)
            sum += std::exp(log_weights[k] + nodes[k] * nodes[k] - (terms(level, k) - least) / 2);
        deviance += least - 2 * std::log(sum * spread[level] / std::sqrt(2 * std::numbers::pi));
    }
    return deviance;
}

// Nodes and logarithms of the weights of Gauss and Hermite: the eigenvalues of the recursion's
// matrix (Golub and Welsch 1969).
std::pair<std::vector<double>, std::vector<double>> gauss_hermite(std::size_t points) {
    Matrix recursion(points, points);
    for (std::size_t i = 1; i < points; ++i)
        recursion(i, i - 1) = recursion(i - 1, i) = std::sqrt(static_cast<double>(i) / 2);
    const SymmetricEigen eigen = symmetric_eigen(recursion);
    std::vector<double> log_weights;
    for (std::size_t k = 0; k < points; ++k)
        log_weights.push_back(std::log(std::numbers::pi) / 2 +
                              2 * std::log(std::abs(eigen.vectors(0, k))));
    return {eigen.values, log_weights};
}

// A column whose coefficient has run off: its error says nothing any more.
base::Result<void> check_separation(const MixedData& data, const MixedFrame& frame,
                                    const ConditionalModes& modes) {
    constexpr double endless = 100;
    const Matrix covariance = frame.covariance(modes.of_both().fixed_inverse());
    for (std::size_t j = covariance.rows(); j-- > 0;) {
        double square = 0;
        for (const double value : data.design.x.column(j)) square += value * value;
        const double length = std::sqrt(square / static_cast<double>(data.outcome.size()));
        // As a change of the predictor over a usual distance in x.
        if (!(std::sqrt(covariance(j, j)) * length < endless))
            return separated_variable(data.design.names[j]);
    }
    return {};
}

class Problem {
  public:
    Problem(const MixedData& data, Family family, MixedFrame frame, std::size_t points)
        : data_(data), frame_(std::move(frame)), modes_(data, family, frame_), points_(points) {
        if (points > 1) std::tie(nodes_, log_weights_) = gauss_hermite(points);
    }
    Problem(const Problem&) = delete;
    Problem& operator=(const Problem&) = delete;

    double criterion(const std::vector<double>& at) {
        ++evaluations_;
        const auto middle =
            at.begin() + static_cast<std::ptrdiff_t>(parameter_count(frame_.effects));
        const std::vector<double> theta(at.begin(), middle), beta(middle, at.end());
        return points_ > 1 ? modes_.quadrature(theta, beta, nodes_, log_weights_)
                           : modes_.laplace(theta, beta);
    }
    base::Result<std::vector<double>> start();
    base::Result<MixedFit> fit();

  private:
    base::Result<MixedFit> fit_jointly(const std::vector<double>& begin);
    void describe(const PolishedMinimum& minimum, MixedFit& fit);

    const MixedData& data_;
    MixedFrame frame_;
    ConditionalModes modes_;
    std::size_t points_, evaluations_ = 0;
    double without_effects_ = 0;
    std::vector<double> nodes_, log_weights_;
};

// θ where β and the effects are most likely together, which is close to the answer and cheap.
base::Result<std::vector<double>> Problem::start() {
    std::vector<double> beta;
    const bool found_without = modes_.start(beta);
    if (const auto checked = check_separation(data_, frame_, modes_); !checked)
        return checked.error();
    if (!found_without) return not_converged(data_.outcome_name);
    without_effects_ = modes_.criterion();
    Search search;
    search.lower = frame_.lower_theta();
    search.relative_tolerance = 1e-4;
    const auto found = minimise_smooth(
        [&](const std::vector<double>& theta) {
            ++evaluations_;
            return modes_.joint(theta, beta);
        },
        frame_.first_theta(), search);
    if (!found) return found.error();
    modes_.joint(found->at, beta);
    std::vector<double> at = found->at;
    at.insert(at.end(), beta.begin(), beta.end());
    return at;
}

std::vector<double> theta_steps(const std::vector<double>& theta) {
    std::vector<double> steps;
    for (const double each : theta)
        steps.push_back(derivative_step * std::max(std::abs(each), 0.1));
    return steps;
}

// β stays the one that goes with the effects: only θ is searched.
base::Result<MixedFit> Problem::fit_jointly(const std::vector<double>& begin) {
    const std::vector<double> lower = frame_.lower_theta();
    const auto middle = begin.begin() + static_cast<std::ptrdiff_t>(lower.size());
    std::vector<double> beta(middle, begin.end());
    const Objective objective = [&](const std::vector<double>& theta) {
        ++evaluations_;
        return modes_.joint(theta, beta);
    };
    Search search;
    search.lower = lower;
    search.relative_tolerance = 1e-6;
    auto found = minimise_smooth(objective, {begin.begin(), middle}, search);
    if (!found) return found.error();
    const std::vector<bool> settled = settle_at_zero(objective, lower, found->at);
    PolishedMinimum minimum = polish(objective, found->at, theta_steps(found->at), settled);
    for (std::size_t i = 0; i < lower.size(); ++i)
        if (lower[i] == 0) minimum.at[i] = std::abs(minimum.at[i]);
    modes_.joint(minimum.at, beta);
    minimum.at.insert(minimum.at.end(), beta.begin(), beta.end());
    minimum.hessian = Matrix(minimum.at.size(), minimum.at.size());
    MixedFit fit;
    describe(minimum, fit);
    fit.evaluations = evaluations_;
    return fit;
}

base::Result<MixedFit> Problem::fit() {
    auto begin = start();
    if (!begin) return begin.error();
    if (points_ == 0) return fit_jointly(*begin);
    const Objective objective = [&](const std::vector<double>& at) { return criterion(at); };
    std::vector<double> lower = frame_.lower_theta();
    const std::size_t thetas = lower.size();
    lower.resize(begin->size(), -HUGE_VAL);
    Search search;
    search.lower = lower;
    search.relative_tolerance = 1e-6;
    const Matrix rough = modes_.of_both().fixed_inverse();
    for (std::size_t i = 0; i < begin->size(); ++i)
        search.first_step.push_back(i < thetas ? 0.1 : std::sqrt(rough(i - thetas, i - thetas)));
    const double first = criterion(*begin);
    if (!std::isfinite(first)) return not_converged(data_.outcome_name);
    auto found = minimise_smooth(objective, *begin, search);
    if (!found) return found.error();
    const std::vector<bool> settled = settle_at_zero(objective, lower, found->at);
    std::vector<double> steps = theta_steps(found->at);
    for (std::size_t i = thetas; i < steps.size(); ++i) steps[i] = search.first_step[i] / 4;
    PolishedMinimum minimum = polish(objective, found->at, steps, settled);
    for (std::size_t i = 0; i < thetas; ++i)
        if (lower[i] == 0) minimum.at[i] = std::abs(minimum.at[i]);
    MixedFit fit;
    describe(minimum, fit);
    fit.evaluations = evaluations_;
    return fit;
}

void Problem::describe(const PolishedMinimum& minimum, MixedFit& fit) {
    fit.criterion = criterion(minimum.at);
    fit.criterion_without_effects = without_effects_;
    fit.saturated = modes_.saturated();
    const std::size_t thetas = parameter_count(frame_.effects), p = data_.design.names.size();
    const auto middle = minimum.at.begin() + static_cast<std::ptrdiff_t>(thetas);
    const std::vector<double> theta(minimum.at.begin(), middle), beta(middle, minimum.at.end());
    Matrix hessian = minimum.hessian;
    for (std::size_t i = 0; i < thetas; ++i)
        if (hessian(i, i) == 0) hessian(i, i) = 1;  // held at 0
    const auto inverse = inverse_of_positive(hessian);
    const Matrix given = modes_.given_inverse(theta);
    Matrix part = given;
    for (std::size_t i = 0; i < p && inverse; ++i)
        for (std::size_t j = 0; j < p; ++j) part(i, j) = 2 * (*inverse)(thetas + i, thetas + j);
    fit.names = data_.design.names;
    fit.observations = data_.outcome.size();
    fit.coefficients = frame_.coefficients(beta);
    fit.covariance = frame_.covariance(part);
    fit.given_covariance = frame_.covariance(given);
    fit.parameters = minimum.at.size();
    frame_.describe(theta, modes_.spherical(), fit);
    for (std::size_t row = 0; row < fit.observations; ++row)
        fit.fitted.push_back(modes_.mean_at(modes_.predictor()[row]) *
                             (data_.trials.empty() ? 1 : data_.trials[row]));
    if (frame_.effects.size() > 1) return;
    fit.mode_errors = modes_.of_effects().conditional_variances();
    const std::size_t k = frame_.scales[0].size();
    for (std::size_t i = 0; i < fit.mode_errors.size(); ++i)
        fit.mode_errors[i] = std::sqrt(fit.mode_errors[i]) / frame_.scales[0][i % k];
}

}  // namespace

base::Result<MixedFit> fit_generalised_mixed(const MixedData& data, Family family,
                                             std::size_t points) {
    if (family != Family::binomial && family != Family::poisson)
        return not_a_case("family", "other", "binomial, poisson");
    auto frame = mixed_frame(data, true);
    if (!frame) return frame.error();
    if (const auto checked = check_counts(data, family); !checked) return checked.error();
    const bool scalar = data.effects.size() == 1 && data.effects.front().names.size() == 1;
    if (points > 1 && !scalar) return not_a_case("points", std::to_string(points), "1");
    if (points > most_points) return outside("points", "[0; 50]");
    Problem problem(data, family, std::move(*frame), points);
    return problem.fit();
}

}  // namespace statistics
