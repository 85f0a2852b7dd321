#include "statistics/regression.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <numbers>

#include "statistics/cubic_spline.h"
#include "statistics/distribution.h"
#include "statistics/known_dispersion.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/time_order.h"

namespace statistics {
namespace {

constexpr int most_iterations = 100;
constexpr double largest_theta = 1e8;
constexpr double smallest_tolerance = 1e-14;
// A move of a coefficient, times its column's largest value, that is no last refinement any more.
constexpr double still_running = 0.05;
// One so small that the deviance changes by rounding only.
constexpr double standing_still = 1e-9;
constexpr int steps_before_running = 5;
constexpr double tight = 1e-13;

bool has_log_link(Family family) {
    return family == Family::poisson || family == Family::quasi_poisson ||
           family == Family::negative_binomial;
}

double link(Family family, double mean) {
    if (family == Family::gaussian) return mean;
    return has_log_link(family) ? std::log(mean) : std::log(mean / (1 - mean));
}

double slope_of_mean(Family family, double mean) {
    if (family == Family::gaussian) return 1;
    return has_log_link(family) ? mean : mean * (1 - mean);
}

double variance(Family family, double mean, double theta) {
    switch (family) {
        case Family::gaussian:
            return 1;
        case Family::binomial:
            return mean * (1 - mean);
        case Family::poisson:
        case Family::quasi_poisson:
            return mean;
        case Family::negative_binomial:
            return mean + mean * mean / theta;
    }
    return 1;
}

double y_log(double y, double mean) {
    return y > 0 ? y * std::log(y / mean) : 0;
}

double unit_deviance(Family family, double y, double mean, double theta) {
    switch (family) {
        case Family::gaussian:
            return (y - mean) * (y - mean);
        case Family::binomial:
            return 2 * (y_log(y, mean) + y_log(1 - y, 1 - mean));
        case Family::poisson:
        case Family::quasi_poisson:
            return 2 * (y_log(y, mean) - (y - mean));
        case Family::negative_binomial:
            return 2 * (y_log(y, mean) - (y + theta) * std::log((y + theta) / (mean + theta)));
    }
    return 0;
}

double starting_mean(Family family, double y, double weight) {
    if (family == Family::gaussian) return y;
    if (family == Family::binomial) return (weight * y + 0.5) / (weight + 1);
    return y + 0.1;
}

base::Result<void> check(Family family, const RegressionData& data) {
    const std::size_t rows = data.outcome.size();
    if (rows == 0) return no_data();
    if (data.design.x.rows() != rows || (!data.offset.empty() && data.offset.size() != rows) ||
        (!data.weights.empty() && data.weights.size() != rows))
        return different_lengths(data.outcome_name);
    for (const double y : data.outcome) {
        if (!std::isfinite(y)) return not_finite(data.outcome_name);
        if (has_log_link(family) && y < 0) return negative_value(data.outcome_name);
        if (has_log_link(family) && family != Family::quasi_poisson && y != std::floor(y))
            return not_whole(data.outcome_name);
        if (family == Family::binomial &&
            (data.weights.empty() ? y != 0 && y != 1 : y < 0 || y > 1))
            return not_zero_or_one(data.outcome_name);
    }
    for (std::size_t j = 0; j < data.design.x.columns(); ++j)
        for (const double value : data.design.x.column(j))
            if (!std::isfinite(value)) return not_finite(data.design.names[j]);
    for (const double value : data.offset)
        if (!std::isfinite(value)) return not_finite("offset");
    for (std::size_t i = 0; i < data.weights.size(); ++i) {
        const double weight = data.weights[i], successes = weight * data.outcome[i];
        if (!(weight >= 0) || !std::isfinite(weight)) return negative_value("weights");
        // A share between 0 and 1 is of so many trials.
        const bool share = family == Family::binomial && successes > 0 && successes < weight;
        if (share && std::abs(successes - std::round(successes)) > 1e-6)
            return not_whole(data.outcome_name);
    }
    const auto [least, greatest] = std::minmax_element(data.outcome.begin(), data.outcome.end());
    const bool nothing_happened = has_log_link(family) && *greatest == 0;
    if (nothing_happened || (!has_log_link(family) && *least == *greatest))
        return constant_variable(data.outcome_name);
    if (rows <= data.design.x.columns())
        return too_few(data.outcome_name, rows, data.design.x.columns() + 1);
    return {};
}

// Where the iteration stands.
struct State {
    LeastSquares solved;
    std::vector<double> predictor, mean, weights, residuals;
    // Those of the last least squares, one step behind.
    std::vector<double> solved_weights, working;
    double deviance = 0;
    int iterations = 0;
};

class Iteration {
  public:
    Iteration(Family family, const RegressionData& data, double theta, double tolerance)
        : family_(family),
          data_(data),
          theta_(theta),
          tolerance_(std::max(tolerance, smallest_tolerance)) {
        for (std::size_t j = 0; j < data.design.x.columns(); ++j) {
            double scale = 0;
            for (const double value : data.design.x.column(j))
                scale = std::max(scale, std::abs(value));
            scales_.push_back(scale);
        }
        if (!has_log_link(family)) return;
        log_outcome_.reserve(data.outcome.size());
        for (const double y : data.outcome) log_outcome_.push_back(y > 0 ? std::log(y) : 0);
    }

    // Goes on from `state.predictor` until the deviance has stopped changing. Where coefficients
    // still run, it goes on until it is clear that they have no end.
    base::Result<State> run(State state) const {
        update(state);
        std::vector<double> last(data_.design.x.columns(), 0.0);
        for (int turn = 1; turn <= most_iterations; ++turn) {
            const double before = state.deviance;
            const std::vector<double> old_predictor = state.predictor;
            solve(state);
            state.predictor = times(data_.design.x, state.solved.coefficients);
            for (std::size_t i = 0; i < data_.offset.size(); ++i)
                state.predictor[i] += data_.offset[i];
            update(state);
            halve_if_worse(state, old_predictor, before, turn);
            if (!std::isfinite(state.deviance)) {
                // Means that have reached their bounds: a coefficient ran off.
                if (turn <= steps_before_running) return not_converged(data_.outcome_name);
                return separated_variable(
                    data_.design
                        .names[largest_move(last, std::vector<double>(last.size(), 0.0)).second]);
            }
            state.iterations = turn;
            const double change = std::abs(before - state.deviance);
            const auto [moved, column] = largest_move(state.solved.coefficients, last);
            last = state.solved.coefficients;
            if (change >= tolerance_ * (std::abs(state.deviance) + 0.1) && moved > standing_still)
                continue;
            if (moved < still_running) return state;
            if (turn > 25) return separated_variable(data_.design.names[column]);
        }
        const auto worst =
            largest_move(state.solved.coefficients, std::vector<double>(last.size(), 0.0));
        return separated_variable(data_.design.names[worst.second]);
    }

    // The same data with another variance.
    void change(Family family, double theta, double tolerance) {
        family_ = family;
        theta_ = theta;
        tolerance_ = tolerance;
    }

    // The last step once more, with what only the last is asked for.
    void complete(State& state) const {
        if (state.solved.leverages.empty())
            state.solved = least_squares(data_.design.x, state.working, state.solved_weights);
    }

    static State start(Family family, const RegressionData& data) {
        State state;
        for (std::size_t i = 0; i < data.outcome.size(); ++i)
            state.predictor.push_back(
                link(family, starting_mean(family, data.outcome[i],
                                           data.weights.empty() ? 1 : data.weights[i])));
        return state;
    }

  private:
    double weight(std::size_t row) const { return data_.weights.empty() ? 1 : data_.weights[row]; }

    void update(State& state) const {
        const std::size_t rows = data_.outcome.size();
        state.mean.resize(rows);
        state.weights.resize(rows);
        state.residuals.resize(rows);
        state.deviance = 0;
        if (has_log_link(family_)) return update_counts(state);
        for (std::size_t i = 0; i < rows; ++i) {
            const double mean = mean_of(family_, state.predictor[i]);
            const double slope = slope_of_mean(family_, mean);
            state.mean[i] = mean;
            state.weights[i] = weight(i) * slope * slope / variance(family_, mean, theta_);
            state.residuals[i] = (data_.outcome[i] - mean) / slope;
            state.deviance += weight(i) * unit_deviance(family_, data_.outcome[i], mean, theta_);
        }
    }

    // With a log link slope and Poisson variance are the mean itself; of the mean's logarithm,
    // known already, only what it differs by from the outcome's is left to find.
    void update_counts(State& state) const {
        const bool negative_binomial = family_ == Family::negative_binomial;
        const double inverse_theta = negative_binomial ? 1 / theta_ : 0;
        for (std::size_t i = 0; i < state.mean.size(); ++i) {
            const double y = data_.outcome[i], mean = std::exp(state.predictor[i]);
            state.mean[i] = mean;
            state.weights[i] = weight(i) * mean / (1 + mean * inverse_theta);
            state.residuals[i] = y / mean - 1;
            const double far = negative_binomial
                                   ? (y + theta_) * std::log((y + theta_) / (mean + theta_))
                                   : y - mean;
            state.deviance += 2 * weight(i) * (y * (log_outcome_[i] - state.predictor[i]) - far);
        }
    }

    void solve(State& state) const {
        state.working = state.predictor;
        for (std::size_t i = 0; i < state.working.size(); ++i) {
            state.working[i] += state.residuals[i];
            if (!data_.offset.empty()) state.working[i] -= data_.offset[i];
        }
        state.solved = least_squares(data_.design.x, state.working, state.weights,
                                     LeastSquaresPart::rough_coefficients);
        state.solved_weights = state.weights;
    }

    // Towards the last predictor while the deviance has risen or isn't a number.
    void halve_if_worse(State& state, const std::vector<double>& old_predictor, double before,
                        int turn) const {
        for (int half = 0; half < 30; ++half) {
            const bool worse = turn > 1 && state.deviance > before * (1 + 1e-9) + 1e-9;
            if (std::isfinite(state.deviance) && !worse) return;
            for (std::size_t i = 0; i < state.predictor.size(); ++i)
                state.predictor[i] = (state.predictor[i] + old_predictor[i]) / 2;
            update(state);
        }
    }

    // The column that moved most, in units of its largest value.
    std::pair<double, std::size_t> largest_move(const std::vector<double>& now,
                                                const std::vector<double>& last) const {
        std::pair<double, std::size_t> largest{0, 0};
        for (std::size_t j = 0; j < now.size(); ++j) {
            const double moved = std::abs(now[j] - last[j]) * scales_[j];
            const bool of_a_variable = data_.design.names[j] != "(Intercept)";
            if (moved > largest.first && (of_a_variable || now.size() == 1)) largest = {moved, j};
        }
        return largest;
    }

    Family family_;
    const RegressionData& data_;
    double theta_;
    double tolerance_;
    std::vector<double> scales_;       // each column's largest value
    std::vector<double> log_outcome_;  // with a log link; 0 for 0
};

// How many rows, by weight, have each outcome: what depends on the outcome alone is found once for
// each.
struct CountTable {
    std::vector<std::pair<double, double>> counts;  // value, weight
    double weight = 0;

    explicit CountTable(const RegressionData& data) {
        for (const std::uint32_t row : ascending_order(data.outcome)) {
            const double here = data.weights.empty() ? 1 : data.weights[row];
            if (counts.empty() || counts.back().first != data.outcome[row])
                counts.emplace_back(data.outcome[row], 0.0);
            counts.back().second += here;
            weight += here;
        }
    }
};

// The derivative of the log likelihood by θ, and less its derivative.
struct ThetaSlope {
    double score = 0, information = 0;
};

ThetaSlope slope_at(double theta, const CountTable& table, const RegressionData& data,
                    const std::vector<double>& mean) {
    ThetaSlope slope{table.weight * (std::log(theta) + 1 - digamma(theta)),
                     table.weight * (trigamma(theta) - 1 / theta)};
    for (const auto& [value, weight] : table.counts) {
        slope.score += weight * digamma(theta + value);
        slope.information -= weight * trigamma(theta + value);
    }
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const double weight = data.weights.empty() ? 1 : data.weights[i];
        const double inverse = 1 / (mean[i] + theta), share = (data.outcome[i] + theta) * inverse;
        slope.score += weight * (std::log(inverse) - share);
        slope.information += weight * inverse * (2 - share);
    }
    return slope;
}

// The root of the score in log θ: bracketed, then Newton's steps that stay inside the bracket.
base::Result<double> bracketed_theta(double start, const CountTable& table,
                                     const RegressionData& data, const std::vector<double>& mean) {
    const auto score = [&](double theta) { return slope_at(theta, table, data, mean).score; };
    double low = std::log(start), high = low;
    while (score(std::exp(low)) < 0 && low > -30) low -= 1;
    while (score(std::exp(high)) > 0) {
        high += 1;
        if (std::exp(high) > largest_theta) return not_overdispersed();
    }
    double at = (low + high) / 2;
    for (int turn = 0; turn < 200; ++turn) {
        const double theta = std::exp(at);
        const ThetaSlope slope = slope_at(theta, table, data, mean);
        (slope.score > 0 ? low : high) = at;
        double next = at + slope.score / (slope.information * theta);
        if (!(next > low && next < high)) next = (low + high) / 2;
        const double step = std::abs(next - at);
        at = next;
        if (step < 1e-13 || high - low < 1e-14) break;
    }
    return std::exp(at);
}

// Newton's steps from near by; from afar, or where they don't shrink, within a bracket.
base::Result<double> best_theta(double start, const CountTable& table, const RegressionData& data,
                                const std::vector<double>& mean) {
    double at = std::log(start), last = 0.5;
    for (int turn = 0; turn < 8; ++turn) {
        const double theta = std::exp(at);
        const ThetaSlope slope = slope_at(theta, table, data, mean);
        const double step = slope.score / (slope.information * theta);
        if (!(slope.information > 0) || !(std::abs(step) < last)) break;
        at += step;
        last = std::abs(step) / 2;
        // The next step would be of the size of this one's square.
        if (std::abs(step) < 1e-7) return std::exp(at);
    }
    return bracketed_theta(start, table, data, mean);
}

// Of weight·y successes among weight; 0 and 1 also where the weight isn't a number of trials.
double log_binomial(double weight, double y, double mean) {
    if (y == 1) return weight * std::log(mean);
    if (y == 0) return weight * std::log1p(-mean);
    return log_gamma(weight + 1) - log_gamma(weight * y + 1) - log_gamma(weight * (1 - y) + 1) +
           weight * (y * std::log(mean) + (1 - y) * std::log1p(-mean));
}

double log_likelihood(Family family, const RegressionData& data, const std::vector<double>& mean,
                      double theta, double deviance) {
    const bool negative_binomial = family == Family::negative_binomial;
    double sum = 0;
    auto rows = static_cast<double>(mean.size());
    if (family == Family::gaussian) {
        // A row of weight 0 isn't there.
        for (const double weight : data.weights) {
            if (weight > 0)
                sum += std::log(weight) / 2;
            else
                rows -= 1;
        }
        return sum - rows / 2 * (std::log(2 * std::numbers::pi * deviance / rows) + 1);
    }
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const double y = data.outcome[i], m = mean[i];
        const double weight = data.weights.empty() ? 1 : data.weights[i];
        if (family == Family::binomial)
            sum += log_binomial(weight, y, m);
        else if (negative_binomial)
            sum += weight * (theta * std::log(theta / (theta + m)) +
                             (y > 0 ? y * std::log(m / (theta + m)) : 0));
        else
            sum += weight * ((y > 0 ? y * std::log(m) : 0) - m);
    }
    if (family == Family::binomial) return sum;
    for (const auto& [y, weight] : CountTable(data).counts)
        sum += weight * ((negative_binomial ? log_gamma(theta + y) - log_gamma(theta) : 0) -
                         log_gamma(y + 1));
    return sum;
}

void fill_residuals(RegressionFit& fit, const RegressionData& data) {
    for (std::size_t i = 0; i < fit.fitted.size(); ++i) {
        const double y = data.outcome[i], mean = fit.fitted[i];
        const double weight = data.weights.empty() ? 1 : data.weights[i];
        const double pearson =
            (y - mean) * std::sqrt(weight / variance(fit.family, mean, fit.theta));
        const double deviance =
            std::max(0.0, weight * unit_deviance(fit.family, y, mean, fit.theta));
        fit.pearson += pearson * pearson;
        fit.pearson_residuals.push_back(pearson);
        fit.deviance_residuals.push_back(std::copysign(std::sqrt(deviance), y - mean));
    }
}

RegressionFit finished(Family family, const RegressionData& data, State state, double theta) {
    RegressionFit fit;
    fit.family = family;
    fit.theta = theta;
    fit.names = data.design.names;
    fit.coefficients = std::move(state.solved.coefficients);
    fit.estimable = std::move(state.solved.estimable);
    fit.unscaled_covariance = std::move(state.solved.inverse_gram);
    fit.leverages = std::move(state.solved.leverages);
    fit.observations = data.outcome.size();
    if (!data.weights.empty())
        fit.observations = static_cast<std::size_t>(std::count_if(
            data.weights.begin(), data.weights.end(), [](double w) { return w > 0; }));
    fit.residual_degrees =
        static_cast<double>(fit.observations) - static_cast<double>(state.solved.rank);
    fit.deviance = state.deviance;
    fit.linear_predictor = std::move(state.predictor);
    fit.fitted = std::move(state.mean);
    fit.working_weights = std::move(state.solved_weights);
    fit.working_residuals = std::move(state.residuals);
    fit.iterations = state.iterations;
    fill_residuals(fit, data);
    if (fit.dispersion_estimated()) {
        double sum = 0;
        for (std::size_t i = 0; i < fit.fitted.size(); ++i)
            sum += fit.working_weights[i] * fit.working_residuals[i] * fit.working_residuals[i];
        fit.dispersion = sum / fit.residual_degrees;
    }
    if (family != Family::quasi_poisson) {
        fit.log_likelihood = log_likelihood(family, data, fit.fitted, theta, fit.deviance);
        const bool one_more = family == Family::gaussian || family == Family::negative_binomial;
        fit.aic = -2 * *fit.log_likelihood +
                  2 * static_cast<double>(state.solved.rank + (one_more ? 1 : 0));
    }
    return fit;
}

// Where a search begins: the θ that makes the mean of (y/μ − 1)² what it is.
double theta_of_moments(const CountTable& table, const RegressionData& data,
                        const std::vector<double>& mean) {
    double sum = 0;
    for (std::size_t i = 0; i < mean.size(); ++i) {
        const double weight = data.weights.empty() ? 1 : data.weights[i];
        const double part = data.outcome[i] / mean[i] - 1;
        sum += weight * part * part;
    }
    return table.weight / sum;
}

// The information that MASS prints: of the last step but one of its own search, which starts from
// the moments and ends at a step of 2⁻¹³. The information at θ itself where that search strays.
double printed_information(double theta, const CountTable& table, const RegressionData& data,
                           const std::vector<double>& mean) {
    double at = theta_of_moments(table, data, mean);
    for (int turn = 0; turn < 25; ++turn) {
        const ThetaSlope here = slope_at(at, table, data, mean);
        const double step = here.score / here.information;
        at = std::abs(at + step);
        if (!std::isfinite(at) || !(here.information > 0)) break;
        if (std::abs(step) > std::ldexp(1.0, -13)) continue;
        if (std::abs(at / theta - 1) < 1e-3) return here.information;
        break;
    }
    return slope_at(theta, table, data, mean).information;
}

// Coefficients and θ in turn. They hardly depend on each other, so the first turns, far from the
// end, take rough steps; `tight` ones confirm it.
base::Result<RegressionFit> search_negative_binomial(const RegressionData& data, double rough) {
    Iteration iteration(Family::poisson, data, 1, rough);
    auto state = iteration.run(Iteration::start(Family::poisson, data));
    if (!state) return state.error();
    const CountTable table(data);
    double theta = theta_of_moments(table, data, state->mean), tolerance = rough;
    if (!(theta > 0) || !(theta < largest_theta)) theta = 1;
    for (int turn = 0; turn < 200; ++turn) {
        const auto better = best_theta(theta, table, data, state->mean);
        if (!better) return better.error();
        const double change = std::abs(*better - theta) / *better;
        theta = *better;
        if (turn > 0 && change < 1e-9 && tolerance == tight) break;
        State from;
        from.predictor = std::move(state->predictor);
        if (turn > 0 && change < 1e-3) tolerance = tight;
        iteration.change(Family::negative_binomial, theta, tolerance);
        state = iteration.run(std::move(from));
        if (!state) return state.error();
    }
    iteration.complete(*state);
    const double information = printed_information(theta, table, data, state->mean);
    RegressionFit fit = finished(Family::negative_binomial, data, std::move(*state), theta);
    if (!(information > 0)) return not_converged(data.outcome_name);
    fit.theta_error = 1 / std::sqrt(information);
    return fit;
}

base::Result<RegressionFit> fit_negative_binomial(const RegressionData& data) {
    constexpr double rough = 1e-2;
    auto fit = search_negative_binomial(data, rough);
    // A refusal stands only where every step was tight.
    return fit ? std::move(fit) : search_negative_binomial(data, tight);
}

}  // namespace

double mean_of(Family family, double predictor) {
    if (family == Family::gaussian) return predictor;
    if (has_log_link(family)) return std::exp(predictor);
    // Farther out a probability is 0 or 1 to the last digit, and its variance gone.
    constexpr double farthest = 36;
    return 1 / (1 + std::exp(-std::clamp(predictor, -farthest, farthest)));
}

base::Result<RegressionFit> fit_regression(Family family, const RegressionData& data,
                                           const RegressionOptions& options) {
    const base::Result<void> checked = check(family, data);
    if (!checked) return checked.error();
    if (!options.leave_out_collinear) {
        const std::vector<double> ones(data.outcome.size(), 1.0);
        const LeastSquares rank =
            least_squares(data.design.x, data.outcome, ones, LeastSquaresPart::rough_coefficients);
        for (std::size_t j = 0; j < rank.estimable.size(); ++j)
            if (!rank.estimable[j]) return collinear_variable(data.design.names[j]);
    }
    if (family == Family::negative_binomial) return fit_negative_binomial(data);
    const Iteration iteration(family, data, 1, options.tolerance);
    auto state = iteration.run(Iteration::start(family, data));
    if (!state) return state.error();
    iteration.complete(*state);
    // Weights of 0 may leave nothing to estimate a column from.
    if (!options.leave_out_collinear && !data.weights.empty())
        for (std::size_t j = 0; j < state->solved.estimable.size(); ++j)
            if (!state->solved.estimable[j]) return collinear_variable(data.design.names[j]);
    return finished(family, data, std::move(*state), 0);
}

base::Result<RegressionFit> fit_known_dispersion(const RegressionData& data, double theta,
                                                 const RegressionOptions& options) {
    if (!(theta > 0) || std::isinf(theta)) return outside("theta", "]0; ∞[");
    const base::Result<void> checked = check(Family::negative_binomial, data);
    if (!checked) return checked.error();
    // Where R's begins, so that it also ends where R's does.
    State start;
    for (const double y : data.outcome) start.predictor.push_back(std::log(y > 0 ? y : 1.0 / 6));
    auto state =
        Iteration(Family::negative_binomial, data, theta, options.tolerance).run(std::move(start));
    if (!state) return state.error();
    return finished(Family::negative_binomial, data, std::move(*state), theta);
}

Prediction predict(const RegressionFit& fit, const Matrix& covariance, const Matrix& x,
                   std::span<const double> offset) {
    Prediction prediction;
    prediction.linear_predictor = times(x, fit.coefficients);
    for (std::size_t i = 0; i < offset.size(); ++i) prediction.linear_predictor[i] += offset[i];
    const Matrix spread = product(x, covariance);
    for (std::size_t i = 0; i < x.rows(); ++i) {
        double variance_here = 0;
        for (std::size_t j = 0; j < x.columns(); ++j) variance_here += spread(i, j) * x(i, j);
        prediction.standard_error.push_back(std::sqrt(std::max(0.0, variance_here)));
    }
    return prediction;
}

Matrix model_covariance(const RegressionFit& fit) {
    Matrix covariance = fit.unscaled_covariance;
    for (std::size_t i = 0; i < covariance.rows() * covariance.columns(); ++i)
        covariance.data()[i] *= fit.dispersion;
    return covariance;
}

std::vector<double> standardised_deviance_residuals(const RegressionFit& fit) {
    std::vector<double> residuals;
    for (std::size_t i = 0; i < fit.fitted.size(); ++i)
        residuals.push_back(fit.deviance_residuals[i] /
                            std::sqrt(fit.dispersion * std::max(1e-12, 1 - fit.leverages[i])));
    return residuals;
}

Coefficient wald(std::string name, double estimate, double standard_error,
                 std::optional<double> degrees, double confidence) {
    Coefficient row;
    row.name = std::move(name);
    row.estimate = estimate;
    row.standard_error = standard_error;
    const double upper_tail = (1 + confidence) / 2;
    const double quantile =
        degrees ? student_quantile(upper_tail, *degrees) : normal_quantile(upper_tail);
    row.lower = estimate - quantile * standard_error;
    row.upper = estimate + quantile * standard_error;
    if (standard_error > 0) {
        row.statistic = estimate / standard_error;
        row.p =
            degrees ? student_two_sided(row.statistic, *degrees) : normal_two_sided(row.statistic);
    }
    return row;
}

std::vector<Coefficient> coefficient_table(const RegressionFit& fit, const Matrix& covariance,
                                           std::optional<double> degrees, double confidence) {
    std::vector<Coefficient> rows;
    for (std::size_t j = 0; j < fit.names.size(); ++j)
        if (fit.estimable[j])
            rows.push_back(wald(fit.names[j], fit.coefficients[j],
                                std::sqrt(std::max(0.0, covariance(j, j))), degrees, confidence));
    return rows;
}

namespace {

// The deviance when one coefficient is held.
class Profile {
  public:
    Profile(const RegressionData& data, const RegressionFit& fit, std::size_t column)
        : fit_(fit), held_(data), values_(data.design.x.column(column)) {
        held_.design.x = Matrix(values_.size(), data.design.x.columns() - 1);
        held_.design.names.erase(held_.design.names.begin() + static_cast<std::ptrdiff_t>(column));
        for (std::size_t j = 0, to = 0; j < data.design.x.columns(); ++j)
            if (j != column)
                std::ranges::copy(data.design.x.column(j), held_.design.x.column(to++).begin());
        offset_ = data.offset.empty() ? std::vector<double>(values_.size(), 0.0) : data.offset;
    }

    // The signed root of the deviance's rise over φ.
    base::Result<double> root(double value, double estimate) {
        held_.offset = offset_;
        for (std::size_t i = 0; i < values_.size(); ++i) held_.offset[i] += values_[i] * value;
        State from;
        from.predictor = fit_.linear_predictor;
        if (held_.design.x.columns() == 0) {
            held_.design.x = Matrix(values_.size(), 1);
            held_.design.names = {"none"};
        }
        const auto state = Iteration(fit_.family, held_, fit_.theta, tight).run(std::move(from));
        if (!state) return state.error();
        const double rise = std::max(0.0, (state->deviance - fit_.deviance) / fit_.dispersion);
        return std::copysign(std::sqrt(rise), value - estimate);
    }

  private:
    const RegressionFit& fit_;
    RegressionData held_;
    std::span<const double> values_;
    std::vector<double> offset_;
};

base::Result<double> exact_limit(Profile& profile, double estimate, double error, double target) {
    double inner = estimate, outer = estimate;
    for (int step = 0; step < 60; ++step) {
        outer += std::copysign(error, target) * (step == 0 ? std::abs(target) : 1);
        const auto root = profile.root(outer, estimate);
        if (!root) return root.error();
        if (std::abs(*root) >= std::abs(target)) break;
        inner = outer;
    }
    for (int turn = 0; turn < 100 && std::abs(outer - inner) > 1e-11 * (1 + std::abs(inner));
         ++turn) {
        const double middle = (inner + outer) / 2;
        const auto root = profile.root(middle, estimate);
        if (!root) return root.error();
        (std::abs(*root) < std::abs(target) ? inner : outer) = middle;
    }
    return (inner + outer) / 2;
}

base::Result<Interval> interpolated_limits(Profile& profile, double estimate, double error,
                                           double confidence) {
    const double reach = std::sqrt(chi_squared_quantile(1 - (1 - confidence) / 4, 1));
    std::vector<double> values{estimate}, roots{0};
    for (const double side : {-1.0, 1.0}) {
        double root = 0;
        for (int step = 1; step < 10 && std::abs(root) < reach; ++step) {
            const double value = estimate + side * step * reach / 5 * error;
            const auto found = profile.root(value, estimate);
            if (!found) return found.error();
            root = *found;
            const std::ptrdiff_t end = static_cast<std::ptrdiff_t>(values.size());
            const std::ptrdiff_t at = side < 0 ? 0 : end;
            values.insert(values.begin() + at, value);
            roots.insert(roots.begin() + at, root);
        }
    }
    const double quantile = normal_quantile((1 + confidence) / 2);
    return Interval{spline_crossing(values, roots, -quantile),
                    spline_crossing(values, roots, quantile)};
}

}  // namespace

base::Result<std::vector<Interval>> profile_limits(const RegressionData& data,
                                                   const RegressionFit& fit, bool interpolated,
                                                   double confidence) {
    const double quantile = normal_quantile((1 + confidence) / 2);
    std::vector<Interval> limits;
    for (std::size_t j = 0; j < fit.names.size(); ++j) {
        if (!fit.estimable[j]) continue;
        const double estimate = fit.coefficients[j];
        const double error = std::sqrt(fit.dispersion * fit.unscaled_covariance(j, j));
        Profile profile(data, fit, j);
        if (interpolated) {
            const auto both = interpolated_limits(profile, estimate, error, confidence);
            if (!both) return both.error();
            limits.push_back(*both);
            continue;
        }
        const auto lower = exact_limit(profile, estimate, error, -quantile);
        if (!lower) return lower.error();
        const auto upper = exact_limit(profile, estimate, error, quantile);
        if (!upper) return upper.error();
        limits.push_back({*lower, *upper});
    }
    return limits;
}

}  // namespace statistics
