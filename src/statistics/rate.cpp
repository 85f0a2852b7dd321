#include "statistics/rate.h"

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/chi_squared.hpp>

namespace statistics {
namespace {

base::Error bad_confidence() {
    return base::refuse("confidence", "Sikkerhedsniveauet skal ligge mellem 0 og 1.");
}
base::Error negative_count() {
    return base::refuse("negative_count", "Et antal kan ikke være negativt.");
}
base::Error zero_exposure() {
    return base::refuse("zero_exposure", "Der er ingen befolkning at regne i forhold til.");
}

double chi_squared_quantile(double degrees, double probability) {
    return boost::math::quantile(boost::math::chi_squared(degrees), probability);
}

// Clopper and Pearson's limits for `successes` of `trials`.
Interval binomial_interval(std::int64_t successes, std::int64_t trials, double confidence) {
    const double alpha = 1 - confidence;
    const auto s = static_cast<double>(successes);
    const auto n = static_cast<double>(trials);
    Interval interval{0, 1};
    if (successes > 0)
        interval.lower =
            boost::math::quantile(boost::math::beta_distribution<>(s, n - s + 1), alpha / 2);
    if (successes < trials)
        interval.upper =
            boost::math::quantile(boost::math::beta_distribution<>(s + 1, n - s), 1 - alpha / 2);
    return interval;
}

}  // namespace

base::Result<Interval> poisson_interval(std::int64_t count, double confidence) {
    if (count < 0) return negative_count();
    if (!(confidence > 0 && confidence < 1)) return bad_confidence();
    const double alpha = 1 - confidence;
    const auto n = static_cast<double>(count);
    Interval interval;
    interval.lower = count == 0 ? 0 : chi_squared_quantile(2 * n, alpha / 2) / 2;
    interval.upper = chi_squared_quantile(2 * n + 2, 1 - alpha / 2) / 2;
    return interval;
}

base::Result<Estimate> rate(std::int64_t count, double exposure, double per, double confidence) {
    if (!(exposure > 0)) return zero_exposure();
    const base::Result<Interval> counts = poisson_interval(count, confidence);
    if (!counts) return counts.error();
    const double factor = per / exposure;
    return Estimate{static_cast<double>(count) * factor,
                    {counts->lower * factor, counts->upper * factor},
                    confidence};
}

base::Result<Estimate> rate_ratio(std::int64_t count_a, double exposure_a, std::int64_t count_b,
                                  double exposure_b, double confidence) {
    if (count_a < 0 || count_b < 0) return negative_count();
    if (!(exposure_a > 0) || !(exposure_b > 0)) return zero_exposure();
    if (!(confidence > 0 && confidence < 1)) return bad_confidence();
    if (count_b == 0)
        return base::refuse("zero_count",
                            "Forholdet kan ikke beregnes, når der sammenlignes med 0.");
    const Interval share = binomial_interval(count_a, count_a + count_b, confidence);
    const double exposures = exposure_b / exposure_a;
    const auto odds = [&](double p) { return p / (1 - p) * exposures; };
    const double value = static_cast<double>(count_a) / static_cast<double>(count_b) * exposures;
    return Estimate{value, {odds(share.lower), odds(share.upper)}, confidence};
}

std::vector<std::optional<double>> moving_mean(std::span<const std::optional<double>> values,
                                               int width) {
    std::vector<std::optional<double>> means(values.size());
    const std::ptrdiff_t reach = width / 2;
    const auto count = static_cast<std::ptrdiff_t>(values.size());
    for (std::ptrdiff_t middle = reach; middle + reach < count; ++middle) {
        double sum = 0;
        bool complete = true;
        for (std::ptrdiff_t at = middle - reach; at <= middle + reach; ++at) {
            const auto& value = values[static_cast<std::size_t>(at)];
            complete = complete && value.has_value();
            sum += value.value_or(0);
        }
        if (complete)
            means[static_cast<std::size_t>(middle)] = sum / static_cast<double>(2 * reach + 1);
    }
    return means;
}

std::optional<double> median(std::vector<double> values) {
    if (values.empty()) return std::nullopt;
    const std::size_t middle = values.size() / 2;
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(middle),
                     values.end());
    const double upper = values[middle];
    if (values.size() % 2 == 1) return upper;
    return (*std::max_element(values.begin(),
                              values.begin() + static_cast<std::ptrdiff_t>(middle)) +
            upper) /
           2;
}

}  // namespace statistics
