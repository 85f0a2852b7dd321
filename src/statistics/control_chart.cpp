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

  private:
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
        constexpr double farthest = 40;
        // The score falls in κ; Newton's steps are kept inside what halving has left.
        double low = options_.decrease ? -farthest : 0, high = options_.decrease ? 0 : farthest;
        double change = options_.decrease ? -0.5 : 0.5;
        for (int step = 0; step < 200 && high - low > 1e-13; ++step) {
            const double here = score(begin, end, change);
            if (here == 0) break;
            (here > 0 ? low : high) = change;
            double next = change + here / information(begin, end, change);
            if (!(next > low && next < high)) next = (low + high) / 2;
            if (std::abs(next - change) < 1e-14) break;
            change = next;
        }
        double sum = 0;
        for (std::size_t i = begin; i < end; ++i)
            sum += ratio_of(observed_[i], means_[i], change, options_.dispersion);
        return sum;
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

// The largest ratio over when the change came, between `begin` and the period `at`.
double largest_ratio(const std::vector<double>& observed, const std::vector<double>& means,
                     std::size_t begin, std::size_t at, const RatioChartOptions& options) {
    const BestChange best(observed, means, options);
    const std::size_t since =
        options.window > 0 && at - begin > options.window ? at - options.window : begin;
    double count = 0, mean = 0, largest = 0;
    for (std::size_t from = at + 1; from-- > since;) {
        count += observed[from];
        mean += means[from];
        if (at - from + 1 < options.shortest) continue;
        largest = std::max(largest, best.ratio(from, at + 1, count, mean));
    }
    return largest;
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
    if (!(options.threshold > 0) || std::isinf(options.threshold))
        return outside("threshold", "]0; ∞[");
    if (!(options.dispersion >= 0) || std::isinf(options.dispersion))
        return outside("dispersion", "[0; ∞[");
    if (options.shortest == 0) return outside("shortest", "[1; ∞[");
    if (options.change && (*options.change == 0 || !std::isfinite(*options.change)))
        return outside("change", "]−∞; 0[ ∪ ]0; ∞[");
    std::vector<ChartPoint> chart;
    std::size_t begin = 0;
    double before = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        ChartPoint point;
        point.upper = nowhere;
        point.value = options.change
                          ? std::max(0.0, before + ratio_of(observed[i], means[i], *options.change,
                                                            options.dispersion))
                          : largest_ratio(observed, means, begin, i, options);
        point.alarm =
            options.change ? point.value > options.threshold : point.value >= options.threshold;
        before = point.alarm ? 0 : point.value;
        if (point.alarm) begin = i + 1;
        chart.push_back(point);
    }
    return chart;
}

}  // namespace statistics
