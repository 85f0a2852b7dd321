#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "statistics/group_time_effects.h"
#include "statistics/method_internal.h"
#include "statistics/multiplicity.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

constexpr Field series_fields[] = {
    {"outcome", "text", "", "variable: events in each period", true},
    {"time", "text", "", "variable: the period's number; rows are put in its order", true},
    {"intervention", "text", "", "variable: 0 before, 1 after", true},
    {"change", "choice", "level", "what may change at the intervention", false,
     "level|level_and_slope"},
    {"period", "number", "0", "the season's length in periods; 0: no season"},
    {"waves", "whole", "2", "sine and cosine pairs of the season"},
    {"terms", "texts", "[]", "further terms"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"offset", "text", "", "expression, such as log(population)"},
    {"family", "choice", "quasi_poisson", "the distribution", false, families},
    {"errors", "choice", "model", "the covariance of the coefficients", false, error_kinds},
    {"cluster", "texts", "", "variables that group the rows"},
    {"lag", "whole", "4(n/100)^(2/9)", "of newey_west"},
    {"automatic_lag", "boolean", "false", "of newey_west: the lag that suits the data, instead"},
    {"prewhitening", "whole", "0", "of newey_west: order of the autoregression taken out first"},
    {"parameters_factor", "boolean", "true for gaussian with clusters",
     "multiply by (n−1)/(n−k), newey_west by n/(n−k)"},
    {"lags", "whole", "12", "lags of the autocorrelation check"},
    {"reference", "choice", "usual", "distribution of the statistics", false, "usual|t|normal"},
    {"interval", "choice", "wald", "limits of the coefficients", false,
     "wald|profile|profile_interpolated"},
    {"weights", "text", "", "variable: prior weights"},
    {"tolerance", "number", "1e-8", "relative change of the deviance at which the iteration ends"},
    {"collinear", "choice", "refuse", "what to do with a redundant term", false,
     "refuse|leave_out"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

void check_zero_one(const Run& run, const std::string& name) {
    for (const double value : run.numbers(name))
        if (!std::isnan(value) && value != 0 && value != 1) throw Refused{not_zero_or_one(name)};
}

void sort_by_time(Run& run, const std::string& time) {
    const std::vector<double> times = run.numbers(time);
    std::vector<std::size_t> order(times.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
        if (std::isnan(times[left]) || std::isnan(times[right]))
            return !std::isnan(times[left]) && std::isnan(times[right]);
        return times[left] < times[right];
    });
    run.frame = run.frame.select(order);
}

// The fitted course, and what it would have been without the intervention.
void add_counterfactual(Run& run, const FittedRegression& fitted, const std::string& intervention,
                        const std::string& time) {
    DataFrame without = run.frame;
    Column none = run.column(intervention);
    std::fill(none.values.begin(), none.values.end(), 0.0);
    const base::Result<void> added = without.add(std::move(none));
    if (!added) throw Refused{added.error()};
    const Design design = must(fitted.plan.apply(without));
    const Prediction prediction =
        predict(fitted.fit, fitted.covariance, design.x, fitted.data.offset);
    std::vector<double> expected;
    for (const double predictor : prediction.linear_predictor)
        expected.push_back(mean_of(fitted.fit.family, predictor));
    // Of persons: the coefficients are equations in the counts, so one too small hides them all.
    std::vector<double> observed = fitted.data.outcome;
    if (about_persons(run) && !are_counts_to_show(observed))
        std::fill(observed.begin(), observed.end(), std::nan(""));
    AnalysisSeries series{"course",
                          {},
                          {{"observed", std::move(observed)},
                           {"fitted", fitted.fit.fitted},
                           {"without_intervention", std::move(expected)}},
                          false};
    for (std::size_t row = 0; row < run.frame.rows(); ++row)
        series.at.push_back(run.column(time).text(row));
    run.out.series.push_back(std::move(series));
}

void run_series(Run& run) {
    const Specification& spec = run.specification;
    const std::string time = spec.text("time"), intervention = spec.text("intervention");
    check_zero_one(run, intervention);
    sort_by_time(run, time);
    RegressionWish wish = regression_wish(run, Family::quasi_poisson);
    std::vector<std::string> terms{intervention};
    const double period = spec.number_or("period", 0);
    if (period > 0)
        terms.push_back("harmonics(" + time + ", " + shortest(period) + ", " +
                        std::to_string(spec.whole_or("waves", 2)) + ")");
    terms.push_back(time);
    if (spec.choice("change", "level|level_and_slope") == "level_and_slope")
        terms.push_back(intervention + ":" + time);
    terms.insert(terms.end(), wish.design.terms.begin(), wish.design.terms.end());
    wish.design.terms = std::move(terms);
    const FittedRegression fitted = run_regression(run, wish);
    std::map<double, std::size_t> periods;
    for (const double value : run.numbers(intervention)) ++periods[value];
    for (const double side : {0.0, 1.0})
        if (periods[side] < 3) throw Refused{too_few(intervention, periods[side], 3)};
    report_regression(run, fitted);
    report_series_check(run, fitted, std::min<std::size_t>(12, fitted.data.outcome.size() / 4));
    add_counterfactual(run, fitted, intervention, time);
    run.assume(
        base::refuse("same_trend_without", "Uden indsatsen var udviklingen fortsat som før."));
    place_on_scale(run, EvaluationDesign::interrupted_series);
}

constexpr Field before_after_fields[] = {
    {"outcome", "text", "", "variable: events in each row", true},
    {"intervention", "text", "", "variable: 0 before, 1 after", true},
    {"offset", "text", "", "expression, such as log(population)"},
    {"family", "choice", "quasi_poisson", "the distribution", false, families},
    {"errors", "choice", "model", "the covariance of the coefficients", false, error_kinds},
    {"terms", "texts", "[]", "further terms"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"cluster", "texts", "", "variables that group the rows"},
    {"reference", "choice", "usual", "distribution of the statistics", false, "usual|t|normal"},
    {"interval", "choice", "wald", "limits of the coefficients", false,
     "wald|profile|profile_interpolated"},
    {"label", "text", "row number", "variable: row labels of the series"},
    {"tolerance", "number", "1e-8", "relative change of the deviance at which the iteration ends"},
    {"collinear", "choice", "refuse", "what to do with a redundant term", false,
     "refuse|leave_out"},
};

void run_before_after(Run& run) {
    const std::string intervention = run.specification.text("intervention");
    check_zero_one(run, intervention);
    RegressionWish wish = regression_wish(run, Family::quasi_poisson);
    wish.design.terms.insert(wish.design.terms.begin(), intervention);
    report_regression(run, run_regression(run, wish));
    place_on_scale(run, EvaluationDesign::before_after);
    run.warn(
        base::refuse("before_after_only", "Før og efter alene kan ikke vise, at noget virkede."));
}

constexpr Field difference_fields[] = {
    {"outcome", "text", "", "variable: what is measured", true},
    {"unit", "text", "", "variable: the units", true},
    {"time", "text", "", "variable: the times", true},
    {"treated", "text", "", "variable: 1 where and when a unit is treated; or first_treated"},
    {"first_treated", "text", "", "variable: a unit's first treated time, missing for never"},
    {"lowest", "number", "-3", "effects at earlier ages are put together (with first_treated)"},
    {"highest", "number", "2", "effects at later ages are put together"},
    {"base_age", "number", "-1", "the age that others are compared with"},
    {"terms", "texts", "[]", "further terms"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"family", "choice", "gaussian", "the distribution", false, families},
    {"weights", "text", "", "variable: weights"},
    {"offset", "text", "", "expression"},
    {"errors", "choice", "clustered", "the covariance of the coefficients", false, error_kinds},
    {"cluster", "texts", "the unit", "one or two variables that group the rows"},
    {"few_clusters_factor", "boolean", "true", "multiply by G/(G−1)"},
    {"intersection", "choice", "usual",
     "what two groupings take off: the clusters of both at once, or the rows by HC0 (usual: where "
     "each row is such a cluster)",
     false, intersections},
    {"fix_negative", "boolean", "false",
     "with two groupings a variance can come out below 0: count eigenvalues of the covariance "
     "below 0 as 0; otherwise the coefficient is left out, with a warning"},
    {"parameters_factor", "boolean", "true for gaussian with clusters",
     "multiply by (n−1)/(n−k), newey_west by n/(n−k)"},
    {"lag", "whole", "4(n/100)^(2/9)", "of newey_west"},
    {"automatic_lag", "boolean", "false", "of newey_west: the lag that suits the data, instead"},
    {"prewhitening", "whole", "0", "of newey_west: order of the autoregression taken out first"},
    {"reference", "choice", "usual", "distribution of the statistics", false, "usual|t|normal"},
    {"interval", "choice", "wald", "limits of the coefficients", false,
     "wald|profile|profile_interpolated"},
    {"tolerance", "number", "1e-8", "relative change of the deviance at which the iteration ends"},
    {"collinear", "choice", "refuse", "what to do with a redundant term", false,
     "refuse|leave_out"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

std::string signed_age(double age) {
    return age < 0 ? shortest(age) : "+" + shortest(age);
}

// An indicator for each age of treatment but the base: "age-3", "age+0", "age<-3", "age>+2".
std::vector<std::string> add_ages(Run& run, const std::string& first, const std::string& time) {
    const Specification& spec = run.specification;
    const double lowest = spec.number_or("lowest", -3), highest = spec.number_or("highest", 2);
    const double base_age = spec.number_or("base_age", -1);
    const std::vector<double> firsts = run.numbers(first), times = run.numbers(time);
    std::vector<std::string> names;
    const auto indicator = [&](std::string name, auto matches) {
        Column column{std::move(name), {}, {}};
        bool any = false;
        for (std::size_t row = 0; row < times.size(); ++row) {
            const bool hit = !std::isnan(firsts[row]) && matches(times[row] - firsts[row]);
            any = any || hit;
            column.values.push_back(hit ? 1 : 0);
        }
        if (!any) return;
        names.push_back(column.name);
        const base::Result<void> added = run.frame.add(std::move(column));
        if (!added) throw Refused{added.error()};
    };
    indicator("age<" + signed_age(lowest), [&](double age) { return age < lowest; });
    for (double each = lowest; each <= highest; each += 1)
        if (each != base_age)
            indicator("age" + signed_age(each), [&](double age) { return age == each; });
    indicator("age>" + signed_age(highest), [&](double age) { return age > highest; });
    if (names.empty()) throw Refused{one_group(first)};
    return names;
}

// Where units are persons: at least five of them are treated, at least five never are, and each age
// is that of at least five.
void protect_units(const Run& run, const std::string& unit,
                   const std::vector<std::string>& effects) {
    if (!about_persons(run)) return;
    const Groups units = groups_of(run.column(unit));
    std::set<std::size_t> any;
    for (const std::string& effect : effects) {
        std::set<std::size_t> treated;
        const std::vector<double> values = run.numbers(effect);
        for (std::size_t row = 0; row < values.size(); ++row)
            if (values[row] != 0) treated.insert(units.of_row[row]);
        refuse_small(run, effect, {static_cast<double>(treated.size())});
        any.insert(treated.begin(), treated.end());
    }
    refuse_small(run, unit, {static_cast<double>(units.names.size() - any.size())});
}

void run_difference(Run& run) {
    const Specification& spec = run.specification;
    const std::string unit = spec.text("unit"), time = spec.text("time");
    RegressionWish wish = regression_wish(run, Family::gaussian, {unit});
    std::vector<std::string> effects;
    if (spec.has("first_treated"))
        effects = add_ages(run, spec.text("first_treated"), time);
    else
        effects = {spec.text("treated")};
    wish.design.factors[unit];
    wish.design.factors[time];
    wish.unit_terms = {unit, time};
    std::vector<std::string> terms = effects;
    terms.insert(terms.end(), {unit, time});
    terms.insert(terms.end(), wish.design.terms.begin(), wish.design.terms.end());
    wish.design.terms = std::move(terms);
    const FittedRegression fitted = run_regression(run, wish);
    protect_units(run, unit, effects);
    report_regression(run, fitted);
    run.out.set("units", static_cast<std::int64_t>(groups_of(run.column(unit)).names.size()));
    run.out.set("times", static_cast<std::int64_t>(groups_of(run.column(time)).names.size()));
    run.assume(
        base::refuse("parallel_trends", "Uden indsatsen havde alle steder fulgt samme udvikling."));
    run.assume(base::refuse("no_anticipation",
                            "Indsatsen virkede ikke, før den begyndte, og ikke på andre steder."));
    if (!spec.has("first_treated"))
        run.warn(base::refuse("staggered_twfe",
                              "Begynder stederne på forskellige tidspunkter, og ændrer virkningen "
                              "sig, blander dette ét tal dem skævt. Se group_time_effects."));
    place_on_scale(run, EvaluationDesign::controlled_before_after);
}

constexpr Field group_fields[] = {
    {"outcome", "text", "", "variable: what is measured", true},
    {"unit", "text", "", "variable: the units", true},
    {"time", "text", "", "variable: the times", true},
    {"first_treated", "text", "", "variable: a unit's first treated time, missing for never", true},
    {"comparison", "choice", "never_treated", "who treated units are compared with", false,
     "never_treated|not_yet_treated"},
    {"terms", "texts", "[]",
     "what the compared are to be alike on, as it was at the time that changes are measured from"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"adjustment", "choice", "doubly_robust",
     "with terms: by a regression of the outcome's change, by weights from the probability of "
     "treatment, or by both, right if either is",
     false, "doubly_robust|outcome_regression|inverse_probability"},
    {"base", "choice", "universal",
     "what times before treatment are compared with: always the last one before it, or each with "
     "the one before itself",
     false, "universal|varying"},
    {"anticipation", "whole", "0", "times before treatment at which it may already have an effect"},
    {"weights", "text", "", "variable: weights of the units, as at their first time"},
};

GroupTimeOptions group_options(const Specification& spec) {
    GroupTimeOptions options;
    if (spec.choice("comparison", "never_treated|not_yet_treated") == "not_yet_treated")
        options.comparison = Comparison::not_yet_treated;
    const std::string adjustment =
        spec.choice("adjustment", "doubly_robust|outcome_regression|inverse_probability");
    if (adjustment == "outcome_regression") options.adjustment = Adjustment::outcome_regression;
    if (adjustment == "inverse_probability") options.adjustment = Adjustment::inverse_probability;
    if (spec.choice("base", "universal|varying") == "varying") options.base = BaseTime::varying;
    options.anticipation = spec.whole_or("anticipation", 0);
    return options;
}

std::vector<PanelRow> panel_rows(const Run& run) {
    const Specification& spec = run.specification;
    const Groups units = groups_of(run.column(spec.text("unit")));
    const std::vector<double> outcomes = run.numbers(spec.text("outcome"));
    const std::vector<double> times = run.numbers(spec.text("time"));
    const std::vector<double> firsts = run.numbers(spec.text("first_treated"));
    std::vector<double> weights(outcomes.size(), 1.0);
    if (spec.has("weights")) weights = run.numbers(spec.text("weights"));
    std::vector<PanelRow> rows;
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        rows.push_back({units.of_row[i], times[i], outcomes[i],
                        std::isnan(firsts[i]) ? std::nullopt : std::optional(firsts[i]),
                        weights[i]});
    return rows;
}

void report_group_effects(Run& run, const GroupTimeEffects& effects) {
    const double confidence = run.specification.confidence();
    const auto add = [&](std::string name, double estimate, double error) {
        run.out.estimates.push_back(
            {wald(std::move(name), estimate, error, std::nullopt, confidence), false,
             std::nullopt});
    };
    add("overall", effects.overall, effects.overall_error);
    add("over_ages", effects.over_ages.estimate, effects.over_ages.standard_error);
    add("over_groups", effects.over_groups.estimate, effects.over_groups.standard_error);
    add("over_times", effects.over_times.estimate, effects.over_times.standard_error);
    for (const EffectAverage& each : effects.by_age)
        add("age" + signed_age(each.at), each.estimate, each.standard_error);
    for (const EffectAverage& each : effects.by_group)
        add("group" + shortest(each.at), each.estimate, each.standard_error);
    for (const EffectAverage& each : effects.by_time)
        add("time" + shortest(each.at), each.estimate, each.standard_error);
    for (const GroupTimeEffect& effect : effects.effects)
        add("att(" + shortest(effect.group) + "," + shortest(effect.time) + ")", effect.estimate,
            effect.standard_error);
    run.out.set("units", static_cast<std::int64_t>(effects.units));
    run.out.set("treated_units", static_cast<std::int64_t>(effects.treated_units));
}

void run_groups(Run& run) {
    const Specification& spec = run.specification;
    const DesignRequest request{spec.texts_or_none("terms"), spec.factors("factors"), true};
    std::vector<std::string> names = must(DesignPlan::variables(request));
    for (const char* field : {"outcome", "unit", "time"}) names.push_back(spec.text(field));
    if (spec.has("weights")) names.push_back(spec.text("weights"));
    run.keep_complete(names);
    PanelCovariates covariates;
    if (!request.terms.empty()) {
        Design design = must(must(DesignPlan::make(request, run.frame)).apply(run.frame));
        covariates = {std::move(design.x), std::move(design.names)};
    }
    const GroupTimeEffects effects =
        must_by_name(run, group_time_effects(panel_rows(run), covariates, group_options(spec)),
                     {"outcome", "unit", "first_treated", "weights"});
    for (const GroupTimeEffect& each : effects.effects)
        refuse_small(run, spec.text("first_treated"),
                     {static_cast<double>(each.treated), static_cast<double>(each.compared)});
    report_group_effects(run, effects);
    run.assume(request.terms.empty()
                   ? base::refuse("parallel_trends",
                                  "Uden indsatsen havde alle steder fulgt samme udvikling.")
                   : base::refuse("parallel_trends_alike",
                                  "Uden indsatsen havde steder, der ligner hinanden på det målte, "
                                  "fulgt samme udvikling."));
    run.assume(base::refuse("no_anticipation",
                            "Indsatsen virkede ikke, før den begyndte, og ikke på andre steder."));
    place_on_scale(run, EvaluationDesign::staggered_comparison);
}

constexpr Field tests_fields[] = {
    {"p", "text", "", "variable: p-values", true},
    {"label", "text", "row number", "variable: what each was about"},
    {"level", "number", "0.05", "a corrected p at most this counts as rejected"},
};

void run_tests(Run& run) {
    const std::string name = run.specification.text("p");
    run.keep_complete({name});
    const std::vector<double> p = run.numbers(name);
    const double level = run.specification.number_or("level", 0.05);
    AnalysisSeries series{"tests", run.labels("label"), {{"p", p}}, false};
    for (const char* each : {"bonferroni", "holm", "hochberg", "hommel", "benjamini_hochberg",
                             "benjamini_yekutieli"}) {
        std::vector<double> adjusted = must(corrected(p, *correction_named(each)));
        run.out.set(std::string("rejected_") + each,
                    static_cast<std::int64_t>(
                        std::count_if(adjusted.begin(), adjusted.end(),
                                      [level](double value) { return value <= level; })));
        series.columns.emplace_back(each, std::move(adjusted));
    }
    run.out.series.push_back(std::move(series));
    run.assume(
        base::refuse("all_tests", "Alle spørgsmål, der er stillet, er med, også dem uden fund."));
}

constexpr Method methods[] = {
    {"interrupted_series", "A course of time before and after an intervention",
     "Lopez Bernal, Cummins and Gasparrini 2017, Int J Epidemiol 46:348; Newey and West 1987",
     "as regression; the intervention's own name is the change of level, intervention:time that of "
     "slope. fit: durbin_watson, ljung_box, newey_west_lag. series: course (observed, fitted, "
     "without_intervention), autocorrelation (autocorrelation, partial)",
     series_fields, run_series},
    {"before_after", "Before and after with nothing to compare with: the weakest design",
     "Sherman et al. 1997", "as regression", before_after_fields, run_before_after},
    {"difference_in_differences", "Two-way fixed effects, or an event study with first_treated",
     "Wooldridge 2010, 10.5; Bertrand, Duflo and Mullainathan 2004, QJE 119:249",
     "as regression; the effect is named by the variable treated, or age+0, age-2, age<-3, age>+2. "
     "fit: units, times",
     difference_fields, run_difference},
    {"group_time_effects", "Effects by group and time when units start at different times",
     "Callaway and Sant'Anna 2021; Sant'Anna and Zhao 2020, J Econometrics 219:101",
     "estimates: overall (all effects from treatment on, by the groups' sizes), over_ages, "
     "over_groups, over_times (means of the following), age+0 …, group2006 …, time2006 …, "
     "att(group,time). fit: units, treated_units",
     group_fields, run_groups},
    {"multiple_tests", "p-values corrected for how many questions were asked",
     "Holm 1979; Hochberg 1988; Hommel 1988; Benjamini and Hochberg 1995; Benjamini and Yekutieli "
     "2001",
     "fit: rejected_holm …. series: tests (p, bonferroni, holm, hochberg, hommel, "
     "benjamini_hochberg, benjamini_yekutieli)",
     tests_fields, run_tests},
};

}  // namespace

void place_on_scale(Run& run, EvaluationDesign design) {
    EvidenceLevel level = evidence_level(design);
    run.out.evidence_level = level.level;
    run.assume(std::move(level.reason));
}

std::span<const Method> effect_methods() {
    return methods;
}

}  // namespace statistics
