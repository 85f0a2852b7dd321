#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

// Charts that add up small changes over time.
namespace statistics {

// How counts are put on a scale with mean 0 and deviation 1 before they are added up.
enum class ChartScale {
    none,                   // as they are
    standard,               // (x − μ)/√μ
    rossi,                  // (x − 3μ + 2√(xμ))/(2√μ), Rossi et al. 1999, Stat Med 18:2111
    anscombe,               // 3(x^⅔ − μ^⅔)/(2μ^⅙)
    anscombe_second_order,  // the same with E x^⅔ to second order (Pierce and Schafer 1986)
    pearson_negative_binomial,   // (x − μ)/√(μ + αμ²)
    anscombe_negative_binomial,  // ∫ (t + αt²)^−⅓ dt from μ to x, over (μ + αμ²)^⅙
};

struct CusumOptions {
    ChartScale scale = ChartScale::standard;
    double reference = 1.04;
    double threshold = 2.26;
    double dispersion = 0.1;  // α of the negative binomial scales
    double head_start = 0;
    bool reset = false;  // start again from 0 after an alarm; surveillance goes on
};

struct ChartPoint {
    double value = 0;  // the chart's
    double upper = 0;  // the count at which it would alarm; NaN: not given for this scale
    bool alarm = false;
};

// S = max(0, S + z − reference), alarm at S ≥ threshold (Page 1954). `means` are the expected
// counts, one for each count; with `none` they aren't used. Refused: "no_data",
// "different_lengths", "not_finite", "negative_value", "not_positive" (a mean), "outside" (an
// option).
base::Result<std::vector<ChartPoint>> cusum(const std::vector<double>& observed,
                                            const std::vector<double>& means,
                                            const CusumOptions& options);

// The likelihood ratio of a change since some earlier period against no change, maximised over that
// period (Höhle and Paul 2008, Comput Stat Data Anal 52:4357). Poisson where dispersion is 0,
// otherwise negative binomial with variance μ + αμ².
enum class ChangeKind {
    level,     // the mean becomes e^κ times what it was; κ given or sought
    epidemic,  // the mean becomes μ + λ·(the count before), λ > 0 sought; before the first count
               // and 0, after an alarm the alarming count (Held, Hofmann, Höhle and Schmid 2006)
};
// How the epidemic's λ is sought.
enum class EpidemicSearch {
    exact,    // the maximum
    package,  // as surveillance 1.20: Newton's steps for log λ from the last change point's λ on,
              // which end at 0 wherever the ratio isn't concave there; negative binomial: e to the
              // power of the κ of a change of level, in its place
};
// Level: alarm at value ≥ threshold where κ is sought, above it where κ is given or the change is
// an epidemic (negative binomial: at it). The chart begins again after an alarm.
struct RatioChartOptions {
    ChangeKind kind = ChangeKind::level;
    EpidemicSearch search = EpidemicSearch::exact;
    double dispersion = 0;
    double threshold = 5;
    std::optional<double> change;  // κ, not 0
    bool decrease = false;         // κ sought below 0
    std::size_t window = 0;        // the change is no longer ago than this; 0: any time
    std::size_t shortest = 1;      // periods that a change has lasted at least
    // Also `upper` of each point. κ given: the number at which value would be the threshold;
    // otherwise the smallest count that would alarm, of a decrease the smallest that wouldn't.
    bool alarming_counts = false;
    // No further than the first alarm: the chart's points end there.
    bool until_alarm = false;
};
base::Result<std::vector<ChartPoint>> likelihood_ratio_chart(const std::vector<double>& observed,
                                                             const std::vector<double>& means,
                                                             const RatioChartOptions& options);

}  // namespace statistics
