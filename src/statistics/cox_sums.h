#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "statistics/cox.h"
#include "statistics/matrix.h"

// The partial likelihood of Efron and Breslow with its derivatives in O(n p) and two products of
// matrices: the rows' part of the information is Σ rᵢAᵢxᵢxᵢ', Aᵢ the hazard each was exposed to, so
// that no sum of squares goes along with time.
namespace statistics {

class CoxSums {
  public:
    // `data` and `centred` (covariates less their means) must outlive it.
    CoxSums(const CoxData& data, const Matrix& centred, bool efron);

    struct Derivatives {
        double log_likelihood = 0;
        std::vector<double> score;
        Matrix information;
    };
    Derivatives at(const std::vector<double>& beta);

    // With the sums of the last at(): what each row was exposed to.
    struct Residuals {
        std::vector<double> hazard;  // Σ over the row's event times, its own tie corrected
        Matrix score;
    };
    Residuals residuals() const;
    // Event times of the first stratum, and the hazard up to each, for covariates at their means.
    std::vector<double> first_times() const;
    std::vector<double> first_hazard() const;

  private:
    // One event time of one stratum.
    struct Moment {
        double time = 0;
        double events = 0, mean_weight = 0;
        bool first_of_stratum = false;
        // Σ over its events of w/b, w·s/b, w/b², w·s/b², w·s²/b², with b the risk left and s the
        // share of the tied that is taken out.
        double hazard = 0, own_hazard = 0, square = 0, cross = 0, own_square = 0;
    };
    void find_moments();
    void sum_risks();
    void weigh(Moment& moment, double at_risk, double tied, double& log_likelihood) const;
    double weight(std::size_t row) const { return data_.weights.empty() ? 1 : data_.weights[row]; }

    const CoxData& data_;
    const Matrix& centred_;
    bool efron_;
    std::vector<Moment> moments_;             // stratum by stratum, in the order of time
    std::vector<std::uint32_t> begin_, end_;  // of each row: the moments it was at risk at
    std::size_t first_count_ = 0;             // moments of the first stratum
    std::vector<double> predictor_, risk_;
    // By moment: Σ risk and Σ risk·x of those at risk, and of those with the event.
    std::vector<double> at_risk_, tied_;
    Matrix at_risk_x_, tied_x_;
};

}  // namespace statistics
