#include "statistics/expected_level.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/design.h"
#include "statistics/distribution.h"
#include "statistics/refusals.h"
#include "statistics/regression.h"

namespace statistics {
namespace {

double sum_of(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

base::Result<void> check_confidence(double confidence) {
    if (!(confidence > 0 && confidence < 1)) return outside("confidence", "]0; 1[");
    return {};
}

// Counts at least 0, the other above 0, both finite and as many.
base::Result<void> check_pairs(std::span<const double> counts, std::string_view counts_name,
                               std::span<const double> others, std::string_view others_name) {
    if (counts.empty()) return no_data();
    if (counts.size() != others.size()) return different_lengths(others_name);
    for (const double count : counts) {
        if (!std::isfinite(count)) return not_finite(counts_name);
        if (count < 0) return negative_value(counts_name);
    }
    for (const double other : others) {
        if (!std::isfinite(other)) return not_finite(others_name);
        if (!(other > 0)) return not_positive(others_name);
    }
    return {};
}

double middle_lower(double count, double mean) {
    return poisson_lower(count - 1, mean) + poisson_mass(count, mean) / 2;
}
double middle_upper(double count, double mean) {
    return poisson_upper(count + 1, mean) + poisson_mass(count, mean) / 2;
}

// The mean at which `tail` (falling or rising in the mean) is `target`.
template <class Tail>
double mean_where(Tail tail, double low, double high, double target) {
    const bool rises = tail(high) > tail(low);
    for (int turn = 0; turn < 200 && high - low > 1e-14 * high; ++turn) {
        const double middle = (low + high) / 2;
        ((tail(middle) < target) == rises ? low : high) = middle;
    }
    return (low + high) / 2;
}

Interval mid_p_limits(double count, double alpha) {
    const double reach = count + 20 * std::sqrt(count + 1) + 50;
    Interval limits;
    if (count > 0)
        limits.lower = mean_where([&](double mean) { return middle_upper(count, mean); }, 1e-12,
                                  count, alpha / 2);
    limits.upper = mean_where([&](double mean) { return middle_lower(count, mean); },
                              std::max(count, 1e-12), reach, alpha / 2);
    return limits;
}

Interval byar_limits(double count, double alpha) {
    const double z = normal_quantile(1 - alpha / 2);
    const auto cubed = [&](double n, double sign) {
        const double root = 1 - 1 / (9 * n) + sign * z / (3 * std::sqrt(n));
        return n * root * root * root;
    };
    return {count > 0 ? std::max(0.0, cubed(count, -1)) : 0, cubed(count + 1, 1)};
}

Interval exact_limits(double count, double alpha) {
    return {count > 0 ? chi_squared_quantile(alpha / 2, 2 * count) / 2 : 0,
            chi_squared_quantile(1 - alpha / 2, 2 * (count + 1)) / 2};
}

GammaBayes posterior(std::span<const double> observed, std::span<const double> expected,
                     double shape, double rate, double confidence) {
    GammaBayes result;
    result.shape = shape;
    result.rate = rate;
    const double alpha = 1 - confidence;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        const double own_shape = observed[i] + shape, own_rate = expected[i] + rate;
        result.estimates.push_back(own_shape / own_rate);
        result.limits.push_back({gamma_quantile(alpha / 2, own_shape, own_rate),
                                 gamma_quantile(1 - alpha / 2, own_shape, own_rate)});
        result.above_one.push_back(gamma_upper(1, own_shape, own_rate));
    }
    return result;
}

}  // namespace

base::Result<StandardisedRatio> standardised_ratio(double observed, double expected,
                                                   RatioLimits limits, double confidence) {
    const auto checked =
        check_pairs(std::span(&observed, 1), "observed", std::span(&expected, 1), "expected");
    if (!checked) return checked.error();
    const auto level = check_confidence(confidence);
    if (!level) return level.error();
    const double alpha = 1 - confidence;
    const Interval counts = limits == RatioLimits::exact   ? exact_limits(observed, alpha)
                            : limits == RatioLimits::mid_p ? mid_p_limits(observed, alpha)
                                                           : byar_limits(observed, alpha);
    StandardisedRatio ratio;
    ratio.ratio = observed / expected;
    ratio.limits = {counts.lower / expected, counts.upper / expected};
    ratio.p = std::min(
        1.0, 2 * std::min(middle_lower(observed, expected), middle_upper(observed, expected)));
    return ratio;
}

base::Result<DirectRate> direct_standardisation(std::span<const double> counts,
                                                std::span<const double> populations,
                                                std::span<const double> standard,
                                                double confidence) {
    const auto checked = check_pairs(counts, "counts", populations, "populations");
    if (!checked) return checked.error();
    if (standard.size() != counts.size()) return different_lengths("standard");
    const auto level = check_confidence(confidence);
    if (!level) return level.error();
    const double whole = sum_of(standard);
    for (const double part : standard)
        if (!(part >= 0)) return negative_value("standard");
    if (!(whole > 0)) return not_positive("standard");
    if (sum_of(counts) == 0) return no_events("counts");
    DirectRate rate;
    rate.crude = sum_of(counts) / sum_of(populations);
    double variance = 0, largest = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double weight = standard[i] / whole / populations[i];
        rate.adjusted += weight * counts[i];
        variance += weight * weight * counts[i];
        largest = std::max(largest, weight);
    }
    rate.standard_error = std::sqrt(variance);
    const double alpha = 1 - confidence;
    const double above = rate.adjusted + largest, spread = variance + largest * largest;
    rate.limits = {gamma_quantile(alpha / 2, rate.adjusted * rate.adjusted / variance,
                                  rate.adjusted / variance),
                   gamma_quantile(1 - alpha / 2, above * above / spread, above / spread)};
    return rate;
}

base::Result<double> indirectly_expected(std::span<const double> populations,
                                         std::span<const double> standard_counts,
                                         std::span<const double> standard_populations) {
    const auto checked = check_pairs(standard_counts, "standard_counts", standard_populations,
                                     "standard_populations");
    if (!checked) return checked.error();
    if (populations.size() != standard_counts.size()) return different_lengths("populations");
    double expected = 0;
    for (std::size_t i = 0; i < populations.size(); ++i) {
        if (!(populations[i] >= 0)) return negative_value("populations");
        expected += populations[i] * standard_counts[i] / standard_populations[i];
    }
    return expected;
}

base::Result<EmpiricalBayes> marshall_global(std::span<const double> counts,
                                             std::span<const double> populations, RateModel model) {
    const auto checked = check_pairs(counts, "counts", populations, "populations");
    if (!checked) return checked.error();
    if (counts.size() < 2) return too_few("counts", counts.size(), 2);
    const auto areas = static_cast<double>(counts.size());
    const double persons = sum_of(populations);
    const double mean_persons = persons / areas;
    EmpiricalBayes result;
    result.mean = sum_of(counts) / persons;
    double spread = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double difference = counts[i] / populations[i] - result.mean;
        spread += populations[i] * difference * difference / persons;
    }
    const double chance =
        model == RateModel::poisson ? result.mean : result.mean * (1 - result.mean);
    result.no_variation = spread - chance / mean_persons <= 0;
    result.variance =
        model == RateModel::poisson ? std::max(0.0, spread - chance / mean_persons) : spread;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double n = populations[i], rate = counts[i] / n;
        double own = 0;
        if (model == RateModel::poisson && result.variance > 0)
            own = result.variance / (result.variance + result.mean / n);
        if (model == RateModel::binomial && !result.no_variation)
            own = (n * spread - n / mean_persons * chance) /
                  ((n - 1) * spread + (mean_persons - n) / mean_persons * chance);
        result.estimates.push_back(result.mean + own * (rate - result.mean));
    }
    return result;
}

base::Result<EmpiricalBayes> marshall_local(std::span<const double> counts,
                                            std::span<const double> populations,
                                            const Neighbours& neighbours) {
    const auto checked = check_pairs(counts, "counts", populations, "populations");
    if (!checked) return checked.error();
    if (neighbours.size() != counts.size()) return different_lengths("neighbours");
    std::vector<double> means, squares;
    const auto around = [&](std::size_t area, auto value) {
        double sum = value(area);
        for (const std::size_t next : neighbours[area]) sum += value(next);
        return sum;
    };
    for (std::size_t i = 0; i < counts.size(); ++i)
        means.push_back(around(i, [&](std::size_t j) { return counts[j]; }) /
                        around(i, [&](std::size_t j) { return populations[j]; }));
    EmpiricalBayes result;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double persons = around(i, [&](std::size_t j) { return populations[j]; });
        const double areas = static_cast<double>(neighbours[i].size() + 1);
        // As spdep, each area's distance is from the mean around itself, not around area i.
        const double spread = around(i, [&](std::size_t j) {
            const double difference = counts[j] / populations[j] - means[j];
            return populations[j] * difference * difference;
        });
        const double between = std::max(0.0, spread / persons - means[i] * areas / persons);
        const double chance = means[i] / populations[i];
        const double own = between + chance > 0 ? between / (between + chance) : 0;
        const double rate = counts[i] / populations[i];
        result.estimates.push_back(means[i] + own * (rate - means[i]));
    }
    return result;
}

base::Result<GammaBayes> gamma_bayes(std::span<const double> observed,
                                     std::span<const double> expected, double confidence) {
    const auto checked = check_pairs(observed, "observed", expected, "expected");
    if (!checked) return checked.error();
    const auto level = check_confidence(confidence);
    if (!level) return level.error();
    RegressionData data;
    data.outcome_name = "observed";
    data.outcome.assign(observed.begin(), observed.end());
    for (const double e : expected) data.offset.push_back(std::log(e));
    data.design.x = Matrix(observed.size(), 1);
    std::ranges::fill(data.design.x.column(0), 1.0);
    data.design.names = data.design.terms = {"(Intercept)"};
    const auto fit = fit_regression(Family::negative_binomial, data);
    if (!fit) return fit.error();
    const double mean = std::exp(fit->coefficients[0]);
    GammaBayes result = posterior(observed, expected, fit->theta, fit->theta / mean, confidence);
    result.iterations = fit->iterations;
    return result;
}

base::Result<GammaBayes> clayton_kaldor(std::span<const double> observed,
                                        std::span<const double> expected, double confidence) {
    const auto checked = check_pairs(observed, "observed", expected, "expected");
    if (!checked) return checked.error();
    const auto level = check_confidence(confidence);
    if (!level) return level.error();
    if (observed.size() < 3) return too_few("observed", observed.size(), 3);
    const auto areas = static_cast<double>(observed.size());
    double rate = 1, shape = 1;
    constexpr int most = 10000;
    for (int turn = 1; turn <= most; ++turn) {
        double mean = 0, variance = 0;
        for (std::size_t i = 0; i < observed.size(); ++i)
            mean += (observed[i] + shape) / (expected[i] + rate) / areas;
        for (std::size_t i = 0; i < observed.size(); ++i) {
            const double difference = (observed[i] + shape) / (expected[i] + rate) - mean;
            variance += (1 + rate / expected[i]) * difference * difference / (areas - 1);
        }
        if (!(variance > 0) || !(mean > 0)) return not_overdispersed();
        const double next_rate = mean / variance, next_shape = mean * mean / variance;
        if (next_rate > 1e8) return not_overdispersed();
        const double change = std::abs(next_rate - rate) + std::abs(next_shape - shape);
        const bool settled = change < 1e-12 * (rate + shape);
        rate = next_rate;
        shape = next_shape;
        if (!settled) continue;
        GammaBayes result = posterior(observed, expected, shape, rate, confidence);
        result.iterations = turn;
        return result;
    }
    return not_converged("Clayton–Kaldor");
}

base::Result<PoissonMap> poisson_map(std::span<const double> observed,
                                     std::span<const double> expected) {
    const auto checked = check_pairs(observed, "observed", expected, "expected");
    if (!checked) return checked.error();
    PoissonMap map;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        map.lower_tail.push_back(poisson_lower(observed[i], expected[i]));
        map.smaller_tail.push_back(observed[i] < expected[i]
                                       ? map.lower_tail.back()
                                       : poisson_upper(observed[i], expected[i]));
    }
    return map;
}

constexpr double largest_expected = 1e9;

base::Result<double> funnel_limit(double expected, double probability) {
    if (!(expected > 0)) return not_positive("expected");
    // Farther out the search for the quantile has no end.
    if (expected > largest_expected) return outside("expected", "]0; 1e9]");
    if (!(probability > 0 && probability < 1)) return outside("probability", "]0; 1[");
    const double count = poisson_quantile(probability, expected);
    const double part =
        (poisson_lower(count, expected) - probability) / poisson_mass(count, expected);
    return (count - part) / expected;
}

base::Result<Funnel> funnel(std::span<const double> observed, std::span<const double> expected,
                            double winsorised) {
    const auto checked = check_pairs(observed, "observed", expected, "expected");
    if (!checked) return checked.error();
    if (observed.size() < 3) return too_few("observed", observed.size(), 3);
    if (!(winsorised >= 0 && winsorised < 0.5)) return outside("winsorised", "[0; 0.5[");
    const auto areas = static_cast<double>(observed.size());
    Funnel result;
    double weights = 0, squares = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        result.z.push_back(2 * (std::sqrt(observed[i]) - std::sqrt(expected[i])));
        result.dispersion_raw += result.z.back() * result.z.back() / areas;
        weights += 4 * expected[i];
        squares += 16 * expected[i] * expected[i];
    }
    std::vector<double> sorted = result.z;
    std::sort(sorted.begin(), sorted.end());
    const double low = quantile_of_sorted(sorted, winsorised);
    const double high = quantile_of_sorted(sorted, 1 - winsorised);
    for (const double z : result.z) {
        const double moved = std::clamp(z, low, high);
        result.dispersion += moved * moved / areas;
    }
    result.between_variance =
        std::max(0.0, (areas * result.dispersion - (areas - 1)) / (weights - squares / weights));
    for (std::size_t i = 0; i < observed.size(); ++i) {
        const double difference = std::sqrt(observed[i] / expected[i]) - 1;
        result.z_random.push_back(difference /
                                  std::sqrt(1 / (4 * expected[i]) + result.between_variance));
        result.z_dispersed.push_back(result.z[i] / std::sqrt(std::max(1.0, result.dispersion)));
    }
    return result;
}

std::vector<double> ranks(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t left, std::size_t right) { return values[left] < values[right]; });
    std::vector<double> result(values.size());
    for (std::size_t from = 0; from < order.size();) {
        std::size_t to = from;
        while (to < order.size() && values[order[to]] == values[order[from]]) ++to;
        for (std::size_t i = from; i < to; ++i)
            result[order[i]] = static_cast<double>(from + to + 1) / 2;
        from = to;
    }
    return result;
}

}  // namespace statistics
