#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

// Counts, rates and how surely they are known. Pure: numbers in, numbers out; no NaN ever comes
// out.
namespace statistics {

struct Interval {
    double lower = 0;
    double upper = 0;
};

struct Estimate {
    double value = 0;
    Interval interval;
    double confidence = 0.95;
};

// The exact interval for the mean of a Poisson count (Garwood 1936, Biometrika 28:437): lower =
// χ²(α/2; 2n)/2, upper = χ²(1−α/2; 2n+2)/2; the lower limit of 0 is 0. Refused with
// "negative_count" or "confidence" (outside 0 to 1).
base::Result<Interval> poisson_interval(std::int64_t count, double confidence = 0.95);

// Events per `per` units of exposure (inhabitants), with the exact Poisson interval of the count
// divided by the exposure, which is taken as known. Refused with "zero_exposure" where exposure ≤
// 0.
base::Result<Estimate> rate(std::int64_t count, double exposure, double per,
                            double confidence = 0.95);

// rate(a)/rate(b) with the exact conditional interval: given a+b events, a is binomial with
// p = ratio·Ea/(ratio·Ea+Eb), limits by Clopper and Pearson (1934, Biometrika 26:404). Refused with
// "zero_exposure", "negative_count" or "zero_count" when b is 0 (the ratio has no finite estimate).
base::Result<Estimate> rate_ratio(std::int64_t count_a, double exposure_a, std::int64_t count_b,
                                  double exposure_b, double confidence = 0.95);

// The mean of each value and its neighbours in a window of `width` (odd); empty at the ends and
// where a value is missing.
std::vector<std::optional<double>> moving_mean(std::span<const std::optional<double>> values,
                                               int width);

// The middle value; the mean of the two middle ones for an even number; empty for none.
std::optional<double> median(std::vector<double> values);

}  // namespace statistics
