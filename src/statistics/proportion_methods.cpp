#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/contingency.h"
#include "statistics/distribution.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/proportion.h"
#include "statistics/refusals.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

struct NamedLimits {
    const char* name;
    ProportionLimits limits;
};
constexpr NamedLimits all_limits[] = {
    {"wilson", ProportionLimits::wilson},
    {"wilson_corrected", ProportionLimits::wilson_corrected},
    {"clopper_pearson", ProportionLimits::clopper_pearson},
    {"mid_p", ProportionLimits::mid_p},
    {"jeffreys", ProportionLimits::jeffreys},
    {"agresti_coull", ProportionLimits::agresti_coull},
    {"logit", ProportionLimits::logit},
    {"wald", ProportionLimits::wald},
};
constexpr std::string_view limit_names =
    "wilson|wilson_corrected|clopper_pearson|mid_p|jeffreys|agresti_coull|logit|wald";

// Successes and trials of each group.
struct Counts {
    std::vector<std::string> names;
    std::vector<double> successes, trials, scores;
};

void check_counts(const std::string& name, const std::vector<double>& values) {
    for (const double value : values) {
        if (value < 0) throw Refused{negative_value(name)};
        if (value != std::floor(value)) throw Refused{not_whole(name)};
    }
}

// Groups that are too small to be told of stay out where rows are persons, and those in which 1 to
// 4 said yes, or no. How many rows there are of them isn't said either.
void leave_out_small(Run& run, Counts& counts, const std::vector<std::size_t>& rows) {
    if (!about_persons(run)) return;
    const auto least = static_cast<double>(least_persons(run.specification));
    std::size_t kept = 0;
    std::size_t used = 0;
    for (std::size_t i = 0; i < counts.names.size(); ++i) {
        if (counts.trials[i] < least || too_small_to_show(counts.successes[i]) ||
            too_small_to_show(counts.trials[i] - counts.successes[i]))
            continue;
        used += rows[i];
        counts.names[kept] = counts.names[i];
        counts.successes[kept] = counts.successes[i];
        counts.trials[kept] = counts.trials[i];
        if (!counts.scores.empty()) counts.scores[kept] = counts.scores[i];
        ++kept;
    }
    if (kept == counts.names.size()) return;
    run.out.rows_used = used;
    run.warn(base::refuse("small_groups", "{} grupper er for små til at blive vist.",
                          std::to_string(counts.names.size() - kept)));
    if (kept == 0) throw Refused{too_few("persons", 0, static_cast<std::size_t>(least))};
    counts.names.resize(kept);
    counts.successes.resize(kept);
    counts.trials.resize(kept);
    if (!counts.scores.empty()) counts.scores.resize(kept);
}

Counts counts_of(Run& run, bool with_scores) {
    const Specification& spec = run.specification;
    const std::string outcome = spec.text("outcome");
    const auto trials = spec.optional_text("trials"), group = spec.optional_text("group");
    const auto score = with_scores ? spec.optional_text("score") : std::nullopt;
    std::vector<std::string> names{outcome};
    for (const auto& name : {trials, group, score})
        if (name) names.push_back(*name);
    run.keep_complete(names);
    if (run.frame.rows() == 0) throw Refused{no_data()};
    const std::vector<double> yes = run.numbers(outcome);
    const std::vector<double> asked =
        trials ? run.numbers(*trials) : std::vector<double>(yes.size(), 1.0);
    check_counts(outcome, yes);
    if (trials) check_counts(*trials, asked);
    const Groups groups = group ? groups_of(run.column(*group))
                                : Groups{std::vector<std::size_t>(yes.size(), 0), {outcome}};
    Counts counts{groups.names,
                  std::vector<double>(groups.names.size(), 0.0),
                  std::vector<double>(groups.names.size(), 0.0),
                  {}};
    for (std::size_t row = 0; row < yes.size(); ++row) {
        if (yes[row] > asked[row])
            throw Refused{trials ? outside(outcome, "[0; " + *trials + "]")
                                 : not_zero_or_one(outcome)};
        counts.successes[groups.of_row[row]] += yes[row];
        counts.trials[groups.of_row[row]] += asked[row];
    }
    for (const double each : counts.trials)
        if (each == 0) throw Refused{not_positive(trials.value_or(outcome))};
    if (with_scores) {
        for (std::size_t i = 0; i < groups.names.size(); ++i)
            counts.scores.push_back(static_cast<double>(i + 1));
        const std::vector<double> scores = score ? run.numbers(*score) : std::vector<double>{};
        for (std::size_t row = 0; row < scores.size(); ++row)
            counts.scores[groups.of_row[row]] = scores[row];
    }
    std::vector<std::size_t> rows(groups.names.size(), 0);
    for (const std::size_t of : groups.of_row) ++rows[of];
    leave_out_small(run, counts, rows);
    run.out.persons = std::accumulate(counts.trials.begin(), counts.trials.end(), 0.0);
    return counts;
}

base::Error independent_answers() {
    return base::refuse("independent_answers",
                        "Svarene er uafhængige af hinanden, og alle havde samme mulighed for at "
                        "blive spurgt.");
}

Interval limits_or_nothing(double x, double n, ProportionLimits limits, double confidence) {
    const auto found = proportion_limits(x, n, limits, confidence);
    return found ? *found : Interval{std::nan(""), std::nan("")};
}

constexpr Field proportion_fields[] = {
    {"outcome", "text", "", "variable: 0 or 1 in each row, or a number of successes", true},
    {"trials", "text", "1", "variable: of how many"},
    {"group", "text", "", "variable: a proportion for each of its values"},
    {"limits", "choice", "wilson", "limits of the estimates; series limits has all of them", false,
     limit_names},
    {"null", "number", "0.5", "the proportion that statistic (score) and p (exact) test"},
};

void run_proportion(Run& run) {
    const Specification& spec = run.specification;
    const Counts counts = counts_of(run, false);
    const std::string chosen = spec.choice("limits", limit_names);
    const double confidence = spec.confidence(), null = spec.number_or("null", 0.5);
    AnalysisSeries sizes{"groups", counts.names, {}, false};
    AnalysisSeries limits{"limits", counts.names, {}, false};
    for (const NamedLimits& each : all_limits) {
        std::vector<double> lower, upper;
        for (std::size_t i = 0; i < counts.names.size(); ++i) {
            const Interval both =
                limits_or_nothing(counts.successes[i], counts.trials[i], each.limits, confidence);
            lower.push_back(both.lower);
            upper.push_back(both.upper);
        }
        limits.columns.emplace_back(std::string(each.name) + "_lower", std::move(lower));
        limits.columns.emplace_back(std::string(each.name) + "_upper", std::move(upper));
    }
    const auto method = std::find_if(std::begin(all_limits), std::end(all_limits),
                                     [&](const NamedLimits& each) { return each.name == chosen; });
    bool reaches_outside = false;
    for (std::size_t i = 0; i < counts.names.size(); ++i) {
        const double x = counts.successes[i], n = counts.trials[i], p = x / n;
        const Interval both = must(proportion_limits(x, n, method->limits, confidence));
        reaches_outside = reaches_outside || both.lower < 0 || both.upper > 1;
        AnalysisEstimate estimate;
        estimate.row = {counts.names[i], p, std::sqrt(p * (1 - p) / n), both.lower, both.upper};
        estimate.row.p = must(binomial_test(x, n, null));
        estimate.row.statistic = (p - null) / std::sqrt(null * (1 - null) / n);
        run.out.estimates.push_back(std::move(estimate));
    }
    sizes.columns = {{"successes", counts.successes}, {"trials", counts.trials}};
    run.out.series.push_back(std::move(sizes));
    run.out.series.push_back(std::move(limits));
    run.assume(independent_answers());
    if (reaches_outside)
        run.warn(base::refuse("limits_outside",
                              "De valgte grænser går ud over 0 eller 1; vælg wilson eller "
                              "clopper_pearson."));
}

constexpr std::string_view difference_limits = "newcombe|wald|wald_corrected|agresti_caffo";
constexpr Field difference_fields[] = {
    {"outcome", "text", "", "variable: 0 or 1 in each row, or a number of successes", true},
    {"trials", "text", "1", "variable: of how many"},
    {"group", "text", "", "variable: the groups, or years, compared", true},
    {"reference", "text", "the first", "the group the others are compared with"},
    {"against", "choice", "reference", "each group against the reference, or the one before it",
     false, "reference|previous"},
    {"limits", "choice", "newcombe", "limits of the differences", false, difference_limits},
    {"odds_tolerance", "number", "0",
     "how closely the conditional odds ratio is searched; 0 exact, 0.0001220703125 as R"},
};

void report_difference(Run& run, const std::string& name, const ProportionDifference& found,
                       const std::string& limits) {
    const Interval& both = limits == "wald"             ? found.wald
                           : limits == "wald_corrected" ? found.wald_corrected
                           : limits == "agresti_caffo"  ? found.agresti_caffo
                                                        : found.newcombe;
    AnalysisEstimate estimate;
    estimate.row = {name,
                    found.estimate,
                    found.standard_error,
                    both.lower,
                    both.upper,
                    std::copysign(std::sqrt(found.chi_squared), found.estimate),
                    found.chi_squared_p};
    run.out.estimates.push_back(std::move(estimate));
}

// The tests and ratios of one difference, as a row of the series.
std::vector<double> test_row(const Counts& counts, std::size_t one, std::size_t other,
                             const ProportionDifference& found, double confidence,
                             double tolerance) {
    const double nothing = std::nan("");
    const FourfoldTable table{counts.successes[one], counts.trials[one] - counts.successes[one],
                              counts.successes[other],
                              counts.trials[other] - counts.successes[other]};
    const auto fisher = fisher_exact(table, confidence, tolerance);
    const double z = normal_quantile((1 + confidence) / 2);
    const double reach = z * found.log_risk_ratio_error;
    const double ratio = found.risk_ratio.value_or(nothing);
    return {found.chi_squared,
            found.chi_squared_p,
            found.corrected,
            found.corrected_p,
            fisher ? fisher->p : nothing,
            fisher ? fisher->odds_ratio.value_or(nothing) : nothing,
            fisher ? fisher->lower : nothing,
            fisher ? fisher->upper.value_or(nothing) : nothing,
            ratio,
            ratio * std::exp(-reach),
            ratio * std::exp(reach)};
}

void run_difference(Run& run) {
    const Specification& spec = run.specification;
    const Counts counts = counts_of(run, false);
    const std::string group = spec.text("group");
    if (counts.names.size() < 2) throw Refused{one_group(group)};
    const std::string reference = spec.text_or("reference", counts.names.front());
    const auto at = std::find(counts.names.begin(), counts.names.end(), reference);
    if (at == counts.names.end())
        throw Refused{not_a_case("reference", reference, counts.names.front())};
    const bool previous = spec.choice("against", "reference|previous") == "previous";
    const std::string limits = spec.choice("limits", difference_limits);
    const double confidence = spec.confidence();
    const char* names[] = {"chi_squared", "chi_squared_p", "corrected",  "corrected_p",
                           "fisher_p",    "odds_ratio",    "odds_lower", "odds_upper",
                           "risk_ratio",  "risk_lower",    "risk_upper"};
    AnalysisSeries tests{"tests", {}, {}, false};
    for (const char* name : names) tests.columns.emplace_back(name, std::vector<double>{});
    for (std::size_t i = 0; i < counts.names.size(); ++i) {
        const std::size_t other =
            previous ? i - 1 : static_cast<std::size_t>(at - counts.names.begin());
        if (other == i || (previous && i == 0)) continue;
        const ProportionDifference found =
            must(proportion_difference(counts.successes[i], counts.trials[i],
                                       counts.successes[other], counts.trials[other], confidence));
        const std::string name = counts.names[i] + " - " + counts.names[other];
        report_difference(run, name, found, limits);
        tests.at.push_back(name);
        const std::vector<double> row =
            test_row(counts, i, other, found, confidence, spec.number_or("odds_tolerance", 0));
        for (std::size_t j = 0; j < row.size(); ++j) tests.columns[j].second.push_back(row[j]);
    }
    AnalysisSeries groups{"groups", counts.names, {}, false};
    std::vector<double> shares, lower, upper;
    for (std::size_t i = 0; i < counts.names.size(); ++i) {
        const Interval both = limits_or_nothing(counts.successes[i], counts.trials[i],
                                                ProportionLimits::wilson, confidence);
        shares.push_back(counts.successes[i] / counts.trials[i]);
        lower.push_back(both.lower);
        upper.push_back(both.upper);
    }
    groups.columns = {{"successes", counts.successes},
                      {"trials", counts.trials},
                      {"proportion", shares},
                      {"lower", lower},
                      {"upper", upper}};
    run.out.series.push_back(std::move(tests));
    run.out.series.push_back(std::move(groups));
    run.assume(independent_answers());
    run.assume(base::refuse("separate_groups", "Ingen er med i flere af grupperne."));
}

constexpr Field paired_fields[] = {
    {"first", "text", "", "variable: 0 or 1, the first answer", true},
    {"second", "text", "", "variable: 0 or 1, the second answer of the same", true},
    {"count", "text", "1", "variable: how many answered so"},
    {"limits", "choice", "newcombe", "limits of the difference", false, "newcombe|wald"},
};

void run_paired(Run& run) {
    const Specification& spec = run.specification;
    const std::string first = spec.text("first"), second = spec.text("second");
    const auto count = spec.optional_text("count");
    std::vector<std::string> names{first, second};
    if (count) names.push_back(*count);
    run.keep_complete(names);
    const std::vector<double> one = run.numbers(first), two = run.numbers(second);
    const std::vector<double> times =
        count ? run.numbers(*count) : std::vector<double>(one.size(), 1.0);
    if (count) check_counts(*count, times);
    double cells[2][2] = {{0, 0}, {0, 0}};
    for (std::size_t row = 0; row < one.size(); ++row) {
        if (one[row] != 0 && one[row] != 1) throw Refused{not_zero_or_one(first)};
        if (two[row] != 0 && two[row] != 1) throw Refused{not_zero_or_one(second)};
        cells[one[row] == 1 ? 1 : 0][two[row] == 1 ? 1 : 0] += times[row];
    }
    run.out.persons = std::accumulate(times.begin(), times.end(), 0.0);
    refuse_small(run, second, {cells[0][0], cells[0][1], cells[1][0], cells[1][1]});
    const PairedProportions found = must(
        paired_proportions(cells[1][1], cells[1][0], cells[0][1], cells[0][0], spec.confidence()));
    const Interval& both =
        spec.choice("limits", "newcombe|wald") == "wald" ? found.wald : found.newcombe;
    AnalysisEstimate estimate;
    estimate.row = {
        "first - second",     found.estimate,
        found.standard_error, both.lower,
        both.upper,           std::copysign(std::sqrt(found.chi_squared), found.estimate),
        found.exact_p};
    run.out.estimates.push_back(std::move(estimate));
    run.out.set("both", cells[1][1]);
    run.out.set("only_first", cells[1][0]);
    run.out.set("only_second", cells[0][1]);
    run.out.set("neither", cells[0][0]);
    run.out.set("proportion_first", found.first);
    run.out.set("proportion_second", found.second);
    run.out.set("chi_squared", found.chi_squared);
    run.out.set("chi_squared_p", found.chi_squared_p);
    run.out.set("corrected", found.corrected);
    run.out.set("corrected_p", found.corrected_p);
    run.out.set("exact_p", found.exact_p);
    run.out.set("mid_p", found.mid_p);
    run.assume(base::refuse("same_persons", "De samme er spurgt begge gange."));
}

constexpr Field trend_fields[] = {
    {"outcome", "text", "", "variable: 0 or 1 in each row, or a number of successes", true},
    {"trials", "text", "1", "variable: of how many"},
    {"group", "text", "", "variable: the groups, or years, in order", true},
    {"score", "text", "1, 2 …", "variable: the groups' distances"},
};

void run_trend(Run& run) {
    const Counts counts = counts_of(run, true);
    const std::string group = run.specification.text("group");
    if (counts.names.size() < 2) throw Refused{one_group(group)};
    const ProportionTests tests =
        must(proportion_tests(counts.successes, counts.trials, counts.scores));
    Coefficient slope =
        wald("slope", tests.slope, tests.slope_error, std::nullopt, run.specification.confidence());
    slope.p = tests.trend_p;
    run.out.estimates.push_back({std::move(slope), false, std::nullopt});
    run.out.set("trend_chi_squared", tests.trend);
    run.out.set("trend_p", tests.trend_p);
    run.out.set("chi_squared", tests.chi_squared);
    run.out.set("degrees", tests.degrees);
    run.out.set("p", tests.p);
    run.out.set("departure_chi_squared", tests.departure);
    run.out.set("departure_p", tests.departure_p);
    AnalysisSeries groups{"groups", counts.names, {}, false};
    groups.columns = {
        {"successes", counts.successes}, {"trials", counts.trials}, {"score", counts.scores}};
    run.out.series.push_back(std::move(groups));
    run.assume(independent_answers());
    run.assume(base::refuse("straight_trend",
                            "Prøven ser efter en jævn stigning eller et jævnt fald; andre "
                            "mønstre ser den ikke."));
}

constexpr Field odds_fields[] = {
    {"outcome", "text", "", "variable with two values", true},
    {"yes", "text", "the last", "the outcome's value that counts"},
    {"group", "text", "", "variable with two values: compared", true},
    {"reference", "text", "the first", "the group compared with"},
    {"strata", "text", "", "variable: compared within", true},
    {"count", "text", "1", "variable: how many each row stands for"},
};

// The number of a value among two.
std::size_t one_of_two(const Groups& groups, const std::string& variable, std::string_view field,
                       const std::string& value) {
    if (groups.names.size() < 2) throw Refused{one_group(variable)};
    if (groups.names.size() > 2)
        throw Refused{
            base::refuse("not_two_values", "Variablen „{}“ skal have netop to værdier.", variable)};
    if (value == groups.names[0]) return 0;
    if (value == groups.names[1]) return 1;
    throw Refused{not_a_case(field, value, groups.names[0] + ", " + groups.names[1])};
}

// Of persons: one stratum with a cell of 1 to 4 and none is told of; and where the cells are too
// few even over all strata, nothing is.
bool strata_may_be_told(const Run& run, const std::string& outcome,
                        const std::vector<FourfoldTable>& tables) {
    if (!about_persons(run)) return true;
    FourfoldTable all{0, 0, 0, 0};
    bool told = true;
    for (const FourfoldTable& table : tables) {
        for (const double cell : {table.a, table.b, table.c, table.d})
            told = told && !too_small_to_show(cell);
        all = {all.a + table.a, all.b + table.b, all.c + table.c, all.d + table.d};
    }
    refuse_small(run, outcome, {all.a, all.b, all.c, all.d});
    if (!told && tables.size() < 2) throw Refused{small_numbers_of(outcome)};
    return told;
}

void run_odds(Run& run) {
    const Specification& spec = run.specification;
    const std::string outcome = spec.text("outcome"), group = spec.text("group");
    const std::string stratum = spec.text("strata");
    const auto count = spec.optional_text("count");
    std::vector<std::string> names{outcome, group, stratum};
    if (count) names.push_back(*count);
    run.keep_complete(names);
    if (run.frame.rows() == 0) throw Refused{no_data()};
    const Groups outcomes = groups_of(run.column(outcome)), groups = groups_of(run.column(group));
    const Groups strata = groups_of(run.column(stratum));
    const std::size_t yes =
        one_of_two(outcomes, outcome, "yes", spec.text_or("yes", outcomes.names.back()));
    const std::size_t reference =
        one_of_two(groups, group, "reference", spec.text_or("reference", groups.names.front()));
    const std::vector<double> times =
        count ? run.numbers(*count) : std::vector<double>(outcomes.of_row.size(), 1.0);
    if (count) check_counts(*count, times);
    run.out.persons = std::accumulate(times.begin(), times.end(), 0.0);
    std::vector<FourfoldTable> tables(strata.names.size());
    for (std::size_t row = 0; row < times.size(); ++row) {
        FourfoldTable& table = tables[strata.of_row[row]];
        const bool is_yes = outcomes.of_row[row] == yes;
        const bool is_reference = groups.of_row[row] == reference;
        double& cell = is_reference ? (is_yes ? table.c : table.d) : (is_yes ? table.a : table.b);
        cell += times[row];
    }
    const bool told = strata_may_be_told(run, outcome, tables);
    const StratifiedOdds found = must(stratified_odds(tables));
    Coefficient row = wald(groups.names[1 - reference], std::log(found.odds_ratio), found.log_error,
                           std::nullopt, spec.confidence());
    run.out.estimates.push_back({std::move(row), true, std::nullopt});
    run.out.set("odds_ratio", found.odds_ratio);
    run.out.set("chi_squared", found.chi_squared);
    run.out.set("p", found.p);
    run.out.set("corrected", found.corrected);
    run.out.set("corrected_p", found.corrected_p);
    run.out.set("homogeneity", found.homogeneity);
    run.out.set("homogeneity_degrees", found.homogeneity_degrees);
    run.out.set("homogeneity_p", found.homogeneity_p);
    run.out.set("strata", static_cast<std::int64_t>(found.strata));
    std::vector<std::vector<double>> cells(4);
    for (const FourfoldTable& table : tables) {
        cells[0].push_back(table.a);
        cells[1].push_back(table.b);
        cells[2].push_back(table.c);
        cells[3].push_back(table.d);
    }
    if (told)
        run.out.series.push_back({"strata",
                                  strata.names,
                                  {{"yes", cells[0]},
                                   {"no", cells[1]},
                                   {"reference_yes", cells[2]},
                                   {"reference_no", cells[3]}},
                                  false});
    run.assume(base::refuse("common_odds", "Forholdet er det samme i alle strata."));
    if (found.homogeneity_degrees > 0 && found.homogeneity_p < 0.05)
        run.warn(base::refuse(
            "odds_differ", "Forholdet er ikke det samme i alle strata; ét tal dækker det ikke."));
}

constexpr Field association_fields[] = {
    {"row", "text", "", "variable: categories compared, such as groups", true},
    {"column", "text", "", "variable: categories of what is compared, such as answers", true},
    {"strata", "text", "", "variable: compared within", true},
    {"count", "text", "1", "variable: how many each row stands for"},
    {"row_categories", "texts", "in order", "the rows' categories in their order"},
    {"column_categories", "texts", "in order", "the columns' categories in their order"},
    {"row_scores", "numbers", "1, 2 …", "distances of the rows' categories"},
    {"column_scores", "numbers", "1, 2 …", "distances of the columns' categories"},
};

// A variable's categories in the order that the field gives, and the place of each row.
Groups ordered_groups(const Run& run, const std::string& variable, std::string_view field) {
    Groups groups = groups_of(run.column(variable));
    const std::vector<std::string> order = run.specification.texts_or_none(field);
    if (order.empty()) return groups;
    for (std::size_t& row : groups.of_row) {
        const auto at = std::find(order.begin(), order.end(), groups.names[row]);
        if (at == order.end()) throw Refused{not_a_case(field, groups.names[row], variable)};
        row = static_cast<std::size_t>(at - order.begin());
    }
    groups.names = order;
    return groups;
}

// Only categories that somebody is in.
void leave_out_empty(Groups& groups, const std::vector<double>& times) {
    std::vector<double> sums(groups.names.size(), 0.0);
    for (std::size_t row = 0; row < times.size(); ++row) sums[groups.of_row[row]] += times[row];
    std::vector<std::size_t> place(sums.size(), 0);
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < sums.size(); ++i) {
        place[i] = kept.empty() && !(sums[i] > 0) ? 0 : kept.size();
        if (sums[i] > 0) kept.push_back(groups.names[i]);
    }
    for (std::size_t row = 0; row < times.size(); ++row)
        groups.of_row[row] = times[row] > 0 ? place[groups.of_row[row]] : 0;
    groups.names = std::move(kept);
}

std::vector<double> scores_of(const Run& run, std::string_view field, std::size_t categories) {
    std::vector<double> usual;
    for (std::size_t i = 1; i <= categories; ++i) usual.push_back(static_cast<double>(i));
    std::vector<double> scores = run.specification.numbers_or(field, usual);
    if (scores.size() != categories) throw Refused{different_lengths(field)};
    return scores;
}

void report_association(Run& run, const std::string& name,
                        const StratifiedAssociation::Test& test) {
    run.out.set(name, test.chi_squared);
    run.out.set(name + "_degrees", test.degrees);
    run.out.set(name + "_p", test.p);
}

void run_association(Run& run) {
    const Specification& spec = run.specification;
    const std::string row_name = spec.text("row"), column_name = spec.text("column");
    const std::string stratum = spec.text("strata");
    const auto count = spec.optional_text("count");
    std::vector<std::string> names{row_name, column_name, stratum};
    if (count) names.push_back(*count);
    run.keep_complete(names);
    if (run.frame.rows() == 0) throw Refused{no_data()};
    const std::vector<double> times =
        count ? run.numbers(*count) : std::vector<double>(run.frame.rows(), 1.0);
    if (count) check_counts(*count, times);
    run.out.persons = std::accumulate(times.begin(), times.end(), 0.0);
    Groups rows = ordered_groups(run, row_name, "row_categories");
    Groups columns = ordered_groups(run, column_name, "column_categories");
    const Groups strata = groups_of(run.column(stratum));
    leave_out_empty(rows, times);
    leave_out_empty(columns, times);
    if (rows.names.size() < 2) throw Refused{one_group(row_name)};
    if (columns.names.size() < 2) throw Refused{one_group(column_name)};
    std::vector<Matrix> tables(strata.names.size(),
                               Matrix(rows.names.size(), columns.names.size()));
    for (std::size_t i = 0; i < times.size(); ++i)
        tables[strata.of_row[i]](rows.of_row[i], columns.of_row[i]) += times[i];
    const StratifiedAssociation found =
        must(stratified_association(tables, scores_of(run, "row_scores", rows.names.size()),
                                    scores_of(run, "column_scores", columns.names.size())));
    report_association(run, "general", found.general);
    report_association(run, "row_means", found.row_means);
    report_association(run, "correlation", found.correlation);
    run.out.set("strata", static_cast<std::int64_t>(found.strata));
    AnalysisSeries cells{"cells", {}, {{"count", {}}}, false};
    for (std::size_t i = 0; i < rows.names.size(); ++i)
        for (std::size_t j = 0; j < columns.names.size(); ++j) {
            double sum = 0;
            for (const Matrix& table : tables) sum += table(i, j);
            cells.at.push_back(rows.names[i] + " " + columns.names[j]);
            cells.columns[0].second.push_back(sum);
        }
    refuse_small(run, column_name, cells.columns[0].second);
    run.out.series.push_back(std::move(cells));
    run.assume(independent_answers());
    run.assume(base::refuse("same_direction",
                            "Prøverne ser efter forskelle, der går samme vej i alle strata; "
                            "modsatte forskelle kan ophæve hinanden."));
}

constexpr Method methods[] = {
    {"proportion", "Proportions with limits",
     "Wilson 1927; Clopper and Pearson 1934; Brown, Cai and DasGupta 2001; Newcombe 1998",
     "estimates: one for each group (or the outcome's name). series: groups (successes, trials), "
     "limits (for each kind of limits kind_lower and kind_upper; none by logit at 0 and 1)",
     proportion_fields, run_proportion},
    {"proportion_difference", "Differences of independent proportions",
     "Newcombe 1998; Agresti and Caffo 2000; Fisher 1935",
     "estimates: \"group - reference\". series: tests (chi_squared, chi_squared_p, corrected, "
     "corrected_p, fisher_p, odds_ratio, odds_lower, odds_upper (conditional), risk_ratio, "
     "risk_lower, risk_upper), groups (successes, trials, proportion, lower, upper by Wilson)",
     difference_fields, run_difference},
    {"paired_proportions", "Change in the same units", "McNemar 1947; Newcombe 1998",
     "estimates: one, always named \"first - second\", p exact. fit: both, only_first, "
     "only_second, neither, "
     "proportion_first, proportion_second, chi_squared (McNemar), chi_squared_p, corrected, "
     "corrected_p, exact_p, mid_p",
     paired_fields, run_paired},
    {"proportion_trend", "Trend in proportions over ordered groups", "Cochran 1954; Armitage 1955",
     "estimates: slope (per unit of score). fit: trend_chi_squared, trend_p, chi_squared, degrees, "
     "p (equal proportions), departure_chi_squared, departure_p (from a straight line). series: "
     "groups (successes, trials, score)",
     trend_fields, run_trend},
    {"stratified_odds_ratio", "One odds ratio over strata, Cochran–Mantel–Haenszel",
     "Mantel and Haenszel 1959; Robins, Breslow and Greenland 1986; Tarone 1985",
     "estimates: the compared group (log odds ratio, and ratio). fit: odds_ratio, chi_squared, p, "
     "corrected, corrected_p, homogeneity, homogeneity_degrees, homogeneity_p, strata. series: "
     "strata (yes, no, reference_yes, reference_no)",
     odds_fields, run_odds},
    {"stratified_association",
     "Do two variables of several categories hang together over strata: generalised "
     "Cochran–Mantel–Haenszel",
     "Landis, Heyman and Koch 1978, Int Stat Rev 46:237; Agresti 2002",
     "fit: general (R's mantelhaen.test), row_means (the rows' mean scores differ), correlation (a "
     "straight line between scores), each also _degrees and _p; strata. series: cells (count, over "
     "all strata, named row + blank + column)",
     association_fields, run_association},
};

}  // namespace

std::span<const Method> proportion_methods() {
    return methods;
}

}  // namespace statistics
