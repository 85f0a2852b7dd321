#include <algorithm>
#include <cmath>

#include "statistics/cox.h"
#include "statistics/linear_algebra.h"

namespace statistics {
namespace {

// How much weight was put at each rank, with sums up to a rank in logarithmic time (Fenwick 1994).
class RankWeights {
  public:
    explicit RankWeights(std::size_t ranks) : sums_(ranks + 1, 0.0) {}
    void add(std::size_t rank, double weight) {
        total_ += weight;
        for (std::size_t i = rank + 1; i < sums_.size(); i += i & (~i + 1)) sums_[i] += weight;
    }
    double below(std::size_t rank) const {
        double sum = 0;
        for (std::size_t i = rank; i > 0; i -= i & (~i + 1)) sum += sums_[i];
        return sum;
    }
    double tied(std::size_t rank) const { return below(rank + 1) - below(rank); }
    double above(std::size_t rank) const { return total_ - below(rank + 1); }
    double total() const { return total_; }

  private:
    std::vector<double> sums_;
    double total_ = 0;
};

// The weight of the rows that each is compared with, and of those in which the higher risk came
// first.
struct Pairs {
    std::vector<double> agree, all;
};

// The rows of one stratum.
class Comparison {
  public:
    Comparison(const CoxData& data, const std::vector<double>& predictor,
               std::vector<std::size_t> rows)
        : data_(data), by_stop_(std::move(rows)), by_start_(by_stop_) {
        const FollowUp& follow = data.times;
        std::sort(by_stop_.begin(), by_stop_.end(),
                  [&](std::size_t a, std::size_t b) { return follow.stop[a] < follow.stop[b]; });
        if (follow.start.empty()) by_start_.clear();
        std::sort(by_start_.begin(), by_start_.end(),
                  [&](std::size_t a, std::size_t b) { return follow.start[a] < follow.start[b]; });
        for (const std::size_t row : by_stop_) values_.push_back(predictor[row]);
        std::sort(values_.begin(), values_.end());
        values_.erase(std::unique(values_.begin(), values_.end()), values_.end());
        rank_.resize(predictor.size());
        for (const std::size_t row : by_stop_)
            rank_[row] = static_cast<std::size_t>(
                std::lower_bound(values_.begin(), values_.end(), predictor[row]) - values_.begin());
        for (std::size_t first = 0; first < by_stop_.size(); first = end_of(first))
            beginnings_.push_back(first);
    }

    // Each row against the events while it was at risk.
    void against_events(Pairs& pairs) const {
        RankWeights events(values_.size());
        std::size_t begun = 0;
        const auto compare = [&](std::size_t row, double sign) {
            pairs.agree[row] += sign * (events.above(rank_[row]) + events.tied(rank_[row]) / 2);
            pairs.all[row] += sign * events.total();
        };
        for (const std::size_t first : beginnings_) {
            const double time = data_.times.stop[by_stop_[first]];
            for (; begun < by_start_.size() && data_.times.start[by_start_[begun]] < time; ++begun)
                compare(by_start_[begun], -1);
            pass(first, true, [&](std::size_t row) { compare(row, 1); });
            pass(first, true, [&](std::size_t row) { events.add(rank_[row], weight(row)); });
            pass(first, false, [&](std::size_t row) { compare(row, 1); });
        }
    }

    // Each event against the rows at risk that outlived it; one censored at the same time did.
    void against_later(Pairs& pairs) const {
        RankWeights later(values_.size());
        std::size_t left = by_start_.size();
        const auto add = [&](std::size_t row) { later.add(rank_[row], weight(row)); };
        for (std::size_t i = beginnings_.size(); i-- > 0;) {
            const std::size_t first = beginnings_[i];
            const double time = data_.times.stop[by_stop_[first]];
            for (; left > 0 && data_.times.start[by_start_[left - 1]] >= time; --left)
                later.add(rank_[by_start_[left - 1]], -weight(by_start_[left - 1]));
            pass(first, false, add);
            pass(first, true, [&](std::size_t row) {
                pairs.agree[row] += later.below(rank_[row]) + later.tied(rank_[row]) / 2;
                pairs.all[row] += later.total();
            });
            pass(first, true, add);
        }
    }

  private:
    double weight(std::size_t row) const { return data_.weights.empty() ? 1 : data_.weights[row]; }
    std::size_t end_of(std::size_t first) const {
        std::size_t last = first + 1;
        while (last < by_stop_.size() &&
               data_.times.stop[by_stop_[last]] == data_.times.stop[by_stop_[first]])
            ++last;
        return last;
    }
    // The rows that end at this time, those with an event or the others.
    template <class Work>
    void pass(std::size_t first, bool events, const Work& work) const {
        const std::size_t last = end_of(first);
        for (std::size_t k = first; k < last; ++k)
            if ((data_.times.event[by_stop_[k]] != 0) == events) work(by_stop_[k]);
    }

    const CoxData& data_;
    std::vector<std::size_t> by_stop_, by_start_;
    std::vector<double> values_;
    std::vector<std::size_t> rank_, beginnings_;
};

}  // namespace

std::optional<Concordance> concordance(const CoxData& data, const CoxFit& fit,
                                       const std::vector<std::size_t>& cluster) {
    const std::size_t rows = data.times.stop.size();
    std::vector<double> predictor = times(data.x, fit.coefficients);
    for (std::size_t row = 0; row < rows; ++row) predictor[row] += data.offset_of(row);
    std::vector<std::vector<std::size_t>> strata(1);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t stratum = data.stratum.empty() ? 0 : data.stratum[row];
        if (stratum >= strata.size()) strata.resize(stratum + 1);
        strata[stratum].push_back(row);
    }
    Pairs pairs{std::vector<double>(rows, 0.0), std::vector<double>(rows, 0.0)};
    for (std::vector<std::size_t>& each : strata) {
        const Comparison comparison(data, predictor, std::move(each));
        comparison.against_events(pairs);
        comparison.against_later(pairs);
    }
    // Each pair stands with both of its rows.
    const auto weight = [&](std::size_t row) {
        return data.weights.empty() ? 1.0 : data.weights[row];
    };
    double all_agree = 0, all_pairs = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        all_agree += weight(row) * pairs.agree[row] / 2;
        all_pairs += weight(row) * pairs.all[row] / 2;
    }
    if (!(all_pairs > 0)) return std::nullopt;
    Concordance result;
    result.value = all_agree / all_pairs;
    std::size_t groups = rows;
    if (!cluster.empty()) groups = *std::max_element(cluster.begin(), cluster.end()) + 1;
    std::vector<double> influence(groups, 0.0);
    for (std::size_t row = 0; row < rows; ++row)
        influence[cluster.empty() ? row : cluster[row]] +=
            weight(row) * (pairs.agree[row] - result.value * pairs.all[row]) / all_pairs;
    double squares = 0;
    for (const double each : influence) squares += each * each;
    result.standard_error = std::sqrt(squares);
    return result;
}

}  // namespace statistics
