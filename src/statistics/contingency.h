#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"
#include "statistics/rate.h"

// Tests in tables of counts.
namespace statistics {

// Rows are groups, columns outcomes: a b / c d.
struct FourfoldTable {
    double a = 0, b = 0, c = 0, d = 0;
};

struct FisherExact {
    double p = 1;  // two-sided: all tables as unlikely or more
    // The conditional maximum-likelihood odds ratio and its exact limits; none where infinite.
    std::optional<double> odds_ratio;
    double lower = 0;
    std::optional<double> upper;
};
// Fisher 1935. Ratio and limits are exact roots; with a `tolerance` above 0 they are searched by
// Brent's method (1973) between 0 and 1, for a ratio above 1 its inverse, until the bracket is as
// narrow: what R's fisher.test prints with 2⁻¹³, to three or four digits. Refused:
// "negative_value", "not_whole", "no_data" (an empty table), "outside" (a margin above a million:
// use the chi-squared test).
base::Result<FisherExact> fisher_exact(const FourfoldTable& table, double confidence = 0.95,
                                       double tolerance = 0);

struct ProportionTests {
    double chi_squared = 0;  // Pearson's, of equal proportions
    double degrees = 0;
    double p = 1;
    double slope = 0;  // of the proportion on the score, weighted by the trials
    double slope_error = 0;
    double trend = 0;  // Cochran 1954, Armitage 1955
    double trend_p = 1;
    double departure = 0;  // chi_squared − trend on degrees − 1: how far from a straight line
    double departure_p = 1;
};
// Refused: "one_group", "constant_variable" (all or nobody did; scores all the same).
base::Result<ProportionTests> proportion_tests(std::span<const double> successes,
                                               std::span<const double> trials,
                                               std::span<const double> scores);

struct StratifiedOdds {
    double odds_ratio = 1;  // Mantel and Haenszel 1959
    double log_error = 0;   // Robins, Breslow and Greenland 1986
    double chi_squared = 0;
    double p = 1;
    double corrected = 0;  // with ½ taken off, as Mantel and Haenszel
    double corrected_p = 1;
    double homogeneity = 0;  // Breslow and Day 1980, with Tarone's correction (1985)
    double homogeneity_degrees = 0;
    double homogeneity_p = 1;
    std::size_t strata = 0;  // that say something: no empty margin
};
// Refused: "no_data" (no stratum says anything), "separated_variable" (an infinite ratio).
base::Result<StratifiedOdds> stratified_odds(std::span<const FourfoldTable> tables);

struct StratifiedAssociation {
    struct Test {
        double chi_squared = 0;
        double degrees = 0;
        double p = 1;
    };
    Test general;            // rows and columns hang together somehow: (I−1)(J−1) degrees
    Test row_means;          // the rows' mean column scores differ: I−1 degrees
    Test correlation;        // a straight line between the scores: 1 degree
    std::size_t strata = 0;  // with at least two and more than one row and column
};
// The generalised Cochran–Mantel–Haenszel tests (Landis, Heyman and Koch 1978, Int Stat Rev 46:237;
// Agresti 2002, 7.5.3) of I×J tables, one for each stratum: given all margins, sums over strata of
// counts less their expectations, against their hypergeometric covariance. For 2×2 tables all
// three are the uncorrected Mantel–Haenszel test. Refused: "different_lengths", "not_finite",
// "negative_value", "one_group" ("row", "column"), "no_data" (no stratum says anything),
// "constant_variable" (scores all the same), "not_converged" (strata that together leave a
// category without comparison).
base::Result<StratifiedAssociation> stratified_association(std::span<const Matrix> tables,
                                                           std::span<const double> row_scores,
                                                           std::span<const double> column_scores);

}  // namespace statistics
