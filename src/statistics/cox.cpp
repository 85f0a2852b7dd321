#include "statistics/cox.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <numeric>
#include <optional>

#include "statistics/cox_sums.h"
#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/refusals.h"
#include "statistics/squares.h"

namespace statistics {
namespace {

// Sums over those at risk of r, rx and rxx', with r the relative risk.
struct Sums {
    double zero = 0;
    std::vector<double> one;
    std::vector<double> two;  // the lower triangle, row by row

    explicit Sums(std::size_t columns) : one(columns, 0.0), two(columns * (columns + 1) / 2, 0.0) {}
    void add(const double* x, double risk) {
        zero += risk;
        std::size_t at = 0;
        for (std::size_t i = 0; i < one.size(); ++i) {
            const double weighted = risk * x[i];
            one[i] += weighted;
            for (std::size_t j = 0; j <= i; ++j) two[at++] += weighted * x[j];
        }
    }
};

// One event time of one stratum.
struct EventTime {
    std::size_t stratum = 0;
    double time = 0;
    std::vector<std::size_t> events;
    double mean_weight = 1;  // of `events`
    const Sums* at_risk = nullptr;
    const Sums* tied = nullptr;                           // those of `events`
    const std::vector<std::size_t>* risk_rows = nullptr;  // for exact ties only
};

// Rows in the orders that the passes need, and centred covariates stored row by row.
class Engine {
  public:
    Engine(const CoxData& data, Ties ties) : data_(data), ties_(ties), columns_(data.x.columns()) {
        const std::size_t rows = data.times.stop.size();
        means_.assign(columns_, 0.0);
        for (std::size_t j = 0; j < columns_; ++j) {
            for (const double value : data.x.column(j)) means_[j] += value;
            means_[j] /= static_cast<double>(rows);
        }
        centred_.resize(rows * columns_);
        for (std::size_t j = 0; j < columns_; ++j)
            for (std::size_t i = 0; i < rows; ++i)
                centred_[i * columns_ + j] = data.x(i, j) - means_[j];
        std::map<std::size_t, std::vector<std::size_t>> strata;
        for (std::size_t i = 0; i < rows; ++i)
            strata[data.stratum.empty() ? 0 : data.stratum[i]].push_back(i);
        for (auto& [name, members] : strata) by_stop_.push_back(std::move(members));
        for (auto& members : by_stop_) {
            by_start_.push_back(members);
            std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
                return data.times.stop[a] > data.times.stop[b];
            });
            if (data.times.start.empty()) continue;
            std::stable_sort(by_start_.back().begin(), by_start_.back().end(),
                             [&](std::size_t a, std::size_t b) {
                                 return data.times.start[a] > data.times.start[b];
                             });
        }
    }

    const double* x(std::size_t row) const { return centred_.data() + row * columns_; }
    const std::vector<double>& means() const { return means_; }
    std::size_t columns() const { return columns_; }

    std::vector<double> predictors(const std::vector<double>& beta) const {
        std::vector<double> result(data_.times.stop.size(), 0.0);
        for (std::size_t i = 0; i < result.size(); ++i)
            for (std::size_t j = 0; j < columns_; ++j) result[i] += beta[j] * x(i)[j];
        for (std::size_t i = 0; i < result.size(); ++i) result[i] += data_.offset_of(i);
        return result;
    }

    // The relative risks, times the weights.
    std::vector<double> risks(const std::vector<double>& predictors) const {
        std::vector<double> result;
        result.reserve(predictors.size());
        for (std::size_t i = 0; i < predictors.size(); ++i)
            result.push_back(data_.weight_of(i) * std::exp(predictors[i]));
        return result;
    }

    // Calls `visit` at every event time, from the last to the first, stratum by stratum.
    void walk(const std::vector<double>& risks,
              const std::function<void(const EventTime&)>& visit) const {
        for (std::size_t stratum = 0; stratum < by_stop_.size(); ++stratum)
            walk_stratum(stratum, risks, visit);
    }

  private:
    void walk_stratum(std::size_t stratum, const std::vector<double>& risks,
                      const std::function<void(const EventTime&)>& visit) const {
        const auto& order = by_stop_[stratum];
        const auto& starts = by_start_[stratum];
        const FollowUp& times = data_.times;
        Sums at_risk(columns_);
        std::vector<std::size_t> present;
        std::size_t removed = 0;
        for (std::size_t from = 0; from < order.size();) {
            EventTime moment;
            moment.stratum = stratum;
            moment.time = times.stop[order[from]];
            Sums tied(columns_);
            std::size_t to = from;
            for (; to < order.size() && times.stop[order[to]] == moment.time; ++to) {
                const std::size_t row = order[to];
                at_risk.add(x(row), risks[row]);
                if (ties_ == Ties::exact) present.push_back(row);
                if (times.event[row] == 0) continue;
                moment.events.push_back(row);
                tied.add(x(row), risks[row]);
            }
            from = to;
            if (moment.events.empty()) continue;
            if (!times.start.empty()) {
                for (; removed < starts.size() && times.start[starts[removed]] >= moment.time;
                     ++removed)
                    at_risk.add(x(starts[removed]), -risks[starts[removed]]);
                std::erase_if(present,
                              [&](std::size_t row) { return times.start[row] >= moment.time; });
            }
            moment.mean_weight = 0;
            for (const std::size_t row : moment.events)
                moment.mean_weight +=
                    data_.weight_of(row) / static_cast<double>(moment.events.size());
            moment.at_risk = &at_risk;
            moment.tied = &tied;
            moment.risk_rows = &present;
            visit(moment);
        }
    }

    const CoxData& data_;
    Ties ties_;
    std::size_t columns_;
    std::vector<double> means_, centred_;
    std::vector<std::vector<std::size_t>> by_stop_, by_start_;
};

struct Derivatives {
    double log_likelihood = 0;
    std::vector<double> score;
    Matrix information;

    explicit Derivatives(std::size_t columns)
        : score(columns, 0.0), information(columns, columns) {}
};

// How much of the tied events' own risk is taken out at the k-th of d: all stay under Breslow.
double removed_share(Ties ties, std::size_t k, std::size_t d) {
    return ties == Ties::efron ? static_cast<double>(k) / static_cast<double>(d) : 0;
}

void add_moment(const EventTime& moment, Ties ties, Derivatives& sums) {
    const std::size_t columns = sums.score.size();
    const std::size_t d = moment.events.size();
    for (std::size_t k = 0; k < d; ++k) {
        const double share = removed_share(ties, k, d);
        const double bottom = moment.at_risk->zero - share * moment.tied->zero;
        sums.log_likelihood -= moment.mean_weight * std::log(bottom);
        std::size_t at = 0;
        for (std::size_t i = 0; i < columns; ++i) {
            const double mean_i = (moment.at_risk->one[i] - share * moment.tied->one[i]) / bottom;
            sums.score[i] -= moment.mean_weight * mean_i;
            for (std::size_t j = 0; j <= i; ++j, ++at) {
                const double mean_j =
                    (moment.at_risk->one[j] - share * moment.tied->one[j]) / bottom;
                const double part =
                    moment.mean_weight *
                    ((moment.at_risk->two[at] - share * moment.tied->two[at]) / bottom -
                     mean_i * mean_j);
                sums.information(i, j) += part;
                if (i != j) sums.information(j, i) += part;
            }
        }
    }
}

// log Σ over all sets of d rows of the product of their risks, with derivatives, by the recursion
// of Gail, Lubin and Rubinstein (1981, Biometrika 68:703).
void add_exact(const EventTime& moment, const Engine& engine, const std::vector<double>& risks,
               Derivatives& sums) {
    const std::size_t columns = sums.score.size(), d = moment.events.size();
    std::vector<Sums> sets(d + 1, Sums(columns));
    sets[0].zero = 1;
    for (const std::size_t row : *moment.risk_rows) {
        const double* x = engine.x(row);
        for (std::size_t size = d; size >= 1; --size) {
            const Sums& less = sets[size - 1];
            Sums& here = sets[size];
            std::size_t at = 0;
            for (std::size_t i = 0; i < columns; ++i)
                for (std::size_t j = 0; j <= i; ++j, ++at)
                    here.two[at] += risks[row] * (less.two[at] + x[i] * less.one[j] +
                                                  x[j] * less.one[i] + x[i] * x[j] * less.zero);
            for (std::size_t i = 0; i < columns; ++i)
                here.one[i] += risks[row] * (less.one[i] + x[i] * less.zero);
            here.zero += risks[row] * less.zero;
        }
    }
    const Sums& all = sets[d];
    sums.log_likelihood -= std::log(all.zero);
    std::size_t at = 0;
    for (std::size_t i = 0; i < columns; ++i) {
        sums.score[i] -= all.one[i] / all.zero;
        for (std::size_t j = 0; j <= i; ++j, ++at) {
            const double part =
                all.two[at] / all.zero - all.one[i] / all.zero * all.one[j] / all.zero;
            sums.information(i, j) += part;
            if (i != j) sums.information(j, i) += part;
        }
    }
}

Derivatives exact_derivatives(const Engine& engine, const std::vector<double>& beta) {
    Derivatives sums(engine.columns());
    const std::vector<double> predictors = engine.predictors(beta);
    const std::vector<double> risks = engine.risks(predictors);
    engine.walk(risks, [&](const EventTime& moment) {
        for (const std::size_t row : moment.events) {
            sums.log_likelihood += predictors[row];
            for (std::size_t j = 0; j < sums.score.size(); ++j) sums.score[j] += engine.x(row)[j];
        }
        add_exact(moment, engine, risks, sums);
    });
    return sums;
}

double quadratic(const std::vector<double>& vector, const Matrix& matrix) {
    const std::vector<double> product = times(matrix, vector);
    double sum = 0;
    for (std::size_t i = 0; i < vector.size(); ++i) sum += vector[i] * product[i];
    return sum;
}

void fill_residuals(const CoxData& data, const CoxSums& sums, CoxFit& fit) {
    fit.martingale = sums.martingale();
    fit.deviance_residuals.reserve(fit.martingale.size());
    for (std::size_t row = 0; row < fit.martingale.size(); ++row) {
        const double martingale = fit.martingale[row];
        const double inside =
            martingale + (data.times.event[row] != 0 ? std::log(1 - martingale) : 0);
        fit.deviance_residuals.push_back(
            std::copysign(std::sqrt(std::max(0.0, -2 * inside)), martingale));
    }
    double shift = 0;
    for (std::size_t j = 0; j < sums.means().size(); ++j)
        shift += fit.coefficients[j] * sums.means()[j];
    fit.hazard_times = sums.first_times();
    fit.baseline_hazard = sums.first_hazard();
    for (double& hazard : fit.baseline_hazard) hazard *= std::exp(-shift);
}

Matrix centred_columns(const Matrix& x) {
    Matrix centred = x;
    for (std::size_t j = 0; j < x.columns(); ++j) {
        const auto column = centred.column(j);
        const double mean =
            std::accumulate(column.begin(), column.end(), 0.0) / static_cast<double>(x.rows());
        for (double& value : column) value -= mean;
    }
    return centred;
}

// Whether no column is nearly a combination of the others and the constant: then the slower
// measure of the rank isn't needed.
bool clearly_independent(const Matrix& centred) {
    constexpr double largest_inflation = 1e6;
    const std::size_t columns = centred.columns();
    Matrix correlation(columns, columns);
    add_squares(centred.data(), centred.rows(), centred.rows(), columns, nullptr,
                correlation.data());
    std::vector<double> lengths;
    for (std::size_t j = 0; j < columns; ++j) lengths.push_back(std::sqrt(correlation(j, j)));
    for (std::size_t i = 0; i < columns; ++i)
        for (std::size_t j = 0; j < columns; ++j) correlation(i, j) /= lengths[i] * lengths[j];
    const auto inverse = inverse_of_positive(correlation);
    if (!inverse) return false;
    for (std::size_t j = 0; j < columns; ++j)
        if (!((*inverse)(j, j) < largest_inflation)) return false;
    return true;
}

base::Result<void> check(const CoxData& data) {
    const base::Result<void> checked = check_follow_up(data.times);
    if (!checked) return checked.error();
    const std::size_t rows = data.times.stop.size();
    if (data.x.rows() != rows || data.x.columns() == 0) return different_lengths("terms");
    if (!data.weights.empty() && data.weights.size() != rows) return different_lengths("weights");
    if (!data.offset.empty() && data.offset.size() != rows) return different_lengths("offset");
    for (const double offset : data.offset)
        if (!std::isfinite(offset)) return not_finite("offset");
    for (const double weight : data.weights)
        if (!(weight > 0) || !std::isfinite(weight)) return not_positive("weights");
    for (std::size_t j = 0; j < data.x.columns(); ++j) {
        const auto column = data.x.column(j);
        if (!look_at(column.data(), column.size()).finite) return not_finite(data.names[j]);
        if (std::all_of(column.begin(), column.end(),
                        [&](double value) { return value == column[0]; }))
            return constant_variable(data.names[j]);
    }
    return {};
}

base::Result<void> check_rank(const CoxData& data, const Matrix& centred) {
    const std::size_t rows = data.times.stop.size();
    if (!clearly_independent(centred)) {
        Matrix with_constant(rows, data.x.columns() + 1);
        std::ranges::fill(with_constant.column(0), 1.0);
        for (std::size_t j = 0; j < data.x.columns(); ++j)
            std::ranges::copy(data.x.column(j), with_constant.column(j + 1).begin());
        const std::vector<double> ones(rows, 1.0);
        const LeastSquares rank = least_squares(with_constant, ones, ones);
        for (std::size_t j = 0; j < data.x.columns(); ++j)
            if (!rank.estimable[j + 1]) return collinear_variable(data.names[j]);
    }
    const auto events = static_cast<std::size_t>(std::count_if(
        data.times.event.begin(), data.times.event.end(), [](int event) { return event != 0; }));
    if (events <= data.x.columns()) return too_few("event", events, data.x.columns() + 1);
    return {};
}

// Of each column, the largest less the smallest value.
std::vector<double> ranges_of(const Matrix& x) {
    std::vector<double> ranges;
    for (std::size_t j = 0; j < x.columns(); ++j) {
        const Look look = look_at(x.column(j).data(), x.rows());
        ranges.push_back(look.most - look.least);
    }
    return ranges;
}

// The column whose coefficient, in ranges of it, is farthest out.
std::size_t farthest(const std::vector<double>& ranges, const std::vector<double>& beta) {
    std::size_t worst = 0;
    for (std::size_t j = 0; j < beta.size(); ++j)
        if (std::abs(beta[j]) * ranges[j] > std::abs(beta[worst]) * ranges[worst]) worst = j;
    return worst;
}

}  // namespace

namespace {

// The likelihood and its derivatives, by either way to count ties.
class Likelihood {
  public:
    Likelihood(const CoxData& data, Ties ties) {
        if (ties == Ties::exact)
            engine_.emplace(data, ties);
        else
            sums_.emplace(data, ties == Ties::efron);
    }
    // Empty where ties are exact.
    const std::optional<CoxSums>& sums() const { return sums_; }

    Derivatives at(const std::vector<double>& beta) {
        if (engine_) return exact_derivatives(*engine_, beta);
        CoxSums::Derivatives found = sums_->at(beta);
        Derivatives result(0);
        result.log_likelihood = found.log_likelihood;
        result.score = std::move(found.score);
        result.information = std::move(found.information);
        return result;
    }

    // As much of the step as doesn't lower the likelihood: all, half, a quarter …
    void move(std::vector<double>& beta, Derivatives& now, const std::vector<double>& step) {
        const double slack = 1e-12 * (1 + std::abs(now.log_likelihood));
        double factor = 1;
        for (int half = 0; half < 30; ++half, factor /= 2) {
            std::vector<double> candidate = beta;
            for (std::size_t j = 0; j < step.size(); ++j) candidate[j] += factor * step[j];
            Derivatives next = at(candidate);
            if (!std::isfinite(next.log_likelihood) ||
                next.log_likelihood < now.log_likelihood - slack)
                continue;
            beta = std::move(candidate);
            now = std::move(next);
            return;
        }
    }

  private:
    std::optional<Engine> engine_;
    std::optional<CoxSums> sums_;
};

// Newton's steps from coefficients of 0; fills what is known on the way, and returns the
// derivatives at the end.
base::Result<Derivatives> climb(const CoxData& data, Likelihood& likelihood, CoxFit& fit) {
    const std::vector<double> ranges = ranges_of(data.x);
    Derivatives now = likelihood.at(fit.coefficients);
    fit.log_likelihood_none = now.log_likelihood;
    for (int turn = 1; turn <= 60; ++turn) {
        const auto inverse = inverse_of_positive(now.information);
        if (!inverse) return separated_variable(data.names[farthest(ranges, fit.coefficients)]);
        if (turn == 1) fit.score = quadratic(now.score, *inverse);
        const std::vector<double> step = times(*inverse, now.score);
        fit.iterations = turn;
        // The gain still to be had is half of score·step; this step leaves its square.
        double gain = 0, moved = 0;
        for (std::size_t j = 0; j < step.size(); ++j) {
            gain += step[j] * now.score[j];
            moved += std::abs(step[j]) * ranges[j];
        }
        const bool settled = gain < 1e-9;
        // One that moves no relative hazard by more than this leaves everything else as it is.
        constexpr double no_move = 1e-8;
        if (settled && moved < no_move)
            for (std::size_t j = 0; j < step.size(); ++j) fit.coefficients[j] += step[j];
        else
            likelihood.move(fit.coefficients, now, step);
        if (settled) return now;
        // A relative hazard of e¹⁵ between two rows, and still rising: no finite estimate.
        const std::size_t worst = farthest(ranges, fit.coefficients);
        if (turn > 15 && std::abs(fit.coefficients[worst]) * ranges[worst] > 15)
            return separated_variable(data.names[worst]);
    }
    return not_converged("cox");
}

}  // namespace

base::Result<CoxFit> fit_cox(const CoxData& data, Ties ties) {
    const base::Result<void> checked = check(data);
    if (!checked) return checked.error();
    if (ties == Ties::exact && !data.weights.empty())
        return not_a_case("ties", "exact", "efron, breslow");
    Likelihood likelihood(data, ties);
    const auto& sums = likelihood.sums();
    const base::Result<void> ranked =
        sums ? check_rank(data, sums->centred()) : check_rank(data, centred_columns(data.x));
    if (!ranked) return ranked.error();
    CoxFit fit;
    fit.names = data.names;
    fit.ties = ties;
    fit.coefficients.assign(data.x.columns(), 0.0);
    const base::Result<Derivatives> last = climb(data, likelihood, fit);
    if (!last) return last.error();
    const auto inverse = inverse_of_positive(last->information);
    if (!inverse) return not_converged("cox");
    fit.covariance = *inverse;
    fit.log_likelihood = last->log_likelihood;
    fit.likelihood_ratio = 2 * (fit.log_likelihood - fit.log_likelihood_none);
    fit.wald = quadratic(fit.coefficients, last->information);
    fit.events = static_cast<std::size_t>(std::count_if(
        data.times.event.begin(), data.times.event.end(), [](int event) { return event != 0; }));
    if (sums) {
        fit.order = sums->order();
        fill_residuals(data, *sums, fit);
    }
    return fit;
}

base::Result<Matrix> cox_score_residuals(const CoxData& data, const CoxFit& fit) {
    if (fit.ties == Ties::exact) return not_a_case("ties", "exact", "efron, breslow");
    CoxSums sums(data, fit.ties == Ties::efron);
    sums.at(fit.coefficients);
    return sums.score_residuals();
}

base::Result<Matrix> cox_robust_covariance(const CoxData& data, const CoxFit& fit,
                                           const Matrix& scores,
                                           const std::vector<std::size_t>& cluster) {
    Matrix residuals = scores;
    const std::size_t rows = residuals.rows(), columns = residuals.columns();
    for (std::size_t j = 0; j < columns && !data.weights.empty(); ++j)
        for (std::size_t i = 0; i < rows; ++i) residuals(i, j) *= data.weights[i];
    Matrix sums = residuals;
    if (!cluster.empty()) {
        const std::size_t groups = *std::max_element(cluster.begin(), cluster.end()) + 1;
        if (groups < 2) return one_group("cluster");
        sums = Matrix(groups, columns);
        for (std::size_t j = 0; j < columns; ++j)
            for (std::size_t i = 0; i < rows; ++i) sums(cluster[i], j) += residuals(i, j);
    }
    const Matrix influence = product(sums, fit.covariance);
    return transposed_product(influence, influence);
}

namespace {

// g at each event time, by the whole sample's event times in order.
std::map<double, double> scaled_times(const CoxData& data, TimeScale scale) {
    std::map<double, double> scaled;
    const auto curve = survival_curve(data.times, CurveLimits::plain);
    std::vector<double> stops = data.times.stop;
    std::sort(stops.begin(), stops.end());
    // Among the times of all rows, those that end without an event too, as survival 3.
    const auto rank_of = [&](double time) {
        const auto [first, last] = std::equal_range(stops.begin(), stops.end(), time);
        return static_cast<double>((first - stops.begin()) + (last - stops.begin()) + 1) / 2;
    };
    double before = 1;
    for (std::size_t i = 0; curve && i < curve->time.size(); ++i) {
        const double time = curve->time[i];
        if (curve->events[i] > 0) {
            scaled[time] = scale == TimeScale::identity       ? time
                           : scale == TimeScale::kaplan_meier ? 1 - before
                           : scale == TimeScale::rank         ? rank_of(time)
                                                              : std::log(time);
        }
        before = curve->survival[i];
    }
    return scaled;
}

Matrix block(const Matrix& information, const std::vector<std::size_t>& chosen) {
    Matrix part(chosen.size(), chosen.size());
    for (std::size_t i = 0; i < chosen.size(); ++i)
        for (std::size_t j = 0; j < chosen.size(); ++j)
            part(i, j) = information(chosen[i], chosen[j]);
    return part;
}

}  // namespace

base::Result<ProportionalityTest> proportionality(const CoxData& data, const CoxFit& fit, Ties ties,
                                                  const std::vector<std::string>& term_of,
                                                  TimeScale scale) {
    if (ties == Ties::exact) return not_a_case("ties", "exact", "efron, breslow");
    if (term_of.size() != fit.names.size()) return different_lengths("terms");
    const Engine engine(data, ties);
    const std::size_t columns = engine.columns();
    const std::map<double, double> scaled = scaled_times(data, scale);
    double middle = 0;
    for (const auto& [time, value] : scaled) middle += value / static_cast<double>(scaled.size());
    std::vector<double> score(columns, 0.0);
    Matrix information(2 * columns, 2 * columns);
    engine.walk(engine.risks(engine.predictors(fit.coefficients)), [&](const EventTime& moment) {
        Derivatives here(columns);
        for (const std::size_t row : moment.events)
            for (std::size_t j = 0; j < columns; ++j)
                here.score[j] += data.weight_of(row) * engine.x(row)[j];
        add_moment(moment, ties, here);
        const double g = scaled.at(moment.time) - middle;
        for (std::size_t i = 0; i < columns; ++i) {
            score[i] += g * here.score[i];
            for (std::size_t j = 0; j < columns; ++j) {
                const double part = here.information(i, j);
                information(i, j) += part;
                information(i, columns + j) += g * part;
                information(columns + i, j) += g * part;
                information(columns + i, columns + j) += g * g * part;
            }
        }
    });
    ProportionalityTest test;
    const auto add = [&](std::string name, const std::vector<std::size_t>& members) {
        std::vector<std::size_t> chosen(columns);
        std::iota(chosen.begin(), chosen.end(), std::size_t{0});
        std::vector<double> right(columns, 0.0);
        for (const std::size_t member : members) {
            chosen.push_back(columns + member);
            right.push_back(score[member]);
        }
        const std::vector<double> solved = solve_symmetric(block(information, chosen), right);
        double sum = 0;
        for (std::size_t i = 0; i < right.size(); ++i) sum += right[i] * solved[i];
        const auto degrees = static_cast<double>(members.size());
        test.terms.push_back({std::move(name), sum, degrees, chi_squared_upper(sum, degrees)});
    };
    std::vector<std::size_t> all(columns);
    std::iota(all.begin(), all.end(), std::size_t{0});
    for (std::size_t j = 0; j < columns; ++j) {
        if (j > 0 && term_of[j] == term_of[j - 1]) continue;
        std::vector<std::size_t> members;
        for (std::size_t k = j; k < columns && term_of[k] == term_of[j]; ++k) members.push_back(k);
        add(term_of[j], members);
    }
    add("GLOBAL", all);
    return test;
}

}  // namespace statistics
