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

// Units of which some are treated, each from a time of its own on.
struct AdoptionPanel {
    Matrix outcomes;                           // times × units
    std::vector<Matrix> covariates;            // each the same
    std::vector<std::string> covariate_names;  // what they are called
    std::vector<std::size_t> units;            // which unit each column is
    std::vector<std::size_t> begins;  // of each column the first treated time; never: the times
    std::size_t incomplete = 0;       // controls left out because they lack a time

    std::size_t times() const { return outcomes.rows(); }
    bool treated(std::size_t column) const { return begins[column] < times(); }
    // The different first times, the earliest first.
    std::vector<std::size_t> cohorts() const;
};

struct ComparisonPanel {
    Matrix outcomes;                    // times × units
    std::size_t before = 0;             // how many of the times are before the treatment
    std::vector<std::size_t> units;     // which unit each column is
    std::vector<std::size_t> treated;   // columns
    std::vector<std::size_t> controls;  // columns
    std::size_t incomplete = 0;         // controls left out because they lack a time
};

// What is measured besides the outcome: a row for each observation.
struct PanelColumns {
    Matrix x;
    std::vector<std::string> names;
};

// Controls without a value for every time are left out and counted. Refused: "no_data",
// "not_finite" (outcome, covariates), "twice_at_a_time", "one_group" (nobody treated, or
// nobody to compare with), "different_lengths" (a treated unit lacks a time), "treatment_stops",
// "too_few" (fewer than two times before).
base::Result<AdoptionPanel> adoption_panel(const std::vector<PanelObservation>& rows,
                                           const PanelColumns& covariates, std::size_t units,
                                           std::size_t times);

// Those that are never treated, and those treated from this time on, as `values` (the outcomes, or
// a covariate) shows them.
ComparisonPanel cohort_panel(const AdoptionPanel& panel, std::size_t begins, const Matrix& values);

// The same where all treated units begin at once. Refused as adoption_panel(), and with "staggered"
// where they don't.
base::Result<ComparisonPanel> comparison_panel(const std::vector<PanelObservation>& rows,
                                               std::size_t units, std::size_t times);

}  // namespace statistics
