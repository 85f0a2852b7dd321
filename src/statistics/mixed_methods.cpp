#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <set>

#include "statistics/distribution.h"
#include "statistics/evidence_level.h"
#include "statistics/method_internal.h"
#include "statistics/mixed_model.h"
#include "statistics/persons.h"
#include "statistics/random.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr std::string_view mixed_families = "gaussian|binomial|poisson";
constexpr std::string_view mixed_errors = "curvature|given_variances";
constexpr std::string_view degree_kinds = "satterthwaite|kenward_roger|normal";

constexpr Field mixed_fields[] = {
    {"outcome", "text", "", "variable: what is explained", true},
    {"terms", "texts", "[]", "fixed effects, as in regression"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"intercept", "boolean", "true", "a constant among the fixed effects"},
    {"random", "objects", "",
     "what varies between groups: group (one variable, or several whose combinations are the "
     "groups), terms (slopes), intercept (true), correlated (true)",
     true},
    {"family", "choice", "gaussian", "the distribution", false, mixed_families},
    {"trials", "text", "1", "variable: what a binomial outcome is out of"},
    {"offset", "text", "", "expression: added to the linear predictor"},
    {"weights", "text", "", "variable: prior weights"},
    {"criterion", "choice", "reml", "of gaussian models", false, "reml|ml"},
    {"degrees", "choice", "satterthwaite", "degrees of freedom of gaussian models", false,
     degree_kinds},
    {"correlation", "choice", "none",
     "of a group's rows beside the random effects; ar1: rows in the order of `sort`, equally "
     "spaced",
     false, "none|ar1"},
    {"points", "whole", "1",
     "of the quadrature, with one random effect; 1 is Laplace, 0 the same with the coefficients "
     "most likely together with the groups' effects"},
    {"errors", "choice", "curvature",
     "of generalised models: from the curvature of the likelihood in all parameters, or with the "
     "variances taken as known (points 0: always so)",
     false, mixed_errors},
    {"reduced_terms", "texts", "", "fixed effects of a smaller model to compare with"},
    {"reduced_random", "objects", "", "random effects of a smaller model to compare with"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

struct RandomWish {
    std::vector<std::string> group;
    DesignRequest design;
    bool correlated = true;

    std::string name() const {
        std::string all;
        for (const std::string& each : group) all += (all.empty() ? "" : ":") + each;
        return all;
    }
};

std::vector<RandomWish> random_wishes(const Specification& spec, std::string_view field) {
    std::vector<RandomWish> wishes;
    for (const Specification& each : spec.objects(field)) {
        each.only("group|terms|intercept|correlated");
        RandomWish wish;
        wish.group = each.texts("group");
        if (wish.group.empty()) throw Refused{too_few("group", 0, 1)};
        wish.design.terms = each.texts_or_none("terms");
        wish.design.factors = spec.factors("factors");
        wish.design.intercept = each.boolean_or("intercept", true);
        wish.correlated = each.boolean_or("correlated", true);
        if (wish.design.terms.empty() && !wish.design.intercept)
            throw Refused{too_few(wish.name(), 0, 1)};
        wishes.push_back(std::move(wish));
    }
    return wishes;
}

Groups combined_groups(const Run& run, const std::vector<std::string>& names) {
    if (names.size() == 1) return groups_of(run.column(names.front()));
    std::vector<std::string> texts(run.frame.rows());
    for (const std::string& name : names)
        for (std::size_t row = 0; row < texts.size(); ++row)
            texts[row] += (texts[row].empty() ? "" : ":") + run.column(name).text(row);
    return groups_of(categories("group", texts));
}

std::vector<GroupedEffects> effects_of(const Run& run, const std::vector<RandomWish>& wishes) {
    std::vector<GroupedEffects> all;
    for (const RandomWish& wish : wishes) {
        const DesignPlan plan = must(DesignPlan::make(wish.design, run.frame));
        Design design = must(plan.apply(run.frame));
        GroupedEffects effects =
            grouped_effects(wish.name(), combined_groups(run, wish.group), std::move(design.x),
                            std::move(design.names), wish.correlated);
        const auto same = std::find_if(all.begin(), all.end(), [&](const GroupedEffects& earlier) {
            return earlier.group == effects.group;
        });
        if (same == all.end())
            all.push_back(std::move(effects));
        else
            *same = joined_effects(*same, effects);
    }
    return all;
}

struct MixedWish {
    Family family = Family::gaussian;
    std::string outcome;
    DesignRequest design;
    std::vector<RandomWish> random;
    std::vector<std::string> more_variables;
};

MixedData mixed_data(Run& run, const MixedWish& wish) {
    const Specification& spec = run.specification;
    std::vector<std::string> names{wish.outcome};
    const auto add_variables = [&](const DesignRequest& design) {
        for (const std::string& name : must(DesignPlan::variables(design))) names.push_back(name);
    };
    add_variables(wish.design);
    for (const RandomWish& each : wish.random) {
        add_variables(each.design);
        names.insert(names.end(), each.group.begin(), each.group.end());
    }
    for (const char* field : {"trials", "weights", "label"})
        if (const auto name = spec.optional_text(field)) names.push_back(*name);
    names.insert(names.end(), wish.more_variables.begin(), wish.more_variables.end());
    if (spec.has("offset")) {
        derive_offset(run, spec.text("offset"));
        names.emplace_back(offset_column);
    }
    run.keep_complete(names);
    MixedData data;
    data.outcome_name = wish.outcome;
    data.outcome = run.numbers(wish.outcome);
    data.design = must(must(DesignPlan::make(wish.design, run.frame)).apply(run.frame));
    data.effects = effects_of(run, wish.random);
    if (spec.has("offset")) data.offset = run.numbers(std::string(offset_column));
    if (const auto name = spec.optional_text("trials")) data.trials = run.numbers(*name);
    if (const auto name = spec.optional_text("weights")) data.weights = run.numbers(*name);
    return data;
}

struct FittedMixed {
    LinearMixedFit fit;  // of generalised models only what both have
    bool linear = true;
};

FittedMixed fit_mixed(const Run& run, const MixedData& data, Family family,
                      MixedCriterion criterion) {
    const Specification& spec = run.specification;
    FittedMixed fitted;
    fitted.linear = family == Family::gaussian;
    const bool autocorrelated = spec.choice("correlation", "none|ar1") == "ar1";
    if (fitted.linear) {
        if (!data.trials.empty()) throw Refused{not_a_case("family", "gaussian", "binomial")};
        fitted.fit = must(fit_linear_mixed(data, criterion, autocorrelated));
        return fitted;
    }
    if (autocorrelated) throw Refused{not_a_case("correlation", "ar1", "none")};
    if (!data.trials.empty() && family != Family::binomial)
        throw Refused{not_a_case("family", "poisson", "binomial")};
    static_cast<MixedFit&>(fitted.fit) =
        must(fit_generalised_mixed(data, family, spec.whole_or("points", 1)));
    if (spec.choice("errors", mixed_errors) == "given_variances")
        fitted.fit.covariance = fitted.fit.given_covariance;
    return fitted;
}

void report_components(Run& run, const MixedFit& fit, bool linear) {
    AnalysisSeries series{"components",
                          {},
                          {{"variance", {}}, {"standard_deviation", {}}, {"correlation", {}}},
                          false};
    const auto line = [&](std::string name, double variance, double deviation, double correlation) {
        series.at.push_back(std::move(name));
        series.columns[0].second.push_back(variance);
        series.columns[1].second.push_back(deviation);
        series.columns[2].second.push_back(correlation);
    };
    const double none = std::nan("");
    for (const VarianceComponent& each : fit.components) {
        const bool variance = each.other.empty();
        line(each.group + " " + each.effect + (variance ? "" : ":" + each.other), each.value,
             variance ? std::sqrt(each.value) : none, variance ? none : each.correlation);
    }
    if (linear) line("residual", fit.residual_variance, std::sqrt(fit.residual_variance), none);
    run.out.series.push_back(std::move(series));
}

// The share of the variance that is between groups, where only intercepts vary.
void report_intraclass(Run& run, const MixedFit& fit, Family family) {
    if (family == Family::poisson) return;
    double between = 0;
    for (const VarianceComponent& each : fit.components) {
        if (each.effect != "(Intercept)" || !each.other.empty()) return;
        between += each.value;
    }
    const double within = family == Family::gaussian ? fit.residual_variance
                                                     : std::numbers::pi * std::numbers::pi / 3;
    run.out.set("intraclass_correlation", between / (between + within));
}

void report_effects(Run& run, const MixedData& data, const MixedFit& fit) {
    for (std::size_t g = 0; g < data.effects.size(); ++g) {
        const GroupedEffects& effects = data.effects[g];
        const std::size_t k = effects.names.size();
        AnalysisSeries series{"effects " + effects.group, effects.levels, {}, true};
        for (std::size_t e = 0; e < k; ++e) {
            std::vector<double> values, errors;
            for (std::size_t level = 0; level < effects.levels.size(); ++level) {
                values.push_back(fit.modes[g][level * k + e]);
                if (!fit.mode_errors.empty()) errors.push_back(fit.mode_errors[level * k + e]);
            }
            series.columns.emplace_back(effects.names[e], std::move(values));
            if (!errors.empty())
                series.columns.emplace_back(effects.names[e] + " standard_error",
                                            std::move(errors));
        }
        run.out.series.push_back(std::move(series));
    }
    std::vector<double> residuals;
    for (std::size_t row = 0; row < fit.fitted.size(); ++row)
        residuals.push_back(data.outcome[row] - fit.fitted[row]);
    run.out.series.push_back(
        {"rows",
         run.labels("label"),
         {{"observed", data.outcome}, {"fitted", fit.fitted}, {"residual", residuals}},
         true});
}

// Columns by term, but for the constant.
std::vector<std::pair<std::string, std::vector<std::size_t>>> terms_of(const Design& design) {
    std::vector<std::pair<std::string, std::vector<std::size_t>>> terms;
    for (std::size_t j = 0; j < design.names.size(); ++j) {
        if (design.names[j] == "(Intercept)") continue;
        if (terms.empty() || terms.back().first != design.terms[j])
            terms.push_back({design.terms[j], {}});
        terms.back().second.push_back(j);
    }
    return terms;
}

struct Degrees {
    std::vector<double> by_column;  // NaN: normal
    Matrix covariance;
    std::vector<std::pair<std::string, ContrastTest>> terms;
};

Degrees degrees_of(const Run& run, const MixedData& data, const FittedMixed& fitted) {
    const LinearMixedFit& fit = fitted.fit;
    const std::size_t p = fit.names.size();
    Degrees degrees{std::vector<double>(p, std::nan("")), fit.covariance, {}};
    const std::string kind = run.specification.choice("degrees", degree_kinds);
    if (!fitted.linear || kind == "normal" || fit.covariance_slopes.empty()) return degrees;
    if (kind == "kenward_roger") {
        const KenwardRoger adjusted = must(kenward_roger(data, fit));
        degrees.covariance = adjusted.covariance;
        for (std::size_t j = 0; j < p; ++j)
            degrees.by_column[j] =
                kenward_roger_test(adjusted, fit.coefficients, {j}).residual_degrees;
        for (const auto& [term, columns] : terms_of(data.design))
            degrees.terms.emplace_back(term,
                                       kenward_roger_test(adjusted, fit.coefficients, columns));
        return degrees;
    }
    for (std::size_t j = 0; j < p; ++j) {
        std::vector<double> contrast(p, 0.0);
        contrast[j] = 1;
        degrees.by_column[j] = satterthwaite_degrees(fit, contrast);
    }
    for (const auto& [term, columns] : terms_of(data.design))
        degrees.terms.emplace_back(term, satterthwaite_test(fit, columns));
    return degrees;
}

void report_fixed(Run& run, const MixedData& data, const FittedMixed& fitted) {
    const LinearMixedFit& fit = fitted.fit;
    const Degrees degrees = degrees_of(run, data, fitted);
    AnalysisSeries fixed{"fixed", fit.names, {{"degrees", degrees.by_column}}, false};
    for (std::size_t j = 0; j < fit.names.size(); ++j) {
        const double each = degrees.by_column[j];
        run.out.estimates.push_back(
            {wald(fit.names[j], fit.coefficients[j], std::sqrt(degrees.covariance(j, j)),
                  std::isfinite(each) ? std::optional(each) : std::nullopt,
                  run.specification.confidence()),
             !fitted.linear, std::sqrt(fit.covariance(j, j))});
    }
    run.out.series.push_back(std::move(fixed));
    report_covariance(run, fit.names, degrees.covariance);
    if (degrees.terms.empty()) return;
    AnalysisSeries terms{"terms",
                         {},
                         {{"statistic", {}}, {"degrees", {}}, {"residual_degrees", {}}, {"p", {}}},
                         false};
    for (const auto& [term, test] : degrees.terms) {
        terms.at.push_back(term);
        const double values[] = {test.statistic, test.degrees, test.residual_degrees, test.p};
        for (std::size_t i = 0; i < 4; ++i) terms.columns[i].second.push_back(values[i]);
    }
    run.out.series.push_back(std::move(terms));
}

void report_measures(Run& run, const MixedData& data, const FittedMixed& fitted) {
    const LinearMixedFit& fit = fitted.fit;
    Analysis& out = run.out;
    out.set("observations", static_cast<std::int64_t>(fit.observations));
    for (const GroupedEffects& each : data.effects)
        out.set("groups " + each.group, static_cast<std::int64_t>(each.levels.size()));
    out.set("criterion", fit.criterion);
    out.set("log_likelihood", -fit.criterion / 2);
    if (!fitted.linear) out.set("relative_log_likelihood", -fit.criterion / 2 - fit.saturated);
    const auto parameters = static_cast<double>(fit.parameters);
    out.set("aic", fit.criterion + 2 * parameters);
    out.set("bic", fit.criterion + parameters * std::log(static_cast<double>(fit.observations)));
    if (run.specification.choice("correlation", "none|ar1") == "ar1")
        out.set("autocorrelation", fit.autocorrelation);
    const double ratio = std::max(0.0, fit.criterion_without_effects - fit.criterion);
    out.set("likelihood_ratio_without_groups", ratio);
    // A variance of 0 lies on the edge of what is possible: half the usual p for a single one.
    const std::size_t free = fit.theta.size();
    out.set("p_without_groups",
            chi_squared_upper(ratio, static_cast<double>(free)) / (free == 1 ? 2 : 1));
    out.set("evaluations", static_cast<std::int64_t>(fit.evaluations));
}

void assume_and_warn(Run& run, const MixedData& data, const FittedMixed& fitted, Family family) {
    if (fitted.fit.singular)
        run.warn(base::refuse("singular_fit",
                              "Grupperne adskiller sig ikke på alt det, der er spurgt om: mindst "
                              "én variation mellem dem er sat til nul, eller to følges helt. Brug "
                              "færre tilfældige virkninger."));
    for (const GroupedEffects& each : data.effects)
        if (each.levels.size() < 5)
            run.warn(base::refuse("few_groups",
                                  "„{}“ har kun {} grupper; variationen mellem dem er dårligt "
                                  "bestemt.",
                                  each.group, std::to_string(each.levels.size())));
    if (family == Family::gaussian)
        run.assume(base::refuse("linear", "Gennemsnittet er en ret linje i leddene."));
    else
        run.assume(
            base::refuse("log_linear", "Leddene virker som faktorer, der ganges på hinanden."));
    run.assume(base::refuse("random_groups",
                            "Gruppernes egne afvigelser er normalfordelte og har intet med "
                            "leddene at gøre."));
    run.assume(base::refuse("independent_within_groups",
                            "Når gruppens egen afvigelse er regnet med, er dens rækker "
                            "uafhængige af hinanden."));
}

// Repeated rows of few persons are still few persons.
void protect_groups(const Run& run, const MixedData& data) {
    if (!about_persons(run)) return;
    const std::size_t least = least_persons(run.specification);
    protect_categories(run, data.design, {data.outcome_name, {}, {}});
    std::size_t most = 0;
    for (const GroupedEffects& each : data.effects) most = std::max(most, each.levels.size());
    if (most < least) throw Refused{too_few("persons", most, least)};
}

void report_comparison(Run& run, MixedData data, const MixedWish& wish, const FittedMixed& fitted,
                       MixedCriterion criterion) {
    const Specification& spec = run.specification;
    const bool fewer_terms = spec.has("reduced_terms"), fewer_random = spec.has("reduced_random");
    if (!fewer_terms && !fewer_random) return;
    // Restricted likelihoods with different fixed effects are not of the same data.
    if (fewer_terms) criterion = MixedCriterion::full;
    FittedMixed whole = fitted;
    if (fewer_terms && fitted.linear && fitted.fit.restricted)
        whole = fit_mixed(run, data, wish.family, criterion);
    if (fewer_terms) {
        DesignRequest design = wish.design;
        design.terms = spec.texts("reduced_terms");
        data.design = must(must(DesignPlan::make(design, run.frame)).apply(run.frame));
    }
    if (fewer_random) data.effects = effects_of(run, random_wishes(spec, "reduced_random"));
    const FittedMixed reduced = fit_mixed(run, data, wish.family, criterion);
    if (reduced.fit.parameters >= whole.fit.parameters)
        throw Refused{
            base::refuse("not_smaller", "Den model, der sammenlignes med, skal være mindre.")};
    const auto degrees = static_cast<double>(whole.fit.parameters - reduced.fit.parameters);
    const double ratio = std::max(0.0, reduced.fit.criterion - whole.fit.criterion);
    run.out.set("likelihood_ratio", ratio);
    run.out.set("likelihood_ratio_degrees", degrees);
    run.out.set("likelihood_ratio_p", chi_squared_upper(ratio, degrees));
    run.out.set("reduced_criterion", reduced.fit.criterion);
}

void report_mixed(Run& run, const MixedData& data, const FittedMixed& fitted, Family family) {
    report_fixed(run, data, fitted);
    report_measures(run, data, fitted);
    report_intraclass(run, fitted.fit, family);
    report_components(run, fitted.fit, fitted.linear);
    report_effects(run, data, fitted.fit);
    assume_and_warn(run, data, fitted, family);
}

void run_mixed(Run& run) {
    const Specification& spec = run.specification;
    MixedWish wish;
    wish.family = family_named(spec.choice("family", mixed_families));
    wish.outcome = spec.text("outcome");
    wish.design = {spec.texts_or_none("terms"), spec.factors("factors"),
                   spec.boolean_or("intercept", true)};
    wish.random = random_wishes(spec, "random");
    if (spec.has("reduced_random"))
        for (const RandomWish& each : random_wishes(spec, "reduced_random"))
            wish.more_variables.insert(wish.more_variables.end(), each.group.begin(),
                                       each.group.end());
    const MixedData data = mixed_data(run, wish);
    protect_groups(run, data);
    const MixedCriterion criterion = spec.choice("criterion", "reml|ml") == "reml"
                                         ? MixedCriterion::restricted
                                         : MixedCriterion::full;
    const FittedMixed fitted = fit_mixed(run, data, wish.family, criterion);
    report_mixed(run, data, fitted, wish.family);
    report_comparison(run, data, wish, fitted, criterion);
}

constexpr Field wedge_fields[] = {
    {"outcome", "text", "", "variable: what is measured", true},
    {"cluster", "text", "", "variable: the units that begin one after the other", true},
    {"period", "text", "", "variable: the periods", true},
    {"treatment", "text", "", "variable: 1 where and when a cluster has begun", true},
    {"terms", "texts", "[]", "further terms"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"family", "choice", "gaussian", "the distribution", false, mixed_families},
    {"trials", "text", "1", "variable: what a binomial outcome is out of"},
    {"offset", "text", "", "expression, such as log(population)"},
    {"weights", "text", "", "variable: prior weights"},
    {"cluster_effect", "choice", "random", "how clusters differ", false, "random|fixed"},
    {"cluster_period", "boolean", "false",
     "a random effect of each cluster in each period beside it (Hooper et al. 2016; several rows "
     "in "
     "each)"},
    {"criterion", "choice", "reml", "of gaussian models", false, "reml|ml"},
    {"degrees", "choice", "satterthwaite", "degrees of freedom of gaussian models", false,
     degree_kinds},
    {"correlation", "choice", "none", "of a cluster's rows beside its effect", false, "none|ar1"},
    {"points", "whole", "1", "of the quadrature; 1 is Laplace, 0 as in mixed_model"},
    {"errors", "choice", "curvature", "of generalised models, as in mixed_model", false,
     mixed_errors},
    {"randomised", "boolean", "false", "chance decided when each cluster began"},
    {"permutations", "whole", "0",
     "how often the beginnings are dealt out anew among the clusters, for a p that assumes only "
     "that"},
    {"seed", "whole", "1", "of the permutations"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

// When each cluster began, as a position among the periods in order; their number where it didn't.
struct Wedge {
    std::vector<std::size_t> cluster, period;  // of each row
    std::vector<std::size_t> beginning;        // of each cluster
};

base::Error not_stepped(const std::string& cluster) {
    return base::refuse("not_stepped",
                        "„{}“ går ind og ud af indsatsen. I et trappeforløb bliver den, der er "
                        "begyndt, ved.",
                        cluster);
}

Wedge wedge_of(const Run& run) {
    const Specification& spec = run.specification;
    const Groups clusters = groups_of(run.column(spec.text("cluster")));
    const Groups periods = groups_of(run.column(spec.text("period")));
    const std::string name = spec.text("treatment");
    const std::vector<double> treated = run.numbers(name);
    if (clusters.names.size() < 2) throw Refused{one_group(spec.text("cluster"))};
    if (periods.names.size() < 2) throw Refused{one_group(spec.text("period"))};
    Wedge wedge{clusters.of_row, periods.of_row,
                std::vector<std::size_t>(clusters.names.size(), periods.names.size())};
    for (std::size_t row = 0; row < treated.size(); ++row) {
        if (treated[row] != 0 && treated[row] != 1) throw Refused{not_zero_or_one(name)};
        std::size_t& first = wedge.beginning[wedge.cluster[row]];
        if (treated[row] == 1) first = std::min(first, wedge.period[row]);
    }
    for (std::size_t row = 0; row < treated.size(); ++row)
        if ((wedge.period[row] >= wedge.beginning[wedge.cluster[row]]) != (treated[row] == 1))
            throw Refused{not_stepped(clusters.names[wedge.cluster[row]])};
    const std::set<std::size_t> steps(wedge.beginning.begin(), wedge.beginning.end());
    if (steps.size() < 2) throw Refused{constant_variable(name)};
    return wedge;
}

// A common regression with a constant for each cluster.
RegressionFit fit_fixed_clusters(const MixedData& data, const Wedge& wedge, Family family,
                                 const std::vector<std::string>& clusters) {
    if (!data.trials.empty()) throw Refused{not_a_case("cluster_effect", "fixed", "random")};
    RegressionData regression{data.outcome_name, data.outcome, data.design, data.offset,
                              data.weights};
    const std::size_t rows = data.outcome.size(), p = data.design.names.size();
    regression.design.x = Matrix(rows, p + clusters.size() - 1);
    std::copy_n(data.design.x.data(), rows * p, regression.design.x.data());
    for (std::size_t cluster = 1; cluster < clusters.size(); ++cluster) {
        for (std::size_t row = 0; row < rows; ++row)
            regression.design.x(row, p + cluster - 1) = wedge.cluster[row] == cluster ? 1 : 0;
        regression.design.names.push_back(data.effects.front().group + clusters[cluster]);
        regression.design.terms.push_back(data.effects.front().group);
    }
    return must(fit_regression(family, regression));
}

// The effect with the beginnings dealt out anew; by the same model.
void report_permutations(Run& run, const MixedData& data, const Wedge& wedge, Family family,
                         double observed) {
    const Specification& spec = run.specification;
    const std::size_t count = spec.whole_or("permutations", 0);
    if (count == 0) return;
    const bool fixed = spec.choice("cluster_effect", "random|fixed") == "fixed";
    const std::size_t seed = spec.whole_or("seed", 1);
    const auto at = static_cast<std::size_t>(
        std::find(data.design.names.begin(), data.design.names.end(), spec.text("treatment")) -
        data.design.names.begin());
    std::size_t as_far = 0;
    MixedData dealt = data;
    for (std::size_t number = 0; number < count; ++number) {
        if (run.progress && !run.progress(static_cast<double>(number) / static_cast<double>(count)))
            throw Refused{cancelled()};
        RandomStream random(seed, number);
        std::vector<std::size_t> beginning = wedge.beginning;
        random.shuffle(beginning);
        for (std::size_t row = 0; row < wedge.period.size(); ++row)
            dealt.design.x(row, at) = wedge.period[row] >= beginning[wedge.cluster[row]] ? 1 : 0;
        const double effect =
            fixed ? fit_fixed_clusters(dealt, wedge, family, data.effects.front().levels)
                        .coefficients[at]
                  : fit_mixed(run, dealt, family, MixedCriterion::restricted).fit.coefficients[at];
        // Dealings that are the same as the observed one count, whatever the last digit.
        if (std::abs(effect) >= std::abs(observed) * (1 - 1e-9)) ++as_far;
    }
    run.out.set("permutation_p", static_cast<double>(1 + as_far) / static_cast<double>(1 + count));
    run.out.set("permutations", static_cast<std::int64_t>(count));
    run.out.set("seed", static_cast<std::int64_t>(seed));
    run.assume(base::refuse("exchangeable_beginnings",
                            "Hvis indsatsen intet gjorde, kunne begyndelserne lige så godt være "
                            "fordelt anderledes mellem stederne."));
}

void report_fixed_clusters(Run& run, const MixedData& data, const RegressionFit& fit) {
    const bool t = fit.family == Family::gaussian;
    for (Coefficient& row : coefficient_table(
             fit, model_covariance(fit), t ? std::optional(fit.residual_degrees) : std::nullopt,
             run.specification.confidence()))
        run.out.estimates.push_back({std::move(row), !t, std::nullopt});
    run.out.set("observations", static_cast<std::int64_t>(fit.observations));
    run.out.set("groups " + data.effects.front().group,
                static_cast<std::int64_t>(data.effects.front().levels.size()));
    run.out.set("deviance", fit.deviance);
    run.out.set("dispersion", fit.pearson / fit.residual_degrees);
    if (fit.log_likelihood) run.out.set("log_likelihood", *fit.log_likelihood);
}

void run_wedge(Run& run) {
    const Specification& spec = run.specification;
    const std::string cluster = spec.text("cluster"), period = spec.text("period");
    const std::string treatment = spec.text("treatment");
    MixedWish wish;
    wish.family = family_named(spec.choice("family", mixed_families));
    wish.outcome = spec.text("outcome");
    wish.design.terms = {period, treatment};
    for (const std::string& term : spec.texts_or_none("terms")) wish.design.terms.push_back(term);
    wish.design.factors = spec.factors("factors");
    wish.design.factors.emplace(period, Factor{});
    wish.random = {{{cluster}, {{}, {}, true}, true}};
    if (spec.boolean_or("cluster_period", false)) {
        if (spec.choice("cluster_effect", "random|fixed") == "fixed")
            throw Refused{not_a_case("cluster_effect", "fixed", "random")};
        wish.random.push_back({{cluster, period}, {{}, {}, true}, true});
    }
    const MixedData data = mixed_data(run, wish);
    protect_groups(run, data);
    const Wedge wedge = wedge_of(run);
    const auto effect_of = [&](const std::vector<double>& coefficients) {
        const auto at = std::find(data.design.names.begin(), data.design.names.end(), treatment);
        return coefficients[static_cast<std::size_t>(at - data.design.names.begin())];
    };
    double effect = 0;
    if (spec.choice("cluster_effect", "random|fixed") == "fixed") {
        const RegressionFit fit =
            fit_fixed_clusters(data, wedge, wish.family, data.effects.front().levels);
        report_fixed_clusters(run, data, fit);
        effect = effect_of(fit.coefficients);
    } else {
        const FittedMixed fitted =
            fit_mixed(run, data, wish.family,
                      spec.choice("criterion", "reml|ml") == "reml" ? MixedCriterion::restricted
                                                                    : MixedCriterion::full);
        report_mixed(run, data, fitted, wish.family);
        effect = effect_of(fitted.fit.coefficients);
    }
    report_permutations(run, data, wedge, wish.family, effect);
    EvidenceLevel level = evidence_level(spec.boolean_or("randomised", false)
                                             ? EvaluationDesign::randomised
                                             : EvaluationDesign::staggered_comparison);
    run.out.evidence_level = level.level;
    run.assume(std::move(level.reason));
    run.assume(base::refuse("common_periods",
                            "Alle steder følger den samme udvikling fra periode til periode, og "
                            "indsatsen virker lige meget, når den er begyndt."));
}

constexpr Method methods[] = {
    {"mixed_model", "Repeated measures and groups: linear and generalised linear mixed models",
     "Bates, Mächler, Bolker and Walker 2015; Kuznetsova, Brockhoff and Christensen 2017; Kenward "
     "and Roger 1997; Pinheiro and Chao 2006; Pinheiro and Bates 2000",
     "estimates: one for each fixed effect, named as in regression; with a log or logit link also "
     "ratio. fit: criterion (−2 log likelihood, restricted with reml), log_likelihood, "
     "relative_log_likelihood (less that of a model that fits every row: what lme4 calls logLik "
     "with quadrature), aic, bic (generalised models at the maximum itself, which glmer comes to "
     "with tolPwrss = 1e-12), "
     "groups NAME, intraclass_correlation (where only intercepts vary; not Poisson), "
     "autocorrelation (ar1), likelihood_ratio_without_groups and p_without_groups, "
     "likelihood_ratio, likelihood_ratio_degrees, likelihood_ratio_p (with reduced_terms, by "
     "maximum likelihood, or reduced_random). series: fixed (degrees), covariance, terms (F: "
     "statistic, "
     "degrees, residual_degrees, p), components (variance or covariance, standard_deviation, "
     "correlation) by \"group effect\" or \"group effect:effect\" and residual, effects GROUP (one "
     "column for each effect, and its standard error with one grouping), rows (observed, fitted, "
     "residual)",
     mixed_fields, run_mixed},
    {"stepped_wedge", "Units that begin one after the other until all have: a stepped wedge",
     "Hussey and Hughes 2007, Contemp Clin Trials 28:182; Hooper et al. 2016",
     "as mixed_model; the effect is named by the treatment, periods as period + category. With "
     "fixed cluster_effect as regression. fit: permutation_p",
     wedge_fields, run_wedge},
};

}  // namespace

std::span<const Method> mixed_methods() {
    return methods;
}

}  // namespace statistics
