#include "statistics/control_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "statistics/quadrature.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

const double nowhere = std::numeric_limits<double>::quiet_NaN();

base::Result<void> check(const std::vector<double>& observed, const std::vector<double>& means,
                         bool with_means) {
    if (observed.empty()) return no_data();
    if (with_means && means.size() != observed.size()) return different_lengths("mean");
    for (const double x : observed) {
        if (!std::isfinite(x)) return not_finite("observed");
        if (with_means && x < 0) return negative_value("observed");
    }
    if (!with_means) return {};
    for (const double mean : means)
        if (!(mean > 0) || std::isinf(mean)) return not_positive("mean");
    return {};
}

// ∫₀ˣ (t + αt²)^−⅓ dt; with t = s^{3/2} the integrand is smooth.
double anscombe_integral(double x, double dispersion) {
    static const QuadratureRule rule = gauss_legendre(40, 0, 1);
    const double end = std::cbrt(x * x);
    double sum = 0;
    for (std::size_t i = 0; i < rule.nodes.size(); ++i)
        sum += rule.weights[i] / std::cbrt(1 + dispersion * std::pow(end * rule.nodes[i], 1.5));
    return 1.5 * end * sum;
}

double scaled(double x, double mean, const CusumOptions& options) {
    const double root = std::sqrt(mean), two_thirds = std::cbrt(mean * mean);
    const double variance = mean + options.dispersion * mean * mean;
    switch (options.scale) {
        case ChartScale::none:
            return x;
        case ChartScale::standard:
            return (x - mean) / root;
        case ChartScale::rossi:
            return (x - 3 * mean + 2 * std::sqrt(x * mean)) / (2 * root);
        case ChartScale::anscombe:
            return 1.5 * (std::cbrt(x * x) - two_thirds) / std::cbrt(root);
        case ChartScale::anscombe_second_order:
            return 1.5 * (std::cbrt(x * x) - two_thirds + 1 / (9 * std::cbrt(mean))) /
                   std::cbrt(root);
        case ChartScale::pearson_negative_binomial:
            return (x - mean) / std::sqrt(variance);
        case ChartScale::anscombe_negative_binomial:
            break;
    }
    return (anscombe_integral(x, options.dispersion) -
            anscombe_integral(mean, options.dispersion)) /
           std::cbrt(std::sqrt(variance));
}

// The count whose scaled value is z.
double count_at(double z, double mean, const CusumOptions& options) {
    const double root = std::sqrt(mean), two_thirds = std::cbrt(mean * mean);
    const double step = 2.0 / 3 * std::cbrt(root) * z;
    const auto from_two_thirds = [](double power) { return power < 0 ? 0 : std::pow(power, 1.5); };
    switch (options.scale) {
        case ChartScale::none:
            return z;
        case ChartScale::standard:
            return std::ceil(root * z + mean);
        case ChartScale::rossi: {
            const double inside = 4 * mean + 2 * root * z;
            if (inside < mean) return 0;
            const double up = std::sqrt(inside) - root;
            return up * up;
        }
        case ChartScale::anscombe:
            return from_two_thirds(two_thirds + step);
        case ChartScale::anscombe_second_order:
            return from_two_thirds(two_thirds - 1 / (9 * std::cbrt(mean)) + step);
        case ChartScale::pearson_negative_binomial:
            return mean + z * std::sqrt(mean + options.dispersion * mean * mean);
        case ChartScale::anscombe_negative_binomial:
            break;
    }
    return nowhere;
}

// log of the likelihood ratio of one count at e^κ times its mean.
double ratio_of(double x, double mean, double change, double dispersion) {
    if (dispersion == 0) return change * x - std::expm1(change) * mean;
    return change * x - (x + 1 / dispersion) * std::log1p(dispersion * mean * std::expm1(change) /
                                                          (1 + dispersion * mean));
}

// The best κ on the side asked for, and its ratio, for the counts begin … end − 1 with these sums.
class BestChange {
  public:
    BestChange(const std::vector<double>& observed, const std::vector<double>& means,
               const RatioChartOptions& options)
        : observed_(observed), means_(means), options_(options) {}

    double ratio(std::size_t begin, std::size_t end, double count, double mean) const {
        const bool wrong_side = options_.decrease ? count >= mean : count <= mean;
        // Poisson: κ = log(count/mean). With equal α and any means the sign is the same: the score
        // at κ = 0 decides, which for the negative binomial is weighted.
        if (options_.dispersion == 0) {
            if (wrong_side) return 0;
            return (count > 0 ? count * std::log(count / mean) : 0) - count + mean;
        }
        return negative_binomial(begin, end);
    }

    // κ of negative binomial counts on either side.
    double free_change(std::size_t begin, std::size_t end) const {
        const double at_none = score(begin, end, 0);
        if (at_none == 0) return 0;
        return at_none > 0 ? best_change(begin, end, 0, farthest, 0.5)
                           : best_change(begin, end, -farthest, 0, -0.5);
    }

  private:
    static constexpr double farthest = 40;

    double score(std::size_t begin, std::size_t end, double change) const {
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const double mean = std::exp(change) * means_[i];
            sum += (observed_[i] - mean) / (1 + options_.dispersion * mean);
        }
        return sum;
    }

    double negative_binomial(std::size_t begin, std::size_t end) const {
        const double at_none = score(begin, end, 0);
        if (options_.decrease ? at_none >= 0 : at_none <= 0) return 0;
        const double change = options_.decrease ? best_change(begin, end, -farthest, 0, -0.5)
                                                : best_change(begin, end, 0, farthest, 0.5);
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i)
            sum += ratio_of(observed_[i], means_[i], change, options_.dispersion);
        return sum;
    }

    // The score falls in κ; Newton's steps are kept inside what halving has left.
    double best_change(std::size_t begin, std::size_t end, double low, double high,
                       double change) const {
        for (int step = 0; step < 200 && high - low > 1e-13; ++step) {
            const double here = score(begin, end, change);
            if (here == 0) break;
            (here > 0 ? low : high) = change;
            double next = change + here / information(begin, end, change);
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (std::abs(next - change) < 1e-14) break;
            change = next;
        }
        return change;
    }

    double information(std::size_t begin, std::size_t end, double change) const {
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const double mean = std::exp(change) * means_[i];
            const double below = 1 + options_.dispersion * mean;
            sum += mean * (options_.dispersion * observed_[i] + 1) / (below * below);
        }
        return sum;
    }

    const std::vector<double>& observed_;
    const std::vector<double>& means_;
    const RatioChartOptions& options_;
};

// An epidemic since `begin`: means μ + λ·before.
class Epidemic {
  public:
    Epidemic(const std::vector<double>& observed, const std::vector<double>& before,
             const std::vector<double>& means, double dispersion)
        : observed_(observed), before_(before), means_(means), dispersion_(dispersion) {}

    double ratio(std::size_t begin, std::size_t end, double lambda) const {
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            const double extra = lambda * before_[i];
            const double part = observed_[i] > 0 ? observed_[i] * std::log1p(extra / means_[i]) : 0;
            sum +=
                part - (dispersion_ == 0
                            ? extra
                            : (observed_[i] + 1 / dispersion_) *
                                  std::log1p(dispersion_ * extra / (1 + dispersion_ * means_[i])));
        }
        return sum;
    }

    // The largest ratio; 0 where it falls from λ = 0 on.
    double best(std::size_t begin, std::size_t end) const {
        if (!(slope(begin, end, 0) > 0)) return 0;
        double low = 0, high = 1;
        constexpr double farthest = 1e12;
        while (slope(begin, end, high) > 0 && high < farthest) high *= 2;
        for (int step = 0; step < 200 && high - low > 1e-13 * high; ++step) {
            const double middle = (low + high) / 2;
            (slope(begin, end, middle) > 0 ? low : high) = middle;
        }
        return ratio(begin, end, (low + high) / 2);
    }

    // surveillance's steps for φ = log λ (Poisson), from the last λ, which it changes.
    double by_package(std::size_t begin, std::size_t end, double& lambda) const {
        constexpr double nothing = -18;
        double phi = std::log(lambda), last = 2;
        for (int step = 0;
             step < 1000 && phi > nothing && std::abs(std::exp(phi) - std::exp(last)) > 1e-6;
             ++step) {
            last = phi;
            double score = 0, squares = 0;
            for (std::size_t i = begin; i < end; ++i) {
                const double mean = std::exp(phi) * before_[i] + means_[i];
                score += observed_[i] * before_[i] / mean - before_[i];
                squares += observed_[i] * before_[i] * before_[i] / (mean * mean);
            }
            score *= std::exp(phi);
            phi = last + score / (std::exp(2 * phi) * squares - score);
        }
        lambda = std::exp(phi);
        return ratio(begin, end, lambda);
    }

  private:
    // d/dλ of the ratio. Of Poisson counts it falls in λ; of negative binomial ones it crosses 0
    // once from above where it is above 0 at first.
    double slope(std::size_t begin, std::size_t end, double lambda) const {
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i) {
            if (before_[i] == 0) continue;
            const double mean = means_[i] + lambda * before_[i];
            sum += before_[i] * (observed_[i] - mean) / (mean * (1 + dispersion_ * mean));
        }
        return sum;
    }

    const std::vector<double>& observed_;
    const std::vector<double>& before_;
    const std::vector<double>& means_;
    double dispersion_;
};

// A chart as it goes: where it began, and the counts before each count.
struct RatioChart {
    std::vector<double> observed, before;
    const std::vector<double>& means;
    const RatioChartOptions& options;
    std::size_t begin = 0;
};

std::size_t earliest_change(const RatioChart& chart, std::size_t at) {
    const std::size_t window = chart.options.window;
    return window > 0 && at - chart.begin > window ? at - window : chart.begin;
}

// The largest ratio over when a change of level came, between the chart's begin and period `at`; no
// further than to `enough`.
double largest_of_level(const RatioChart& chart, std::size_t at, double enough) {
    const BestChange best(chart.observed, chart.means, chart.options);
    double count = 0, mean = 0, largest = 0;
    for (std::size_t from = at + 1; from-- > earliest_change(chart, at);) {
        count += chart.observed[from];
        mean += chart.means[from];
        if (at - from + 1 < chart.options.shortest) continue;
        largest = std::max(largest, best.ratio(from, at + 1, count, mean));
        if (largest >= enough) break;
    }
    return largest;
}

double largest_of_epidemic(const RatioChart& chart, std::size_t at, double enough) {
    const RatioChartOptions& options = chart.options;
    const Epidemic epidemic(chart.observed, chart.before, chart.means, options.dispersion);
    const BestChange level(chart.observed, chart.means, options);
    double largest = 0, lambda = 0.5;
    for (std::size_t from = earliest_change(chart, at); from + options.shortest <= at + 1; ++from) {
        const double value =
            options.search == EpidemicSearch::exact ? epidemic.best(from, at + 1)
            : options.dispersion == 0
                ? epidemic.by_package(from, at + 1, lambda)
                : epidemic.ratio(from, at + 1, std::exp(level.free_change(from, at + 1)));
        if (value > largest) largest = value;
        if (largest >= enough && options.search == EpidemicSearch::exact) break;
    }
    return largest;
}

double largest_ratio(const RatioChart& chart, std::size_t at, double enough) {
    return chart.options.kind == ChangeKind::epidemic ? largest_of_epidemic(chart, at, enough)
                                                      : largest_of_level(chart, at, enough);
}

bool alarms(double value, const RatioChartOptions& options) {
    const bool above =
        options.change || (options.kind == ChangeKind::epidemic && options.dispersion == 0);
    return above ? value > options.threshold : value >= options.threshold;
}

// κ given: the number at which the value would be the threshold.
double count_for_threshold(double before, double mean, const RatioChartOptions& options) {
    const double change = *options.change, missing = options.threshold - before;
    if (options.dispersion == 0) return (missing + std::expm1(change) * mean) / change;
    const double fall = std::log1p(options.dispersion * mean * std::expm1(change) /
                                   (1 + options.dispersion * mean));
    return (missing + fall / options.dispersion) / (change - fall);
}

// The smallest count at this period that would alarm (of a decrease: that wouldn't), sought around
// `guess`. The ratio rises with the count (falls, of a decrease).
double smallest_alarming(RatioChart& chart, std::size_t at, double guess) {
    const RatioChartOptions& options = chart.options;
    const double own = chart.observed[at];
    const auto reached = [&](double count) {
        chart.observed[at] = count;
        const bool alarm = alarms(largest_ratio(chart, at, options.threshold * 2), options);
        return alarm != options.decrease;
    };
    constexpr double most = 1e9;
    double low = -1, high = std::max(guess, 0.0), step = 1;
    while (high < most && !reached(high)) {
        low = high;
        high += step;
        step *= 2;
    }
    step = 1;
    if (low < 0) {
        for (low = high - 1; low >= 0 && reached(low); low -= step, step *= 2) high = low;
        low = std::max(low, -1.0);
    }
    while (high - low > 1) {
        const double middle = std::floor((low + high) / 2);
        (reached(middle) ? high : low) = middle;
    }
    chart.observed[at] = own;
    return high < most ? high : nowhere;
}

base::Result<void> check_ratio_options(const RatioChartOptions& options) {
    if (!(options.threshold > 0) || std::isinf(options.threshold))
        return outside("threshold", "]0; ∞[");
    if (!(options.dispersion >= 0) || std::isinf(options.dispersion))
        return outside("dispersion", "[0; ∞[");
    if (options.shortest == 0) return outside("shortest", "[1; ∞[");
    if (options.change && (*options.change == 0 || !std::isfinite(*options.change)))
        return outside("change", "]−∞; 0[ ∪ ]0; ∞[");
    if (options.kind == ChangeKind::epidemic && options.change)
        return not_a_case("change", "epidemic", "level");
    if (options.kind == ChangeKind::epidemic && options.decrease)
        return not_a_case("direction", "decrease", "increase");
    return {};
}

}  // namespace

base::Result<std::vector<ChartPoint>> cusum(const std::vector<double>& observed,
                                            const std::vector<double>& means,
                                            const CusumOptions& options) {
    const bool with_means = options.scale != ChartScale::none;
    const base::Result<void> right = check(observed, means, with_means);
    if (!right) return right.error();
    if (!std::isfinite(options.reference)) return not_finite("reference");
    if (!(options.threshold > 0) || std::isinf(options.threshold))
        return outside("threshold", "]0; ∞[");
    if (!(options.dispersion >= 0) || std::isinf(options.dispersion))
        return outside("dispersion", "[0; ∞[");
    if (!(options.head_start >= 0) || std::isinf(options.head_start))
        return outside("head_start", "[0; ∞[");
    std::vector<ChartPoint> chart;
    double before = options.head_start;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        const double mean = with_means ? means[i] : 1;
        ChartPoint point;
        point.value =
            std::max(0.0, before + scaled(observed[i], mean, options) - options.reference);
        const double needed = options.threshold + options.reference - before;
        point.upper = std::max(0.0, count_at(needed, mean, options));
        point.alarm = point.value >= options.threshold;
        before = point.alarm && options.reset ? 0 : point.value;
        chart.push_back(point);
    }
    return chart;
}

base::Result<std::vector<ChartPoint>> likelihood_ratio_chart(const std::vector<double>& observed,
                                                             const std::vector<double>& means,
                                                             const RatioChartOptions& options) {
    const base::Result<void> right = check(observed, means, true);
    if (!right) return right.error();
    const base::Result<void> right_options = check_ratio_options(options);
    if (!right_options) return right_options.error();
    std::vector<ChartPoint> points;
    RatioChart chart{observed, {}, means, options};
    for (std::size_t i = 0; i < observed.size(); ++i)
        chart.before.push_back(i > 0 ? observed[i - 1] : 0);
    double before = 0, guess = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        ChartPoint point;
        point.upper = nowhere;
        point.value = options.change
                          ? std::max(0.0, before + ratio_of(observed[i], means[i], *options.change,
                                                            options.dispersion))
                          : largest_ratio(chart, i, std::numeric_limits<double>::infinity());
        point.alarm = alarms(point.value, options);
        if (options.change) {
            point.upper = std::max(0.0, count_for_threshold(before, means[i], options));
        } else if (options.alarming_counts) {
            point.upper = smallest_alarming(chart, i, guess);
            guess = std::isnan(point.upper) ? 0 : point.upper;
        }
        before = point.alarm ? 0 : point.value;
        if (point.alarm) chart.begin = i + 1;
        points.push_back(point);
        if (point.alarm && options.until_alarm) break;
    }
    return points;
}

}  // namespace statistics
