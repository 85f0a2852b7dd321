#include "statistics/distribution.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/fisher_f.hpp>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/negative_binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/owens_t.hpp>
#include <boost/math/special_functions/trigamma.hpp>
#include <cmath>

namespace statistics {
namespace {

using boost::math::complement;
// Quantiles of counts are the smallest count that reaches the probability, as R defines them.
using Discrete = boost::math::policies::policy<
    boost::math::policies::discrete_quantile<boost::math::policies::integer_round_up>>;
using Poisson = boost::math::poisson_distribution<double, Discrete>;
using NegativeBinomial = boost::math::negative_binomial_distribution<double, Discrete>;

const boost::math::normal& standard_normal() {
    static const boost::math::normal distribution(0, 1);
    return distribution;
}

}  // namespace

double normal_quantile(double probability) {
    return boost::math::quantile(standard_normal(), probability);
}
double normal_lower(double z) {
    return boost::math::cdf(standard_normal(), z);
}
double normal_density(double z) {
    return boost::math::pdf(standard_normal(), z);
}
double normal_two_sided(double z) {
    return 2 * boost::math::cdf(complement(standard_normal(), std::abs(z)));
}
double student_quantile(double probability, double degrees) {
    return boost::math::quantile(boost::math::students_t(degrees), probability);
}
double student_two_sided(double t, double degrees) {
    return 2 * boost::math::cdf(complement(boost::math::students_t(degrees), std::abs(t)));
}
double chi_squared_quantile(double probability, double degrees) {
    return boost::math::quantile(boost::math::chi_squared(degrees), probability);
}
double chi_squared_upper(double value, double degrees) {
    return boost::math::cdf(complement(boost::math::chi_squared(degrees), std::max(value, 0.0)));
}
double fisher_upper(double value, double first, double second) {
    return boost::math::cdf(complement(boost::math::fisher_f(first, second), std::max(value, 0.0)));
}
double fisher_quantile(double probability, double first, double second) {
    return boost::math::quantile(boost::math::fisher_f(first, second), probability);
}
double gamma_quantile(double probability, double shape, double rate) {
    return boost::math::quantile(boost::math::gamma_distribution<>(shape, 1 / rate), probability);
}
double gamma_lower(double value, double shape, double rate) {
    return boost::math::cdf(boost::math::gamma_distribution<>(shape, 1 / rate), value);
}
double gamma_upper(double value, double shape, double rate) {
    return boost::math::cdf(complement(boost::math::gamma_distribution<>(shape, 1 / rate), value));
}
double poisson_mass(double count, double mean) {
    return boost::math::pdf(Poisson(mean), count);
}
double poisson_lower(double count, double mean) {
    return count < 0 ? 0 : boost::math::cdf(Poisson(mean), count);
}
double poisson_upper(double count, double mean) {
    return count <= 0 ? 1 : boost::math::cdf(complement(Poisson(mean), count - 1));
}
double poisson_quantile(double probability, double mean) {
    return boost::math::quantile(Poisson(mean), probability);
}
double negative_binomial_lower(double count, double size, double mean) {
    return boost::math::cdf(NegativeBinomial(size, size / (size + mean)), count);
}
double negative_binomial_upper(double count, double size, double mean) {
    if (count <= 0) return 1;
    return boost::math::cdf(complement(NegativeBinomial(size, size / (size + mean)), count - 1));
}
double negative_binomial_quantile(double probability, double size, double mean) {
    return boost::math::quantile(NegativeBinomial(size, size / (size + mean)), probability);
}
double binomial_mass(double count, double trials, double probability) {
    return boost::math::pdf(boost::math::binomial(trials, probability), count);
}
double binomial_lower(double count, double trials, double probability) {
    if (count < 0) return 0;
    if (count >= trials) return 1;
    return boost::math::cdf(boost::math::binomial(trials, probability), count);
}
double binomial_upper(double count, double trials, double probability) {
    if (count <= 0) return 1;
    return boost::math::cdf(complement(boost::math::binomial(trials, probability), count - 1));
}
double beta_quantile(double probability, double a, double b) {
    return boost::math::quantile(boost::math::beta_distribution<>(a, b), probability);
}
double owens_t(double h, double a) {
    return boost::math::owens_t(h, a);
}
double log_gamma(double x) {
    return boost::math::lgamma(x);
}
double digamma(double x) {
    return boost::math::digamma(x);
}
double trigamma(double x) {
    return boost::math::trigamma(x);
}

}  // namespace statistics
