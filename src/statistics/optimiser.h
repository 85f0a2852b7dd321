#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "base/result.h"

// The smallest value of a function of a few variables without derivatives. The only file with
// NLopt.
namespace statistics {

struct Search {
    // Bounds for each variable, or empty; ±infinity is no bound.
    std::vector<double> lower, upper;
    // The size of the first steps for each variable, or empty: chosen from the start and the
    // bounds.
    std::vector<double> first_step;
    // Ends when no variable changes by more than this part of itself, nor the value by that.
    double relative_tolerance = 1e-10;
    std::size_t most_evaluations = 10'000;
};

struct Minimum {
    std::vector<double> at;
    double value = 0;
    std::size_t evaluations = 0;
    // False where the evaluations were used up first; `at` is then the best point seen.
    bool converged = false;
};

using Objective = std::function<double(const std::vector<double>&)>;

// Powell's BOBYQA (2009, Cambridge DAMTP 2009/NA06): a quadratic model within bounds; for smooth
// functions. With one variable it hands over to the simplex, since the model needs two.
base::Result<Minimum> minimise_smooth(const Objective& objective, std::vector<double> start,
                                      const Search& search);

// Nelder and Mead 1965 with bounds (Box 1965); for functions with kinks.
base::Result<Minimum> minimise_by_simplex(const Objective& objective, std::vector<double> start,
                                          const Search& search);

// Both refuse an empty start ("no_variables") and a start outside the bounds ("outside_bounds");
// a value that isn't a number counts as infinitely large.

}  // namespace statistics
