#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "statistics/distribution.h"
#include "statistics/expression.h"
#include "statistics/linear_algebra.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"
#include "statistics/survey_estimate.h"

namespace statistics {
namespace {

constexpr std::string_view lonely_choices = "refuse|remove|adjust|average";
constexpr std::string_view replicate_types =
    "balanced|fay|jackknife|jackknife_strata|jackknife_pairs|bootstrap|successive_differences|"
    "other";
constexpr std::string_view variance_choices = "linearised|jackknife|bootstrap|balanced";

// The plan of the sample, the same for every method.
constexpr Field plan_fields[] = {
    {"weights", "text", "from finite_population, otherwise 1",
     "variable: how many each row "
     "stands for"},
    {"strata", "texts", "", "variables: one for each stage of the drawing"},
    {"cluster", "texts", "the row", "variables: what was drawn at each stage, first stage first"},
    {"finite_population", "texts", "",
     "variables: how many units the stratum has in the population at each stage, or, up to 1, the "
     "share drawn"},
    {"lonely_cluster", "choice", "refuse",
     "a stratum with one cluster: refuse; remove (no variance); adjust (against the whole mean); "
     "average (the other strata's variance)",
     false, lonely_choices},
    {"domain", "text", "",
     "expression: the part of the sample that is asked about; unlike where it keeps the plan"},
    {"post_stratification", "object", "",
     "variables, population: category → persons; several variables' categories joined by :"},
    {"raking", "objects", "[]", "several such margins, fitted in turn"},
    {"calibration", "object", "",
     "terms (as in regression), population: column → sum, (Intercept) the persons, and distance: "
     "linear (default) or raking; not together with the two above"},
    {"variance", "choice", "linearised", "how the variance is found", false, variance_choices},
    {"replicates", "whole", "500", "of bootstrap"},
    {"seed", "whole", "1", "of bootstrap"},
    {"fay", "number", "0",
     "of balanced, and of given replicates of type fay: the part of its weight that the half left "
     "out keeps"},
    {"replicate_weights", "texts", "",
     "variables: weights of replicates that came with the data, instead of a plan; * stands for "
     "any letters, as rw*"},
    {"replicate_type", "choice", "needed with replicate_weights",
     "how they were made: balanced (BRR), fay, jackknife (JK1), jackknife_strata (JKn: combined "
     "weights need replicate_scales), jackknife_pairs (JK2), bootstrap, successive_differences "
     "(also ACS), or "
     "other (replicate_scale and replicate_scales)",
     false, replicate_types},
    {"replicate_scale", "number", "by the type", "factor of all squared deviations"},
    {"replicate_scales", "numbers", "1", "factor of each replicate's squared deviation"},
    {"combined_weights", "boolean", "true",
     "replicate weights stand alone; false: they are multiplied by weights"},
    {"deviations_from", "choice", "mean",
     "of the replicates: from their mean, or from the estimate (R's mse; what those who make "
     "successive differences ask for)",
     false, "mean|estimate"},
    {"degrees", "number", "clusters less strata; of given replicates their rank less 1",
     "degrees of freedom"},
    {"reference", "choice", "t", "distribution of the statistics; t has the degrees above", false,
     "t|normal"},
};

template <std::size_t N>
constexpr std::array<Field, N + std::size(plan_fields)> with_plan(const Field (&own)[N]) {
    std::array<Field, N + std::size(plan_fields)> all{};
    std::copy(std::begin(own), std::end(own), all.begin());
    std::copy(std::begin(plan_fields), std::end(plan_fields), all.begin() + N);
    return all;
}

struct Sample {
    SurveyDesign design;
    Mask domain;
    SurveyVarianceWish wish;
    bool normal = false;
    std::optional<double> degrees;  // where they are given
    Mask asked;                     // as domain, whether they answered or not
};

std::vector<std::size_t> plan_groups(const Run& run, const std::string& name) {
    const Column& column = run.column(name);
    for (const double value : column.values)
        if (std::isnan(value)) throw Refused{not_finite(name)};
    return groups_of(column).of_row;
}

std::vector<double> plan_numbers(const Run& run, const std::string& name) {
    std::vector<double> values = run.numbers(name);
    for (const double value : values)
        if (!std::isfinite(value)) throw Refused{not_finite(name)};
    return values;
}

std::vector<SurveyStage> stages_of(const Run& run) {
    const Specification& spec = run.specification;
    const auto clusters = spec.texts_or_none("cluster"), strata = spec.texts_or_none("strata");
    const auto populations = spec.texts_or_none("finite_population");
    const std::size_t stages = std::max<std::size_t>(1, clusters.size());
    if (strata.size() > stages) throw Refused{too_few("cluster", stages, strata.size())};
    if (populations.size() > stages) throw Refused{too_few("cluster", stages, populations.size())};
    std::vector<SurveyStage> all(stages);
    for (std::size_t s = 0; s < stages; ++s) {
        if (s < clusters.size()) all[s].unit = plan_groups(run, clusters[s]);
        for (std::size_t row = 0; clusters.empty() && row < run.frame.rows(); ++row)
            all[s].unit.push_back(row);
        if (s < strata.size()) all[s].stratum = plan_groups(run, strata[s]);
        if (s < populations.size()) all[s].population = plan_numbers(run, populations[s]);
    }
    return all;
}

CalibrationMargin margin_of(const Run& run, const Specification& wish) {
    wish.only("variables|population");
    const std::vector<std::string> variables = wish.texts("variables");
    const Specification population = wish.object("population");
    CalibrationMargin margin;
    for (const std::string& variable : variables)
        margin.name += (margin.name.empty() ? "" : ":") + variable;
    margin.cells = population.names();
    for (const std::string& cell : margin.cells)
        margin.population.push_back(population.number(cell));
    for (std::size_t row = 0; row < run.frame.rows(); ++row) {
        std::string key;
        for (const std::string& variable : variables)
            key += (key.empty() ? "" : ":") + run.column(variable).text(row);
        const auto at = std::find(margin.cells.begin(), margin.cells.end(), key);
        if (at == margin.cells.end()) throw Refused{not_a_case(margin.name, key, "population")};
        margin.cell.push_back(static_cast<std::size_t>(at - margin.cells.begin()));
    }
    return margin;
}

// Sums known for the population: of numbers, and of persons in categories.
void calibrate_totals(const Run& run, SurveyDesign& design) {
    const Specification wish = run.specification.object("calibration");
    wish.only("terms|population|distance|factors");
    DesignRequest request;
    request.terms = wish.texts_or_none("terms");
    request.factors = wish.factors("factors");
    for (const std::string& name : must(DesignPlan::variables(request)))
        for (const double value : run.column(name).values)
            if (std::isnan(value)) throw Refused{not_finite(name)};
    Design columns = must(must(DesignPlan::make(request, run.frame)).apply(run.frame));
    const Specification population = wish.object("population");
    for (const std::string& name : population.names())
        if (std::find(columns.names.begin(), columns.names.end(), name) == columns.names.end())
            throw Refused{not_a_case("population", name, "terms")};
    CalibrationTotals totals;
    for (const std::string& name : columns.names) totals.total.push_back(population.number(name));
    totals.x = std::move(columns.x);
    if (wish.choice("distance", "linear|raking") == "raking")
        totals.distance = CalibrationTotals::Distance::raking;
    const base::Result<void> done = design.calibrate_totals(std::move(totals), columns.names);
    if (!done) throw Refused{done.error()};
    const std::vector<double>& weights = design.weights();
    if (std::any_of(weights.begin(), weights.end(), [](double weight) { return weight < 0; }))
        run.warn(base::refuse("negative_weights",
                              "Nogle vægte er blevet negative; brug distance: raking."));
    run.assume(base::refuse("known_population",
                            "Befolkningens tal, som vægtene er rettet til, er rigtige."));
}

void calibrate(const Run& run, SurveyDesign& design) {
    const Specification& spec = run.specification;
    std::vector<CalibrationMargin> margins;
    if (spec.has("post_stratification"))
        margins.push_back(margin_of(run, spec.object("post_stratification")));
    if (spec.has("raking"))
        for (const Specification& wish : spec.objects("raking"))
            margins.push_back(margin_of(run, wish));
    if (spec.has("calibration")) {
        if (!margins.empty()) throw Refused{not_a_case("calibration", "raking", "calibration")};
        calibrate_totals(run, design);
    }
    if (margins.empty()) return;
    const base::Result<void> done = design.calibrate(margins);
    if (!done) throw Refused{done.error()};
    run.assume(base::refuse("known_population",
                            "Befolkningens tal, som vægtene er rettet til, er rigtige."));
}

// Rows where a variable is missing don't answer; they leave the domain, not the plan.
// Whether they answered or not.
Mask domain_alone(const Run& run) {
    const auto condition = run.specification.optional_text("domain");
    Mask domain(run.frame.rows(), !condition);
    if (!condition) return domain;
    for (const std::size_t row : must(rows_where(*condition, run.frame))) domain[row] = true;
    refuse_small(run, "domain",
                 {static_cast<double>(std::count(domain.begin(), domain.end(), false))});
    return domain;
}

Mask domain_of(Run& run, const std::vector<std::string>& names) {
    Mask domain = domain_alone(run);
    Mask complete(domain.size(), false);
    for (const std::size_t row : must(complete_rows(run.frame, names)).rows) complete[row] = true;
    std::size_t used = 0;
    for (std::size_t row = 0; row < domain.size(); ++row) {
        if (domain[row] && !complete[row]) {
            ++run.out.rows_left_out;
            for (const std::string& name : std::set<std::string>(names.begin(), names.end()))
                if (std::isnan(run.column(name).values[row])) ++run.out.missing[name];
        }
        domain[row] = domain[row] && complete[row];
        used += domain[row] ? 1 : 0;
    }
    if (used == 0) throw Refused{no_data()};
    run.out.rows_used = used;
    return domain;
}

SurveyVariance variance_named(const std::string& name) {
    if (name == "jackknife") return SurveyVariance::jackknife;
    if (name == "bootstrap") return SurveyVariance::bootstrap;
    return name == "balanced" ? SurveyVariance::balanced : SurveyVariance::linearised;
}

LonelyCluster lonely_named(const std::string& name) {
    if (name == "remove") return LonelyCluster::remove;
    if (name == "adjust") return LonelyCluster::adjust;
    return name == "average" ? LonelyCluster::average : LonelyCluster::refuse;
}

double degrees_in(const Sample& sample, const Mask& mask) {
    return sample.degrees ? *sample.degrees : sample.design.degrees(mask);
}

// Whether the name is the pattern's, in which * stands for any letters.
bool matches(std::string_view pattern, std::string_view name) {
    if (pattern.empty()) return name.empty();
    if (pattern.front() != '*')
        return !name.empty() && name.front() == pattern.front() &&
               matches(pattern.substr(1), name.substr(1));
    for (std::size_t skipped = 0; skipped <= name.size(); ++skipped)
        if (matches(pattern.substr(1), name.substr(skipped))) return true;
    return false;
}

std::vector<std::string> replicate_names(const Run& run) {
    std::vector<std::string> names;
    for (const std::string& asked : run.specification.texts("replicate_weights")) {
        const std::size_t before = names.size();
        for (const Column& column : run.frame.columns())
            if (matches(asked, column.name)) names.push_back(column.name);
        if (names.size() == before) run.column(asked);
    }
    return names;
}

// The factor of all squared deviations (Wolter 2007, Introduction to Variance Estimation).
double usual_scale(const Specification& spec, const std::string& type, double count) {
    if (type == "balanced") return 1 / count;
    if (type == "jackknife") return (count - 1) / count;
    if (type == "bootstrap") return 1 / (count - 1);
    if (type == "successive_differences") return 4 / count;
    if (type != "fay") return 1;
    const double rho = spec.number("fay");
    if (!(rho >= 0 && rho < 1)) throw Refused{outside("fay", "[0; 1[")};
    return 1 / (count * (1 - rho) * (1 - rho));
}

void use_given_replicates(const Run& run, Sample& sample, const std::vector<double>& weights) {
    const Specification& spec = run.specification;
    for (const char* field : {"variance", "strata", "cluster", "finite_population", "replicates"})
        if (spec.has(field))
            throw Refused{base::refuse("field_of_a_plan",
                                       "„{}“ hører til en plan og kan ikke gives sammen med "
                                       "„replicate_weights“.",
                                       field)};
    const std::string type = spec.text("replicate_type");
    spec.choice("replicate_type", replicate_types);
    GivenReplicates given;
    std::vector<double> largest;
    for (const std::string& name : replicate_names(run)) {
        given.weights.push_back(plan_numbers(run, name));
        largest.push_back(
            *std::max_element(given.weights.back().begin(), given.weights.back().end()));
        for (std::size_t row = 0;
             !spec.boolean_or("combined_weights", true) && row < weights.size(); ++row)
            given.weights.back()[row] *= weights[row];
    }
    const auto count = static_cast<double>(given.weights.size());
    const double scale = spec.number_or("replicate_scale", usual_scale(spec, type, count));
    const bool needed = type == "jackknife_strata" && spec.boolean_or("combined_weights", true);
    given.factors = needed || spec.has("replicate_scales")
                        ? spec.numbers("replicate_scales")
                        : std::vector<double>(given.weights.size(), 1.0);
    // Without the weights drawn with, a stratum's n/(n − 1) stands in the replicate itself.
    for (std::size_t r = 0;
         type == "jackknife_strata" && !spec.has("replicate_scales") && r < given.factors.size();
         ++r)
        given.factors[r] = 1 / largest[r];
    if (given.factors.size() == 1) given.factors.resize(given.weights.size(), given.factors[0]);
    for (double& factor : given.factors) factor *= scale;
    const base::Result<void> used = sample.design.use_replicates(std::move(given));
    if (!used) throw Refused{used.error()};
    sample.wish.kind = SurveyVariance::given;
}

Sample sample_of(Run& run, const std::vector<std::string>& names) {
    const Specification& spec = run.specification;
    const auto weights = spec.optional_text("weights");
    const std::vector<double> drawn_weights =
        weights ? plan_numbers(run, *weights) : std::vector<double>{};
    Sample sample{
        must(SurveyDesign::make(drawn_weights, stages_of(run),
                                lonely_named(spec.choice("lonely_cluster", lonely_choices)))),
        {},
        {},
        spec.choice("reference", "t|normal") == "normal"};
    calibrate(run, sample.design);
    sample.domain = domain_of(run, names);
    sample.asked = domain_alone(run);
    sample.wish.kind = variance_named(spec.choice("variance", variance_choices));
    sample.wish.replicates = spec.whole_or("replicates", 500);
    sample.wish.seed = spec.whole_or("seed", 1);
    sample.wish.rho = spec.number_or("fay", 0);
    sample.wish.from_estimate = spec.choice("deviations_from", "mean|estimate") == "estimate";
    if (spec.has("replicate_weights")) {
        use_given_replicates(run, sample, drawn_weights);
    } else {
        run.out.set("clusters", static_cast<std::int64_t>(sample.design.clusters()));
        run.out.set("strata", static_cast<std::int64_t>(sample.design.strata()));
    }
    if (spec.has("degrees")) sample.degrees = spec.number("degrees");
    run.out.set("degrees", degrees_in(sample, sample.asked));
    if (sample.wish.kind == SurveyVariance::bootstrap)
        run.out.set("seed", static_cast<std::int64_t>(sample.wish.seed));
    run.assume(base::refuse("drawn_as_said",
                            "Stikprøven er trukket, som planen siger, og de, der ikke svarede, "
                            "ligner dem, der svarede, i samme vægtgruppe."));
    if (sample.design.lonely() > 0)
        run.warn(base::refuse("lonely_clusters", "{} strata har kun én klynge.",
                              std::to_string(sample.design.lonely())));
    if (!weights && !spec.has("finite_population"))
        run.warn(base::refuse("no_weights", "Der er ingen vægte: alle rækker tæller lige meget."));
    return sample;
}

std::optional<double> degrees_of(const Sample& sample, const Mask& mask, double used = 0) {
    const double degrees = degrees_in(sample, mask) - used;
    if (!(degrees >= 1))
        throw Refused{too_few("cluster", sample.design.clusters(), sample.design.clusters() + 1)};
    if (sample.normal) return std::nullopt;
    return degrees;
}

// One thing to estimate: a variable, or a category of it, in a part of the sample.
struct Part {
    std::string name;
    std::vector<double> x;
    std::vector<double> below;  // the denominator of a ratio
    Mask mask, asked;
};

struct Groupings {
    std::vector<std::string> names;  // empty: no groups
    std::vector<Mask> masks, asked;
};

// Who belongs to a group, whether they answered or not.
Mask asked_in(const Sample& sample, const Column& groups, const std::string& name) {
    Mask asked = sample.asked;
    for (std::size_t row = 0; row < asked.size(); ++row)
        asked[row] = asked[row] && groups.text(row) == name;
    return asked;
}

std::size_t rows_in(const Mask& mask) {
    return static_cast<std::size_t>(std::count(mask.begin(), mask.end(), true));
}

// Groups of at least so many rows; and since the plan tells how many rows there are in all, with a
// small one the next smallest, until the hidden ones together are enough.
std::vector<bool> shown_groups(const std::vector<Mask>& masks, std::size_t least) {
    std::vector<bool> shown;
    std::size_t hidden = 0;
    for (const Mask& mask : masks) {
        shown.push_back(rows_in(mask) >= least);
        if (!shown.back()) hidden += rows_in(mask);
    }
    while (hidden > 0 && hidden < least) {
        std::size_t next = masks.size();
        for (std::size_t g = 0; g < masks.size(); ++g)
            if (shown[g] && (next == masks.size() || rows_in(masks[g]) < rows_in(masks[next])))
                next = g;
        if (next == masks.size()) break;
        shown[next] = false;
        hidden += rows_in(masks[next]);
    }
    return shown;
}

Groupings groupings_of(Run& run, const Sample& sample) {
    Groupings all;
    const auto group = run.specification.optional_text("group");
    if (about_persons(run) && rows_in(sample.domain) < least_persons(run.specification))
        throw Refused{too_few("domain", 0, least_persons(run.specification))};
    if (!group) {
        all.masks.push_back(sample.domain);
        all.asked.push_back(sample.asked);
        return all;
    }
    std::vector<std::size_t> inside;
    for (std::size_t row = 0; row < sample.domain.size(); ++row)
        if (sample.domain[row]) inside.push_back(row);
    const Groups groups = groups_of(*must(run.frame.select(inside).column(*group)));
    std::vector<Mask> masks(groups.names.size(), Mask(sample.domain.size(), false));
    for (std::size_t i = 0; i < inside.size(); ++i) masks[groups.of_row[i]][inside[i]] = true;
    const std::size_t least = about_persons(run) ? least_persons(run.specification) : 0;
    const std::vector<bool> shown = shown_groups(masks, least);
    for (std::size_t g = 0; g < masks.size(); ++g) {
        if (!shown[g]) continue;
        all.names.push_back(groups.names[g]);
        all.masks.push_back(std::move(masks[g]));
        all.asked.push_back(asked_in(sample, run.column(*group), groups.names[g]));
    }
    if (all.names.size() < groups.names.size())
        run.warn(base::refuse("small_groups", "{} grupper er for små til at blive vist.",
                              std::to_string(groups.names.size() - all.names.size())));
    if (all.masks.empty()) throw Refused{too_few("persons", 0, least)};
    return all;
}

// A variable's columns: itself, or 0 and 1 for each category.
std::vector<std::pair<std::string, std::vector<double>>> columns_of(const Run& run,
                                                                    const std::string& name) {
    const Column& column = run.column(name);
    if (!column.categorical()) return {{name, column.values}};
    std::vector<std::pair<std::string, std::vector<double>>> all;
    for (std::size_t label = 0; label < column.labels.size(); ++label) {
        std::vector<double> is(column.values.size(), 0.0);
        for (std::size_t row = 0; row < is.size(); ++row)
            is[row] = column.values[row] == static_cast<double>(label) ? 1 : 0;
        all.emplace_back(name + column.labels[label], std::move(is));
    }
    return all;
}

std::vector<Part> parts_of(const Groupings& groupings,
                           const std::vector<std::pair<std::string, std::vector<double>>>& columns,
                           const std::vector<double>& below = {}) {
    std::vector<Part> parts;
    for (const auto& [name, x] : columns)
        for (std::size_t g = 0; g < groupings.masks.size(); ++g)
            parts.push_back({groupings.names.empty() ? name : name + " " + groupings.names[g], x,
                             below, groupings.masks[g], groupings.asked[g]});
    return parts;
}

enum class Quantity { mean, total, ratio };

// Of persons: a share of known rows is a count, so nothing is said where 1 to 4 of a part's rows
// are in a category, or outside it.
void refuse_small_parts(const Run& run, const std::vector<Part>& parts) {
    if (!about_persons(run)) return;
    for (const Part& part : parts) {
        double ones = 0, zeros = 0;
        bool others = false;
        for (std::size_t row = 0; row < part.mask.size(); ++row) {
            if (!part.mask[row]) continue;
            ones += part.x[row] == 1 ? 1 : 0;
            zeros += part.x[row] == 0 ? 1 : 0;
            others = others || (part.x[row] != 0 && part.x[row] != 1);
        }
        if (!others) refuse_small(run, part.name, {ones, zeros});
    }
}

SurveyResult estimate_parts(const Sample& sample, const std::vector<Part>& parts,
                            Quantity quantity) {
    const SurveyFunction function =
        [&](const std::vector<double>& weights) -> base::Result<SurveyValues> {
        std::vector<SurveyValues> values;
        for (const Part& part : parts) {
            auto one = quantity == Quantity::mean ? survey_mean(weights, part.x, part.mask)
                       : quantity == Quantity::total
                           ? survey_total(weights, part.x, part.mask)
                           : survey_ratio(weights, part.x, part.below, part.mask);
            if (!one) return one.error();
            values.push_back(std::move(*one));
        }
        return side_by_side(values, weights.size());
    };
    return must(survey_estimate(sample.design, function, sample.wish));
}

void report_sizes(Run& run, const Sample& sample, const std::vector<Part>& parts,
                  const SurveyResult& result, Quantity quantity) {
    AnalysisSeries sizes{"sizes", {}, {}, false};
    std::vector<double> rows, weight, effect, effective;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        sizes.at.push_back(parts[i].name);
        rows.push_back(static_cast<double>(rows_in(parts[i].mask)));
        double sum = 0;
        for (std::size_t row = 0; row < parts[i].mask.size(); ++row)
            if (parts[i].mask[row]) sum += sample.design.weights()[row];
        weight.push_back(sum);
        const auto found =
            quantity == Quantity::ratio
                ? std::nullopt
                : design_effect_of_mean(sample.design.weights(), parts[i].x, parts[i].mask,
                                        result.covariance(i, i), quantity == Quantity::total);
        effect.push_back(found.value_or(std::nan("")));
        effective.push_back(found && *found > 0 ? rows.back() / *found : std::nan(""));
    }
    sizes.columns = {{"rows", rows}, {"weight", weight}};
    if (quantity != Quantity::ratio) {
        sizes.columns.emplace_back("design_effect", effect);
        sizes.columns.emplace_back("effective_size", effective);
    }
    run.out.series.push_back(std::move(sizes));
}

// Groups of the same variable against the first or the one before: waves, years, places. The
// covariance of the plan is in it, so that the same clusters may be in both.
void report_differences(Run& run, const Sample& sample, const std::vector<Part>& parts,
                        const SurveyResult& result, std::size_t groups) {
    const std::string wish = run.specification.choice("differences", "none|first|previous");
    if (wish == "none") return;
    if (groups < 2) throw Refused{one_group("group")};
    const auto degrees = degrees_of(sample, sample.asked);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (i % groups == 0) continue;
        const std::size_t other = wish == "first" ? i - i % groups : i - 1;
        const double variance = result.covariance(i, i) + result.covariance(other, other) -
                                2 * result.covariance(i, other);
        run.out.estimates.push_back(
            {wald(parts[i].name + " - " + parts[other].name,
                  result.values[i] - result.values[other], std::sqrt(std::max(0.0, variance)),
                  degrees, run.specification.confidence()),
             false, std::nullopt});
    }
}

void report_parts(Run& run, const Sample& sample, const std::vector<Part>& parts,
                  const SurveyResult& result, Quantity quantity, std::size_t groups) {
    for (std::size_t i = 0; i < parts.size(); ++i)
        run.out.estimates.push_back(
            {wald(parts[i].name, result.values[i],
                  std::sqrt(std::max(0.0, result.covariance(i, i))),
                  degrees_of(sample, parts[i].asked), run.specification.confidence()),
             false, std::nullopt});
    report_differences(run, sample, parts, result, groups);
    report_sizes(run, sample, parts, result, quantity);
    if (result.replicates > 0)
        run.out.set("replicates_used", static_cast<std::int64_t>(result.replicates));
}

void report_weights(Run& run, const Sample& sample) {
    run.out.series.push_back(
        {"weights", run.labels("label"), {{"weight", sample.design.weights()}}, true});
}

std::vector<std::string> with_group(const Run& run, std::vector<std::string> names) {
    if (const auto group = run.specification.optional_text("group")) names.push_back(*group);
    return names;
}

constexpr Field mean_own[] = {
    {"variables", "texts", "", "variables: numbers, or categories (a share or sum for each)", true},
    {"statistic", "choice", "mean", "what is estimated", false, "mean|total"},
    {"group", "text", "", "variable: an estimate for each of its values"},
    {"differences", "choice", "none", "between the groups: against the first or the one before",
     false, "none|first|previous"},
    {"label", "text", "row number", "variable: row labels of the series weights"},
};
constexpr auto mean_fields = with_plan(mean_own);

void run_mean(Run& run) {
    const Specification& spec = run.specification;
    const std::vector<std::string> variables = spec.texts("variables");
    const Sample sample = sample_of(run, with_group(run, variables));
    const Groupings groupings = groupings_of(run, sample);
    const Quantity quantity =
        spec.choice("statistic", "mean|total") == "total" ? Quantity::total : Quantity::mean;
    std::vector<Part> parts;
    for (const std::string& variable : variables)
        for (Part& part : parts_of(groupings, columns_of(run, variable)))
            parts.push_back(std::move(part));
    refuse_small_parts(run, parts);
    const SurveyResult result = estimate_parts(sample, parts, quantity);
    report_parts(run, sample, parts, result, quantity, groupings.masks.size());
    report_weights(run, sample);
}

constexpr Field ratio_own[] = {
    {"numerator", "text", "", "variable", true},
    {"denominator", "text", "", "variable", true},
    {"group", "text", "", "variable: a ratio for each of its values"},
    {"differences", "choice", "none", "between the groups: against the first or the one before",
     false, "none|first|previous"},
};
constexpr auto ratio_fields = with_plan(ratio_own);

void run_ratio(Run& run) {
    const std::string above = run.specification.text("numerator");
    const std::string below = run.specification.text("denominator");
    const Sample sample = sample_of(run, with_group(run, {above, below}));
    const Groupings groupings = groupings_of(run, sample);
    const std::vector<Part> parts =
        parts_of(groupings, {{above, run.numbers(above)}}, run.numbers(below));
    refuse_small_parts(run, parts);
    const SurveyResult result = estimate_parts(sample, parts, Quantity::ratio);
    report_parts(run, sample, parts, result, Quantity::ratio, groupings.masks.size());
}

constexpr std::string_view proportion_limit_names =
    "logit|xlogit|likelihood|likelihood_interpolated|asin|beta|mean";
constexpr Field proportion_own[] = {
    {"outcome", "text", "", "variable: 0 or 1, or categories", true},
    {"yes", "text", "1", "the category that counts"},
    {"group", "text", "", "variable: a proportion for each of its values"},
    {"limits", "choice", "logit",
     "limits of the estimates; series limits has all of them. logit and xlogit differ with "
     "replicates only: from the logarithm of the odds in each, or from its error",
     false, proportion_limit_names},
    {"differences", "choice", "none", "between the groups: against the first or the one before",
     false, "none|first|previous"},
};
constexpr auto proportion_fields = with_plan(proportion_own);

std::vector<double> yes_or_no(const Run& run, const std::string& outcome) {
    const Column& column = run.column(outcome);
    const auto yes = run.specification.optional_text("yes");
    std::vector<double> is(column.values.size(), 0.0);
    if (!yes && column.categorical()) throw Refused{not_zero_or_one(outcome)};
    bool any = false;
    for (std::size_t row = 0; row < is.size(); ++row) {
        const double value = column.values[row];
        if (std::isnan(value)) continue;
        if (!yes && value != 0 && value != 1) throw Refused{not_zero_or_one(outcome)};
        is[row] = yes ? (column.text(row) == *yes ? 1 : 0) : value;
        any = any || is[row] == 1;
    }
    if (yes && !any) throw Refused{not_a_case("yes", *yes, outcome)};
    return is;
}

struct NamedSurveyLimits {
    std::string_view name;
    SurveyProportionLimits limits;
};
constexpr NamedSurveyLimits survey_limits[] = {
    {"logit", SurveyProportionLimits::xlogit},
    {"xlogit", SurveyProportionLimits::xlogit},
    {"likelihood", SurveyProportionLimits::likelihood},
    {"likelihood_interpolated", SurveyProportionLimits::likelihood_interpolated},
    {"asin", SurveyProportionLimits::asin},
    {"beta", SurveyProportionLimits::beta},
    {"mean", SurveyProportionLimits::mean},
};

constexpr double many_degrees = 1e7;  // Student's t is the normal distribution

// The variance of each part's logarithm of the odds, from replicates of itself; empty where they
// can't give it (somewhere all or nobody did), and where the variance is linearised, since it is
// that of xlogit then.
std::optional<SurveyResult> log_odds_of(const Sample& sample, const std::vector<Part>& parts) {
    if (sample.wish.kind == SurveyVariance::linearised) return std::nullopt;
    auto found = survey_estimate(
        sample.design,
        [&](const std::vector<double>& weights) -> base::Result<SurveyValues> {
            std::vector<SurveyValues> values;
            for (const Part& part : parts) {
                auto one = survey_log_odds(weights, part.x, part.mask);
                if (!one) return one.error();
                values.push_back(std::move(*one));
            }
            return side_by_side(values, weights.size());
        },
        sample.wish);
    if (!found) return std::nullopt;
    return std::move(*found);
}

base::Result<Interval> limits_of(const Run& run, const Sample& sample,
                                 const NamedSurveyLimits& kind, const SurveyProportion& found,
                                 const std::optional<SurveyResult>& log_odds, std::size_t i) {
    const double confidence = run.specification.confidence();
    if (kind.name == "logit" && sample.wish.kind != SurveyVariance::linearised) {
        if (!log_odds) return constant_variable(run.specification.text("outcome"));
        return log_odds_limits(log_odds->values[i], log_odds->covariance(i, i), found.degrees,
                               confidence);
    }
    return survey_proportion_limits(found, kind.limits, confidence);
}

void run_survey_proportion(Run& run) {
    const std::string outcome = run.specification.text("outcome");
    const Sample sample = sample_of(run, with_group(run, {outcome}));
    const Groupings groupings = groupings_of(run, sample);
    const std::vector<Part> parts = parts_of(groupings, {{outcome, yes_or_no(run, outcome)}});
    refuse_small_parts(run, parts);
    const SurveyResult result = estimate_parts(sample, parts, Quantity::mean);
    report_parts(run, sample, parts, result, Quantity::mean, groupings.masks.size());
    const std::string chosen = run.specification.choice("limits", proportion_limit_names);
    const std::optional<SurveyResult> log_odds = log_odds_of(sample, parts);
    AnalysisSeries limits{"limits", {}, {}, false};
    for (const Part& part : parts) limits.at.push_back(part.name);
    std::vector<SurveyProportion> found;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Mask& mask = parts[i].mask;
        found.push_back(
            {result.values[i], result.covariance(i, i),
             degrees_of(sample, parts[i].asked).value_or(many_degrees), rows_in(mask),
             package_information(sample.design.weights(), parts[i].x, mask, parts[i].asked)});
    }
    for (const NamedSurveyLimits& each : survey_limits) {
        std::vector<double> lower, upper;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            const auto both = limits_of(run, sample, each, found[i], log_odds, i);
            lower.push_back(both ? both->lower : std::nan(""));
            upper.push_back(both ? both->upper : std::nan(""));
            if (each.name != chosen) continue;
            const Interval must_be = must(both);
            run.out.estimates[i].row.lower = must_be.lower;
            run.out.estimates[i].row.upper = must_be.upper;
        }
        limits.columns.emplace_back(std::string(each.name) + "_lower", std::move(lower));
        limits.columns.emplace_back(std::string(each.name) + "_upper", std::move(upper));
    }
    run.out.series.push_back(std::move(limits));
}

constexpr Field quantile_own[] = {
    {"outcome", "text", "", "variable", true},
    {"probabilities", "numbers", "0.25, 0.5, 0.75", "shares of the population below"},
    {"group", "text", "", "variable: quantiles for each of its values"},
    {"limits", "choice", "mean", "limits of the share, turned into limits of the quantile", false,
     "mean|logit|asin|beta"},
};
constexpr auto quantile_fields = with_plan(quantile_own);

// Of persons: a quantile is one person's own value, so at least five lie at or beyond it on each
// side.
void refuse_extreme(const Run& run, const Part& part, double value) {
    double below = 0, above = 0;
    for (std::size_t row = 0; row < part.mask.size(); ++row) {
        if (!part.mask[row]) continue;
        below += part.x[row] <= value ? 1 : 0;
        above += part.x[row] >= value ? 1 : 0;
    }
    refuse_small(run, part.name, {below, above});
}

// Woodruff 1952: limits of the share at or below the quantile, read off the distribution.
void report_quantile(Run& run, const Sample& sample, const Part& part, double probability) {
    const double confidence = run.specification.confidence();
    const std::vector<double>& weights = sample.design.weights();
    const double value = survey_quantile(weights, part.x, part.mask, probability);
    refuse_extreme(run, part, value);
    Part below = part;
    for (double& x : below.x) x = x <= value ? 1 : 0;
    const SurveyResult share = estimate_parts(sample, {below}, Quantity::mean);
    const auto degrees = degrees_of(sample, part.asked);
    const std::string kind = run.specification.choice("limits", "mean|logit|asin|beta");
    const auto method =
        std::find_if(std::begin(survey_limits), std::end(survey_limits),
                     [&](const NamedSurveyLimits& each) { return each.name == kind; });
    const Interval shares =
        must(survey_proportion_limits({share.values[0], share.covariance(0, 0),
                                       degrees.value_or(many_degrees), rows_in(part.mask), 1},
                                      method->limits, confidence));
    if (shares.lower < 0 || shares.upper > 1)
        run.warn(base::refuse("quantile_at_the_end",
                              "Grænserne for „{}“ når til enden af data og er for snævre.",
                              part.name));
    AnalysisEstimate estimate;
    estimate.row.name = part.name + " " + shortest(std::round(probability * 1e8) / 1e6) + "%";
    estimate.row.estimate = value;
    estimate.row.lower = survey_quantile(weights, part.x, part.mask, std::max(0.0, shares.lower));
    estimate.row.upper = survey_quantile(weights, part.x, part.mask, std::min(1.0, shares.upper));
    const double reach = student_quantile((1 + confidence) / 2, degrees.value_or(many_degrees));
    estimate.row.standard_error = (estimate.row.upper - estimate.row.lower) / (2 * reach);
    run.out.estimates.push_back(std::move(estimate));
}

void run_quantile(Run& run) {
    const std::string outcome = run.specification.text("outcome");
    const Sample sample = sample_of(run, with_group(run, {outcome}));
    const Groupings groupings = groupings_of(run, sample);
    const std::vector<double> probabilities =
        run.specification.numbers_or("probabilities", {0.25, 0.5, 0.75});
    for (const Part& part : parts_of(groupings, {{outcome, run.numbers(outcome)}}))
        for (const double probability : probabilities) {
            if (!(probability > 0 && probability < 1))
                throw Refused{outside("probabilities", "]0; 1[")};
            report_quantile(run, sample, part, probability);
        }
}

constexpr Field independence_own[] = {
    {"row", "text", "", "variable", true},
    {"column", "text", "", "variable", true},
};
constexpr auto independence_fields = with_plan(independence_own);

void run_independence(Run& run) {
    const std::string row_name = run.specification.text("row");
    const std::string column_name = run.specification.text("column");
    const Sample sample = sample_of(run, {row_name, column_name});
    std::vector<std::size_t> inside;
    for (std::size_t row = 0; row < sample.domain.size(); ++row)
        if (sample.domain[row]) inside.push_back(row);
    const DataFrame part = run.frame.select(inside);
    const Groups rows = groups_of(*must(part.column(row_name)));
    const Groups columns = groups_of(*must(part.column(column_name)));
    if (rows.names.size() < 2) throw Refused{one_group(row_name)};
    if (columns.names.size() < 2) throw Refused{one_group(column_name)};
    std::vector<Part> cells;
    for (const std::string& row : rows.names)
        for (const std::string& column : columns.names) {
            std::string name = row;
            name.append(" ").append(column);
            cells.push_back({std::move(name),
                             std::vector<double>(sample.domain.size(), 0.0),
                             {},
                             sample.domain});
        }
    for (std::size_t i = 0; i < inside.size(); ++i)
        cells[rows.of_row[i] * columns.names.size() + columns.of_row[i]].x[inside[i]] = 1;
    refuse_small_parts(run, cells);
    const SurveyResult shares = estimate_parts(sample, cells, Quantity::mean);
    const SurveyIndependence test =
        must(rao_scott(shares.values, shares.covariance, rows.names.size(), columns.names.size(),
                       static_cast<double>(inside.size()), degrees_in(sample, sample.domain)));
    run.out.set("pearson", test.pearson);
    run.out.set("f", test.f);
    run.out.set("numerator_degrees", test.numerator_degrees);
    run.out.set("denominator_degrees", test.denominator_degrees);
    run.out.set("p", test.p);
    run.out.set("chi_squared", test.chi_squared);
    run.out.set("chi_squared_degrees", test.chi_squared_degrees);
    run.out.set("chi_squared_p", test.chi_squared_p);
    AnalysisSeries table{"cells", {}, {}, false};
    std::vector<double> errors;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        table.at.push_back(cells[i].name);
        errors.push_back(std::sqrt(std::max(0.0, shares.covariance(i, i))));
    }
    table.columns = {{"share", shares.values}, {"standard_error", errors}};
    run.out.series.push_back(std::move(table));
}

constexpr std::string_view survey_families =
    "gaussian|binomial|quasi_binomial|poisson|quasi_poisson";
constexpr Field regression_own[] = {
    {"outcome", "text", "", "variable: what is explained", true},
    {"terms", "texts", "[]", "as in regression"},
    {"factors", "factors", "{}", "numbers that are categories, and references"},
    {"family", "choice", "gaussian", "the distribution; only its mean matters", false,
     survey_families},
    {"offset", "text", "", "expression: added to the linear predictor"},
    {"tolerance", "number", "1e-8", "relative change of the deviance at which the iteration ends"},
};
constexpr auto regression_fields = with_plan(regression_own);

struct SurveyRegression {
    Family family = Family::gaussian;
    RegressionData data;              // of the rows in the domain
    std::vector<std::size_t> inside;  // their places in the sample
    double tolerance = 1e-8;
};

// Pseudo-likelihood: the weighted fit, and each row's part of its score through the inverse
// information (Binder 1983, Int Stat Rev 51:279).
base::Result<SurveyValues> pseudo_likelihood(SurveyRegression& asked,
                                             const std::vector<double>& weights,
                                             RegressionFit* kept) {
    double sum = 0;
    for (const std::size_t row : asked.inside) sum += weights[row];
    asked.data.weights.clear();
    for (const std::size_t row : asked.inside)
        asked.data.weights.push_back(weights[row] / sum * static_cast<double>(asked.inside.size()));
    auto fit = fit_regression(asked.family, asked.data, {false, asked.tolerance});
    if (!fit) return fit.error();
    const std::size_t width = fit->coefficients.size();
    SurveyValues found{fit->coefficients, Matrix(weights.size(), width)};
    Matrix scores(asked.inside.size(), width);
    for (std::size_t j = 0; j < width; ++j)
        for (std::size_t i = 0; i < asked.inside.size(); ++i)
            scores(i, j) =
                asked.data.design.x(i, j) * fit->working_weights[i] * fit->working_residuals[i];
    const Matrix moved = product(scores, fit->unscaled_covariance);
    for (std::size_t j = 0; j < width; ++j)
        for (std::size_t i = 0; i < asked.inside.size(); ++i)
            found.influence(asked.inside[i], j) = moved(i, j);
    if (kept) *kept = std::move(*fit);
    return found;
}

Family survey_family(const std::string& name) {
    return name == "quasi_binomial" ? Family::binomial : family_named(name);
}

CountedOutcome counted_answers(const std::string& name, const std::vector<double>& outcome) {
    CountedOutcome answers{name, {}, {}};
    if (std::any_of(outcome.begin(), outcome.end(),
                    [](double value) { return value != 0 && value != 1; }))
        return answers;
    for (const double value : outcome) {
        answers.events.push_back(value);
        answers.others.push_back(1 - value);
    }
    return answers;
}

void run_survey_regression(Run& run) {
    const Specification& spec = run.specification;
    SurveyRegression asked;
    asked.family = survey_family(spec.choice("family", survey_families));
    asked.tolerance = spec.number_or("tolerance", 1e-8);
    const std::string outcome = spec.text("outcome");
    DesignRequest request;
    request.terms = spec.texts_or_none("terms");
    request.factors = spec.factors("factors");
    std::vector<std::string> names = must(DesignPlan::variables(request));
    names.push_back(outcome);
    const std::string offset = "(offset)";
    if (const auto expression = spec.optional_text("offset")) {
        derive_offset(run, *expression);
        names.push_back(offset);
    }
    const Sample sample = sample_of(run, names);
    for (std::size_t row = 0; row < sample.domain.size(); ++row)
        if (sample.domain[row] && sample.design.weights()[row] != 0) asked.inside.push_back(row);
    const DataFrame part = run.frame.select(asked.inside);
    asked.data.outcome_name = outcome;
    asked.data.outcome = must(part.numbers(outcome));
    asked.data.design = must(must(DesignPlan::make(request, part)).apply(part));
    if (spec.has("offset")) asked.data.offset = must(part.numbers(offset));
    const CountedOutcome answers = counted_answers(outcome, asked.data.outcome);
    protect_categories(run, asked.data.design, answers);
    RegressionFit fit;
    must(pseudo_likelihood(asked, sample.design.weights(), &fit));
    protect_combinations(run, asked.data.design, fit.leverages, answers);
    const SurveyResult result = must(survey_estimate(
        sample.design,
        [&](const std::vector<double>& weights) {
            return pseudo_likelihood(asked, weights, nullptr);
        },
        sample.wish));
    const auto degrees =
        degrees_of(sample, sample.domain, static_cast<double>(fit.names.size()) - 1);
    for (std::size_t j = 0; j < fit.names.size(); ++j)
        run.out.estimates.push_back(
            {wald(fit.names[j], result.values[j], std::sqrt(std::max(0.0, result.covariance(j, j))),
                  degrees, spec.confidence()),
             asked.family != Family::gaussian, std::nullopt});
    run.out.set("observations", static_cast<std::int64_t>(asked.inside.size()));
    run.out.set("residual_degrees",
                degrees_in(sample, sample.domain) + 1 - static_cast<double>(fit.names.size()));
    run.out.set("deviance", fit.deviance);
    run.out.set("dispersion", fit.pearson / (static_cast<double>(asked.inside.size()) -
                                             static_cast<double>(fit.names.size())));
    report_covariance(run, fit.names, result.covariance);
    report_terms(run, asked.data.design.terms, result.values, result.covariance, degrees);
    if (asked.family == Family::gaussian)
        run.assume(base::refuse("linear", "Gennemsnittet er en ret linje i leddene."));
    else
        run.assume(
            base::refuse("log_linear", "Leddene virker som faktorer, der ganges på hinanden."));
}

constexpr Method methods[] = {
    {"survey_mean", "Means, shares and totals from a sample drawn by a plan",
     "Cochran 1977; Särndal, Swensson and Wretman 1992; Lumley 2010; Rao and Wu 1988",
     "estimates: variable (category: variable + category), with group variable + blank + group; "
     "differences \"name - name\". fit: clusters, strata, degrees, replicates_used, seed. series: "
     "sizes (rows, weight, design_effect, effective_size), weights (weight after calibration)",
     mean_fields, run_mean},
    {"survey_ratio", "Ratios from a sample drawn by a plan", "Woodruff 1971; Lumley 2010",
     "as survey_mean, named by the numerator", ratio_fields, run_ratio},
    {"survey_proportion", "A proportion from a sample drawn by a plan",
     "Korn and Graubard 1998; Rao and Scott 1984; Lumley 2010",
     "as survey_mean, but named by the outcome alone; series limits has for each kind of limits "
     "kind_lower and kind_upper",
     proportion_fields, run_survey_proportion},
    {"survey_quantile", "Quantiles from a sample drawn by a plan", "Woodruff 1952; Lumley 2010",
     "estimates: variable + blank + per cent, as \"income 50%\"; standard_error is the limits' "
     "length over twice the quantile of t",
     quantile_fields, run_quantile},
    {"survey_chi_squared", "Whether two variables hang together, from a sample drawn by a plan",
     "Rao and Scott 1984; Thomas and Rao 1987",
     "fit: pearson (weighted table, sample's size), f, numerator_degrees, denominator_degrees, p "
     "(second order), chi_squared, chi_squared_degrees, chi_squared_p (first order). series: cells "
     "(share, standard_error)",
     independence_fields, run_independence},
    {"survey_regression", "Regression with a sample drawn by a plan", "Binder 1983; Lumley 2010",
     "estimates: as regression; t has clusters − strata + 1 − coefficients degrees. fit: "
     "observations, residual_degrees, deviance, dispersion. series: covariance, terms",
     regression_fields, run_survey_regression},
};

}  // namespace

std::span<const Method> survey_methods() {
    return methods;
}

}  // namespace statistics
