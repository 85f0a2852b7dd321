#include "statistics/competing_risks.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <numeric>
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
    const double last = most_of(data.stop.data(), rows);
    if (last < static_cast<double>(rows) && all_whole(data.stop.data(), rows)) {
        times.resize(static_cast<std::size_t>(last) + 1);
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

// One distinct time: which rows leave there, and each group's censoring curve just before it.
struct Moment {
    double time = 0;
    std::vector<double> free;  // G(t−)
    std::vector<std::size_t> rows;
};

std::vector<Moment> moments_of(const FollowUp& data, const std::vector<std::size_t>& group,
                               std::size_t groups) {
    std::map<double, std::vector<std::size_t>> times;
    for (std::size_t row = 0; row < data.stop.size(); ++row) times[data.stop[row]].push_back(row);
    std::vector<Moment> moments;
    std::vector<double> free(groups, 1.0), at_risk(groups, 0.0);
    for (const std::size_t each : group) at_risk[each] += 1;
    for (auto& [time, rows] : times) {
        std::vector<double> censored(groups, 0.0), leave(groups, 0.0);
        for (const std::size_t row : rows) {
            censored[group[row]] += data.event[row] == 0 ? 1 : 0;
            leave[group[row]] += 1;
        }
        moments.push_back({time, free, std::move(rows)});
        for (std::size_t g = 0; g < groups; ++g) {
            if (at_risk[g] > 0) free[g] *= 1 - censored[g] / at_risk[g];
            at_risk[g] -= leave[g];
            if (at_risk[g] <= 0) free[g] = 0;
        }
    }
    return moments;
}

// Sums over rows of r, rx and rxx'.
struct RiskSums {
    double zero = 0;
    std::vector<double> one;
    Matrix two;

    explicit RiskSums(std::size_t columns) : one(columns, 0.0), two(columns, columns) {}
    void add(const Matrix& x, std::size_t row, double risk) {
        zero += risk;
        for (std::size_t i = 0; i < one.size(); ++i) {
            one[i] += risk * x(row, i);
            for (std::size_t j = 0; j < one.size(); ++j) two(i, j) += risk * x(row, i) * x(row, j);
        }
    }
    void add(const RiskSums& other, double factor) {
        zero += factor * other.zero;
        for (std::size_t i = 0; i < one.size(); ++i) {
            one[i] += factor * other.one[i];
            for (std::size_t j = 0; j < one.size(); ++j) two(i, j) += factor * other.two(i, j);
        }
    }
};

class Subdistribution {
  public:
    Subdistribution(const FollowUp& data, int cause, const Matrix& x,
                    const std::vector<std::size_t>& censoring_group)
        : data_(data), cause_(cause), x_(x), group_(censoring_group) {
        if (group_.empty()) group_.assign(data.stop.size(), 0);
        groups_ = *std::max_element(group_.begin(), group_.end()) + 1;
        moments_ = moments_of(data, group_, groups_);
    }

    struct Result {
        double log_likelihood = 0;
        std::vector<double> score;
        Matrix information;
        // At each moment: the events over the sum at risk, and the mean covariates there.
        std::vector<double> hazard;
        std::vector<std::vector<double>> mean;
    };

    std::vector<double> risks(const std::vector<double>& beta) const {
        std::vector<double> result = times(x_, beta);
        for (double& value : result) value = std::exp(value);
        return result;
    }

    Result at(const std::vector<double>& beta) const {
        const std::size_t columns = x_.columns();
        const std::vector<double> risk = risks(beta);
        Result result;
        result.score.assign(columns, 0.0);
        result.information = Matrix(columns, columns);
        result.hazard.assign(moments_.size(), 0.0);
        result.mean.assign(moments_.size(), {});
        // Those who had another cause, by weight over their own G, piled up in time, and at each
        // time of an event times the G of then.
        std::vector<RiskSums> gone, piled(groups_, RiskSums(columns));
        std::vector<std::size_t> with_events;
        for (std::size_t t = 0; t < moments_.size(); ++t) {
            bool any = false;
            for (const std::size_t row : moments_[t].rows) any = any || data_.event[row] == cause_;
            if (any) {
                with_events.push_back(t);
                gone.emplace_back(columns);
                for (std::size_t g = 0; g < groups_; ++g)
                    gone.back().add(piled[g], moments_[t].free[g]);
            }
            for (const std::size_t row : moments_[t].rows)
                if (data_.event[row] != 0 && data_.event[row] != cause_)
                    piled[group_[row]].add(x_, row, risk[row] / free_of(row, t));
        }
        RiskSums later(columns);
        std::size_t next = with_events.size();
        for (std::size_t t = moments_.size(); t-- > 0;) {
            for (const std::size_t row : moments_[t].rows) later.add(x_, row, risk[row]);
            if (next == 0 || with_events[next - 1] != t) continue;
            --next;
            add_moment(t, later, gone[next], risk, result);
        }
        return result;
    }

    // Score residuals with the part from the censoring curve: their crossproduct is the meat.
    Matrix residuals(const std::vector<double>& beta) const {
        const std::size_t columns = x_.columns(), count = moments_.size();
        const std::vector<double> risk = risks(beta);
        const Result at_beta = at(beta);
        const std::vector<Piled> piled = piled_hazard(at_beta);
        const Piled& end = piled[count];
        Matrix residuals(x_.rows(), columns);
        // By group of censoring: another cause before this time, over G; the part of censoring.
        std::vector<RiskSums> gone(groups_, RiskSums(columns));
        std::vector<double> at_risk(groups_, 0.0);
        for (const std::size_t group : group_) at_risk[group] += 1;
        Matrix censoring(columns, groups_), q(columns, groups_);
        for (std::size_t t = 0; t < count; ++t) {
            std::vector<double> censored(groups_, 0.0);
            for (const std::size_t row : moments_[t].rows)
                censored[group_[row]] += data_.event[row] == 0 ? 1 : 0;
            fill_still_counted(gone, piled[t], end, q);
            for (std::size_t g = 0; g < groups_; ++g)
                for (std::size_t j = 0; j < columns && at_risk[g] > 0; ++j)
                    censoring(j, g) -= censored[g] * q(j, g) / (at_risk[g] * at_risk[g]);
            for (const std::size_t row : moments_[t].rows)
                for (std::size_t j = 0; j < columns; ++j) {
                    const std::size_t g = group_[row];
                    const double x = x_(row, j);
                    double value = -risk[row] * (x * piled[t + 1].all - piled[t + 1].mean[j]);
                    const int event = data_.event[row];
                    if (event == cause_) value += x - at_beta.mean[t][j];
                    if (event != 0 && event != cause_)
                        value -= risk[row] / free_of(row, t) *
                                 (x * (end.free[g] - piled[t + 1].free[g]) -
                                  (end.free_mean(j, g) - piled[t + 1].free_mean(j, g)));
                    value += censoring(j, g) + (event == 0 ? q(j, g) / at_risk[g] : 0);
                    residuals(row, j) = value;
                }
            for (const std::size_t row : moments_[t].rows) {
                if (data_.event[row] != 0 && data_.event[row] != cause_)
                    gone[group_[row]].add(x_, row, risk[row] / free_of(row, t));
                at_risk[group_[row]] -= 1;
            }
        }
        return residuals;
    }

    // Times of events, and the hazard up to each for covariates 0 of `x`.
    void fill_baseline(const std::vector<double>& beta, SubdistributionFit& fit) const {
        const Result at_beta = at(beta);
        double hazard = 0;
        for (std::size_t t = 0; t < moments_.size(); ++t) {
            if (at_beta.hazard[t] == 0) continue;
            hazard += at_beta.hazard[t];
            fit.hazard_times.push_back(moments_[t].time);
            fit.baseline_hazard.push_back(hazard);
        }
    }

  private:
    // Up to a time: Σ h, Σ h·mean, and by group of censoring both times G(t−).
    struct Piled {
        double all = 0;
        std::vector<double> mean, free;
        Matrix free_mean;
    };

    std::vector<Piled> piled_hazard(const Result& at_beta) const {
        const std::size_t columns = x_.columns();
        std::vector<Piled> piled{{0, std::vector<double>(columns, 0.0),
                                  std::vector<double>(groups_, 0.0), Matrix(columns, groups_)}};
        for (std::size_t t = 0; t < moments_.size(); ++t) {
            Piled next = piled.back();
            const double h = at_beta.hazard[t];
            next.all += h;
            for (std::size_t g = 0; g < groups_ && h != 0; ++g)
                next.free[g] += h * moments_[t].free[g];
            for (std::size_t j = 0; j < columns && h != 0; ++j) {
                next.mean[j] += h * at_beta.mean[t][j];
                for (std::size_t g = 0; g < groups_; ++g)
                    next.free_mean(j, g) += h * moments_[t].free[g] * at_beta.mean[t][j];
            }
            piled.push_back(std::move(next));
        }
        return piled;
    }

    // What those of each group who had another cause still add to the score from here on.
    void fill_still_counted(const std::vector<RiskSums>& gone, const Piled& now, const Piled& end,
                            Matrix& q) const {
        for (std::size_t j = 0; j < x_.columns(); ++j)
            for (std::size_t g = 0; g < groups_; ++g)
                q(j, g) = gone[g].one[j] * (end.free[g] - now.free[g]) -
                          gone[g].zero * (end.free_mean(j, g) - now.free_mean(j, g));
    }

    double free_of(std::size_t row, std::size_t t) const { return moments_[t].free[group_[row]]; }

    void add_moment(std::size_t t, const RiskSums& later, const RiskSums& gone,
                    const std::vector<double>& risk, Result& result) const {
        const std::size_t columns = x_.columns();
        const double bottom = later.zero + gone.zero;
        double events = 0;
        for (const std::size_t row : moments_[t].rows) {
            if (data_.event[row] != cause_) continue;
            events += 1;
            result.log_likelihood += std::log(risk[row]);
            for (std::size_t j = 0; j < columns; ++j) result.score[j] += x_(row, j);
        }
        result.log_likelihood -= events * std::log(bottom);
        result.hazard[t] = events / bottom;
        std::vector<double>& mean = result.mean[t];
        for (std::size_t j = 0; j < columns; ++j)
            mean.push_back((later.one[j] + gone.one[j]) / bottom);
        for (std::size_t i = 0; i < columns; ++i) {
            result.score[i] -= events * mean[i];
            for (std::size_t j = 0; j < columns; ++j)
                result.information(i, j) +=
                    events * ((later.two(i, j) + gone.two(i, j)) / bottom - mean[i] * mean[j]);
        }
    }

    const FollowUp& data_;
    int cause_;
    const Matrix& x_;
    std::vector<std::size_t> group_;
    std::size_t groups_ = 1;
    std::vector<Moment> moments_;
};

}  // namespace

base::Result<SubdistributionFit> fit_subdistribution(
    const FollowUp& data, int cause, const Matrix& x, const std::vector<std::string>& names,
    const std::vector<std::size_t>& censoring_group) {
    const base::Result<void> checked = check(data, cause);
    if (!checked) return checked.error();
    if (x.rows() != data.stop.size() || x.columns() == 0) return different_lengths("terms");
    if (!censoring_group.empty() && censoring_group.size() != data.stop.size())
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
    const Subdistribution model(data, cause, centred, censoring_group);
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
