#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "statistics/outbreak.h"

// Simple limits from a handful of earlier numbers, for series too short or too new for a model.
// Positions are from 0; a missing number (NaN) among the earlier ones leaves the period without a
// limit, but for Bayes, which takes the others. All refuse: "no_data", "negative_value", "outside"
// (an option), "too_few" (`first` has too little before it).
namespace statistics {

// EARS (Hutwagner et al. 2003, J Urban Health 80:i89; Fricker, Hegler and Dunfee 2008, Stat Med
// 27:3407). C1: mean + z·sd of the `baseline` numbers just before; C2: of those before a gap of
// two; C3: how far C2 was exceeded in this and the two periods before, turned into the count that
// would alarm. Alarms above the limit.
enum class EarsKind { c1, c2, c3 };
struct EarsOptions {
    EarsKind kind = EarsKind::c1;
    std::size_t baseline = 7;
    double level = 0.001;  // surveillance: 0.025 for C3
    double least_deviation = 0;
};
base::Result<std::vector<WatchedPeriod>> ears(const std::vector<double>& observed,
                                              std::size_t first, std::size_t last,
                                              const EarsOptions& options);
// The first period with enough before it.
std::size_t first_of_ears(const EarsOptions& options);

// The numbers around the same period of earlier years, and of the periods just before.
struct ReferenceOptions {
    std::size_t frequency = 52;
    std::size_t years = 0;
    std::size_t half_window = 6;
    bool this_year = true;  // the `half_window` periods just before too
    double level = 0.05;    // Bayes only
};

// The predictive distribution of a Poisson mean with Jeffreys' prior: negative binomial with size
// Σy + ½ and mean (Σy + ½)/n (Riebler 2004; Höhle 2007, Comput Stat 22:571). It alarms above the
// quantile, as surveillance 1.20.
base::Result<std::vector<WatchedPeriod>> bayes_limits(const std::vector<double>& observed,
                                                      std::size_t first, std::size_t last,
                                                      const ReferenceOptions& options);

// The Robert Koch Institute's: mean + 2·sd where the mean is above 20, otherwise the upper 95 %
// limit of a Poisson mean by Crow and Gardner (1959, Biometrika 46:441) at the mean rounded down.
base::Result<std::vector<WatchedPeriod>> rki_limits(const std::vector<double>& observed,
                                                    std::size_t first, std::size_t last,
                                                    const ReferenceOptions& options);
std::size_t first_of_references(const ReferenceOptions& options);

}  // namespace statistics
