#pragma once

#include <cstddef>

#include "base/result.h"

// How long a control chart runs on average before it alarms, from the start or from a head start:
// without a change that is the time to a false alarm, with one the delay.
namespace statistics {

enum class ChartValues { normal, poisson, negative_binomial, binomial };
enum class ChartSides { one, two };

// CUSUM: S = max(0, S + x − reference), alarm at S ≥ threshold. Normal values have standard
// deviation 1 and mean `mean` (0: in control), and the run length solves Page's integral equation
// at Gauss–Legendre nodes (Vance 1986, J Qual Technol 18:189; here to 1e-9). Counts have mean
// `mean`, and S moves on multiples of 1/d, where d·reference and d·threshold are whole, so that a
// Markov chain gives the exact answer (Brook and Evans 1972, Biometrika 59:539; Hawkins 1992).
struct CusumRun {
    ChartValues values = ChartValues::normal;
    ChartSides sides = ChartSides::one;  // counts: one
    double reference = 0.5;
    double threshold = 5;
    double mean = 0;
    double head_start = 0;
    double size = 1;    // negative binomial: variance μ + μ²/size
    double trials = 1;  // binomial: mean / trials is the probability
    // 0: the integral equation for normal values; otherwise Brook and Evans' chain of so many
    // states.
    std::size_t states = 0;
};

// Refused: "outside" (an option; reference and threshold of counts that share no d up to 1,000, or
// need more than 2,000 states), "not_converged".
base::Result<double> average_run_length(const CusumRun& run);

// The threshold with this average run length; with counts the smallest on their grid that has at
// least it. Refused as above, and with "outside" where `length` is no more than 1.
base::Result<double> threshold_for(CusumRun run, double length);

// EWMA: Z = (1 − weight)·Z + weight·x, alarm at |Z| > limit·√(weight/(2 − weight)); values
// normal. Crowder 1987, Technometrics 29:401. One-sided: alarm above only, and Z never falls below
// barrier·√(weight/(2 − weight)) (Waldmann 1986, as spc's xewma.arl with zr).
struct EwmaRun {
    double weight = 0.1;
    double limit = 2.7;
    double mean = 0;
    double head_start = 0;
    ChartSides sides = ChartSides::two;
    double barrier = 0;
};
base::Result<double> average_run_length(const EwmaRun& run);
base::Result<double> threshold_for(EwmaRun run, double length);

}  // namespace statistics
