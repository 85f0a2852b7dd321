#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "statistics/age_period_cohort.h"
#include "statistics/distribution.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

constexpr Field apc_fields[] = {
    {"observed", "text", "", "variable: events; rows of the same age and period are added up",
     true},
    {"population", "text", "", "variable: persons or person-years", true},
    {"age", "text", "", "variable: number", true},
    {"period", "text", "age + cohort", "variable: number"},
    {"cohort", "text", "period − age", "variable: number, instead of period"},
    {"model", "choice", "factors", "a category for each level, or natural splines", false,
     "factors|splines"},
    {"family", "choice", "quasi_poisson",
     "quasi_poisson widens all errors by the full model's dispersion where that is above 1, and "
     "takes Student's t with its degrees for limits and F for tests",
     false, "quasi_poisson|poisson"},
    {"reference_period", "number", "the middle", "where the period's ratio is 1"},
    {"reference_cohort", "number", "the middle", "where the cohort's ratio is 1"},
    {"knots", "object", "{}",
     "splines: age, period, cohort: a number of knots (5), or the knots with both ends"},
    {"knots_by", "choice", "events",
     "events: equal shares of events between knots, half beyond; rows: both ends and equal shares "
     "of rows",
     false, "events|rows"},
    {"drift_weights", "choice", "events",
     "splines: what weighs when the line is taken out of an effect", false,
     "events|population|rows|rate_information"},
    {"parametrisation", "choice", "acp",
     "splines: which scale carries the drift: acp cohort, apc period, adcp and adpc neither (ages "
     "within a cohort, within a period)",
     false, "acp|apc|adcp|adpc"},
    {"per", "number", "1", "splines: rates per this many"},
    {"unit", "text", "", "what is counted, in the reader's words: decisions, victims, …"},
    {"tolerance", "number", "1e-10", "relative change of the deviance at which the iteration ends"},
};

// Ages and years without the noise of their computing, so that equal ones are added up.
double rounded(double value) {
    return std::round(value * 1e4) / 1e4;
}

std::string label_of(double value) {
    return shortest(std::round(value * 1e6) / 1e6);
}

LexisCells cells_of(Run& run) {
    const Specification& spec = run.specification;
    const std::string observed = spec.text("observed"), population = spec.text("population");
    const std::string age = spec.text("age");
    const auto period = spec.optional_text("period"), cohort = spec.optional_text("cohort");
    if (period.has_value() == cohort.has_value())
        throw Refused{base::refuse("two_of_three",
                                   "Angiv netop to af alder, periode og kohorte; den tredje "
                                   "følger af dem.")};
    const std::string other = period ? *period : *cohort;
    run.keep_complete({observed, population, age, other});
    if (run.frame.rows() == 0) throw Refused{no_data()};
    const auto counts = run.numbers(observed), persons = run.numbers(population);
    const auto ages = run.numbers(age), times = run.numbers(other);
    run.out.persons = std::accumulate(counts.begin(), counts.end(), 0.0);
    struct Cell {
        double age = 0, period = 0, events = 0, exposure = 0;
    };
    std::map<std::pair<double, double>, Cell> sums;
    for (std::size_t row = 0; row < counts.size(); ++row) {
        if (!std::isfinite(persons[row]) || persons[row] < 0)
            throw Refused{negative_value(population)};
        if (counts[row] < 0) throw Refused{negative_value(observed)};
        const double year = period ? times[row] : times[row] + ages[row];
        const auto [at, fresh] = sums.try_emplace({rounded(year), rounded(ages[row])});
        Cell& cell = at->second;
        if (fresh) {
            cell.age = ages[row];
            cell.period = year;
        }
        cell.events += counts[row];
        cell.exposure += persons[row];
    }
    LexisCells cells;
    for (const auto& each : sums) {
        const Cell& cell = each.second;
        if (!(cell.exposure > 0)) throw Refused{not_positive(population)};
        cells.period.push_back(cell.period);
        cells.age.push_back(cell.age);
        cells.observed.push_back(cell.events);
        cells.population.push_back(cell.exposure);
    }
    return cells;
}

LexisCells with_events(Run& run, const LexisCells& cells) {
    const std::vector<std::size_t> kept = cells_with_events(cells);
    if (kept.size() == cells.observed.size()) return cells;
    LexisCells some;
    for (const std::size_t i : kept) {
        some.age.push_back(cells.age[i]);
        some.period.push_back(cells.period[i]);
        some.observed.push_back(cells.observed[i]);
        some.population.push_back(cells.population[i]);
    }
    run.warn(base::refuse("levels_without_events",
                          "{} celler hører til en alder, et år eller en kohorte helt uden "
                          "hændelser og er ikke med.",
                          std::to_string(cells.observed.size() - kept.size())));
    return some;
}

constexpr std::initializer_list<const char*> named_fields = {"observed", "population", "age",
                                                             "period"};
// √φ where errors are widened.
double widening(const Run& run, const LexisModels& models) {
    const bool poisson = run.specification.choice("family", "quasi_poisson|poisson") == "poisson";
    return poisson ? 1 : std::sqrt(std::max(1.0, models.dispersion));
}

// Student's t where the dispersion is estimated, as regression.
std::optional<double> degrees_of(const Run& run, const LexisModels& models) {
    const bool poisson = run.specification.choice("family", "quasi_poisson|poisson") == "poisson";
    const double rest = models.age_period_cohort.degrees;
    return poisson || !(rest > 0) ? std::nullopt : std::optional(rest);
}

// Of persons: the model keeps the sums over ages, periods and cohorts, so a cell of 1 to 4 could be
// had from the others, and then none is shown.
void report_cells(Run& run, const LexisCells& cells, const LexisModels& models) {
    if (about_persons(run) &&
        std::any_of(cells.observed.begin(), cells.observed.end(), too_small_to_show))
        return;
    AnalysisSeries series{"cells", {}, {}, false};
    for (std::size_t i = 0; i < cells.age.size(); ++i)
        series.at.push_back(label_of(cells.age[i]) + " " + label_of(cells.period[i]));
    series.columns = {{"observed", cells.observed},
                      {"population", cells.population},
                      {"fitted", models.fitted},
                      {"residual_pearson", models.pearson_residuals}};
    run.out.series.push_back(std::move(series));
}

// The circle of models; each step is tested against the full model's dispersion.
void report_models(Run& run, const LexisModels& models) {
    const std::pair<const char*, const LexisModel*> all[] = {
        {"age", &models.age},
        {"age_drift", &models.age_drift},
        {"age_cohort", &models.age_cohort},
        {"age_period_cohort", &models.age_period_cohort},
        {"age_period", &models.age_period}};
    AnalysisSeries series{"models", {}, {}, false};
    std::vector<double> deviance, degrees, parameters;
    for (const auto& [name, model] : all) {
        series.at.emplace_back(name);
        deviance.push_back(model->deviance);
        degrees.push_back(model->degrees);
        parameters.push_back(static_cast<double>(model->parameters));
    }
    series.columns = {
        {"deviance", deviance}, {"residual_degrees", degrees}, {"parameters", parameters}};
    run.out.series.push_back(std::move(series));
    struct Step {
        const char* name;
        const LexisModel &without, &with;
    };
    const Step steps[] = {{"drift", models.age, models.age_drift},
                          {"cohort", models.age_drift, models.age_cohort},
                          {"period | cohort", models.age_cohort, models.age_period_cohort},
                          {"cohort | period", models.age_period, models.age_period_cohort},
                          {"period", models.age_drift, models.age_period}};
    AnalysisSeries tests{"tests", {}, {}, false};
    std::vector<double> change, by, p;
    const double spread = widening(run, models) * widening(run, models);
    const std::optional<double> rest = degrees_of(run, models);
    for (const Step& step : steps) {
        tests.at.emplace_back(step.name);
        change.push_back(std::max(0.0, step.without.deviance - step.with.deviance));
        by.push_back(step.without.degrees - step.with.degrees);
        if (by.back() <= 0)
            p.push_back(std::nan(""));
        else if (rest)
            p.push_back(fisher_upper(change.back() / by.back() / spread, by.back(), *rest));
        else
            p.push_back(chi_squared_upper(change.back(), by.back()));
    }
    tests.columns = {{"change", change}, {"degrees", by}, {"p", p}};
    run.out.series.push_back(std::move(tests));
}

void report_scale(Run& run, const char* name, const LexisScale& scale, double wide) {
    AnalysisSeries series{name, {}, {}, false};
    std::vector<double> bend, bend_error, deviation_error;
    const double nothing = std::nan("");
    for (std::size_t i = 0; i < scale.at.size(); ++i) {
        series.at.push_back(label_of(scale.at[i]));
        deviation_error.push_back(wide * scale.deviation_error[i]);
        bend.push_back(scale.bend[i].value_or(nothing));
        bend_error.push_back(wide * scale.bend_error[i].value_or(nothing));
    }
    series.columns = {{"second_difference", bend},
                      {"second_difference_error", bend_error},
                      {"deviation", scale.deviation},
                      {"deviation_error", deviation_error}};
    run.out.series.push_back(std::move(series));
}

void report_curve(Run& run, const char* name, const char* value_name, const std::vector<double>& at,
                  const std::vector<double>& logarithm, const std::vector<double>& error,
                  const LexisModels& models, double factor) {
    const double share = (1 + run.specification.confidence()) / 2, wide = widening(run, models);
    const std::optional<double> degrees = degrees_of(run, models);
    const double reach = degrees ? student_quantile(share, *degrees) : normal_quantile(share);
    AnalysisSeries series{name, {}, {}, false};
    std::vector<double> value, lower, upper, errors;
    for (std::size_t i = 0; i < at.size(); ++i) {
        series.at.push_back(label_of(at[i]));
        errors.push_back(wide * error[i]);
        value.push_back(factor * std::exp(logarithm[i]));
        lower.push_back(factor * std::exp(logarithm[i] - reach * errors.back()));
        upper.push_back(factor * std::exp(logarithm[i] + reach * errors.back()));
    }
    series.columns = {
        {value_name, value}, {"lower", lower}, {"upper", upper}, {"log_error", errors}};
    run.out.series.push_back(std::move(series));
}

void report_drift(Run& run, const std::string& name, double drift, double error,
                  const LexisModels& models) {
    run.out.estimates.push_back({wald(name, drift, widening(run, models) * error,
                                      degrees_of(run, models), run.specification.confidence()),
                                 true, error});
}

void assume_apc(Run& run) {
    run.assume(base::refuse("not_identified",
                            "Alder, periode og kohorte hænger sammen (kohorte = periode − alder): "
                            "en jævn udvikling kan "
                            "ikke deles mellem periode og kohorte af nogen metode. Sikkert er kun "
                            "den samlede udvikling "
                            "(drift), bøjningerne og de beregnede rater."));
    run.assume(base::refuse("apc_log_additive",
                            "Alder, periode og kohorte virker som faktorer, der ganges på "
                            "hinanden, ens for alle."));
    if (const auto unit = run.specification.optional_text("unit"))
        run.assume(base::refuse("counts_are",
                                "Der tælles {}; den samme person kan tælle flere "
                                "gange.",
                                *unit));
}

void report_common(Run& run, const LexisCells& cells, const LexisModels& models) {
    double events = 0, exposure = 0;
    for (std::size_t i = 0; i < cells.observed.size(); ++i) {
        events += cells.observed[i];
        exposure += cells.population[i];
    }
    run.out.set("cells", static_cast<std::int64_t>(cells.observed.size()));
    run.out.set("observed", events);
    run.out.set("population", exposure);
    run.out.set("deviance", models.age_period_cohort.deviance);
    run.out.set("residual_degrees", models.age_period_cohort.degrees);
    run.out.set("parameters", static_cast<std::int64_t>(models.age_period_cohort.parameters));
    run.out.set("dispersion", models.dispersion);
    run.out.set("widening", widening(run, models));
    run.out.set("drift_per_cent", 100 * std::expm1(models.drift));
    report_models(run, models);
    report_cells(run, cells, models);
    assume_apc(run);
    if (widening(run, models) > 1)
        run.warn(base::refuse("widened",
                              "Tallene varierer {} gange så meget som tilfældet giver; alle "
                              "usikkerheder er udvidet derefter.",
                              shortest(std::round(100 * models.dispersion) / 100)));
}

void run_factors(Run& run, const LexisCells& cells) {
    const Specification& spec = run.specification;
    LexisOptions options;
    if (spec.has("reference_period")) options.reference_period = spec.number("reference_period");
    if (spec.has("reference_cohort")) options.reference_cohort = spec.number("reference_cohort");
    options.tolerance = spec.number_or("tolerance", 1e-10);
    const LexisFactors found = must_by_name(run, lexis_factors(cells, options), named_fields);
    const double wide = widening(run, found.models);
    report_drift(run, "drift", found.models.drift, found.models.drift_error, found.models);
    report_common(run, cells, found.models);
    report_scale(run, "age", found.age, wide);
    report_scale(run, "period", found.period, wide);
    report_scale(run, "cohort", found.cohort, wide);
    report_curve(run, "cohort_ratio", "ratio", found.cohort_ratio.at, found.cohort_ratio.log_ratio,
                 found.cohort_ratio.error, found.models, 1);
    report_curve(run, "period_ratio", "ratio", found.period_ratio.at, found.period_ratio.log_ratio,
                 found.period_ratio.error, found.models, 1);
    run.assume(base::refuse("one_scale_only",
                            "Kohorternes forhold (cohort_ratio) gælder, hvis intet skyldes "
                            "perioden, og periodernes (period_ratio), hvis intet skyldes "
                            "kohorten."));
}

LexisWeights weights_named(const std::string& name) {
    if (name == "population") return LexisWeights::population;
    if (name == "rate_information") return LexisWeights::rate_information;
    return name == "rows" ? LexisWeights::rows : LexisWeights::events;
}

// A number of knots, or the knots themselves.
void read_knots(const Specification& knots, const char* scale, std::vector<double>& at,
                std::size_t& count) {
    if (!knots.has(scale)) return;
    const std::vector<double> given = knots.numbers(scale);
    if (given.size() == 1)
        count = knots.whole_or(scale, count);
    else
        at = given;
}

LexisSplineOptions spline_options(const Specification& spec) {
    LexisSplineOptions options;
    if (spec.has("reference_period")) options.reference_period = spec.number("reference_period");
    if (spec.has("reference_cohort")) options.reference_cohort = spec.number("reference_cohort");
    options.tolerance = spec.number_or("tolerance", 1e-10);
    if (spec.has("knots")) {
        const Specification knots = spec.object("knots");
        knots.only("age|period|cohort");
        read_knots(knots, "age", options.age_knots, options.ages);
        read_knots(knots, "period", options.period_knots, options.periods);
        read_knots(knots, "cohort", options.cohort_knots, options.cohorts);
    }
    options.spread = weights_named(spec.choice("knots_by", "events|rows"));
    options.drift =
        weights_named(spec.choice("drift_weights", "events|population|rows|rate_information"));
    const std::string chosen = spec.choice("parametrisation", "acp|apc|adcp|adpc");
    options.parametrisation = chosen == "apc"    ? LexisParametrisation::apc
                              : chosen == "adcp" ? LexisParametrisation::adcp
                              : chosen == "adpc" ? LexisParametrisation::adpc
                                                 : LexisParametrisation::acp;
    return options;
}

void run_splines(Run& run, const LexisCells& cells) {
    const Specification& spec = run.specification;
    const LexisSplines found =
        must_by_name(run, lexis_splines(cells, spline_options(spec)), named_fields);
    report_drift(run, "drift", found.models.drift, found.models.drift_error, found.models);
    report_drift(run, "drift_full", found.full_drift, found.full_drift_error, found.models);
    report_common(run, cells, found.models);
    const double per = spec.number_or("per", 1);
    if (!(per > 0)) throw Refused{outside("per", "]0; ∞[")};
    report_curve(run, "age", "rate", found.age.at, found.age.value, found.age.error, found.models,
                 per);
    report_curve(run, "period", "ratio", found.period.at, found.period.value, found.period.error,
                 found.models, 1);
    report_curve(run, "cohort", "ratio", found.cohort.at, found.cohort.value, found.cohort.error,
                 found.models, 1);
    AnalysisSeries knots{"knots", {}, {{"knot", {}}}, false};
    const std::pair<const char*, const std::vector<double>*> scales[] = {
        {"age", &found.age_knots},
        {"period", &found.period_knots},
        {"cohort", &found.cohort_knots}};
    for (const auto& [name, at] : scales)
        for (std::size_t i = 0; i < at->size(); ++i) {
            knots.at.push_back(std::string(name) + " " + std::to_string(i + 1));
            knots.columns[0].second.push_back((*at)[i]);
        }
    run.out.series.push_back(std::move(knots));
    run.assume(base::refuse("drift_by_choice",
                            "Hvilken kurve der bærer den jævne udvikling, er valgt "
                            "(parametrisation), ikke fundet; med et andet valg ser kurverne "
                            "anderledes ud, men raterne er de samme."));
}

void run_apc(Run& run) {
    const LexisCells cells = cells_of(run);
    if (cells_with_events(cells).empty())
        throw Refused{no_events(run.specification.text("observed"))};
    // A curve runs through levels without events; a category of its own would run off.
    if (run.specification.choice("model", "factors|splines") == "splines")
        run_splines(run, cells);
    else
        run_factors(run, with_events(run, cells));
}

constexpr Field cumulative_fields[] = {
    {"observed", "text", "", "variable: events; rows of the same age and group are added up", true},
    {"population", "text", "", "variable: persons or person-years", true},
    {"age", "text", "", "variable: number, where the age class begins", true},
    {"group", "text", "", "variable: birth cohorts, or others", true},
    {"from_age", "number", "the lowest", "the first age class"},
    {"to_age", "number", "the highest", "the last age class"},
    {"width", "number", "smallest step", "years in an age class"},
    {"reference", "text", "", "a group that the others are compared with"},
    {"dispersion", "number", "1", "φ of an age-period-cohort model: multiplies the variances"},
    {"unit", "text", "", "what is counted, in the reader's words: decisions, victims, …"},
};

struct AgeSums {
    std::vector<double> ages;
    std::vector<std::string> names;
    // For each group and age.
    std::vector<std::vector<double>> observed, population;
};

AgeSums age_sums(Run& run) {
    const Specification& spec = run.specification;
    const std::string observed = spec.text("observed"), population = spec.text("population");
    const std::string age = spec.text("age"), group = spec.text("group");
    run.keep_complete({observed, population, age, group});
    const auto counts = run.numbers(observed), persons = run.numbers(population);
    std::vector<double> ages = run.numbers(age);
    if (counts.empty()) throw Refused{no_data()};
    run.out.persons = std::accumulate(counts.begin(), counts.end(), 0.0);
    const double from = spec.number_or("from_age", *std::min_element(ages.begin(), ages.end()));
    const double to = spec.number_or("to_age", *std::max_element(ages.begin(), ages.end()));
    const Groups groups = groups_of(run.column(group));
    AgeSums sums;
    for (double& each : ages) {
        each = rounded(each);
        if (each >= from && each <= to) sums.ages.push_back(each);
    }
    std::sort(sums.ages.begin(), sums.ages.end());
    sums.ages.erase(std::unique(sums.ages.begin(), sums.ages.end()), sums.ages.end());
    if (sums.ages.empty()) throw Refused{no_data()};
    sums.names = groups.names;
    sums.observed.assign(groups.names.size(), std::vector<double>(sums.ages.size(), 0.0));
    sums.population = sums.observed;
    for (std::size_t row = 0; row < counts.size(); ++row) {
        if (counts[row] < 0) throw Refused{negative_value(observed)};
        if (counts[row] != std::floor(counts[row])) throw Refused{not_whole(observed)};
        if (persons[row] < 0) throw Refused{negative_value(population)};
        if (ages[row] < from || ages[row] > to) continue;
        const auto at = static_cast<std::size_t>(
            std::lower_bound(sums.ages.begin(), sums.ages.end(), ages[row]) - sums.ages.begin());
        if (persons[row] == 0) throw Refused{not_positive(population)};
        sums.observed[groups.of_row[row]][at] += counts[row];
        sums.population[groups.of_row[row]][at] += persons[row];
    }
    return sums;
}

double width_of(const Run& run, const std::vector<double>& ages) {
    double width = HUGE_VAL;
    for (std::size_t i = 1; i < ages.size(); ++i) width = std::min(width, ages[i] - ages[i - 1]);
    width = run.specification.number_or("width", std::isfinite(width) ? width : 1);
    if (!(width > 0)) throw Refused{not_positive("width")};
    return width;
}

void report_ratios(Run& run, const std::vector<std::string>& names,
                   const std::vector<CumulativeRate>& rates) {
    const auto reference = run.specification.optional_text("reference");
    if (!reference) return;
    const auto at = std::find(names.begin(), names.end(), *reference);
    if (at == names.end()) throw Refused{not_a_case("reference", *reference, names.front())};
    const CumulativeRate& base = rates[static_cast<std::size_t>(at - names.begin())];
    if (!(base.rate > 0)) throw Refused{no_events(*reference)};
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (names[i] == *reference || !(rates[i].rate > 0)) continue;
        const double error = std::hypot(rates[i].error / rates[i].rate, base.error / base.rate);
        run.out.estimates.push_back(
            {wald(names[i] + " vs " + *reference, std::log(rates[i].rate / base.rate), error,
                  std::nullopt, run.specification.confidence()),
             true, std::nullopt});
    }
}

void warn_of_incomplete(const Run& run, std::size_t groups) {
    if (groups > 0)
        run.warn(base::refuse("incomplete_groups",
                              "{} grupper er ikke fulgt i alle aldre og er ikke med.",
                              std::to_string(groups)));
}

void add_group(Run& run, const std::string& name, double events, double exposure,
               const CumulativeRate& found, AnalysisSeries& series) {
    const double row[] = {events,
                          exposure,
                          found.rate,
                          found.error,
                          found.limits.lower,
                          found.limits.upper,
                          found.risk,
                          found.risk_limits.lower,
                          found.risk_limits.upper,
                          1000 * events / exposure};
    series.at.push_back(name);
    for (std::size_t j = 0; j < series.columns.size(); ++j)
        series.columns[j].second.push_back(row[j]);
    AnalysisEstimate estimate{
        wald(name, found.rate, found.error, std::nullopt, run.specification.confidence()), false,
        std::nullopt};
    estimate.row.lower = found.limits.lower;
    estimate.row.upper = found.limits.upper;
    run.out.estimates.push_back(std::move(estimate));
}

// Rate, error and crude rate are three equations in the ages' counts.
bool tells_few(const std::vector<double>& counts, double sum) {
    return too_small_to_show(sum) ||
           (counts.size() <= 4 && std::any_of(counts.begin(), counts.end(), too_small_to_show));
}

void run_cumulative(Run& run) {
    const Specification& spec = run.specification;
    const AgeSums sums = age_sums(run);
    const std::vector<double> widths(sums.ages.size(), width_of(run, sums.ages));
    const double dispersion = spec.number_or("dispersion", 1), confidence = spec.confidence();
    std::vector<std::string> names;
    std::vector<CumulativeRate> rates;
    const char* columns[] = {"observed",   "population",    "rate", "rate_error",
                             "lower",      "upper",         "risk", "risk_lower",
                             "risk_upper", "crude_per_1000"};
    std::size_t small = 0;
    AnalysisSeries series{"groups", {}, {}, false};
    for (const char* name : columns) series.columns.emplace_back(name, std::vector<double>{});
    for (std::size_t g = 0; g < sums.names.size(); ++g) {
        const auto& persons = sums.population[g];
        if (std::find(persons.begin(), persons.end(), 0.0) != persons.end()) continue;
        const CumulativeRate found = must_by_name(
            run, cumulative_rate(sums.observed[g], persons, widths, dispersion, confidence),
            named_fields);
        double events = 0, exposure = 0;
        for (std::size_t i = 0; i < persons.size(); ++i) {
            events += sums.observed[g][i];
            exposure += persons[i];
        }
        if (about_persons(run) && tells_few(sums.observed[g], events)) {
            ++small;
            continue;
        }
        names.push_back(sums.names[g]);
        rates.push_back(found);
        add_group(run, sums.names[g], events, exposure, found, series);
    }
    if (small > 0)
        run.warn(base::refuse("small_groups", "{} grupper er for små til at blive vist.",
                              std::to_string(small)));
    if (names.empty()) throw Refused{too_few(spec.text("group"), 0, 1)};
    warn_of_incomplete(run, sums.names.size() - names.size() - small);
    run.out.series.push_back(std::move(series));
    run.out.set("ages", static_cast<std::int64_t>(sums.ages.size()));
    run.out.set("width", widths.front());
    report_ratios(run, names, rates);
    run.assume(base::refuse("poisson_variance", "Tallene varierer kun tilfældigt (Poisson)."));
    run.assume(base::refuse("risk_if_first",
                            "Risikoen gælder, hvis hver hændelse er personens første, og ingen "
                            "falder fra af andre grunde."));
    if (const auto unit = spec.optional_text("unit"))
        run.assume(base::refuse("counts_are",
                                "Der tælles {}; den samme person kan tælle flere "
                                "gange.",
                                *unit));
}

constexpr Method methods[] = {
    {"age_period_cohort", "Rates by age, period and birth cohort, as far as they are identified",
     "Holford 1983; Clayton and Schifflers 1987; Carstensen 2007",
     "estimates: drift (age-drift model, log rate ratio per unit of time; model_standard_error is "
     "Poisson's), with splines drift_full. fit: cells, observed, population, deviance, "
     "residual_degrees, parameters, dispersion, widening, drift_per_cent. series: models (age, "
     "age_drift, age_cohort, age_period_cohort, age_period: deviance, residual_degrees, "
     "parameters), tests (change, degrees, p: F with quasi_poisson), cells (named age + blank + "
     "period: observed, population, fitted, residual_pearson). factors: age, period, cohort "
     "(second_difference, named by its middle, second_difference_error, deviation from the scale's "
     "own line, deviation_error), cohort_ratio (age-cohort model), period_ratio (age-period "
     "model). "
     "splines: age (rate, lower, upper), period, cohort (ratio, lower, upper), knots",
     apc_fields, run_apc},
    {"cumulative_rate", "Cumulative rate and risk over ages, by birth cohort or other groups",
     "Day 1987; Breslow and Day 1987",
     "estimates: one for each group followed through all ages; with reference \"group vs "
     "reference\" (log ratio, and ratio). fit: ages, width. series: groups (observed, population, "
     "rate, rate_error, lower, upper, risk, risk_lower, risk_upper, crude_per_1000)",
     cumulative_fields, run_cumulative},
};

}  // namespace

std::span<const Method> cohort_methods() {
    return methods;
}

}  // namespace statistics
