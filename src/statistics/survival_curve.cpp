#include "statistics/survival_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/time_order.h"

namespace statistics {
namespace {

// What happens at each distinct time, by group: who leaves, and who comes in just after it.
struct Moments {
    std::size_t groups = 1;
    std::vector<double> time;
    std::vector<double> ends, events, entries;  // for each time one for each group

    void open(double at) {
        if (!time.empty() && time.back() == at) return;
        time.push_back(at);
        for (auto* each : {&ends, &events, &entries}) each->resize(time.size() * groups, 0.0);
    }
};

Moments moments_of(const FollowUp& data, const std::vector<std::size_t>& group, std::size_t groups,
                   const std::vector<std::size_t>& rows) {
    const auto part_of = [&](const std::vector<double>& all) {
        std::vector<double> part;
        part.reserve(rows.size());
        for (const std::size_t row : rows) part.push_back(all[row]);
        return part;
    };
    const bool whole = rows.size() == data.stop.size();
    const std::vector<double> stops = whole ? data.stop : part_of(data.stop);
    const std::vector<std::uint32_t> by_stop = ascending_order(stops);
    std::vector<double> starts;
    if (!data.start.empty()) starts = part_of(data.start);
    const std::vector<std::uint32_t> by_start = ascending_order(starts);
    Moments moments;
    moments.groups = groups;
    std::size_t entered = 0;
    const auto enter_until = [&](double time) {
        for (; entered < by_start.size() && starts[by_start[entered]] <= time; ++entered) {
            moments.open(starts[by_start[entered]]);
            const std::size_t at = (moments.time.size() - 1) * groups;
            moments.entries[at + group[rows[by_start[entered]]]] += 1;
        }
    };
    for (const std::uint32_t place : by_stop) {
        const std::size_t row = rows[place];
        const double time = stops[place];
        enter_until(time);
        moments.open(time);
        const std::size_t at = (moments.time.size() - 1) * groups + group[row];
        moments.ends[at] += 1;
        if (data.event[row] != 0) moments.events[at] += 1;
    }
    return moments;
}

std::vector<std::size_t> all_rows(std::size_t count) {
    std::vector<std::size_t> rows(count);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

Interval limits_of(double survival, double relative, CurveLimits kind, double z) {
    // `relative` is the standard error of log S.
    if (kind == CurveLimits::plain)
        return {std::max(0.0, survival * (1 - z * relative)),
                std::min(1.0, survival * (1 + z * relative))};
    if (survival <= 0) return {0, 0};
    if (kind == CurveLimits::log)
        return {survival * std::exp(-z * relative),
                std::min(1.0, survival * std::exp(z * relative))};
    if (survival >= 1) return {1, 1};
    const double log_survival = std::log(survival);
    const double spread = z * relative / log_survival;
    return {std::pow(survival, std::exp(-spread)), std::pow(survival, std::exp(spread))};
}

// The sums of the test over one stratum.
void add_stratum(const FollowUp& data, const std::vector<std::size_t>& group, std::size_t groups,
                 const std::vector<std::size_t>& rows, double rho, LogRank& result) {
    std::vector<double> at_risk(groups, 0.0);
    if (data.start.empty())
        for (const std::size_t row : rows) at_risk[group[row]] += 1;
    double survival = 1;
    const Moments moments = moments_of(data, group, groups, rows);
    for (std::size_t t = 0; t < moments.time.size(); ++t) {
        const double* const events = moments.events.data() + t * groups;
        const double n = std::accumulate(at_risk.begin(), at_risk.end(), 0.0);
        const double d = std::accumulate(events, events + groups, 0.0);
        if (d > 0 && n > 0) {
            const double weight = rho == 0 ? 1 : std::pow(survival, rho);
            const double spread = n > 1 ? weight * weight * d * (n - d) / (n - 1) / (n * n) : 0;
            for (std::size_t i = 0; i < groups; ++i) {
                result.observed[i] += weight * events[i];
                result.expected[i] += weight * d * at_risk[i] / n;
                for (std::size_t j = 0; j < groups; ++j)
                    result.covariance[i][j] +=
                        spread * at_risk[i] * ((i == j ? n : 0) - at_risk[j]);
            }
            survival *= 1 - d / n;
        }
        for (std::size_t i = 0; i < groups; ++i)
            at_risk[i] += moments.entries[t * groups + i] - moments.ends[t * groups + i];
    }
}

}  // namespace

base::Result<void> check_follow_up(const FollowUp& data) {
    if (data.stop.empty()) return no_data();
    if (data.event.size() != data.stop.size()) return different_lengths("event");
    if (!data.start.empty() && data.start.size() != data.stop.size())
        return different_lengths("start");
    bool any = false;
    for (std::size_t row = 0; row < data.stop.size(); ++row) {
        if (!std::isfinite(data.stop[row])) return not_finite("time");
        if (data.stop[row] < 0) return negative_value("time");
        if (!data.start.empty() && !std::isfinite(data.start[row])) return not_finite("start");
        if (!data.start.empty() && !(data.stop[row] > data.start[row]))
            return not_positive("time − start");
        if (data.event[row] < 0) return negative_value("event");
        any = any || data.event[row] != 0;
    }
    if (!any) return no_events("event");
    return {};
}

base::Result<SurvivalCurve> survival_curve(const FollowUp& data, CurveLimits limits,
                                           double confidence) {
    const base::Result<void> checked = check_follow_up(data);
    if (!checked) return checked.error();
    if (!(confidence > 0 && confidence < 1)) return outside("confidence", "]0; 1[");
    const double z = normal_quantile((1 + confidence) / 2);
    const std::vector<std::size_t> one(data.stop.size(), 0);
    double n = data.start.empty() ? static_cast<double>(data.stop.size()) : 0;
    double survival = 1, greenwood = 0, hazard = 0, hazard_variance = 0;
    SurvivalCurve curve;
    const Moments moments = moments_of(data, one, 1, all_rows(data.stop.size()));
    for (auto* each : {&curve.time, &curve.at_risk, &curve.events, &curve.survival,
                       &curve.survival_error, &curve.hazard, &curve.hazard_error})
        each->reserve(moments.time.size());
    curve.limits.reserve(moments.time.size());
    for (std::size_t t = 0; t < moments.time.size(); ++t) {
        const double d = moments.events[t];
        if (moments.ends[t] > 0) {
            survival *= 1 - d / n;
            greenwood += d < n ? d / (n * (n - d)) : 0;
            hazard += d / n;
            hazard_variance += d / (n * n);
            const double relative = std::sqrt(greenwood);
            curve.time.push_back(moments.time[t]);
            curve.at_risk.push_back(n);
            curve.events.push_back(d);
            curve.survival.push_back(survival);
            curve.survival_error.push_back(survival * relative);
            curve.limits.push_back(limits_of(survival, relative, limits, z));
            curve.hazard.push_back(hazard);
            curve.hazard_error.push_back(std::sqrt(hazard_variance));
        }
        n += moments.entries[t] - moments.ends[t];
    }
    return curve;
}

std::vector<std::ptrdiff_t> steps_at(const std::vector<double>& curve_times,
                                     const std::vector<double>& times) {
    std::vector<std::ptrdiff_t> steps;
    for (const double time : times)
        steps.push_back(std::upper_bound(curve_times.begin(), curve_times.end(), time) -
                        curve_times.begin() - 1);
    return steps;
}

base::Result<RestrictedMean> restricted_mean(const SurvivalCurve& curve, double horizon) {
    if (!(horizon > 0)) return outside("horizon", "]0; ∞[");
    RestrictedMean result;
    double last = 0, height = 1;
    std::vector<double> pieces;  // area between one time and the next, up to the horizon
    for (std::size_t i = 0; i < curve.time.size() && curve.time[i] <= horizon; ++i) {
        pieces.push_back((curve.time[i] - last) * height);
        last = curve.time[i];
        height = curve.survival[i];
    }
    pieces.push_back((horizon - last) * height);
    for (const double piece : pieces) result.mean += piece;
    double after = 0, variance = 0;
    for (std::size_t i = pieces.size(); i-- > 1;) {
        after += pieces[i];
        const double n = curve.at_risk[i - 1], d = curve.events[i - 1];
        if (d > 0 && n > d) variance += after * after * d / (n * (n - d));
    }
    result.standard_error = std::sqrt(variance);
    return result;
}

base::Result<LogRank> log_rank(const FollowUp& data, const std::vector<std::size_t>& group,
                               const std::vector<std::size_t>& stratum, double rho) {
    const base::Result<void> checked = check_follow_up(data);
    if (!checked) return checked.error();
    if (!(rho >= 0)) return outside("rho", "[0; ∞[");
    if (group.size() != data.stop.size()) return different_lengths("group");
    const std::size_t groups = *std::max_element(group.begin(), group.end()) + 1;
    if (groups < 2) return one_group("group");
    LogRank result;
    result.observed.assign(groups, 0);
    result.expected.assign(groups, 0);
    result.covariance.assign(groups, std::vector<double>(groups, 0.0));
    std::map<std::size_t, std::vector<std::size_t>> strata;
    for (std::size_t row = 0; row < group.size(); ++row)
        strata[stratum.empty() ? 0 : stratum[row]].push_back(row);
    for (const auto& [name, rows] : strata) add_stratum(data, group, groups, rows, rho, result);
    Matrix covariance(groups - 1, groups - 1);
    std::vector<double> difference;
    for (std::size_t i = 0; i + 1 < groups; ++i) {
        difference.push_back(result.observed[i] - result.expected[i]);
        for (std::size_t j = 0; j + 1 < groups; ++j) covariance(i, j) = result.covariance[i][j];
    }
    const auto inverse = inverse_of_positive(covariance);
    if (!inverse) return not_converged("group");
    const std::vector<double> solved = times(*inverse, difference);
    for (std::size_t i = 0; i < solved.size(); ++i) result.chi_squared += solved[i] * difference[i];
    result.degrees = static_cast<double>(groups - 1);
    result.p = chi_squared_upper(result.chi_squared, result.degrees);
    return result;
}

}  // namespace statistics
