#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

#include "statistics/cox.h"
#include "statistics/cox_sums.h"
#include "statistics/linear_algebra.h"
#include "statistics/time_order.h"

namespace statistics {
namespace {

// The weight of the rows that a row is compared with, and of those in which the higher risk came
// first.
struct Pairs {
    double agree = 0, all = 0;
};

// How many rows and how many events were put at each rank, with sums below a rank in logarithmic
// time: of pieces of sixteen ranks in a tree (Fenwick 1994), within a piece one by one.
class RankCounts {
  public:
    struct Count {
        std::uint32_t rows = 0, events = 0;
    };
    explicit RankCounts(std::size_t ranks) : pieces_(ranks / piece + 2), at_(ranks) {}
    void add(std::size_t rank, Count more) {
        plus(total_, more);
        plus(at_[rank], more);
        for (std::size_t i = rank / piece + 1; i < pieces_.size(); i += i & (~i + 1))
            plus(pieces_[i], more);
    }
    Count below(std::size_t rank) const {
        Count sum;
        for (std::size_t i = rank / piece; i > 0; i -= i & (~i + 1)) plus(sum, pieces_[i]);
        for (std::size_t i = rank / piece * piece; i < rank; ++i) plus(sum, at_[i]);
        return sum;
    }
    Count at(std::size_t rank) const { return at_[rank]; }
    Count total() const { return total_; }

  private:
    static constexpr std::size_t piece = 16;
    static void plus(Count& sum, Count more) {
        sum.rows += more.rows;
        sum.events += more.events;
    }
    std::vector<Count> pieces_, at_;
    Count total_;
};

// Each row's rank among the predictors, equal ones sharing one, and how many are below each rank.
struct Ranks {
    std::vector<std::uint32_t> of_place;
    std::vector<std::uint32_t> below;  // one more than there are ranks

    Ranks(const std::vector<double>& predictor, std::span<const std::uint32_t> rows)
        : of_place(rows.size()) {
        std::vector<double> values;
        values.reserve(rows.size());
        for (const std::uint32_t row : rows) values.push_back(predictor[row]);
        const std::vector<std::uint32_t> sorted = ascending_order(values);
        for (std::size_t i = 0; i < sorted.size(); ++i) {
            if (i == 0 || values[sorted[i]] != values[sorted[i - 1]])
                below.push_back(static_cast<std::uint32_t>(i));
            of_place[sorted[i]] = static_cast<std::uint32_t>(below.size() - 1);
        }
        below.push_back(static_cast<std::uint32_t>(sorted.size()));
    }
};

// One stratum's rows, in cox_order, that weigh the same and are followed from 0. An event is
// compared with the events before it and with all that are later, among them those censored at the
// same time; a censored row with the events up to its time.
// `pairs` has one for each of them, in the same order.
void compare_rows(const CoxData& data, const std::vector<double>& predictor,
                  std::span<const std::uint32_t> rows, std::span<Pairs> pairs) {
    const Ranks ranks(predictor, rows);
    RankCounts gone(ranks.below.size() - 1);
    // Fetched before they are compared, where each step waits for the one before it.
    std::vector<double> times;
    std::vector<unsigned char> happened;
    times.reserve(rows.size());
    happened.reserve(rows.size());
    for (const std::uint32_t row : rows) {
        times.push_back(data.times.stop[row]);
        happened.push_back(data.times.event[row] != 0 ? 1 : 0);
    }
    const auto against_earlier = [&](std::size_t rank, RankCounts::Count below) {
        const double all = gone.total().events, equal = gone.at(rank).events;
        return Pairs{all - below.events - equal / 2, all};
    };
    // `itself`: 1 where the row isn't yet among those gone.
    const auto compare_event = [&](std::size_t place, std::uint32_t itself) {
        const std::size_t rank = ranks.of_place[place];
        const RankCounts::Count below = gone.below(rank);
        Pairs mine = against_earlier(rank, below);
        const double lower = ranks.below[rank] - below.rows;
        const double equal =
            ranks.below[rank + 1] - ranks.below[rank] - gone.at(rank).rows - itself;
        mine.agree += lower + equal / 2;
        mine.all += static_cast<double>(rows.size() - gone.total().rows - itself);
        pairs[place] = mine;
    };
    for (std::size_t first = 0, last = 0; first < rows.size(); first = last) {
        std::size_t censored = first;
        for (last = first; last < rows.size() && times[last] == times[first]; ++last)
            censored += happened[last];
        if (censored == first + 1) {
            compare_event(first, 1);
            gone.add(ranks.of_place[first], {1, 1});
        } else {
            for (std::size_t place = first; place < censored; ++place)
                gone.add(ranks.of_place[place], {1, 0});
            for (std::size_t place = first; place < censored; ++place) compare_event(place, 0);
            for (std::size_t place = first; place < censored; ++place)
                gone.add(ranks.of_place[place], {0, 1});
        }
        for (std::size_t place = censored; place < last; ++place) {
            const std::size_t rank = ranks.of_place[place];
            pairs[place] = against_earlier(rank, gone.below(rank));
        }
        for (std::size_t place = censored; place < last; ++place)
            gone.add(ranks.of_place[place], {1, 0});
    }
}

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

// The rows of one stratum, with weights or beginnings.
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
    void against_events(std::vector<Pairs>& pairs) const {
        RankWeights events(values_.size());
        std::size_t begun = 0;
        const auto compare = [&](std::size_t row, double sign) {
            pairs[row].agree += sign * (events.above(rank_[row]) + events.tied(rank_[row]) / 2);
            pairs[row].all += sign * events.total();
        };
        for (const std::size_t first : beginnings_) {
            const double time = data_.times.stop[by_stop_[first]];
            for (; begun < by_start_.size() && data_.times.start[by_start_[begun]] < time; ++begun)
                compare(by_start_[begun], -1);
            pass(first, true, [&](std::size_t row) { compare(row, 1); });
            pass(first, true,
                 [&](std::size_t row) { events.add(rank_[row], data_.weight_of(row)); });
            pass(first, false, [&](std::size_t row) { compare(row, 1); });
        }
    }

    // Each event against the rows at risk that outlived it; one censored at the same time did.
    void against_later(std::vector<Pairs>& pairs) const {
        RankWeights later(values_.size());
        std::size_t left = by_start_.size();
        const auto add = [&](std::size_t row) { later.add(rank_[row], data_.weight_of(row)); };
        for (std::size_t i = beginnings_.size(); i-- > 0;) {
            const std::size_t first = beginnings_[i];
            const double time = data_.times.stop[by_stop_[first]];
            for (; left > 0 && data_.times.start[by_start_[left - 1]] >= time; --left)
                later.add(rank_[by_start_[left - 1]], -data_.weight_of(by_start_[left - 1]));
            pass(first, false, add);
            pass(first, true, [&](std::size_t row) {
                pairs[row].agree += later.below(rank_[row]) + later.tied(rank_[row]) / 2;
                pairs[row].all += later.total();
            });
            pass(first, true, add);
        }
    }

  private:
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

// In this order.
std::vector<Pairs> plain_pairs(const CoxData& data, const std::vector<double>& predictor,
                               std::span<const std::uint32_t> order) {
    const auto stratum_of = [&](std::uint32_t row) {
        return data.stratum.empty() ? 0 : data.stratum[row];
    };
    std::vector<Pairs> pairs(order.size());
    for (std::size_t from = 0, to = 0; from < order.size(); from = to) {
        while (to < order.size() && stratum_of(order[to]) == stratum_of(order[from])) ++to;
        compare_rows(data, predictor, order.subspan(from, to - from),
                     std::span(pairs).subspan(from, to - from));
    }
    return pairs;
}

std::vector<Pairs> weighted_pairs(const CoxData& data, const std::vector<double>& predictor) {
    std::vector<std::vector<std::size_t>> strata(1);
    for (std::size_t row = 0; row < predictor.size(); ++row) {
        const std::size_t stratum = data.stratum.empty() ? 0 : data.stratum[row];
        if (stratum >= strata.size()) strata.resize(stratum + 1);
        strata[stratum].push_back(row);
    }
    std::vector<Pairs> pairs(predictor.size());
    for (std::vector<std::size_t>& each : strata) {
        const Comparison comparison(data, predictor, std::move(each));
        comparison.against_events(pairs);
        comparison.against_later(pairs);
    }
    return pairs;
}

}  // namespace

std::optional<Concordance> concordance(const CoxData& data, const CoxFit& fit,
                                       const std::vector<std::size_t>& cluster) {
    const std::size_t rows = data.times.stop.size();
    std::vector<double> predictor = times(data.x, fit.coefficients);
    for (std::size_t row = 0; row < rows; ++row) predictor[row] += data.offset_of(row);
    const bool plain = data.times.start.empty() && data.weights.empty();
    // Of each row, and which row it is.
    std::vector<Pairs> pairs;
    std::vector<std::uint32_t> row_of = plain ? fit.order : std::vector<std::uint32_t>();
    if (plain && row_of.empty()) row_of = cox_order(data);
    if (plain)
        pairs = plain_pairs(data, predictor, row_of);
    else
        pairs = weighted_pairs(data, predictor);
    const auto row = [&](std::size_t place) { return plain ? row_of[place] : place; };
    const auto weight = [&](std::size_t place) { return plain ? 1 : data.weight_of(place); };
    // Each pair stands with both of its rows.
    double all_agree = 0, all_pairs = 0;
    for (std::size_t place = 0; place < rows; ++place) {
        all_agree += weight(place) * pairs[place].agree / 2;
        all_pairs += weight(place) * pairs[place].all / 2;
    }
    if (!(all_pairs > 0)) return std::nullopt;
    Concordance result;
    result.value = all_agree / all_pairs;
    const auto influence = [&](std::size_t place) {
        return weight(place) * (pairs[place].agree - result.value * pairs[place].all) / all_pairs;
    };
    double squares = 0;
    if (cluster.empty()) {
        for (std::size_t place = 0; place < rows; ++place)
            squares += influence(place) * influence(place);
    } else {
        std::vector<double> sums(*std::max_element(cluster.begin(), cluster.end()) + 1, 0.0);
        for (std::size_t place = 0; place < rows; ++place)
            sums[cluster[row(place)]] += influence(place);
        for (const double each : sums) squares += each * each;
    }
    result.standard_error = std::sqrt(squares);
    return result;
}

}  // namespace statistics
