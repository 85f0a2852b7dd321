#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "statistics/comparison_panel.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"
#include "statistics/staggered_difference.h"
#include "statistics/synthetic_control.h"

namespace statistics {
namespace {

// The pooled deviation of the outcomes before is the yardstick of how well a mixture fits: a mean
// gap of more than a quarter of it is no likeness.
constexpr double worst_likeness = 0.25;

// The panel with the names of its units and times.
struct NamedPanel {
    ComparisonPanel panel;
    Groups units, times;

    const std::string& unit(std::size_t column) const { return units.names[panel.units[column]]; }
};

// Whether a row is treated: the variable "treated", the unit's first treated time (missing: never),
// or the unit and the time named.
std::vector<bool> treated_rows(const Run& run, const Groups& units) {
    const Specification& spec = run.specification;
    std::vector<bool> treated;
    if (const auto name = spec.optional_text("treated")) {
        for (const double value : run.numbers(*name)) {
            if (value != 0 && value != 1) throw Refused{not_zero_or_one(*name)};
            treated.push_back(value == 1);
        }
        return treated;
    }
    if (const auto name = spec.optional_text("first_treated")) {
        const std::vector<double> first = run.numbers(*name), now = run.numbers(spec.text("time"));
        for (std::size_t row = 0; row < now.size(); ++row)
            treated.push_back(now[row] >= first[row]);
        return treated;
    }
    const std::vector<std::string> wanted = spec.texts("treated_unit");
    const double from = spec.number("from");
    const std::vector<double> times = run.numbers(spec.text("time"));
    for (const std::string& unit : wanted)
        if (std::find(units.names.begin(), units.names.end(), unit) == units.names.end())
            throw Refused{not_a_case("treated_unit", unit, spec.text("unit"))};
    for (std::size_t row = 0; row < times.size(); ++row) {
        const std::string& unit = units.names[units.of_row[row]];
        treated.push_back(times[row] >= from &&
                          std::find(wanted.begin(), wanted.end(), unit) != wanted.end());
    }
    return treated;
}

// The refusals with the variables' own names.
base::Error named(const Run& run, base::Error error) {
    for (std::string& argument : error.arguments)
        for (const char* field : {"outcome", "unit", "time", "treated"})
            if (argument == field && run.specification.has(field))
                argument = run.specification.text(field);
    return error;
}

// Units, times and treatment, of the rows with everything that is needed.
struct PanelRows {
    Groups units, times;
    std::vector<PanelObservation> rows;
};

PanelRows panel_rows(Run& run, const std::vector<std::string>& more = {}) {
    const Specification& spec = run.specification;
    const std::string outcome = spec.text("outcome"), unit = spec.text("unit");
    const std::string time = spec.text("time");
    std::vector<std::string> needed{unit, time, outcome};
    if (const auto treated = spec.optional_text("treated")) needed.push_back(*treated);
    needed.insert(needed.end(), more.begin(), more.end());
    run.keep_complete(needed);
    PanelRows found{groups_of(run.column(unit)), groups_of(run.column(time)), {}};
    const std::vector<bool> treated = treated_rows(run, found.units);
    const std::vector<double> outcomes = run.numbers(outcome);
    for (std::size_t row = 0; row < outcomes.size(); ++row)
        found.rows.push_back(
            {found.units.of_row[row], found.times.of_row[row], outcomes[row], treated[row]});
    return found;
}

void warn_of_incomplete(const Run& run, std::size_t incomplete) {
    if (incomplete > 0)
        run.warn(base::refuse("incomplete_units",
                              "{} steder mangler tal for nogle tidspunkter og er ikke brugt til "
                              "sammenligning.",
                              std::to_string(incomplete)));
}

NamedPanel named_panel(Run& run) {
    const PanelRows made = panel_rows(run);
    auto panel = comparison_panel(made.rows, made.units.names.size(), made.times.names.size());
    if (!panel) throw Refused{named(run, panel.error())};
    NamedPanel named_by{std::move(*panel), made.units, made.times};
    const ComparisonPanel& found = named_by.panel;
    // Where units are persons, neither side's course may be that of few.
    refuse_small(
        run, run.specification.text("unit"),
        {static_cast<double>(found.treated.size()), static_cast<double>(found.controls.size())});
    warn_of_incomplete(run, found.incomplete);
    run.out.set("treated_units", static_cast<std::int64_t>(found.treated.size()));
    run.out.set("donors", static_cast<std::int64_t>(found.controls.size()));
    run.out.set("times_before", static_cast<std::int64_t>(found.before));
    run.out.set("times_after", static_cast<std::int64_t>(found.outcomes.rows() - found.before));
    return named_by;
}

void assume_comparison(Run& run) {
    run.assume(base::refuse("no_anticipation",
                            "Indsatsen virkede ikke, før den begyndte, og ikke på andre steder."));
    run.assume(base::refuse("no_own_shocks",
                            "Intet andet skete netop det sted og netop dengang, som ikke også "
                            "skete, hvor der sammenlignes."));
}

// The problem's columns: the controls, and last the treated units' mean.
struct ControlProblem {
    SyntheticProblem problem;
    std::vector<std::size_t> donors;
    std::size_t treated = 0;
    std::vector<std::string> predictors;
    std::vector<double> deviations;
};

std::vector<double> with_mean(const std::vector<double>& of_columns, const ComparisonPanel& panel) {
    std::vector<double> row;
    for (const std::size_t control : panel.controls) row.push_back(of_columns[control]);
    double mean = 0;
    for (const std::size_t treated : panel.treated)
        mean += of_columns[treated] / static_cast<double>(panel.treated.size());
    row.push_back(mean);
    return row;
}

// A predictor's mean over its times, of what there is; a NaN where a unit has nothing.
std::vector<double> predictor_means(const Run& run, const NamedPanel& named_by,
                                    const Specification& wish, double before_time) {
    const std::vector<double> values = run.numbers(wish.text("variable"));
    const std::vector<double> times = run.numbers(run.specification.text("time"));
    const double from = wish.number_or("from", -HUGE_VAL), to = wish.number_or("to", HUGE_VAL);
    std::vector<double> sums(named_by.units.names.size(), 0.0), counts = sums;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (std::isnan(values[row]) || times[row] < from || times[row] > to ||
            times[row] >= before_time)
            continue;
        sums[named_by.units.of_row[row]] += values[row];
        ++counts[named_by.units.of_row[row]];
    }
    std::vector<double> means;
    for (const std::size_t unit : named_by.panel.units) means.push_back(sums[unit] / counts[unit]);
    return means;
}

std::string predictor_name(const Specification& wish) {
    if (const auto name = wish.optional_text("name")) return *name;
    return wish.text("variable");
}

// Predictors are taken from before `before_time` only; one without a value then is left out where
// `skip_empty` (for pretended earlier times), otherwise refused.
ControlProblem control_problem(const Run& run, const NamedPanel& named_by, double before_time,
                               bool skip_empty) {
    const ComparisonPanel& panel = named_by.panel;
    ControlProblem made;
    const std::size_t times = panel.outcomes.rows(), units = panel.controls.size() + 1;
    made.treated = units - 1;
    for (std::size_t donor = 0; donor + 1 < units; ++donor) made.donors.push_back(donor);
    made.problem.before = panel.before;
    made.problem.outcomes = Matrix(times, units);
    for (std::size_t t = 0; t < times; ++t) {
        std::vector<double> row;
        for (std::size_t column = 0; column < panel.units.size(); ++column)
            row.push_back(panel.outcomes(t, column));
        const std::vector<double> ordered = with_mean(row, panel);
        for (std::size_t j = 0; j < units; ++j) made.problem.outcomes(t, j) = ordered[j];
    }
    if (!run.specification.has("predictors")) return made;
    std::vector<std::vector<double>> rows;
    for (const Specification& wish : run.specification.objects("predictors")) {
        wish.only("variable|name|from|to");
        std::vector<double> row =
            with_mean(predictor_means(run, named_by, wish, before_time), panel);
        const auto empty =
            std::count_if(row.begin(), row.end(), [](double value) { return std::isnan(value); });
        if (empty > 0 && skip_empty) continue;
        if (empty > 0)
            throw Refused{too_few(predictor_name(wish),
                                  row.size() - static_cast<std::size_t>(empty), row.size())};
        made.predictors.push_back(predictor_name(wish));
        rows.push_back(std::move(row));
    }
    made.problem.predictors = Matrix(rows.size(), units);
    for (std::size_t k = 0; k < rows.size(); ++k)
        for (std::size_t j = 0; j < units; ++j) made.problem.predictors(k, j) = rows[k][j];
    made.deviations = must(scale_predictors(made.problem.predictors, made.predictors));
    return made;
}

constexpr Field control_fields[] = {
    {"outcome", "text", "", "variable: what is measured", true},
    {"unit", "text", "", "variable: the units", true},
    {"time", "text", "", "variable: the times", true},
    {"treated", "text", "",
     "variable: 1 where and when a unit is treated; or treated_unit and from"},
    {"treated_unit", "texts", "", "the treated unit; of several the mean is followed"},
    {"from", "number", "", "the first treated time (with treated_unit)"},
    {"predictors", "objects", "the outcomes before, each time by itself",
     "what the mixture is to be like: variable, and name, from and to; the mean over these times"},
    {"predictor_weights", "choice", "search",
     "search: so that the mixture follows the outcomes before; equal: all alike, in standard "
     "deviations",
     false, "search|equal"},
    {"given_predictor_weights", "object", "", "predictor → weight, instead of a search"},
    {"donor_weights", "object", "", "unit → weight: a mixture that is given, not fitted"},
    {"starts", "whole", "12", "of the search"},
    {"evaluations", "whole", "1000", "of each start"},
    {"placebos", "boolean", "true", "each other unit as if it had been treated"},
    {"treated_in_placebos", "boolean", "false",
     "the treated unit may be in the placebos' mixtures"},
    {"placebo_fit_limit", "number", "0",
     "leave out placebos whose squared gap before is this many times the treated one's; 0: none"},
    {"placebo_times", "numbers", "[]", "earlier times as if it had begun then"},
    {"leave_one_out", "boolean", "false", "without each unit of the mixture in turn"},
    {"seed", "whole", "1", "of the starts by chance"},
    {"threads", "whole", "1", "changes nothing but the time it takes"},
};

std::vector<double> given_weights(const Specification& given,
                                  const std::vector<std::string>& names) {
    std::vector<double> weights(names.size(), 0.0);
    for (const std::string& name : given.names()) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end()) throw Refused{not_a_case("weights", name, names.front() + " …")};
        const double weight = given.number(name);
        if (!(weight >= 0 && std::isfinite(weight))) throw Refused{negative_value(name)};
        weights[static_cast<std::size_t>(found - names.begin())] = weight;
    }
    return weights;
}

SyntheticOptions control_options(const Run& run, const ControlProblem& made) {
    const Specification& spec = run.specification;
    SyntheticOptions options;
    options.starts = spec.whole_or("starts", options.starts);
    options.evaluations = spec.whole_or("evaluations", options.evaluations);
    options.seed = spec.whole_or("seed", 1);
    if (options.starts < 1) throw Refused{outside("starts", "1 …")};
    if (options.evaluations < 10) throw Refused{outside("evaluations", "10 …")};
    if (spec.has("given_predictor_weights")) {
        options.predictor_weights =
            given_weights(spec.object("given_predictor_weights"), made.predictors);
        if (std::all_of(options.predictor_weights.begin(), options.predictor_weights.end(),
                        [](double weight) { return weight == 0; }))
            throw Refused{not_positive("given_predictor_weights")};
    } else if (spec.choice("predictor_weights", "search|equal") == "equal") {
        options.predictor_weights.assign(made.predictors.size(), 1.0);
    }
    return options;
}

SyntheticControl treated_control(const Run& run, const NamedPanel& named_by,
                                 const ControlProblem& made, const SyntheticOptions& options) {
    if (!run.specification.has("donor_weights"))
        return must(synthetic_control(made.problem, made.treated, made.donors, options));
    std::vector<std::string> names;
    for (const std::size_t control : named_by.panel.controls)
        names.push_back(named_by.unit(control));
    std::vector<double> weights = given_weights(run.specification.object("donor_weights"), names);
    double sum = 0;
    for (const double weight : weights) sum += weight;
    if (std::abs(sum - 1) > 0.005) throw Refused{outside("donor_weights", "Σ = 1")};
    return synthetic_from_weights(made.problem, made.treated, made.donors, std::move(weights));
}

// How many equal parts these weights are worth: 1/Σw².
double mixed_of(const std::vector<double>& weights) {
    double squares = 0;
    for (const double weight : weights) squares += weight * weight;
    return squares > 0 ? 1 / squares : 0;
}

void report_control(Run& run, const NamedPanel& named_by, const ControlProblem& made,
                    const SyntheticControl& control) {
    Analysis& out = run.out;
    out.set("effect", control.effect);
    out.set("before_mspe", control.before_mspe);
    out.set("before_rmspe", std::sqrt(control.before_mspe));
    out.set("after_rmspe", std::sqrt(control.after_mspe));
    out.set("rmspe_ratio", control.ratio());
    out.set("objective", control.objective);
    out.set("optimality_spread", control.spread);
    out.set("optimality_least_cost", control.least_cost);
    const auto observed = made.problem.outcomes.column(made.treated);
    // A mixture of few persons is told of by its effect alone.
    const bool few = about_persons(run) && mixed_of(control.weights) < smallest_shown_count;
    if (!few)
        out.series.push_back({"course",
                              named_by.times.names,
                              {{"observed", {observed.begin(), observed.end()}},
                               {"synthetic", control.synthetic},
                               {"gap", control.gaps}},
                              false});
    AnalysisSeries weights{"weights", {}, {{"weight", control.weights}}, true};
    for (const std::size_t unit : named_by.panel.controls)
        weights.at.push_back(named_by.unit(unit));
    out.series.push_back(std::move(weights));
    if (made.predictors.empty() || few) return;
    std::vector<double> treated, synthetic, mean;
    for (std::size_t k = 0; k < made.predictors.size(); ++k) {
        const double scale = made.deviations[k];
        treated.push_back(made.problem.predictors(k, made.treated) * scale);
        synthetic.push_back(0);
        mean.push_back(0);
        for (const std::size_t donor : made.donors) {
            const double value = made.problem.predictors(k, donor) * scale;
            synthetic.back() += control.weights[donor] * value;
            mean.back() += value / static_cast<double>(made.donors.size());
        }
    }
    AnalysisSeries predictors{"predictors",
                              made.predictors,
                              {{"treated", std::move(treated)},
                               {"synthetic", std::move(synthetic)},
                               {"donor_mean", std::move(mean)},
                               {"standard_deviation", made.deviations}},
                              false};
    if (!control.predictor_weights.empty())
        predictors.columns.emplace_back("weight", control.predictor_weights);
    out.series.push_back(std::move(predictors));
}

void report_placebos(Run& run, const NamedPanel& named_by, const ControlProblem& made,
                     const SyntheticControl& control, const SyntheticOptions& options) {
    const Specification& spec = run.specification;
    const bool also = spec.boolean_or("treated_in_placebos", false);
    const double limit = spec.number_or("placebo_fit_limit", 0);
    if (made.donors.size() < 2) {
        run.warn(too_few(spec.text("unit"), made.donors.size() + 1, 3));
        return;
    }
    const std::vector<SyntheticControl> placebos = must(placebos_in_space(
        made.problem, made.donors, also ? std::optional(made.treated) : std::nullopt, options,
        spec.whole_or("threads", 1)));
    const PlaceboRank rank = placebo_rank(control, placebos, limit);
    run.out.set("placebo_rank", static_cast<std::int64_t>(rank.rank));
    run.out.set("placebo_units", static_cast<std::int64_t>(rank.count));
    run.out.set("placebo_p", rank.p());
    AnalysisSeries series{"placebos", {}, {}, true};
    std::vector<std::vector<double>> columns(5);
    std::vector<double> effects;
    const auto add = [&](const std::string& name, const SyntheticControl& one, bool is_kept) {
        series.at.push_back(name);
        const double row[] = {one.effect, std::sqrt(one.before_mspe), std::sqrt(one.after_mspe),
                              one.ratio(), is_kept ? 1.0 : 0.0};
        for (std::size_t j = 0; j < columns.size(); ++j) columns[j].push_back(row[j]);
    };
    const ComparisonPanel& panel = named_by.panel;
    add(panel.treated.size() == 1 ? named_by.unit(panel.treated.front()) : "treated", control,
        true);
    for (std::size_t i = 0; i < placebos.size(); ++i) {
        const bool kept = !(limit > 0 && placebos[i].before_mspe > limit * control.before_mspe);
        add(named_by.unit(panel.controls[i]), placebos[i], kept);
        if (kept) effects.push_back(placebos[i].effect);
    }
    const char* names[] = {"effect", "before_rmspe", "after_rmspe", "rmspe_ratio", "kept"};
    for (std::size_t j = 0; j < columns.size(); ++j)
        series.columns.emplace_back(names[j], std::move(columns[j]));
    run.out.series.push_back(std::move(series));
    run.assume(base::refuse("exchangeable_placebos",
                            "Uden indsatsen kunne stedets afvigelse lige så godt have været et "
                            "af de andres."));
    const double error = effects.size() > 1 ? placebo_error(effects) : 0;
    if (error > 0)
        run.out.estimates.push_back(
            {wald("effect", control.effect, error, std::nullopt, spec.confidence()), false,
             std::nullopt});
}

void report_placebo_times(Run& run, const NamedPanel& named_by, const SyntheticOptions& options) {
    const std::vector<double> times = run.specification.numbers_or("placebo_times", {});
    if (times.empty()) return;
    AnalysisSeries series{"placebo_times", {}, {}, false};
    std::vector<std::vector<double>> columns(3);
    for (const double time : times) {
        NamedPanel earlier = named_by;
        ComparisonPanel& panel = earlier.panel;
        std::size_t before = 0;
        const std::vector<double> all = run.numbers(run.specification.text("time"));
        std::vector<double> distinct(all);
        std::sort(distinct.begin(), distinct.end());
        distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
        while (before < distinct.size() && distinct[before] < time) ++before;
        if (before < 2 || before >= named_by.panel.before)
            throw Refused{outside("placebo_times", "tiden før indsatsen")};
        Matrix shorter(panel.before, panel.outcomes.columns());
        for (std::size_t j = 0; j < shorter.columns(); ++j)
            std::copy_n(panel.outcomes.column(j).begin(), shorter.rows(),
                        shorter.column(j).begin());
        panel.outcomes = std::move(shorter);
        panel.before = before;
        const ControlProblem made = control_problem(run, earlier, time, true);
        SyntheticOptions here = options;
        if (here.predictor_weights.size() != made.predictors.size()) here.predictor_weights.clear();
        const SyntheticControl control =
            must(synthetic_control(made.problem, made.treated, made.donors, here));
        series.at.push_back(shortest(time));
        columns[0].push_back(control.effect);
        columns[1].push_back(std::sqrt(control.before_mspe));
        columns[2].push_back(control.ratio());
    }
    series.columns = {{"effect", std::move(columns[0])},
                      {"before_rmspe", std::move(columns[1])},
                      {"rmspe_ratio", std::move(columns[2])}};
    run.out.series.push_back(std::move(series));
}

void report_leave_one_out(Run& run, const NamedPanel& named_by, const ControlProblem& made,
                          const SyntheticControl& control, const SyntheticOptions& options) {
    if (!run.specification.boolean_or("leave_one_out", false)) return;
    AnalysisSeries series{"leave_one_out", {}, {{"effect", {}}, {"before_rmspe", {}}}, true};
    double lowest = control.effect, highest = control.effect;
    for (const WithoutDonor& each :
         must(leave_one_out(made.problem, made.treated, made.donors, control, options,
                            run.specification.whole_or("threads", 1)))) {
        series.at.push_back(named_by.unit(named_by.panel.controls[each.donor]));
        series.columns[0].second.push_back(each.control.effect);
        series.columns[1].second.push_back(std::sqrt(each.control.before_mspe));
        lowest = std::min(lowest, each.control.effect);
        highest = std::max(highest, each.control.effect);
    }
    run.out.set("leave_one_out_lowest", lowest);
    run.out.set("leave_one_out_highest", highest);
    run.out.series.push_back(std::move(series));
}

// Of all outcomes before, about each time's mean.
double deviation_before(const SyntheticProblem& problem) {
    double squares = 0;
    const double units = static_cast<double>(problem.outcomes.columns());
    for (std::size_t t = 0; t < problem.before; ++t) {
        double mean = 0;
        for (std::size_t j = 0; j < problem.outcomes.columns(); ++j)
            mean += problem.outcomes(t, j) / units;
        for (std::size_t j = 0; j < problem.outcomes.columns(); ++j)
            squares += (problem.outcomes(t, j) - mean) * (problem.outcomes(t, j) - mean);
    }
    return std::sqrt(squares / (units * static_cast<double>(problem.before)));
}

double first_treated_time(const Run& run, const NamedPanel& named_by) {
    std::vector<double> times = run.numbers(run.specification.text("time"));
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    return times[named_by.panel.before];
}

void run_control(Run& run) {
    const NamedPanel named_by = named_panel(run);
    const ControlProblem made =
        control_problem(run, named_by, first_treated_time(run, named_by), false);
    const SyntheticOptions options = control_options(run, made);
    const SyntheticControl control = treated_control(run, named_by, made, options);
    report_control(run, named_by, made, control);
    if (!run.specification.has("donor_weights")) {
        if (run.specification.boolean_or("placebos", true))
            report_placebos(run, named_by, made, control, options);
        report_placebo_times(run, named_by, options);
        report_leave_one_out(run, named_by, made, control, options);
    }
    assume_comparison(run);
    run.assume(base::refuse("mixture_goes_on",
                            "Blandingen af de andre steder var fortsat med at følge stedet, hvis "
                            "indsatsen ikke var kommet."));
    const bool like =
        std::sqrt(control.before_mspe) <= worst_likeness * deviation_before(made.problem);
    if (!like)
        run.warn(
            base::refuse("poor_fit_before",
                         "Blandingen følger ikke stedet godt før indsatsen. Forskellen bagefter "
                         "siger derfor lidt."));
    place_on_scale(
        run, like ? EvaluationDesign::synthetic_comparison : EvaluationDesign::unlike_synthetic);
}

constexpr Field difference_fields[] = {
    {"outcome", "text", "", "variable: what is measured", true},
    {"unit", "text", "", "variable: the units", true},
    {"time", "text", "", "variable: the times", true},
    {"treated", "text", "",
     "variable: 1 where and when a unit is treated; or first_treated; or treated_unit and from"},
    {"first_treated", "text", "", "variable: a unit's first treated time, missing for never"},
    {"treated_unit", "texts", "", "the treated units"},
    {"from", "number", "", "the first treated time (with treated_unit)"},
    {"terms", "texts", "[]",
     "covariates, as terms of a regression: what is theirs is taken off the outcome first"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"covariate_effects", "choice", "projected",
     "with terms: projected, by a regression on units, times and terms wherever nobody is treated "
     "(Kranz 2022); optimised, for each first time those that bring the weighted controls nearest "
     "(Arkhangelsky et al.)",
     false, "projected|optimised"},
    {"zeta", "number", "the authors' formula", "penalty on unequal weights of the units"},
    {"errors", "choice", "placebo",
     "placebo: pretended treatment of the others; jackknife: without each unit, at least two "
     "treated at each first time; bootstrap: units drawn anew, at least two treated; none",
     false, "placebo|jackknife|bootstrap|none"},
    {"replicates", "whole", "200",
     "of bootstrap, and placebos where several units are treated; otherwise each unit"},
    {"seed", "whole", "1", "of the placebos and of bootstrap"},
    {"threads", "whole", "1", "changes nothing but the time it takes"},
};

// A panel whose units may begin at different times, with names.
struct NamedAdoption {
    AdoptionPanel panel;
    Groups units, times;
};

PanelColumns covariates_of(const Run& run, const DesignRequest& request) {
    if (request.terms.empty()) return {};
    const Design design = must(must(DesignPlan::make(request, run.frame)).apply(run.frame));
    PanelColumns found{Matrix(design.x.rows(), design.names.size() - 1),
                       {design.names.begin() + 1, design.names.end()}};
    for (std::size_t k = 0; k < found.names.size(); ++k)
        std::ranges::copy(design.x.column(k + 1), found.x.column(k).begin());
    return found;
}

NamedAdoption named_adoption(Run& run) {
    DesignRequest request;
    request.terms = run.specification.texts_or_none("terms");
    request.factors = run.specification.factors("factors");
    const PanelRows made = panel_rows(run, must(DesignPlan::variables(request)));
    auto panel = adoption_panel(made.rows, covariates_of(run, request), made.units.names.size(),
                                made.times.names.size());
    if (!panel) throw Refused{named(run, panel.error())};
    warn_of_incomplete(run, panel->incomplete);
    const auto treated = std::count_if(panel->begins.begin(), panel->begins.end(),
                                       [&](std::size_t begins) { return begins < panel->times(); });
    const auto units = static_cast<std::ptrdiff_t>(panel->begins.size());
    const std::vector<std::size_t> cohorts = panel->cohorts();
    if (about_persons(run)) {
        // Nobody's course may be that of few: those never treated, and those of each first time.
        std::vector<double> sides{static_cast<double>(units - treated)};
        for (const std::size_t first : cohorts)
            sides.push_back(
                static_cast<double>(std::count(panel->begins.begin(), panel->begins.end(), first)));
        refuse_small(run, run.specification.text("unit"), sides);
    }
    run.out.set("treated_units", static_cast<std::int64_t>(treated));
    run.out.set("donors", static_cast<std::int64_t>(units - treated));
    if (cohorts.size() == 1) {
        run.out.set("times_before", static_cast<std::int64_t>(cohorts.front()));
        run.out.set("times_after", static_cast<std::int64_t>(panel->times() - cohorts.front()));
    } else {
        run.out.set("first_times", static_cast<std::int64_t>(cohorts.size()));
    }
    return {std::move(*panel), made.units, made.times};
}

void add_estimate(Run& run, const char* name, double estimate, double error) {
    if (error > 0)
        run.out.estimates.push_back(
            {wald(name, estimate, error, std::nullopt, run.specification.confidence()), false,
             std::nullopt});
}

// Series have a column for each first time; where there is only one its name stands alone.
std::string of_cohort(const std::string& column, const NamedAdoption& named_by,
                      const StaggeredDifference& found, const CohortDifference& cohort) {
    return found.cohorts.size() == 1 ? column : column + " " + named_by.times.names[cohort.begins];
}

void add_course(const Run& run, AnalysisSeries& course, const NamedAdoption& named_by,
                const StaggeredDifference& found, const CohortDifference& cohort) {
    const ComparisonPanel& panel = cohort.panel;
    std::vector<double> treated, weighted;
    for (std::size_t t = 0; t < panel.outcomes.rows(); ++t) {
        treated.push_back(0);
        for (const std::size_t unit : panel.treated)
            treated.back() += panel.outcomes(t, unit) / static_cast<double>(panel.treated.size());
        weighted.push_back(0);
        for (std::size_t j = 0; j < panel.controls.size(); ++j)
            weighted.back() += cohort.found.unit_weights[j] * panel.outcomes(t, panel.controls[j]);
    }
    if (about_persons(run) && mixed_of(cohort.found.unit_weights) < smallest_shown_count)
        std::fill(weighted.begin(), weighted.end(), std::nan(""));
    course.columns.emplace_back(of_cohort("treated", named_by, found, cohort), std::move(treated));
    course.columns.emplace_back(of_cohort("weighted_controls", named_by, found, cohort),
                                std::move(weighted));
}

void report_weights(Run& run, const NamedAdoption& named_by, const StaggeredDifference& found) {
    AnalysisSeries course{"course", named_by.times.names, {}, false};
    AnalysisSeries units{"unit_weights", {}, {}, true}, times{"time_weights", {}, {}, false};
    const ComparisonPanel& any = found.cohorts.front().panel;
    for (const std::size_t unit : any.controls)
        units.at.push_back(named_by.units.names[any.units[unit]]);
    for (std::size_t t = 0; t < found.cohorts.back().begins; ++t)
        times.at.push_back(named_by.times.names[t]);
    for (const CohortDifference& cohort : found.cohorts) {
        add_course(run, course, named_by, found, cohort);
        const std::string name = of_cohort("weight", named_by, found, cohort);
        units.columns.emplace_back(name, cohort.found.unit_weights);
        std::vector<double> before = cohort.found.time_weights;
        before.resize(times.at.size(), std::nan(""));
        times.columns.emplace_back(name, std::move(before));
    }
    for (AnalysisSeries* series : {&course, &units, &times})
        run.out.series.push_back(std::move(*series));
}

void report_cohorts(Run& run, const NamedAdoption& named_by, const StaggeredDifference& found) {
    AnalysisSeries series{"cohorts", {}, {}, false};
    for (const char* column : {"effect", "difference_in_differences", "synthetic_control", "share",
                               "treated_units", "times_after", "zeta", "noise"})
        series.columns.emplace_back(column, std::vector<double>{});
    for (const CohortDifference& cohort : found.cohorts) {
        series.at.push_back(named_by.times.names[cohort.begins]);
        const double row[] = {cohort.found.estimate,
                              cohort.found.differences,
                              cohort.found.synthetic,
                              cohort.share,
                              static_cast<double>(cohort.panel.treated.size()),
                              static_cast<double>(named_by.panel.times() - cohort.begins),
                              cohort.found.zeta,
                              cohort.found.noise};
        for (std::size_t j = 0; j < series.columns.size(); ++j)
            series.columns[j].second.push_back(row[j]);
    }
    run.out.series.push_back(std::move(series));
}

void report_difference(Run& run, const NamedAdoption& named_by, const StaggeredOptions& options,
                       const StaggeredDifference& found) {
    run.out.set("effect", found.estimate);
    run.out.set("difference_in_differences", found.differences);
    run.out.set("synthetic_control", found.synthetic);
    if (found.cohorts.size() == 1) {
        run.out.set("zeta", found.cohorts.front().found.zeta);
        run.out.set("noise", found.cohorts.front().found.noise);
    } else {
        report_cohorts(run, named_by, found);
    }
    report_weights(run, named_by, found);
    if (named_by.panel.covariates.empty()) return;
    AnalysisSeries covariates{"covariates", named_by.panel.covariate_names, {}, false};
    for (const CohortDifference& cohort : found.cohorts) {
        if (options.effects == CovariateEffects::projected) {
            covariates.columns = {{"effect", cohort.effects}};
            break;
        }
        covariates.columns.emplace_back(of_cohort("effect", named_by, found, cohort),
                                        cohort.effects);
    }
    run.out.series.push_back(std::move(covariates));
}

void report_errors(Run& run, const NamedAdoption& named_by, const StaggeredOptions& options,
                   const StaggeredDifference& found, const std::string& kind) {
    const Specification& spec = run.specification;
    const DifferenceErrors way = kind == "placebo"     ? DifferenceErrors::placebo
                                 : kind == "jackknife" ? DifferenceErrors::jackknife
                                                       : DifferenceErrors::bootstrap;
    auto errors =
        difference_errors(named_by.panel, found, options, way, spec.whole_or("replicates", 200),
                          spec.whole_or("seed", 1), spec.whole_or("threads", 1));
    if (!errors) throw Refused{named(run, errors.error())};
    add_estimate(run, "effect", found.estimate, errors->estimate);
    add_estimate(run, "difference_in_differences", found.differences, errors->differences);
    add_estimate(run, "synthetic_control", found.synthetic, errors->synthetic);
    run.out.set("replicates", static_cast<std::int64_t>(errors->replicates));
    if (way == DifferenceErrors::placebo)
        run.assume(base::refuse("same_noise",
                                "Tallene svinger lige meget, hvor indsatsen var, og hvor den ikke "
                                "var."));
}

void run_synthetic_difference(Run& run) {
    const Specification& spec = run.specification;
    const NamedAdoption named_by = named_adoption(run);
    StaggeredOptions options;
    if (spec.has("zeta")) options.zeta = spec.number("zeta");
    if (spec.has("zeta") && !(options.zeta >= 0)) throw Refused{outside("zeta", "[0; ∞[")};
    if (spec.choice("covariate_effects", "projected|optimised") == "optimised")
        options.effects = CovariateEffects::optimised;
    auto found = staggered_difference(named_by.panel, options);
    if (!found) throw Refused{named(run, found.error())};
    report_difference(run, named_by, options, *found);
    const std::string kind = spec.choice("errors", "placebo|jackknife|bootstrap|none");
    if (kind != "none") report_errors(run, named_by, options, *found, kind);
    if (!named_by.panel.covariates.empty())
        run.assume(base::refuse("untouched_covariates",
                                "Indsatsen ændrede ikke det, der tages højde for."));
    assume_comparison(run);
    run.assume(base::refuse("parallel_when_weighted",
                            "Uden indsatsen havde stedet og blandingen af de andre fulgtes ad, når "
                            "tiderne før vejes."));
    place_on_scale(run, EvaluationDesign::synthetic_comparison);
}

constexpr Method methods[] = {
    {"synthetic_control",
     "A mixture of untreated units that goes as the treated one did before, with placebos",
     "Abadie, Diamond and Hainmueller 2010, JASA 105:493; 2015, AJPS 59:495; Wolfe 1976, Math "
     "Programming 11:128",
     "estimates: effect (the mean gap after, its error from the placebos' effects). fit: effect, "
     "before_mspe, before_rmspe, after_rmspe, rmspe_ratio, objective, optimality_spread, "
     "optimality_least_cost, placebo_rank, placebo_units, placebo_p, leave_one_out_lowest, "
     "leave_one_out_highest, treated_units, donors, times_before, times_after. series: course "
     "(observed, synthetic, gap), weights (weight), predictors (treated, synthetic, donor_mean, "
     "standard_deviation, weight), placebos (effect, before_rmspe, after_rmspe, rmspe_ratio, "
     "kept), "
     "placebo_times and leave_one_out (effect, before_rmspe)",
     control_fields, run_control},
    {"synthetic_difference_in_differences",
     "Controls and times before weighted, then a difference of differences",
     "Arkhangelsky, Athey, Hirshberg, Imbens and Wager 2021, AER 111:4088; covariates: Kranz 2022; "
     "several first times: Clarke, Pailañir, Athey and Imbens 2023",
     "estimates: effect, and for comparison difference_in_differences and synthetic_control (not "
     "with the jackknife). fit: the same, zeta, noise, replicates, treated_units, donors, "
     "times_before, times_after. series: course (treated, weighted_controls), unit_weights and "
     "time_weights (weight); with terms covariates (effect). Where units begin at different times "
     "the effects are means over first times by treated units' times after, fit has first_times, "
     "series cohorts (effect, difference_in_differences, synthetic_control, share, treated_units, "
     "times_after, zeta, noise), and the columns of the others end in a blank and the first time, "
     "as \"weight 2005\"",
     difference_fields, run_synthetic_difference},
};

}  // namespace

std::span<const Method> synthetic_methods() {
    return methods;
}

}  // namespace statistics
