#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <span>

#include "statistics/competing_risks.h"
#include "statistics/cox.h"
#include "statistics/cox_curves.h"
#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

base::Error independent_censoring() {
    return base::refuse("independent_censoring",
                        "De, der ikke følges længere, ligner dem, der stadig følges.");
}

void add_named(std::vector<std::string>& names, const Specification& spec,
               std::initializer_list<const char*> fields) {
    for (const char* field : fields)
        for (const std::string& name : spec.texts_or_none(field)) names.push_back(name);
}

// The refusals of check_follow_up, with the variables' own names. Where rows are still to be cut
// into periods, that comes later.
void check_by_name(const Run& run, const FollowUp& times) {
    const base::Result<void> checked = check_follow_up(times);
    if (!checked) throw Refused{by_name(run, checked.error(), {"time", "event", "start"})};
}

FollowUp follow_up(Run& run, std::vector<std::string> more) {
    const Specification& spec = run.specification;
    more.push_back(spec.text("time"));
    more.push_back(spec.text("event"));
    add_named(more, spec, {"start"});
    run.keep_complete(more);
    if (const auto group = spec.optional_text("group")) leave_out_small_groups(run, *group);
    FollowUp times;
    times.stop = run.numbers(spec.text("time"));
    if (spec.has("start")) times.start = run.numbers(spec.text("start"));
    for (const double event : run.numbers(spec.text("event"))) {
        if (event < 0 || event != std::floor(event) || event > 1000)
            throw Refused{not_whole(spec.text("event"))};
        times.event.push_back(static_cast<int>(event));
    }
    check_by_name(run, times);
    return times;
}

// The groups of the field "group", or all in one.
Groups chosen_groups(const Run& run) {
    if (const auto name = run.specification.optional_text("group"))
        return groups_of(run.column(*name));
    return {std::vector<std::size_t>(run.frame.rows(), 0), {"all"}};
}

// The rows' groups by one variable or several together, in their order; none where the field isn't
// given.
Groups together(const Run& run, std::string_view field) {
    Groups all;
    for (const std::string& name : run.specification.texts_or_none(field)) {
        const Groups more = groups_of(run.column(name));
        if (all.of_row.empty()) {
            all = more;
            continue;
        }
        std::set<std::pair<std::size_t, std::size_t>> pairs;
        for (std::size_t row = 0; row < more.of_row.size(); ++row)
            pairs.emplace(all.of_row[row], more.of_row[row]);
        std::map<std::pair<std::size_t, std::size_t>, std::size_t> numbers;
        std::vector<std::string> names;
        for (const auto& pair : pairs) {
            numbers[pair] = names.size();
            names.push_back(all.names[pair.first] + ", " + more.names[pair.second]);
        }
        for (std::size_t row = 0; row < more.of_row.size(); ++row)
            all.of_row[row] = numbers.at({all.of_row[row], more.of_row[row]});
        all.names = std::move(names);
    }
    return all;
}

std::vector<std::size_t> numbered(const Run& run, std::string_view field) {
    return together(run, field).of_row;
}

// Of persons: which of these times of a curve may be shown. Between two of them each kind of event,
// and the end of following, is nobody's or that of at least five, and enough are still followed.
std::vector<bool> shown_times(const FollowUp& people, const std::vector<double>& times,
                              std::size_t least) {
    std::vector<double> sorted = times;
    std::sort(sorted.begin(), sorted.end());
    sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
    std::map<int, std::size_t> kinds;
    for (const int event : people.event)
        if (event > 0 || people.start.empty()) kinds.try_emplace(event, kinds.size());
    std::vector<std::vector<double>> added(kinds.size(),
                                           std::vector<double>(sorted.size() + 1, 0.0));
    std::vector<double> followed(sorted.size(), 0.0);
    for (std::size_t row = 0; row < people.stop.size(); ++row) {
        const auto end = std::lower_bound(sorted.begin(), sorted.end(), people.stop[row]);
        if (const auto kind = kinds.find(people.event[row]); kind != kinds.end())
            ++added[kind->second][static_cast<std::size_t>(end - sorted.begin())];
        // At risk from after its beginning to its end.
        const auto place = [&](double time) {
            return static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), time) -
                                            sorted.begin());
        };
        if (place(people.begins(row)) < sorted.size()) ++followed[place(people.begins(row))];
        if (place(people.stop[row]) < sorted.size()) --followed[place(people.stop[row])];
    }
    std::partial_sum(followed.begin(), followed.end(), followed.begin());
    // Times after which too few are followed are as if nobody had asked for them.
    std::size_t enough = 0;
    while (enough < sorted.size() && followed[enough] >= static_cast<double>(least)) ++enough;
    for (std::vector<double>& kind : added) {
        for (std::size_t step = enough + 1; step < kind.size(); ++step) kind[enough] += kind[step];
        kind.resize(enough + 1);
    }
    std::vector<bool> by_step = shown_steps(added);
    by_step.resize(sorted.size(), false);
    std::vector<bool> shown;
    for (const double time : times)
        shown.push_back(by_step[static_cast<std::size_t>(
            std::lower_bound(sorted.begin(), sorted.end(), time) - sorted.begin())]);
    return shown;
}

// The times at which a curve is given: those asked for, or all of its own. Of persons only those
// that may be shown; an asked one that may not stays without a value.
struct CurveTimes {
    std::vector<double> times;
    std::vector<bool> shown;
};
CurveTimes curve_times(const Run& run, const FollowUp& people, const std::vector<double>& all) {
    CurveTimes chosen{run.specification.numbers_or("times", all), {}};
    for (const double time : chosen.times)
        if (!std::isfinite(time)) throw Refused{not_finite("times")};
    if (!about_persons(run)) {
        chosen.shown.assign(chosen.times.size(), true);
        return chosen;
    }
    chosen.shown = shown_times(people, chosen.times, least_persons(run.specification));
    if (run.specification.has("times")) return chosen;
    std::vector<double> kept;
    for (std::size_t i = 0; i < chosen.times.size(); ++i)
        if (chosen.shown[i]) kept.push_back(chosen.times[i]);
    chosen.shown.assign(kept.size(), true);
    chosen.times = std::move(kept);
    return chosen;
}

double value_at(const std::vector<double>& values, std::ptrdiff_t step, double before) {
    return step < 0 ? before : values[static_cast<std::size_t>(step)];
}

// At risk just before a time: at the first step at or after it.
double at_risk_at(const std::vector<double>& curve_times, const std::vector<double>& at_risk,
                  double time) {
    const auto at = std::lower_bound(curve_times.begin(), curve_times.end(), time);
    return at == curve_times.end() ? 0
                                   : at_risk[static_cast<std::size_t>(at - curve_times.begin())];
}

std::string label_of(const Groups& groups, std::size_t group, double time) {
    return (groups.names.size() == 1 ? std::string() : groups.names[group] + " ") + shortest(time);
}

constexpr std::string_view limit_scales = "log|log_log|plain|logit|arcsin";

CurveLimits limits_asked(const Specification& spec) {
    const std::map<std::string, CurveLimits> kinds{{"log", CurveLimits::log},
                                                   {"log_log", CurveLimits::log_log},
                                                   {"plain", CurveLimits::plain},
                                                   {"logit", CurveLimits::logit},
                                                   {"arcsin", CurveLimits::arcsin}};
    return kinds.at(spec.choice("limits", limit_scales));
}

// Weights that aren't counts of rows: the errors must come from how the rows vary.
bool counts_only(const std::vector<double>& weights) {
    return std::all_of(weights.begin(), weights.end(),
                       [](double weight) { return weight == std::floor(weight); });
}

// Whether errors are to be robust: as asked for, otherwise with clusters or weights that are no
// counts, as survival 3.
bool robust_errors(const Run& run, const std::vector<double>& weights) {
    const Specification& spec = run.specification;
    if (spec.has("cluster") || counts_only(weights))
        return spec.boolean_or("robust", spec.has("cluster"));
    if (spec.has("robust")) return spec.boolean_or("robust", true);
    run.warn(base::refuse("robust_for_weights",
                          "Vægtene er ikke antal, så usikkerheden er regnet ud af, hvor meget "
                          "rækkerne svinger (robust)."));
    return true;
}

void read_weights(const Run& run, std::vector<double>& weights) {
    const auto name = run.specification.optional_text("weights");
    if (!name) return;
    weights = run.numbers(*name);
    for (const double weight : weights)
        if (weight < 0) throw Refused{negative_value(*name)};
}

constexpr Field curve_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 1 event, 0 censored", true},
    {"start", "text", "0", "variable: when following began"},
    {"group", "text", "", "variable: a curve for each of its values"},
    {"weights", "text", "", "variable: weights of the rows"},
    {"cluster", "text", "", "variable: rows of the same are dependent; gives robust errors"},
    {"robust", "boolean", "true with a cluster, or where weights aren't whole numbers",
     "errors by the infinitesimal jackknife"},
    {"estimator", "choice", "kaplan_meier",
     "breslow and fleming_harrington: e to minus the hazard, the latter with tied events one "
     "after the other",
     false, "kaplan_meier|breslow|fleming_harrington"},
    {"limits", "choice", "log", "the scale of the limits", false, limit_scales},
    {"times", "numbers", "all", "where the curve is given"},
    {"horizon", "number", "none", "of the restricted mean time"},
    {"quantiles", "numbers", "[0.5]", "parts that have had the event: when"},
};

// Errors and limits put in the place of those of independent rows.
void make_robust(const FollowUp& data, const std::vector<std::size_t>& cluster,
                 CurveEstimator estimator, CurveLimits limits, double confidence,
                 SurvivalCurve& curve) {
    std::vector<std::ptrdiff_t> all(curve.time.size());
    std::iota(all.begin(), all.end(), std::ptrdiff_t{0});
    RobustErrors errors = must(robust_curve_errors(data, curve, cluster, estimator, all));
    for (std::size_t t = 0; t < curve.time.size(); ++t) {
        const double survival = curve.survival[t];
        curve.limits[t] = curve_limits(survival, survival > 0 ? errors.survival[t] / survival : 0,
                                       limits, confidence);
    }
    curve.survival_error = std::move(errors.survival);
    curve.hazard_error = std::move(errors.hazard);
}

// Of persons events are those since the time before, and the number at risk is to the nearest five.
void add_curve_rows(const SurvivalCurve& curve, const CurveTimes& chosen, bool persons,
                    std::vector<std::vector<double>>& columns) {
    const std::vector<double>& times = chosen.times;
    const auto steps = steps_at(curve.time, times);
    std::ptrdiff_t before = -1;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (!chosen.shown[i]) {
            for (std::vector<double>& column : columns) column.push_back(std::nan(""));
            continue;
        }
        const std::ptrdiff_t step = steps[i];
        double at_risk = at_risk_at(curve.time, curve.at_risk, times[i]);
        double events = value_at(curve.events, step, 0);
        if (persons) {
            at_risk = rounded_to_five(at_risk);
            events = 0;
            for (std::ptrdiff_t each = before + 1; each <= step; ++each)
                events += curve.events[static_cast<std::size_t>(each)];
            before = std::max(before, step);
        }
        const Interval interval =
            step < 0 ? Interval{1, 1} : curve.limits[static_cast<std::size_t>(step)];
        const double row[] = {at_risk,
                              events,
                              value_at(curve.survival, step, 1),
                              value_at(curve.survival_error, step, 0),
                              interval.lower,
                              interval.upper,
                              value_at(curve.hazard, step, 0),
                              value_at(curve.hazard_error, step, 0)};
        for (std::size_t j = 0; j < columns.size(); ++j) columns[j].push_back(row[j]);
    }
}

// The first time at or after this one that may be shown: a quantile is one person's own time.
double next_shown(const std::vector<double>& times, double time) {
    const auto next = std::lower_bound(times.begin(), times.end(), time);
    return std::isnan(time) || next == times.end() ? std::nan("") : *next;
}

void add_quantiles(const Run& run, const FollowUp& people, const SurvivalCurve& curve,
                   const std::string& before, AnalysisSeries& series) {
    std::vector<double> shown;
    if (about_persons(run)) {
        const std::vector<bool> may =
            shown_times(people, curve.time, least_persons(run.specification));
        for (std::size_t i = 0; i < may.size(); ++i)
            if (may[i]) shown.push_back(curve.time[i]);
    }
    for (const double part : run.specification.numbers_or("quantiles", {0.5})) {
        SurvivalQuantile found = must(survival_quantile(curve, part));
        if (about_persons(run))
            for (double* time : {&found.time, &found.lower, &found.upper})
                *time = next_shown(shown, *time);
        series.at.push_back(before + shortest(part));
        series.columns[0].second.push_back(found.time);
        series.columns[1].second.push_back(found.lower);
        series.columns[2].second.push_back(found.upper);
    }
}

void run_curve(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names;
    add_named(names, spec, {"group", "weights", "cluster"});
    FollowUp all = follow_up(run, names);
    read_weights(run, all.weights);
    check_by_name(run, all);
    const bool robust = robust_errors(run, all.weights);
    const std::vector<std::size_t> clusters = numbered(run, "cluster");
    const Groups groups = chosen_groups(run);
    const CurveLimits limits = limits_asked(spec);
    const std::string kind = spec.choice("estimator", "kaplan_meier|breslow|fleming_harrington");
    const CurveEstimator estimator = kind == "kaplan_meier" ? CurveEstimator::kaplan_meier
                                     : kind == "breslow"    ? CurveEstimator::breslow
                                                            : CurveEstimator::fleming_harrington;
    const double confidence = spec.confidence();
    AnalysisSeries series{"curve", {}, {}, false};
    AnalysisSeries quantiles{"quantiles", {}, {{"time", {}}, {"lower", {}}, {"upper", {}}}, false};
    std::vector<std::vector<double>> columns(8);
    const std::vector<FollowUp> parts = by_group(all, groups.of_row, groups.names.size());
    for (std::size_t group = 0; group < groups.names.size(); ++group) {
        const FollowUp& part = parts[group];
        SurvivalCurve curve = must(survival_curve(part, limits, confidence, estimator));
        if (robust) {
            std::vector<std::size_t> own;
            for (std::size_t row = 0; row < clusters.size(); ++row)
                if (groups.of_row[row] == group) own.push_back(clusters[row]);
            make_robust(part, own, estimator, limits, confidence, curve);
        }
        const std::string before = groups.names.size() == 1 ? "" : groups.names[group] + " ";
        const CurveTimes chosen = curve_times(run, part, curve.time);
        for (const double time : chosen.times) series.at.push_back(before + shortest(time));
        add_curve_rows(curve, chosen, about_persons(run), columns);
        add_quantiles(run, part, curve, before, quantiles);
        if (!spec.has("horizon")) continue;
        const RestrictedMean mean = must(restricted_mean(curve, spec.number("horizon")));
        run.out.estimates.push_back(
            {wald("restricted_mean" +
                      (groups.names.size() == 1 ? std::string() : " " + groups.names[group]),
                  mean.mean, mean.standard_error, std::nullopt, confidence),
             false, std::nullopt});
    }
    const char* column_names[] = {"at_risk", "events", "survival", "standard_error",
                                  "lower",   "upper",  "hazard",   "hazard_error"};
    for (std::size_t j = 0; j < columns.size(); ++j)
        series.columns.emplace_back(column_names[j], std::move(columns[j]));
    run.out.series.push_back(std::move(series));
    run.out.series.push_back(std::move(quantiles));
    run.assume(independent_censoring());
}

constexpr Field test_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 1 event, 0 censored", true},
    {"start", "text", "0", "variable: when following began"},
    {"group", "text", "", "variable: the groups compared", true},
    {"strata", "texts", "", "variables: compared within"},
    {"rho", "number", "0", "weights S(t−)^ρ: 0 log-rank, 1 Peto's Wilcoxon"},
    {"trend", "boolean", "false", "whether the risk rises or falls from group to group"},
    {"scores", "numbers", "the groups' own numbers, or 1, 2 …",
     "of the trend, one for each group in order"},
};

// The groups' scores: as given, their own numbers, or their places.
std::vector<double> trend_scores(const Run& run, const Groups& groups) {
    const Specification& spec = run.specification;
    if (!spec.boolean_or("trend", spec.has("scores"))) return {};
    if (spec.has("scores")) return spec.numbers("scores");
    const Column& column = run.column(spec.text("group"));
    std::vector<double> scores(groups.names.size());
    for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = static_cast<double>(i + 1);
    for (std::size_t row = 0; row < groups.of_row.size() && !column.categorical(); ++row)
        scores[groups.of_row[row]] = column.values[row];
    return scores;
}

void run_log_rank(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names;
    add_named(names, spec, {"group", "strata"});
    const FollowUp all = follow_up(run, names);
    const Groups groups = groups_of(run.column(spec.text("group")));
    if (groups.names.size() < 2) throw Refused{one_group(spec.text("group"))};
    const std::vector<double> scores = trend_scores(run, groups);
    const LogRank test = must(
        log_rank(all, groups.of_row, numbered(run, "strata"), spec.number_or("rho", 0), scores));
    run.out.set("chi_squared", test.chi_squared);
    run.out.set("degrees", test.degrees);
    run.out.set("p", test.p);
    if (!scores.empty()) {
        run.out.set("trend_chi_squared", test.trend_chi_squared);
        run.out.set("trend_p", test.trend_p);
    }
    std::vector<double> variances;
    for (std::size_t i = 0; i < groups.names.size(); ++i)
        variances.push_back(test.covariance[i][i]);
    // Expected numbers add up to the observed ones, so one too small hides them all.
    if (!about_persons(run) ||
        std::none_of(test.observed.begin(), test.observed.end(), too_small_to_show))
        run.out.series.push_back({"groups",
                                  groups.names,
                                  {{"observed", test.observed},
                                   {"expected", test.expected},
                                   {"variance", std::move(variances)}},
                                  false});
    run.assume(independent_censoring());
}

constexpr Field cox_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of the row's interval", true},
    {"event", "text", "", "variable: 1 event, 0 censored", true},
    {"start", "text", "0", "variable: the interval's beginning"},
    {"terms", "texts", "", "as in regression", true},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"ties", "choice", "efron", "how events at the same time are counted", false,
     "efron|breslow|exact"},
    {"offset", "text", "", "expression that is added to the logarithm of the hazard"},
    {"weights", "text", "", "variable: weights of the rows"},
    {"strata", "texts", "", "variables: a baseline hazard for each combination of their values"},
    {"cluster", "text", "", "variable: rows of the same are dependent; gives robust errors"},
    {"robust", "boolean", "true with a cluster, or where weights aren't whole numbers",
     "robust errors, without a cluster with every row its own"},
    {"predict", "object", "",
     "name → {variable: value}: the course of somebody with these covariates"},
    {"limits", "choice", "log", "the scale of the limits of predicted courses", false,
     limit_scales},
    {"periods", "object", "",
     "covariates that change: name → {prefix, lag, yes}: columns prefix1, prefix2 … of each "
     "period; a row is cut into periods of length 1"},
    {"proportionality", "choice", "none", "test of proportional hazards on this scale of time",
     false, "none|kaplan_meier|identity|rank|log"},
    {"times", "numbers", "all", "where the baseline hazard and predicted courses are given"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

// Each row becomes one for each period it lived through, with the covariates of that period.
void cut_into_periods(Run& run) {
    const Specification& spec = run.specification;
    const Specification wishes = spec.object("periods");
    const std::string time = spec.text("time"), event = spec.text("event");
    const std::vector<double> stops = run.numbers(time), events = run.numbers(event);
    std::vector<std::size_t> rows;
    Column start{"(start)", {}, {}}, stop{time, {}, {}}, happened{event, {}, {}};
    for (std::size_t row = 0; row < stops.size(); ++row) {
        if (!(stops[row] >= 1) || stops[row] != std::floor(stops[row]) || stops[row] > 1e6)
            throw Refused{not_whole(time)};
        for (double period = 1; period <= stops[row]; period += 1) {
            rows.push_back(row);
            start.values.push_back(period - 1);
            stop.values.push_back(period);
            happened.values.push_back(period == stops[row] ? events[row] : 0);
        }
    }
    std::vector<Column> columns;
    for (const std::string& name : wishes.names()) {
        const Specification wish = wishes.object(name);
        wish.only("prefix|lag|yes");
        const std::string prefix = wish.text("prefix"), yes = wish.text_or("yes", "");
        const auto lag = static_cast<double>(wish.whole_or("lag", 0));
        Column column{name, {}, {}};
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const double period = stop.values[i] - lag;
            if (period < 1) {
                column.values.push_back(std::nan(""));
                continue;
            }
            const Column& source = run.column(prefix + shortest(period));
            const double value = source.values[rows[i]];
            column.values.push_back(std::isnan(value) || !source.categorical()
                                        ? value
                                        : (source.text(rows[i]) == yes ? 1 : 0));
        }
        columns.push_back(std::move(column));
    }
    run.frame = run.frame.select(rows);
    columns.insert(columns.end(), {std::move(start), std::move(stop), std::move(happened)});
    for (Column& column : columns) {
        const base::Result<void> added = run.frame.add(std::move(column));
        if (!added) throw Refused{added.error()};
    }
    run.out.set("rows_after_cutting", static_cast<std::int64_t>(run.frame.rows()));
}

Design without_intercept(const DesignPlan& plan, const DataFrame& frame) {
    const Design with = must(plan.apply(frame));
    Design design;
    design.x = Matrix(with.x.rows(), with.names.size() - 1);
    std::copy_n(with.x.data() + with.x.rows(), with.x.rows() * (with.names.size() - 1),
                design.x.data());
    design.names.assign(with.names.begin() + 1, with.names.end());
    design.terms.assign(with.terms.begin() + 1, with.terms.end());
    return design;
}

DesignRequest design_request(const Run& run) {
    DesignRequest request;
    request.terms = run.specification.texts("terms");
    request.factors = run.specification.factors("factors");
    return request;
}

void report_coefficients(Run& run, const std::vector<std::string>& names,
                         const std::vector<double>& coefficients, const Matrix& covariance,
                         const Matrix& model) {
    for (std::size_t j = 0; j < names.size(); ++j)
        run.out.estimates.push_back({wald(names[j], coefficients[j], std::sqrt(covariance(j, j)),
                                          std::nullopt, run.specification.confidence()),
                                     true, std::sqrt(model(j, j))});
}

// BIC counts events, not rows, as survival's.
void report_criteria(Run& run, double log_likelihood, std::size_t coefficients,
                     std::size_t events) {
    const auto parameters = static_cast<double>(coefficients);
    run.out.set("aic", 2 * parameters - 2 * log_likelihood);
    run.out.set("bic", std::log(static_cast<double>(events)) * parameters - 2 * log_likelihood);
}

void report_test(Run& run, const char* name, double chi_squared, std::size_t degrees) {
    run.out.set(name, chi_squared);
    run.out.set(std::string(name) + "_p",
                chi_squared_upper(chi_squared, static_cast<double>(degrees)));
}

// The covariates of somebody described in "predict", as a row of the design.
std::vector<double> somebody(const DesignPlan& plan, const DesignRequest& request,
                             const Specification& described, const Run& run) {
    const Design design = without_intercept(
        plan, described_row(run, described, must(DesignPlan::variables(request))));
    std::vector<double> row;
    for (std::size_t j = 0; j < design.names.size(); ++j) row.push_back(design.x(0, j));
    return row;
}

// What the series of a fitted Cox model are made of.
struct FittedCox {
    const CoxData& data;
    const CoxFit& fit;
    const Matrix& scores;      // residuals; empty for exact ties
    const Matrix& covariance;  // robust where asked for
    const CoxCurves& curves;
    const DesignPlan& plan;
    const DesignRequest& request;
};

CurveTimes stratum_times(const Run& run, const FittedCox& cox, const Groups& strata,
                         const CoxCurve& curve) {
    if (strata.names.empty() || !about_persons(run))
        return curve_times(run, cox.data.times, curve.time);
    const auto parts = by_group(cox.data.times, strata.of_row, strata.names.size());
    return curve_times(run, parts[curve.stratum], curve.time);
}

void report_baseline(Run& run, const FittedCox& cox, const Groups& strata) {
    AnalysisSeries baseline{"baseline", {}, {{"hazard", {}}}, false};
    const std::vector<double> nobody(cox.fit.names.size(), 0.0);
    for (const CoxCurve& curve : cox.curves.strata) {
        if (curve.time.empty()) continue;
        const std::vector<double> hazard =
            predicted_hazard(cox.curves, static_cast<std::size_t>(&curve - &cox.curves.strata[0]),
                             cox.fit, cox.covariance, nobody)
                .hazard;
        const CurveTimes chosen = stratum_times(run, cox, strata, curve);
        const std::vector<double>& times = chosen.times;
        const auto steps = steps_at(curve.time, times);
        for (std::size_t i = 0; i < times.size(); ++i) {
            baseline.at.push_back((strata.names.empty() ? "" : strata.names[curve.stratum] + " ") +
                                  shortest(times[i]));
            baseline.columns[0].second.push_back(chosen.shown[i] ? value_at(hazard, steps[i], 0)
                                                                 : std::nan(""));
        }
    }
    run.out.series.push_back(std::move(baseline));
}

void report_predicted(Run& run, const FittedCox& cox, const Groups& strata) {
    const Specification& spec = run.specification;
    if (!spec.has("predict")) return;
    const Specification wishes = spec.object("predict");
    const CurveLimits limits = limits_asked(spec);
    AnalysisSeries series{"predicted",
                          {},
                          {{"survival", {}},
                           {"standard_error", {}},
                           {"lower", {}},
                           {"upper", {}},
                           {"hazard", {}},
                           {"hazard_error", {}}},
                          false};
    for (const std::string& name : wishes.names()) {
        const std::vector<double> covariates =
            somebody(cox.plan, cox.request, wishes.object(name), run);
        for (std::size_t s = 0; s < cox.curves.strata.size(); ++s) {
            const CoxCurve& curve = cox.curves.strata[s];
            const PredictedHazard found =
                predicted_hazard(cox.curves, s, cox.fit, cox.covariance, covariates);
            const CurveTimes chosen = stratum_times(run, cox, strata, curve);
            const std::vector<double>& times = chosen.times;
            const auto steps = steps_at(curve.time, times);
            for (std::size_t i = 0; i < times.size(); ++i) {
                const double hazard = value_at(found.hazard, steps[i], 0);
                const double error = value_at(found.standard_error, steps[i], 0);
                const double survival = std::exp(-hazard);
                const Interval interval = curve_limits(survival, error, limits, spec.confidence());
                series.at.push_back(
                    (strata.names.empty() ? "" : strata.names[curve.stratum] + " ") + name + " " +
                    shortest(times[i]));
                const double row[] = {survival,       survival * error, interval.lower,
                                      interval.upper, hazard,           error};
                for (std::size_t j = 0; j < series.columns.size(); ++j)
                    series.columns[j].second.push_back(chosen.shown[i] ? row[j] : std::nan(""));
            }
        }
    }
    run.out.series.push_back(std::move(series));
}

void add_column(AnalysisSeries& series, std::string name, std::span<const double> values,
                double factor = 1) {
    series.columns.emplace_back(std::move(name), std::vector<double>(values.begin(), values.end()));
    for (double& value : series.columns.back().second) value *= factor;
}

// With the offset, for covariates 0 as the baseline.
std::vector<double> linear_predictors(const FittedCox& cox) {
    std::vector<double> all;
    for (std::size_t row = 0; row < cox.data.x.rows(); ++row) {
        all.push_back(cox.data.offset_of(row));
        for (std::size_t j = 0; j < cox.fit.coefficients.size(); ++j)
            all.back() += cox.fit.coefficients[j] * cox.data.x(row, j);
    }
    return all;
}

void report_residuals(Run& run, const FittedCox& cox, const std::vector<std::string>& labels) {
    const CoxFit& fit = cox.fit;
    AnalysisSeries rows{"rows",
                        labels,
                        {{"linear_predictor", linear_predictors(cox)},
                         {"martingale", fit.martingale},
                         {"residual_deviance", fit.deviance_residuals}},
                        true};
    Matrix influence = product(cox.scores, fit.covariance);
    for (std::size_t j = 0; j < influence.columns(); ++j)
        for (std::size_t i = 0; i < cox.data.weights.size(); ++i)
            influence(i, j) *= cox.data.weights[i];
    for (std::size_t j = 0; j < fit.names.size(); ++j) {
        add_column(rows, "dfbeta_" + fit.names[j], influence.column(j));
        add_column(rows, "dfbetas_" + fit.names[j], influence.column(j),
                   1 / std::sqrt(fit.covariance(j, j)));
        add_column(rows, "score_" + fit.names[j], cox.scores.column(j));
    }
    run.out.series.push_back(std::move(rows));
    AnalysisSeries events{"schoenfeld", {}, {{"time", {}}}, true};
    for (const std::size_t row : cox.curves.event_rows) {
        events.at.push_back(labels[row]);
        events.columns[0].second.push_back(cox.data.times.stop[row]);
    }
    for (std::size_t j = 0; j < fit.names.size(); ++j)
        add_column(events, fit.names[j], cox.curves.schoenfeld.column(j));
    run.out.series.push_back(std::move(events));
}

void report_cox_series(Run& run, const FittedCox& cox, const Groups& strata,
                       const std::vector<std::string>& labels) {
    if (cox.fit.martingale.empty()) {
        if (run.specification.has("predict"))
            throw Refused{not_a_case("ties", "exact", "efron, breslow")};
        return;
    }
    report_baseline(run, cox, strata);
    report_predicted(run, cox, strata);
    report_residuals(run, cox, labels);
}

void report_proportionality(Run& run, const CoxData& data, const CoxFit& fit, Ties ties,
                            const std::vector<std::string>& terms) {
    const std::string scale =
        run.specification.choice("proportionality", "none|kaplan_meier|identity|rank|log");
    if (scale == "none") {
        run.assume(base::refuse("proportional_hazards",
                                "Forholdet mellem risiciene er det samme hele tiden (ikke "
                                "prøvet her)."));
        return;
    }
    const ProportionalityTest test =
        must(proportionality(data, fit, ties, terms,
                             scale == "identity" ? TimeScale::identity
                             : scale == "rank"   ? TimeScale::rank
                             : scale == "log"    ? TimeScale::log
                                                 : TimeScale::kaplan_meier));
    AnalysisSeries series{
        "proportionality", {}, {{"chi_squared", {}}, {"degrees", {}}, {"p", {}}}, false};
    for (const auto& row : test.terms) {
        series.at.push_back(row.term);
        series.columns[0].second.push_back(row.chi_squared);
        series.columns[1].second.push_back(row.degrees);
        series.columns[2].second.push_back(row.p);
        if (row.p < 0.05 && row.term != "GLOBAL")
            run.warn(base::refuse("not_proportional",
                                  "Virkningen af „{}“ ændrer sig over tid; ét tal for den er et "
                                  "gennemsnit.",
                                  row.term));
    }
    run.out.series.push_back(std::move(series));
}

// b'V⁻¹b; with few clusters V may have no inverse, and then its shortest solution is taken.
double wald_statistic(const std::vector<double>& coefficients, const Matrix& covariance) {
    const std::vector<double> solved = solve_symmetric(covariance, coefficients);
    double sum = 0;
    for (std::size_t j = 0; j < solved.size(); ++j) sum += solved[j] * coefficients[j];
    return sum;
}

// Where rows are persons: no category of few, nor with few events.
void protect_follow_up(const Run& run, const Design& design, const FollowUp& times, int cause) {
    CountedOutcome outcome{run.specification.text("event"), {}, {}};
    for (const int event : times.event) outcome.events.push_back(event == cause ? 1 : 0);
    protect_categories(run, design, outcome);
}

void run_cox(Run& run) {
    const Specification& spec = run.specification;
    if (spec.has("periods")) cut_into_periods(run);
    const DesignRequest request = design_request(run);
    std::vector<std::string> names = must(DesignPlan::variables(request));
    add_named(names, spec, {"strata", "cluster", "label", "weights"});
    if (spec.has("offset")) {
        derive_offset(run, spec.text("offset"));
        names.emplace_back(offset_column);
    }
    CoxData data;
    data.times = follow_up(run, names);
    if (spec.has("periods")) data.times.start = run.numbers("(start)");
    for (const int event : data.times.event)
        if (event > 1) throw Refused{not_zero_or_one(spec.text("event"))};
    const DesignPlan plan = must(DesignPlan::make(request, run.frame));
    const Design design = without_intercept(plan, run.frame);
    data.x = design.x;
    data.names = design.names;
    const Groups strata = together(run, "strata");
    data.stratum = strata.of_row;
    if (spec.has("offset")) data.offset = run.numbers(std::string(offset_column));
    read_weights(run, data.weights);
    const std::string tie_name = spec.choice("ties", "efron|breslow|exact");
    const Ties ties = tie_name == "efron"     ? Ties::efron
                      : tie_name == "breslow" ? Ties::breslow
                                              : Ties::exact;
    protect_follow_up(run, design, data.times, 1);
    const CoxFit fit = must(fit_cox(data, ties));
    const std::vector<std::size_t> clusters = numbered(run, "cluster");
    const bool robust = robust_errors(run, data.weights);
    const Matrix scores =
        robust || ties != Ties::exact ? must(cox_score_residuals(data, fit)) : Matrix();
    const Matrix covariance =
        robust ? must(cox_robust_covariance(data, fit, scores, clusters)) : fit.covariance;
    report_coefficients(run, fit.names, fit.coefficients, covariance, fit.covariance);
    Analysis& out = run.out;
    out.set("observations", static_cast<std::int64_t>(data.times.stop.size()));
    out.set("events", static_cast<std::int64_t>(fit.events));
    out.set("log_likelihood_none", fit.log_likelihood_none);
    out.set("log_likelihood", fit.log_likelihood);
    report_criteria(run, fit.log_likelihood, fit.names.size(), fit.events);
    report_covariance(run, fit.names, covariance);
    report_terms(run, design.terms, fit.coefficients, covariance, std::nullopt);
    report_test(run, "likelihood_ratio", fit.likelihood_ratio, fit.names.size());
    report_test(run, "wald", wald_statistic(fit.coefficients, covariance), fit.names.size());
    report_test(run, "score", fit.score, fit.names.size());
    if (const auto c = concordance(data, fit, clusters)) {
        out.set("concordance", c->value);
        out.set("concordance_standard_error", c->standard_error);
    }
    out.set("iterations", static_cast<std::int64_t>(fit.iterations));
    const CoxCurves curves = fit.martingale.empty() ? CoxCurves{} : cox_curves(data, fit, ties);
    report_cox_series(run, {data, fit, scores, covariance, curves, plan, request}, strata,
                      run.labels("label"));
    report_proportionality(run, data, fit, ties, design.terms);
    run.assume(independent_censoring());
}

int chosen_cause(const Specification& spec) {
    const std::size_t cause = spec.whole_or("cause", 1);
    if (cause < 1 || cause > 1000) throw Refused{outside("cause", "[1; 1000]")};
    return static_cast<int>(cause);
}

constexpr Field incidence_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 0 censored, 1, 2 … the cause", true},
    {"cause", "number", "1", "the cause"},
    {"group", "text", "", "variable: a curve for each of its values, and Gray's test"},
    {"rho", "number", "0", "weights (1−F(t−))^ρ of Gray's test"},
    {"strata", "texts", "", "variables: Gray's test compares within"},
    {"limits", "choice", "log", "the scale of the limits", false, limit_scales},
    {"times", "numbers", "all", "where the curve is given"},
};

void run_incidence(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names;
    add_named(names, spec, {"group", "strata"});
    const FollowUp all = follow_up(run, names);
    const int cause = chosen_cause(spec);
    if (std::find(all.event.begin(), all.event.end(), cause) == all.event.end())
        throw Refused{no_events(spec.text("event") + " " + std::to_string(cause))};
    const CurveLimits limits = limits_asked(spec);
    const Groups groups = chosen_groups(run);
    AnalysisSeries series{"curve", {}, {}, false};
    std::vector<std::vector<double>> columns(7);
    const std::vector<FollowUp> parts = by_group(all, groups.of_row, groups.names.size());
    for (std::size_t group = 0; group < groups.names.size(); ++group) {
        const FollowUp& part = parts[group];
        const IncidenceCurve curve = must(cumulative_incidence(part, cause));
        const CurveTimes chosen = curve_times(run, part, curve.time);
        const std::vector<double>& times = chosen.times;
        const auto steps = steps_at(curve.time, times);
        for (std::size_t i = 0; i < times.size(); ++i) {
            series.at.push_back(label_of(groups, group, times[i]));
            const double incidence = value_at(curve.incidence, steps[i], 0);
            const double error = value_at(curve.standard_error, steps[i], 0);
            const Interval interval = curve_limits(incidence, incidence > 0 ? error / incidence : 0,
                                                   limits, spec.confidence());
            const double at_risk = at_risk_at(curve.time, curve.at_risk, times[i]);
            const double row[] = {about_persons(run) ? rounded_to_five(at_risk) : at_risk,
                                  incidence,
                                  error,
                                  value_at(curve.gray_variance, steps[i], 0),
                                  value_at(curve.survival, steps[i], 1),
                                  interval.lower,
                                  interval.upper};
            for (std::size_t j = 0; j < columns.size(); ++j)
                columns[j].push_back(chosen.shown[i] ? row[j] : std::nan(""));
        }
    }
    const char* column_names[] = {"at_risk",  "incidence", "standard_error", "gray_variance",
                                  "survival", "lower",     "upper"};
    for (std::size_t j = 0; j < columns.size(); ++j)
        series.columns.emplace_back(column_names[j], std::move(columns[j]));
    run.out.series.push_back(std::move(series));
    if (groups.names.size() > 1) {
        const GrayTest test = must(gray_test(all, cause, groups.of_row, spec.number_or("rho", 0),
                                             numbered(run, "strata")));
        run.out.set("gray", test.statistic);
        run.out.set("gray_degrees", test.degrees);
        run.out.set("gray_p", test.p);
    }
    run.assume(independent_censoring());
}

constexpr std::string_view censoring_errors = "all_events|own_events";
constexpr Field fine_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 0 censored, 1, 2 … the cause", true},
    {"cause", "number", "1", "the cause"},
    {"terms", "texts", "", "as in regression", true},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"censoring_group", "text", "",
     "variable: the censoring is estimated for each of its values (approach paper)"},
    {"censoring_errors", "choice", "all_events",
     "with censoring_group: the events that the part of the errors from estimating a group's "
     "censoring counts, all or only the group's own (as cmprsk 2.2-11, although the group's rows "
     "are at risk at all of them)",
     false, censoring_errors},
    {"predict", "object", "",
     "name → {variable: value}: the incidence of somebody with these covariates (approach paper)"},
    {"times", "numbers", "all", "where predicted incidences are given"},
    {"approach", "choice", "paper",
     "errors of the paper and ties by Breslow, or a weighted Cox regression with Efron's ties",
     false, "paper|weighted_cox"},
};

// The same model through rows with weights.
void run_weighted_cox(Run& run, const FollowUp& times, const Design& design, int cause) {
    const WeightedRows rows = must(weighted_rows(times, cause));
    CoxData data;
    data.times = rows.times;
    data.weights = rows.weights;
    data.names = design.names;
    data.x = Matrix(rows.origin.size(), design.names.size());
    for (std::size_t j = 0; j < design.names.size(); ++j)
        for (std::size_t i = 0; i < rows.origin.size(); ++i)
            data.x(i, j) = design.x(rows.origin[i], j);
    const CoxFit fit = must(fit_cox(data, Ties::efron));
    report_coefficients(run, fit.names, fit.coefficients, fit.covariance, fit.covariance);
    run.out.set("events", static_cast<std::int64_t>(fit.events));
    // How many rows it takes tells when persons left.
    if (!about_persons(run))
        run.out.set("rows_after_weighting", static_cast<std::int64_t>(rows.origin.size()));
    run.out.set("log_likelihood", fit.log_likelihood);
}

// 1 − exp(−H₀(t)·ratio) of those described.
void report_incidences(Run& run, const SubdistributionFit& fit, const FollowUp& people,
                       const DesignPlan& plan, const DesignRequest& request) {
    if (!run.specification.has("predict")) return;
    const Specification wishes = run.specification.object("predict");
    const CurveTimes chosen = curve_times(run, people, fit.hazard_times);
    const std::vector<double>& times = chosen.times;
    const auto steps = steps_at(fit.hazard_times, times);
    AnalysisSeries series{"predicted", {}, {{"incidence", {}}}, false};
    for (const std::string& name : wishes.names()) {
        const std::vector<double> covariates = somebody(plan, request, wishes.object(name), run);
        double predictor = 0;
        for (std::size_t j = 0; j < covariates.size(); ++j)
            predictor += fit.coefficients[j] * covariates[j];
        for (std::size_t i = 0; i < times.size(); ++i) {
            series.at.push_back(name + " " + shortest(times[i]));
            const double hazard = value_at(fit.baseline_hazard, steps[i], 0) * std::exp(predictor);
            series.columns[0].second.push_back(chosen.shown[i] ? 1 - std::exp(-hazard)
                                                               : std::nan(""));
        }
    }
    run.out.series.push_back(std::move(series));
}

void run_fine_gray(Run& run) {
    const DesignRequest request = design_request(run);
    std::vector<std::string> names = must(DesignPlan::variables(request));
    add_named(names, run.specification, {"censoring_group"});
    const FollowUp times = follow_up(run, names);
    const DesignPlan plan = must(DesignPlan::make(request, run.frame));
    const Design design = without_intercept(plan, run.frame);
    const int cause = chosen_cause(run.specification);
    protect_follow_up(run, design, times, cause);
    run.assume(independent_censoring());
    run.assume(base::refuse("proportional_subdistribution",
                            "Leddene ganger risikoen for hændelsen lige meget hele tiden, også "
                            "blandt dem, som noget andet er sket for."));
    if (run.specification.choice("approach", "paper|weighted_cox") == "weighted_cox") {
        run_weighted_cox(run, times, design, cause);
        return;
    }
    const SubdistributionOptions options{
        numbered(run, "censoring_group"),
        run.specification.choice("censoring_errors", censoring_errors) == "own_events"};
    const SubdistributionFit fit =
        must(fit_subdistribution(times, cause, design.x, design.names, options));
    report_coefficients(run, fit.names, fit.coefficients, fit.covariance, fit.model_covariance);
    run.out.set("events", static_cast<std::int64_t>(fit.events));
    run.out.set("log_likelihood_none", fit.log_likelihood_none);
    run.out.set("log_likelihood", fit.log_likelihood);
    report_covariance(run, fit.names, fit.covariance);
    report_terms(run, design.terms, fit.coefficients, fit.covariance, std::nullopt);
    run.out.set("iterations", static_cast<std::int64_t>(fit.iterations));
    report_incidences(run, fit, times, plan, request);
}

constexpr Method methods[] = {
    {"survival_curve",
     "Kaplan–Meier, Nelson–Aalen and the restricted mean; with start times and "
     "repeated rows the mean cumulative number",
     "Kaplan and Meier 1958; Greenwood 1926; Nelson 1969; Aalen 1978",
     "estimates: restricted_mean, or \"restricted_mean group\" (with horizon). series: curve "
     "(at_risk, events, survival, "
     "standard_error, lower, upper, hazard, hazard_error) by \"time\" or \"group time\", quantiles "
     "(time, lower, upper) by \"part\" or \"group part\"",
     curve_fields, run_curve},
    {"log_rank", "Do groups differ: the log-rank family",
     "Mantel 1966; Harrington and Fleming 1982",
     "fit: chi_squared, degrees, p, trend_chi_squared, trend_p. series: groups (observed, "
     "expected, variance)",
     test_fields, run_log_rank},
    {"cox", "Proportional hazards regression, also of recurrent events and changing covariates",
     "Cox 1972; Efron 1977; Breslow 1974; Lin and Wei 1989; Grambsch and Therneau 1994",
     "estimates: one for each column, ratio is the hazard ratio; model_standard_error beside a "
     "robust one. fit: observations, events, log_likelihood_none, log_likelihood, aic, bic (of "
     "events), likelihood_ratio, wald (with the errors given), score, each also _p, concordance, "
     "concordance_standard_error, iterations. series: covariance, terms, "
     "baseline (hazard for all covariates 0; with strata by \"stratum time\"), predicted "
     "(survival, standard_error, lower, upper, hazard, hazard_error by \"name time\"), rows "
     "(linear_predictor, martingale, residual_deviance, dfbeta_*, dfbetas_*, score_*), schoenfeld "
     "(of each event), "
     "proportionality (chi_squared, degrees, p; GLOBAL last)",
     cox_fields, run_cox},
    {"cumulative_incidence", "Competing causes: Aalen–Johansen, and Gray's test between groups",
     "Aalen and Johansen 1978; Gray 1988",
     "fit: gray, gray_degrees, gray_p. series: curve (at_risk, incidence, standard_error, "
     "gray_variance, survival, lower, upper) by \"time\" or \"group time\"",
     incidence_fields, run_incidence},
    {"fine_gray", "Regression of the cumulative incidence", "Fine and Gray 1999",
     "estimates: one for each column, ratio is that of subdistribution hazards. fit: events, "
     "log_likelihood_none (approach paper), log_likelihood. series: covariance, terms (approach "
     "paper), predicted (incidence by \"name time\")",
     fine_fields, run_fine_gray},
};

}  // namespace

std::span<const Method> survival_methods() {
    return methods;
}

}  // namespace statistics
