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

struct ClusterOptions {
    // Multiply by G/(G−1) for G clusters.
    bool few_clusters_factor = true;
    // Multiply by (n−1)/(n−k): HC1, what R does for linear models by default.
    bool parameters_factor = false;
};

// Liang and Zeger (1986, Biometrika 73:13) for one grouping; for two the sum of both minus that of
// their intersection (Cameron, Gelbach and Miller 2011, JBES 29:238), whose term is HC0 when the
// intersection is the rows themselves. Refused with "one_group" and the grouping's name, or with
// "not_converged" where a variance of a two-way covariance is not positive.
base::Result<Matrix> clustered_covariance(const RegressionData& data, const RegressionFit& fit,
                                          const std::vector<Column>& clusters,
                                          const ClusterOptions& options);

// Newey and West (1987, Econometrica 55:703): Bartlett weights 1 − l/(lag+1), rows in the order of
// time, no prewhitening, no correction for small samples. Refused with "outside" where the lag is
// not smaller than the number of rows.
base::Result<Matrix> newey_west_covariance(const RegressionData& data, const RegressionFit& fit,
                                           std::size_t lag);

}  // namespace statistics
