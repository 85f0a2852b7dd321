#pragma once

// Limits of counts from a negative binomial distribution with mean μ and variance μ + μ²/size, or,
// with size 0, from a Poisson distribution. For the moderate counts of surveillance they are summed
// from the smallest count on, which is faster than inverting the incomplete beta function; large
// means and far tails are left to distribution.h.
namespace statistics {

// The smallest count that is exceeded with probability `level` at most.
double count_quantile(double level, double size, double mean);

// P(N ≥ count).
double count_upper(double count, double size, double mean);

}  // namespace statistics
