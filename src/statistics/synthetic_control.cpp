#include "statistics/synthetic_control.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "statistics/linear_algebra.h"
#include "statistics/optimiser.h"
#include "statistics/parallel.h"
#include "statistics/random.h"
#include "statistics/refusals.h"
#include "statistics/simplex_fit.h"

namespace statistics {
namespace {

constexpr double in_use = 0.001;
// Squared, of the predictors' own squared size: they are matched, and what the outcomes count then.
constexpr double matched = 1e-12;
constexpr double second = 1e-10;
constexpr double perfect_fit = 1e-20;  // squared, of the outcomes' own squared size

// The rows of these columns, without those of other units.
Matrix columns_of(const Matrix& all, std::size_t rows, const std::vector<std::size_t>& chosen) {
    Matrix part(rows, chosen.size());
    for (std::size_t j = 0; j < chosen.size(); ++j)
        std::copy_n(all.column(chosen[j]).begin(), rows, part.column(j).begin());
    return part;
}

void add_course(SyntheticControl& control, const SyntheticProblem& problem, std::size_t unit,
                const std::vector<std::size_t>& donors) {
    const std::size_t times = problem.outcomes.rows();
    control.synthetic.assign(times, 0.0);
    for (std::size_t j = 0; j < donors.size(); ++j)
        for (std::size_t t = 0; control.weights[j] > 0 && t < times; ++t)
            control.synthetic[t] += control.weights[j] * problem.outcomes(t, donors[j]);
    control.gaps.resize(times);
    control.before_mspe = control.after_mspe = control.effect = 0;
    const double after = static_cast<double>(times - problem.before);
    for (std::size_t t = 0; t < times; ++t) {
        const double gap = problem.outcomes(t, unit) - control.synthetic[t];
        control.gaps[t] = gap;
        if (t < problem.before)
            control.before_mspe += gap * gap / static_cast<double>(problem.before);
        else {
            control.after_mspe += gap * gap / after;
            control.effect += gap / after;
        }
    }
}

std::vector<std::size_t> without(const std::vector<std::size_t>& all, std::size_t one) {
    std::vector<std::size_t> others;
    for (const std::size_t each : all)
        if (each != one) others.push_back(each);
    return others;
}

// The nested problem of one unit: for weights of the predictors the best mixture, and how far it is
// from the outcomes before.
class Nested {
  public:
    Nested(const SyntheticProblem& problem, std::size_t unit,
           const std::vector<std::size_t>& donors)
        : predictors_(columns_of(problem.predictors, problem.predictors.rows(), donors)),
          outcomes_(columns_of(problem.outcomes, problem.before, donors)),
          target_(problem.predictors.column(unit).begin(), problem.predictors.column(unit).end()),
          course_(
              problem.outcomes.column(unit).begin(),
              problem.outcomes.column(unit).begin() + static_cast<std::ptrdiff_t>(problem.before)),
          weighted_(predictors_.rows(), predictors_.columns()),
          with_outcomes_(predictors_.rows() + problem.before, predictors_.columns()) {}

    SimplexFit inner(const std::vector<double>& weights) {
        double sum = 0;
        for (const double weight : weights) sum += weight;
        std::vector<double> roots, target;
        for (std::size_t k = 0; k < weights.size(); ++k) {
            roots.push_back(std::sqrt(weights[k] / sum));
            target.push_back(roots[k] * target_[k]);
        }
        for (std::size_t j = 0; j < weighted_.columns(); ++j)
            for (std::size_t k = 0; k < roots.size(); ++k)
                weighted_(k, j) = roots[k] * predictors_(k, j);
        SimplexFit fit = fit_simplex(weighted_, target, 0, warm_);
        warm_ = fit.weights;
        const double size = squared(target);
        return fit.objective <= matched * size ? nearest_of_matching(target, size, fit) : fit;
    }

    double loss(const std::vector<double>& weights) {
        const SimplexFit fit = inner(weights);
        left_ = course_;
        for (std::size_t j = 0; j < fit.weights.size(); ++j)
            for (std::size_t t = 0; fit.weights[j] > 0 && t < left_.size(); ++t)
                left_[t] -= fit.weights[j] * outcomes_(t, j);
        const double loss = squared(left_) / static_cast<double>(left_.size());
        if (loss < best_loss_) {
            best_loss_ = loss;
            best_ = fit;
        }
        return loss;
    }

    void forget() { warm_.clear(); }
    // The mixture of the smallest loss so far. Where hardly anything tells mixtures apart, solving
    // anew for the same weights may end at another.
    const SimplexFit& best() const { return best_; }

  private:
    static double squared(const std::vector<double>& values) {
        double sum = 0;
        for (const double value : values) sum += value * value;
        return sum;
    }

    // Where the weighted predictors are matched, mixtures without end match them; of these the one
    // nearest to the outcomes before, which then doesn't depend on the units' order either.
    SimplexFit nearest_of_matching(std::vector<double> target, double size,
                                   const SimplexFit& matching) {
        const std::size_t rows = weighted_.rows(), columns = weighted_.columns();
        const double course = squared(course_);
        if (!(course > 0)) return matching;
        const double scale = std::sqrt(second * size / course);
        for (std::size_t j = 0; j < columns; ++j) {
            std::ranges::copy(weighted_.column(j), with_outcomes_.column(j).begin());
            for (std::size_t t = 0; t < course_.size(); ++t)
                with_outcomes_(rows + t, j) = scale * outcomes_(t, j);
        }
        for (const double value : course_) target.push_back(scale * value);
        SimplexFit fit = fit_simplex(with_outcomes_, target, 0, warm_);
        fit.objective = 0;
        for (std::size_t k = 0; k < rows; ++k) {
            double gap = target[k];
            for (std::size_t j = 0; j < columns; ++j) gap -= fit.weights[j] * weighted_(k, j);
            fit.objective += gap * gap;
        }
        return fit;
    }

    Matrix predictors_, outcomes_;
    std::vector<double> target_, course_, warm_, left_;
    Matrix weighted_, with_outcomes_;
    double best_loss_ = std::numeric_limits<double>::infinity();
    SimplexFit best_;
};

// Weights in proportion to the squared coefficients of the outcomes before on the predictors, as
// the authors' program begins. Empty where the regression can't be made.
std::vector<double> regression_start(const SyntheticProblem& problem) {
    const std::size_t units = problem.outcomes.columns(), rows = problem.predictors.rows();
    if (units < rows + 3) return {};
    Matrix x(units, rows + 1);
    for (std::size_t unit = 0; unit < units; ++unit) {
        x(unit, 0) = 1;
        for (std::size_t k = 0; k < rows; ++k) x(unit, k + 1) = problem.predictors(k, unit);
    }
    const std::vector<double> equal(units, 1.0);
    std::vector<double> weights(rows, 0.0), outcome(units);
    double sum = 0;
    for (std::size_t t = 0; t < problem.before; ++t) {
        for (std::size_t unit = 0; unit < units; ++unit) outcome[unit] = problem.outcomes(t, unit);
        const LeastSquares fit = least_squares(x, outcome, equal);
        for (std::size_t k = 0; k < rows; ++k) {
            weights[k] += fit.coefficients[k + 1] * fit.coefficients[k + 1];
            sum += fit.coefficients[k + 1] * fit.coefficients[k + 1];
        }
    }
    if (!(sum > 0)) return {};
    for (double& weight : weights) weight /= sum;
    return weights;
}

// Searched on the logarithms, since what matters are ratios of weights over many powers of ten;
// e^−25 is as good as 0.
constexpr double lowest_logarithm = -25, highest_logarithm = 5;
constexpr int most_restarts = 4;
constexpr std::size_t screened_for_each = 60;  // points by chance for each predictor
constexpr double screened_span = 9;
constexpr double part_off = 1.0 / 3;

std::vector<double> exponentials(const std::vector<double>& logarithms) {
    std::vector<double> weights;
    const double largest = *std::max_element(logarithms.begin(), logarithms.end());
    for (const double each : logarithms) weights.push_back(std::exp(each - largest));
    return weights;
}

base::Result<Minimum> search_from(Nested& nested, const std::vector<double>& logarithms,
                                  std::size_t evaluations) {
    Search search;
    search.lower.assign(logarithms.size(), lowest_logarithm);
    search.upper.assign(logarithms.size(), highest_logarithm);
    search.first_step.assign(logarithms.size(), 1);
    search.relative_tolerance = 1e-9;
    search.most_evaluations = evaluations;
    return minimise_by_simplex(
        [&](const std::vector<double>& at) { return nested.loss(exponentials(at)); }, logarithms,
        search);
}

// The logarithms with the largest 0, within the bounds of the search.
std::vector<double> centred(std::vector<double> logarithms) {
    const double largest = *std::max_element(logarithms.begin(), logarithms.end());
    for (double& each : logarithms) each = std::max(each - largest, lowest_logarithm + 1);
    return logarithms;
}

// The best of many points by chance: each predictor nearly off, or its logarithm anywhere in a wide
// range. The objective has kinks and more valleys than a few starts find, the best often where
// predictors are off (Malo, Eskelinen, Zhou and Kuosmanen 2024, Comput Econ 64:1113), and to look
// at a point costs little.
std::vector<std::vector<double>> screened(Nested& nested, std::size_t rows, std::size_t count,
                                          RandomStream& random) {
    std::vector<std::pair<double, std::vector<double>>> points;
    for (std::size_t number = 0; number < screened_for_each * rows; ++number) {
        std::vector<double> logarithms(rows);
        for (double& each : logarithms)
            each =
                random.uniform() < part_off ? lowest_logarithm : -screened_span * random.uniform();
        logarithms = centred(std::move(logarithms));
        const double loss = nested.loss(exponentials(logarithms));
        points.emplace_back(loss, std::move(logarithms));
    }
    std::stable_sort(points.begin(), points.end(),
                     [](const auto& one, const auto& other) { return one.first < other.first; });
    std::vector<std::vector<double>> best;
    for (std::size_t i = 0; i < std::min(count, points.size()); ++i)
        best.push_back(std::move(points[i].second));
    return best;
}

std::vector<std::vector<double>> starts_of(Nested& nested, const SyntheticProblem& problem,
                                           const SyntheticOptions& options, std::size_t unit) {
    const std::size_t rows = problem.predictors.rows();
    std::vector<std::vector<double>> starts{std::vector<double>(rows, 0.0)};
    std::vector<double> regression = regression_start(problem);
    for (double& weight : regression) weight = std::log(weight);
    if (!regression.empty() && options.starts > 1) starts.push_back(centred(regression));
    RandomStream random(options.seed, unit);
    if (options.starts > starts.size())
        for (std::vector<double>& each :
             screened(nested, rows, options.starts - starts.size(), random))
            starts.push_back(std::move(each));
    return starts;
}

base::Result<std::vector<double>> searched_weights(Nested& nested, const SyntheticProblem& problem,
                                                   const SyntheticOptions& options,
                                                   std::size_t unit) {
    std::optional<Minimum> best;
    for (std::vector<double> start : starts_of(nested, problem, options, unit)) {
        // A simplex that has grown flat goes on from where it stopped.
        double before = std::numeric_limits<double>::infinity();
        for (int turn = 0; turn <= (options.starts > 1 ? most_restarts : 0); ++turn) {
            nested.forget();
            auto found = search_from(nested, start, options.evaluations);
            if (!found) return found.error();
            const bool nearer = found->value < before * (1 - 1e-4);
            before = std::min(before, found->value);
            start = centred(found->at);
            if (!best || found->value < best->value) best = std::move(*found);
            if (!nearer) break;
        }
    }
    if (!std::isfinite(best->value)) return not_converged("predictors");
    return exponentials(best->at);
}

}  // namespace

double SyntheticControl::ratio() const {
    double size = 0;
    for (const double value : synthetic) size = std::max(size, value * value);
    const double least = std::max(perfect_fit * size, std::numeric_limits<double>::min());
    return std::sqrt(after_mspe / std::max(before_mspe, least));
}

base::Result<std::vector<double>> scale_predictors(Matrix& predictors,
                                                   const std::vector<std::string>& names) {
    std::vector<double> deviations;
    const double units = static_cast<double>(predictors.columns());
    for (std::size_t k = 0; k < predictors.rows(); ++k) {
        double mean = 0, squares = 0, largest = 0;
        for (std::size_t j = 0; j < predictors.columns(); ++j) {
            mean += predictors(k, j) / units;
            largest = std::max(largest, std::abs(predictors(k, j)));
        }
        for (std::size_t j = 0; j < predictors.columns(); ++j)
            squares += (predictors(k, j) - mean) * (predictors(k, j) - mean);
        const double deviation = std::sqrt(squares / (units - 1));
        if (!(deviation > 1e-12 * largest)) return constant_variable(names[k]);
        for (std::size_t j = 0; j < predictors.columns(); ++j) predictors(k, j) /= deviation;
        deviations.push_back(deviation);
    }
    return deviations;
}

SyntheticControl synthetic_from_weights(const SyntheticProblem& problem, std::size_t unit,
                                        const std::vector<std::size_t>& donors,
                                        std::vector<double> weights) {
    SyntheticControl control;
    control.weights = std::move(weights);
    add_course(control, problem, unit, donors);
    control.objective = control.before_mspe * static_cast<double>(problem.before);
    return control;
}

base::Result<SyntheticControl> synthetic_control(const SyntheticProblem& problem, std::size_t unit,
                                                 const std::vector<std::size_t>& donors,
                                                 const SyntheticOptions& options) {
    SyntheticControl control;
    SimplexFit fit;
    if (problem.predictors.rows() == 0) {
        fit = fit_simplex(columns_of(problem.outcomes, problem.before, donors),
                          problem.outcomes.column(unit).subspan(0, problem.before));
    } else {
        Nested nested(problem, unit, donors);
        control.predictor_weights = options.predictor_weights;
        const bool given = !control.predictor_weights.empty();
        if (!given) {
            auto found = searched_weights(nested, problem, options, unit);
            if (!found) return found.error();
            control.predictor_weights = std::move(*found);
        }
        double sum = 0;
        for (const double weight : control.predictor_weights) sum += weight;
        for (double& weight : control.predictor_weights) weight /= sum;
        fit = given ? nested.inner(control.predictor_weights) : nested.best();
    }
    control.weights = std::move(fit.weights);
    control.objective = fit.objective;
    control.spread = fit.spread;
    control.least_cost = fit.least_cost;
    add_course(control, problem, unit, donors);
    return control;
}

base::Result<std::vector<SyntheticControl>> placebos_in_space(
    const SyntheticProblem& problem, const std::vector<std::size_t>& donors,
    std::optional<std::size_t> also, const SyntheticOptions& options, std::size_t threads) {
    std::vector<std::optional<base::Result<SyntheticControl>>> found(donors.size());
    in_parallel(donors.size(), threads, [&](std::size_t which) {
        std::vector<std::size_t> others = without(donors, donors[which]);
        if (also) others.push_back(*also);
        found[which] = synthetic_control(problem, donors[which], others, options);
    });
    std::vector<SyntheticControl> placebos;
    for (auto& each : found) {
        if (!each->ok()) return each->error();
        placebos.push_back(std::move(**each));
    }
    return placebos;
}

base::Result<std::vector<WithoutDonor>> leave_one_out(
    const SyntheticProblem& problem, std::size_t unit, const std::vector<std::size_t>& donors,
    const SyntheticControl& whole, const SyntheticOptions& options, std::size_t threads) {
    std::vector<std::size_t> left_out;
    for (std::size_t j = 0; j < donors.size(); ++j)
        if (whole.weights[j] >= in_use && donors.size() > 1) left_out.push_back(donors[j]);
    std::vector<std::optional<base::Result<SyntheticControl>>> found(left_out.size());
    in_parallel(left_out.size(), threads, [&](std::size_t which) {
        found[which] = synthetic_control(problem, unit, without(donors, left_out[which]), options);
    });
    std::vector<WithoutDonor> all;
    for (std::size_t i = 0; i < found.size(); ++i) {
        if (!found[i]->ok()) return found[i]->error();
        all.push_back({left_out[i], std::move(**found[i])});
    }
    return all;
}

PlaceboRank placebo_rank(const SyntheticControl& treated,
                         const std::vector<SyntheticControl>& placebos, double worst_fit) {
    PlaceboRank rank;
    for (const SyntheticControl& placebo : placebos) {
        if (worst_fit > 0 && placebo.before_mspe > worst_fit * treated.before_mspe) continue;
        ++rank.count;
        if (placebo.ratio() >= treated.ratio()) ++rank.rank;
    }
    return rank;
}

double placebo_error(const std::vector<double>& effects) {
    const double count = static_cast<double>(effects.size());
    double mean = 0, squares = 0;
    for (const double effect : effects) mean += effect / count;
    for (const double effect : effects) squares += (effect - mean) * (effect - mean);
    return std::sqrt(squares / count);
}

}  // namespace statistics
