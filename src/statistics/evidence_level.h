#pragma once

#include <string_view>

#include "base/result.h"

// How much a design can prove, whatever its p-value: the Maryland Scientific Methods Scale (Sherman
// et al. 1997; as used by Farrington, Gottfredson, Sherman and Welsh 2002), 1 to 5.
namespace statistics {

enum class EvaluationDesign {
    association,              // who got it against who didn't, once
    before_after,             // the same place before and after, nothing to compare with
    interrupted_series,       // many measurements before and after, no comparison
    controlled_before_after,  // treated and untreated units, before and after
    staggered_comparison,     // several units treated at different times, with never or not yet
                              // treated
    synthetic_comparison,     // a mixture of untreated units that went as the treated one before
    unlike_synthetic,         // a mixture that didn't
    matched_comparison,       // untreated units made alike on what was measured
    unlike_comparison,        // others who remained unlike on what was measured
    randomised,               // chance decided
};

struct EvidenceLevel {
    int level = 1;
    base::Error reason;  // a code and a sentence
};

// Before and after with nothing else is the lowest, as in the project's rules: level 1. An
// interrupted series is level 2: it shows the trend, but not what else happened then. A comparison
// that was made alike is level 3 where it became so, otherwise level 2: the scale's level 4 asks
// for several treated units with measurements before and after.
EvidenceLevel evidence_level(EvaluationDesign design);

}  // namespace statistics
