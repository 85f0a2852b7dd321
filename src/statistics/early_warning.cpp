#include "statistics/early_warning.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include "statistics/count_limit.h"
#include "statistics/distribution.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

const double nowhere = std::numeric_limits<double>::quiet_NaN();

base::Result<void> check(const std::vector<double>& observed, std::size_t first, std::size_t last,
                         std::size_t earliest) {
    if (observed.empty()) return no_data();
    for (const double y : observed) {
        if (std::isinf(y)) return not_finite("observed");
        if (y < 0) return negative_value("observed");
        // Beyond this whole numbers aren't told apart, and no limit is found.
        if (y > 1e15) return outside("observed", "[0; 1e15]");
    }
    if (first < earliest) return too_few("observed", first, earliest);
    if (first > last || last >= observed.size()) return outside("first, last", "[1; periods]");
    return {};
}

WatchedPeriod nothing(std::size_t at, double observed) {
    const NoLimit reason = std::isnan(observed) ? NoLimit::missing : NoLimit::no_history;
    return {at, observed, nowhere, nowhere, nowhere, nowhere, nowhere, nowhere, false, reason};
}

struct MeanAndDeviation {
    double mean = 0, deviation = 0;
};

MeanAndDeviation moments(const std::vector<double>& values) {
    MeanAndDeviation found;
    for (const double value : values) found.mean += value;
    found.mean /= static_cast<double>(values.size());
    for (const double value : values)
        found.deviation += (value - found.mean) * (value - found.mean);
    found.deviation = std::sqrt(found.deviation / static_cast<double>(values.size() - 1));
    return found;
}

// Mean and deviation of the baseline that ends `gap` periods before.
MeanAndDeviation baseline_of(const std::vector<double>& observed, std::size_t at, std::size_t gap,
                             const EarsOptions& options) {
    const auto end = observed.begin() + static_cast<std::ptrdiff_t>(at - gap);
    MeanAndDeviation found = moments({end - static_cast<std::ptrdiff_t>(options.baseline), end});
    found.deviation = std::max(found.deviation, options.least_deviation);
    return found;
}

constexpr std::size_t gap_of_c2 = 2;

// How far an earlier period was above what C2 expected, beyond one deviation. Without any
// variation before it, every case more is infinitely far, and none is nothing.
double excess_of_c2(const std::vector<double>& observed, std::size_t at,
                    const EarsOptions& options) {
    const MeanAndDeviation base = baseline_of(observed, at, gap_of_c2, options);
    const double above = observed[at] - base.mean;
    if (base.deviation == 0 && above <= 0) return 0;
    return std::max(0.0, above / base.deviation - 1);
}

WatchedPeriod watch_by_ears(const std::vector<double>& observed, std::size_t at,
                            const EarsOptions& options) {
    const double z = -normal_quantile(options.level);
    const std::size_t gap = options.kind == EarsKind::c1 ? 0 : gap_of_c2;
    const MeanAndDeviation base = baseline_of(observed, at, gap, options);
    WatchedPeriod period{at, observed[at], base.mean};
    period.upper = base.mean + z * base.deviation;
    if (options.kind == EarsKind::c3) {
        const double earlier =
            excess_of_c2(observed, at - 1, options) + excess_of_c2(observed, at - 2, options);
        const double room = base.deviation == 0 ? 0 : base.deviation * (z - earlier);
        period.upper = std::max(0.0, observed[at] + room);
    }
    if (std::isnan(period.upper)) return nothing(at, observed[at]);
    period.p = period.score = period.trend = nowhere;
    period.dispersion = nowhere;
    period.alarm = observed[at] > period.upper;
    return period;
}

// The numbers that the period is compared with, in the order of surveillance.
std::vector<double> references(const std::vector<double>& observed, std::size_t at,
                               const ReferenceOptions& options) {
    std::vector<double> found;
    const std::size_t window = options.half_window;
    if (options.this_year)
        for (std::size_t i = at - window; i < at; ++i) found.push_back(observed[i]);
    for (std::size_t year = 1; year <= options.years; ++year) {
        const std::size_t middle = at - year * options.frequency;
        for (std::size_t i = middle - window; i <= middle + window; ++i)
            found.push_back(observed[i]);
    }
    return found;
}

base::Result<void> check_references(const ReferenceOptions& options) {
    if (options.frequency == 0) return outside("frequency", "[1; ∞[");
    if (options.half_window >= options.frequency && options.years > 0)
        return outside("half_window", "[0; frequency[");
    if (options.years == 0 && (!options.this_year || options.half_window == 0))
        return outside("years", "[1; ∞[");
    if (!(options.level > 0 && options.level < 1)) return outside("level", "]0; 1[");
    return {};
}

template <class Limit>
base::Result<std::vector<WatchedPeriod>> by_references(const std::vector<double>& observed,
                                                       std::size_t first, std::size_t last,
                                                       const ReferenceOptions& options,
                                                       bool over_missing, const Limit& limit) {
    const base::Result<void> options_right = check_references(options);
    if (!options_right) return options_right.error();
    const base::Result<void> right = check(observed, first, last, first_of_references(options));
    if (!right) return right.error();
    std::vector<WatchedPeriod> found;
    for (std::size_t at = first; at <= last; ++at) {
        std::vector<double> values = references(observed, at, options);
        if (over_missing) std::erase_if(values, [](double value) { return std::isnan(value); });
        const bool complete =
            !values.empty() && std::none_of(values.begin(), values.end(),
                                            [](double value) { return std::isnan(value); });
        if (!complete || std::isnan(observed[at])) {
            found.push_back(nothing(at, observed[at]));
            continue;
        }
        WatchedPeriod period{at, observed[at]};
        period.p = period.score = period.trend = period.dispersion = nowhere;
        limit(period, values);
        found.push_back(period);
    }
    return found;
}

// Upper 95 % limits of Crow and Gardner for 0 to 20 events.
constexpr double crow_gardner[] = {3.285,  5.323,  6.686,  8.102,  9.598,  11.177, 12.817,
                                   13.765, 14.921, 16.768, 17.633, 19.050, 20.335, 21.364,
                                   22.945, 23.762, 25.400, 26.306, 27.735, 28.966, 30.017};

}  // namespace

std::size_t first_of_ears(const EarsOptions& options) {
    const std::size_t extra = options.kind == EarsKind::c1   ? 0
                              : options.kind == EarsKind::c2 ? gap_of_c2
                                                             : gap_of_c2 + 2;
    return options.baseline + extra;
}

base::Result<std::vector<WatchedPeriod>> ears(const std::vector<double>& observed,
                                              std::size_t first, std::size_t last,
                                              const EarsOptions& options) {
    if (options.baseline < 3) return outside("baseline", "[3; ∞[");
    if (!(options.level > 0 && options.level < 1)) return outside("level", "]0; 1[");
    if (!(options.least_deviation >= 0)) return outside("least_deviation", "[0; ∞[");
    const base::Result<void> right = check(observed, first, last, first_of_ears(options));
    if (!right) return right.error();
    std::vector<WatchedPeriod> found;
    for (std::size_t at = first; at <= last; ++at)
        found.push_back(watch_by_ears(observed, at, options));
    return found;
}

std::size_t first_of_references(const ReferenceOptions& options) {
    return options.years * options.frequency + options.half_window;
}

base::Result<std::vector<WatchedPeriod>> bayes_limits(const std::vector<double>& observed,
                                                      std::size_t first, std::size_t last,
                                                      const ReferenceOptions& options) {
    return by_references(observed, first, last, options, true,
                         [&](WatchedPeriod& period, const std::vector<double>& values) {
                             double sum = 0.5;
                             for (const double value : values) sum += value;
                             period.expected = sum / static_cast<double>(values.size());
                             period.upper = count_quantile(options.level, sum, period.expected);
                             period.p = count_upper(period.observed, sum, period.expected);
                             period.alarm = period.observed > period.upper;
                         });
}

base::Result<std::vector<WatchedPeriod>> rki_limits(const std::vector<double>& observed,
                                                    std::size_t first, std::size_t last,
                                                    const ReferenceOptions& options) {
    return by_references(observed, first, last, options, false,
                         [&](WatchedPeriod& period, const std::vector<double>& values) {
                             const MeanAndDeviation base = moments(values);
                             const auto row = static_cast<std::size_t>(base.mean);
                             period.expected = base.mean;
                             period.upper = base.mean > 20 ? base.mean + 2 * base.deviation
                                                           : crow_gardner[row];
                             period.alarm = period.observed > period.upper;
                         });
}

}  // namespace statistics
