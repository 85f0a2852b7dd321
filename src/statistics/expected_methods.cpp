#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

#include "statistics/area_smoothing.h"
#include "statistics/distribution.h"
#include "statistics/expected_level.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

// Pairs of neighbours; nothing else that neighbours can be asked for elsewhere.
std::vector<std::pair<std::size_t, std::size_t>> pairs_given(const Run& run) {
    run.specification.object("neighbours").only("data|from|to|numbered|property|contiguity|snap");
    return neighbour_pairs(run);
}

base::Error independent_areas() {
    return base::refuse("independent_areas", "Stederne er uafhængige af hinanden.");
}
base::Error known_expectation() {
    return base::refuse("known_expectation",
                        "Det forventede tal er kendt; dets egen usikkerhed er ikke regnet med.");
}
base::Error poisson_counts() {
    return base::refuse("poisson_counts", "Tallene er Poisson-fordelte om deres forventning.");
}

void add_interval(Run& run, const std::string& name, double estimate, Interval limits, double p) {
    Coefficient row;
    row.name = name;
    row.estimate = estimate;
    row.lower = limits.lower;
    row.upper = limits.upper;
    row.p = p;
    run.out.estimates.push_back({std::move(row), false, std::nullopt});
}

// The field "expected", or the population's share of all that was observed.
std::vector<double> expectations(const Run& run, const std::vector<double>& observed) {
    if (run.specification.has("expected")) return run.numbers(run.specification.text("expected"));
    std::vector<double> expected = run.numbers(run.specification.text("population"));
    const double persons = std::accumulate(expected.begin(), expected.end(), 0.0);
    if (!(persons > 0)) throw Refused{not_positive(run.specification.text("population"))};
    const double rate = std::accumulate(observed.begin(), observed.end(), 0.0) / persons;
    for (double& each : expected) each *= rate;
    return expected;
}

void keep_observed(Run& run) {
    std::vector<std::string> names{run.specification.text("observed")};
    for (const char* field : {"expected", "population", "area"})
        if (const auto name = run.specification.optional_text(field)) names.push_back(*name);
    run.keep_complete(names);
    double events = 0;
    for (const double count : run.numbers(names.front())) {
        if (count < 0) throw Refused{negative_value(names.front())};
        events += count;
    }
    run.out.persons = events;
    for (const char* field : {"expected", "population"}) {
        const auto name = run.specification.optional_text(field);
        if (!name) continue;
        for (const double value : run.numbers(*name))
            if (!(value > 0)) throw Refused{not_positive(*name)};
    }
}

// Of persons: which areas are told of, not those with 1 to 4 events nor enough others to have them
// by subtraction from the overall rate.
std::vector<bool> shown_areas(const Run& run, const std::vector<double>& observed) {
    if (!about_persons(run)) return std::vector<bool>(observed.size(), true);
    std::vector<bool> shown = shown_parts(observed);
    const auto hidden = std::count(shown.begin(), shown.end(), false);
    if (hidden > 0)
        run.warn(
            base::refuse("small_areas",
                         "{} steder er ikke vist, for ellers kunne man læse eller regne ud, at "
                         "der er 1 til 4 personer.",
                         std::to_string(hidden)));
    return shown;
}

constexpr Field ratio_fields[] = {
    {"observed", "text", "", "variable: events observed", true},
    {"expected", "text", "", "variable: events expected; or give population"},
    {"population", "text", "", "variable: persons; expected is then the overall rate times it"},
    {"area", "text", "row number", "variable: what each row is called"},
    {"limits", "choice", "exact", "how limits are found", false, "exact|mid_p|byar"},
};

void run_ratio(Run& run) {
    keep_observed(run);
    const std::vector<double> observed = run.numbers(run.specification.text("observed"));
    const std::vector<double> expected = expectations(run, observed);
    const std::vector<std::string> labels = run.labels("area");
    const std::string limits = run.specification.choice("limits", "exact|mid_p|byar");
    const std::vector<bool> shown = shown_areas(run, observed);
    for (std::size_t i = 0; i < observed.size(); ++i) {
        if (!shown[i]) continue;
        const StandardisedRatio ratio =
            must(standardised_ratio(observed[i], expected[i],
                                    limits == "exact"   ? RatioLimits::exact
                                    : limits == "mid_p" ? RatioLimits::mid_p
                                                        : RatioLimits::byar,
                                    run.specification.confidence()));
        add_interval(run, labels[i], ratio.ratio, ratio.limits, ratio.p);
    }
    run.assume(poisson_counts());
    run.assume(known_expectation());
}

constexpr Field direct_fields[] = {
    {"counts", "text", "", "variable: events", true},
    {"populations", "text", "", "variable: persons", true},
    {"standard", "text", "", "variable: the standard population of the row's stratum", true},
    {"area", "text", "all", "variable: a rate for each of its values"},
};

void run_direct(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names{spec.text("counts"), spec.text("populations"),
                                   spec.text("standard")};
    if (spec.has("area")) names.push_back(spec.text("area"));
    run.keep_complete(names);
    const std::vector<double> counts = run.numbers(names.front());
    run.out.persons = std::accumulate(counts.begin(), counts.end(), 0.0);
    Groups groups{std::vector<std::size_t>(run.frame.rows(), 0), {"all"}};
    if (spec.has("area")) groups = groups_of(run.column(spec.text("area")));
    AnalysisSeries crude{"crude", groups.names, {{"rate", {}}}, false};
    for (std::size_t group = 0; group < groups.names.size(); ++group) {
        std::vector<std::vector<double>> parts(3);
        for (std::size_t part = 0; part < 3; ++part) {
            const std::vector<double> all = run.numbers(names[part]);
            for (std::size_t row = 0; row < all.size(); ++row)
                if (groups.of_row[row] == group) parts[part].push_back(all[row]);
        }
        const DirectRate rate =
            must(direct_standardisation(parts[0], parts[1], parts[2], spec.confidence()));
        // Rates, limits and crude rates are as many equations as there are strata.
        refuse_small(run, names[0], parts[0]);
        Coefficient row;
        row.name = groups.names[group];
        row.estimate = rate.adjusted;
        row.standard_error = rate.standard_error;
        row.lower = rate.limits.lower;
        row.upper = rate.limits.upper;
        run.out.estimates.push_back({row, false, std::nullopt});
        crude.columns[0].second.push_back(rate.crude);
    }
    run.out.series.push_back(std::move(crude));
    run.assume(poisson_counts());
    run.assume(base::refuse("known_standard", "Standardbefolkningen er kendt."));
}

constexpr Field bayes_fields[] = {
    {"observed", "text", "", "variable: events observed", true},
    {"population", "text", "", "variable: persons", true},
    {"area", "text", "row number", "variable: what each row is called"},
    {"prior", "choice", "gamma", "how rates are drawn together", false,
     "gamma|clayton_kaldor|marshall|marshall_binomial|marshall_local"},
    {"neighbours", "object", "",
     "data, from, to, numbered: pairs of areas; or data, property, contiguity, snap: a map of them "
     "(marshall_local)"},
};

void report_gamma(Run& run, const GammaBayes& bayes) {
    run.out.set("shape", bayes.shape);
    run.out.set("rate", bayes.rate);
    run.out.set("mean", bayes.shape / bayes.rate);
    run.out.set("iterations", static_cast<std::int64_t>(bayes.iterations));
    AnalysisSeries series{"areas",
                          run.labels("area"),
                          {{"estimate", bayes.estimates},
                           {"lower", {}},
                           {"upper", {}},
                           {"above_one", bayes.above_one}},
                          false};
    for (const Interval& limits : bayes.limits) {
        series.columns[1].second.push_back(limits.lower);
        series.columns[2].second.push_back(limits.upper);
    }
    run.out.series.push_back(std::move(series));
}

void run_bayes(Run& run) {
    const Specification& spec = run.specification;
    keep_observed(run);
    const std::vector<double> observed = run.numbers(spec.text("observed"));
    refuse_small(run, spec.text("observed"), observed);
    const std::vector<double> persons = run.numbers(spec.text("population"));
    const std::string prior =
        spec.choice("prior", "gamma|clayton_kaldor|marshall|marshall_binomial|marshall_local");
    run.assume(poisson_counts());
    run.assume(base::refuse("exchangeable",
                            "Stederne ligner hinanden; de små trækkes mest mod de andre."));
    if (prior == "gamma" || prior == "clayton_kaldor") {
        const std::vector<double> expected = expectations(run, observed);
        report_gamma(
            run, must(prior == "gamma" ? gamma_bayes(observed, expected, spec.confidence())
                                       : clayton_kaldor(observed, expected, spec.confidence())));
        return;
    }
    if (prior == "marshall_local" && pairs_given(run).empty())
        throw Refused{too_few("neighbours", 0, 1)};
    const EmpiricalBayes bayes = must(
        prior == "marshall_local"
            ? marshall_local(observed, persons, neighbours_from(pairs_given(run), observed.size()))
            : marshall_global(observed, persons,
                              prior == "marshall" ? RateModel::poisson : RateModel::binomial));
    if (prior != "marshall_local") {
        run.out.set("mean", bayes.mean);
        run.out.set("variance", bayes.variance);
    }
    run.out.set("sum", std::accumulate(bayes.estimates.begin(), bayes.estimates.end(), 0.0));
    run.out.set("not_estimated", std::int64_t{0});
    run.out.series.push_back({"areas", run.labels("area"), {{"estimate", bayes.estimates}}, false});
}

constexpr Field map_fields[] = {
    {"observed", "text", "", "variable: events observed", true},
    {"expected", "text", "", "variable: events expected; or give population"},
    {"population", "text", "", "variable: persons"},
    {"area", "text", "row number", "variable: what each row is called"},
};

void run_map(Run& run) {
    keep_observed(run);
    const std::vector<double> observed = run.numbers(run.specification.text("observed"));
    const std::vector<double> expected = expectations(run, observed);
    PoissonMap map = must(poisson_map(observed, expected));
    std::vector<double> ratios;
    for (std::size_t i = 0; i < observed.size(); ++i) ratios.push_back(observed[i] / expected[i]);
    const std::vector<bool> shown = shown_areas(run, observed);
    for (std::size_t i = 0; i < shown.size(); ++i)
        if (!shown[i]) ratios[i] = map.lower_tail[i] = map.smaller_tail[i] = std::nan("");
    run.out.series.push_back({"areas",
                              run.labels("area"),
                              {{"expected", expected},
                               {"ratio", std::move(ratios)},
                               {"lower_tail", std::move(map.lower_tail)},
                               {"smaller_tail", std::move(map.smaller_tail)}},
                              false});
    run.assume(poisson_counts());
    run.assume(known_expectation());
}

constexpr Field funnel_fields[] = {
    {"observed", "text", "", "variable: events observed", true},
    {"expected", "text", "", "variable: events expected; or give population"},
    {"population", "text", "", "variable: persons"},
    {"area", "text", "row number", "variable: what each row is called"},
    {"winsorised", "number", "0.1", "share of z moved in at each end before φ is computed"},
    {"probabilities", "numbers", "[0.001, 0.025, 0.975, 0.999]", "of the limits"},
};

// Limits by expected number: with chance alone, and with the variance between areas.
void add_limits(Run& run, const std::vector<double>& expected,
                const std::vector<std::string>& labels, double between) {
    AnalysisSeries series{"limits", labels, {{"expected", expected}}, false};
    const std::vector<double> probabilities =
        run.specification.numbers_or("probabilities", {0.001, 0.025, 0.975, 0.999});
    for (const double probability : probabilities) {
        std::vector<double> chance, dispersed;
        for (const double e : expected) {
            chance.push_back(must(funnel_limit(e, probability)));
            const double root = 1 + normal_quantile(probability) * std::sqrt(1 / (4 * e) + between);
            dispersed.push_back(root > 0 ? root * root : 0);
        }
        series.columns.emplace_back(shortest(probability), std::move(chance));
        series.columns.emplace_back("dispersed_" + shortest(probability), std::move(dispersed));
    }
    run.out.series.push_back(std::move(series));
}

void run_funnel(Run& run) {
    keep_observed(run);
    const std::vector<double> observed = run.numbers(run.specification.text("observed"));
    refuse_small(run, run.specification.text("observed"), observed);
    const std::vector<double> expected = expectations(run, observed);
    const Funnel found =
        must(funnel(observed, expected, run.specification.number_or("winsorised", 0.1)));
    run.out.set("dispersion_raw", found.dispersion_raw);
    run.out.set("dispersion", found.dispersion);
    run.out.set("between_variance", found.between_variance);
    const std::vector<std::string> labels = run.labels("area");
    run.out.series.push_back({"areas",
                              labels,
                              {{"observed", observed},
                               {"expected", expected},
                               {"z", found.z},
                               {"z_dispersed", found.z_dispersed},
                               {"z_random", found.z_random}},
                              false});
    add_limits(run, expected, labels, found.between_variance);
    run.assume(independent_areas());
    run.assume(known_expectation());
    if (found.dispersion > 1.5)
        run.warn(base::refuse("funnel_overdispersed",
                              "Stedernes varians er {} % af, hvad tilfældet giver. Et sted må "
                              "kun vurderes på z_random, aldrig på z alene.",
                              shortest(std::round(100 * found.dispersion))));
}

constexpr Field limit_fields[] = {
    {"expected", "text", "", "variable: events expected", true},
    {"probabilities", "numbers", "[0.001, 0.025, 0.975, 0.999]", "of the limits"},
};

void run_limits(Run& run) {
    const std::string name = run.specification.text("expected");
    run.keep_complete({name});
    const std::vector<double> expected = run.numbers(name);
    std::vector<std::string> labels;
    for (const double e : expected) labels.push_back(shortest(e));
    add_limits(run, expected, labels, 0);
    run.assume(poisson_counts());
}

constexpr Field smoothing_fields[] = {
    {"observed", "text", "", "variable: events observed", true},
    {"population", "text", "", "variable: persons; their logarithm is the offset", true},
    {"area", "text", "row number", "variable: the area of each row"},
    {"neighbours", "object", "",
     "data, from, to, numbered: pairs of areas; or data, property, contiguity, snap: a map of them",
     true},
};

void run_smoothing(Run& run) {
    keep_observed(run);
    const std::vector<double> observed = run.numbers(run.specification.text("observed"));
    refuse_small(run, run.specification.text("observed"), observed);
    std::vector<double> offset = run.numbers(run.specification.text("population"));
    for (double& persons : offset) {
        if (!(persons > 0)) throw Refused{not_positive(run.specification.text("population"))};
        persons = std::log(persons);
    }
    std::vector<std::pair<std::size_t, std::size_t>> links;
    std::vector<bool> linked(observed.size(), false);
    for (auto [from, to] : pairs_given(run)) {
        links.emplace_back(std::min(from, to), std::max(from, to));
        linked[from] = linked[to] = true;
    }
    std::sort(links.begin(), links.end());
    links.erase(std::unique(links.begin(), links.end()), links.end());
    // Areas without neighbours can't be smoothed; they stay out and are counted.
    std::vector<std::size_t> rows, place(observed.size(), 0);
    for (std::size_t i = 0; i < observed.size(); ++i)
        if (linked[i]) {
            place[i] = rows.size();
            rows.push_back(i);
        }
    if (rows.empty()) throw Refused{too_few("neighbours", 0, 1)};
    for (auto& [from, to] : links) {
        from = place[from];
        to = place[to];
    }
    if (rows.size() < observed.size())
        run.warn(base::refuse("without_neighbours",
                              "{} steder har ingen naboer og er ikke med i udglatningen.",
                              std::to_string(observed.size() - rows.size())));
    const std::vector<std::string> all_labels = run.labels("area");
    std::vector<double> counts, offsets;
    std::vector<std::size_t> areas;
    AnalysisSeries series{"areas", {}, {}, false};
    for (const std::size_t row : rows) {
        counts.push_back(observed[row]);
        offsets.push_back(offset[row]);
        areas.push_back(areas.size());
        series.at.push_back(all_labels[row]);
    }
    const AreaSmoothing smooth = must(smooth_areas(counts, offsets, areas, areas.size(), links));
    run.out.set("areas", static_cast<std::int64_t>(areas.size()));
    run.out.set("effective_degrees", smooth.effective_degrees);
    run.out.set("strength", smooth.strength);
    run.out.set("rescaled_strength", smooth.rescaled_strength);
    run.out.set("criterion", smooth.criterion);
    run.out.set("intercept", smooth.intercept);
    run.out.set("deviance", smooth.deviance);
    run.out.set("components", static_cast<std::int64_t>(smooth.components));
    series.columns = {{"observed", counts},
                      {"fitted", smooth.fitted},
                      {"effect", smooth.effects},
                      {"standard_error", smooth.effect_errors}};
    run.out.series.push_back(std::move(series));
    run.assume(poisson_counts());
    run.assume(base::refuse("neighbours_alike", "Naboer ligner hinanden mere end andre."));
}

constexpr Field level_fields[] = {
    {"outcome", "text", "", "variable: events observed", true},
    {"offset", "text", "", "expression: the logarithm of the population", true},
    {"terms", "texts", "[]", "what the expectation depends on"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"family", "choice", "negative_binomial", "the distribution", false, families},
    {"errors", "choice", "model", "the covariance of the coefficients", false, error_kinds},
    {"area", "text", "", "variable: what each row is called", true},
    {"time", "text", "",
     "variable: the period, where areas have several rows; follows their names"},
    {"focus", "texts", "all", "areas that are predicted from all the others"},
    {"label", "text", "row number", "variable: row labels of the series rows"},
    {"tolerance", "number", "1e-8", "relative change of the deviance at which the iteration ends"},
    {"collinear", "choice", "refuse", "what to do with a redundant term", false,
     "refuse|leave_out"},
    {"interval", "choice", "wald", "limits of the coefficients", false,
     "wald|profile|profile_interpolated"},
    {"reference", "choice", "usual", "distribution of the statistics", false, "usual|t|normal"},
    {"winsorised", "number", "0.1", "share of z moved in at each end"},
};

// A model that has not seen some rows, and what it expects of them.
base::Result<std::vector<double>> expected_by_others(const Run& run, const RegressionWish& wish,
                                                     const FittedRegression& fitted,
                                                     const std::vector<std::size_t>& own,
                                                     const std::vector<std::size_t>& others,
                                                     double& theta) {
    const DataFrame rest = run.frame.select(others);
    const DesignPlan plan = must(DesignPlan::make(wish.design, rest));
    RegressionData data;
    data.outcome_name = wish.outcome;
    data.design = must(plan.apply(rest));
    for (const std::size_t row : others) {
        data.outcome.push_back(fitted.data.outcome[row]);
        data.offset.push_back(fitted.data.offset[row]);
    }
    const auto fit = fit_regression(wish.family, data);
    if (!fit) return fit.error();
    theta = fit->theta;
    // The only one of its category can't be predicted from the others.
    const auto design = plan.apply(run.frame.select(own));
    if (!design) return design.error();
    std::vector<double> offset;
    for (const std::size_t row : own) offset.push_back(fitted.data.offset[row]);
    std::vector<double> expected;
    for (const double linear :
         predict(*fit, fit->unscaled_covariance, design->x, offset).linear_predictor)
        expected.push_back(mean_of(wish.family, linear));
    return expected;
}

// Each focus area, with all its rows, predicted by a model that has not seen it, so that it isn't
// its own yardstick.
void leave_one_out(Run& run, const RegressionWish& wish, const FittedRegression& fitted,
                   const std::vector<std::string>& areas, AnalysisSeries& series) {
    const std::size_t rows = areas.size();
    const std::vector<std::string> chosen = run.specification.texts_or_none("focus");
    const std::set<std::string> focus(chosen.begin(), chosen.end());
    std::map<std::string, std::vector<std::size_t>> rows_of;
    for (std::size_t row = 0; row < rows; ++row)
        if (focus.empty() || focus.contains(areas[row])) rows_of[areas[row]].push_back(row);
    std::vector<std::vector<double>> columns(4, std::vector<double>(rows, std::nan("")));
    const double alpha = 1 - run.specification.confidence();
    for (const auto& [area, own] : rows_of) {
        std::vector<std::size_t> others;
        for (std::size_t row = 0; row < rows; ++row)
            if (areas[row] != area) others.push_back(row);
        double theta = 0;
        const auto expected = expected_by_others(run, wish, fitted, own, others, theta);
        if (!expected) {
            run.warn(expected.error());
            continue;
        }
        for (std::size_t at = 0; at < own.size(); ++at) {
            const std::size_t row = own[at];
            const double mean = (*expected)[at];
            columns[0][row] = mean;
            columns[1][row] = fitted.data.outcome[row] / mean;
            if (wish.family != Family::negative_binomial) continue;
            columns[2][row] = negative_binomial_quantile(alpha / 2, theta, mean);
            columns[3][row] = negative_binomial_quantile(1 - alpha / 2, theta, mean);
        }
    }
    const char* names[] = {"left_out_expected", "left_out_ratio", "left_out_lower",
                           "left_out_upper"};
    for (std::size_t i = 0; i < 4; ++i) series.columns.emplace_back(names[i], columns[i]);
}

// Given the model, each area's own ratio: gamma with shape O+θ and rate μ+θ.
void shrink(Run& run, const FittedRegression& fitted, AnalysisSeries& series) {
    const RegressionFit& fit = fitted.fit;
    const double alpha = 1 - run.specification.confidence();
    std::vector<double> shrunken, lower, upper, below, predictive;
    for (std::size_t i = 0; i < fit.fitted.size(); ++i) {
        const double shape = fitted.data.outcome[i] + fit.theta;
        const double rate = fit.fitted[i] + fit.theta;
        shrunken.push_back(shape / rate);
        lower.push_back(gamma_quantile(alpha / 2, shape, rate));
        upper.push_back(gamma_quantile(1 - alpha / 2, shape, rate));
        below.push_back(gamma_lower(1, shape, rate));
        predictive.push_back(
            negative_binomial_lower(fitted.data.outcome[i], fit.theta, fit.fitted[i]));
    }
    const std::vector<double> rank = ranks(shrunken);
    series.columns.insert(series.columns.end(), {{"shrunken", shrunken},
                                                 {"shrunken_lower", lower},
                                                 {"shrunken_upper", upper},
                                                 {"below_one", below},
                                                 {"predictive", predictive},
                                                 {"rank", rank}});
}

void run_level(Run& run) {
    RegressionWish wish = regression_wish(run, Family::negative_binomial);
    wish.more_variables.push_back(run.specification.text("area"));
    if (const auto time = run.specification.optional_text("time"))
        wish.more_variables.push_back(*time);
    run.specification.text("offset");
    const FittedRegression fitted = run_regression(run, wish);
    refuse_small(run, wish.outcome, fitted.data.outcome);
    report_regression(run, fitted);
    AnalysisSeries series{"areas", run.labels("area"), {}, false};
    std::vector<double> ratio, crude;
    double observed = 0, persons = 0;
    for (std::size_t i = 0; i < fitted.data.outcome.size(); ++i) {
        ratio.push_back(fitted.data.outcome[i] / fitted.fit.fitted[i]);
        crude.push_back(1000 * fitted.data.outcome[i] / std::exp(fitted.data.offset[i]));
        observed += fitted.data.outcome[i];
        persons += std::exp(fitted.data.offset[i]);
    }
    run.out.set("observed", observed);
    run.out.set("population", persons);
    series.columns = {{"observed", fitted.data.outcome},
                      {"expected", fitted.fit.fitted},
                      {"ratio", ratio},
                      {"per_1000", crude},
                      {"leverage", fitted.fit.leverages}};
    if (wish.family == Family::negative_binomial) {
        shrink(run, fitted, series);
    } else {
        const Funnel found = must(funnel(fitted.data.outcome, fitted.fit.fitted,
                                         run.specification.number_or("winsorised", 0.1)));
        run.out.set("funnel_dispersion", found.dispersion);
        run.out.set("between_variance", found.between_variance);
        series.columns.emplace_back("z", found.z);
        series.columns.emplace_back("z_dispersed", found.z_dispersed);
        series.columns.emplace_back("z_random", found.z_random);
    }
    const std::vector<std::string> areas = series.at;
    if (const auto time = run.specification.optional_text("time")) {
        const std::vector<std::string> times = run.labels("time");
        for (std::size_t row = 0; row < areas.size(); ++row) series.at[row] += " " + times[row];
    }
    leave_one_out(run, wish, fitted, areas, series);
    run.out.series.push_back(std::move(series));
    run.assume(independent_areas());
}

constexpr Field regression_fields[] = {
    {"outcome", "text", "", "variable: what is explained", true},
    {"terms", "texts", "[]", "\"x\", \"a:b\", \"a*b\", \"ns(x, 4)\", \"harmonics(t, 12, 2)\""},
    {"factors", "factors", "{}",
     "numbers that are categories: a list, or for each its reference or its levels in order"},
    {"family", "choice", "poisson", "the distribution", false, families},
    {"intercept", "boolean", "true", "a constant"},
    {"offset", "text", "", "expression: added to the linear predictor"},
    {"trials", "text", "1", "variable: what a binomial outcome is out of"},
    {"weights", "text", "",
     "variable: prior weights; a binomial outcome may be the share of so many"},
    {"errors", "choice", "model", "the covariance of the coefficients", false, error_kinds},
    {"cluster", "texts", "", "one or two variables that group the rows"},
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
    {"lag", "whole", "4(n/100)^(2/9)", "of newey_west; rows in the order of time"},
    {"automatic_lag", "boolean", "false", "of newey_west: the lag that suits the data, instead"},
    {"prewhitening", "whole", "0", "of newey_west: order of the autoregression taken out first"},
    {"reference", "choice", "usual",
     "distribution of the statistics; usual: t where a dispersion is estimated", false,
     "usual|t|normal"},
    {"interval", "choice", "wald", "limits of the coefficients", false,
     "wald|profile|profile_interpolated"},
    {"tolerance", "number", "1e-8", "relative change of the deviance at which the iteration ends"},
    {"collinear", "choice", "refuse", "what to do with a redundant term", false,
     "refuse|leave_out"},
    {"lags", "whole", "0", "check autocorrelation of the residuals up to this lag"},
    {"predict", "object", "",
     "name → {variable: value}: the mean of somebody with these (and the offset's variables)"},
    {"label", "text", "row number", "variable: row labels of the series"},
};

void run_plain_regression(Run& run) {
    const RegressionWish wish = regression_wish(run, Family::poisson);
    const FittedRegression fitted = run_regression(run, wish);
    report_regression(run, fitted);
    report_predicted(run, wish, fitted);
    report_series_check(run, fitted, 0);
}

constexpr Method methods[] = {
    {"regression", "Generalised linear and negative binomial regression",
     "McCullagh and Nelder 1989; Lawless 1987; White 1980; Liang and Zeger 1986; Newey and West "
     "1987",
     "estimates: one for each column, (Intercept) first, a category as variable + category, a "
     "product as a:b, harmonics as H1, H2 …, splines as ns(x)1 …; with the log or logit link also "
     "ratio. fit: observations, residual_degrees, deviance, null_deviance, pearson, dispersion "
     "(pearson/df), log_likelihood, twice_log_likelihood, aic, bic; negative_binomial: theta, "
     "theta_standard_error, likelihood_ratio_against_poisson, p_against_poisson; gaussian: "
     "residual_standard_deviation, r_squared, adjusted_r_squared, f, f_degrees, f_p; newey_west: "
     "newey_west_lag; with lags durbin_watson, ljung_box, ljung_box_p. series: rows (observed, "
     "fitted, linear_predictor, leverage, residual_response, residual_pearson, "
     "residual_deviance, residual_standardised, cooks_distance) by label, covariance, terms, "
     "predicted (estimate, lower, upper, "
     "linear_predictor and its standard_error), "
     "autocorrelation (autocorrelation, partial) by lag",
     regression_fields, run_plain_regression},
    {"standardised_ratio", "Observed over expected with limits",
     "Garwood 1936; Breslow and Day "
     "1987; Rothman and Boice 1979",
     "estimates: one for each row, named by area; p is the two-sided mid-P for a ratio of 1",
     ratio_fields, run_ratio},
    {"direct_standardisation", "Directly standardised rates with gamma limits",
     "Fay and Feuer 1997", "estimates: one for each area, per person. series: crude (rate)",
     direct_fields, run_direct},
    {"empirical_bayes", "Rates drawn towards each other by their uncertainty",
     "Clayton and Kaldor 1987; Marshall 1991; Martuzzi and Elliott 1996",
     "fit: shape, rate, mean (gamma); mean, variance, sum (marshall). series: areas (estimate, "
     "lower, upper, above_one)",
     bayes_fields, run_bayes},
    {"poisson_map", "How likely as few or as many events are by chance", "Choynowski 1959",
     "series: areas (expected, ratio, lower_tail, smaller_tail)", map_fields, run_map},
    {"funnel", "Funnel plot with over-dispersion", "Spiegelhalter 2005",
     "fit: dispersion_raw, dispersion (winsorised), between_variance. series: areas (observed, "
     "expected, z, z_dispersed, z_random), limits (one column for each probability)",
     funnel_fields, run_funnel},
    {"funnel_limits", "Limits of a funnel plot for given expectations", "Spiegelhalter 2005",
     "series: limits (one column for each probability), named by the expected number", limit_fields,
     run_limits},
    {"area_smoothing", "Conditional autoregressive smoothing, strength by REML",
     "Besag, York and Mollié 1991; Wood 2011",
     "fit: areas, effective_degrees, strength, rescaled_strength (mgcv's sp), criterion, "
     "intercept, deviance, components. series: areas (observed, fitted, effect, standard_error)",
     smoothing_fields, run_smoothing},
    {"expected_level", "Each area against what its conditions lead one to expect",
     "Lawless 1987; Clayton and Kaldor 1987; Spiegelhalter 2005",
     "as regression, and series areas: observed, expected, ratio, per_1000, leverage; with "
     "negative_binomial shrunken, shrunken_lower, shrunken_upper, below_one, predictive, rank; "
     "otherwise z, z_dispersed, z_random; left_out_expected, left_out_ratio, left_out_lower, "
     "left_out_upper from a model without the area. fit: observed, population, funnel_dispersion, "
     "between_variance",
     level_fields, run_level},
};

}  // namespace

std::span<const Method> expected_methods() {
    return methods;
}

}  // namespace statistics
