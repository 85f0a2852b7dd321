#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

// Effects by when a unit was first treated (Callaway and Sant'Anna 2021, J Econometrics 225:200),
// without covariates.
namespace statistics {

enum class Comparison { never_treated, not_yet_treated };

// One row for each unit and time; a unit's `first_treated` is the same in all its rows, empty where
// it never was.
struct PanelRow {
    std::size_t unit = 0;
    double time = 0;
    double outcome = 0;
    std::optional<double> first_treated;
};

struct GroupTimeEffect {
    double group = 0;  // the first time of treatment
    double time = 0;
    double estimate = 0;
    double standard_error = 0;  // 0 at the reference time, which is 0 by construction
    std::size_t treated = 0;
    std::size_t compared = 0;
};

struct GroupTimeEffects {
    std::vector<GroupTimeEffect> effects;  // by group and time
    // Over the effects at and after treatment, weighted by the groups' sizes, with its standard
    // error.
    double overall = 0;
    double overall_error = 0;
    // By time since treatment.
    struct ByAge {
        double age = 0, estimate = 0, standard_error = 0;
    };
    std::vector<ByAge> by_age;
    std::size_t units = 0;
    std::size_t treated_units = 0;
};

// ATT(g,t) = mean change from g−1 to t among those first treated at g, less that among the
// comparison. Standard errors from the units' influence, units independent. The time before g is
// the last one in the data before it. Refused: "no_data", "not_finite", "one_group" (no treated or
// no comparison), "different_lengths" (units without a row for every time: an unbalanced panel),
// "too_few" (a group treated from the first time has no time before).
base::Result<GroupTimeEffects> group_time_effects(const std::vector<PanelRow>& rows,
                                                  Comparison comparison);

}  // namespace statistics
