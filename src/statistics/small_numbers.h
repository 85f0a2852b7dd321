#pragma once

#include <cstddef>
#include <vector>

// What is not said where numbers are of persons: counts from 1 to 4, and what they can be worked
// out from. Hiding is of one answer; whoever may ask again and again with other fields can compare
// answers, which no answer alone can prevent.
namespace statistics {

inline constexpr double smallest_shown_count = 5;

// From 1 to 4 (any number between 0 and 5: counts may be weighted).
bool too_small_to_show(double count);

// Whether these are counts, each of which may be shown. Other numbers, one for each row, may be of
// one person each.
bool are_counts_to_show(const std::vector<double>& values);

// For each period of a series, what may be said of it. A number that rests on earlier counts (an
// expected number, a limit, a chart's value) gives those away where it is known for many periods,
// so once a count is too small nothing of the kind is shown from there on.
struct ShownPeriod {
    bool count = true;  // the count itself, and whether it alarms
    bool model = true;  // what rests on it and on those before
};
std::vector<ShownPeriod> shown_periods(const std::vector<double>& counts);

// Which parts of a whole may be shown, where whoever reads may know the whole: not those too small
// to show, and with them as many of the next smallest as it takes that what is left hidden can't be
// had by subtraction (never one part alone, nor ten or fewer together).
std::vector<bool> shown_parts(const std::vector<double>& counts);

// Which steps of a curve may be shown: those where, of each kind (events, those no longer
// followed), none or at least five are added since the step shown before, and after the last one.
// `added[kind][step]`, with one more step for what comes after the last.
std::vector<bool> shown_steps(const std::vector<std::vector<double>>& added);

// To the nearest five.
double rounded_to_five(double count);

// Rounded to this many significant digits.
double rounded_to_digits(double value, int digits);

}  // namespace statistics
