#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/design.h"
#include "statistics/matrix.h"
#include "statistics/rate.h"

// Generalised linear models by iteratively reweighted least squares (McCullagh and Nelder 1989,
// chapter 2) and negative binomial regression with its dispersion by maximum likelihood (Lawless
// 1987, Can J Stat 15:209).
namespace statistics {

enum class Family {
    gaussian,           // identity link, variance estimated
    binomial,           // logit link, outcomes 0 and 1, or shares of `weights` trials
    poisson,            // log link, variance μ
    quasi_poisson,      // log link, variance φμ, φ = Pearson/df
    negative_binomial,  // log link, variance μ + μ²/θ, θ estimated
};

struct RegressionData {
    std::string outcome_name;
    std::vector<double> outcome;
    Design design;
    std::vector<double> offset;   // empty: 0
    std::vector<double> weights;  // prior weights; empty: 1
};

struct RegressionOptions {
    // What to do with a column that follows from the others: refuse it by name, or leave it out.
    bool leave_out_collinear = false;
    // The iteration ends when the deviance has changed by less than this, relatively. As in R's glm
    // the covariance, leverages and dispersion are those of the last step taken, so that with R's
    // 1e-8 the numbers are R's to the digits it prints; 1e-14 gives the limit. Negative binomial
    // regression always goes to the limit.
    double tolerance = 1e-8;
};

struct RegressionFit {
    Family family = Family::gaussian;
    std::vector<std::string> names;
    std::vector<double> coefficients;  // 0 where not estimable
    std::vector<bool> estimable;
    Matrix unscaled_covariance;  // (X'WX)⁻¹
    double dispersion = 1;       // φ; 1 for Poisson, binomial and negative binomial
    std::size_t observations = 0;
    double residual_degrees = 0;
    double deviance = 0;
    double pearson = 0;                    // Σ weight·(y−μ)²/V(μ)
    std::optional<double> log_likelihood;  // none for quasi-Poisson
    std::optional<double> aic;             // counts φ (gaussian) and θ as parameters
    double theta = 0;                      // negative binomial only
    // 1/√ of the observed information, one step before the end of MASS's search for θ, as MASS 7.3
    // prints it; from the exact one it differs by less than 1e-4 of itself.
    double theta_error = 0;
    std::vector<double> linear_predictor;  // with the offset
    std::vector<double> fitted;
    std::vector<double> leverages;
    std::vector<double> working_weights;
    std::vector<double> working_residuals;
    std::vector<double> pearson_residuals;
    std::vector<double> deviance_residuals;
    int iterations = 0;

    bool dispersion_estimated() const {
        return family == Family::gaussian || family == Family::quasi_poisson;
    }
};

// Refused, each with the name of the variable: "not_finite", "negative_value" and "not_whole"
// (counts; quasi-Poisson may be any positive number), "not_zero_or_one" (binomial),
// "constant_variable" (an outcome without variation; for counts: all 0), "too_few" (no more rows
// than columns), "collinear_variable", "separated_variable" (a coefficient runs off to infinity),
// "not_overdispersed" (negative binomial), "not_converged", "different_lengths".
base::Result<RegressionFit> fit_regression(Family family, const RegressionData& data,
                                           const RegressionOptions& options = {});

// The family's mean for a linear predictor (which includes the offset).
double mean_of(Family family, double linear_predictor);

// The linear predictor x·b + offset and its standard error for new rows of the same design.
struct Prediction {
    std::vector<double> linear_predictor;
    std::vector<double> standard_error;
};
Prediction predict(const RegressionFit& fit, const Matrix& covariance, const Matrix& x,
                   std::span<const double> offset);

// The model's own covariance: φ(X'WX)⁻¹.
Matrix model_covariance(const RegressionFit& fit);

// rᵢ/√(φ(1−hᵢ)) of the deviance residuals.
std::vector<double> standardised_deviance_residuals(const RegressionFit& fit);

struct Coefficient {
    std::string name;
    double estimate = 0;
    double standard_error = 0;
    double lower = 0;
    double upper = 0;
    double statistic = 0;
    double p = 1;
};

// Estimates with Wald limits and tests, by the normal distribution or, with `degrees`, by Student's
// t. Columns that aren't estimable are left out.
std::vector<Coefficient> coefficient_table(const RegressionFit& fit, const Matrix& covariance,
                                           std::optional<double> degrees, double confidence = 0.95);

// One row of such a table.
Coefficient wald(std::string name, double estimate, double standard_error,
                 std::optional<double> degrees, double confidence = 0.95);

// Limits from the profile of the likelihood (Venables and Ripley 2002, 7.2): where the deviance,
// over φ, has risen by the quantile of χ²(1), for each estimable coefficient in order. Exact roots,
// to 1e-9. θ of the negative binomial stays at its estimate, as in MASS.
// `interpolated` instead gives what MASS 7.3 prints: its profile at steps of a fifth of the range,
// a cubic spline through them and straight lines between 3 points for each step; it differs in the
// fourth digit and is offered for comparison.
base::Result<std::vector<Interval>> profile_limits(const RegressionData& data,
                                                   const RegressionFit& fit, bool interpolated,
                                                   double confidence = 0.95);

}  // namespace statistics
