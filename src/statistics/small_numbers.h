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

// For each period of a series, what may be said of it. A number that rests on earlier counts (an
// expected number, a limit, a chart's value) gives those away where it is known for many periods,
// so once a count is too small nothing of the kind is shown from there on.
struct ShownPeriod {
    bool count = true;  // the count itself, and whether it alarms
    bool model = true;  // what rests on it and on those before
};
std::vector<ShownPeriod> shown_periods(const std::vector<double>& counts);

// Rounded to this many significant digits.
double rounded_to_digits(double value, int digits);

}  // namespace statistics
