#include "statistics/evidence_level.h"

namespace statistics {

EvidenceLevel evidence_level(EvaluationDesign design) {
    switch (design) {
        case EvaluationDesign::association:
            return {1, base::refuse("level_association",
                                    "Niveau 1: en sammenhæng på ét tidspunkt. Den viser ikke, hvad "
                                    "der kom først.")};
        case EvaluationDesign::before_after:
            return {1, base::refuse("level_before_after",
                                    "Niveau 1: før og efter uden noget at sammenligne med. Alt "
                                    "andet, der skete samtidig, kan være forklaringen.")};
        case EvaluationDesign::interrupted_series:
            return {2, base::refuse("level_interrupted_series",
                                    "Niveau 2: en tidsserie før og efter uden sammenligning. "
                                    "Udviklingen er regnet med, men ikke det, der ellers skete.")};
        case EvaluationDesign::controlled_before_after:
            return {3, base::refuse("level_controlled",
                                    "Niveau 3: før og efter, sammenlignet med steder uden "
                                    "indsatsen.")};
        case EvaluationDesign::staggered_comparison:
            return {4, base::refuse("level_staggered",
                                    "Niveau 4: flere steder begyndte på forskellige tidspunkter og "
                                    "er sammenlignet med steder, der ikke var begyndt.")};
        case EvaluationDesign::synthetic_comparison:
            return {3, base::refuse("level_synthetic",
                                    "Niveau 3: sammenlignet med en blanding af steder uden "
                                    "indsatsen, som fulgte samme udvikling før.")};
        case EvaluationDesign::unlike_synthetic:
            return {2, base::refuse("level_unlike_synthetic",
                                    "Niveau 2: ingen blanding af steder uden indsatsen fulgte "
                                    "samme udvikling før, så sammenligningen er svag.")};
        case EvaluationDesign::matched_comparison:
            return {3, base::refuse("level_matched",
                                    "Niveau 3: sammenlignet med nogen, der ligner dem på det, der "
                                    "er målt. Det, der ikke er målt, kan være forklaringen.")};
        case EvaluationDesign::unlike_comparison:
            return {2, base::refuse("level_unlike",
                                    "Niveau 2: sammenlignet med nogen, der ikke ligner dem helt på "
                                    "det, der er målt.")};
        case EvaluationDesign::randomised:
            return {5, base::refuse("level_randomised",
                                    "Niveau 5: det var tilfældigt, hvem der fik indsatsen.")};
    }
    return {};
}

}  // namespace statistics
