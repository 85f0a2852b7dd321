#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"
#include "statistics/survival_curve.h"

// When one thing can happen only if another hasn't: events are numbered causes, 0 is censored. Rows
// start at 0.
namespace statistics {

struct IncidenceCurve {
    std::vector<double> time, at_risk;  // at each distinct time
    std::vector<double> survival;       // free of every cause
    std::vector<double> incidence;      // of the cause, Aalen and Johansen 1978, Scand J Stat 5:141
    std::vector<double> standard_error;  // infinitesimal jackknife, as survival 3
    std::vector<double> gray_variance;   // Aalen's estimate with ties, as cmprsk
};
// Without events of the cause a curve at 0. Refused like check_follow_up, but for "no_events";
// "not_a_case" (rows with starts). The test and the regression refuse a cause without events.
base::Result<IncidenceCurve> cumulative_incidence(const FollowUp& data, int cause);

struct GrayTest {
    double statistic = 0;
    double degrees = 0;
    double p = 1;
};
// Gray (1988, Ann Stat 16:1141): compares the subdistribution hazards of groups, numbers from 0,
// weights (1−F(t−))^ρ; within strata (numbers from 0; empty: one), whose scores and covariances are
// added up.
base::Result<GrayTest> gray_test(const FollowUp& data, int cause,
                                 const std::vector<std::size_t>& group, double rho = 0,
                                 const std::vector<std::size_t>& stratum = {});

struct SubdistributionFit {
    std::vector<std::string> names;
    std::vector<double> coefficients;
    Matrix covariance;        // with the part that comes from estimating the censoring
    Matrix model_covariance;  // the inverse information
    double log_likelihood_none = 0;
    double log_likelihood = 0;
    std::size_t events = 0;
    int iterations = 0;
    // The subdistribution hazard up to each time of an event, for covariates 0 (Breslow).
    std::vector<double> hazard_times, baseline_hazard;
};
struct SubdistributionOptions {
    // Numbers from 0: each group has a censoring curve of its own; empty: one for all.
    std::vector<std::size_t> censoring_group;
    // The part of the errors that comes from estimating a group's curve then counts only the events
    // of that group, as cmprsk 2.2-11, although its rows are at risk at those of all groups.
    bool own_events = false;
};
// Fine and Gray (1999, JASA 94:496): those who had another cause stay at risk with weight
// G(t−)/G(T−), G the Kaplan–Meier of censoring in the row's group, 0 after the group's last time;
// ties by Breslow. O(n) for each step. Refused as fit_cox refuses.
base::Result<SubdistributionFit> fit_subdistribution(const FollowUp& data, int cause,
                                                     const Matrix& x,
                                                     const std::vector<std::string>& names,
                                                     const SubdistributionOptions& options = {});

// The same model as weighted proportional hazards (Geskus 2011, Biometrics 67:39): each row that
// had another cause goes on in one more row for each interval between censorings that holds an
// event, with weight G(t−)/G(T−). At a tie events come before censorings, as in survival 3.
struct WeightedRows {
    FollowUp times;  // the event is the cause
    std::vector<double> weights;
    std::vector<std::size_t> origin;  // the row each comes from
};
base::Result<WeightedRows> weighted_rows(const FollowUp& data, int cause);

}  // namespace statistics
