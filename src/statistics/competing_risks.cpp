#include "statistics/competing_risks.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
#include <span>
#include <utility>

#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/squares.h"
#include "statistics/time_order.h"

namespace statistics {
namespace {

// How many leave at one time: for the cause, for another, censored.
struct Leaving {
    double cause = 0, other = 0, censored = 0;
    double events() const { return cause + other; }
    double all() const { return cause + other + censored; }
};

base::Result<void> check(const FollowUp& data, int cause) {
    const base::Result<void> checked = check_follow_up(data);
    if (!checked) return checked.error();
    if (!data.start.empty()) return not_a_case("start", "start", "0");
    if (std::find(data.event.begin(), data.event.end(), cause) == data.event.end())
        return no_events("event " + std::to_string(cause));
    return {};
}

void count(int event, int cause, Leaving& here) {
    (event == 0 ? here.censored : event == cause ? here.cause : here.other) += 1;
}

std::vector<std::pair<double, Leaving>> leaving(const FollowUp& data, int cause) {
    std::vector<std::pair<double, Leaving>> times;
    const std::size_t rows = data.stop.size();
    // Whole numbers, few beside the rows, are counted in a table.
    const Look look = look_at(data.stop.data(), rows);
    if (look.whole && look.most < static_cast<double>(rows)) {
        times.resize(static_cast<std::size_t>(look.most) + 1);
        for (std::size_t row = 0; row < rows; ++row) {
            auto& [time, here] = times[static_cast<std::size_t>(data.stop[row])];
            time = data.stop[row];
            count(data.event[row], cause, here);
        }
        std::erase_if(times, [](const auto& each) { return each.second.all() == 0; });
        return times;
    }
    for (const std::uint32_t row : ascending_order(data.stop)) {
        if (times.empty() || times.back().first != data.stop[row])
            times.emplace_back(data.stop[row], Leaving{});
        count(data.event[row], cause, times.back().second);
    }
    return times;
}

// The derivatives of F and S at a time by the weight of one subject.
struct Influence {
    double incidence = 0, survival = 0;

    // To the next time, for one who is still followed and then leaves or not.
    Influence at(const Leaving& here, double n, double before, double own_cause,
                 double own_any) const {
        const double cause = here.cause / n, all = here.events() / n;
        return {incidence + survival * cause + before * (own_cause - cause) / n,
                survival * (1 - all) - before * (own_any - all) / n};
    }
};

// Σ over subjects of the squared derivative of F(t) by the subject's weight. All who are still
// followed have the same one. Of one who left at s it is c·F(t) + d from then on, with c what the
// survival had then changed by, relatively; so three sums hold all who left.
void fill_errors(const std::vector<Leaving>& moments, IncidenceCurve& curve) {
    double squares = 0, products = 0, own = 0;  // Σc², Σcd, Σd²
    double remaining = curve.at_risk.front(), before = 1;
    Influence present;
    for (std::size_t t = 0; t < moments.size(); ++t) {
        const Leaving& here = moments[t];
        const double n = curve.at_risk[t], f = curve.incidence[t], after = curve.survival[t];
        const auto leave = [&](double many, double own_cause, double own_any) {
            const Influence last = present.at(here, n, before, own_cause, own_any);
            const double c = after > 0 ? last.survival / after : 0, d = last.incidence - c * f;
            squares += many * c * c;
            products += many * c * d;
            own += many * d * d;
        };
        leave(here.censored, 0, 0);
        leave(here.cause, 1, 1);
        leave(here.other, 0, 1);
        present = present.at(here, n, before, 0, 0);
        remaining -= here.all();
        const double sum = f * f * squares + 2 * f * products + own +
                           remaining * present.incidence * present.incidence;
        curve.standard_error.push_back(std::sqrt(std::max(sum, 0.0)));
        before = after;
    }
}

double tie_factor(double events, double at_risk) {
    return events > 1 ? 1 - (events - 1) / (at_risk - 1) : 1;
}

void fill_gray_variance(const std::vector<Leaving>& moments, IncidenceCurve& curve) {
    double before = 1, variance = 0, a_square = 0, a_product = 0, b_square = 0;
    for (std::size_t t = 0; t < moments.size(); ++t) {
        const double n = curve.at_risk[t], after = curve.survival[t], f = curve.incidence[t];
        const double base_size = before * before / (n * n);
        const auto add = [&](double a, double b, double size) {
            a_square += a * a * size;
            a_product += a * b * size;
            b_square += b * b * size;
        };
        if (moments[t].other > 0 && after > 0)
            add(f / after, 1 / after,
                base_size * tie_factor(moments[t].other, n) * moments[t].other);
        if (moments[t].cause > 0) {
            const double b = after > 0 ? 1 / after : 0;
            add(1 + b * f, b, base_size * tie_factor(moments[t].cause, n) * moments[t].cause);
            variance = a_square + f * f * b_square - 2 * f * a_product;
        }
        curve.gray_variance.push_back(variance);
        before = after;
    }
}

}  // namespace

base::Result<IncidenceCurve> cumulative_incidence(const FollowUp& data, int cause) {
    const base::Result<void> checked = check_follow_up(data, false);
    if (!checked) return checked.error();
    if (!data.start.empty()) return not_a_case("start", "start", "0");
    IncidenceCurve curve;
    std::vector<Leaving> moments;
    double n = static_cast<double>(data.stop.size()), survival = 1, incidence = 0;
    for (const auto& [time, here] : leaving(data, cause)) {
        curve.time.push_back(time);
        curve.at_risk.push_back(n);
        incidence += survival * here.cause / n;
        survival *= 1 - here.events() / n;
        curve.incidence.push_back(incidence);
        curve.survival.push_back(survival);
        moments.push_back(here);
        n -= here.all();
    }
    fill_errors(moments, curve);
    fill_gray_variance(moments, curve);
    return curve;
}

namespace {

// One group of Gray's test as time goes: numbers at risk, and its curves just before and at a time.
struct GrayGroup {
    double at_risk = 0;
    double free_before = 1, free = 1;                      // Kaplan–Meier of every cause
    double incidence_before = 0, incidence = 0;            // of the cause
    double risk() const { return at_risk / free_before; }  // the estimate of those still to come
};

class GrayScore {
  public:
    GrayScore(std::size_t groups, double rho)
        : groups_(groups),
          rho_(rho),
          score_(groups, 0.0),
          paid_(groups, groups),
          now_(groups, groups),
          variance_(groups, groups),
          mixed_(groups, groups),
          own_(groups, 0.0) {}

    void enter(std::size_t group) { groups_[group].at_risk += 1; }

    void pass(const std::vector<Leaving>& here) {
        double cause = 0, other = 0;
        for (const Leaving& each : here) {
            cause += each.cause;
            other += each.other;
        }
        if (cause + other > 0) {
            move_curves(here, cause);
            if (cause > 0) add_cause(cause);
            if (other > 0) add_other(here);
        }
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            groups_[i].at_risk -= here[i].all();
            groups_[i].free_before = groups_[i].free;
            groups_[i].incidence_before = groups_[i].incidence;
        }
        pooled_before_ = pooled_;
    }

    // Adds this stratum's score and covariance, of all groups but the last.
    void add_to(std::vector<double>& score, Matrix& covariance) const {
        for (std::size_t i = 0; i < score.size(); ++i) {
            score[i] += score_[i];
            for (std::size_t j = 0; j < score.size(); ++j) {
                covariance(i, j) += variance_(i, j);
                for (std::size_t k = 0; k < groups_.size(); ++k)
                    covariance(i, j) += paid_(i, k) * paid_(j, k) * own_[k] +
                                        paid_(i, k) * mixed_(j, k) + paid_(j, k) * mixed_(i, k);
            }
        }
    }

  private:
    void move_curves(const std::vector<Leaving>& here, double cause) {
        risks_ = 0;
        double still = 0;
        for (std::size_t i = 0; i < groups_.size(); ++i) {
            GrayGroup& group = groups_[i];
            if (group.at_risk <= 0) continue;
            group.free = group.free_before * (1 - here[i].events() / group.at_risk);
            group.incidence =
                group.incidence_before + group.free_before * here[i].cause / group.at_risk;
            risks_ += group.risk();
            still += group.risk() * (1 - group.incidence_before);
        }
        pooled_ = pooled_before_ + cause / risks_;
        const double weight = std::pow(1 - pooled_before_, rho_);
        for (std::size_t i = 0; i < groups_.size(); ++i)
            for (std::size_t j = 0; j < groups_.size(); ++j) {
                const bool both = groups_[i].at_risk > 0 && groups_[j].at_risk > 0;
                const double share = both ? groups_[j].risk() / risks_ : 0;
                now_(i, j) = both ? weight * groups_[i].risk() * ((i == j ? 1 : 0) - share) : 0;
                paid_(i, j) += now_(i, j) * cause / (risks_ * (1 - pooled_before_));
            }
        for (std::size_t i = 0; i < groups_.size(); ++i)
            if (groups_[i].at_risk > 0)
                score_[i] +=
                    weight * (here[i].cause - cause * groups_[i].risk() *
                                                  (1 - groups_[i].incidence_before) / still);
    }

    // What the events of the cause add to the variance through group k.
    void add_cause(double cause) {
        for (std::size_t k = 0; k < groups_.size(); ++k) {
            const GrayGroup& group = groups_[k];
            if (group.at_risk <= 0) continue;
            const double part = group.free > 0 ? 1 - (1 - pooled_) / group.free : 1;
            const double ties = cause > 1 ? 1 - (cause - 1) / (risks_ * group.free_before - 1) : 1;
            const double size = ties * group.free_before * cause / (risks_ * group.at_risk);
            own_[k] += part * part * size;
            for (std::size_t i = 0; i < groups_.size(); ++i) {
                const double left = now_(i, k) - part * paid_(i, k);
                mixed_(i, k) += left * part * size;
                for (std::size_t j = 0; j < groups_.size(); ++j)
                    variance_(i, j) += left * (now_(j, k) - part * paid_(j, k)) * size;
            }
        }
    }

    void add_other(const std::vector<Leaving>& here) {
        for (std::size_t k = 0; k < groups_.size(); ++k) {
            const GrayGroup& group = groups_[k];
            if (group.free <= 0 || here[k].other <= 0) continue;
            const double part = (1 - pooled_) / group.free;
            const double size = tie_factor(here[k].other, group.at_risk) * group.free_before *
                                group.free_before * here[k].other / (group.at_risk * group.at_risk);
            own_[k] += part * part * size;
            for (std::size_t i = 0; i < groups_.size(); ++i) {
                mixed_(i, k) -= part * paid_(i, k) * part * size;
                for (std::size_t j = 0; j < groups_.size(); ++j)
                    variance_(i, j) += part * paid_(i, k) * part * paid_(j, k) * size;
            }
        }
    }

    std::vector<GrayGroup> groups_;
    double rho_;
    std::vector<double> score_;
    Matrix paid_, now_, variance_, mixed_;
    std::vector<double> own_;
    double pooled_before_ = 0, pooled_ = 0, risks_ = 0;
};

}  // namespace

base::Result<GrayTest> gray_test(const FollowUp& data, int cause,
                                 const std::vector<std::size_t>& group, double rho,
                                 const std::vector<std::size_t>& stratum) {
    const base::Result<void> checked = check(data, cause);
    if (!checked) return checked.error();
    if (group.size() != data.stop.size()) return different_lengths("group");
    const std::size_t groups = *std::max_element(group.begin(), group.end()) + 1;
    if (groups < 2) return one_group("group");
    struct Stratum {
        GrayScore score;
        std::map<double, std::vector<Leaving>> times;
    };
    std::map<std::size_t, Stratum> strata;
    for (std::size_t row = 0; row < group.size(); ++row) {
        Stratum& own_stratum = strata
                                   .try_emplace(stratum.empty() ? 0 : stratum[row],
                                                Stratum{GrayScore(groups, rho), {}})
                                   .first->second;
        own_stratum.score.enter(group[row]);
        auto& here = own_stratum.times[data.stop[row]];
        here.resize(groups);
        const int event = data.event[row];
        Leaving& own = here[group[row]];
        (event == 0 ? own.censored : event == cause ? own.cause : own.other) += 1;
    }
    Matrix covariance(groups - 1, groups - 1);
    std::vector<double> score(groups - 1, 0.0);
    for (auto& [name, each] : strata) {
        for (const auto& [time, here] : each.times) each.score.pass(here);
        each.score.add_to(score, covariance);
    }
    const auto inverse = inverse_of_positive(covariance);
    if (!inverse) return not_converged("group");
    const std::vector<double> solved = times(*inverse, score);
    GrayTest test;
    for (std::size_t i = 0; i < score.size(); ++i) test.statistic += solved[i] * score[i];
    test.degrees = static_cast<double>(score.size());
    test.p = chi_squared_upper(test.statistic, test.degrees);
    return test;
}

namespace {

// The rows in the order of time, in pieces of the same time, and each group's censoring curve.
struct Moments {
    std::vector<std::uint32_t> rows;   // which row of the data stands at each place
    std::vector<std::size_t> starts;   // the first place of each time; one more than times
    std::vector<double> free;          // G(t−) of each time and group
    std::vector<std::uint32_t> group;  // of each place, as the next
    std::vector<int> event;

    std::size_t count() const { return starts.size() - 1; }
};

Moments moments_of(const FollowUp& data, const std::vector<std::size_t>& group,
                   std::size_t groups) {
    Moments moments;
    moments.rows = ascending_order(data.stop);
    for (std::size_t place = 0; place < moments.rows.size(); ++place) {
        const std::uint32_t row = moments.rows[place];
        moments.group.push_back(group.empty() ? 0 : static_cast<std::uint32_t>(group[row]));
        moments.event.push_back(data.event[row]);
        if (place == 0 || data.stop[row] != data.stop[moments.rows[place - 1]])
            moments.starts.push_back(place);
    }
    moments.starts.push_back(moments.rows.size());
    std::vector<double> free(groups, 1.0), at_risk(groups, 0.0), censored(groups), leave(groups);
    for (const std::uint32_t each : moments.group) at_risk[each] += 1;
    moments.free.reserve(moments.count() * groups);
    for (std::size_t t = 0; t < moments.count(); ++t) {
        moments.free.insert(moments.free.end(), free.begin(), free.end());
        std::fill(censored.begin(), censored.end(), 0.0);
        std::fill(leave.begin(), leave.end(), 0.0);
        for (std::size_t place = moments.starts[t]; place < moments.starts[t + 1]; ++place) {
            censored[moments.group[place]] += moments.event[place] == 0 ? 1 : 0;
            leave[moments.group[place]] += 1;
        }
        for (std::size_t g = 0; g < groups; ++g) {
            if (at_risk[g] > 0) free[g] *= 1 - censored[g] / at_risk[g];
            at_risk[g] -= leave[g];
            if (at_risk[g] <= 0) free[g] = 0;
        }
    }
    return moments;
}

class Subdistribution {
  public:
    Subdistribution(const FollowUp& data, int cause, const Matrix& x,
                    const SubdistributionOptions& options)
        : data_(data), cause_(cause), columns_(x.columns()), own_events_(options.own_events) {
        const std::vector<std::size_t>& group = options.censoring_group;
        if (!group.empty()) groups_ = *std::max_element(group.begin(), group.end()) + 1;
        moments_ = moments_of(data, group, groups_);
        x_.reserve(x.rows() * columns_);
        for (const std::uint32_t row : moments_.rows)
            for (std::size_t j = 0; j < columns_; ++j) x_.push_back(x(row, j));
    }

    struct Result {
        double log_likelihood = 0;
        std::vector<double> score;
        Matrix information;
        // At each time: the events over the sum at risk, and the mean covariates there.
        std::vector<double> hazard, mean;
    };

    Result at(const std::vector<double>& beta) const {
        Result result;
        result.score.assign(columns_, 0.0);
        result.information = Matrix(columns_, columns_);
        result.hazard.assign(moments_.count(), 0.0);
        result.mean.assign(moments_.count() * columns_, 0.0);
        const std::vector<double> risk = risks(beta);
        std::vector<std::size_t> with_events;
        const std::vector<double> gone = gone_at_events(risk, with_events);
        std::vector<double> sums(width()), later(width(), 0.0);
        std::size_t next = with_events.size();
        for (std::size_t t = moments_.count(); t-- > 0;) {
            for (std::size_t place = moments_.starts[t]; place < moments_.starts[t + 1]; ++place)
                add(place, risk[place], later.data());
            if (next == 0 || with_events[next - 1] != t) continue;
            --next;
            for (std::size_t i = 0; i < sums.size(); ++i)
                sums[i] = later[i] + gone[next * sums.size() + i];
            add_moment(t, sums, risk, result);
        }
        return result;
    }

    // Score residuals with the part from the censoring curve, in the order of time: their
    // crossproduct is the meat.
    Matrix residuals(const std::vector<double>& beta) const {
        const std::vector<double> risk = risks(beta);
        const Result at_beta = at(beta);
        const std::vector<double> piled = piled_hazard(at_beta, false);
        const std::vector<double> counted =
            own_events_ ? piled_hazard(at_beta, true) : std::vector<double>();
        const double* const for_censoring = own_events_ ? counted.data() : piled.data();
        const std::size_t last = moments_.count() * piled_width();
        const double* const end = piled.data() + last;
        Matrix residuals(moments_.rows.size(), columns_);
        // By group of censoring: another cause before this time, over G; the part of censoring.
        std::vector<double> gone(groups_ * (1 + columns_), 0.0), at_risk(groups_, 0.0),
            censored(groups_), q(groups_ * columns_), censoring(groups_ * columns_, 0.0);
        for (const std::uint32_t group : moments_.group) at_risk[group] += 1;
        for (std::size_t t = 0; t < moments_.count(); ++t) {
            const double* const now = piled.data() + t * piled_width();
            fill_still_counted(gone, for_censoring + t * piled_width(), for_censoring + last, q);
            std::fill(censored.begin(), censored.end(), 0.0);
            for (std::size_t place = moments_.starts[t]; place < moments_.starts[t + 1]; ++place)
                censored[moments_.group[place]] += moments_.event[place] == 0 ? 1 : 0;
            for (std::size_t g = 0; g < groups_; ++g)
                for (std::size_t j = 0; j < columns_ && censored[g] > 0; ++j)
                    censoring[g * columns_ + j] -=
                        censored[g] * q[g * columns_ + j] / (at_risk[g] * at_risk[g]);
            for (std::size_t place = moments_.starts[t]; place < moments_.starts[t + 1]; ++place) {
                const std::size_t g = moments_.group[place];
                add_residual(place, t, risk[place], at_beta, now + piled_width(), end, residuals);
                for (std::size_t j = 0; j < columns_; ++j)
                    residuals(place, j) +=
                        censoring[g * columns_ + j] +
                        (moments_.event[place] == 0 ? q[g * columns_ + j] / at_risk[g] : 0);
            }
            for (std::size_t place = moments_.starts[t]; place < moments_.starts[t + 1]; ++place)
                leave(place, t, risk[place], gone, at_risk);
        }
        return residuals;
    }

    // Times of events, and the hazard up to each for covariates 0 of `x`.
    void fill_baseline(const std::vector<double>& beta, SubdistributionFit& fit) const {
        const Result at_beta = at(beta);
        double hazard = 0;
        for (std::size_t t = 0; t < moments_.count(); ++t) {
            if (at_beta.hazard[t] == 0) continue;
            hazard += at_beta.hazard[t];
            fit.hazard_times.push_back(data_.stop[moments_.rows[moments_.starts[t]]]);
            fit.baseline_hazard.push_back(hazard);
        }
    }

  private:
    // Sums over rows of r, rx and the lower half of rxx', one after the other.
    std::size_t width() const { return 1 + columns_ + columns_ * (columns_ + 1) / 2; }
    // Up to a time: Σ h, Σ h·mean, and for each group of censoring both times G(t−).
    std::size_t piled_width() const { return (1 + groups_) * (1 + columns_); }

    const double* covariates(std::size_t place) const { return x_.data() + place * columns_; }
    double free_of(std::size_t group, std::size_t t) const {
        return moments_.free[t * groups_ + group];
    }
    bool is_other(std::size_t place) const {
        return moments_.event[place] != 0 && moments_.event[place] != cause_;
    }

    std::vector<double> risks(const std::vector<double>& beta) const {
        std::vector<double> result(moments_.rows.size());
        for (std::size_t place = 0; place < result.size(); ++place) {
            const double* const x = covariates(place);
            double predictor = 0;
            for (std::size_t j = 0; j < columns_; ++j) predictor += beta[j] * x[j];
            result[place] = std::exp(predictor);
        }
        return result;
    }

    void add(std::size_t place, double risk, double* sums) const {
        const double* const x = covariates(place);
        *sums++ += risk;
        for (std::size_t i = 0; i < columns_; ++i) *sums++ += risk * x[i];
        for (std::size_t i = 0; i < columns_; ++i) {
            const double part = risk * x[i];
            for (std::size_t j = 0; j <= i; ++j) *sums++ += part * x[j];
        }
    }

    // Those who had another cause, by weight over their own G, piled up in time, and at each time
    // of an event times the G of then.
    std::vector<double> gone_at_events(const std::vector<double>& risk,
                                       std::vector<std::size_t>& with_events) const {
        std::vector<double> gone, piled(groups_ * width(), 0.0);
        for (std::size_t t = 0; t < moments_.count(); ++t) {
            const std::size_t from = moments_.starts[t], to = moments_.starts[t + 1];
            const auto events = std::span(moments_.event).subspan(from, to - from);
            if (std::find(events.begin(), events.end(), cause_) != events.end()) {
                with_events.push_back(t);
                const std::size_t first = gone.size();
                gone.resize(first + width(), 0.0);
                for (std::size_t g = 0; g < groups_; ++g)
                    for (std::size_t i = 0; i < width(); ++i)
                        gone[first + i] += free_of(g, t) * piled[g * width() + i];
            }
            for (std::size_t place = from; place < to; ++place) {
                const std::size_t g = moments_.group[place];
                if (is_other(place))
                    add(place, risk[place] / free_of(g, t), piled.data() + g * width());
            }
        }
        return gone;
    }

    void add_moment(std::size_t t, const std::vector<double>& sums, const std::vector<double>& risk,
                    Result& result) const {
        const double bottom = sums[0];
        double events = 0;
        for (std::size_t place = moments_.starts[t]; place < moments_.starts[t + 1]; ++place) {
            if (moments_.event[place] != cause_) continue;
            events += 1;
            result.log_likelihood += std::log(risk[place]);
            for (std::size_t j = 0; j < columns_; ++j) result.score[j] += covariates(place)[j];
        }
        result.log_likelihood -= events * std::log(bottom);
        result.hazard[t] = events / bottom;
        double* const mean = result.mean.data() + t * columns_;
        for (std::size_t j = 0; j < columns_; ++j) mean[j] = sums[1 + j] / bottom;
        const double* two = sums.data() + 1 + columns_;
        for (std::size_t i = 0; i < columns_; ++i) {
            result.score[i] -= events * mean[i];
            for (std::size_t j = 0; j <= i; ++j) {
                const double part = events * (*two++ / bottom - mean[i] * mean[j]);
                result.information(i, j) += part;
                if (i != j) result.information(j, i) += part;
            }
        }
    }

    // The part of a time's events that are of this group.
    double own_share(std::size_t group, std::size_t t) const {
        double own = 0, all = 0;
        for (std::size_t place = moments_.starts[t]; place < moments_.starts[t + 1]; ++place) {
            if (moments_.event[place] != cause_) continue;
            all += 1;
            own += moments_.group[place] == group ? 1 : 0;
        }
        return own / all;
    }

    std::vector<double> piled_hazard(const Result& at_beta, bool own_events) const {
        const std::size_t wide = piled_width();
        std::vector<double> piled((moments_.count() + 1) * wide, 0.0);
        for (std::size_t t = 0; t < moments_.count(); ++t) {
            double* const next = piled.data() + (t + 1) * wide;
            std::copy_n(next - wide, wide, next);
            const double* const mean = at_beta.mean.data() + t * columns_;
            for (std::size_t part = 0; part <= groups_ && at_beta.hazard[t] != 0; ++part) {
                double h = at_beta.hazard[t] * (part == 0 ? 1 : free_of(part - 1, t));
                if (own_events && part > 0) h *= own_share(part - 1, t);
                double* const to = next + part * (1 + columns_);
                to[0] += h;
                for (std::size_t j = 0; j < columns_; ++j) to[1 + j] += h * mean[j];
            }
        }
        return piled;
    }

    // What those of each group who had another cause still add to the score from here on.
    void fill_still_counted(const std::vector<double>& gone, const double* now, const double* end,
                            std::vector<double>& q) const {
        for (std::size_t g = 0; g < groups_; ++g) {
            const std::size_t at = (1 + g) * (1 + columns_);
            const double* const sums = gone.data() + g * (1 + columns_);
            for (std::size_t j = 0; j < columns_; ++j)
                q[g * columns_ + j] = sums[1 + j] * (end[at] - now[at]) -
                                      sums[0] * (end[at + 1 + j] - now[at + 1 + j]);
        }
    }

    // The row's own part of the score; `after` holds what is piled up to its time and at it.
    void add_residual(std::size_t place, std::size_t t, double risk, const Result& at_beta,
                      const double* after, const double* end, Matrix& residuals) const {
        const double* const x = covariates(place);
        const std::size_t g = moments_.group[place], at = (1 + g) * (1 + columns_);
        for (std::size_t j = 0; j < columns_; ++j) {
            double value = -risk * (x[j] * after[0] - after[1 + j]);
            if (moments_.event[place] == cause_) value += x[j] - at_beta.mean[t * columns_ + j];
            if (is_other(place))
                value -= risk / free_of(g, t) *
                         (x[j] * (end[at] - after[at]) - (end[at + 1 + j] - after[at + 1 + j]));
            residuals(place, j) += value;
        }
    }

    void leave(std::size_t place, std::size_t t, double risk, std::vector<double>& gone,
               std::vector<double>& at_risk) const {
        const std::size_t g = moments_.group[place];
        at_risk[g] -= 1;
        if (!is_other(place)) return;
        const double weight = risk / free_of(g, t);
        double* const sums = gone.data() + g * (1 + columns_);
        sums[0] += weight;
        for (std::size_t j = 0; j < columns_; ++j) sums[1 + j] += weight * covariates(place)[j];
    }

    const FollowUp& data_;
    int cause_;
    std::size_t columns_, groups_ = 1;
    bool own_events_;
    Moments moments_;
    std::vector<double> x_;  // row by row, in the order of time
};

}  // namespace

base::Result<SubdistributionFit> fit_subdistribution(const FollowUp& data, int cause,
                                                     const Matrix& x,
                                                     const std::vector<std::string>& names,
                                                     const SubdistributionOptions& options) {
    const base::Result<void> checked = check(data, cause);
    if (!checked) return checked.error();
    if (x.rows() != data.stop.size() || x.columns() == 0) return different_lengths("terms");
    if (!options.censoring_group.empty() && options.censoring_group.size() != data.stop.size())
        return different_lengths("censoring_group");
    Matrix centred = x;
    std::vector<double> means;
    for (std::size_t j = 0; j < x.columns(); ++j) {
        const auto column = centred.column(j);
        double mean = 0;
        for (const double value : column) {
            if (!std::isfinite(value)) return not_finite(names[j]);
            mean += value / static_cast<double>(x.rows());
        }
        const auto [low, high] = std::ranges::minmax(column);
        if (low == high) return constant_variable(names[j]);
        for (double& value : column) value -= mean;
        means.push_back(mean);
    }
    const Subdistribution model(data, cause, centred, options);
    SubdistributionFit fit;
    fit.names = names;
    fit.coefficients.assign(x.columns(), 0.0);
    fit.events = static_cast<std::size_t>(std::count(data.event.begin(), data.event.end(), cause));
    if (fit.events <= x.columns()) return too_few("event", fit.events, x.columns() + 1);
    Subdistribution::Result now = model.at(fit.coefficients);
    fit.log_likelihood_none = now.log_likelihood;
    bool settled = false;
    for (int turn = 1; turn <= 60 && !settled; ++turn) {
        const auto inverse = inverse_of_positive(now.information);
        if (!inverse) return collinear_variable(names.back());
        const std::vector<double> step = times(*inverse, now.score);
        double gain = 0;
        for (std::size_t j = 0; j < step.size(); ++j) gain += step[j] * now.score[j];
        settled = gain < 1e-16 * (1 + std::abs(now.log_likelihood));
        double factor = 1;
        for (int half = 0; half < 30; ++half, factor /= 2) {
            std::vector<double> candidate = fit.coefficients;
            for (std::size_t j = 0; j < step.size(); ++j) candidate[j] += factor * step[j];
            Subdistribution::Result next = model.at(candidate);
            if (!std::isfinite(next.log_likelihood) ||
                next.log_likelihood <
                    now.log_likelihood - 1e-12 * (1 + std::abs(now.log_likelihood)))
                continue;
            fit.coefficients = std::move(candidate);
            now = std::move(next);
            break;
        }
        fit.iterations = turn;
    }
    if (!settled) return separated_variable(names.front());
    const auto inverse = inverse_of_positive(now.information);
    if (!inverse) return not_converged("fine_gray");
    fit.model_covariance = *inverse;
    fit.log_likelihood = now.log_likelihood;
    const Matrix influence = product(model.residuals(fit.coefficients), *inverse);
    fit.covariance = transposed_product(influence, influence);
    model.fill_baseline(fit.coefficients, fit);
    double shift = 0;
    for (std::size_t j = 0; j < means.size(); ++j) shift += fit.coefficients[j] * means[j];
    for (double& hazard : fit.baseline_hazard) hazard *= std::exp(-shift);
    return fit;
}

namespace {

// The censoring curve between censorings: `free[k]` holds after `cuts[k − 1]` up to and at
// `cuts[k]`.
struct CensoringSteps {
    std::vector<double> cuts, free;
};

CensoringSteps censoring_steps(const FollowUp& data) {
    std::map<double, std::pair<double, double>> times;  // events, censorings
    for (std::size_t row = 0; row < data.stop.size(); ++row)
        (data.event[row] != 0 ? times[data.stop[row]].first : times[data.stop[row]].second) += 1;
    CensoringSteps steps;
    double at_risk = static_cast<double>(data.stop.size()), free = 1;
    for (const auto& [time, counts] : times) {
        if (counts.second > 0) {
            steps.cuts.push_back(time);
            steps.free.push_back(free);
            free *= 1 - counts.second / (at_risk - counts.first);
        }
        at_risk -= counts.first + counts.second;
    }
    steps.cuts.push_back(times.rbegin()->first);
    steps.free.push_back(free);
    return steps;
}

}  // namespace

base::Result<WeightedRows> weighted_rows(const FollowUp& data, int cause) {
    const base::Result<void> checked = check(data, cause);
    if (!checked) return checked.error();
    const CensoringSteps steps = censoring_steps(data);
    const auto interval_of = [&](double time) {
        return static_cast<std::size_t>(
            std::lower_bound(steps.cuts.begin(), steps.cuts.end(), time) - steps.cuts.begin());
    };
    std::vector<bool> holds_event(steps.cuts.size() + 1, false);
    for (std::size_t row = 0; row < data.stop.size(); ++row)
        if (data.event[row] == cause) holds_event[interval_of(data.stop[row])] = true;
    WeightedRows rows;
    const auto add = [&](std::size_t row, double start, double stop, int event, double weight) {
        rows.times.start.push_back(start);
        rows.times.stop.push_back(stop);
        rows.times.event.push_back(event);
        rows.weights.push_back(weight);
        rows.origin.push_back(row);
    };
    for (std::size_t row = 0; row < data.stop.size(); ++row) {
        const bool other = data.event[row] != 0 && data.event[row] != cause;
        const std::size_t first = interval_of(data.stop[row]);
        add(row, 0, other ? steps.cuts[first] : data.stop[row], data.event[row] == cause ? 1 : 0,
            1);
        for (std::size_t k = first + 1; other && k < steps.cuts.size(); ++k)
            if (holds_event[k] && steps.free[k] > 0 && steps.cuts[k] > steps.cuts[k - 1])
                add(row, steps.cuts[k - 1], steps.cuts[k], 0, steps.free[k] / steps.free[first]);
    }
    return rows;
}

}  // namespace statistics
