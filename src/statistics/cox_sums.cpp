#include "statistics/cox_sums.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "statistics/large_pages.h"
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
    find_pieces();
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
        means_.push_back(sum_of(from.data(), rows) / static_cast<double>(rows));
        for (std::size_t i = 0; i < rows; ++i) to[i] = from[order_[i]] - means_[j];
    }
}

void CoxSums::find_moments() {
    const std::size_t rows = order_.size();
    const auto stratum_of = [&](std::size_t place) {
        return data_.stratum.empty() ? 0 : data_.stratum[order_[place]];
    };
    moments_.reserve(static_cast<std::size_t>(std::count(event_.begin(), event_.end(), 1)));
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

void CoxSums::find_pieces() {
    for (auto to = static_cast<std::uint32_t>(moments_.size()); to > 0;) {
        std::uint32_t from = to - 1;
        while (from > moments_[to - 1].first_of_stratum && to - from < most_moments &&
               moments_[to - 1].to - moments_[from - 1].from <= most_rows)
            --from;
        pieces_.push_back({from, to});
        to = from;
    }
}

template <class Value>
void CoxSums::sum_all(const Value& value, std::vector<double>& at_risk,
                      std::vector<double>& tied) const {
    Running running;
    for (const auto& [from, to] : pieces_) {
        sum_back(value, from, to, running, at_risk.data() + from, tied.data() + from);
        if (from == moments_[from].first_of_stratum) running.come = running.gone = 0;
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

namespace {

// Running sums of risk times each of some columns, from `last` − 1 back to `first`, written down at
// every event; the columns together, so that none waits for its own last sum.
template <std::size_t columns>
void sums_at_events(const double* risk, const unsigned char* event, std::size_t first,
                    std::size_t last, std::size_t events,
                    const std::array<const double*, columns>& column, double* running,
                    const std::array<double*, columns>& at_event) {
    std::array<double, columns> sum;
    std::copy_n(running, columns, sum.begin());
    std::size_t left = events;
    for (std::size_t place = last; place-- > first;) {
        for (std::size_t j = 0; j < columns; ++j) {
            sum[j] += risk[place] * column[j][place];
            // Without a branch: until its event comes, the moment holds what is there so far.
            at_event[j][left - 1] = sum[j];
        }
        left -= event[place];
    }
    std::ranges::copy(sum, running);
}

}  // namespace

// The sums at each moment, from `from` to `to`, of risk times each column.
void CoxSums::single_sums(std::size_t from, std::size_t to, double* running, Matrix& sums) const {
    const std::size_t first = moments_[from].from, last = moments_[to - 1].to;
    const auto some = [&]<std::size_t columns>(std::size_t j) {
        std::array<const double*, columns> column;
        std::array<double*, columns> at_event;
        for (std::size_t k = 0; k < columns; ++k) {
            column[k] = x_.column(j + k).data();
            at_event[k] = sums.column(j + k).data();
        }
        sums_at_events<columns>(risk_.data(), event_.data(), first, last, to - from, column,
                                running + j, at_event);
        return j + columns;
    };
    std::size_t j = 0;
    while (j + 4 <= x_.columns()) j = some.operator()<4>(j);
    if (j + 2 <= x_.columns()) j = some.operator()<2>(j);
    if (j < x_.columns()) some.operator()<1>(j);
}

// What going back in time needs from piece to piece.
struct CoxSums::Backward {
    Running risk;
    std::vector<Running> moved;   // of risk times each column
    std::vector<double> running;  // the same, where moments have one event
    // By moment of the piece.
    std::vector<double> at_risk = std::vector<double>(most_moments), tied = at_risk,
                        share = at_risk;
    Matrix first, second;
    Matrix squares;  // Σ mean·mean' so far

    explicit Backward(std::size_t columns)
        : moved(columns),
          running(columns, 0.0),
          first(most_moments, columns),
          second(most_moments, columns),
          squares(columns, columns) {}
};

// Adds Σ over the piece's events of mean·mean', where each moment has one and nobody begins late.
void CoxSums::add_single_means(const Piece& piece, Backward& back) const {
    const std::size_t columns = x_.columns(), count = piece.to - piece.from;
    single_sums(piece.from, piece.to, back.running.data(), back.first);
    for (std::size_t k = 0; k < count; ++k) back.share[k] = parts_[piece.from + k].first_share;
    for (std::size_t j = 0; j < columns; ++j) {
        double* const one = back.first.column(j).data();
        multiply(back.share.data(), one, count, one);
    }
    add_squares(back.first.data(), most_moments, count, columns, nullptr, back.squares.data());
}

// Adds Σ over the piece's events of mean·mean', the means those of the covariates of who is at
// risk. Of a moment's events it is that of at most two rows.
void CoxSums::add_means(const Piece& piece, Backward& back) const {
    const std::size_t columns = x_.columns(), count = piece.to - piece.from;
    const Parts* const parts = parts_.data() + piece.from;
    const double *const at_risk = back.at_risk.data(), *const tied = back.tied.data();
    for (std::size_t j = 0; j < columns; ++j) {
        const double* const column = x_.column(j).data();
        sum_back([&](std::size_t place) { return risk_[place] * column[place]; }, piece.from,
                 piece.to, back.moved[j], back.at_risk.data(), back.tied.data());
        double* const one = back.first.column(j).data();
        double* const two = back.second.column(j).data();
        for (std::size_t k = 0; k < count; ++k)
            one[k] = parts[k].first_share * at_risk[k] - parts[k].second_share * tied[k];
        for (std::size_t k = 0; ties_ && k < count; ++k) two[k] = parts[k].own_share * tied[k];
    }
    add_squares(back.first.data(), most_moments, count, columns, nullptr, back.squares.data());
    if (ties_)
        add_squares(back.second.data(), most_moments, count, columns, nullptr, back.squares.data());
}

void CoxSums::find_risks(const std::vector<double>& beta, const Piece& piece) {
    const std::size_t first = moments_[piece.from].from, last = moments_[piece.to - 1].to;
    double* const predictor = predictor_.data() + first;
    std::fill(predictor, predictor + (last - first), 0.0);
    for (std::size_t j = 0; j < beta.size(); ++j)
        if (beta[j] != 0)
            add_multiple(beta[j], x_.column(j).data() + first, last - first, predictor);
    for (std::size_t place = first; place < last && !data_.offset.empty(); ++place)
        predictor_[place] += data_.offset[order_[place]];
    for (std::size_t place = first; place < last; ++place)
        risk_[place] = weight(place) * std::exp(predictor_[place]);
}

// From the last moment to the first: the risks, and what each moment's events come to. Returns
// Σ mean·mean'.
Matrix CoxSums::go_back(const std::vector<double>& beta, double& log_likelihood) {
    Backward back(x_.columns());
    const bool single = !ties_ && by_begin_.empty();
    for (const Piece& piece : pieces_) {
        find_risks(beta, piece);
        sum_back([&](std::size_t place) { return risk_[place]; }, piece.from, piece.to, back.risk,
                 back.at_risk.data(), back.tied.data());
        for (std::size_t k = piece.from; k < piece.to; ++k)
            parts_[k] = parts_of(k, back.at_risk[k - piece.from], back.tied[k - piece.from],
                                 log_likelihood);
        if (single)
            add_single_means(piece, back);
        else
            add_means(piece, back);
        if (piece.from != moments_[piece.from].first_of_stratum) continue;
        std::ranges::fill(back.running, 0.0);
        back.risk.come = back.risk.gone = 0;
        for (Running& each : back.moved) each.come = each.gone = 0;
    }
    return std::move(back.squares);
}

// From the first moment to the last: the hazard, and what each row adds by what was expected of it.
void CoxSums::go_forward(Derivatives& result) {
    const std::size_t columns = x_.columns(), rows = order_.size();
    std::vector<double> expected, beyond;  // of the piece's rows, and each event less that
    for (auto piece = pieces_.rbegin(); piece != pieces_.rend(); ++piece) {
        const std::size_t first = moments_[piece->from].from, last = moments_[piece->to - 1].to;
        if (expected.size() < last - first) expected.resize(last - first);
        beyond.resize(expected.size());
        for (std::size_t k = piece->from; k < piece->to; ++k) {
            const Moment& moment = moments_[k];
            hazard_[k + 1] = hazard_[k] + parts_[k].hazard;
            std::size_t place = moment.from;
            for (; place < moment.from + moment.events; ++place) {
                const double hazard = exposure(place, k, hazard_) - parts_[k].own_hazard;
                expected[place - first] = risk_[place] * hazard;
                beyond[place - first] = weight(place) - expected[place - first];
                result.log_likelihood += weight(place) * predictor_[place];
            }
            for (; place < moment.to; ++place) {
                expected[place - first] = risk_[place] * exposure(place, k, hazard_);
                beyond[place - first] = -expected[place - first];
            }
        }
        for (std::size_t j = 0; j < columns; ++j)
            result.score[j] +=
                sum_of_products(x_.column(j).data() + first, beyond.data(), last - first);
        add_squares(x_.data() + first, rows, last - first, columns, expected.data(),
                    result.information.data());
    }
}

CoxSums::Derivatives CoxSums::at(const std::vector<double>& beta) {
    const std::size_t rows = order_.size(), columns = x_.columns(), count = moments_.size();
    predictor_.resize(rows);
    risk_.resize(rows);
    reserve_large(parts_, count);
    parts_.resize(count);
    hazard_.resize(count + 1);
    Derivatives result;
    result.score.assign(columns, 0.0);
    result.information = Matrix(columns, columns);
    const Matrix means = go_back(beta, result.log_likelihood);
    go_forward(result);
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
    all.reserve(first_count_);
    for (std::size_t k = 0; k < first_count_; ++k) all.push_back(time_of(moments_[k]));
    return all;
}

std::vector<double> CoxSums::first_hazard() const {
    return {hazard_.begin() + 1, hazard_.begin() + 1 + static_cast<std::ptrdiff_t>(first_count_)};
}

}  // namespace statistics
