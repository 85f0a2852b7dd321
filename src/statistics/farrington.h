#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "statistics/outbreak.h"
#include "statistics/parallel.h"

// Is this period's number unusual, given the same season of earlier years? A quasi-Poisson
// regression of the past, past outbreaks weighted down, and an upper limit for the period:
// Farrington, Andrews, Beale and Catchpole 1996 (JRSS A 159:547) and its improved form by Noufaily
// et al. 2013 (Stat Med 32:1206).
//
// The fits are those of surveillance 1.20 to the digits it prints, since its numbers are what
// others compare with: iterations begin at y + 0.1 and end when the deviance changes by less than
// 1e-8 of itself, and dispersion, leverages and errors are those of the last step. The design is a
// constant per group of the season and one slope, so a step is one pass over the rows and a system
// with one border, solved in closed form.
namespace statistics {

enum class FarringtonForm { original, improved };
enum class FarringtonLimit {
    delta,              // symmetric on a power scale
    negative_binomial,  // quantile at the expected number
    upper_mean,         // quantile at the upper limit of the expected number
};
enum class PowerScale { none, square_root, two_thirds };

struct FarringtonOptions {
    FarringtonForm form = FarringtonForm::improved;
    std::size_t frequency = 52;  // periods in a year
    std::size_t years = 5;       // of the past
    std::size_t half_window = 3;
    std::size_t season_groups = 1;      // improved: 1 uses only the windows
    std::size_t excluded_periods = 26;  // improved: the latest, which may hold an emerging outbreak
    bool reweight = true;
    double weights_threshold = 2.58;  // original: 1
    double level = 0.01;              // original: two-sided
    bool trend = true;
    double trend_level = 0.05;
    double least_cases = 5;
    std::size_t least_cases_periods = 4;
    PowerScale power = PowerScale::two_thirds;
    FarringtonLimit limit = FarringtonLimit::delta;
    // After reweighting surveillance tests the trend and takes the error of the expected number
    // with a dispersion from Σ ω r², r the working residuals; the paper's is that of the fit. Only
    // the improved form; true follows surveillance.
    bool package_errors = true;
};

struct WatchedSeries {
    std::vector<double> observed;    // counts; NaN: missing, and then not used
    std::vector<double> population;  // empty: no offset
    // For each period the positions of the same period one, two … `years` years earlier; empty:
    // `frequency` positions apart. An entry shorter than `years` means that there is no history.
    std::vector<std::vector<std::size_t>> earlier;
};

// The periods first … last (positions, both included) of every series; results by series, then by
// period. The number of threads changes nothing. Refused: "no_data",
// "different_lengths", "negative_value", "not_whole", "not_positive" (population), "outside" (an
// option), "too_few" (no watched period has the years asked for), "cancelled".
base::Result<std::vector<std::vector<WatchedPeriod>>> farrington(
    const std::vector<WatchedSeries>& series, std::size_t first, std::size_t last,
    const FarringtonOptions& options, std::size_t threads = 1, const Progress& progress = {});

// Positions of the weeks, months or days closest to the same date one, two … years earlier, on the
// same weekday where the periods are weeks, as surveillance takes them. `days` are days since
// 1970-01-01, in order.
std::vector<std::vector<std::size_t>> same_period_earlier(const std::vector<long>& days,
                                                          std::size_t years, bool weekly);

}  // namespace statistics
