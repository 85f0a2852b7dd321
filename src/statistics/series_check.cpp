#include "statistics/series_check.h"

#include <numeric>

#include "statistics/distribution.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

std::vector<double> partial(const std::vector<double>& correlation) {
    std::vector<double> result, last;
    for (std::size_t lag = 1; lag <= correlation.size(); ++lag) {
        double top = correlation[lag - 1], bottom = 1;
        for (std::size_t j = 0; j + 1 < lag; ++j) {
            top -= last[j] * correlation[lag - 2 - j];
            bottom -= last[j] * correlation[j];
        }
        const double here = bottom != 0 ? top / bottom : 0;
        std::vector<double> next(lag);
        for (std::size_t j = 0; j + 1 < lag; ++j) next[j] = last[j] - here * last[lag - 2 - j];
        next[lag - 1] = here;
        last = std::move(next);
        result.push_back(here);
    }
    return result;
}

}  // namespace

base::Result<SeriesCheck> check_series(const std::vector<double>& residuals, std::size_t lags) {
    const std::size_t length = residuals.size();
    if (length < lags + 2) return too_few("residuals", length, lags + 2);
    const auto n = static_cast<double>(length);
    const double mean = std::accumulate(residuals.begin(), residuals.end(), 0.0) / n;
    const auto product_at = [&](std::size_t lag) {
        double sum = 0;
        for (std::size_t t = lag; t < length; ++t)
            sum += (residuals[t] - mean) * (residuals[t - lag] - mean);
        return sum;
    };
    const double variance = product_at(0);
    if (!(variance > 0)) return constant_variable("residuals");
    SeriesCheck check;
    for (std::size_t lag = 1; lag <= lags; ++lag) {
        check.autocorrelation.push_back(product_at(lag) / variance);
        check.ljung_box += n * (n + 2) * check.autocorrelation.back() *
                           check.autocorrelation.back() / (n - static_cast<double>(lag));
    }
    if (lags > 0) check.ljung_box_p = chi_squared_upper(check.ljung_box, static_cast<double>(lags));
    check.partial_autocorrelation = partial(check.autocorrelation);
    double steps = 0;
    for (std::size_t t = 1; t < length; ++t)
        steps += (residuals[t] - residuals[t - 1]) * (residuals[t] - residuals[t - 1]);
    check.durbin_watson = steps / variance;
    return check;
}

}  // namespace statistics
