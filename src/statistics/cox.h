#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"
#include "statistics/survival_curve.h"

// Proportional hazards regression (Cox 1972, JRSS B 34:187), with intervals of time (start, stop]
// for covariates that change and events that recur, strata, and robust errors.
namespace statistics {

enum class Ties {
    efron,    // Efron 1977, JASA 72:557
    breslow,  // Breslow 1974, Biometrics 30:89
    exact,    // the discrete conditional likelihood: every set of as many from those at risk
};

struct CoxData {
    FollowUp times;
    Matrix x;
    std::vector<std::string> names;
    std::vector<std::size_t> stratum;  // numbers from 0; empty: one
    std::vector<double> weights;       // of rows; empty: 1
    std::vector<double> offset;        // added to the log hazard; empty: 0

    double weight_of(std::size_t row) const { return weights.empty() ? 1 : weights[row]; }
    double offset_of(std::size_t row) const { return offset.empty() ? 0 : offset[row]; }
};

struct CoxFit {
    std::vector<std::string> names;
    std::vector<double> coefficients;
    Matrix covariance;               // the inverse information
    double log_likelihood_none = 0;  // with all coefficients 0
    double log_likelihood = 0;
    double likelihood_ratio = 0, wald = 0, score = 0;  // χ² on as many degrees as coefficients
    std::size_t events = 0;
    int iterations = 0;
    Ties ties = Ties::efron;
    // Not for exact ties:
    std::vector<std::uint32_t> order;  // the rows by stratum and time, of one time events first
    std::vector<double> martingale, deviance_residuals;
    std::vector<double> hazard_times;     // distinct event times of the first stratum
    std::vector<double> baseline_hazard;  // cumulative, for all covariates 0
};

// Newton's method from 0 with halved steps. With weights tied events share their mean weight, as in
// survival 3; not for exact ties ("not_a_case"). Refused: what check_follow_up refuses,
// "not_finite", "constant_variable", "collinear_variable", "separated_variable" (a coefficient runs
// off), "too_few" (no more events than coefficients), "not_converged".
base::Result<CoxFit> fit_cox(const CoxData& data, Ties ties);

// Each row's part of the score, rows × coefficients. Refused with "not_a_case" for exact ties.
base::Result<Matrix> cox_score_residuals(const CoxData& data, const CoxFit& fit);

// D'D with D the weighted sums over a group of `scores`, the score residuals, · covariance (Lin and
// Wei 1989, JASA 84:1074); every row its own group where `cluster` is empty. Refused with
// "one_group".
base::Result<Matrix> cox_robust_covariance(const CoxData& data, const CoxFit& fit,
                                           const Matrix& scores,
                                           const std::vector<std::size_t>& cluster);

enum class TimeScale { identity, kaplan_meier, rank, log };

struct ProportionalityTest {
    struct Row {
        std::string term;
        double chi_squared = 0, degrees = 0, p = 1;
    };
    std::vector<Row> terms;  // the last is GLOBAL
};
// The score test of a coefficient that changes with g(t) (Grambsch and Therneau 1994, Biometrika
// 81:515, in the form of survival 3: exact, with the information of every event time). `term_of`
// names each column's term; columns of the same term are tested together.
base::Result<ProportionalityTest> proportionality(const CoxData& data, const CoxFit& fit, Ties ties,
                                                  const std::vector<std::string>& term_of,
                                                  TimeScale scale);

struct Concordance {
    double value = 0;           // P(the one with the higher risk has the event first)
    double standard_error = 0;  // infinitesimal jackknife
};
// Harrell's C within strata: pairs whose order is known, an event against each row at risk then,
// ties in risk count half; a pair has the product of its rows' weights. The error counts rows of
// the same cluster (numbers from 0; empty: each row its own) together. O(n log n), by counts in a
// tree. Empty where no pair can be compared.
std::optional<Concordance> concordance(const CoxData& data, const CoxFit& fit,
                                       const std::vector<std::size_t>& cluster = {});

}  // namespace statistics
