#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "statistics/linear_algebra.h"
#include "statistics/matching.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/robust.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

// Above this a difference of means, in standard deviations, is called unlike (Stuart 2010).
constexpr double alike = 0.1;

// Who was treated, what they are like, and their scores.
struct Scored {
    std::string treated_name;
    std::vector<bool> treated;
    Design design;  // of the score's regression
    RegressionFit fit;
    std::vector<double> scores;  // probabilities
};

std::vector<std::string> variables_of(const DesignRequest& request) {
    return must(DesignPlan::variables(request));
}

// Keeps the complete rows and fits the score.
Scored scored(Run& run) {
    const Specification& spec = run.specification;
    Scored found;
    found.treated_name = spec.text("treated");
    const DesignRequest request{spec.texts("terms"), spec.factors("factors"), true};
    std::vector<std::string> names = variables_of(request);
    names.push_back(found.treated_name);
    for (const char* field : {"outcome", "label"})
        if (const auto name = spec.optional_text(field)) names.push_back(*name);
    const DesignRequest adjusted{spec.texts_or_none("adjust"), spec.factors("factors"), true};
    for (const std::string& name : variables_of(adjusted)) names.push_back(name);
    for (const std::string& name : spec.texts_or_none("exact")) names.push_back(name);
    for (const std::string& name : spec.texts_or_none("cluster")) names.push_back(name);
    run.keep_complete(names);
    RegressionData data;
    data.outcome_name = found.treated_name;
    data.outcome = run.numbers(found.treated_name);
    for (const double value : data.outcome) {
        if (value != 0 && value != 1) throw Refused{not_zero_or_one(found.treated_name)};
        found.treated.push_back(value == 1);
    }
    if (std::count(found.treated.begin(), found.treated.end(), true) == 0 ||
        std::count(found.treated.begin(), found.treated.end(), false) == 0)
        throw Refused{one_group(found.treated_name)};
    const DesignPlan plan = must(DesignPlan::make(request, run.frame));
    data.design = must(plan.apply(run.frame));
    CountedOutcome sides{found.treated_name, data.outcome, {}};
    for (const double value : data.outcome) sides.others.push_back(1 - value);
    protect_categories(run, data.design, sides);
    found.fit =
        must(fit_regression(Family::binomial, data, {false, spec.number_or("tolerance", 1e-8)}));
    found.scores = found.fit.fitted;
    found.design = std::move(data.design);
    return found;
}

// Of persons: so few of a side have no weight that it isn't said how many have.
bool few_left_out(const Run& run, const Scored& scored, const std::vector<double>& weights,
                  bool treated) {
    double without = 0;
    for (std::size_t row = 0; row < weights.size(); ++row)
        if (scored.treated[row] == treated && !(weights[row] > 0)) ++without;
    return about_persons(run) && too_small_to_show(without);
}

// A column for each number and for each category of what the score was made of, and of what
// partners must agree on.
struct Covariate {
    std::string name, variable;
    std::vector<double> values;
};
std::vector<Covariate> covariates(const Run& run) {
    const Specification& spec = run.specification;
    const auto factors = spec.factors("factors");
    std::vector<Covariate> columns;
    std::set<std::string> seen;
    std::vector<std::string> names = variables_of({spec.texts("terms"), factors, true});
    for (const std::string& name : spec.texts_or_none("exact")) names.push_back(name);
    for (const std::string& name : names) {
        if (!seen.insert(name).second) continue;
        const Column& column = run.column(name);
        if (!column.categorical() && !factors.contains(name)) {
            columns.push_back({name, name, column.values});
            continue;
        }
        const Groups groups = groups_of(column);
        for (std::size_t group = 0; group < groups.names.size(); ++group) {
            std::vector<double> values;
            for (const std::size_t each : groups.of_row) values.push_back(each == group ? 1 : 0);
            columns.push_back({name + groups.names[group], name, std::move(values)});
        }
    }
    return columns;
}

// Of persons: shares of groups of known size are counts. A variable with a category of 1 to 4 among
// the treated or the others, before or after, has none of its categories in the table.
std::set<std::string> silent_lines(const Run& run, const Scored& scored,
                                   const std::vector<double>& weights) {
    std::set<std::string> silent;
    if (!about_persons(run)) return silent;
    std::map<std::string, std::vector<std::string>> lines;
    std::set<std::string> small;
    for (const auto& [name, variable, values] : covariates(run)) {
        lines[variable].push_back(name);
        if (std::any_of(values.begin(), values.end(),
                        [](double value) { return value != 0 && value != 1; }))
            continue;
        std::array<double, 8> counts{};  // of 0 and 1, on each side, before and after
        for (std::size_t row = 0; row < values.size(); ++row) {
            const std::size_t place = (values[row] == 1 ? 1 : 0) + (scored.treated[row] ? 2 : 0);
            ++counts[place];
            if (weights[row] > 0) ++counts[4 + place];
        }
        if (std::any_of(counts.begin(), counts.end(), too_small_to_show)) small.insert(variable);
    }
    for (const std::string& variable : small)
        silent.insert(lines[variable].begin(), lines[variable].end());
    return silent;
}

// The table of balance, its worst line, and with it the place on the scale.
void report_balance(Run& run, const Scored& scored, const std::vector<double>& weights,
                    Estimand estimand) {
    const std::set<std::string> silent = silent_lines(run, scored, weights);
    std::vector<Balance> table{
        balance_of("distance", scored.scores, scored.treated, weights, estimand)};
    for (const auto& [name, variable, values] : covariates(run))
        table.push_back(balance_of(name, values, scored.treated, weights, estimand));
    AnalysisSeries series{"balance", {}, {}, false};
    std::vector<std::vector<double>> columns(8);
    double worst_before = 0, worst_after = 0;
    std::string worst;
    for (const Balance& line : table) {
        if (silent.contains(line.name)) continue;
        series.at.push_back(line.name);
        const double row[] = {line.before.treated,    line.before.control,
                              line.before.difference, line.before.variance_ratio,
                              line.after.treated,     line.after.control,
                              line.after.difference,  line.after.variance_ratio};
        for (std::size_t j = 0; j < columns.size(); ++j) columns[j].push_back(row[j]);
        if (&line == &table.front()) continue;  // the score itself only serves the others
        worst_before = std::max(worst_before, std::abs(line.before.difference));
        if (!(std::abs(line.after.difference) > worst_after)) continue;
        worst_after = std::abs(line.after.difference);
        worst = line.name;
    }
    const char* names[] = {
        "mean_treated_before", "mean_control_before", "smd_before", "variance_ratio_before",
        "mean_treated_after",  "mean_control_after",  "smd_after",  "variance_ratio_after"};
    for (std::size_t j = 0; j < columns.size(); ++j)
        series.columns.emplace_back(names[j], std::move(columns[j]));
    run.out.series.push_back(std::move(series));
    run.out.set("largest_smd_before", worst_before);
    run.out.set("largest_smd_after", worst_after);
    for (const bool side : {true, false})
        if (!few_left_out(run, scored, weights, side))
            run.out.set(side ? "effective_treated" : "effective_controls",
                        effective_size(weights, scored.treated, side));
    run.assume(base::refuse("no_unmeasured_differences",
                            "Der er ingen forskelle mellem grupperne, som ikke er målt, og som "
                            "betyder noget for udfaldet."));
    run.assume(base::refuse("overlap",
                            "Alle kunne have fået indsatsen, og alle kunne være blevet "
                            "uden."));
    if (worst_after > alike)
        run.warn(base::refuse("still_unlike",
                              "Grupperne er stadig forskellige: på „{}“ er afstanden {} "
                              "standardafvigelser, og mere end 0,1 er for meget.",
                              worst, shortest(std::round(100 * worst_after) / 100)));
    place_on_scale(run, worst_after > alike ? EvaluationDesign::unlike_comparison
                                            : EvaluationDesign::matched_comparison);
}

// A weighted regression of the outcome on the treatment and what else is asked for, over the rows
// with weight.
struct EffectRegression {
    std::vector<std::size_t> rows;
    RegressionData data;
    RegressionFit fit;
    DataFrame frame;
};

EffectRegression effect_regression(const Run& run, const Scored& scored,
                                   const std::vector<double>& weights) {
    const Specification& spec = run.specification;
    EffectRegression effect;
    for (std::size_t row = 0; row < weights.size(); ++row)
        if (weights[row] > 0) effect.rows.push_back(row);
    effect.frame = run.frame.select(effect.rows);
    DesignRequest request{{scored.treated_name}, spec.factors("factors"), true};
    for (const std::string& term : spec.texts_or_none("adjust")) request.terms.push_back(term);
    effect.data.outcome_name = spec.text("outcome");
    effect.data.outcome = must(effect.frame.numbers(effect.data.outcome_name));
    effect.data.design = must(must(DesignPlan::make(request, effect.frame)).apply(effect.frame));
    for (const std::size_t row : effect.rows) effect.data.weights.push_back(weights[row]);
    effect.fit = must(fit_regression(Family::gaussian, effect.data));
    return effect;
}

Matrix usual_covariance(const Run& run, const EffectRegression& effect, const std::string& errors) {
    const std::map<std::string, Heteroscedasticity> kinds{{"hc0", Heteroscedasticity::hc0},
                                                          {"hc1", Heteroscedasticity::hc1},
                                                          {"hc2", Heteroscedasticity::hc2},
                                                          {"hc3", Heteroscedasticity::hc3}};
    if (errors != "clustered")
        return must(robust_covariance(effect.data, effect.fit, kinds.at(errors)));
    std::vector<Column> clusters;
    for (const std::string& name : run.specification.texts("cluster"))
        clusters.push_back(*must(effect.frame.column(name)));
    return must(clustered_covariance(effect.data, effect.fit, clusters, {true, true}));
}

void report_effect(Run& run, const Scored& scored, const EffectRegression& effect,
                   const Matrix& covariance) {
    for (Coefficient& row :
         coefficient_table(effect.fit, covariance, std::nullopt, run.specification.confidence()))
        if (row.name == scored.treated_name)
            run.out.estimates.push_back({std::move(row), false, std::nullopt});
}

void add_counts(Run& run, const Scored& scored) {
    const auto treated = std::count(scored.treated.begin(), scored.treated.end(), true);
    const auto controls = static_cast<double>(scored.treated.size()) - static_cast<double>(treated);
    refuse_small(run, scored.treated_name, {static_cast<double>(treated), controls});
    run.out.set("treated", static_cast<std::int64_t>(treated));
    run.out.set("controls", static_cast<std::int64_t>(scored.treated.size()) -
                                static_cast<std::int64_t>(treated));
}

constexpr Field matching_fields[] = {
    {"treated", "text", "", "variable: 1 treated, 0 not", true},
    {"terms", "texts", "", "what the groups are to be alike on: terms of the score's regression",
     true},
    {"outcome", "text", "", "variable: what is compared; without it only the balance is given"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"adjust", "texts", "[]", "terms of the regression of the outcome on the matched rows"},
    {"ratio", "whole", "1", "controls for each treated row"},
    {"replacement", "boolean", "false", "a control may be used for several"},
    {"order", "choice", "largest", "who chooses first, by the score", false,
     "largest|smallest|data|random"},
    {"caliper", "number", "none", "the largest distance of scores"},
    {"caliper_unit", "choice", "standard_deviations", "of the caliper", false,
     "standard_deviations|raw"},
    {"scale", "choice", "probability", "of the score", false, "probability|logit"},
    {"distances", "choice", "exact",
     "whole: without their decimals, to repeat what MatchIt 4.5.1 finds by mistake", false,
     "exact|whole"},
    {"exact", "texts", "[]", "variables on which partners must agree"},
    {"errors", "choice", "clustered by the matched set; with replacement hc3",
     "the covariance of the effect", false, "matched_set|hc0|hc1|hc2|hc3|clustered"},
    {"cluster", "texts", "", "variables that group the rows (clustered)"},
    {"seed", "whole", "1", "of the random order"},
    {"tolerance", "number", "1e-8",
     "relative change of the deviance at which the score's iteration "
     "ends"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

MatchingOptions matching_options(const Run& run, const std::vector<double>& scores) {
    const Specification& spec = run.specification;
    MatchingOptions options;
    const std::map<std::string, MatchingOrder> orders{{"largest", MatchingOrder::largest},
                                                      {"smallest", MatchingOrder::smallest},
                                                      {"data", MatchingOrder::data},
                                                      {"random", MatchingOrder::random}};
    options.order = orders.at(spec.choice("order", "largest|smallest|data|random"));
    options.replacement = spec.boolean_or("replacement", false);
    options.ratio = spec.whole_or("ratio", 1);
    options.seed = spec.whole_or("seed", 1);
    options.whole_distances = spec.choice("distances", "exact|whole") == "whole";
    if (options.whole_distances)
        run.warn(base::refuse("whole_distances",
                              "Afstandene er regnet uden decimaler, så de fundne makkere er ikke "
                              "de nærmeste. Det er kun til sammenligning med et andet program."));
    if (!spec.has("caliper")) return options;
    options.caliper = spec.number("caliper");
    if (!(options.caliper > 0)) throw Refused{outside("caliper", "]0; ∞[")};
    if (spec.choice("caliper_unit", "standard_deviations|raw") == "raw") return options;
    double mean = 0, squares = 0;
    const double count = static_cast<double>(scores.size());
    for (const double score : scores) mean += score / count;
    for (const double score : scores) squares += (score - mean) * (score - mean);
    options.caliper *= std::sqrt(squares / (count - 1));
    return options;
}

// Rows with the same values of all variables that must agree.
std::vector<std::size_t> exact_groups(const Run& run) {
    std::vector<std::size_t> groups;
    const std::vector<std::string> names = run.specification.texts_or_none("exact");
    if (names.empty()) return groups;
    std::map<std::string, std::size_t> numbers;
    for (std::size_t row = 0; row < run.frame.rows(); ++row) {
        std::string key;
        for (const std::string& name : names) key += run.column(name).text(row) + '\x1F';
        groups.push_back(numbers.try_emplace(key, numbers.size()).first->second);
    }
    return groups;
}

// For each row the number of its set from 1, 0 for none; with replacement a control's last one.
std::vector<double> set_numbers(const Matching& matching, std::size_t rows) {
    std::vector<double> numbers(rows, 0.0);
    for (std::size_t set = 0; set < matching.sets.size(); ++set) {
        if (matching.sets[set].controls.empty()) continue;
        numbers[matching.sets[set].treated] = static_cast<double>(set + 1);
        for (const std::size_t control : matching.sets[set].controls)
            numbers[control] = static_cast<double>(set + 1);
    }
    return numbers;
}

void report_matching(Run& run, const Scored& scored, const Matching& matching,
                     const MatchingOptions& options) {
    std::size_t matched = 0, used = 0;
    for (const MatchedSet& set : matching.sets) matched += set.controls.empty() ? 0 : 1;
    for (std::size_t row = 0; row < scored.treated.size(); ++row)
        used += !scored.treated[row] && matching.weights[row] > 0 ? 1 : 0;
    const bool few = few_left_out(run, scored, matching.weights, true);
    if (!few) {
        run.out.set("matched_treated", static_cast<std::int64_t>(matched));
        run.out.set("matched_controls", static_cast<std::int64_t>(used));
        run.out.set("unmatched_treated", static_cast<std::int64_t>(matching.sets.size() - matched));
    }
    refuse_small(run, scored.treated_name, {static_cast<double>(matched)});
    if (std::isfinite(options.caliper)) run.out.set("caliper", options.caliper);
    if (few)
        run.warn(base::refuse("few_unmatched",
                              "Få med indsatsen fandt ingen, der lignede, og er ikke regnet med."));
    else if (matched < matching.sets.size())
        run.warn(base::refuse("unmatched",
                              "{} med indsatsen fandt ingen, der lignede, og er ikke regnet med.",
                              std::to_string(matching.sets.size() - matched)));
    run.out.series.push_back({"rows",
                              run.labels("label"),
                              {{"score", scored.scores},
                               {"weight", matching.weights},
                               {"set", set_numbers(matching, scored.scores.size())}},
                              true});
}

void run_matching(Run& run) {
    const Specification& spec = run.specification;
    const Scored found = scored(run);
    std::vector<double> scores = found.scores;
    if (spec.choice("scale", "probability|logit") == "logit") scores = found.fit.linear_predictor;
    const MatchingOptions options = matching_options(run, scores);
    const Matching matching =
        must(nearest_matches(scores, found.treated, exact_groups(run), options));
    add_counts(run, found);
    report_matching(run, found, matching, options);
    report_balance(run, found, matching.weights, Estimand::att);
    if (!spec.has("outcome")) return;
    const EffectRegression effect = effect_regression(run, found, matching.weights);
    std::string errors = options.replacement ? "hc3" : "matched_set";
    if (spec.has("errors")) errors = spec.choice("errors", "matched_set|hc0|hc1|hc2|hc3|clustered");
    if (errors == "matched_set" && options.replacement)
        throw Refused{not_a_case("errors", errors, "hc0, hc1, hc2, hc3, clustered")};
    Matrix covariance;
    if (errors == "matched_set") {
        const std::vector<double> all = set_numbers(matching, found.scores.size());
        Column sets{"set", {}, {}};
        for (const std::size_t row : effect.rows) sets.values.push_back(all[row]);
        covariance = must(clustered_covariance(effect.data, effect.fit, {sets}, {true, true}));
    } else {
        covariance = usual_covariance(run, effect, errors);
    }
    report_effect(run, found, effect, covariance);
}

constexpr Field weighting_fields[] = {
    {"treated", "text", "", "variable: 1 treated, 0 not", true},
    {"terms", "texts", "", "what the groups are to be alike on: terms of the score's regression",
     true},
    {"outcome", "text", "", "variable: what is compared; without it only the balance is given"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"adjust", "texts", "[]", "terms of the weighted regression of the outcome"},
    {"estimand", "choice", "att", "whose effect: of the treated, all, the untreated, the overlap",
     false, "att|ate|atc|overlap"},
    {"stabilised", "boolean", "false", "ate: times the group's part of all"},
    {"trim", "number", "0", "leave out rows with a score below this or above 1 less this"},
    {"truncate", "number", "1", "weights above this quantile of their group's are set to it"},
    {"errors", "choice", "estimated_score",
     "the covariance of the effect; estimated_score counts that the score was estimated, the "
     "others "
     "take the weights as known",
     false, "estimated_score|hc0|hc1|hc2|hc3|clustered"},
    {"cluster", "texts", "", "variables that group the rows (clustered)"},
    {"tolerance", "number", "1e-8",
     "relative change of the deviance at which the score's iteration "
     "ends"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

// The sandwich of the effect's and the score's equations together (Lunceford and Davidian 2004,
// Stat Med 23:2937): each row's part in the effect's equation, plus its part in the score's times
// how the former moves with the score.
Matrix stacked_covariance(const Scored& scored, const ScoreWeights& weights,
                          const EffectRegression& effect) {
    const Matrix &x = effect.data.design.x, &z = scored.design.x;
    const std::size_t p = x.columns(), k = z.columns();
    const Matrix score_inverse = scored.fit.unscaled_covariance;
    Matrix moves(p, k);
    std::vector<double> residuals;
    for (std::size_t i = 0; i < effect.rows.size(); ++i) {
        const std::size_t row = effect.rows[i];
        residuals.push_back(effect.data.outcome[i] - effect.fit.fitted[i]);
        for (std::size_t a = 0; a < p; ++a)
            for (std::size_t b = 0; b < k; ++b)
                moves(a, b) += weights.slopes[row] * residuals[i] * x(i, a) * z(row, b);
    }
    const Matrix carried = product(moves, score_inverse);
    Matrix parts(scored.scores.size(), p);
    for (std::size_t i = 0; i < effect.rows.size(); ++i)
        for (std::size_t a = 0; a < p; ++a)
            parts(effect.rows[i], a) = weights.weights[effect.rows[i]] * residuals[i] * x(i, a);
    for (std::size_t row = 0; row < scored.scores.size(); ++row) {
        const double left = (scored.treated[row] ? 1 : 0) - scored.scores[row];
        for (std::size_t a = 0; a < p; ++a)
            for (std::size_t b = 0; b < k; ++b) parts(row, a) += left * carried(a, b) * z(row, b);
    }
    const Matrix bread = effect.fit.unscaled_covariance;
    return product(product(bread, transposed_product(parts, parts)), bread);
}

void run_weighting(Run& run) {
    const Specification& spec = run.specification;
    const Scored found = scored(run);
    const std::map<std::string, Estimand> estimands{{"att", Estimand::att},
                                                    {"ate", Estimand::ate},
                                                    {"atc", Estimand::atc},
                                                    {"overlap", Estimand::overlap}};
    WeightingOptions options;
    options.estimand = estimands.at(spec.choice("estimand", "att|ate|atc|overlap"));
    options.stabilised = spec.boolean_or("stabilised", false);
    options.least_score = spec.number_or("trim", 0);
    options.truncate_above = spec.number_or("truncate", 1);
    const ScoreWeights weights = must(score_weights(found.scores, found.treated, options));
    for (const bool side : {true, false})
        if (effective_size(weights.weights, found.treated, side) == 0)
            throw Refused{too_few("trim", 0, 1)};
    add_counts(run, found);
    for (const auto& [name, count] :
         {std::pair("trimmed", weights.left_out), std::pair("truncated", weights.truncated)})
        if (!about_persons(run) || !too_small_to_show(static_cast<double>(count)))
            run.out.set(name, static_cast<std::int64_t>(count));
    // The largest weight is one person's.
    if (!about_persons(run))
        run.out.set("largest_weight",
                    *std::max_element(weights.weights.begin(), weights.weights.end()));
    run.out.series.push_back({"rows",
                              run.labels("label"),
                              {{"score", found.scores}, {"weight", weights.weights}},
                              true});
    report_balance(run, found, weights.weights, options.estimand);
    if (!spec.has("outcome")) return;
    const EffectRegression effect = effect_regression(run, found, weights.weights);
    const std::string errors = spec.choice("errors", "estimated_score|hc0|hc1|hc2|hc3|clustered");
    report_effect(run, found, effect,
                  errors == "estimated_score" ? stacked_covariance(found, weights, effect)
                                              : usual_covariance(run, effect, errors));
}

constexpr Method methods[] = {
    {"propensity_matching", "Nearest neighbours on the propensity score, balance and effect",
     "Rosenbaum and Rubin 1983, Biometrika 70:41; Stuart 2010, Stat Sci 25:1; ties as in MatchIt "
     "4.5",
     "estimates: the effect on the treated, named by the variable treated. fit: treated, controls, "
     "matched_treated, matched_controls, unmatched_treated, caliper, largest_smd_before, "
     "largest_smd_after, effective_treated, effective_controls. series: balance (distance and each "
     "covariate, a category as variable + category: mean_treated_before, mean_control_before, "
     "smd_before, variance_ratio_before, and the same _after), rows (score, weight, set)",
     matching_fields, run_matching},
    {"propensity_weighting", "Inverse probability weights, balance and effect",
     "Rosenbaum and Rubin 1983; Lunceford and Davidian 2004, Stat Med 23:2937; Li, Morgan and "
     "Zaslavsky 2018",
     "estimates: the effect, named by the variable treated. fit: treated, controls, trimmed, "
     "truncated, largest_weight, largest_smd_before, largest_smd_after, effective_treated, "
     "effective_controls. series: balance as propensity_matching, rows (score, weight)",
     weighting_fields, run_weighting},
};

}  // namespace

std::span<const Method> matching_methods() {
    return methods;
}

}  // namespace statistics
