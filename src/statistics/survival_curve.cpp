#include "statistics/survival_curve.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <span>

#include "statistics/distribution.h"
#include "statistics/large_pages.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/squares.h"
#include "statistics/time_order.h"

namespace statistics {
namespace {

// What happens at each distinct time, by group: who leaves, and who comes in just after it. Whole
// numbers as times are counted in a table, others are sorted, and rows with weights.
class Moments {
  public:
    // `data` and `rows` must outlive it; `rows` empty: all.
    Moments(const FollowUp& data, const std::vector<std::size_t>& group, std::size_t groups,
            std::span<const std::size_t> rows)
        : data_(data), group_(group), groups_(groups), rows_(rows) {
        if (counted()) return;
        if (groups == 1 && rows.empty() && data.start.empty() && data.weights.empty()) {
            plain_ = MarkedOrder(data.stop, data.event);
            return;
        }
        sort(data.stop, leaving_, leaving_weights_);
        if (!data.start.empty()) sort(data.start, entering_, entering_weights_);
    }

    // No more distinct times than this.
    std::size_t at_most() const {
        return plain_.size() + leaving_.size() + entering_.size() + table_.size() / (2 * groups_);
    }

    // visit(time, ends, events, entries), each of the three one number for each group.
    template <class Visit>
    void walk(const Visit& visit) const {
        std::vector<double> sums(3 * groups_, 0.0);
        walk_table(sums, visit);
        walk_plain(visit);
        walk_sorted(sums, visit);
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
    void sort(const std::vector<double>& times, std::vector<Timed>& sorted,
              std::vector<double>& weights) const {
        std::vector<double> chosen;
        for (const std::size_t row : rows_) chosen.push_back(times[row]);
        const std::vector<std::uint32_t> order = ascending_order(rows_.empty() ? times : chosen);
        reserve_large(sorted, order.size());
        for (const std::uint32_t place : order) {
            const std::size_t row = row_of(place);
            sorted.push_back({times[row], what(row)});
            if (!data_.weights.empty()) weights.push_back(data_.weights[row]);
        }
    }
    static double weight(const std::vector<double>& weights, std::size_t place) {
        return weights.empty() ? 1 : weights[place];
    }
    std::size_t row_of(std::size_t place) const { return rows_.empty() ? place : rows_[place]; }

    template <class Visit>
    void walk_table(std::vector<double>& sums, const Visit& visit) const {
        double *const ends = sums.data(), *const events = ends + groups_;
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
            const std::size_t time = from / across;
            if (any) visit(static_cast<double>(time), ends, events, events + groups_);
        }
    }
    template <class Visit>
    void walk_plain(const Visit& visit) const {
        constexpr double entries = 0;
        for (std::size_t place = 0; place < plain_.size();) {
            const double time = plain_.value(place);
            double ends = 0, events = 0;
            for (; place < plain_.size() && plain_.value(place) == time; ++place) {
                ends += 1;
                events += plain_.marked(place) ? 1 : 0;
            }
            visit(time, &ends, &events, &entries);
        }
    }
    template <class Visit>
    void walk_sorted(std::vector<double>& sums, const Visit& visit) const {
        double *const ends = sums.data(), *const events = ends + groups_,
                      *const entries = events + groups_;
        for (std::size_t left = 0, entered = 0;
             left < leaving_.size() || entered < entering_.size();) {
            for (double& sum : sums) sum = 0;
            double time = left < leaving_.size() ? leaving_[left].time : entering_[entered].time;
            if (entered < entering_.size()) time = std::min(time, entering_[entered].time);
            for (; entered < entering_.size() && entering_[entered].time == time; ++entered)
                entries[entering_[entered].what / 2] += weight(entering_weights_, entered);
            for (; left < leaving_.size() && leaving_[left].time == time; ++left) {
                const std::uint32_t what = leaving_[left].what;
                const double mine = weight(leaving_weights_, left);
                ends[what / 2] += mine;
                events[what / 2] += what % 2 * mine;
            }
            visit(time, ends, events, entries);
        }
    }

    // Fills the table where times are whole numbers and few beside the rows.
    bool counted() {
        constexpr double largest_table = 1e9;
        const std::size_t count = rows_.empty() ? data_.stop.size() : rows_.size();
        if (!data_.start.empty() || !data_.weights.empty()) return false;
        double last = 0;
        std::vector<double> some;
        for (std::size_t from = 0; from < count; from += rows_at_once) {
            const std::size_t size = std::min(rows_at_once, count - from);
            const double* times = data_.stop.data() + from;
            if (!rows_.empty()) {
                some.clear();
                for (std::size_t i = 0; i < size; ++i) some.push_back(data_.stop[rows_[from + i]]);
                times = some.data();
            }
            const Look look = look_at(times, size);
            last = std::max(last, look.most);
            if (!look.whole || last >= largest_table) return false;
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

    static constexpr std::size_t rows_at_once = 1024;
    const FollowUp& data_;
    const std::vector<std::size_t>& group_;
    std::size_t groups_;
    std::span<const std::size_t> rows_;
    std::vector<std::uint32_t> table_;  // by time and group: censored, events
    MarkedOrder plain_;                 // where all is one group, without weights or beginnings
    std::vector<Timed> leaving_, entering_;
    std::vector<double> leaving_weights_, entering_weights_;  // empty: 1
};

// The sums of the test over one stratum.
void add_stratum(const FollowUp& data, const std::vector<std::size_t>& group, std::size_t groups,
                 std::span<const std::size_t> rows, double rho, LogRank& result) {
    const Moments moments(data, group, groups, rows);
    std::vector<double> at_risk(groups, 0.0);
    if (data.start.empty())
        moments.walk([&](double, const double* ends, const double*, const double*) {
            for (std::size_t i = 0; i < groups; ++i) at_risk[i] += ends[i];
        });
    double survival = 1;
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

base::Result<void> check_follow_up(const FollowUp& data, bool events_needed) {
    if (data.stop.empty()) return no_data();
    if (data.event.size() != data.stop.size()) return different_lengths("event");
    if (!data.start.empty() && data.start.size() != data.stop.size())
        return different_lengths("start");
    if (!data.weights.empty() && data.weights.size() != data.stop.size())
        return different_lengths("weights");
    const std::size_t rows = data.stop.size();
    const Look times = look_at(data.stop.data(), rows);
    if (!times.finite) return not_finite("time");
    if (times.least < 0) return negative_value("time");
    if (!data.start.empty() && !look_at(data.start.data(), rows).finite) return not_finite("start");
    for (std::size_t row = 0; row < data.start.size(); ++row)
        if (!(data.stop[row] > data.start[row])) return not_positive("time − start");
    int all_bits = 0;  // below 0 where one of them is
    for (const int event : data.event) all_bits |= event;
    if (all_bits < 0) return negative_value("event");
    if (!data.weights.empty() && !look_at(data.weights.data(), rows).finite)
        return not_finite("weights");
    bool any = data.weights.empty() && all_bits != 0;
    for (std::size_t row = 0; row < data.weights.size(); ++row) {
        if (data.weights[row] < 0) return negative_value("weights");
        any = any || (data.event[row] != 0 && data.weights[row] > 0);
    }
    if (events_needed && !any) return no_events("event");
    return {};
}

std::vector<FollowUp> by_group(const FollowUp& data, const std::vector<std::size_t>& group,
                               std::size_t groups) {
    std::vector<std::size_t> sizes(groups, 0);
    for (const std::size_t one : group) ++sizes[one];
    std::vector<FollowUp> parts(groups);
    for (std::size_t one = 0; one < groups; ++one) {
        reserve_large(parts[one].stop, sizes[one]);
        reserve_large(parts[one].event, sizes[one]);
    }
    for (std::size_t row = 0; row < group.size(); ++row) {
        FollowUp& part = parts[group[row]];
        part.stop.push_back(data.stop[row]);
        part.event.push_back(data.event[row]);
        if (!data.start.empty()) part.start.push_back(data.start[row]);
        if (!data.weights.empty()) part.weights.push_back(data.weights[row]);
    }
    return parts;
}

namespace {

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
    const double odds = survival / (1 - survival);
    if (kind == CurveLimits::logit) {
        const double factor = std::exp(z * relative / (1 - survival));
        return {odds / factor / (1 + odds / factor), odds * factor / (1 + odds * factor)};
    }
    if (kind == CurveLimits::arcsin) {
        constexpr double right_angle = std::numbers::pi / 2;
        const double middle = std::asin(std::sqrt(survival));
        const double spread = z * relative * std::sqrt(odds) / 2;
        const double low = std::sin(std::max(0.0, middle - spread));
        const double high = std::sin(std::min(right_angle, middle + spread));
        return {low * low, high * high};
    }
    const double log_survival = std::log(survival);
    const double spread = z * relative / log_survival;
    return {std::pow(survival, std::exp(-spread)), std::pow(survival, std::exp(spread))};
}

// What one time's events take off: the step of the hazard and of its variance.
struct HazardStep {
    double hazard = 0, variance = 0;
};

HazardStep hazard_step(double d, double n, bool one_by_one) {
    if (!one_by_one) return {d / n, d / (n * n)};
    HazardStep step;
    for (double gone = 0; gone < d; gone += 1) {
        step.hazard += 1 / (n - gone);
        step.variance += 1 / ((n - gone) * (n - gone));
    }
    return step;
}

// Where the curve stands after the events so far.
class Standing {
  public:
    Standing(CurveEstimator estimator, CurveLimits kind, double z)
        : limits(limits_of(1, 0, kind, z)), estimator_(estimator), kind_(kind), z_(z) {}

    void take(double d, double n) {
        const HazardStep step = hazard_step(d, n, estimator_ == CurveEstimator::fleming_harrington);
        hazard += step.hazard;
        hazard_variance_ += step.variance;
        hazard_error = std::sqrt(hazard_variance_);
        double relative = hazard_error;
        if (estimator_ == CurveEstimator::kaplan_meier) {
            // Sums of weights are rounded: so near to all is all.
            const bool all = d >= n * (1 - 1e-12);
            survival *= all ? 0 : 1 - d / n;
            greenwood_ += all ? 0 : d / (n * (n - d));
            relative = std::sqrt(greenwood_);
        } else {
            survival = std::exp(-hazard);
        }
        survival_error = survival * relative;
        limits = limits_of(survival, relative, kind_, z_);
    }

    double survival = 1, survival_error = 0, hazard = 0, hazard_error = 0;
    Interval limits;

  private:
    CurveEstimator estimator_;
    CurveLimits kind_;
    double z_;
    double greenwood_ = 0, hazard_variance_ = 0;
};

}  // namespace

Interval curve_limits(double probability, double relative_error, CurveLimits kind,
                      double confidence) {
    return limits_of(probability, relative_error, kind, normal_quantile((1 + confidence) / 2));
}

base::Result<SurvivalCurve> survival_curve(const FollowUp& data, CurveLimits limits,
                                           double confidence, CurveEstimator estimator) {
    const base::Result<void> checked = check_follow_up(data, false);
    if (!checked) return checked.error();
    if (!(confidence > 0 && confidence < 1)) return outside("confidence", "]0; 1[");
    if (estimator == CurveEstimator::fleming_harrington && !data.weights.empty())
        return not_a_case("estimator", "fleming_harrington", "kaplan_meier, breslow");
    Standing now(estimator, limits, normal_quantile((1 + confidence) / 2));
    double n = 0;
    if (data.start.empty())
        n = data.weights.empty() ? static_cast<double>(data.stop.size())
                                 : std::accumulate(data.weights.begin(), data.weights.end(), 0.0);
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
        if (d > 0) now.take(d, n);
        if (*ends > 0) {
            curve.time.push_back(time);
            curve.at_risk.push_back(n);
            curve.events.push_back(d);
            curve.survival.push_back(now.survival);
            curve.survival_error.push_back(now.survival_error);
            curve.limits.push_back(now.limits);
            curve.hazard.push_back(now.hazard);
            curve.hazard_error.push_back(now.hazard_error);
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

namespace {

// How the risk of one row, and its own event, have moved log S (or the hazard) up to each step.
struct InfluenceSums {
    std::vector<double> at_risk;  // Σ h/(n − d), or Σ h/n
    std::vector<double> event;    // 1/(n − d), or 1/n, at the step
};

InfluenceSums influence_sums(const SurvivalCurve& curve, bool of_product) {
    InfluenceSums sums;
    double total = 0;
    for (std::size_t t = 0; t < curve.time.size(); ++t) {
        const double n = curve.at_risk[t], d = curve.events[t];
        const double bottom = of_product ? n - d : n;
        sums.event.push_back(bottom > 0 ? 1 / bottom : 0);
        if (d > 0) total += d / n * sums.event.back();
        sums.at_risk.push_back(total);
    }
    return sums;
}

}  // namespace

base::Result<RobustErrors> robust_curve_errors(const FollowUp& data, const SurvivalCurve& curve,
                                               const std::vector<std::size_t>& cluster,
                                               CurveEstimator estimator,
                                               const std::vector<std::ptrdiff_t>& steps) {
    const std::size_t rows = data.stop.size();
    std::size_t groups = rows;
    if (!cluster.empty()) groups = *std::max_element(cluster.begin(), cluster.end()) + 1;
    if (groups < 2) return one_group("cluster");
    const bool product = estimator == CurveEstimator::kaplan_meier;
    const InfluenceSums hazard = influence_sums(curve, false);
    const InfluenceSums log_survival = product ? influence_sums(curve, true) : hazard;
    const auto ends = steps_at(curve.time, data.stop);
    std::vector<std::ptrdiff_t> begins(rows, -1);
    if (!data.start.empty()) begins = steps_at(curve.time, data.start);
    const auto error_at = [&](const InfluenceSums& sums, std::ptrdiff_t step) {
        std::vector<double> moved(groups, 0.0);
        const auto total_at = [&](std::ptrdiff_t t) {
            return t < 0 ? 0 : sums.at_risk[static_cast<std::size_t>(t)];
        };
        for (std::size_t row = 0; row < rows; ++row) {
            // A time of nobody with weight isn't in the curve.
            if (begins[row] >= step || data.weight(row) == 0) continue;
            double part = -(total_at(std::min(step, ends[row])) - total_at(begins[row]));
            if (data.event[row] != 0 && ends[row] <= step)
                part += sums.event[static_cast<std::size_t>(ends[row])];
            moved[cluster.empty() ? row : cluster[row]] += data.weight(row) * part;
        }
        double squares = 0;
        for (const double each : moved) squares += each * each;
        return std::sqrt(squares);
    };
    RobustErrors errors;
    for (const std::ptrdiff_t step : steps) {
        const double survival = step < 0 ? 1 : curve.survival[static_cast<std::size_t>(step)];
        errors.survival.push_back(survival * error_at(log_survival, step));
        errors.hazard.push_back(error_at(hazard, step));
    }
    return errors;
}

namespace {

// The first time at which `gone` reaches the part; the middle where it lies flat there.
double time_reached(const std::vector<double>& time, const std::vector<double>& gone, double part) {
    const double close = std::sqrt(std::numeric_limits<double>::epsilon());
    for (std::size_t i = 0; i < gone.size(); ++i) {
        if (!(gone[i] + close >= part)) continue;
        if (gone[i] - close >= part) return time[i];
        for (std::size_t later = i + 1; later < gone.size(); ++later)
            if (gone[later] - close >= part) return (time[i] + time[later]) / 2;
        return (time[i] + time.back()) / 2;
    }
    return std::nan("");
}

}  // namespace

base::Result<SurvivalQuantile> survival_quantile(const SurvivalCurve& curve, double part) {
    if (!(part > 0 && part < 1)) return outside("quantiles", "]0; 1[");
    std::vector<double> gone, gone_lower, gone_upper;
    for (std::size_t t = 0; t < curve.time.size(); ++t) {
        gone.push_back(1 - curve.survival[t]);
        const bool none = curve.survival[t] <= 0;  // there are no limits then
        gone_lower.push_back(none ? std::nan("") : 1 - curve.limits[t].lower);
        gone_upper.push_back(none ? std::nan("") : 1 - curve.limits[t].upper);
    }
    return SurvivalQuantile{time_reached(curve.time, gone, part),
                            time_reached(curve.time, gone_lower, part),
                            time_reached(curve.time, gone_upper, part)};
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
                               const std::vector<std::size_t>& stratum, double rho,
                               const std::vector<double>& scores) {
    const base::Result<void> checked = check_follow_up(data);
    if (!checked) return checked.error();
    if (!(rho >= 0)) return outside("rho", "[0; ∞[");
    if (group.size() != data.stop.size()) return different_lengths("group");
    const std::size_t groups = *std::max_element(group.begin(), group.end()) + 1;
    if (groups < 2) return one_group("group");
    if (!scores.empty() && scores.size() != groups) return different_lengths("scores");
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
    if (scores.empty()) return result;
    double sum = 0, variance = 0;
    for (std::size_t i = 0; i < groups; ++i) {
        sum += scores[i] * (result.observed[i] - result.expected[i]);
        for (std::size_t j = 0; j < groups; ++j)
            variance += scores[i] * scores[j] * result.covariance[i][j];
    }
    if (!(variance > 0)) return constant_variable("scores");
    result.trend_chi_squared = sum * sum / variance;
    result.trend_p = chi_squared_upper(result.trend_chi_squared, 1);
    return result;
}

}  // namespace statistics
