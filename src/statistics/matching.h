#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"

// Making those who weren't treated alike to those who were, on what was measured: matching and
// weighting on the propensity score (Rosenbaum and Rubin 1983, Biometrika 70:41), and how alike
// they became.
namespace statistics {

enum class MatchingOrder { largest, smallest, data, random };

struct MatchingOptions {
    MatchingOrder order = MatchingOrder::largest;  // which treated row chooses first, by its score
    bool replacement = false;
    std::size_t ratio = 1;  // how many controls for each treated row
    double caliper = std::numeric_limits<double>::infinity();  // the largest distance of scores
    std::uint64_t seed = 1;                                    // of the random order
    // Distances without their decimals, which MatchIt 4.5.1 computes by mistake: scores between 0
    // and 1 are then all equally far, and the nearest one below is taken whatever stands above.
    // Only to repeat its numbers.
    bool whole_distances = false;
};

struct MatchedSet {
    std::size_t treated = 0;            // row
    std::vector<std::size_t> controls;  // rows, the nearest first; none: unmatched
};

struct Matching {
    std::vector<MatchedSet> sets;  // one for each treated row, in the order of rows
    // One for each row: 1 for a matched treated row; a control shares the weight of each of its
    // treated rows with their other controls, and all are scaled to add up to the number of matched
    // controls (Stuart 2010, Stat Sci 25:1). 0: not used.
    std::vector<double> weights;
};

// Greedy nearest neighbours on a score: round by round each treated row, in the chosen order, takes
// the nearest control that is free; with replacement it takes its `ratio` nearest at once. Among
// equally near ones, as in MatchIt since 4.5.2, the one with the lower score, and with the treated
// row's own score the one whose row is next before it. Only rows of the same group are matched
// (`groups` may be empty). O(n log n). Refused with "one_group" unless there are treated rows and
// controls, "outside" (ratio 0), "too_few" where nobody finds a partner.
base::Result<Matching> nearest_matches(const std::vector<double>& scores,
                                       const std::vector<bool>& treated,
                                       const std::vector<std::size_t>& groups,
                                       const MatchingOptions& options);

// Whose effect is asked about: the treated (att), all (ate), the untreated (atc), or those who
// might as well have been in either group (overlap: Li, Morgan and Zaslavsky 2018, JASA 113:390).
enum class Estimand { att, ate, atc, overlap };

struct WeightingOptions {
    Estimand estimand = Estimand::att;
    bool stabilised = false;    // ate: times the group's own part of all
    double least_score = 0;     // rows with a score below this, or above 1 − this, are left out
    double truncate_above = 1;  // weights above this quantile of their group's are set to it
};

struct ScoreWeights {
    std::vector<double> weights;  // 0: left out
    // The weights' change with the score's linear predictor, for errors that count its estimation.
    std::vector<double> slopes;
    std::size_t left_out = 0;
    std::size_t truncated = 0;
};

// Inverse probability weights. Refused with "outside" (a score that is 0 or 1, options).
base::Result<ScoreWeights> score_weights(const std::vector<double>& scores,
                                         const std::vector<bool>& treated,
                                         const WeightingOptions& options);

struct Balance {
    std::string name;
    struct Side {
        double treated = 0, control = 0;  // weighted means
        double difference = 0;            // of the means, in standard deviations
        double variance_ratio = 0;        // treated over control; NaN for 0 and 1
    } before, after;
};

// Standardised by the deviation, before, in the treated (att), in the controls (atc) or the root of
// both variances' mean; for a column of 0 and 1 the variance is p(1 − p). A column that doesn't
// vary there has a difference of 0 where the means agree, otherwise NaN.
Balance balance_of(std::string name, const std::vector<double>& values,
                   const std::vector<bool>& treated, const std::vector<double>& weights,
                   Estimand estimand);

// (Σw)²/Σw² of one side (Kish 1965).
double effective_size(const std::vector<double>& weights, const std::vector<bool>& treated,
                      bool side);

}  // namespace statistics
