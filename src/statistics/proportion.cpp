#include "statistics/proportion.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "statistics/distribution.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

base::Result<void> check(double successes, double trials, double confidence) {
    if (!(confidence > 0 && confidence < 1)) return outside("confidence", "]0; 1[");
    if (!std::isfinite(successes) || !std::isfinite(trials)) return not_finite("outcome");
    if (successes < 0 || trials < 0) return negative_value("outcome");
    if (successes != std::floor(successes) || trials != std::floor(trials))
        return not_whole("outcome");
    if (trials == 0) return too_few("trials", 0, 1);
    if (successes > trials) return outside("outcome", "[0; trials]");
    return {};
}

double quantile_for(double confidence) {
    return normal_quantile((1 + confidence) / 2);
}

Interval wilson(double x, double n, double z) {
    const double p = x / n, spread = 1 + z * z / n;
    const double middle = (p + z * z / (2 * n)) / spread;
    const double half = z * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / spread;
    return {x == 0 ? 0 : middle - half, x == n ? 1 : middle + half};
}

Interval wilson_corrected(double x, double n, double z) {
    const double part = z * z / (2 * n);
    const auto limit = [&](double p, double sign) {
        return (p + part + sign * z * std::sqrt(p * (1 - p) / n + part / (2 * n))) / (1 + 2 * part);
    };
    const double below = (x - 0.5) / n, above = (x + 0.5) / n;
    return {below <= 0 ? 0 : limit(below, -1), above >= 1 ? 1 : limit(above, 1)};
}

Interval clopper_pearson(double x, double n, double alpha) {
    return {x == 0 ? 0 : beta_quantile(alpha / 2, x, n - x + 1),
            x == n ? 1 : beta_quantile(1 - alpha / 2, x + 1, n - x)};
}

// Where a function that rises from below 0 to above 0 crosses it.
double crossing(double low, double high, const std::function<double(double)>& rising) {
    for (int turn = 0; turn < 200 && high - low > 1e-16 * (low + high); ++turn) {
        const double middle = (low + high) / 2;
        (rising(middle) < 0 ? low : high) = middle;
    }
    return (low + high) / 2;
}

Interval mid_p(double x, double n, double alpha) {
    Interval limits{0, 1};
    if (x > 0)
        limits.lower = crossing(0, x / n, [&](double p) {
            return binomial_upper(x + 1, n, p) + binomial_mass(x, n, p) / 2 - alpha / 2;
        });
    if (x < n)
        limits.upper = crossing(x / n, 1, [&](double p) {
            return alpha / 2 - binomial_lower(x - 1, n, p) - binomial_mass(x, n, p) / 2;
        });
    return limits;
}

Interval jeffreys(double x, double n, double alpha) {
    return {x == 0 ? 0 : beta_quantile(alpha / 2, x + 0.5, n - x + 0.5),
            x == n ? 1 : beta_quantile(1 - alpha / 2, x + 0.5, n - x + 0.5)};
}

Interval around(double middle, double half) {
    return {middle - half, middle + half};
}

Interval agresti_coull(double x, double n, double z) {
    const double trials = n + z * z, p = (x + z * z / 2) / trials;
    return around(p, z * std::sqrt(p * (1 - p) / trials));
}

Interval logit(double x, double n, double z) {
    const double middle = std::log(x / (n - x));
    const Interval odds = around(middle, z * std::sqrt(1 / x + 1 / (n - x)));
    return {1 / (1 + std::exp(-odds.lower)), 1 / (1 + std::exp(-odds.upper))};
}

double square(double x) {
    return x * x;
}

}  // namespace

base::Result<Interval> proportion_limits(double x, double n, ProportionLimits method,
                                         double confidence) {
    const base::Result<void> checked = check(x, n, confidence);
    if (!checked) return checked.error();
    const double z = quantile_for(confidence), alpha = 1 - confidence;
    switch (method) {
        case ProportionLimits::wilson:
            return wilson(x, n, z);
        case ProportionLimits::wilson_corrected:
            return wilson_corrected(x, n, z);
        case ProportionLimits::clopper_pearson:
            return clopper_pearson(x, n, alpha);
        case ProportionLimits::mid_p:
            return mid_p(x, n, alpha);
        case ProportionLimits::jeffreys:
            return jeffreys(x, n, alpha);
        case ProportionLimits::agresti_coull:
            return agresti_coull(x, n, z);
        case ProportionLimits::logit:
            if (x == 0 || x == n) return constant_variable("outcome");
            return logit(x, n, z);
        case ProportionLimits::wald:
            return around(x / n, z * std::sqrt(x / n * (1 - x / n) / n));
    }
    return wilson(x, n, z);
}

base::Result<double> binomial_test(double x, double n, double null) {
    const base::Result<void> checked = check(x, n, 0.95);
    if (!checked) return checked.error();
    if (!(null > 0 && null < 1)) return outside("null", "]0; 1[");
    // As unlikely as what was seen, but for rounding.
    const double limit = binomial_mass(x, n, null) * (1 + 1e-7);
    const double mean = n * null;
    if (x == mean) return 1;
    // The other side's tail begins where the probabilities are as small; they fall away from the
    // mean, so that a search by halves finds it.
    const auto unlikely = [&](double count) { return binomial_mass(count, n, null) <= limit; };
    if (x < mean) {
        double low = std::ceil(mean), high = n + 1;
        while (low < high) {
            const double middle = std::floor((low + high) / 2);
            if (unlikely(middle))
                high = middle;
            else
                low = middle + 1;
        }
        const double other = low > n ? 0 : binomial_upper(low, n, null);
        return std::min(1.0, binomial_lower(x, n, null) + other);
    }
    double low = -1, high = std::floor(mean);
    while (low < high) {
        const double middle = std::ceil((low + high) / 2);
        if (unlikely(middle))
            low = middle;
        else
            high = middle - 1;
    }
    return std::min(1.0, binomial_upper(x, n, null) + (low < 0 ? 0 : binomial_lower(low, n, null)));
}

base::Result<ProportionDifference> proportion_difference(double x1, double n1, double x2, double n2,
                                                         double confidence) {
    for (const base::Result<void>& checked : {check(x1, n1, confidence), check(x2, n2, confidence)})
        if (!checked) return checked.error();
    const double p1 = x1 / n1, p2 = x2 / n2, z = quantile_for(confidence);
    ProportionDifference found;
    found.estimate = p1 - p2;
    found.standard_error = std::sqrt(p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2);
    const Interval one = wilson(x1, n1, z), two = wilson(x2, n2, z);
    found.newcombe = {found.estimate - std::sqrt(square(p1 - one.lower) + square(two.upper - p2)),
                      found.estimate + std::sqrt(square(one.upper - p1) + square(p2 - two.lower))};
    found.wald = around(found.estimate, z * found.standard_error);
    const double sizes = 1 / n1 + 1 / n2;
    const double yates = std::min(0.5, std::abs(found.estimate) / sizes);
    const Interval wider = around(found.estimate, z * found.standard_error + yates * sizes);
    found.wald_corrected = {std::max(-1.0, wider.lower), std::min(1.0, wider.upper)};
    const double a1 = (x1 + 1) / (n1 + 2), a2 = (x2 + 1) / (n2 + 2);
    found.agresti_caffo =
        around(a1 - a2, z * std::sqrt(a1 * (1 - a1) / (n1 + 2) + a2 * (1 - a2) / (n2 + 2)));
    const double pooled = (x1 + x2) / (n1 + n2);
    const double variance = pooled * (1 - pooled) * sizes;
    if (variance > 0) {
        found.chi_squared = square(found.estimate) / variance;
        found.corrected = square(std::abs(found.estimate) - yates * sizes) / variance;
        found.chi_squared_p = chi_squared_upper(found.chi_squared, 1);
        found.corrected_p = chi_squared_upper(found.corrected, 1);
    }
    if (x1 > 0 && x2 > 0) {
        found.risk_ratio = p1 / p2;
        found.log_risk_ratio_error = std::sqrt((1 - p1) / x1 + (1 - p2) / x2);
    }
    return found;
}

base::Result<PairedProportions> paired_proportions(double both, double only_first,
                                                   double only_second, double neither,
                                                   double confidence) {
    const double n = both + only_first + only_second + neither;
    for (const double part : {both, only_first, only_second, neither}) {
        const base::Result<void> checked = check(part, n, confidence);
        if (!checked) return checked.error();
    }
    const double changed = only_first + only_second;
    if (changed == 0) return no_events("change");
    const double z = quantile_for(confidence);
    PairedProportions found;
    found.first = (both + only_first) / n;
    found.second = (both + only_second) / n;
    found.estimate = (only_first - only_second) / n;
    found.standard_error = std::sqrt(changed - square(only_first - only_second) / n) / n;
    found.wald = around(found.estimate, z * found.standard_error);
    const Interval one = wilson(both + only_first, n, z), two = wilson(both + only_second, n, z);
    const double l1 = found.first - one.lower, u1 = one.upper - found.first;
    const double l2 = found.second - two.lower, u2 = two.upper - found.second;
    // The correlation of the two answers, drawn towards 0 where it is positive.
    const double margins = (both + only_first) * (only_second + neither) * (both + only_second) *
                           (only_first + neither);
    const double cross = both * neither - only_first * only_second;
    const double kept = cross > 0 ? std::max(cross - n / 2, 0.0) : cross;
    const double phi = margins > 0 ? kept / std::sqrt(margins) : 0;
    found.newcombe = {
        found.estimate - std::sqrt(std::max(0.0, l1 * l1 - 2 * phi * l1 * u2 + u2 * u2)),
        found.estimate + std::sqrt(std::max(0.0, u1 * u1 - 2 * phi * u1 * l2 + l2 * l2))};
    const double difference = std::abs(only_first - only_second);
    found.chi_squared = square(difference) / changed;
    found.chi_squared_p = chi_squared_upper(found.chi_squared, 1);
    found.corrected = square(std::max(difference - 1, 0.0)) / changed;
    found.corrected_p = chi_squared_upper(found.corrected, 1);
    const double fewer = std::min(only_first, only_second);
    const double tail = binomial_lower(fewer, changed, 0.5);
    found.exact_p = std::min(1.0, 2 * tail);
    found.mid_p = std::min(1.0, 2 * (tail - binomial_mass(fewer, changed, 0.5) / 2));
    return found;
}

}  // namespace statistics
