#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "statistics/matrix.h"

// A sample drawn by a plan: weights, strata, clusters in one or more stages and finite populations,
// and the covariance of estimates from it (Cochran 1977; Särndal, Swensson and Wretman 1992; Lumley
// 2010, Complex Surveys).
namespace statistics {

// What to do with a stratum from which only one cluster was drawn: there is nothing to compare it
// with. `refuse` says so; `remove` counts its variance as 0 (right only where it was certain to be
// drawn); `adjust` compares it with the whole sample's mean (cautious); `average` gives it the
// other strata's mean variance.
enum class LonelyCluster { refuse, remove, adjust, average };

// One stage of the drawing. Every list has one entry for each row.
struct SurveyStage {
    std::vector<std::size_t> unit;     // any numbers; nested in stratum and earlier unit
    std::vector<std::size_t> stratum;  // empty: one
    // How many units the stratum has in the population; infinite or empty: not known.
    std::vector<double> population;
};

// Weights moved so that sums agree with known populations.
struct CalibrationMargin {
    std::string name;
    std::vector<std::size_t> cell;   // of each row
    std::vector<double> population;  // of each cell
    std::vector<std::string> cells;  // what they are called
};

// Sums of numbers that are known for the population: columns of a regression.
struct CalibrationTotals {
    Matrix x;                   // rows of the sample; empty: none
    std::vector<double> total;  // of each column in the population
    enum class Distance { linear, raking } distance = Distance::linear;
};

// Weights of replicates that came with the data, made by whoever drew the sample.
struct GivenReplicates {
    std::vector<std::vector<double>> weights;  // of each replicate, for every row
    std::vector<double> factors;               // of each one's squared deviation
};

class SurveyDesign {
  public:
    // Without weights each row stands for the inverse of its chance to be drawn, as far as the
    // populations are known, otherwise for itself. Refused: "no_data", "not_finite",
    // "negative_value" (weights), "not_positive" (no weight at all), "different_lengths",
    // "population_differs" (within a stratum), "population_too_small" (fewer units than were
    // drawn), "lonely_cluster" under that policy, "too_few" (no stratum has two clusters).
    static base::Result<SurveyDesign> make(std::vector<double> weights,
                                           const std::vector<SurveyStage>& stages,
                                           LonelyCluster lonely);

    // One margin: post-stratification (Holt and Smith 1979). Several: raking by iterative
    // proportional fitting (Deming and Stephan 1940) until no weight moves by more than 1e-12 of
    // itself. Later estimates carry the smaller variance. Refused: "empty_cell" (a population
    // without anybody in the sample), "not_converged".
    base::Result<void> calibrate(const std::vector<CalibrationMargin>& margins);

    // Weights moved as little as possible, by that distance, until the columns' sums are the
    // population's: the generalised regression estimator (Deville and Särndal 1992, JASA 87:376;
    // Särndal, Swensson and Wretman, 6.4). Linear weights w(1 + x'λ) may become negative; raking's
    // w·exp(x'λ) may not. Later estimates have the variance of residuals from the columns. Not
    // together with margins. Refused: "different_lengths", "not_finite", "collinear_variable",
    // "not_converged" (raking: no weights give these sums).
    base::Result<void> calibrate_totals(CalibrationTotals totals,
                                        const std::vector<std::string>& names);

    std::size_t rows() const { return weights_.size(); }
    const std::vector<double>& weights() const { return weights_; }
    std::size_t clusters() const { return stages_.front().units; }
    std::size_t strata() const { return stages_.front().strata; }
    std::size_t lonely() const { return lonely_count_; }
    // Clusters less strata among the rows of the mask with a weight; of given replicates the
    // rank of the mask's weights less 1, columns taken from left to right and counted where 1e-5 of
    // them is left (as R's survey).
    double degrees(const std::vector<bool>& mask) const;

    // From now on replicate() gives these. Refused: "too_few" (fewer than two),
    // "different_lengths", "not_finite", "negative_value" (factors).
    base::Result<void> use_replicates(GivenReplicates replicates);

    // The covariance of column sums of `influence`: linearised contributions that include the
    // weights, 0 outside the domain. By stages, as far as their populations are known (Särndal,
    // Swensson and Wretman, 4.3).
    Matrix covariance(Matrix influence) const;

    enum class Replication { jackknife, bootstrap, balanced, given };
    // Calls `each` with the weights of every replicate and the factor of its squared deviation from
    // the replicates' mean. Jackknife: a first-stage cluster left out at a time (JK1, with strata
    // JKn), with the finite population. Bootstrap: n − 1 clusters of a stratum drawn with
    // replacement (Rao and Wu 1988, JASA 83:231). Balanced: half samples by a Hadamard matrix; two
    // clusters in every stratum; the half left out keeps a part ρ of its weight (Fay; Judkins 1990,
    // J Off Stat 6:223). Given: those of use_replicates(). Calibrated anew each time. Refused:
    // "not_two_clusters" (balanced), "too_few" (replicates), and as calibrate().
    base::Result<void> replicate(
        Replication kind, std::size_t replicates, std::uint64_t seed, double rho,
        const std::function<base::Result<void>(const std::vector<double>& weights, double factor)>&
            each) const;

  private:
    struct Stage {
        std::vector<std::size_t> unit, stratum;  // numbered 0 … within the whole sample
        std::size_t units = 0, strata = 0;
        std::vector<std::size_t> stratum_of_unit;
        std::vector<double> drawn, population;  // of each stratum
        std::vector<double> factor;             // share drawn at all earlier stages
    };
    base::Result<void> add_stage(const SurveyStage& stage);
    void weigh_by_populations();
    void subtract_calibration(Matrix& influence) const;
    void subtract_regression(Matrix& influence) const;
    base::Result<std::vector<double>> calibrated(std::vector<double> weights) const;
    base::Result<std::vector<double>> moved_to_totals(std::vector<double> weights) const;
    std::vector<double> jackknife_weights(std::size_t left_out) const;
    std::vector<double> bootstrap_weights(std::uint64_t seed, std::size_t replicate) const;
    using Receiver =
        std::function<base::Result<void>(const std::vector<double>& weights, double factor)>;
    base::Result<void> give(std::vector<double> weights, double factor, const Receiver& each) const;
    base::Result<void> give_jackknife(const Receiver& each) const;
    base::Result<void> give_balanced(double rho, const Receiver& each) const;
    double rank_of_replicates(const std::vector<bool>& mask) const;

    std::vector<double> weights_, drawn_weights_;
    std::vector<Stage> stages_;
    std::vector<CalibrationMargin> margins_;
    CalibrationTotals totals_;
    GivenReplicates given_;
    LonelyCluster lonely_ = LonelyCluster::refuse;
    std::size_t lonely_count_ = 0;
};

}  // namespace statistics
