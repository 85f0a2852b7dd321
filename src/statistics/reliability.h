#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"
#include "statistics/rate.h"

// Whether a measurement can be trusted, and whether a change is more than its error.
namespace statistics {

// Items as columns, one row for each one who answered.
struct ItemReliability {
    double alpha = 0;               // Cronbach 1951: k/(k−1)·(1 − Σvarⱼ/var(sum))
    double standardised_alpha = 0;  // the same on the correlations
    double guttman = 0;  // λ6: 1 − Σ(1 − R²ⱼ)·varⱼ/var(sum), on the correlations
    double mean_correlation = 0;
    Interval limits;              // of alpha: Feldt, Woodruff and Salih 1987
    std::vector<double> rest;     // each item's correlation with the sum of the others
    std::vector<double> without;  // alpha without the item
    std::vector<double> guttman_without;
};
// Refused: "too_few" (fewer than 3 rows or 2 items), "not_finite", "constant_variable" (an item),
// "collinear_variable" (an item follows from the others: λ6 doesn't exist), each by the item's
// name.
base::Result<ItemReliability> item_reliability(const Matrix& items,
                                               const std::vector<std::string>& names,
                                               double confidence = 0.95);

struct IntraclassCorrelation {
    std::string name;  // "1", "2", "3" for one rating, "1k", "2k", "3k" for the mean of k
    double value = 0;
    double statistic = 0;  // F of the hypothesis that it is 0
    double degrees = 0, residual_degrees = 0;
    double p = 1;
    Interval limits;
};
// The six of Shrout and Fleiss (1979, Psych Bull 86:420): targets as rows, judges as columns. 1:
// each target by other judges; 2: the same judges, drawn from many; 3: just these judges. Limits as
// published there; for 2 by Satterthwaite's degrees of freedom. Refused: "too_few" (fewer than 2
// targets or judges), "not_finite", "constant_variable" (`name`: no variation within the targets or
// between them).
base::Result<std::vector<IntraclassCorrelation>> intraclass_correlations(const Matrix& ratings,
                                                                         const std::string& name,
                                                                         double confidence = 0.95);

struct Agreement {
    double observed = 0, expected = 0;  // shares that agree
    double kappa = 0, weighted = 0;
    // Large-sample variances of Fleiss, Cohen and Everitt (1969, Psych Bull 72:323).
    double variance = 0, weighted_variance = 0;
};
// Cohen's kappa (1960), weighted (1968) by agreement weights; `table`: how many each pair of
// categories was given, `weights`: 1 on the diagonal, less elsewhere. Refused: "negative_value",
// "no_data" (an empty table), "constant_variable" (`name`: both gave all the same category).
base::Result<Agreement> agreement(const Matrix& table, const Matrix& weights,
                                  const std::string& name);
// 1 − |i − j|/(k − 1), or with squares.
Matrix agreement_weights(std::size_t categories, bool squared);
// From weights of disagreement (0 on the diagonal): 1 − w/max w, as Cohen 1968.
base::Result<Matrix> weights_from_disagreement(const Matrix& disagreement);

// Jacobson and Truax (1991, J Consult Clin Psych 59:12).
struct ReliableChange {
    double standard_error = 0;    // s·√(1 − r)
    double difference_error = 0;  // √2·SE
    double least_change = 0;      // the smallest change that isn't error at this confidence
};
// Refused: "not_positive" (deviation), "outside" (reliability not in [0; 1[).
base::Result<ReliableChange> reliable_change(double deviation, double reliability,
                                             double confidence = 0.95);
struct ChangeCutoffs {
    double a = 0;  // two deviations from the troubled mean, towards the others
    double b = 0;  // two deviations from the others' mean, towards the troubled
    double c = 0;  // as likely under both
};
ChangeCutoffs change_cutoffs(double troubled_mean, double troubled_deviation, double other_mean,
                             double other_deviation);

}  // namespace statistics
