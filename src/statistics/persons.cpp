#include "statistics/persons.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <string>

#include "statistics/refusals.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

constexpr std::size_t usual_minimum = 20;
constexpr double own_coefficient = 1 - 1e-6;  // the leverages of rows that decide their own fit

double sum_of(const std::vector<double>& values, const std::vector<std::size_t>& rows) {
    double sum = 0;
    for (const std::size_t row : rows) sum += values[row];
    return sum;
}

// Rows, events and others of a category.
void check_category(std::string_view name, const std::vector<std::size_t>& rows,
                    const CountedOutcome& outcome) {
    bool small = too_small_to_show(static_cast<double>(rows.size()));
    for (const auto* counts : {&outcome.events, &outcome.others})
        small = small || (!counts->empty() && too_small_to_show(sum_of(*counts, rows)));
    if (small) throw Refused{small_numbers_of(name)};
}

bool is_indicator(std::span<const double> values) {
    return std::all_of(values.begin(), values.end(),
                       [](double value) { return value == 0 || value == 1; });
}

// Each category by itself, what isn't in it, and what is in none of a term's.
void check_categories(const Design& design, const CountedOutcome& outcome,
                      const std::vector<std::string>& silent) {
    std::vector<std::size_t> all(design.x.rows());
    std::iota(all.begin(), all.end(), std::size_t{0});
    check_category(outcome.name, all, outcome);
    std::map<std::string, std::vector<bool>> in_none;
    for (std::size_t j = 0; j < design.names.size(); ++j) {
        const auto values = design.x.column(j);
        if (std::find(silent.begin(), silent.end(), design.terms[j]) != silent.end() ||
            !is_indicator(values))
            continue;
        std::vector<std::size_t> inside, outside;
        auto& none = in_none.try_emplace(design.terms[j], values.size(), true).first->second;
        for (std::size_t row = 0; row < values.size(); ++row) {
            (values[row] == 1 ? inside : outside).push_back(row);
            if (values[row] == 1) none[row] = false;
        }
        check_category(design.names[j], inside, outcome);
        check_category(design.names[j], outside, outcome);
    }
    for (const auto& [term, none] : in_none) {
        std::vector<std::size_t> rows;
        for (std::size_t row = 0; row < none.size(); ++row)
            if (none[row]) rows.push_back(row);
        check_category(term, rows, outcome);
    }
}

// Rows alike in everything that together decide their own fitted value: it is their mean.
void check_combinations(const Design& design, const std::vector<double>& leverages,
                        const CountedOutcome& outcome) {
    std::map<std::vector<double>, std::vector<std::size_t>> alike;
    for (std::size_t row = 0; row < leverages.size(); ++row) {
        std::vector<double> values;
        for (std::size_t j = 0; j < design.names.size(); ++j) values.push_back(design.x(row, j));
        alike[std::move(values)].push_back(row);
    }
    for (const auto& [values, rows] : alike) {
        if (sum_of(leverages, rows) < own_coefficient) continue;
        std::size_t name = 0;
        for (std::size_t j = 0; j < values.size(); ++j)
            if (values[j] != 0) name = j;
        check_category(design.names[name], rows, outcome);
    }
}

}  // namespace

bool about_persons(const Specification& specification) {
    // Reliable change is of persons unless the specification says otherwise.
    return specification.boolean_or("persons",
                                    specification.text_or("method", "") == "reliable_change");
}

bool about_persons(const Run& run) {
    return about_persons(run.specification);
}

std::size_t least_persons(const Specification& specification) {
    const std::size_t least = specification.whole_or("minimum_count", usual_minimum);
    if (static_cast<double>(least) < smallest_shown_count)
        throw Refused{outside("minimum_count", "[5; ∞[")};
    return least;
}

base::Error small_numbers_of(std::string_view variable) {
    return base::refuse(
        "small_numbers",
        "„{}“: et tal fra 1 til 4 kan regnes ud af svaret, så det vises ikke, fordi "
        "det er personer. Slå kategorier eller steder sammen.",
        std::string(variable));
}

void refuse_small(const Run& run, std::string_view variable, const std::vector<double>& counts) {
    if (about_persons(run) && std::any_of(counts.begin(), counts.end(), too_small_to_show))
        throw Refused{small_numbers_of(variable)};
}

void leave_out_small_groups(Run& run, std::string_view variable) {
    if (!about_persons(run)) return;
    const std::size_t least = least_persons(run.specification);
    const Groups groups = groups_of(run.column(std::string(variable)));
    std::vector<std::size_t> sizes(groups.names.size(), 0), rows;
    for (const std::size_t group : groups.of_row) ++sizes[group];
    for (std::size_t row = 0; row < groups.of_row.size(); ++row)
        if (sizes[groups.of_row[row]] >= least) rows.push_back(row);
    if (rows.size() == groups.of_row.size()) return;
    if (rows.empty()) throw Refused{too_few(variable, 0, least)};
    const auto small = std::count_if(sizes.begin(), sizes.end(),
                                     [least](std::size_t size) { return size < least; });
    run.frame = run.frame.select(rows);
    run.out.rows_used = rows.size();
    run.warn(base::refuse("small_groups", "{} grupper er for små til at blive vist.",
                          std::to_string(small)));
}

void protect_categories(const Run& run, const Design& design, const CountedOutcome& outcome,
                        const std::vector<std::string>& silent) {
    if (about_persons(run)) check_categories(design, outcome, silent);
}

void protect_combinations(const Run& run, const Design& design,
                          const std::vector<double>& leverages, const CountedOutcome& outcome) {
    if (about_persons(run)) check_combinations(design, leverages, outcome);
}

void refuse_few_rows(const Specification& specification, std::size_t rows) {
    if (!about_persons(specification)) return;
    for (const char* counted : {"trials", "count", "observed", "counts", "expected"})
        if (specification.has(counted)) return;
    const std::size_t least = least_persons(specification);
    if (rows < least) throw Refused{without_few(too_few("persons", rows, least))};
}

base::Error without_few(base::Error error) {
    if (error.code != "too_few" || error.arguments.size() != 3) return error;
    return base::refuse("too_few", "Der er for få personer: „{}“ kræver mindst {}.",
                        error.arguments[0], error.arguments[2]);
}

void hide_few_rows(Analysis& analysis) {
    bool few = too_small_to_show(static_cast<double>(analysis.rows_left_out));
    for (const auto& [name, count] : analysis.missing)
        few = few || too_small_to_show(static_cast<double>(count));
    if (!few) return;
    analysis.few_left_out = true;
    analysis.rows_left_out = 0;
    analysis.missing.clear();
}

}  // namespace statistics
