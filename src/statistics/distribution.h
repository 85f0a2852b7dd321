#pragma once

#include <cstdint>

// Distribution functions and quantiles. Arguments must lie in the distribution's range; callers
// check them. Upper tails are computed as such, not as one minus the lower.
namespace statistics {

double normal_quantile(double probability);
double normal_lower(double z);
double normal_density(double z);
// P(|Z| ≥ |z|).
double normal_two_sided(double z);
double student_quantile(double probability, double degrees);
double student_two_sided(double t, double degrees);
double chi_squared_quantile(double probability, double degrees);
double chi_squared_upper(double value, double degrees);
// P(F ≥ value) and the quantile of F with these degrees of freedom.
double fisher_upper(double value, double first, double second);
double fisher_quantile(double probability, double first, double second);

// Shape and rate (the inverse of the scale).
double gamma_quantile(double probability, double shape, double rate);
double gamma_lower(double value, double shape, double rate);
double gamma_upper(double value, double shape, double rate);

double poisson_mass(double count, double mean);
// P(N ≤ count) and P(N ≥ count).
double poisson_lower(double count, double mean);
double poisson_upper(double count, double mean);
// The smallest count with P(N ≤ count) ≥ probability.
double poisson_quantile(double probability, double mean);

// Mean μ, variance μ + μ²/size.
double negative_binomial_lower(double count, double size, double mean);
// P(N ≥ count).
double negative_binomial_upper(double count, double size, double mean);
double negative_binomial_quantile(double probability, double size, double mean);

// Of `trials` with this probability of success: P(X = count), P(X ≤ count) and P(X ≥ count).
double binomial_mass(double count, double trials, double probability);
double binomial_lower(double count, double trials, double probability);
double binomial_upper(double count, double trials, double probability);
double beta_quantile(double probability, double a, double b);
// P(X > h and 0 < Y < aX), X and Y independent and standard normal; for a below 0 its negative.
double owens_t(double h, double a);

double log_gamma(double x);
double digamma(double x);
double trigamma(double x);

}  // namespace statistics
