#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "statistics/method_internal.h"

// What every method keeps to itself where its input is marked as persons.
namespace statistics {

bool about_persons(const Specification& specification);
bool about_persons(const Run& run);

// The fewest persons that anything is said about: the field minimum_count, at least five. Refused
// with "outside".
std::size_t least_persons(const Specification& specification);

// "small_numbers": a number from 1 to 4 could be worked out from this variable.
base::Error small_numbers_of(std::string_view variable);

// Refuses with "small_numbers" where any of these counts is too small to show.
void refuse_small(const Run& run, std::string_view variable, const std::vector<double>& counts);

// The groups with at least minimum_count rows, where rows are persons; the others' rows leave the
// frame and the count of rows used, and a warning says how many groups. Refused with "too_few"
// where none is left.
void leave_out_small_groups(Run& run, std::string_view variable);

// What a regression says of each category: how many rows, and of a counted outcome how many events
// and how many without. Each can be worked out from its coefficients.
struct CountedOutcome {
    std::string name;
    std::vector<double> events, others;  // of each row; empty: not counted
};
// Both refuse with "small_numbers": where a category is of 1 to 4 rows, events or others (before
// the fit, whose refusals tell of categories too; `silent` terms are not reported), and where rows
// alike in everything, and so few, have a coefficient of their own.
void protect_categories(const Run& run, const Design& design, const CountedOutcome& outcome,
                        const std::vector<std::string>& silent = {});
void protect_combinations(const Run& run, const Design& design,
                          const std::vector<double>& leverages, const CountedOutcome& outcome);

// Refused with "too_few": rows that are persons each, and so few that even a refusal of the
// method's own would tell of them.
void refuse_few_rows(const Specification& specification, std::size_t rows);

// A refusal or a count of rows left out doesn't say how few there are.
base::Error without_few(base::Error error);
void hide_few_rows(Analysis& analysis);

}  // namespace statistics
