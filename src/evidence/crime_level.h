#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/rate.h"

// Reported offences in the municipality against what other places lead one to expect of as many
// inhabitants, and how surely. Pure. The municipality is never its own yardstick: it is taken out
// of the country and the region before they are compared with. What is compared is what was
// reported.
namespace evidence {

// Reported offences and inhabitants of a place in a year.
struct CountedPlace {
    std::string area;  // "183"
    double reported = 0;
    double inhabitants = 0;
    int municipalities = 0;  // where it is some of them together; 0: very many
};

enum class Yardstick { country, region, neighbours };

enum class LevelVerdict { below, as_expected, above, unsaid };

// One comparison. With others' rate R and own inhabitants N: expected E = R·N, ratio O/E.
struct ComparedLevel {
    Yardstick yardstick = Yardstick::country;
    double observed = 0;
    double expected = 0;
    statistics::Estimate ratio;  // with the 95 % interval below
    LevelVerdict verdict = LevelVerdict::unsaid;
    std::optional<base::Error> reason;  // why nothing is said, where it isn't
};

// How much more municipalities vary than chance would make them, from the funnel over all of them
// (Spiegelhalter 2005, Stat Med 24:1185): φ with a tenth moved in at each end, at least 1, and the
// variance τ² between them on the square root of the ratio (appendix A.4), which is what intervals
// and limits are widened by: municipalities differ by as many percent whether small or large.
struct Spread {
    double dispersion = 1;
    double between_variance = 0;
    int municipalities = 0;
};
inline constexpr int fewest_municipalities = 10;
// Refused with "few_municipalities" under that many with inhabitants and any reported offence
// expected.
base::Result<Spread> spread_between(std::span<const CountedPlace> municipalities);

// The interval stands on the square root, where a count's variance hardly depends on its mean:
// √(O/E) ± z·√(1/4E + (O/E)/4O′ + τ²(1 + 1/k)), squared, with O′ the others' count and k how many
// municipalities they are; τ² makes it as wide as municipalities differ anyway. Nothing is said
// ("few_expected") where fewer than `fewest_expected` are expected or the others have none, and
// ("unknown") where own or the others' figures aren't there.
inline constexpr double fewest_expected = 5;
ComparedLevel compare_level(Yardstick yardstick, const std::optional<CountedPlace>& own,
                            const std::optional<CountedPlace>& others,
                            const base::Result<Spread>& spread);

// `whole` without `own`; empty where own isn't smaller.
std::optional<CountedPlace> without(const std::optional<CountedPlace>& whole,
                                    const std::optional<CountedPlace>& own);

// The funnel of a year: every municipality's ratio to the rate of all the others together, and the
// limits of 95 % and 99.8 % at a row of expected numbers, widened by τ².
struct CrimeFunnel {
    struct Area {
        std::string area;
        double expected = 0;
        double ratio = 0;
        double lower = 0, upper = 0;  // the limits of 95 % at its expected number
    };
    struct Limit {
        double probability = 0;  // 0.95
        std::vector<double> expected, lower, upper;
    };
    std::vector<Area> areas;
    std::vector<Limit> limits;
    std::size_t outside = 0;  // of the limits of 95 %
    Spread spread;
};
// Refused like spread_between.
base::Result<CrimeFunnel> crime_funnel(std::span<const CountedPlace> municipalities);

}  // namespace evidence
