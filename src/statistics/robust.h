#pragma once

#include <cstddef>
#include <vector>

#include "base/result.h"
#include "statistics/data_frame.h"
#include "statistics/matrix.h"
#include "statistics/regression.h"

// Covariances of regression coefficients that stay right when the variance, or the independence of
// rows, is not what the family says: bread·meat·bread of the score contributions.
namespace statistics {

enum class Heteroscedasticity { hc0, hc1, hc2, hc3 };

// White (1980, Econometrica 48:817); HC1 multiplies by n/(n−k), HC2 and HC3 divide the residuals by
// √(1−h) and 1−h (MacKinnon and White 1985, J Econometrics 29:305). Refused with "not_converged"
// where a leverage is 1 under HC2 and HC3.
base::Result<Matrix> robust_covariance(const RegressionData& data, const RegressionFit& fit,
                                       Heteroscedasticity kind);

// What is taken off where rows are clustered in two ways: the clusters of both at once, the rows
// themselves without any factor (White's HC0; sandwich's multi0), or, as usual, the rows where each
// is a cluster of its own of both at once and the clusters otherwise.
enum class Intersection { usual, clusters, rows };

struct ClusterOptions {
    // Multiply by G/(G−1) for G clusters.
    bool few_clusters_factor = true;
    // Multiply by (n−1)/(n−k): HC1, what R does for linear models by default.
    bool parameters_factor = false;
    // Two groupings can give a coefficient a variance below 0, often a unit's own one. With this it
    // is left there for the caller to pass over; otherwise all is refused.
    bool keep_negative = false;
    Intersection intersection = Intersection::usual;
    // Eigenvalues below 0 are taken for 0 (Cameron, Gelbach and Miller 2011; sandwich's fix).
    bool fix_negative = false;
};

// Liang and Zeger (1986, Biometrika 73:13) for one grouping; for two the sum of both minus that of
// their intersection (Cameron, Gelbach and Miller 2011, JBES 29:238). Refused with "one_group" and
// the grouping's name, or with "not_converged" where a variance of a two-way covariance is not
// positive (unless kept), or none is.
base::Result<Matrix> clustered_covariance(const RegressionData& data, const RegressionFit& fit,
                                          const std::vector<Column>& clusters,
                                          const ClusterOptions& options);

struct NeweyWestOptions {
    std::size_t lag = 0;
    // The lag chosen from the data instead (Newey and West 1994, Rev Econ Stud 61:631), as
    // sandwich's bwNeweyWest.
    bool automatic_lag = false;
    // Order of the autoregression that is taken out of the scores first, and put back after
    // (Andrews and Monahan 1992, Econometrica 60:953); 0: none.
    std::size_t prewhitening = 0;
    bool parameters_factor = false;  // multiply by n/(n−k)
};
struct NeweyWest {
    Matrix covariance;
    std::size_t lag = 0;  // that was used
};

// Newey and West (1987, Econometrica 55:703): Bartlett weights 1 − l/(lag+1), rows in the order of
// time. Refused with "outside" where the lag is not smaller than the number of rows, "too_few"
// where these are too few to prewhiten, "not_converged" where the autoregression can't be solved.
base::Result<NeweyWest> newey_west_covariance(const RegressionData& data, const RegressionFit& fit,
                                              const NeweyWestOptions& options);

}  // namespace statistics
