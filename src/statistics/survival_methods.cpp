#include <algorithm>
#include <cmath>

#include "statistics/competing_risks.h"
#include "statistics/cox.h"
#include "statistics/distribution.h"
#include "statistics/linear_algebra.h"
#include "statistics/method_internal.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

base::Error independent_censoring() {
    return base::refuse("independent_censoring",
                        "De, der ikke følges længere, ligner dem, der stadig følges.");
}

void add_named(std::vector<std::string>& names, const Specification& spec,
               std::initializer_list<const char*> fields) {
    for (const char* field : fields)
        if (const auto name = spec.optional_text(field)) names.push_back(*name);
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

FollowUp only_rows(const FollowUp& all, const Groups& groups, std::size_t group) {
    FollowUp part;
    for (std::size_t row = 0; row < all.stop.size(); ++row) {
        if (groups.of_row[row] != group) continue;
        part.stop.push_back(all.stop[row]);
        part.event.push_back(all.event[row]);
        if (!all.start.empty()) part.start.push_back(all.start[row]);
    }
    return part;
}

// The groups of the field "group", or all in one.
Groups chosen_groups(const Run& run) {
    if (const auto name = run.specification.optional_text("group"))
        return groups_of(run.column(*name));
    return {std::vector<std::size_t>(run.frame.rows(), 0), {"all"}};
}

std::vector<std::size_t> numbered(const Run& run, std::string_view field) {
    const auto name = run.specification.optional_text(field);
    return name ? groups_of(run.column(*name)).of_row : std::vector<std::size_t>{};
}

// The times asked for, or all of the curve.
std::vector<double> asked_times(const Run& run, const std::vector<double>& all) {
    return run.specification.numbers_or("times", all);
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

constexpr Field curve_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 1 event, 0 censored", true},
    {"start", "text", "0", "variable: when following began"},
    {"group", "text", "", "variable: a curve for each of its values"},
    {"limits", "choice", "log", "the scale of the limits", false, "log|log_log|plain"},
    {"times", "numbers", "all", "where the curve is given"},
    {"horizon", "number", "none", "of the restricted mean time"},
};

void run_curve(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names;
    add_named(names, spec, {"group"});
    const FollowUp all = follow_up(run, names);
    const Groups groups = chosen_groups(run);
    const std::string scale = spec.choice("limits", "log|log_log|plain");
    const CurveLimits limits = scale == "log"       ? CurveLimits::log
                               : scale == "log_log" ? CurveLimits::log_log
                                                    : CurveLimits::plain;
    const double confidence = spec.confidence();
    AnalysisSeries series{"curve", {}, {}, false};
    std::vector<std::vector<double>> columns(8);
    for (std::size_t group = 0; group < groups.names.size(); ++group) {
        const SurvivalCurve curve =
            must(survival_curve(only_rows(all, groups, group), limits, confidence));
        const std::vector<double> times = asked_times(run, curve.time);
        const auto steps = steps_at(curve.time, times);
        for (std::size_t i = 0; i < times.size(); ++i) {
            series.at.push_back(label_of(groups, group, times[i]));
            const std::ptrdiff_t step = steps[i];
            const Interval interval =
                step < 0 ? Interval{1, 1} : curve.limits[static_cast<std::size_t>(step)];
            const double row[] = {at_risk_at(curve.time, curve.at_risk, times[i]),
                                  value_at(curve.events, step, 0),
                                  value_at(curve.survival, step, 1),
                                  value_at(curve.survival_error, step, 0),
                                  interval.lower,
                                  interval.upper,
                                  value_at(curve.hazard, step, 0),
                                  value_at(curve.hazard_error, step, 0)};
            for (std::size_t j = 0; j < columns.size(); ++j) columns[j].push_back(row[j]);
        }
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
    run.assume(independent_censoring());
}

constexpr Field test_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 1 event, 0 censored", true},
    {"start", "text", "0", "variable: when following began"},
    {"group", "text", "", "variable: the groups compared", true},
    {"strata", "text", "", "variable: compared within"},
    {"rho", "number", "0", "weights S(t−)^ρ: 0 log-rank, 1 Peto's Wilcoxon"},
};

void run_log_rank(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names;
    add_named(names, spec, {"group", "strata"});
    const FollowUp all = follow_up(run, names);
    const Groups groups = groups_of(run.column(spec.text("group")));
    if (groups.names.size() < 2) throw Refused{one_group(spec.text("group"))};
    const LogRank test =
        must(log_rank(all, groups.of_row, numbered(run, "strata"), spec.number_or("rho", 0)));
    run.out.set("chi_squared", test.chi_squared);
    run.out.set("degrees", test.degrees);
    run.out.set("p", test.p);
    std::vector<double> variances;
    for (std::size_t i = 0; i < groups.names.size(); ++i)
        variances.push_back(test.covariance[i][i]);
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
    {"weights", "text", "", "variable: weights of the rows"},
    {"strata", "text", "", "variable: a baseline hazard for each of its values"},
    {"cluster", "text", "", "variable: rows of the same are dependent; gives robust errors"},
    {"robust", "boolean", "false", "robust errors with every row its own cluster"},
    {"periods", "object", "",
     "covariates that change: name → {prefix, lag, yes}: columns prefix1, prefix2 … of each "
     "period; a row is cut into periods of length 1"},
    {"proportionality", "choice", "none", "test of proportional hazards on this scale of time",
     false, "none|kaplan_meier|identity|rank|log"},
    {"times", "numbers", "all", "where the baseline hazard is given"},
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

Design without_intercept(const Run& run, const DesignRequest& request) {
    const DesignPlan plan = must(DesignPlan::make(request, run.frame));
    const Design with = must(plan.apply(run.frame));
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

void report_test(Run& run, const char* name, double chi_squared, std::size_t degrees) {
    run.out.set(name, chi_squared);
    run.out.set(std::string(name) + "_p",
                chi_squared_upper(chi_squared, static_cast<double>(degrees)));
}

void report_cox_series(Run& run, const CoxData& data, const CoxFit& fit,
                       const std::vector<std::string>& labels) {
    if (fit.martingale.empty()) return;
    const std::vector<double> times = asked_times(run, fit.hazard_times);
    AnalysisSeries baseline{"baseline", {}, {{"hazard", {}}}, false};
    const auto steps = steps_at(fit.hazard_times, times);
    for (std::size_t i = 0; i < times.size(); ++i) {
        baseline.at.push_back(shortest(times[i]));
        baseline.columns[0].second.push_back(value_at(fit.baseline_hazard, steps[i], 0));
    }
    if (data.stratum.empty()) run.out.series.push_back(std::move(baseline));
    AnalysisSeries rows{
        "rows",
        labels,
        {{"martingale", fit.martingale}, {"residual_deviance", fit.deviance_residuals}},
        true};
    const Matrix influence = product(must(cox_score_residuals(data, fit)), fit.covariance);
    for (std::size_t j = 0; j < fit.names.size(); ++j) {
        const auto column = influence.column(j);
        rows.columns.emplace_back("dfbeta_" + fit.names[j],
                                  std::vector<double>(column.begin(), column.end()));
    }
    run.out.series.push_back(std::move(rows));
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

void run_cox(Run& run) {
    const Specification& spec = run.specification;
    if (spec.has("periods")) cut_into_periods(run);
    const DesignRequest request = design_request(run);
    std::vector<std::string> names = must(DesignPlan::variables(request));
    add_named(names, spec, {"strata", "cluster", "label", "weights"});
    CoxData data;
    data.times = follow_up(run, names);
    if (spec.has("periods")) data.times.start = run.numbers("(start)");
    for (const int event : data.times.event)
        if (event > 1) throw Refused{not_zero_or_one(spec.text("event"))};
    const Design design = without_intercept(run, request);
    data.x = design.x;
    data.names = design.names;
    data.stratum = numbered(run, "strata");
    if (spec.has("weights")) data.weights = run.numbers(spec.text("weights"));
    const std::string tie_name = spec.choice("ties", "efron|breslow|exact");
    const Ties ties = tie_name == "efron"     ? Ties::efron
                      : tie_name == "breslow" ? Ties::breslow
                                              : Ties::exact;
    const CoxFit fit = must(fit_cox(data, ties));
    const bool robust = spec.has("cluster") || spec.boolean_or("robust", false);
    const Matrix covariance =
        robust ? must(cox_robust_covariance(data, fit, numbered(run, "cluster"))) : fit.covariance;
    report_coefficients(run, fit.names, fit.coefficients, covariance, fit.covariance);
    Analysis& out = run.out;
    out.set("events", static_cast<std::int64_t>(fit.events));
    out.set("log_likelihood_none", fit.log_likelihood_none);
    out.set("log_likelihood", fit.log_likelihood);
    report_test(run, "likelihood_ratio", fit.likelihood_ratio, fit.names.size());
    report_test(run, "wald", fit.wald, fit.names.size());
    report_test(run, "score", fit.score, fit.names.size());
    if (const auto c = concordance(data, fit)) {
        out.set("concordance", c->value);
        out.set("concordance_standard_error", c->standard_error);
    }
    out.set("iterations", static_cast<std::int64_t>(fit.iterations));
    report_cox_series(run, data, fit, run.labels("label"));
    report_proportionality(run, data, fit, ties, design.terms);
    run.assume(independent_censoring());
}

constexpr Field incidence_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 0 censored, 1, 2 … the cause", true},
    {"cause", "number", "1", "the cause"},
    {"group", "text", "", "variable: a curve for each of its values, and Gray's test"},
    {"rho", "number", "0", "weights (1−F(t−))^ρ of Gray's test"},
    {"times", "numbers", "all", "where the curve is given"},
};

void run_incidence(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names;
    add_named(names, spec, {"group"});
    const FollowUp all = follow_up(run, names);
    const auto cause = static_cast<int>(spec.number_or("cause", 1));
    const Groups groups = chosen_groups(run);
    AnalysisSeries series{"curve", {}, {}, false};
    std::vector<std::vector<double>> columns(5);
    for (std::size_t group = 0; group < groups.names.size(); ++group) {
        const IncidenceCurve curve =
            must(cumulative_incidence(only_rows(all, groups, group), cause));
        const std::vector<double> times = asked_times(run, curve.time);
        const auto steps = steps_at(curve.time, times);
        for (std::size_t i = 0; i < times.size(); ++i) {
            series.at.push_back(label_of(groups, group, times[i]));
            const double row[] = {
                at_risk_at(curve.time, curve.at_risk, times[i]),
                value_at(curve.incidence, steps[i], 0), value_at(curve.standard_error, steps[i], 0),
                value_at(curve.gray_variance, steps[i], 0), value_at(curve.survival, steps[i], 1)};
            for (std::size_t j = 0; j < columns.size(); ++j) columns[j].push_back(row[j]);
        }
    }
    const char* column_names[] = {"at_risk", "incidence", "standard_error", "gray_variance",
                                  "survival"};
    for (std::size_t j = 0; j < columns.size(); ++j)
        series.columns.emplace_back(column_names[j], std::move(columns[j]));
    run.out.series.push_back(std::move(series));
    if (groups.names.size() > 1) {
        const GrayTest test = must(gray_test(all, cause, groups.of_row, spec.number_or("rho", 0)));
        run.out.set("gray", test.statistic);
        run.out.set("gray_degrees", test.degrees);
        run.out.set("gray_p", test.p);
    }
    run.assume(independent_censoring());
}

constexpr Field fine_fields[] = {
    {"time", "text", "", "variable: time to the event or to the end of following", true},
    {"event", "text", "", "variable: 0 censored, 1, 2 … the cause", true},
    {"cause", "number", "1", "the cause"},
    {"terms", "texts", "", "as in regression", true},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
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
    run.out.set("rows_after_weighting", static_cast<std::int64_t>(rows.origin.size()));
    run.out.set("log_likelihood", fit.log_likelihood);
}

void run_fine_gray(Run& run) {
    const DesignRequest request = design_request(run);
    const FollowUp times = follow_up(run, must(DesignPlan::variables(request)));
    const Design design = without_intercept(run, request);
    const auto cause = static_cast<int>(run.specification.number_or("cause", 1));
    run.assume(independent_censoring());
    run.assume(base::refuse("proportional_subdistribution",
                            "Leddene ganger risikoen for hændelsen lige meget hele tiden, også "
                            "blandt dem, som noget andet er sket for."));
    if (run.specification.choice("approach", "paper|weighted_cox") == "weighted_cox") {
        run_weighted_cox(run, times, design, cause);
        return;
    }
    const SubdistributionFit fit = must(fit_subdistribution(times, cause, design.x, design.names));
    report_coefficients(run, fit.names, fit.coefficients, fit.covariance, fit.model_covariance);
    run.out.set("events", static_cast<std::int64_t>(fit.events));
    run.out.set("log_likelihood_none", fit.log_likelihood_none);
    run.out.set("log_likelihood", fit.log_likelihood);
    run.out.set("iterations", static_cast<std::int64_t>(fit.iterations));
}

constexpr Method methods[] = {
    {"survival_curve",
     "Kaplan–Meier, Nelson–Aalen and the restricted mean; with start times and "
     "repeated rows the mean cumulative number",
     "Kaplan and Meier 1958; Greenwood 1926; Nelson 1969; Aalen 1978",
     "estimates: restricted_mean (with horizon). series: curve (at_risk, events, survival, "
     "standard_error, lower, upper, hazard, hazard_error) by \"time\" or \"group time\"",
     curve_fields, run_curve},
    {"log_rank", "Do groups differ: the log-rank family",
     "Mantel 1966; Harrington and Fleming 1982",
     "fit: chi_squared, degrees, p. series: groups (observed, expected, variance)", test_fields,
     run_log_rank},
    {"cox", "Proportional hazards regression, also of recurrent events and changing covariates",
     "Cox 1972; Efron 1977; Breslow 1974; Lin and Wei 1989; Grambsch and Therneau 1994",
     "estimates: one for each column, ratio is the hazard ratio. fit: events, log_likelihood_none, "
     "log_likelihood, likelihood_ratio, wald, score, concordance. series: baseline (hazard for all "
     "covariates 0), rows (martingale, residual_deviance, dfbeta_*), proportionality (chi_squared, "
     "degrees, p; GLOBAL last)",
     cox_fields, run_cox},
    {"cumulative_incidence", "Competing causes: Aalen–Johansen, and Gray's test between groups",
     "Aalen and Johansen 1978; Gray 1988",
     "fit: gray, gray_degrees, gray_p. series: curve (at_risk, incidence, standard_error, "
     "gray_variance, survival) by \"time\" or \"group time\"",
     incidence_fields, run_incidence},
    {"fine_gray", "Regression of the cumulative incidence", "Fine and Gray 1999",
     "estimates: one for each column, ratio is that of subdistribution hazards. fit: events, "
     "log_likelihood",
     fine_fields, run_fine_gray},
};

}  // namespace

std::span<const Method> survival_methods() {
    return methods;
}

}  // namespace statistics
