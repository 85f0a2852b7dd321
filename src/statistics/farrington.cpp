#include "statistics/farrington.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "statistics/count_limit.h"
#include "statistics/distribution.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

const double nowhere = std::numeric_limits<double>::quiet_NaN();
constexpr double convergence = 1e-8;
constexpr int most_iterations = 25;
constexpr double smallest_mean = std::numeric_limits<double>::epsilon();
constexpr std::size_t years_for_trend = 3;

// The past of one period, in the order of time.
struct Past {
    std::vector<double> y, time, offset, y_log_y, y_two_thirds;
    std::vector<std::size_t> group;
    std::size_t groups = 1;
    double now_time = 0, now_offset = 0;
    std::size_t now_group = 0;
    double time_scale = 1;  // periods in one unit of `time`
    double greatest = 0;
};

// Sums of one step: within each group, and of the slope.
struct Step {
    std::vector<double> weight, weighted_time, weighted_response, level;
    double slope = 0;
    double border = 0;  // Σ w(t − mean of the group)²
};

// η = level of the group + slope·time + offset, by iteratively reweighted least squares.
class Fit {
  public:
    void run(const Past& past, const std::vector<double>& prior, bool with_trend) {
        past_ = &past;
        prior_ = &prior;
        trend_ = with_trend;
        const std::size_t rows = past.y.size();
        mean_.resize(rows);
        weight_.resize(rows);
        predictor_.resize(rows);
        start();
        converged_ = false;
        for (int iteration = 0; iteration < most_iterations && !converged_; ++iteration) {
            solve();
            const double before = deviance_;
            predict();
            converged_ = std::abs(deviance_ - before) / (std::abs(deviance_) + 0.1) < convergence;
        }
    }

    bool converged() const { return converged_; }
    bool has_slope() const { return slope_estimable_; }
    double slope() const { return step_.slope; }
    double degrees() const {
        return static_cast<double>(past_->y.size()) - static_cast<double>(past_->groups) -
               (slope_estimable_ ? 1 : 0);
    }
    // Pearson's, with the weights of the last step.
    double dispersion() const {
        double sum = 0;
        for (std::size_t row = 0; row < mean_.size(); ++row) {
            const double residual = (past_->y[row] - mean_[row]) / mean_[row];
            sum += weight_[row] * residual * residual;
        }
        return sum / degrees();
    }
    double dispersion_by_prior() const {
        double sum = 0;
        for (std::size_t row = 0; row < mean_.size(); ++row) {
            const double residual = (past_->y[row] - mean_[row]) / mean_[row];
            sum += (*prior_)[row] * residual * residual;
        }
        return sum / degrees();
    }
    double slope_variance() const { return 1 / step_.border; }
    double predicted() const {
        return step_.level[past_->now_group] + step_.slope * past_->now_time + past_->now_offset;
    }
    double predicted_variance() const { return leverage_at(past_->now_group, past_->now_time); }
    // Weights that make little of rows with large standardised Anscombe residuals.
    std::vector<double> reweighted(double dispersion, double threshold) const {
        const std::size_t rows = mean_.size();
        std::vector<double> weights(rows, 1);
        double sum = 0;
        for (std::size_t row = 0; row < rows; ++row) {
            const double leverage = weight_[row] * leverage_at(past_->group[row], past_->time[row]);
            const double root = std::sqrt(mean_[row]);
            const double raw = 1.5 * (past_->y_two_thirds[row] / std::cbrt(root) - root);
            const double residual = raw / std::sqrt(dispersion * (1 - leverage));
            if (residual > threshold) weights[row] = 1 / (residual * residual);
            sum += weights[row];
        }
        for (double& weight : weights) weight *= static_cast<double>(rows) / sum;
        return weights;
    }

  private:
    double leverage_at(std::size_t group, double time) const {
        double leverage = 1 / step_.weight[group];
        if (!slope_estimable_) return leverage;
        const double from_middle = time - step_.weighted_time[group] / step_.weight[group];
        return leverage + from_middle * from_middle / step_.border;
    }

    void start() {
        deviance_ = 0;
        for (std::size_t row = 0; row < mean_.size(); ++row) {
            mean_[row] = past_->y[row] + 0.1;
            predictor_[row] = std::log(mean_[row]);
            deviance_ += part_of_deviance(row);
        }
        deviance_ *= 2;
    }

    double part_of_deviance(std::size_t row) const {
        const double y = past_->y[row];
        return (*prior_)[row] * (past_->y_log_y[row] - y * predictor_[row] - (y - mean_[row]));
    }

    void solve() {
        const std::size_t groups = past_->groups;
        for (auto* sums : {&step_.weight, &step_.weighted_time, &step_.weighted_response})
            sums->assign(groups, 0);
        double squares = 0, products = 0;
        for (std::size_t row = 0; row < mean_.size(); ++row) {
            const double weight = (*prior_)[row] * mean_[row];
            const double response =
                predictor_[row] - past_->offset[row] + (past_->y[row] - mean_[row]) / mean_[row];
            const double time = past_->time[row];
            const std::size_t group = past_->group[row];
            weight_[row] = weight;
            step_.weight[group] += weight;
            step_.weighted_time[group] += weight * time;
            step_.weighted_response[group] += weight * response;
            squares += weight * time * time;
            products += weight * time * response;
        }
        finish_step(squares, products);
    }

    void finish_step(double squares, double products) {
        step_.border = squares;
        for (std::size_t group = 0; group < past_->groups; ++group) {
            const double middle = step_.weighted_time[group] / step_.weight[group];
            step_.border -= middle * step_.weighted_time[group];
            products -= middle * step_.weighted_response[group];
        }
        slope_estimable_ = trend_ && step_.border > 1e-14 * squares;
        step_.slope = slope_estimable_ ? products / step_.border : 0;
        step_.level.resize(past_->groups);
        for (std::size_t group = 0; group < past_->groups; ++group)
            step_.level[group] =
                (step_.weighted_response[group] - step_.slope * step_.weighted_time[group]) /
                step_.weight[group];
    }

    void predict() {
        deviance_ = 0;
        for (std::size_t row = 0; row < mean_.size(); ++row) {
            predictor_[row] = step_.level[past_->group[row]] + step_.slope * past_->time[row] +
                              past_->offset[row];
            mean_[row] = std::max(std::exp(predictor_[row]), smallest_mean);
            deviance_ += part_of_deviance(row);
        }
        deviance_ *= 2;
    }

    const Past* past_ = nullptr;
    const std::vector<double>* prior_ = nullptr;
    bool trend_ = false, converged_ = false, slope_estimable_ = false;
    std::vector<double> mean_, weight_, predictor_;
    Step step_;
    double deviance_ = 0;
};

// Everything of one series that doesn't change from period to period.
struct Prepared {
    const WatchedSeries* series = nullptr;
    std::vector<double> y_log_y, y_two_thirds, log_population;
};

Prepared prepared(const WatchedSeries& series) {
    Prepared ready{&series, {}, {}, {}};
    for (const double y : series.observed) {
        ready.y_log_y.push_back(y > 0 ? y * std::log(y) : 0);
        ready.y_two_thirds.push_back(std::cbrt(y * y));
    }
    for (const double persons : series.population)
        ready.log_population.push_back(std::log(persons));
    return ready;
}

// The same period in earlier years, the latest first; empty where some don't exist.
std::vector<std::size_t> reference_periods(const WatchedSeries& series, std::size_t at,
                                           const FarringtonOptions& options) {
    if (!series.earlier.empty())
        return series.earlier[at].size() == options.years ? series.earlier[at]
                                                          : std::vector<std::size_t>{};
    std::vector<std::size_t> found;
    for (std::size_t year = 1; year <= options.years; ++year) {
        if (at < year * options.frequency) return {};
        found.push_back(at - year * options.frequency);
    }
    return found;
}

// For each position up to `at` the season's group: `season_groups` − 1 for the windows around the
// reference periods, the others sharing the time between two windows as evenly as can be.
constexpr std::size_t no_group = static_cast<std::size_t>(-1);

void share_between(std::vector<std::size_t>& group, std::size_t begin, std::size_t end,
                   std::size_t parts) {
    const std::size_t length = (end - begin) / parts, rest = (end - begin) % parts;
    std::size_t position = begin;
    for (std::size_t part = 0; part < parts; ++part)
        for (std::size_t i = 0; i < length + (part < rest ? 1 : 0); ++i) group[position++] = part;
}

std::vector<std::size_t> season_groups(const std::vector<std::size_t>& references, std::size_t at,
                                       const FarringtonOptions& options) {
    const std::size_t window = options.half_window, window_group = options.season_groups - 1;
    std::vector<std::size_t> group(at + 1, no_group);
    const auto fill = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i <= std::min(to, at); ++i) group[i] = window_group;
    };
    fill(at - std::min(at, window), at);
    std::size_t later = at;
    for (const std::size_t reference : references) {
        fill(reference - std::min(reference, window), reference + window);
        const std::size_t begin = reference + window + 1;
        if (options.season_groups > 1 && later >= begin + window)
            share_between(group, begin, later - window, options.season_groups - 1);
        later = reference;
    }
    return group;
}

void add_row(Past& past, const Prepared& ready, std::size_t position, std::size_t group) {
    const double y = ready.series->observed[position];
    if (std::isnan(y)) return;
    past.y.push_back(y);
    past.time.push_back(static_cast<double>(position));
    past.offset.push_back(ready.log_population.empty() ? 0 : ready.log_population[position]);
    past.y_log_y.push_back(ready.y_log_y[position]);
    past.y_two_thirds.push_back(ready.y_two_thirds[position]);
    past.group.push_back(group);
    past.greatest = std::max(past.greatest, y);
}

// Groups without rows are taken out, and time is counted from its middle, in units of its range.
void settle(Past& past, std::size_t at, std::size_t window_group) {
    std::vector<std::size_t> number(window_group + 1, no_group);
    past.groups = 0;
    for (std::size_t& group : past.group) {
        if (number[group] == no_group) number[group] = past.groups++;
        group = number[group];
    }
    past.now_group = number[window_group];
    const auto [least, greatest] = std::minmax_element(past.time.begin(), past.time.end());
    const double middle = (*least + *greatest) / 2;
    past.time_scale = std::max(1.0, (*greatest - *least) / 2);
    for (double& time : past.time) time = (time - middle) / past.time_scale;
    past.now_time = (static_cast<double>(at) - middle) / past.time_scale;
}

// Empty `y` where there is too little history.
Past past_of(const Prepared& ready, std::size_t at, const FarringtonOptions& options) {
    Past past;
    const auto references = reference_periods(*ready.series, at, options);
    if (references.empty()) return past;
    const bool original = options.form == FarringtonForm::original;
    const std::vector<std::size_t> group = season_groups(references, at, options);
    // The original form takes nothing of the running year.
    const std::size_t excluded = original ? options.half_window : options.excluded_periods;
    bool window_has_rows = false;
    for (std::size_t i = 0; i + excluded < at; ++i) {
        if (group[i] == no_group) continue;
        add_row(past, ready, i, group[i]);
        window_has_rows |= group[i] == options.season_groups - 1;
    }
    if (!window_has_rows) past.y.clear();
    if (past.y.empty()) return past;
    past.now_offset = ready.log_population.empty() ? 0 : ready.log_population[at];
    settle(past, at, options.season_groups - 1);
    if (past.y.size() < past.groups + 2) past.y.clear();
    return past;
}

// A model of the past, refitted with weights where asked.
struct Model {
    Fit fit;
    std::vector<double> prior;
    double dispersion = 1;         // at least 1
    double dispersion_errors = 1;  // of the slope's test and the expected number's error
};

bool fit_model(Model& model, const Past& past, bool trend, const FarringtonOptions& options) {
    model.prior.assign(past.y.size(), 1);
    model.fit.run(past, model.prior, trend);
    if (!model.fit.converged() && trend) {
        trend = false;
        model.fit.run(past, model.prior, trend);
    }
    if (!model.fit.converged()) return false;
    model.dispersion_errors = model.fit.dispersion();
    model.dispersion = std::max(model.dispersion_errors, 1.0);
    if (!options.reweight) return true;
    model.prior = model.fit.reweighted(model.dispersion, options.weights_threshold);
    model.fit.run(past, model.prior, trend);
    const double own = model.fit.dispersion();
    const bool by_prior = options.package_errors && options.form == FarringtonForm::improved;
    model.dispersion = std::max(own, 1.0);
    model.dispersion_errors = by_prior ? model.fit.dispersion_by_prior() : own;
    return std::isfinite(own);
}

bool keeps_trend(const Model& model, const Past& past, const FarringtonOptions& options) {
    if (options.years < years_for_trend) return false;
    const double t =
        model.fit.slope() / std::sqrt(model.dispersion_errors * model.fit.slope_variance());
    return student_two_sided(t, model.fit.degrees()) < options.trend_level &&
           std::exp(model.fit.predicted()) <= past.greatest;
}

double exponent_of(PowerScale scale) {
    switch (scale) {
        case PowerScale::none:
            return 1;
        case PowerScale::square_root:
            return 0.5;
        case PowerScale::two_thirds:
            break;
    }
    return 2.0 / 3;
}

// h(Y) − h(μ) is about normal with variance h'(μ)²(φμ + var μ̂), h the power.
void limit_on_power_scale(WatchedPeriod& period, double error, const FarringtonOptions& options) {
    const double mean = period.expected, power = exponent_of(options.power);
    const double tau = period.dispersion + error * error / mean;
    const double slope = power * std::pow(mean, power - 1);
    const double scaled_error = slope * std::sqrt(mean * tau);
    const bool original = options.form == FarringtonForm::original;
    const double z = -normal_quantile(original ? options.level / 2 : options.level);
    const double scaled_mean = std::pow(mean, power);
    period.upper = std::pow(scaled_mean + z * scaled_error, 1 / power);
    const double distance = (std::pow(period.observed, power) - scaled_mean) / scaled_error;
    period.p = normal_lower(-distance);
}

void limit_by_quantile(WatchedPeriod& period, double predictor, double error,
                       const FarringtonOptions& options) {
    const bool plain = options.limit == FarringtonLimit::negative_binomial;
    const double z = plain ? 0 : -normal_quantile(options.level);
    const double mean = std::exp(predictor + z * error);
    period.upper = period.p = nowhere;
    // A past of next to nothing has an error without an end.
    if (!(mean > 0) || !std::isfinite(mean)) return;
    const double size = period.dispersion > 1 ? mean / (period.dispersion - 1) : 0;
    period.upper = count_quantile(options.level, size, mean);
    period.p = count_upper(period.observed, size, mean);
}

bool enough_cases(const WatchedSeries& series, std::size_t at, const FarringtonOptions& options) {
    double cases = 0;
    const std::size_t back = std::min(at + 1, options.least_cases_periods);
    for (std::size_t i = at + 1 - back; i <= at; ++i)
        if (!std::isnan(series.observed[i])) cases += series.observed[i];
    return cases >= options.least_cases;
}

WatchedPeriod without_limit(std::size_t at, double observed, NoLimit reason) {
    return {at, observed, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, false, reason};
}

WatchedPeriod watch(const Prepared& ready, std::size_t at, const FarringtonOptions& options,
                    Model& model) {
    const double observed = ready.series->observed[at];
    if (std::isnan(observed)) return without_limit(at, nowhere, NoLimit::missing);
    const Past past = past_of(ready, at, options);
    if (past.y.empty()) return without_limit(at, observed, NoLimit::no_history);
    bool fitted = fit_model(model, past, options.trend, options);
    bool trend = fitted && model.fit.has_slope();
    if (trend && !keeps_trend(model, past, options)) {
        trend = false;
        fitted = fit_model(model, past, false, options);
    }
    if (!fitted) return without_limit(at, observed, NoLimit::not_converged);
    WatchedPeriod period{at, observed};
    const double predictor = model.fit.predicted();
    const bool original = options.form == FarringtonForm::original;
    const double error = std::sqrt((original ? model.dispersion : model.dispersion_errors) *
                                   model.fit.predicted_variance());
    period.expected = std::exp(predictor);
    period.dispersion = model.dispersion;
    period.trend = trend ? model.fit.slope() / past.time_scale : nowhere;
    if (original || options.limit == FarringtonLimit::delta)
        limit_on_power_scale(period, error * period.expected, options);
    else
        limit_by_quantile(period, predictor, error, options);
    if (!std::isfinite(period.upper) || !std::isfinite(period.p))
        return without_limit(at, observed, NoLimit::not_converged);
    period.score = period.upper > period.expected
                       ? (observed - period.expected) / (period.upper - period.expected)
                       : nowhere;
    period.alarm = observed > period.upper && observed > 0;
    if (enough_cases(*ready.series, at, options)) return period;
    period.no_limit = NoLimit::too_few_cases;
    period.expected = period.upper = period.score = nowhere;
    period.alarm = false;
    return period;
}

base::Result<void> check_options(const FarringtonOptions& options) {
    if (!(options.level > 0 && options.level < 1)) return outside("level", "]0; 1[");
    if (options.years == 0) return outside("years", "[1; ∞[");
    if (options.frequency == 0) return outside("frequency", "[1; ∞[");
    if (2 * options.half_window + 1 > options.frequency)
        return outside("half_window", "[0; (frequency − 1)/2]");
    if (options.season_groups == 0 || options.season_groups > options.frequency)
        return outside("season_groups", "[1; frequency]");
    if (options.season_groups > 1 &&
        options.frequency - 2 * options.half_window - 1 < options.season_groups - 1)
        return outside("season_groups", "[1; frequency − 2·half_window]");
    if (!(options.least_cases >= 0)) return outside("least_cases", "[0; ∞[");
    if (options.least_cases_periods == 0) return outside("least_cases_periods", "[1; ∞[");
    if (!(options.weights_threshold > 0)) return outside("weights_threshold", "]0; ∞[");
    return {};
}

base::Result<void> check_series(const WatchedSeries& series, std::size_t periods) {
    if (series.observed.size() != periods) return different_lengths("observed");
    if (!series.population.empty() && series.population.size() != periods)
        return different_lengths("population");
    for (const double y : series.observed) {
        if (std::isinf(y)) return not_finite("observed");
        if (y < 0) return negative_value("observed");
        if (!std::isnan(y) && y != std::floor(y)) return not_whole("observed");
    }
    for (const double persons : series.population)
        if (!(persons > 0) || std::isinf(persons)) return not_positive("population");
    return {};
}

}  // namespace

base::Result<std::vector<std::vector<WatchedPeriod>>> farrington(
    const std::vector<WatchedSeries>& series, std::size_t first, std::size_t last,
    const FarringtonOptions& options, std::size_t threads, const Progress& progress) {
    if (series.empty() || series.front().observed.empty()) return no_data();
    const std::size_t periods = series.front().observed.size();
    const base::Result<void> right_options = check_options(options);
    if (!right_options) return right_options.error();
    for (const WatchedSeries& each : series) {
        const base::Result<void> right = check_series(each, periods);
        if (!right) return right.error();
    }
    if (first > last || last >= periods) return outside("first, last", "[1; periods]");
    if (reference_periods(series.front(), last, options).empty())
        return too_few("periods", last + 1, options.years * options.frequency + 1);
    std::vector<std::vector<WatchedPeriod>> found(series.size());
    // Between blocks of series there is time to say how far it is.
    constexpr std::size_t block = 16;
    for (std::size_t begin = 0; begin < series.size(); begin += block) {
        const std::size_t size = std::min(block, series.size() - begin);
        in_parallel(size, threads, [&](std::size_t piece) {
            const Prepared ready = prepared(series[begin + piece]);
            Model model;
            for (std::size_t at = first; at <= last; ++at)
                found[begin + piece].push_back(watch(ready, at, options, model));
        });
        const double done = static_cast<double>(begin + size) / static_cast<double>(series.size());
        if (progress && !progress(done)) return cancelled();
    }
    return found;
}

std::vector<std::vector<std::size_t>> same_period_earlier(const std::vector<long>& days,
                                                          std::size_t years, bool weekly) {
    using std::chrono::sys_days;
    std::vector<std::vector<std::size_t>> earlier(days.size());
    for (std::size_t at = 0; at < days.size(); ++at) {
        const std::chrono::year_month_day date{sys_days{std::chrono::days{days[at]}}};
        for (std::size_t year = 1; year <= years; ++year) {
            // The 29th of February becomes the 1st of March where there is none.
            const auto past = (date.year() - std::chrono::years{static_cast<int>(year)}) /
                              date.month() / std::chrono::day{1};
            long target = sys_days{past}.time_since_epoch().count() +
                          static_cast<long>(static_cast<unsigned>(date.day())) - 1;
            if (weekly) {
                const long weekday = ((days[at] - target) % 7 + 7) % 7;
                target += weekday <= 3 ? weekday : weekday - 7;
            }
            const auto found = std::lower_bound(days.begin(), days.end(), target);
            if (found == days.end() || *found != target) break;
            earlier[at].push_back(static_cast<std::size_t>(found - days.begin()));
        }
    }
    return earlier;
}

}  // namespace statistics
