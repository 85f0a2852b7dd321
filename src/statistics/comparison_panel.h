#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"

// Units measured at the same times, of which some are treated from one time on: what synthetic
// control and synthetic difference-in-differences compare.
namespace statistics {

struct PanelObservation {
    std::size_t unit = 0;
    std::size_t time = 0;
    double outcome = 0;
    bool treated = false;
};

struct ComparisonPanel {
    Matrix outcomes;                    // times × units
    std::size_t before = 0;             // how many of the times are before the treatment
    std::vector<std::size_t> units;     // which unit each column is
    std::vector<std::size_t> treated;   // columns
    std::vector<std::size_t> controls;  // columns
    std::size_t incomplete = 0;         // controls left out because they lack a time
};

// Controls without a value for every time are left out and counted. Refused: "no_data",
// "not_finite" (outcome), "twice_at_a_time", "one_group" (nobody treated, or
// nobody to compare with), "different_lengths" (a treated unit lacks a time), "staggered" (units
// begin at different times), "treatment_stops", "too_few" (fewer than two times before).
base::Result<ComparisonPanel> comparison_panel(const std::vector<PanelObservation>& rows,
                                               std::size_t units, std::size_t times);

}  // namespace statistics
