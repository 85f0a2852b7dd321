#include "statistics/cox_sums.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/linear_algebra.h"
#include "statistics/squares.h"
#include "statistics/time_order.h"

namespace statistics {
namespace {

// Taken together, so that their sums stay in the nearest cache.
constexpr std::size_t most_moments = 256, most_rows = 1024;

}  // namespace

std::vector<std::uint32_t> cox_order(const CoxData& data) {
    std::vector<std::uint32_t> order = ascending_order(data.times.stop);
    if (!data.stratum.empty())
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return data.stratum[a] < data.stratum[b];
        });
    const auto same = [&](std::uint32_t a, std::uint32_t b) {
        return data.times.stop[a] == data.times.stop[b] &&
               (data.stratum.empty() || data.stratum[a] == data.stratum[b]);
    };
    for (auto from = order.begin(); from != order.end();) {
        auto to = from + 1;
        while (to != order.end() && same(*from, *to)) ++to;
        if (to - from > 1)
            std::stable_partition(from, to,
                                  [&](std::uint32_t row) { return data.times.event[row] != 0; });
        from = to;
    }
    return order;
}

CoxSums::CoxSums(const CoxData& data, bool efron) : data_(data), efron_(efron) {
    sort_rows();
    find_moments();
    if (!data.times.start.empty()) find_entries();
}

void CoxSums::sort_rows() {
    const std::size_t rows = data_.times.stop.size(), columns = data_.x.columns();
    order_ = cox_order(data_);
    event_.reserve(rows);
    for (const std::uint32_t row : order_) event_.push_back(data_.times.event[row] != 0 ? 1 : 0);
    if (!data_.weights.empty())
        for (const std::uint32_t row : order_) weight_.push_back(data_.weights[row]);
    x_ = Matrix(rows, columns);
    for (std::size_t j = 0; j < columns; ++j) {
        const auto from = data_.x.column(j);
        const auto to = x_.column(j);
        means_.push_back(std::accumulate(from.begin(), from.end(), 0.0) /
                         static_cast<double>(rows));
        for (std::size_t i = 0; i < rows; ++i) to[i] = from[order_[i]] - means_[j];
    }
}

void CoxSums::find_moments() {
    const std::size_t rows = order_.size();
    const auto stratum_of = [&](std::size_t place) {
        return data_.stratum.empty() ? 0 : data_.stratum[order_[place]];
    };
    for (std::size_t from = 0; from < rows;) {
        const std::size_t stratum = stratum_of(from), first = moments_.size();
        std::size_t to = from;
        for (; to < rows && stratum_of(to) == stratum; ++to) {
            if (event_[to] == 0) continue;
            const double time = data_.times.stop[order_[to]];
            if (moments_.size() == first || time_of(moments_.back()) != time) {
                const auto place = static_cast<std::uint32_t>(to);
                if (moments_.size() > first) moments_.back().to = place;
                moments_.push_back({place, place, 0, static_cast<std::uint32_t>(first)});
                if (!weight_.empty()) mean_weight_.push_back(0);
            }
            moments_.back().events += 1;
            if (!weight_.empty()) mean_weight_.back() += weight_[to];
        }
        if (moments_.size() > first) moments_.back().to = static_cast<std::uint32_t>(to);
        if (from == 0) first_count_ = moments_.size();
        from = to;
    }
    for (std::size_t k = 0; k < moments_.size(); ++k) {
        if (!weight_.empty()) mean_weight_[k] /= moments_[k].events;
        ties_ = ties_ || moments_[k].events > 1;
    }
}

void CoxSums::find_entries() {
    begin_.assign(order_.size(), 0);
    for (std::size_t k = 0; k < moments_.size(); ++k)
        for (std::uint32_t place = moments_[k].from; place < moments_[k].to; ++place) {
            const auto first =
                moments_.begin() + static_cast<std::ptrdiff_t>(moments_[k].first_of_stratum);
            const auto after = std::upper_bound(
                first, moments_.begin() + static_cast<std::ptrdiff_t>(k) + 1,
                data_.times.start[order_[place]],
                [&](double time, const Moment& moment) { return time < time_of(moment); });
            begin_[place] = static_cast<std::uint32_t>(after - moments_.begin());
            if (begin_[place] > moments_[k].first_of_stratum) by_begin_.push_back(place);
        }
    std::stable_sort(by_begin_.begin(), by_begin_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return begin_[a] > begin_[b]; });
}

// Σ value over those at risk at each moment from `to` − 1 back to `from`, all of one stratum, and
// over the events of each.
template <class Value>
void CoxSums::sum_back(const Value& value, std::size_t from, std::size_t to, Running& running,
                       double* at_risk, double* tied) const {
    const std::size_t first = moments_[from].from, last = moments_[to - 1].to;
    if (running.place.size() < last - first + 1) running.place.resize(last - first + 1);
    double* const sums = running.place.data();
    double sum = running.come;
    sums[last - first] = sum;
    std::size_t place = last;
    // Four together, so that the next sum needn't wait for each of them.
    for (; place >= first + 4; place -= 4) {
        const double one = value(place - 1), two = one + value(place - 2);
        const double three = two + value(place - 3), four = three + value(place - 4);
        double* const here = sums + (place - first);
        here[-1] = sum + one;
        here[-2] = sum + two;
        here[-3] = sum + three;
        here[-4] = sum += four;
    }
    for (; place > first; --place) sums[place - 1 - first] = sum += value(place - 1);
    running.come = sum;
    for (std::size_t k = to; k-- > from;) {
        const Moment& moment = moments_[k];
        for (; running.entry < by_begin_.size() && begin_[by_begin_[running.entry]] > k;
             ++running.entry)
            running.gone += value(by_begin_[running.entry]);
        const double all = sums[moment.from - first];
        at_risk[k - from] = all - running.gone;
        tied[k - from] = all - sums[moment.from + moment.events - first];
    }
}

// Where a piece of moments of one stratum that ends before `to` begins.
std::size_t CoxSums::block_before(std::size_t to) const {
    std::size_t from = to - 1;
    while (from > moments_[to - 1].first_of_stratum && to - from < most_moments &&
           moments_[to - 1].to - moments_[from - 1].from <= most_rows)
        --from;
    return from;
}

template <class Value>
void CoxSums::sum_all(const Value& value, std::vector<double>& at_risk,
                      std::vector<double>& tied) const {
    Running running;
    for (std::size_t to = moments_.size(); to > 0;) {
        const std::size_t from = block_before(to);
        sum_back(value, from, to, running, at_risk.data() + from, tied.data() + from);
        if (from == moments_[from].first_of_stratum) running.come = running.gone = 0;
        to = from;
    }
}

CoxSums::Parts CoxSums::parts_of(std::size_t moment, double at_risk, double tied,
                                 double& log_likelihood) const {
    const double weight = mean_weight_.empty() ? 1 : mean_weight_[moment];
    const std::uint32_t events = moments_[moment].events;
    Parts parts;
    if (events == 1) {
        log_likelihood -= weight * std::log(at_risk);
        parts.hazard = weight / at_risk;
        parts.first_share = weight == 1 ? parts.hazard : std::sqrt(weight) / at_risk;
        return parts;
    }
    double square = 0, cross = 0, own_square = 0;
    for (std::uint32_t k = 0; k < events; ++k) {
        const double share = efron_ ? static_cast<double>(k) / events : 0;
        const double left = at_risk - share * tied, inverse = 1 / left;
        log_likelihood -= weight * std::log(left);
        parts.hazard += weight * inverse;
        parts.own_hazard += weight * share * inverse;
        square += weight * inverse * inverse;
        cross += weight * share * inverse * inverse;
        own_square += weight * share * share * inverse * inverse;
    }
    parts.first_share = std::sqrt(square);
    parts.second_share = cross / parts.first_share;
    parts.own_share =
        std::sqrt(std::max(0.0, own_square - parts.second_share * parts.second_share));
    return parts;
}

// Σ over events of mean·mean', the means those of the covariates of who is at risk. Of a moment's
// events it is that of at most two rows. Some moments at a time, so that their sums stay near.
Matrix CoxSums::squares_of_means() const {
    constexpr std::size_t at_once = most_moments;
    const std::size_t columns = x_.columns();
    Matrix sum(columns, columns), first(at_once, columns), second(at_once, columns);
    std::vector<Running> running(columns);
    std::vector<double> at_risk(at_once), tied(at_once);
    for (std::size_t to = moments_.size(); to > 0;) {
        const std::size_t from = block_before(to), count = to - from;
        const Parts* const parts = parts_.data() + from;
        for (std::size_t j = 0; j < columns; ++j) {
            const double* const column = x_.column(j).data();
            sum_back([&](std::size_t place) { return risk_[place] * column[place]; }, from, to,
                     running[j], at_risk.data(), tied.data());
            if (from == moments_[from].first_of_stratum) running[j].come = running[j].gone = 0;
            double* const one = first.column(j).data();
            double* const two = second.column(j).data();
            for (std::size_t k = 0; k < count; ++k)
                one[k] = parts[k].first_share * at_risk[k] - parts[k].second_share * tied[k];
            for (std::size_t k = 0; ties_ && k < count; ++k) two[k] = parts[k].own_share * tied[k];
        }
        add_squares(first.data(), at_once, count, columns, nullptr, sum.data());
        if (ties_) add_squares(second.data(), at_once, count, columns, nullptr, sum.data());
        to = from;
    }
    return sum;
}

CoxSums::Derivatives CoxSums::at(const std::vector<double>& beta) {
    const std::size_t rows = order_.size(), columns = x_.columns(), count = moments_.size();
    predictor_ = times(x_, beta);
    for (std::size_t place = 0; place < rows && !data_.offset.empty(); ++place)
        predictor_[place] += data_.offset[order_[place]];
    risk_.resize(rows);
    for (std::size_t place = 0; place < rows; ++place)
        risk_[place] = weight(place) * std::exp(predictor_[place]);
    at_risk_.resize(count);
    tied_.resize(count);
    sum_all([&](std::size_t place) { return risk_[place]; }, at_risk_, tied_);
    Derivatives result;
    parts_.resize(count);
    hazard_.assign(count + 1, 0.0);
    for (std::size_t k = 0; k < count; ++k) {
        parts_[k] = parts_of(k, at_risk_[k], tied_[k], result.log_likelihood);
        hazard_[k + 1] = hazard_[k] + parts_[k].hazard;
    }
    // What was expected of each row, and its event less that.
    expected_.resize(rows, 0.0);
    beyond_.resize(rows, 0.0);
    for (std::size_t k = 0; k < count; ++k) {
        const Moment& moment = moments_[k];
        const double own = parts_[k].own_hazard;
        std::size_t place = moment.from;
        for (; place < moment.from + moment.events; ++place) {
            expected_[place] = risk_[place] * (exposure(place, k, hazard_) - own);
            beyond_[place] = weight(place) - expected_[place];
            result.log_likelihood += weight(place) * predictor_[place];
        }
        for (; place < moment.to; ++place) {
            expected_[place] = risk_[place] * exposure(place, k, hazard_);
            beyond_[place] = -expected_[place];
        }
    }
    result.score = transposed_times(x_, beyond_);
    result.information = weighted_gram(x_, expected_);
    const Matrix means = squares_of_means();
    for (std::size_t j = 0; j < columns; ++j)
        for (std::size_t i = 0; i < columns; ++i) result.information(i, j) -= means(i, j);
    return result;
}

std::vector<double> CoxSums::martingale() const {
    std::vector<double> result(order_.size(), 0.0);
    for (std::size_t k = 0; k < moments_.size(); ++k)
        for (std::size_t place = moments_[k].from; place < moments_[k].to; ++place) {
            const double happened = event_[place];
            const double hazard = exposure(place, k, hazard_) - happened * parts_[k].own_hazard;
            result[order_[place]] = happened - risk_[place] / weight(place) * hazard;
        }
    return result;
}

Matrix CoxSums::score_residuals() const {
    const std::size_t rows = order_.size(), columns = x_.columns(), count = moments_.size();
    Matrix result(rows, columns);
    std::vector<double> at_risk(count), tied(count), sums(count + 1, 0.0);
    for (std::size_t j = 0; j < columns; ++j) {
        const auto x = x_.column(j);
        sum_all([&](std::size_t place) { return risk_[place] * x[place]; }, at_risk, tied);
        for (std::size_t k = 0; k < count; ++k)
            sums[k + 1] = sums[k] + parts_[k].first_share * (parts_[k].first_share * at_risk[k] -
                                                             parts_[k].second_share * tied[k]);
        for (std::size_t k = 0; k < count; ++k) {
            const Moment& moment = moments_[k];
            const Parts& parts = parts_[k];
            const double own = parts.second_share *
                                   (parts.first_share * at_risk[k] - parts.second_share * tied[k]) -
                               parts.own_share * parts.own_share * tied[k];
            const double weight = mean_weight_.empty() ? 1 : mean_weight_[k];
            const double mean =
                (parts.hazard * at_risk[k] - parts.own_hazard * tied[k]) / (moment.events * weight);
            for (std::size_t place = moment.from; place < moment.to; ++place) {
                const double happened = event_[place];
                const double means = exposure(place, k, sums) - happened * own;
                const double hazard = exposure(place, k, hazard_) - happened * parts.own_hazard;
                result(order_[place], j) =
                    std::exp(predictor_[place]) * (means - x[place] * hazard) +
                    happened * (x[place] - mean);
            }
        }
    }
    return result;
}

std::vector<double> CoxSums::first_times() const {
    std::vector<double> all;
    for (std::size_t k = 0; k < first_count_; ++k) all.push_back(time_of(moments_[k]));
    return all;
}

std::vector<double> CoxSums::first_hazard() const {
    return {hazard_.begin() + 1, hazard_.begin() + 1 + static_cast<std::ptrdiff_t>(first_count_)};
}

}  // namespace statistics
