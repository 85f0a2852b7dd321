#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"

// Effects by when a unit was first treated (Callaway and Sant'Anna 2021, J Econometrics 225:200),
// with or without covariates (Sant'Anna and Zhao 2020, J Econometrics 219:101).
namespace statistics {

enum class Comparison { never_treated, not_yet_treated };

// How those compared with are made alike in the covariates. Without covariates all three are the
// difference of mean changes.
enum class Adjustment {
    doubly_robust,        // both of the following: right if either model is
    outcome_regression,   // their changes, regressed on the covariates
    inverse_probability,  // weighted by the odds of treatment, a logistic regression
};

// What the effects at times before treatment are measured from.
enum class BaseTime {
    universal,  // the last time before treatment, always
    varying,    // before treatment the time just before, as did's default
};

struct GroupTimeOptions {
    Comparison comparison = Comparison::never_treated;
    Adjustment adjustment = Adjustment::doubly_robust;
    BaseTime base = BaseTime::universal;
    std::size_t anticipation = 0;  // times before treatment at which it may already have an effect
};

// One row for each unit and time; a unit's `first_treated` is the same in all its rows, empty where
// it never was, and so is its weight. Treatment after the last time, and the anticipation of it, is
// none.
struct PanelRow {
    std::size_t unit = 0;
    double time = 0;
    double outcome = 0;
    std::optional<double> first_treated;
    double weight = 1;
};

// Rows × columns with the constant first; those of a unit at the base time are used. Without
// columns the constant alone.
struct PanelCovariates {
    Matrix x;
    std::vector<std::string> names;
};

struct GroupTimeEffect {
    double group = 0;  // the first time of treatment
    double time = 0;
    double estimate = 0;
    double standard_error = 0;  // 0 at the reference time, which is 0 by construction
    std::size_t treated = 0;
    std::size_t compared = 0;
};

// Averages over effects. Their errors count that the groups' parts of all units are estimates.
struct EffectAverage {
    double at = 0;  // an age, a group or a time
    double estimate = 0, standard_error = 0;
};

struct GroupTimeEffects {
    std::vector<GroupTimeEffect> effects;  // by group and time
    // Over the effects at and after treatment, weighted by the groups' sizes.
    double overall = 0;
    double overall_error = 0;
    std::vector<EffectAverage> by_age;    // by time since treatment
    std::vector<EffectAverage> by_group;  // over a group's times from treatment on
    std::vector<EffectAverage> by_time;   // over the groups treated by then
    // The mean over ages from 0 on, over groups by their sizes, and over times.
    EffectAverage over_ages, over_groups, over_times;
    std::size_t units = 0;
    std::size_t treated_units = 0;
};

// ATT(g,t) = mean change from the base time to t among those first treated at g, less that among
// the comparison, made alike. Standard errors from the units' influence, units independent. The
// base time is the last one in the data before treatment and its anticipation. Refused: "no_data",
// "not_finite", "not_positive" (weights), "one_group" (no treated or no comparison),
// "different_lengths" (units without a row for every time: an unbalanced panel), "too_few" (a group
// treated from the first time has no time before; fewer to compare with than covariates), and as
// the regressions refuse ("separated_variable": nobody to compare with is like the treated).
base::Result<GroupTimeEffects> group_time_effects(const std::vector<PanelRow>& rows,
                                                  const PanelCovariates& covariates,
                                                  const GroupTimeOptions& options);

// Without covariates.
base::Result<GroupTimeEffects> group_time_effects(const std::vector<PanelRow>& rows,
                                                  Comparison comparison);

}  // namespace statistics
