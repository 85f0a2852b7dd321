#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "statistics/cox.h"
#include "statistics/matrix.h"

// The partial likelihood of Efron and Breslow with its derivatives in O(n p) and two products of
// matrices: the rows' part of the information is Σ rᵢAᵢxᵢxᵢ', Aᵢ the hazard each was exposed to, so
// that no sum of squares goes along with time. Rows are put in the order of stratum and time once,
// so that every pass reads memory from one end to the other.
namespace statistics {

// The rows by stratum and time, of one time those with the event first.
std::vector<std::uint32_t> cox_order(const CoxData& data);

class CoxSums {
  public:
    // `data` must outlive it; finite, with at least one event.
    CoxSums(const CoxData& data, bool efron);

    // The covariates less their means, rows in the order of order().
    const Matrix& centred() const { return x_; }
    const std::vector<double>& means() const { return means_; }
    const std::vector<std::uint32_t>& order() const { return order_; }

    struct Derivatives {
        double log_likelihood = 0;
        std::vector<double> score;
        Matrix information;
    };
    Derivatives at(const std::vector<double>& beta);

    // With the sums of the last at(), by the rows of the data: events less what was expected, and
    // each row's part of the score (Therneau, Grambsch and Fleming 1990, Biometrika 77:147).
    std::vector<double> martingale() const;
    Matrix score_residuals() const;
    // Event times of the first stratum, and the hazard up to each, for covariates at their means.
    std::vector<double> first_times() const;
    std::vector<double> first_hazard() const;

  private:
    // One event time of one stratum. Its rows, [from, to) in the order, are those that leave at it,
    // events first, or before the next.
    struct Moment {
        std::uint32_t from = 0, to = 0, events = 0, first_of_stratum = 0;
    };
    // Moments [from, to) of one stratum, so few that their sums stay in the nearest cache.
    struct Piece {
        std::uint32_t from = 0, to = 0;
    };
    // Its events' w/b and w·s/b added up, with b the risk left and s the share of the tied that is
    // taken out; and what Σ w/b², Σ w·s/b² and Σ w·s²/b² are made of: f², f·g and g² + h².
    struct Parts {
        double hazard = 0, own_hazard = 0;
        double first_share = 0, second_share = 0, own_share = 0;
    };
    void sort_rows();
    void find_moments();
    void find_pieces();
    void find_entries();
    Parts parts_of(std::size_t moment, double at_risk, double tied, double& log_likelihood) const;
    double time_of(const Moment& moment) const { return data_.times.stop[order_[moment.from]]; }
    double weight(std::size_t place) const { return weight_.empty() ? 1 : weight_[place]; }
    double exposure(std::size_t place, std::size_t moment, const std::vector<double>& sums) const {
        return sums[moment + 1] -
               sums[begin_.empty() ? moments_[moment].first_of_stratum : begin_[place]];
    }
    // A sum over those at risk as it goes back in time: all that have come, and of them gone.
    struct Running {
        double come = 0, gone = 0;
        std::size_t entry = 0;  // the next of by_begin_ to go
        std::vector<double> place;
    };
    template <class Value>
    void sum_back(const Value& value, std::size_t from, std::size_t to, Running& running,
                  double* at_risk, double* tied) const;
    template <class Value>
    void sum_all(const Value& value, std::vector<double>& at_risk, std::vector<double>& tied) const;
    struct Backward;
    void find_risks(const std::vector<double>& beta, const Piece& piece);
    void single_sums(std::size_t from, std::size_t to, double* running, Matrix& sums) const;
    void add_single_means(const Piece& piece, Backward& back) const;
    void add_means(const Piece& piece, Backward& back) const;
    Matrix go_back(const std::vector<double>& beta, double& log_likelihood);
    void go_forward(Derivatives& result);

    const CoxData& data_;
    bool efron_;
    std::vector<std::uint32_t> order_;
    Matrix x_;
    std::vector<double> means_, weight_;
    std::vector<unsigned char> event_;
    std::vector<Moment> moments_;      // stratum by stratum, in the order of time
    std::vector<Piece> pieces_;        // from the last to the first
    std::vector<double> mean_weight_;  // of each moment's events; empty: 1
    std::vector<Parts> parts_;         // of the last at()
    bool ties_ = false;                // in any moment
    std::size_t first_count_ = 0;      // moments of the first stratum
    // Where rows begin late: the first moment each is at risk at, and the rows from the latest
    // beginning to the first.
    std::vector<std::uint32_t> begin_, by_begin_;
    // Of the last at(): by row, and before each moment over all strata so far.
    std::vector<double> predictor_, risk_, hazard_;
};

}  // namespace statistics
