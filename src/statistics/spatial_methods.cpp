#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <numeric>
#include <optional>

#include "statistics/contiguity.h"
#include "statistics/distribution.h"
#include "statistics/method_internal.h"
#include "statistics/multiplicity.h"
#include "statistics/point_pattern.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"
#include "statistics/space_time_pairs.h"
#include "statistics/spatial_autocorrelation.h"
#include "statistics/spatial_weights.h"

namespace statistics {
namespace {

constexpr std::string_view styles = "W|B|C|U|S|minmax";
constexpr std::string_view surfaces = "euclidean|manhattan|great_circle";
constexpr std::string_view decays = "none|power|exponential|double_power";
constexpr std::string_view bandwidth_rules =
    "diggle|scott|scott_isotropic|normal_reference|likelihood|inverse|fraction";
constexpr std::string_view corrections =
    "benjamini_hochberg|benjamini_yekutieli|bonferroni|holm|hochberg|hommel|none";
constexpr std::size_t most_replicates = 1'000'000;
constexpr std::size_t most_threads = 256;

bool is_of_persons(const Run& run) {
    return run.specification.boolean_or("persons", false);
}

base::Error small_numbers() {
    return base::refuse("small_numbers",
                        "Tallene bag er 1–{} personer eller kan regnes ud til det og vises ikke.",
                        shortest(smallest_shown_count - 1));
}

Replicates replicates_of(Run& run, std::size_t fallback) {
    const Specification& spec = run.specification;
    Replicates replicates;
    replicates.count = spec.whole_or("replicates", fallback);
    replicates.seed = spec.whole_or("seed", 1);
    replicates.threads = spec.whole_or("threads", 1);
    if (replicates.count > most_replicates)
        throw Refused{outside("replicates", "0–" + std::to_string(most_replicates))};
    if (replicates.threads < 1 || replicates.threads > most_threads)
        throw Refused{outside("threads", "1–" + std::to_string(most_threads))};
    if (replicates.count > 0) run.out.seed = replicates.seed;
    return replicates;
}

// A refusal of a rule, with the variables' own names.
base::Error by_name(base::Error error,
                    std::initializer_list<std::pair<const char*, std::string>> names) {
    for (std::string& argument : error.arguments)
        for (const auto& [rule, name] : names)
            if (argument == rule && !name.empty()) {
                argument = name;
                break;
            }
    return error;
}

template <class T>
T must_by_name(base::Result<T> result,
               std::initializer_list<std::pair<const char*, std::string>> names) {
    if (!result) throw Refused{by_name(result.error(), names)};
    return std::move(*result);
}

// The first of the choices where none is given.
Metric metric_of(const Specification& spec, std::string_view choices = "euclidean|manhattan") {
    return spec.choice("metric", choices) == "manhattan" ? Metric::manhattan : Metric::euclidean;
}

// The variables that say where the areas lie, where neighbours are found by distance.
std::vector<std::string> place_variables(const Specification& neighbours) {
    if (neighbours.has("data") && !neighbours.has("decay")) return {};
    return {neighbours.text_or("x", "x"), neighbours.text_or("y", "y")};
}

void need_unique_areas(const Run& run) {
    std::vector<std::string> labels = run.labels("area");
    std::sort(labels.begin(), labels.end());
    const auto twice = std::adjacent_find(labels.begin(), labels.end());
    if (twice != labels.end())
        throw Refused{base::refuse("area_twice", "Stedet „{}“ står flere gange i data.", *twice)};
}

// The pairs of a file as links; a weight for each where the field "weight" names a column.
std::vector<Link> links_of(const Run& run, const Specification& wish) {
    std::vector<Link> links;
    if (!wish.has("weight")) {
        for (const auto& [from, to] : neighbour_pairs(run)) links.push_back({from, to, 1});
        return links;
    }
    const std::string from = wish.text_or("from", "i"), to = wish.text_or("to", "j"),
                      weight = wish.text("weight");
    const DataFrame pairs =
        must(DataFrame::from_csv(must(run.read(wish.text("data"))), {from, to}));
    const std::vector<double> weights = must(pairs.numbers(weight));
    const std::vector<std::string> labels = run.labels("area");
    std::map<std::string, std::size_t> rows;
    for (std::size_t row = 0; row < labels.size(); ++row)
        rows[wish.boolean_or("numbered", false) ? std::to_string(row + 1) : labels[row]] = row;
    for (std::size_t i = 0; i < pairs.rows(); ++i) {
        const auto left = rows.find(must(pairs.column(from))->text(i));
        const auto right = rows.find(must(pairs.column(to))->text(i));
        if (left == rows.end() || right == rows.end() || left->second == right->second) continue;
        if (!(weights[i] >= 0)) throw Refused{negative_value(weight)};
        links.push_back({left->second, right->second, weights[i]});
    }
    return links;
}

Surface surface_of(const Specification& wish) {
    const std::string metric = wish.choice("metric", surfaces);
    return metric == "great_circle" ? Surface::earth
           : metric == "manhattan"  ? Surface::city_blocks
                                    : Surface::plane;
}

base::Result<SpatialWeights> by_distance(const Run& run, const Specification& wish) {
    const std::vector<double> x = run.numbers(wish.text_or("x", "x")),
                              y = run.numbers(wish.text_or("y", "y"));
    const Surface surface = surface_of(wish);
    if (wish.has("nearest")) {
        const std::size_t k = wish.whole_or("nearest", 0);
        const bool symmetric = wish.boolean_or("symmetric", false);
        if (surface == Surface::city_blocks)
            throw Refused{not_a_case("metric", "manhattan", "euclidean|great_circle")};
        return surface == Surface::earth ? nearest_on_earth(x, y, k, symmetric)
                                         : nearest_neighbours(x, y, k, symmetric);
    }
    const double from = wish.number_or("from_distance", 0), to = wish.number("distance");
    if (surface == Surface::earth) return earth_band(x, y, from, to);
    return distance_band(x, y, from, to,
                         surface == Surface::plane ? Metric::euclidean : Metric::manhattan);
}

// Nothing where the specification says nothing of distance.
std::optional<Decay> decay_of(const Specification& wish) {
    const std::string kind = wish.choice("decay", decays);
    if (kind == "none") return std::nullopt;
    Decay decay;
    decay.kind = kind == "power"         ? DecayKind::power
                 : kind == "exponential" ? DecayKind::exponential
                                         : DecayKind::double_power;
    decay.exponent = wish.number_or("exponent", 1);
    decay.rate = wish.number_or("rate", 1);
    if (decay.kind == DecayKind::double_power) decay.reach = wish.number("reach");
    decay.least = wish.number_or("least_distance", 0);
    return decay;
}

SpatialWeights neighbour_lists(const Run& run) {
    need_unique_areas(run);
    const Specification wish = run.specification.object("neighbours");
    wish.only(
        "data|from|to|numbered|weight|nearest|symmetric|x|y|distance|from_distance|metric|"
        "decay|exponent|rate|reach|least_distance|property|contiguity|snap|order|up_to");
    const std::string x = wish.text_or("x", "x"), y = wish.text_or("y", "y");
    SpatialWeights weights = wish.has("data")
                                 ? must(weights_from_links(run.frame.rows(), links_of(run, wish)))
                                 : must_by_name(by_distance(run, wish), {{"x", x}, {"y", y}});
    if (wish.has("order"))
        weights =
            must(of_order(weights, wish.whole_or("order", 1), wish.boolean_or("up_to", false)));
    if (const auto decay = decay_of(wish)) {
        const auto weighed =
            weigh_by_distance(weights, run.numbers(x), run.numbers(y), surface_of(wish), *decay);
        if (!weighed) throw Refused{by_name(weighed.error(), {{"x", x}, {"y", y}})};
    }
    return weights;
}

WeightStyle style_named(const std::string& name) {
    return name == "W"   ? WeightStyle::w
           : name == "B" ? WeightStyle::b
           : name == "C" ? WeightStyle::c
           : name == "U" ? WeightStyle::u
           : name == "S" ? WeightStyle::s
                         : WeightStyle::minmax;
}

std::size_t links_in(const SpatialWeights& weights) {
    return weights.neighbours.size();
}

// Counts the areas without neighbours and says which they are.
void report_neighbours(Run& run, const SpatialWeights& neighbours) {
    const std::vector<std::string> labels = run.labels("area");
    std::string names;
    std::size_t alone = 0;
    constexpr std::size_t most_names = 20;
    for (std::size_t i = 0; i < neighbours.areas(); ++i) {
        if (neighbours.count(i) > 0) continue;
        if (alone < most_names) names += (names.empty() ? "" : ", ") + labels[i];
        if (alone == most_names) names += " …";
        ++alone;
    }
    run.out.set("areas", static_cast<std::int64_t>(neighbours.areas()));
    run.out.set("links", static_cast<std::int64_t>(links_in(neighbours)));
    run.out.set("without_neighbours", static_cast<std::int64_t>(alone));
    if (alone > 0)
        run.warn(base::refuse("areas_without_neighbours",
                              "{} steder har ingen naboer. De står i tabellen og tæller med i "
                              "gennemsnittet, men har ingen lokale tal: {}.",
                              std::to_string(alone), names));
}

void assume_neighbours(const Run& run) {
    run.assume(base::refuse("neighbours_chosen",
                            "Hvem der er naboer, er valgt på forhånd; andre naboer giver andre "
                            "tal."));
}

std::vector<double> counts_of(const SpatialWeights& weights) {
    std::vector<double> counts;
    for (std::size_t i = 0; i < weights.areas(); ++i)
        counts.push_back(static_cast<double>(weights.count(i)));
    return counts;
}

constexpr Field neighbours_field = {
    "neighbours", "object", "",
    "data, from, to, numbered, weight: a file of pairs; or data, property, contiguity (queen: a "
    "corner in common; rook: two), snap: a GeoJSON file of polygons, the property that names the "
    "area (none: in the order of the rows), and how far apart corners count as the same (1.5e-8); "
    "or nearest, symmetric, x, y; or distance, "
    "from_distance, x, y; metric: euclidean, manhattan (distance only) or great_circle (x and y "
    "are "
    "longitude and latitude, distances kilometres). decay: weights by distance d, power "
    "(d^-exponent), exponential (e^-rate*d) or double_power ((1-(d/reach)^exponent)^exponent), "
    "with "
    "least_distance. order: those so many steps away by the shortest way; up_to: and all nearer",
    true};
constexpr Field replicates_field = {"replicates", "whole", "0",
                                    "how often values are dealt out anew among the areas"};
constexpr Field seed_field = {"seed", "whole", "1", "of the random numbers"};
constexpr Field threads_field = {"threads", "whole", "1", "the answer doesn't depend on it"};

constexpr Field autocorrelation_fields[] = {
    {"value", "text", "", "variable: what neighbours may be alike in; or give observed"},
    {"observed", "text", "", "variable: events (empirical_bayes)"},
    {"population", "text", "", "variable: persons (empirical_bayes)"},
    {"area", "text", "row number", "variable: what each row is called"},
    {"statistic", "choice", "moran", "which measure", false,
     "moran|geary|global_g|empirical_bayes"},
    neighbours_field,
    {"style", "choice", "W",
     "weights: W rows sum to 1, B as given, C all sum to the number of areas, U to 1, S "
     "variance-stabilising, minmax over the smaller of the largest row and column sums; global_g: "
     "B",
     false, styles},
    {"variance", "choice", "randomisation", "what chance does to the values", false,
     "randomisation|normality"},
    {"alternative", "choice", "two_sided", "greater: neighbours are alike", false,
     "two_sided|greater|less"},
    replicates_field,
    seed_field,
    threads_field,
};

double p_by(const std::string& alternative, double z) {
    if (alternative == "greater") return normal_lower(-z);
    if (alternative == "less") return normal_lower(z);
    return normal_two_sided(z);
}

double p_by(const std::string& alternative, const Simulated& simulated) {
    if (alternative == "greater") return simulated.p_greater;
    if (alternative == "less") return simulated.p_less;
    return simulated.p_two_sided;
}

// Of Geary's C a low value means that neighbours are alike.
Simulated turned(Simulated simulated) {
    std::swap(simulated.p_greater, simulated.p_less);
    return simulated;
}

GlobalStatistic global_statistic(Run& run, const std::string& kind, const SpatialWeights& weights,
                                 const Replicates& replicates, std::vector<double>& values) {
    const Specification& spec = run.specification;
    const Assumption assumption = spec.choice("variance", "randomisation|normality") == "normality"
                                      ? Assumption::normality
                                      : Assumption::randomisation;
    if (kind == "empirical_bayes") {
        const std::string observed = spec.text("observed"), population = spec.text("population");
        const auto names = {std::pair<const char*, std::string>{"observed", observed},
                            {"population", population},
                            {"value", observed}};
        const std::vector<double> counts = run.numbers(observed), persons = run.numbers(population);
        values = must_by_name(standardised_rates(counts, persons), names);
        return must_by_name(empirical_bayes_moran(counts, persons, weights, replicates), names);
    }
    const std::string name = spec.text("value");
    values = run.numbers(name);
    if (kind == "moran")
        return must_by_name(moran(values, weights, assumption, replicates), {{"value", name}});
    if (kind == "geary")
        return must_by_name(geary(values, weights, assumption, replicates), {{"value", name}});
    return must_by_name(global_g(values, weights, replicates), {{"value", name}});
}

void keep_areas(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> names = place_variables(spec.object("neighbours"));
    for (const char* field : {"value", "observed", "population", "area"})
        if (const auto name = spec.optional_text(field)) names.push_back(*name);
    run.keep_complete(names);
}

// Of persons: a rate and its population give the count. An area with 1 to 4 has no value, and then
// none has a lag, which is a sum of its neighbours' values.
void hide_small_areas(const Run& run, AnalysisSeries& areas) {
    const std::vector<double> counts = run.numbers(run.specification.text("observed"));
    if (std::none_of(counts.begin(), counts.end(), too_small_to_show)) return;
    for (auto& [name, values] : areas.columns)
        for (std::size_t i = 0; i < values.size(); ++i)
            if (name == "lag" || (name == "value" && too_small_to_show(counts[i])))
                values[i] = std::nan("");
}

void run_autocorrelation(Run& run) {
    const Specification& spec = run.specification;
    const std::string kind = spec.choice("statistic", "moran|geary|global_g|empirical_bayes");
    keep_areas(run);
    SpatialWeights weights = neighbour_lists(run);
    report_neighbours(run, weights);
    const std::vector<double> counts = counts_of(weights);
    const std::string style =
        spec.has("style") || kind != "global_g" ? spec.choice("style", styles) : std::string("B");
    apply_style(weights, style_named(style));
    const Replicates replicates = replicates_of(run, 0);
    std::vector<double> values;
    const GlobalStatistic found = global_statistic(run, kind, weights, replicates, values);
    const std::string alternative = spec.choice("alternative", "two_sided|greater|less");
    Coefficient row =
        wald(kind, found.value, std::sqrt(found.variance), std::nullopt, spec.confidence());
    row.statistic = found.z;
    row.p = p_by(alternative, found.z);
    run.out.estimates.push_back({row, false, std::nullopt});
    run.out.set("expectation", found.expectation);
    run.out.set("variance", found.variance);
    run.out.set("areas_with_neighbours", found.n);
    if (found.simulated) {
        const Simulated simulated = kind == "geary" ? turned(*found.simulated) : *found.simulated;
        run.out.set("replicates", static_cast<std::int64_t>(replicates.count));
        run.out.set("simulated_mean", simulated.mean);
        run.out.set("simulated_standard_deviation", simulated.standard_deviation);
        run.out.set("simulated_p", p_by(alternative, simulated));
    }
    AnalysisSeries areas{
        "areas",
        run.labels("area"),
        {{"value", values}, {"neighbours", counts}, {"lag", spatial_lag(weights, values)}},
        false};
    if (kind == "empirical_bayes" && is_of_persons(run)) hide_small_areas(run, areas);
    if (kind != "empirical_bayes") areas.by_row = !are_counts_to_show(values);
    run.out.series.push_back(std::move(areas));
    assume_neighbours(run);
    run.assume(base::refuse("exchangeable_areas",
                            "Uden sammenhæng mellem naboer kunne enhver værdi stå ved ethvert "
                            "sted; usikkerheden er regnet under den antagelse."));
    if (kind == "empirical_bayes" && replicates.count == 0)
        run.warn(base::refuse("judge_by_replicates",
                              "Andelene er selv skønnede. Brug „replicates“, og vurdér på "
                              "„simulated_p“."));
}

constexpr Field local_fields[] = {
    {"value", "text", "", "variable: what lies high or low", true},
    {"area", "text", "row number", "variable: what each row is called"},
    {"statistic", "choice", "g_star", "Getis–Ord with or without the area itself, or local Moran",
     false, "g_star|g|moran"},
    neighbours_field,
    {"style", "choice", "B for g and g_star, W for moran", "weights, as in spatial_autocorrelation",
     false, styles},
    {"moments", "choice", "conditional",
     "of moran: the area's own value stays (conditional, spdep from 1.2), or all are dealt out "
     "(total, Anselin 1995)",
     false, "conditional|total"},
    {"alternative", "choice", "two_sided", "greater: more alike, or higher, than chance gives",
     false, "two_sided|greater|less"},
    {"correction", "choice", "benjamini_hochberg", "of p over the areas", false, corrections},
    replicates_field,
    seed_field,
    threads_field,
};

std::vector<double> corrected_p(const std::vector<double>& p, const std::string& correction) {
    std::vector<double> given;
    for (const double each : p)
        if (!std::isnan(each)) given.push_back(each);
    const auto chosen = correction_named(correction);
    const std::vector<double> changed = chosen ? must(corrected(given, *chosen)) : given;
    std::vector<double> all;
    std::size_t at = 0;
    for (const double each : p) all.push_back(std::isnan(each) ? each : changed[at++]);
    return all;
}

double total_of(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += std::isnan(value) ? 0 : value;
    return sum;
}

std::int64_t count_below(const std::vector<double>& p, double limit) {
    return std::count_if(p.begin(), p.end(), [&](double each) { return each < limit; });
}

double largest_of(const std::vector<double>& values) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const double value : values)
        if (!std::isnan(value)) largest = std::max(largest, value);
    return largest;
}

void add_simulated_columns(const LocalStatistics& found, const std::string& alternative,
                           const std::string& correction, AnalysisSeries& series) {
    std::vector<std::vector<double>> columns(4);
    for (std::size_t i = 0; i < found.simulated.size(); ++i) {
        const Simulated& simulated = found.simulated[i];
        const bool nothing = std::isnan(found.z[i]);
        const double row[] = {simulated.mean, simulated.standard_deviation,
                              std::min(simulated.p_greater, simulated.p_less),
                              p_by(alternative, simulated)};
        for (std::size_t j = 0; j < columns.size(); ++j)
            columns[j].push_back(nothing ? std::nan("") : row[j]);
    }
    const std::vector<double> adjusted = corrected_p(columns[3], correction);
    const char* names[] = {"simulated_mean", "simulated_standard_deviation", "simulated_p_folded",
                           "simulated_p"};
    for (std::size_t j = 0; j < columns.size(); ++j)
        series.columns.emplace_back(names[j], std::move(columns[j]));
    series.columns.emplace_back("simulated_p_corrected", adjusted);
}

void report_local(Run& run, const std::vector<double>& values, const SpatialWeights& neighbours,
                  const LocalStatistics& found) {
    const std::string correction = run.specification.choice("correction", corrections);
    const std::string alternative =
        run.specification.choice("alternative", "two_sided|greater|less");
    const double limit = 1 - run.specification.confidence();
    std::vector<double> p;
    for (const double z : found.z) p.push_back(std::isnan(z) ? std::nan("") : p_by(alternative, z));
    const std::vector<double> adjusted = corrected_p(p, correction);
    AnalysisSeries series{"areas",
                          run.labels("area"),
                          {{"observed", values},
                           {"neighbours", counts_of(neighbours)},
                           {"lag", found.lag},
                           {"value", found.value},
                           {"expectation", found.expectation},
                           {"variance", found.variance},
                           {"z", found.z},
                           {"p", p},
                           {"p_corrected", adjusted},
                           {"quadrant", found.quadrant}},
                          !are_counts_to_show(values)};
    run.out.set("sum_value", total_of(found.value));
    run.out.set("sum_z", total_of(found.z));
    run.out.set("max_z", largest_of(found.z));
    run.out.set("significant", count_below(p, limit));
    run.out.set("significant_corrected", count_below(adjusted, limit));
    if (!found.simulated.empty()) {
        add_simulated_columns(found, alternative, correction, series);
        run.out.set("replicates",
                    static_cast<std::int64_t>(run.specification.whole_or("replicates", 0)));
        run.out.set("simulated_significant_corrected",
                    count_below(series.columns.back().second, limit));
    }
    run.out.series.push_back(std::move(series));
}

void run_local(Run& run) {
    const Specification& spec = run.specification;
    const std::string kind = spec.choice("statistic", "g_star|g|moran");
    const bool is_moran = kind == "moran";
    keep_areas(run);
    const SpatialWeights neighbours = neighbour_lists(run);
    report_neighbours(run, neighbours);
    const WeightStyle style = style_named(spec.has("style") ? spec.choice("style", styles)
                                          : is_moran        ? "W"
                                                            : "B");
    SpatialWeights weights = kind == "g_star" ? star_weights(neighbours, style) : neighbours;
    if (kind != "g_star") apply_style(weights, style);
    const LocalKind local = kind == "g_star" ? LocalKind::g_star
                            : kind == "g"    ? LocalKind::g
                            : spec.choice("moments", "conditional|total") == "total"
                                ? LocalKind::moran_total
                                : LocalKind::moran_conditional;
    const std::string name = spec.text("value");
    const std::vector<double> values = run.numbers(name);
    const LocalStatistics found = must_by_name(
        local_statistics(values, weights, local, replicates_of(run, 0)), {{"value", name}});
    report_local(run, values, neighbours, found);
    assume_neighbours(run);
    run.assume(base::refuse("areas_tested_apart",
                            "Hvert sted er prøvet for sig. Kun de korrigerede p-værdier tager "
                            "højde for, hvor mange steder der er prøvet."));
    if (largest_of(counts_of(neighbours)) < 8)
        run.assume(base::refuse("few_neighbours_normal",
                                "Med få naboer er normalfordelingen en grov tilnærmelse; "
                                "„replicates“ giver p-værdier uden den."));
}

constexpr Field density_fields[] = {
    {"x", "text", "x", "variable: coordinate of each point"},
    {"y", "text", "y", "variable: coordinate of each point"},
    {"weights", "text", "", "variable: how much each point counts"},
    {"kernel", "choice", "gaussian", "the shape", false, "gaussian|quartic"},
    {"bandwidth", "numbers", "",
     "standard deviation of gaussian, radius of quartic; one number, or one along x and one along "
     "y"},
    {"bandwidth_rule", "choice", "diggle",
     "where bandwidth isn't given; diggle, likelihood (Loader's cross-validation), inverse "
     "(Cronie and van Lieshout) and fraction (a quantile of the distance between two places in "
     "the window) need a window",
     false, bandwidth_rules},
    {"bandwidth_range", "numbers", "least distance of two points to half the window's diameter",
     "likelihood and inverse: from and to"},
    {"bandwidth_steps", "whole", "16", "likelihood and inverse: how many are tried"},
    {"bandwidth_fraction", "number", "0.25", "fraction: which quantile"},
    {"grid", "object", "", "x: [from, to], y: [from, to], count: [along x, along y]", true},
    {"window", "object", "",
     "data, x, y, ring: the corners of the area; or rectangle: [left, right, bottom, top]"},
    {"edge", "choice", "none",
     "what is lost over the window's border: divided by the kernel's mass within it at the place "
     "(uniform) or at each point (diggle)",
     false, "none|uniform|diggle"},
    threads_field,
};

PlaneWindow window_of(const Run& run) {
    const Specification wish = run.specification.object("window");
    wish.only("data|x|y|ring|rectangle");
    if (wish.has("rectangle")) {
        const std::vector<double> sides = wish.numbers("rectangle");
        if (sides.size() != 4) throw Refused{different_lengths("window.rectangle")};
        return must(PlaneWindow::rectangle(sides[0], sides[1], sides[2], sides[3]));
    }
    const DataFrame corners = must(DataFrame::from_csv(must(run.read(wish.text("data")))));
    const std::vector<double> x = must(corners.numbers(wish.text_or("x", "x"))),
                              y = must(corners.numbers(wish.text_or("y", "y")));
    Groups groups{std::vector<std::size_t>(x.size(), 0), {"all"}};
    if (const auto ring = wish.optional_text("ring"))
        groups = groups_of(*must(corners.column(*ring)));
    std::vector<std::vector<Place>> rings(groups.names.size());
    for (std::size_t i = 0; i < x.size(); ++i) rings[groups.of_row[i]].push_back({x[i], y[i]});
    return must(PlaneWindow::from_rings(rings));
}

struct PointNames {
    std::string x, y;
};

PointNames point_names(const Run& run) {
    return {run.specification.text_or("x", "x"), run.specification.text_or("y", "y")};
}

// Points outside the window are left out and counted.
void keep_inside(Run& run, const PlaneWindow& window, const PointNames& names) {
    const std::vector<double> x = run.numbers(names.x), y = run.numbers(names.y);
    std::vector<std::size_t> inside;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (window.contains({x[i], y[i]})) inside.push_back(i);
    const std::size_t outside_count = x.size() - inside.size();
    run.out.set("inside", static_cast<std::int64_t>(inside.size()));
    const bool hidden = is_of_persons(run) && too_small_to_show(static_cast<double>(outside_count));
    if (!hidden) run.out.set("outside", static_cast<std::int64_t>(outside_count));
    run.out.set("area", window.area());
    if (inside.empty()) throw Refused{no_data()};
    if (outside_count == 0) return;
    run.frame = run.frame.select(inside);
    run.out.rows_used = inside.size();
    if (hidden) return;
    run.warn(base::refuse("points_outside", "{} punkter ligger uden for området og er ikke med.",
                          std::to_string(outside_count)));
}

base::Result<Bandwidth> bandwidth_by(const Run& run, const std::string& rule,
                                     const std::vector<double>& x, const std::vector<double>& y,
                                     const PlaneWindow* window) {
    const Specification& spec = run.specification;
    if (rule == "scott") return bandwidth_scott(x, y);
    if (rule == "scott_isotropic") return bandwidth_scott_isotropic(x, y);
    if (rule == "normal_reference") return bandwidth_normal(x, y);
    // Says that the field is missing.
    if (!window) spec.object("window");
    if (rule == "diggle") return bandwidth_diggle(x, y, *window);
    if (rule == "fraction")
        return bandwidth_fraction(*window, spec.number_or("bandwidth_fraction", 0.25));
    BandwidthSearch search;
    const std::vector<double> range = spec.numbers_or("bandwidth_range", {});
    if (!range.empty() && range.size() != 2) return different_lengths("bandwidth_range");
    if (!range.empty()) search = {range[0], range[1], 16};
    search.steps = spec.whole_or("bandwidth_steps", 16);
    return rule == "likelihood" ? bandwidth_likelihood(x, y, *window, search)
                                : bandwidth_inverse(x, y, *window, search);
}

Bandwidth bandwidth_of(const Run& run, const PointNames& names, const PlaneWindow* window) {
    const Specification& spec = run.specification;
    if (spec.has("bandwidth")) {
        const std::vector<double> given = spec.numbers("bandwidth");
        if (given.empty() || given.size() > 2) throw Refused{different_lengths("bandwidth")};
        return {given.front(), given.back()};
    }
    const std::vector<double> x = run.numbers(names.x), y = run.numbers(names.y);
    return must_by_name(
        bandwidth_by(run, spec.choice("bandwidth_rule", bandwidth_rules), x, y, window),
        {{"x", names.x}});
}

std::vector<double> even_steps(const std::vector<double>& ends, double count, const char* field) {
    constexpr double most = 10'000;
    if (ends.size() != 2) throw Refused{different_lengths(field)};
    if (!(count >= 1 && count <= most) || count != std::floor(count))
        throw Refused{outside("grid.count", "1–10000")};
    std::vector<double> steps;
    for (double i = 0; i < count; ++i)
        steps.push_back(count == 1 ? ends[0] : ends[0] + (ends[1] - ends[0]) * i / (count - 1));
    return steps;
}

// Of persons: no density where fewer than five lie within reach of the kernel, wherever it comes
// from, and elsewhere two digits, so that the kernels can't be taken apart again.
void hide_thin(const std::vector<double>& x, const std::vector<double>& y,
               const DensityRequest& request, const std::vector<double>& grid_x,
               const std::vector<double>& grid_y, std::vector<double>& density) {
    const double reach = request.kernel == Kernel::gaussian ? 2 : 1;
    for (std::size_t at = 0; at < density.size(); ++at) {
        const double to_x = grid_x[at % grid_x.size()], to_y = grid_y[at / grid_x.size()];
        double near = 0;
        for (std::size_t i = 0; i < x.size() && near < smallest_shown_count; ++i)
            if (std::hypot((x[i] - to_x) / request.bandwidth.x,
                           (y[i] - to_y) / request.bandwidth.y) <= reach)
                ++near;
        density[at] =
            near < smallest_shown_count ? std::nan("") : rounded_to_digits(density[at], 2);
    }
}

// The points of persons that remain are enough, and those left out aren't so few that they can be
// told.
void need_many_points(const Run& run) {
    if (!is_of_persons(run)) return;
    const std::size_t least = run.specification.whole_or("minimum_count", 20);
    if (run.frame.rows() < least) throw Refused{too_few("persons", run.frame.rows(), least)};
}

void report_density(Run& run, const std::vector<double>& grid_x, const std::vector<double>& grid_y,
                    const std::vector<double>& density) {
    AnalysisSeries series{"density", {}, {{"x", {}}, {"y", {}}, {"density", density}}, false};
    std::size_t largest = 0;
    for (std::size_t i = 0; i < density.size(); ++i) {
        const double x = grid_x[i % grid_x.size()], y = grid_y[i / grid_x.size()];
        series.at.push_back(shortest(x) + "_" + shortest(y));
        series.columns[0].second.push_back(x);
        series.columns[1].second.push_back(y);
        if (!(density[i] <= density[largest]) && !std::isnan(density[i])) largest = i;
    }
    if (std::isnan(density[largest])) {
        if (is_of_persons(run)) throw Refused{small_numbers()};
        throw Refused{no_data()};
    }
    run.out.set("max", density[largest]);
    run.out.set("argmax", static_cast<std::int64_t>(largest + 1));
    run.out.set("max_at", series.at[largest]);
    run.out.series.push_back(std::move(series));
}

void run_density(Run& run) {
    const Specification& spec = run.specification;
    const PointNames names = point_names(run);
    std::vector<std::string> all{names.x, names.y};
    if (const auto weights = spec.optional_text("weights")) all.push_back(*weights);
    run.keep_complete(all);
    const std::string edge = spec.choice("edge", "none|uniform|diggle");
    std::optional<PlaneWindow> window;
    if (spec.has("window") || edge != "none") {
        window = window_of(run);
        keep_inside(run, *window, names);
    }
    DensityRequest request;
    request.kernel = spec.choice("kernel", "gaussian|quartic") == "gaussian" ? Kernel::gaussian
                                                                             : Kernel::quartic;
    request.bandwidth = bandwidth_of(run, names, window ? &*window : nullptr);
    // A quartic kernel of radius h has standard deviation h/√8 along each axis.
    if (request.kernel == Kernel::quartic && !spec.has("bandwidth")) {
        request.bandwidth.x *= std::sqrt(8.0);
        request.bandwidth.y *= std::sqrt(8.0);
    }
    request.correction = edge == "none"      ? BorderCorrection::none
                         : edge == "uniform" ? BorderCorrection::uniform
                                             : BorderCorrection::diggle;
    request.window = window ? &*window : nullptr;
    request.threads = std::clamp<std::size_t>(spec.whole_or("threads", 1), 1, most_threads);
    const Specification grid = spec.object("grid");
    grid.only("x|y|count");
    const std::vector<double> counts = grid.numbers("count");
    if (counts.empty() || counts.size() > 2) throw Refused{different_lengths("grid.count")};
    const std::vector<double> grid_x = even_steps(grid.numbers("x"), counts.front(), "grid.x"),
                              grid_y = even_steps(grid.numbers("y"), counts.back(), "grid.y");
    const std::vector<double> x = run.numbers(names.x), y = run.numbers(names.y);
    const std::vector<double> weights = spec.has("weights") ? run.numbers(spec.text("weights"))
                                                            : std::vector<double>(x.size(), 1.0);
    need_many_points(run);
    std::vector<double> density =
        must_by_name(kernel_density(x, y, weights, grid_x, grid_y, request),
                     {{"x", names.x}, {"y", names.y}, {"weights", spec.text_or("weights", "")}});
    if (is_of_persons(run)) hide_thin(x, y, request, grid_x, grid_y, density);
    run.out.set("points", static_cast<std::int64_t>(x.size()));
    run.out.set("bandwidth_x", request.bandwidth.x);
    run.out.set("bandwidth_y", request.bandwidth.y);
    report_density(run, grid_x, grid_y, density);
    run.assume(base::refuse("bandwidth_chosen",
                            "Båndbredden afgør, hvor meget kortet udjævnes; en anden giver et "
                            "andet billede."));
    if (edge == "none")
        run.assume(base::refuse("border_not_corrected",
                                "Der er ikke rettet for, hvad der falder uden for områdets "
                                "kant."));
}

constexpr std::string_view k_corrections = "isotropic|translation|border|none";

constexpr Field pattern_fields[] = {
    {"x", "text", "x", "variable: coordinate of each point"},
    {"y", "text", "y", "variable: coordinate of each point"},
    {"window", "object", "", "as in kernel_density", true},
    {"distances", "numbers", "10 even steps to a quarter of the shorter side", "of Ripley's K"},
    {"edge", "choice", "isotropic",
     "border correction of K: weights by the part of each circle within the window, or by the "
     "window's overlap with itself moved; points near the border left out as centres; or none",
     false, k_corrections},
    {"guard", "numbers", "",
     "left, right, bottom, top: Clark and Evans' mean over the points within, with neighbours "
     "outside it"},
    {"bandwidth_rules", "texts", "diggle, scott, normal_reference",
     "which bandwidths are given, of those of kernel_density"},
    {"bandwidth_range", "numbers", "as in kernel_density", "likelihood and inverse: from and to"},
    {"bandwidth_steps", "whole", "16", "likelihood and inverse: how many are tried"},
    {"bandwidth_fraction", "number", "0.25", "fraction: which quantile"},
};

void report_bandwidths(Run& run, const std::vector<double>& x, const std::vector<double>& y,
                       const PlaneWindow& window) {
    std::vector<std::string> rules = run.specification.texts_or_none("bandwidth_rules");
    if (rules.empty()) rules = {"scott", "normal_reference", "diggle"};
    for (const std::string& rule : rules) {
        if (("|" + std::string(bandwidth_rules) + "|").find("|" + rule + "|") == std::string::npos)
            throw Refused{not_a_case("bandwidth_rules", rule, bandwidth_rules)};
        // Points in one line or too few have no bandwidth; everything else is still given.
        const auto found = bandwidth_by(run, rule, x, y, &window);
        if (!found) continue;
        if (rule != "scott" && rule != "normal_reference") {
            run.out.set("bandwidth_" + rule, found->x);
            continue;
        }
        run.out.set("bandwidth_" + rule + "_x", found->x);
        run.out.set("bandwidth_" + rule + "_y", found->y);
    }
}

KCorrection k_correction(const Specification& spec) {
    const std::string edge = spec.choice("edge", k_corrections);
    return edge == "none"          ? KCorrection::none
           : edge == "border"      ? KCorrection::border
           : edge == "translation" ? KCorrection::translation
                                   : KCorrection::isotropic;
}

// Clark and Evans' ratio over the points of an inner rectangle.
void report_guard(Run& run, const NearestNeighbours& nearest, const std::vector<double>& x,
                  const std::vector<double>& y) {
    if (!run.specification.has("guard")) return;
    const std::vector<double> sides = run.specification.numbers("guard");
    if (sides.size() != 4) throw Refused{different_lengths("guard")};
    const PlaneWindow inner = must(PlaneWindow::rectangle(sides[0], sides[1], sides[2], sides[3]));
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        if (!inner.contains({x[i], y[i]})) continue;
        sum += nearest.distances[i];
        ++count;
    }
    if (count == 0) throw Refused{too_few("guard", 0, 1)};
    run.out.set("guarded", static_cast<std::int64_t>(count));
    run.out.set("clark_evans_guard",
                sum / static_cast<double>(count) * nearest.ratio / nearest.mean);
}

// Of persons: no K where it, or how far it is from the last one shown, rests on 1 to 4 pairs.
void hide_few_pairs(const std::vector<double>& x, const std::vector<double>& y,
                    const std::vector<double>& distances, std::vector<double>& k) {
    std::vector<std::size_t> order(distances.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return distances[a] < distances[b]; });
    double shown = 0;
    for (const std::size_t at : order) {
        double pairs = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            for (std::size_t j = 0; j < i; ++j)
                pairs += std::hypot(x[i] - x[j], y[i] - y[j]) <= distances[at] ? 1 : 0;
        if (too_small_to_show(pairs - shown))
            k[at] = std::nan("");
        else
            shown = pairs;
    }
}

void run_pattern(Run& run) {
    const Specification& spec = run.specification;
    const PointNames names = point_names(run);
    run.keep_complete({names.x, names.y});
    const PlaneWindow window = window_of(run);
    keep_inside(run, window, names);
    need_many_points(run);
    const std::vector<double> x = run.numbers(names.x), y = run.numbers(names.y);
    const NearestNeighbours nearest =
        must_by_name(nearest_neighbour_test(x, y, window), {{"x", names.x}, {"y", names.y}});
    run.out.set("density", static_cast<double>(x.size()) / window.area());
    run.out.set("nearest_mean", nearest.mean);
    run.out.set("clark_evans", nearest.ratio);
    run.out.set("clark_evans_z", nearest.z);
    run.out.set("clark_evans_p", nearest.p);
    run.out.set("clark_evans_donnelly", nearest.ratio_donnelly);
    run.out.set("clark_evans_donnelly_z", nearest.z_donnelly);
    run.out.set("clark_evans_donnelly_p", nearest.p_donnelly);
    if (nearest.ratio_cdf) run.out.set("clark_evans_cdf", *nearest.ratio_cdf);
    report_guard(run, nearest, x, y);
    report_bandwidths(run, x, y, window);
    const auto bounds = window.bounds();
    const double quarter = std::min(bounds[1] - bounds[0], bounds[3] - bounds[2]) / 4;
    const std::vector<double> distances =
        spec.numbers_or("distances", even_steps({quarter / 10, quarter}, 10, "distances"));
    std::vector<double> k = must(ripley_k(x, y, window, distances, k_correction(spec)));
    if (is_of_persons(run)) hide_few_pairs(x, y, distances, k);
    AnalysisSeries series{"k", {}, {{"k", k}, {"l", {}}, {"random", {}}}, false};
    for (std::size_t i = 0; i < k.size(); ++i) {
        series.at.push_back(shortest(distances[i]));
        series.columns[1].second.push_back(std::sqrt(k[i] / std::numbers::pi));
        series.columns[2].second.push_back(std::numbers::pi * distances[i] * distances[i]);
    }
    run.out.series.push_back(std::move(series));
    run.assume(base::refuse("even_density",
                            "Punkter ville ligge lige tæt overalt i området, hvis de ikke søgte "
                            "sammen. Er der flere, hvor der bor flere, ser det ud som klumper."));
}

constexpr Field knox_fields[] = {
    {"x", "text", "x", "variable: coordinate of each event"},
    {"y", "text", "y", "variable: coordinate of each event"},
    {"time", "text", "", "variable: a number, or a date (2016-01-31) counted in days", true},
    {"space", "number", "", "close in space: at most this far apart", true},
    {"within", "number", "", "close in time: at most this long apart", true},
    {"metric", "choice", "euclidean", "how distance is measured", false, "euclidean|manhattan"},
    {"replicates", "whole", "999", "how often the times are dealt out anew among the places"},
    seed_field,
    threads_field,
};

// Days from 1970 of a date, or nothing.
std::optional<double> days_of(const std::string& text) {
    int year = 0;
    unsigned month = 0, day = 0;
    const auto number = [&](std::size_t from, std::size_t length, auto& value) {
        const char* end = text.data() + from + length;
        const auto read = std::from_chars(text.data() + from, end, value);
        return read.ec == std::errc() && read.ptr == end;
    };
    if (text.size() != 10 || text[4] != '-' || text[7] != '-' || !number(0, 4, year) ||
        !number(5, 2, month) || !number(8, 2, day))
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                                           std::chrono::day{day}};
    if (!date.ok()) return std::nullopt;
    return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

struct EventColumns {
    std::vector<double> x, y, time;
};

EventColumns events_of(Run& run) {
    const PointNames names = point_names(run);
    const std::string time = run.specification.text("time");
    run.keep_complete({names.x, names.y, time});
    EventColumns events{run.numbers(names.x), run.numbers(names.y), {}};
    const Column& column = run.column(time);
    if (!column.categorical()) {
        events.time = run.numbers(time);
        if (!events.time.empty()) {
            const auto [low, high] = std::minmax_element(events.time.begin(), events.time.end());
            run.out.set("first", *low);
            run.out.set("last", *high);
        }
    } else {
        std::string first, last;
        for (std::size_t row = 0; row < run.frame.rows(); ++row) {
            const std::string text = column.text(row);
            const auto days = days_of(text);
            if (!days) throw Refused{not_numeric(time, text)};
            events.time.push_back(*days);
            if (first.empty() || text < first) first = text;
            if (last.empty() || text > last) last = text;
        }
        run.out.set("first", first);
        run.out.set("last", last);
    }
    run.out.set("events", static_cast<std::int64_t>(events.x.size()));
    return events;
}

PairTable table_of(Run& run, const EventColumns& events, const Bands& space, const Bands& time,
                   Metric metric, const Replicates& replicates) {
    const PointNames names = point_names(run);
    return must_by_name(
        space_time_pairs({events.x, events.y, events.time}, space, time, metric, replicates),
        {{"x", names.x}, {"y", names.y}, {"time", run.specification.text("time")}});
}

void assume_no_shift(const Run& run) {
    run.assume(base::refuse("times_exchangeable",
                            "Uden smitte mellem hændelser kunne ethvert tidspunkt høre til "
                            "ethvert sted. Flytter det, hvor der sker mest, sig over tid, ligner "
                            "det smitte."));
}

// Whether the table of close and far pairs holds 1 to 4 in any of its four cells or its margins.
bool tells_few_pairs(const PairTable& table, const PairCell& cell) {
    const double space = table.close_in_space[0], time = table.close_in_time[0];
    const double numbers[] = {cell.observed,
                              space,
                              time,
                              space - cell.observed,
                              time - cell.observed,
                              table.pairs - space,
                              table.pairs - time,
                              table.pairs - space - time + cell.observed};
    return std::any_of(std::begin(numbers), std::end(numbers), too_small_to_show);
}

void run_knox(Run& run) {
    const Specification& spec = run.specification;
    const double distance = spec.number("space"), within = spec.number("within");
    if (!(distance > 0)) throw Refused{outside("space", "]0; ∞[")};
    if (!(within > 0)) throw Refused{outside("within", "]0; ∞[")};
    const EventColumns events = events_of(run);
    const Bands space{{0, distance}, true, false}, time{{0, within}, true, false};
    const Replicates replicates = replicates_of(run, 999);
    const PairTable table = table_of(run, events, space, time, metric_of(spec), replicates);
    const PairCell& cell = table.cell(0, 0);
    if (is_of_persons(run) && tells_few_pairs(table, cell)) throw Refused{small_numbers()};
    run.out.set("observed", cell.observed);
    run.out.set("expected", cell.expected);
    run.out.set("variance", cell.variance);
    run.out.set("close_in_space", table.close_in_space[0]);
    run.out.set("close_in_time", table.close_in_time[0]);
    run.out.set("pairs", table.pairs);
    run.out.set("p_poisson", cell.p_poisson);
    run.out.set("p_pairs", cell.p_pairs);
    run.out.set("p_normal", normal_lower(-cell.z));
    if (replicates.count > 0) {
        run.out.set("replicates", static_cast<std::int64_t>(replicates.count));
        run.out.set("simulated_mean", cell.simulated.mean);
        run.out.set("simulated_standard_deviation", cell.simulated.standard_deviation);
        run.out.set("simulated_p", cell.simulated.p_greater);
    }
    if (!(cell.expected > 0)) throw Refused{no_events("space")};
    Coefficient row =
        wald("observed_over_expected", cell.observed / cell.expected,
             std::sqrt(cell.variance) / cell.expected, std::nullopt, spec.confidence());
    row.statistic = cell.z;
    row.p = replicates.count > 0 ? cell.simulated.p_greater : normal_lower(-cell.z);
    run.out.estimates.push_back({row, false, std::nullopt});
    assume_no_shift(run);
}

constexpr Field repeat_fields[] = {
    {"x", "text", "x", "variable: coordinate of each event"},
    {"y", "text", "y", "variable: coordinate of each event"},
    {"time", "text", "", "variable: a number, or a date (2016-01-31) counted in days", true},
    {"space_bands", "numbers", "", "edges a, b, c …: bands [a,b), [b,c) …", true},
    {"time_bands", "numbers", "", "edges, in the same way", true},
    {"beyond", "boolean", "false", "one more band in each, from the last edge on"},
    {"metric", "choice", "manhattan", "how distance is measured", false, "manhattan|euclidean"},
    {"replicates", "whole", "999", "how often the times are dealt out anew among the places"},
    seed_field,
    threads_field,
};

bool any_few(const std::vector<double>& numbers) {
    return std::any_of(numbers.begin(), numbers.end(), too_small_to_show);
}

// Whether the pairs of a row or a column that lie in none of its bands are 1 to 4.
bool any_rest_few(const PairTable& table) {
    const std::size_t spaces = table.close_in_space.size(), times = table.close_in_time.size();
    std::vector<double> space_rest = table.close_in_space, time_rest = table.close_in_time;
    for (std::size_t s = 0; s < spaces; ++s)
        for (std::size_t t = 0; t < times; ++t) {
            space_rest[s] -= table.cell(s, t).observed;
            time_rest[t] -= table.cell(s, t).observed;
        }
    return any_few(space_rest) || any_few(time_rest);
}

// Of persons: a cell of 1 to 4 pairs says nothing but where it is. Expected numbers, variances and
// margins hold the sums of rows and columns, from which such a cell could be worked out: where
// there is one, cells say no more than how many pairs, p by the replicates and the ratio to one
// decimal.
void hide_few_in_bands(Run& run, const PairTable& table, AnalysisSeries& series) {
    std::vector<double> observed;
    for (const PairCell& cell : table.cells) observed.push_back(cell.observed);
    if (!any_few(observed) && !any_few(table.close_in_space) && !any_few(table.close_in_time) &&
        !any_rest_few(table))
        return;
    for (auto& [name, values] : series.columns)
        for (std::size_t i = 0; i < values.size(); ++i) {
            const bool keeps = name == "observed" || name == "simulated_p";
            if (name == "ratio") values[i] = std::round(values[i] * 10) / 10;
            if (too_small_to_show(observed[i]) || (!keeps && name != "ratio"))
                values[i] = std::nan("");
        }
    run.warn(base::refuse("small_cells_hidden",
                          "Felter med 1–{} par vises ikke, når hændelserne er personer, og af "
                          "resten kun det, de ikke kan regnes ud af.",
                          shortest(smallest_shown_count - 1)));
}

void run_repeat(Run& run) {
    const Specification& spec = run.specification;
    const bool beyond = spec.boolean_or("beyond", false);
    const Bands space{spec.numbers("space_bands"), false, beyond},
        time{spec.numbers("time_bands"), false, beyond};
    const EventColumns events = events_of(run);
    const Replicates replicates = replicates_of(run, 999);
    const PairTable table =
        table_of(run, events, space, time, metric_of(spec, "manhattan|euclidean"), replicates);
    AnalysisSeries series{"bands", {}, {}, false};
    std::vector<std::vector<double>> columns(11);
    for (std::size_t s = 0; s < space.count(); ++s)
        for (std::size_t t = 0; t < time.count(); ++t) {
            const PairCell& cell = table.cell(s, t);
            series.at.push_back(space.name(s) + " " + time.name(t));
            const bool possible = cell.expected > 0;
            const double nothing = std::nan("");
            const bool simulated = replicates.count > 0;
            const double ratio = possible ? cell.observed / cell.expected : nothing;
            const double row[] = {
                cell.observed,
                cell.expected,
                cell.variance,
                ratio,
                simulated ? ratio * cell.simulated.standard_deviation /
                                (cell.expected * std::sqrt(static_cast<double>(replicates.count)))
                          : nothing,
                cell.z,
                cell.p_poisson,
                simulated ? cell.simulated.mean : nothing,
                simulated ? cell.simulated.p_greater : nothing,
                table.close_in_space[s],
                table.close_in_time[t]};
            for (std::size_t j = 0; j < columns.size(); ++j) columns[j].push_back(row[j]);
        }
    const char* names[] = {
        "observed",  "expected",       "variance",    "ratio",          "ratio_error",  "z",
        "p_poisson", "simulated_mean", "simulated_p", "close_in_space", "close_in_time"};
    for (std::size_t j = 0; j < columns.size(); ++j)
        series.columns.emplace_back(names[j], std::move(columns[j]));
    if (is_of_persons(run)) hide_few_in_bands(run, table, series);
    run.out.set("pairs", table.pairs);
    if (replicates.count > 0)
        run.out.set("replicates", static_cast<std::int64_t>(replicates.count));
    run.out.series.push_back(std::move(series));
    assume_no_shift(run);
    run.assume(base::refuse("bands_half_open",
                            "Et bånd [a,b) tæller par fra og med a og til, men ikke med, b."));
    run.assume(base::refuse("cells_tested_apart",
                            "Hver celle er prøvet for sig; nogle få lave p-værdier kommer også "
                            "tilfældigt."));
}

constexpr Method methods[] = {
    {"spatial_autocorrelation", "Are neighbours alike: Moran, Geary, Getis–Ord, empirical Bayes",
     "Moran 1950; Geary 1954; Cliff and Ord 1981; Getis and Ord 1992; Assunção and Reis 1999",
     "estimates: one, named by the statistic; its limits use the variance there is without "
     "clustering, and statistic is z (above 0: neighbours are alike). fit: expectation, variance, "
     "areas, links, without_neighbours, areas_with_neighbours, simulated_mean, "
     "simulated_standard_deviation, simulated_p. series: areas (value, neighbours, lag)",
     autocorrelation_fields, run_autocorrelation},
    {"local_autocorrelation", "Where values are high or low together: Getis–Ord, local Moran",
     "Ord and Getis 1995; Anselin 1995; Sokal, Oden and Thomson 1998",
     "fit: areas, links, without_neighbours, sum_value, sum_z, max_z, significant, "
     "significant_corrected, simulated_significant_corrected. series: areas (observed, neighbours, "
     "lag, value, expectation, variance, z, p, p_corrected, quadrant: 1 high among high, 2 low "
     "among low, 3 low among high, 4 high among low; with replicates simulated_mean, "
     "simulated_standard_deviation, simulated_p_folded, simulated_p, simulated_p_corrected); null "
     "for areas without neighbours",
     local_fields, run_local},
    {"kernel_density", "Points per unit of area by a kernel, with border correction",
     "Diggle 1985; Berman and Diggle 1989; Scott 1992; Owen 1956",
     "fit: points, bandwidth_x, bandwidth_y, max, argmax (from 1, x running fastest), max_at, "
     "inside, outside, area. series: density (x, y, density) named x_y, null outside the window",
     density_fields, run_density},
    {"point_pattern", "Do points clump: Clark–Evans, Ripley's K, bandwidths",
     "Clark and Evans 1954; Donnelly 1978; Ripley 1977; Ohser 1983; Berman and Diggle 1989; Loader "
     "1999; Cronie and van Lieshout 2018",
     "fit: inside, outside, area, density, nearest_mean, clark_evans (_z, _p), "
     "clark_evans_donnelly (_z, _p), clark_evans_cdf, clark_evans_guard, guarded, "
     "bandwidth_scott_x, _y, bandwidth_normal_reference_x, _y, bandwidth_diggle, _scott_isotropic, "
     "_likelihood, _inverse. series: k (k, l, random) by distance; null where the correction "
     "leaves "
     "nothing",
     pattern_fields, run_pattern},
    {"knox", "Do events close in space come close in time", "Knox 1964; Barton and David 1966",
     "estimates: observed_over_expected, its limits by the variance there is without contagion, p "
     "one-sided. fit: observed, expected and variance (exact over permutations), close_in_space, "
     "close_in_time, pairs, p_poisson, p_pairs (what surveillance simulates), p_normal, "
     "simulated_mean, simulated_standard_deviation, "
     "simulated_p, first, last, events",
     knox_fields, run_knox},
    {"near_repeat", "Knox's test in bands of distance and time",
     "Knox 1964; Barton and David 1966; Townsley, Homel and Chaseling 2003",
     "fit: pairs, events, first, last. series: bands named \"[a,b) [c,d)\" (observed, expected and "
     "variance exact over permutations, ratio, ratio_error: the standard error it would have if "
     "the expected number came from the replicates, z, p_poisson, simulated_mean, simulated_p, "
     "close_in_space, close_in_time)",
     repeat_fields, run_repeat},
};

}  // namespace

std::span<const Method> spatial_methods() {
    return methods;
}

}  // namespace statistics
