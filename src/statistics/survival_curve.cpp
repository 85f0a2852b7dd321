#include "statistics/survival_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>

#include "statistics/distribution.h"
#include "statistics/large_pages.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/time_order.h"

namespace statistics {
namespace {

// What happens at each distinct time, by group: who leaves, and who comes in just after it. Whole
// numbers as times are counted in a table, others are sorted.
class Moments {
  public:
    // `data` and `rows` must outlive it; `rows` empty: all.
    Moments(const FollowUp& data, const std::vector<std::size_t>& group, std::size_t groups,
            std::span<const std::size_t> rows)
        : data_(data), group_(group), groups_(groups), rows_(rows) {
        if (counted()) return;
        sort(data.stop, leaving_);
        if (!data.start.empty()) sort(data.start, entering_);
    }

    // No more distinct times than this.
    std::size_t at_most() const {
        return table_.empty() ? leaving_.size() + entering_.size() : table_.size() / (2 * groups_);
    }

    // visit(time, ends, events, entries), each of the three one number for each group.
    template <class Visit>
    void walk(const Visit& visit) const {
        std::vector<double> sums(3 * groups_, 0.0);
        double *const ends = sums.data(), *const events = ends + groups_,
                      *const entries = events + groups_;
        const std::size_t across = 2 * groups_;
        for (std::size_t from = 0; from < table_.size(); from += across) {
            bool any = false;
            for (std::size_t i = 0; i < groups_; ++i) {
                const std::uint32_t censored = table_[from + 2 * i];
                const std::uint32_t happened = table_[from + 2 * i + 1];
                any = any || censored + happened > 0;
                ends[i] = censored + happened;
                events[i] = happened;
            }
            if (any) visit(static_cast<double>(from / across), ends, events, entries);
        }
        for (std::size_t left = 0, entered = 0;
             left < leaving_.size() || entered < entering_.size();) {
            for (double& sum : sums) sum = 0;
            double time = left < leaving_.size() ? leaving_[left].time : entering_[entered].time;
            if (entered < entering_.size()) time = std::min(time, entering_[entered].time);
            for (; entered < entering_.size() && entering_[entered].time == time; ++entered)
                entries[entering_[entered].what / 2] += 1;
            for (; left < leaving_.size() && leaving_[left].time == time; ++left) {
                const std::uint32_t what = leaving_[left].what;
                ends[what / 2] += 1;
                events[what / 2] += what % 2;
            }
            visit(time, ends, events, entries);
        }
    }

  private:
    struct Timed {
        double time = 0;
        std::uint32_t what = 0;  // 2·group, and 1 for an event
    };
    std::uint32_t what(std::size_t row) const {
        const std::size_t group = group_.empty() ? 0 : group_[row];
        return static_cast<std::uint32_t>(2 * group + (data_.event[row] != 0 ? 1 : 0));
    }
    // Put together before they are walked through: there each step waits for the one before it.
    void sort(const std::vector<double>& times, std::vector<Timed>& sorted) const {
        std::vector<double> chosen;
        for (const std::size_t row : rows_) chosen.push_back(times[row]);
        const std::vector<std::uint32_t> order = ascending_order(rows_.empty() ? times : chosen);
        reserve_large(sorted, order.size());
        for (const std::uint32_t place : order) {
            const std::size_t row = row_of(place);
            sorted.push_back({times[row], what(row)});
        }
    }
    std::size_t row_of(std::size_t place) const { return rows_.empty() ? place : rows_[place]; }

    // Fills the table where times are whole numbers and few beside the rows.
    bool counted() {
        constexpr double largest_table = 1e9;
        const std::size_t count = rows_.empty() ? data_.stop.size() : rows_.size();
        if (!data_.start.empty()) return false;
        double last = 0;
        for (std::size_t place = 0; place < count; ++place) {
            const double time = data_.stop[row_of(place)];
            last = std::max(last, time);
            if (last >= largest_table || time != static_cast<double>(static_cast<int>(time)))
                return false;
        }
        const std::size_t cells = (static_cast<std::size_t>(last) + 1) * 2 * groups_;
        if (cells > 4 * count + 1024) return false;
        table_.assign(cells, 0);
        for (std::size_t place = 0; place < count; ++place) {
            const std::size_t row = row_of(place);
            ++table_[static_cast<std::size_t>(data_.stop[row]) * 2 * groups_ + what(row)];
        }
        return true;
    }

    const FollowUp& data_;
    const std::vector<std::size_t>& group_;
    std::size_t groups_;
    std::span<const std::size_t> rows_;
    std::vector<std::uint32_t> table_;  // by time and group: censored, events
    std::vector<Timed> leaving_, entering_;
};

Interval limits_of(double survival, double relative, CurveLimits kind, double z) {
    // `relative` is the standard error of log S.
    if (kind == CurveLimits::plain)
        return {std::max(0.0, survival * (1 - z * relative)),
                std::min(1.0, survival * (1 + z * relative))};
    if (survival <= 0) return {0, 0};
    if (kind == CurveLimits::log) {
        const double spread = std::exp(z * relative);
        return {survival / spread, std::min(1.0, survival * spread)};
    }
    if (survival >= 1) return {1, 1};
    const double log_survival = std::log(survival);
    const double spread = z * relative / log_survival;
    return {std::pow(survival, std::exp(-spread)), std::pow(survival, std::exp(spread))};
}

// The sums of the test over one stratum.
void add_stratum(const FollowUp& data, const std::vector<std::size_t>& group, std::size_t groups,
                 std::span<const std::size_t> rows, double rho, LogRank& result) {
    std::vector<double> at_risk(groups, 0.0);
    for (std::size_t place = 0; data.start.empty() && place < data.stop.size(); ++place) {
        if (rows.empty())
            at_risk[group[place]] += 1;
        else if (place < rows.size())
            at_risk[group[rows[place]]] += 1;
    }
    double survival = 1;
    const Moments moments(data, group, groups, rows);
    moments.walk([&](double, const double* ends, const double* events, const double* entries) {
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
        for (std::size_t i = 0; i < groups; ++i) at_risk[i] += entries[i] - ends[i];
    });
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
    double n = data.start.empty() ? static_cast<double>(data.stop.size()) : 0;
    double survival = 1, greenwood = 0, hazard = 0, hazard_variance = 0;
    double survival_error = 0, hazard_error = 0;
    Interval limits_here = limits_of(1, 0, limits, z);
    SurvivalCurve curve;
    const std::vector<std::size_t> one_group;
    const Moments moments(data, one_group, 1, {});
    const std::size_t most = moments.at_most();
    const auto columns = {&curve.time,        &curve.at_risk,        &curve.events,
                          &curve.survival,    &curve.survival_error, &curve.hazard,
                          &curve.hazard_error};
    for (auto* each : columns) reserve_large(*each, most);
    reserve_large(curve.limits, most);
    moments.walk([&](double time, const double* ends, const double* events, const double* entries) {
        const double d = *events;
        if (d > 0) {
            survival *= 1 - d / n;
            greenwood += d < n ? d / (n * (n - d)) : 0;
            hazard += d / n;
            hazard_variance += d / (n * n);
            const double relative = std::sqrt(greenwood);
            survival_error = survival * relative;
            hazard_error = std::sqrt(hazard_variance);
            limits_here = limits_of(survival, relative, limits, z);
        }
        if (*ends > 0) {
            curve.time.push_back(time);
            curve.at_risk.push_back(n);
            curve.events.push_back(d);
            curve.survival.push_back(survival);
            curve.survival_error.push_back(survival_error);
            curve.limits.push_back(limits_here);
            curve.hazard.push_back(hazard);
            curve.hazard_error.push_back(hazard_error);
        }
        n += *entries - *ends;
    });
    if (curve.time.size() < most / 2) {
        for (auto* each : columns) each->shrink_to_fit();
        curve.limits.shrink_to_fit();
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
    for (std::size_t row = 0; row < stratum.size(); ++row) strata[stratum[row]].push_back(row);
    if (stratum.empty()) add_stratum(data, group, groups, {}, rho, result);
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
