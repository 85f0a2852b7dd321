#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"

// Synthetic control: a mixture of untreated units that goes as the treated one did before
// (Abadie and Gardeazabal 2003, AER 93:113; Abadie, Diamond and Hainmueller 2010, JASA 105:493).
namespace statistics {

struct SyntheticProblem {
    Matrix outcomes;         // times × units
    std::size_t before = 0;  // times before the treatment
    // Predictors × units, each row divided by its standard deviation over the units; without rows
    // the outcomes before are matched themselves, all alike.
    Matrix predictors;
};

struct SyntheticOptions {
    // Weights of the predictors, at least 0 and not all 0; empty: searched for, so that the mixture
    // comes as near as possible to the outcomes before (the nested problem).
    std::vector<double> predictor_weights;
    // Of the search: it isn't convex, so it begins from equal weights, from those of a regression
    // of the outcomes on the predictors, and from the best of 60 points by chance for each
    // predictor, and from each goes on where it stopped for as long as that helps.
    std::size_t starts = 12;
    std::size_t evaluations = 1000;  // of each start
    std::uint64_t seed = 1;
};

struct SyntheticControl {
    std::vector<double> weights;            // one for each donor, in their order
    std::vector<double> predictor_weights;  // together 1; empty without predictors
    std::vector<double> synthetic;          // one for each time
    std::vector<double> gaps;               // observed less synthetic
    double before_mspe = 0;                 // mean squared gap before and after
    double after_mspe = 0;
    double effect = 0;     // mean gap after
    double objective = 0;  // of the mixture's own problem
    double spread = 0;     // how exactly it is solved: see simplex_fit.h
    double least_cost = 0;

    // √(after/before), finite even where the fit before is perfect.
    double ratio() const;
};

// Predictors (rows) divided by their standard deviations over the units; the deviations. Refused
// with "constant_variable" and the row's name.
base::Result<std::vector<double>> scale_predictors(Matrix& predictors,
                                                   const std::vector<std::string>& names);

// The synthetic control of a unit from these donors, at least one. Of mixtures that match the
// weighted predictors equally well the one nearest to the outcomes before. Refused as a search is
// ("no_optimiser").
base::Result<SyntheticControl> synthetic_control(const SyntheticProblem& problem, std::size_t unit,
                                                 const std::vector<std::size_t>& donors,
                                                 const SyntheticOptions& options);

// With given weights of the donors.
SyntheticControl synthetic_from_weights(const SyntheticProblem& problem, std::size_t unit,
                                        const std::vector<std::size_t>& donors,
                                        std::vector<double> weights);

// Each donor in turn as if it had been treated, with the other donors (and `also`, where given).
// The result doesn't depend on the number of threads.
base::Result<std::vector<SyntheticControl>> placebos_in_space(
    const SyntheticProblem& problem, const std::vector<std::size_t>& donors,
    std::optional<std::size_t> also, const SyntheticOptions& options, std::size_t threads);

// Without each donor in use (weight at least 0.001) in turn.
struct WithoutDonor {
    std::size_t donor = 0;
    SyntheticControl control;
};
base::Result<std::vector<WithoutDonor>> leave_one_out(
    const SyntheticProblem& problem, std::size_t unit, const std::vector<std::size_t>& donors,
    const SyntheticControl& whole, const SyntheticOptions& options, std::size_t threads);

// How many of all units, the treated among them, have a ratio at least as large as the treated
// one's; a placebo whose squared gap before is more than `worst_fit` times the treated one's is
// left out (0: none is). The permutation p-value is rank over count.
struct PlaceboRank {
    std::size_t rank = 1;
    std::size_t count = 1;
    double p() const { return static_cast<double>(rank) / static_cast<double>(count); }
};
PlaceboRank placebo_rank(const SyntheticControl& treated,
                         const std::vector<SyntheticControl>& placebos, double worst_fit);

// √((B−1)/B) times the standard deviation of the placebos' effects (Arkhangelsky et al. 2021,
// algorithm 4).
double placebo_error(const std::vector<double>& effects);

}  // namespace statistics
