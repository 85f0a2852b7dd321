#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"
#include "statistics/rate.h"
#include "statistics/survey_design.h"

// Estimates from a sample drawn by a plan.
namespace statistics {

// Values as functions of the weights, and each row's linearised contribution, with its weight.
struct SurveyValues {
    std::vector<double> values;
    Matrix influence;  // rows × values
};
using SurveyFunction =
    std::function<base::Result<SurveyValues>(const std::vector<double>& weights)>;

// What is summed: rows outside the domain count as 0, so that the plan stays whole.
using Mask = std::vector<bool>;
// Σwx over the domain, Σwx/Σw, and Σwx/Σwz (Taylor linearisation; Woodruff 1971). Refused with
// "no_data" where the domain has no weight, and "not_positive" for a denominator of 0.
base::Result<SurveyValues> survey_total(const std::vector<double>& weights,
                                        const std::vector<double>& x, const Mask& mask);
base::Result<SurveyValues> survey_mean(const std::vector<double>& weights,
                                       const std::vector<double>& x, const Mask& mask);
// The logarithm of the odds of a 0-or-1 variable. Also refused: "constant_variable".
base::Result<SurveyValues> survey_log_odds(const std::vector<double>& weights,
                                           const std::vector<double>& x, const Mask& mask);
base::Result<SurveyValues> survey_ratio(const std::vector<double>& weights,
                                        const std::vector<double>& numerator,
                                        const std::vector<double>& denominator, const Mask& mask);
SurveyValues side_by_side(const std::vector<SurveyValues>& parts, std::size_t rows);

enum class SurveyVariance { linearised, jackknife, bootstrap, balanced, given };
struct SurveyVarianceWish {
    SurveyVariance kind = SurveyVariance::linearised;
    std::size_t replicates = 500;
    std::uint64_t seed = 1;
    double rho = 0;  // Fay's, of balanced
    // Deviations of the replicates from the estimate, otherwise from their mean (of those with a
    // factor above 0).
    bool from_estimate = false;
};
struct SurveyResult {
    std::vector<double> values;
    Matrix covariance;
    std::size_t replicates = 0;
};
base::Result<SurveyResult> survey_estimate(const SurveyDesign& design,
                                           const SurveyFunction& function,
                                           const SurveyVarianceWish& wish);

// The variance over that of a simple sample of the same size without replacement (Kish 1965);
// with replacement where the weights don't add up to more than the sample. None for a constant.
std::optional<double> design_effect_of_mean(const std::vector<double>& weights,
                                            const std::vector<double>& x, const Mask& mask,
                                            double variance, bool of_total);

enum class SurveyProportionLimits {
    xlogit,      // symmetric for the logarithm of the odds, Student's t, its error from that of p
    likelihood,  // the binomial likelihood with its deviance over the design effect (Rao and Scott)
    // The same as R's survey 4.1 prints it: a spline through steps of the profile, and a design
    // effect against another information (`package_information`). For comparison.
    likelihood_interpolated,
    asin,  // symmetric for the arcsine of the square root
    beta,  // Clopper and Pearson's with the effective sample size (Korn and Graubard 1998)
    mean   // p ± t·error
};
// What is known of a proportion in a sample. `information` is only for likelihood_interpolated.
struct SurveyProportion {
    double share = 0, variance = 0, degrees = 0;
    std::size_t rows = 0;
    double information = 1;
};
// Refused with "constant_variable" where all or nobody did, except by mean and beta, and
// "not_converged" where the interpolated likelihood leaves the numbers.
base::Result<Interval> survey_proportion_limits(const SurveyProportion& proportion,
                                                SurveyProportionLimits method, double confidence);

// The information that survey 4.1 has of a proportion over the right one: its fit ends where the
// deviance changes by less than 1e-8 of itself, with weights of the step before; and weights are
// made to have mean 1 over all `asked`, not over those in `mask` who answered. `x` is 0 or 1.
double package_information(const std::vector<double>& weights, const std::vector<double>& x,
                           const Mask& mask, const Mask& asked);

// Symmetric for the logarithm of the odds, whose own variance this is (R's "logit": with replicates
// it isn't that of xlogit).
Interval log_odds_limits(double log_odds, double variance, double degrees, double confidence);

// The smallest value at or below which this share of the weight lies.
double survey_quantile(const std::vector<double>& weights, const std::vector<double>& x,
                       const Mask& mask, double probability);

struct SurveyIndependence {
    double pearson = 0;  // X² of the weighted table, scaled to the sample's size
    // Rao and Scott 1984 (Ann Stat 12:46): X² over the mean generalised design effect, and F with
    // Satterthwaite's degrees.
    double chi_squared = 0;
    double chi_squared_degrees = 0;
    double chi_squared_p = 1;
    double f = 0;
    double numerator_degrees = 0;
    double denominator_degrees = 0;
    double p = 1;
};
// `shares` of the cells, row by row (rows × columns), and their covariance. Refused with
// "constant_variable" where a row or column is empty.
base::Result<SurveyIndependence> rao_scott(const std::vector<double>& shares,
                                           const Matrix& covariance, std::size_t rows,
                                           std::size_t columns, double sample_size, double degrees);

}  // namespace statistics
