#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

#include "statistics/distribution.h"
#include "statistics/method_internal.h"
#include "statistics/persons.h"
#include "statistics/refusals.h"
#include "statistics/reliability.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

Matrix matrix_of(Run& run, const std::vector<std::string>& names) {
    run.keep_complete(names);
    Matrix matrix(run.frame.rows(), names.size());
    for (std::size_t j = 0; j < names.size(); ++j) {
        const std::vector<double> values = run.numbers(names[j]);
        std::copy(values.begin(), values.end(), matrix.column(j).begin());
    }
    return matrix;
}

double deviation_of(const std::vector<double>& values) {
    double mean = 0, squares = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    for (const double value : values) squares += (value - mean) * (value - mean);
    return values.size() < 2 ? 0 : std::sqrt(squares / static_cast<double>(values.size() - 1));
}

constexpr Field item_fields[] = {
    {"items", "texts", "", "variables: the questions of a scale, all pointing the same way", true},
};

// Of persons: the mean of answers 0 and 1 is a count of them.
bool may_tell_means(const Run& run, const Matrix& answers) {
    if (!about_persons(run)) return true;
    for (std::size_t j = 0; j < answers.columns(); ++j) {
        const auto item = answers.column(j);
        const auto ones = static_cast<double>(std::count(item.begin(), item.end(), 1.0));
        const auto zeros = static_cast<double>(std::count(item.begin(), item.end(), 0.0));
        if (ones + zeros == static_cast<double>(item.size()) &&
            (too_small_to_show(ones) || too_small_to_show(zeros)))
            return false;
    }
    return true;
}

void run_items(Run& run) {
    const std::vector<std::string> items = run.specification.texts("items");
    const Matrix answers = matrix_of(run, items);
    const ItemReliability found =
        must(item_reliability(answers, items, run.specification.confidence()));
    Analysis& out = run.out;
    out.set("alpha", found.alpha);
    out.set("alpha_lower", found.limits.lower);
    out.set("alpha_upper", found.limits.upper);
    out.set("standardised_alpha", found.standardised_alpha);
    out.set("guttman_lambda6", found.guttman);
    out.set("mean_correlation", found.mean_correlation);
    AnalysisSeries series{"items", items, {{"correlation_with_rest", found.rest}}, false};
    if (!found.without.empty()) {
        series.columns.emplace_back("alpha_without", found.without);
        series.columns.emplace_back("guttman_lambda6_without", found.guttman_without);
    }
    std::vector<double> means, deviations;
    for (std::size_t j = 0; j < items.size(); ++j) {
        const std::vector<double> item(answers.column(j).begin(), answers.column(j).end());
        means.push_back(std::accumulate(item.begin(), item.end(), 0.0) /
                        static_cast<double>(item.size()));
        deviations.push_back(deviation_of(item));
    }
    if (may_tell_means(run, answers)) {
        series.columns.emplace_back("mean", std::move(means));
        series.columns.emplace_back("standard_deviation", std::move(deviations));
    }
    for (std::size_t j = 0; j < items.size(); ++j)
        if (found.rest[j] < 0)
            run.warn(base::refuse("item_reversed",
                                  "Spørgsmålet „{}“ peger den modsatte vej af de andre. Vend det, "
                                  "eller tag det ud.",
                                  items[j]));
    out.series.push_back(std::move(series));
    run.assume(base::refuse("one_trait",
                            "Spørgsmålene måler det samme, og deres fejl er "
                            "uafhængige af hinanden."));
}

constexpr Field intraclass_fields[] = {
    {"ratings", "texts", "",
     "variables: a column for each judge or occasion; a row for each target", true},
};

void run_intraclass(Run& run) {
    const std::vector<std::string> names = run.specification.texts("ratings");
    const Matrix ratings = matrix_of(run, names);
    const auto all = must(intraclass_correlations(ratings, names.empty() ? "ratings" : names[0],
                                                  run.specification.confidence()));
    AnalysisSeries series{"coefficients", {}, {}, false};
    const char* columns[] = {"value", "lower", "upper", "statistic", "degrees", "residual_degrees",
                             "p"};
    for (const char* column : columns) series.columns.emplace_back(column, std::vector<double>{});
    for (const IntraclassCorrelation& each : all) {
        series.at.push_back(each.name);
        const double values[] = {each.value,     each.limits.lower, each.limits.upper,
                                 each.statistic, each.degrees,      each.residual_degrees,
                                 each.p};
        for (std::size_t i = 0; i < series.columns.size(); ++i)
            series.columns[i].second.push_back(values[i]);
    }
    run.out.series.push_back(std::move(series));
    run.out.set("targets", static_cast<std::int64_t>(ratings.rows()));
    run.out.set("judges", static_cast<std::int64_t>(ratings.columns()));
    run.assume(base::refuse("independent_targets",
                            "De bedømte er uafhængige af hinanden, og alle er bedømt af alle."));
}

constexpr Field agreement_fields[] = {
    {"first", "text", "", "variable: the category by the first", true},
    {"second", "text", "", "variable: the category by the second", true},
    {"count", "text", "1", "variable: how many the row stands for"},
    {"categories", "texts", "all, in order", "the categories in their order"},
    {"weights", "choice", "squared", "how near misses count", false, "squared|linear"},
    {"disagreement", "numbers", "",
     "how bad each pair of categories is, row by row and 0 on the diagonal; instead of weights"},
};

Matrix chosen_weights(const Specification& spec, std::size_t k) {
    if (!spec.has("disagreement"))
        return agreement_weights(k, spec.choice("weights", "squared|linear") == "squared");
    const std::vector<double> values = spec.numbers("disagreement");
    if (values.size() != k * k) throw Refused{different_lengths("disagreement")};
    Matrix disagreement(k, k);
    for (std::size_t i = 0; i < k; ++i)
        for (std::size_t j = 0; j < k; ++j) disagreement(i, j) = values[i * k + j];
    return must(weights_from_disagreement(disagreement));
}

std::vector<std::string> chosen_categories(const Run& run, const std::string& first,
                                           const std::string& second) {
    if (run.specification.has("categories")) return run.specification.texts("categories");
    std::vector<std::string> all = groups_of(run.column(first)).names;
    for (const std::string& name : groups_of(run.column(second)).names)
        if (std::find(all.begin(), all.end(), name) == all.end()) all.push_back(name);
    if (run.column(first).categorical()) std::sort(all.begin(), all.end());
    return all;
}

void run_agreement(Run& run) {
    const Specification& spec = run.specification;
    const std::string first = spec.text("first"), second = spec.text("second");
    std::vector<std::string> names{first, second};
    if (const auto count = spec.optional_text("count")) names.push_back(*count);
    run.keep_complete(names);
    const std::vector<std::string> categories = chosen_categories(run, first, second);
    if (categories.size() < 2) throw Refused{one_group(first)};
    const std::vector<double> counts = spec.has("count")
                                           ? run.numbers(spec.text("count"))
                                           : std::vector<double>(run.frame.rows(), 1.0);
    Matrix table(categories.size(), categories.size());
    const auto position = [&](const std::string& name, std::size_t row) {
        const std::string text = run.column(name).text(row);
        const auto at = std::find(categories.begin(), categories.end(), text);
        if (at == categories.end()) throw Refused{not_a_case(name, text, "categories")};
        return static_cast<std::size_t>(at - categories.begin());
    };
    for (std::size_t row = 0; row < counts.size(); ++row)
        table(position(first, row), position(second, row)) += counts[row];
    double same = 0, all = 0;
    for (std::size_t i = 0; i < table.rows(); ++i)
        for (std::size_t j = 0; j < table.columns(); ++j) {
            all += table(i, j);
            if (i == j) same += table(i, j);
        }
    run.out.persons = all;
    refuse_small(run, second, {same, all - same});
    if (table.rows() == 2)  // kappa and both shares are as many equations as cells
        refuse_small(run, second, {table(0, 0), table(0, 1), table(1, 0), table(1, 1)});
    const Agreement found = must(agreement(table, chosen_weights(spec, categories.size()), first));
    run.out.set("agreement", found.observed);
    run.out.set("agreement_by_chance", found.expected);
    run.out.set("kappa_variance", found.variance);
    run.out.set("weighted_kappa_variance", found.weighted_variance);
    for (const auto& [name, value, variance] :
         {std::tuple("kappa", found.kappa, found.variance),
          std::tuple("weighted_kappa", found.weighted, found.weighted_variance)}) {
        // Full agreement leaves no error to compute with.
        if (variance > 1e-15)
            run.out.estimates.push_back(
                {wald(name, value, std::sqrt(variance), std::nullopt, spec.confidence()), false,
                 std::nullopt});
        else
            run.out.set(name, value);
    }
    run.assume(base::refuse("independent_judgements",
                            "De to bedømmer uafhængigt af hinanden, og sagerne er uafhængige."));
}

constexpr Field change_fields[] = {
    {"before", "text", "", "variable: the first measurement", true},
    {"after", "text", "", "variable: the second", true},
    {"reliability", "number", "", "of the measurement, in [0; 1[", true},
    {"deviation", "number", "that of before", "standard deviation of the measurement"},
    {"better", "choice", "higher", "which way is better", false, "higher|lower"},
    {"troubled_mean", "number", "", "of those with difficulties; with other_mean gives cut-offs"},
    {"troubled_deviation", "number", "deviation", "of those with difficulties"},
    {"other_mean", "number", "", "of others"},
    {"other_deviation", "number", "deviation", "of others"},
    {"cutoff", "choice", "c", "which cut-off has to be passed", false, "c|a|b"},
};

// Wilson 1927.
Interval limits_of_share(double count, double of, double confidence) {
    const double z = normal_quantile((1 + confidence) / 2), share = count / of;
    const double middle = share + z * z / (2 * of);
    const double spread = z * std::sqrt(share * (1 - share) / of + z * z / (4 * of * of));
    return {std::max(0.0, (middle - spread) / (1 + z * z / of)),
            std::min(1.0, (middle + spread) / (1 + z * z / of))};
}

void report_shares(Run& run, const std::vector<std::string>& names, std::vector<double> counts,
                   bool persons) {
    double sum = 0;
    for (const double count : counts) sum += count;
    // A small number among few categories could be had from the others.
    const std::vector<bool> may = shown_parts(counts);
    for (std::size_t i = 0; persons && i < counts.size(); ++i)
        if (!may[i]) counts[i] = std::nan("");
    std::vector<double> shares, lower, upper;
    for (const double count : counts) {
        const bool shown = !std::isnan(count);
        const Interval limits = shown ? limits_of_share(count, sum, run.specification.confidence())
                                      : Interval{std::nan(""), std::nan("")};
        shares.push_back(count / sum);
        lower.push_back(limits.lower);
        upper.push_back(limits.upper);
    }
    run.out.series.push_back(
        {"shares",
         names,
         {{"count", std::move(counts)}, {"share", shares}, {"lower", lower}, {"upper", upper}},
         false});
}

// The side of the cut-off that both measurements lie on, better being positive.
std::optional<double> chosen_cutoff(Run& run, double deviation) {
    const Specification& spec = run.specification;
    if (!spec.has("troubled_mean") && !spec.has("other_mean")) return std::nullopt;
    const double troubled = spec.number_or("troubled_deviation", deviation);
    const double other = spec.number_or("other_deviation", deviation);
    if (!(troubled > 0)) throw Refused{not_positive("troubled_deviation")};
    if (!(other > 0)) throw Refused{not_positive("other_deviation")};
    const ChangeCutoffs cutoffs =
        change_cutoffs(spec.number("troubled_mean"), troubled, spec.number("other_mean"), other);
    run.out.set("cutoff_a", cutoffs.a);
    run.out.set("cutoff_b", cutoffs.b);
    run.out.set("cutoff_c", cutoffs.c);
    const std::string chosen = spec.choice("cutoff", "c|a|b");
    return chosen == "a" ? cutoffs.a : chosen == "b" ? cutoffs.b : cutoffs.c;
}

void run_change(Run& run) {
    const Specification& spec = run.specification;
    const std::string before = spec.text("before"), after = spec.text("after");
    run.keep_complete({before, after});
    // Said of groups only: rows are taken for persons unless the specification says otherwise.
    const bool persons = about_persons(run);
    const std::size_t least = persons ? least_persons(spec) : 0;
    if (persons && run.frame.rows() < least)
        throw Refused{too_few("persons", run.frame.rows(), least)};
    const std::vector<double> first = run.numbers(before), second = run.numbers(after);
    const double deviation = spec.has("deviation") ? spec.number("deviation") : deviation_of(first);
    if (!spec.has("deviation") && !(deviation > 0)) throw Refused{constant_variable(before)};
    const ReliableChange change =
        must(reliable_change(deviation, spec.number("reliability"), spec.confidence()));
    const double better = spec.choice("better", "higher|lower") == "higher" ? 1 : -1;
    const auto cutoff = chosen_cutoff(run, deviation);
    std::vector<double> counts(cutoff ? 4 : 3, 0.0);
    double sum = 0;
    for (std::size_t row = 0; row < first.size(); ++row) {
        const double moved = better * (second[row] - first[row]);
        sum += second[row] - first[row];
        const bool passed =
            cutoff && better * (first[row] - *cutoff) < 0 && better * (second[row] - *cutoff) >= 0;
        const std::size_t kind = moved > change.least_change    ? (passed ? 3 : 0)
                                 : moved < -change.least_change ? 2
                                                                : 1;
        ++counts[kind];
    }
    run.out.set("standard_error", change.standard_error);
    run.out.set("difference_error", change.difference_error);
    run.out.set("least_change", change.least_change);
    run.out.set("mean_change_index",
                sum / static_cast<double>(first.size()) / change.difference_error);
    std::vector<std::string> names{"improved", "unchanged", "worsened"};
    if (cutoff) names.emplace_back("recovered");
    report_shares(run, names, std::move(counts), persons);
    run.assume(base::refuse("known_reliability",
                            "Målingens pålidelighed er kendt og den samme for alle; tallene siger "
                            "noget om gruppen, ikke om den enkelte."));
}

constexpr Method methods[] = {
    {"reliability", "Do the questions of a scale measure the same: Cronbach's alpha",
     "Cronbach 1951; Guttman 1945; Feldt, Woodruff and Salih 1987",
     "fit: alpha, alpha_lower, alpha_upper, standardised_alpha, guttman_lambda6, "
     "mean_correlation. series: items (correlation_with_rest, alpha_without, "
     "guttman_lambda6_without, mean, standard_deviation)",
     item_fields, run_items},
    {"intraclass_correlation", "Do judges or occasions agree on numbers: the six coefficients",
     "Shrout and Fleiss 1979",
     "fit: targets, judges. series: coefficients (value, lower, upper, statistic, degrees, "
     "residual_degrees, p) by 1, 2, 3 for one rating and 1k, 2k, 3k for the mean",
     intraclass_fields, run_intraclass},
    {"agreement", "Do two agree on categories: Cohen's kappa, also weighted",
     "Cohen 1960, 1968; Fleiss, Cohen and Everitt 1969",
     "estimates: kappa, weighted_kappa (in fit where agreement is full). fit: agreement, "
     "agreement_by_chance, kappa_variance, weighted_kappa_variance",
     agreement_fields, run_agreement},
    {"reliable_change",
     "How many of a group changed by more than the measurement's error; rows count as persons "
     "unless persons is false",
     "Jacobson and Truax 1991; Wilson 1927",
     "fit: standard_error, difference_error, least_change, mean_change_index, cutoff_a, cutoff_b, "
     "cutoff_c. series: shares (count, share, lower, upper) of improved, unchanged, worsened and, "
     "with cut-offs, recovered (improved and past it); small numbers of persons are left out",
     change_fields, run_change},
};

}  // namespace

std::span<const Method> reliability_methods() {
    return methods;
}

}  // namespace statistics
