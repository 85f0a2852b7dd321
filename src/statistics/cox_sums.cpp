#include "statistics/cox_sums.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/linear_algebra.h"
#include "statistics/time_order.h"

namespace statistics {

CoxSums::CoxSums(const CoxData& data, const Matrix& centred, bool efron)
    : data_(data), centred_(centred), efron_(efron) {
    find_moments();
    at_risk_x_ = Matrix(moments_.size(), centred.columns());
    tied_x_ = Matrix(moments_.size(), centred.columns());
}

void CoxSums::find_moments() {
    const FollowUp& times = data_.times;
    const std::size_t rows = times.stop.size();
    std::vector<std::uint32_t> order = ascending_order(times.stop);
    if (!data_.stratum.empty())
        std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
            return data_.stratum[a] < data_.stratum[b];
        });
    const auto stratum_of = [&](std::size_t row) {
        return data_.stratum.empty() ? 0 : data_.stratum[row];
    };
    begin_.resize(rows);
    end_.resize(rows);
    for (std::size_t from = 0; from < rows;) {
        const std::size_t stratum = stratum_of(order[from]), first = moments_.size();
        std::size_t to = from;
        for (; to < rows && stratum_of(order[to]) == stratum; ++to) {
            const std::size_t row = order[to];
            if (times.event[row] == 0) continue;
            if (moments_.size() == first || moments_.back().time != times.stop[row]) {
                moments_.push_back({times.stop[row]});
                moments_.back().first_of_stratum = moments_.size() == first + 1;
            }
            moments_.back().events += 1;
            moments_.back().mean_weight += weight(row);
        }
        std::size_t reached = first;
        for (std::size_t i = from; i < to; ++i) {
            const std::size_t row = order[i];
            while (reached < moments_.size() && moments_[reached].time <= times.stop[row])
                ++reached;
            end_[row] = static_cast<std::uint32_t>(reached);
            begin_[row] = static_cast<std::uint32_t>(first);
            if (times.start.empty()) continue;
            const auto after = std::upper_bound(
                moments_.begin() + static_cast<std::ptrdiff_t>(first), moments_.end(),
                times.start[row], [](double at, const Moment& each) { return at < each.time; });
            begin_[row] = static_cast<std::uint32_t>(after - moments_.begin());
        }
        if (from == 0) first_count_ = moments_.size();
        from = to;
    }
    for (Moment& each : moments_) each.mean_weight /= each.events;
}

void CoxSums::sum_risks() {
    const std::size_t rows = risk_.size(), count = moments_.size();
    // What goes along with the sums from late to early: each row comes in at its last moment and
    // goes out before its first.
    const auto run_back = [&](std::span<double> sums) {
        for (std::size_t k = count; k-- > 1;)
            if (!moments_[k].first_of_stratum) sums[k - 1] += sums[k];
    };
    const auto fill = [&](const auto& value, std::span<double> sums, std::span<double> tied) {
        std::fill(sums.begin(), sums.end(), 0.0);
        std::fill(tied.begin(), tied.end(), 0.0);
        for (std::size_t row = 0; row < rows; ++row) {
            if (begin_[row] >= end_[row]) continue;
            const double each = value(row);
            sums[end_[row] - 1] += each;
            if (!moments_[begin_[row]].first_of_stratum) sums[begin_[row] - 1] -= each;
            if (data_.times.event[row] != 0) tied[end_[row] - 1] += each;
        }
        run_back(sums);
    };
    at_risk_.resize(count);
    tied_.resize(count);
    fill([&](std::size_t row) { return risk_[row]; }, at_risk_, tied_);
    for (std::size_t j = 0; j < centred_.columns(); ++j) {
        const auto column = centred_.column(j);
        fill([&](std::size_t row) { return risk_[row] * column[row]; }, at_risk_x_.column(j),
             tied_x_.column(j));
    }
}

void CoxSums::weigh(Moment& moment, double at_risk, double tied, double& log_likelihood) const {
    moment.hazard = moment.own_hazard = moment.square = moment.cross = moment.own_square = 0;
    const auto events = static_cast<std::size_t>(moment.events);
    const double weight = moment.mean_weight;
    for (std::size_t k = 0; k < events; ++k) {
        const double share = efron_ ? static_cast<double>(k) / moment.events : 0;
        const double left = at_risk - share * tied, inverse = 1 / left;
        log_likelihood -= weight * std::log(left);
        moment.hazard += weight * inverse;
        moment.own_hazard += weight * share * inverse;
        moment.square += weight * inverse * inverse;
        moment.cross += weight * share * inverse * inverse;
        moment.own_square += weight * share * share * inverse * inverse;
    }
}

CoxSums::Derivatives CoxSums::at(const std::vector<double>& beta) {
    const std::size_t rows = data_.times.stop.size(), columns = centred_.columns();
    predictor_ = times(centred_, beta);
    for (std::size_t row = 0; row < data_.offset.size(); ++row)
        predictor_[row] += data_.offset[row];
    risk_.resize(rows);
    for (std::size_t row = 0; row < rows; ++row)
        risk_[row] = weight(row) * std::exp(predictor_[row]);
    sum_risks();
    Derivatives result;
    const std::size_t count = moments_.size();
    // Of a moment's events Σ mean·mean' is that of at most two rows.
    Matrix first(count, columns), second;
    std::vector<double> first_share(count), second_share(count, 0.0), own_share(count, 0.0);
    std::vector<double> hazard(count + 1, 0.0);
    bool tied = false;
    for (std::size_t k = 0; k < count; ++k) {
        Moment& moment = moments_[k];
        weigh(moment, at_risk_[k], tied_[k], result.log_likelihood);
        first_share[k] = std::sqrt(moment.square);
        second_share[k] = moment.cross / first_share[k];
        own_share[k] =
            std::sqrt(std::max(0.0, moment.own_square - second_share[k] * second_share[k]));
        tied = tied || own_share[k] > 0;
        hazard[k + 1] = hazard[k] + moment.hazard;
    }
    if (tied) second = Matrix(count, columns);
    for (std::size_t j = 0; j < columns; ++j) {
        const std::span<const double> risk = at_risk_x_.column(j), own = tied_x_.column(j),
                                      column = centred_.column(j);
        double score = 0;
        for (std::size_t k = 0; k < count; ++k) {
            first(k, j) = first_share[k] * risk[k] - second_share[k] * own[k];
            if (tied) second(k, j) = own_share[k] * own[k];
            score -= moments_[k].hazard * risk[k] - moments_[k].own_hazard * own[k];
        }
        for (std::size_t row = 0; row < rows; ++row)
            if (data_.times.event[row] != 0) score += weight(row) * column[row];
        result.score.push_back(score);
    }
    std::vector<double> exposure(rows);
    for (std::size_t row = 0; row < rows; ++row) {
        double each = begin_[row] < end_[row] ? hazard[end_[row]] - hazard[begin_[row]] : 0;
        if (data_.times.event[row] != 0) {
            each -= moments_[end_[row] - 1].own_hazard;
            result.log_likelihood += weight(row) * predictor_[row];
        }
        exposure[row] = risk_[row] * each;
    }
    result.information = weighted_gram(centred_, exposure);
    const std::vector<double> ones(count, 1.0);
    const Matrix means = weighted_gram(first, ones);
    const Matrix more = tied ? weighted_gram(second, ones) : Matrix(columns, columns);
    for (std::size_t i = 0; i < columns; ++i)
        for (std::size_t j = 0; j < columns; ++j)
            result.information(i, j) -= means(i, j) + more(i, j);
    return result;
}

CoxSums::Residuals CoxSums::residuals() const {
    const std::size_t rows = risk_.size(), columns = centred_.columns(), count = moments_.size();
    Residuals result{std::vector<double>(rows), Matrix(rows, columns)};
    std::vector<double> sums(count + 1, 0.0);
    const auto exposed = [&](std::size_t row) {
        return begin_[row] < end_[row] ? sums[end_[row]] - sums[begin_[row]] : 0;
    };
    for (std::size_t k = 0; k < count; ++k) sums[k + 1] = sums[k] + moments_[k].hazard;
    for (std::size_t row = 0; row < rows; ++row)
        result.hazard[row] =
            exposed(row) - (data_.times.event[row] != 0 ? moments_[end_[row] - 1].own_hazard : 0);
    std::vector<double> own(count), mean(count);
    for (std::size_t j = 0; j < columns; ++j) {
        const auto risk = at_risk_x_.column(j), tied = tied_x_.column(j), x = centred_.column(j);
        for (std::size_t k = 0; k < count; ++k) {
            const Moment& moment = moments_[k];
            sums[k + 1] = sums[k] + moment.square * risk[k] - moment.cross * tied[k];
            own[k] = moment.cross * risk[k] - moment.own_square * tied[k];
            mean[k] = (moment.hazard * risk[k] - moment.own_hazard * tied[k]) /
                      (moment.events * moment.mean_weight);
        }
        for (std::size_t row = 0; row < rows; ++row) {
            const bool happened = data_.times.event[row] != 0;
            const double means = exposed(row) - (happened ? own[end_[row] - 1] : 0);
            result.score(row, j) =
                std::exp(predictor_[row]) * (means - x[row] * result.hazard[row]) +
                (happened ? x[row] - mean[end_[row] - 1] : 0);
        }
    }
    return result;
}

std::vector<double> CoxSums::first_times() const {
    std::vector<double> all;
    for (std::size_t k = 0; k < first_count_; ++k) all.push_back(moments_[k].time);
    return all;
}

std::vector<double> CoxSums::first_hazard() const {
    std::vector<double> all;
    double sum = 0;
    for (std::size_t k = 0; k < first_count_; ++k) all.push_back(sum += moments_[k].hazard);
    return all;
}

}  // namespace statistics
