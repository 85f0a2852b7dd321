#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/data_frame.h"
#include "statistics/matrix.h"
#include "statistics/penalised_least_squares.h"
#include "statistics/regression.h"

// Mixed models: rows that belong together share effects drawn from a normal distribution.
namespace statistics {

struct MixedData {
    std::string outcome_name;
    std::vector<double> outcome;
    Design design;
    std::vector<GroupedEffects> effects;
    std::vector<double> offset;   // empty: 0
    std::vector<double> weights;  // prior weights; empty: 1
    std::vector<double> trials;   // binomial: the number that the outcome is out of; empty: 1
};

// The random effects of one grouping: a column for each effect. `correlated` false: each effect has
// a variance of its own and no covariances.
GroupedEffects grouped_effects(std::string group, const Groups& groups, Matrix columns,
                               std::vector<std::string> names, bool correlated);
// Two with the same grouping as one, without covariances between them.
GroupedEffects joined_effects(const GroupedEffects& first, const GroupedEffects& second);

struct VarianceComponent {
    std::string group, effect, other;  // `other` is empty for a variance
    double value = 0;
    double correlation = 0;  // of a covariance
};

// What both kinds of model answer with.
struct MixedFit {
    std::vector<std::string> names;
    std::vector<double> coefficients;
    Matrix covariance;  // of the coefficients
    // The same with the variances between groups taken as known; generalised models only.
    Matrix given_covariance;
    std::vector<double> theta;
    double criterion = 0;  // −2 log likelihood, restricted or not
    // Log likelihood of a model that fits every row; generalised models only.
    double saturated = 0;
    // The same with no variation between groups; with autocorrelation at the same φ.
    double criterion_without_effects = 0;
    std::size_t parameters = 0;
    std::size_t observations = 0;
    double residual_variance = 1;
    bool restricted = false;
    // A variance is 0 or a correlation is 1: the data can't tell as many effects apart.
    bool singular = false;
    std::vector<VarianceComponent> components;
    // For each grouping, the effects of its levels (k values for each level), and with one grouping
    // their standard errors, the coefficients and variances taken as known.
    std::vector<std::vector<double>> modes;
    std::vector<double> mode_errors;
    std::vector<double> fitted;  // with the groups' effects
    double autocorrelation = 0;
    std::size_t evaluations = 0;
};

struct LinearMixedFit : MixedFit {
    // Satterthwaite's approximation (Satterthwaite 1946; Kuznetsova, Brockhoff and Christensen
    // 2017, JSS 82(13)): the covariance of (θ, σ), and how the coefficients' covariance changes
    // with each of them. Empty with autocorrelation.
    Matrix parameter_covariance;
    std::vector<Matrix> covariance_slopes;
};

enum class MixedCriterion { restricted, full };

// Linear mixed model by the profiled criterion (Bates et al. 2015, JSS 67(1)); `autocorrelated`:
// the rows of a group, in the order given, are equally spaced and follow a first-order
// autoregression (Pinheiro and Bates 2000, 5.3), which takes one grouping and no weights.
// Refused: "not_finite", "different_lengths", "constant_variable" (outcome), "nothing_left" (the
// fixed effects explain everything), "one_group", "too_few" (fewer groups than their effects; as
// many effects as rows; no more rows than columns), "collinear_variable", "not_positive" (weights),
// "too_many_crossed", "not_converged".
base::Result<LinearMixedFit> fit_linear_mixed(const MixedData& data, MixedCriterion criterion,
                                              bool autocorrelated = false);

// Generalised linear mixed model, binomial (logit) or Poisson (log). `points` 1: Laplace's
// approximation; more, with one random intercept or slope only: adaptive Gauss–Hermite quadrature
// (Pinheiro and Chao 2006, JCGS 15:58); 0: Laplace's too, with the coefficients that are most
// likely together with the groups' effects (Breslow and Clayton 1993, JASA 88:9, as glmer's nAGQ =
// 0). The coefficients' covariance is from the curvature of the likelihood in all parameters; with
// points 0 the variances are taken as known. Refused as above, and "negative_value", "not_whole",
// "not_zero_or_one", "outside" (more than the trials), "separated_variable", "not_a_case" (points
// with more than one random effect).
base::Result<MixedFit> fit_generalised_mixed(const MixedData& data, Family family,
                                             std::size_t points = 1);

// The degrees of freedom of a contrast Σ contrastⱼ·coefficientⱼ.
double satterthwaite_degrees(const LinearMixedFit& fit, std::span<const double> contrast);

struct ContrastTest {
    double statistic = 0;  // F
    double degrees = 0;    // of the numerator
    double residual_degrees = 0;
    double p = 1;
};
// All these coefficients at once are 0.
ContrastTest satterthwaite_test(const LinearMixedFit& fit, const std::vector<std::size_t>& columns);

// Kenward and Roger (1997, Biometrics 53:983): the covariance made larger for having estimated the
// variances, and the degrees of freedom that go with it. For restricted fits without
// autocorrelation; memory and time grow with the cube of the largest set of rows that share groups,
// which is refused above 2,000 ("too_many_crossed").
struct KenwardRoger {
    Matrix covariance;
    Matrix unadjusted;
    std::vector<Matrix> slopes;   // −X'V⁻¹GᵣV⁻¹X
    Matrix parameter_covariance;  // of the variances
};
base::Result<KenwardRoger> kenward_roger(const MixedData& data, const LinearMixedFit& fit);
ContrastTest kenward_roger_test(const KenwardRoger& adjusted, std::span<const double> coefficients,
                                const std::vector<std::size_t>& columns);

}  // namespace statistics
