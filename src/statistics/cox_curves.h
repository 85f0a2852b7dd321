#pragma once

#include <cstddef>
#include <vector>

#include "statistics/cox.h"
#include "statistics/matrix.h"

// What follows from a proportional hazards model: the hazard of each stratum, the survival of
// somebody with given covariates, and how far those with an event were from the rest.
namespace statistics {

// One stratum's steps, for covariates at the means of all rows and an offset of 0.
struct CoxCurve {
    std::size_t stratum = 0;
    std::vector<double> time;      // of its events
    std::vector<double> hazard;    // cumulative, with the ties of the model
    std::vector<double> variance;  // Σ of the steps' own variance (Tsiatis 1981, Ann Stat 9:93)
    Matrix carried;  // steps × columns: Σ mean covariates (less those of all) × step
};

struct CoxCurves {
    std::vector<double> means;  // of the covariates
    std::vector<CoxCurve> strata;
    // For each event, stratum by stratum in the order of time: its row, and its covariates less
    // their mean among those at risk (Schoenfeld 1982, Biometrika 69:239).
    std::vector<std::size_t> event_rows;
    Matrix schoenfeld;
};
// Not for exact ties. O(n p) after sorting.
CoxCurves cox_curves(const CoxData& data, const CoxFit& fit, Ties ties);

// The cumulative hazard of somebody, and its standard error with that of the coefficients
// (`covariance`), at each step.
struct PredictedHazard {
    std::vector<double> hazard, standard_error;
};
PredictedHazard predicted_hazard(const CoxCurves& curves, std::size_t stratum, const CoxFit& fit,
                                 const Matrix& covariance, const std::vector<double>& covariates);

}  // namespace statistics
