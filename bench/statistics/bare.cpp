// What memory and arithmetic allow, on as many bytes as the cases: loops with no method around
// them.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "bench/statistics/speed_case.h"
#include "statistics/random.h"
#include "statistics/squares.h"
#include "statistics/time_order.h"

namespace bench {
namespace {

using statistics::RandomStream;

std::vector<double> uniform(std::size_t count) {
    RandomStream random(1, 7);
    std::vector<double> values(count);
    for (double& value : values) value = random.uniform();
    return values;
}

// A step of Newton's or of reweighted least squares: X·b, an exponential for each row, X'v, X'WX;
// `logarithms` more for each row. As many steps as the method needs.
void steps(const std::vector<double>& x, std::size_t rows, std::size_t columns, int count,
           int logarithms, Digest& found) {
    std::vector<double> predictor(rows), weights(rows), squares(columns * columns);
    for (int step = 0; step < count; ++step) {
        std::fill(predictor.begin(), predictor.end(), 0.0);
        for (std::size_t j = 0; j < columns; ++j)
            for (std::size_t i = 0; i < rows; ++i) predictor[i] += 0.1 * x[j * rows + i];
        double sum = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            weights[i] = std::exp(predictor[i]);
            for (int k = 0; k < logarithms; ++k) sum += std::log(weights[i] + k + 1);
        }
        for (std::size_t j = 0; j < columns; ++j) {
            double part[4] = {};
            for (std::size_t i = 0; i + 4 <= rows; i += 4)
                for (std::size_t k = 0; k < 4; ++k) part[k] += weights[i + k] * x[j * rows + i + k];
            sum += part[0] + part[1] + part[2] + part[3];
        }
        statistics::add_squares(x.data(), rows, rows, columns, weights.data(), squares.data());
        found.add(sum);
    }
    found.add(squares);
}

void sort(const std::vector<double>& times, Digest& found) {
    found.add(statistics::ascending_order(times).front());
}

// Pairs of events, each fetched and compared, for each of 999 deals of the times.
Run bare_pairs(std::size_t events) {
    const std::size_t pairs = events * 25 / 4;
    RandomStream random(6, 1);
    std::vector<std::uint32_t> first, second;
    for (std::size_t i = 0; i < pairs; ++i) {
        first.push_back(static_cast<std::uint32_t>(i * events / pairs));
        second.push_back(random.below(static_cast<std::uint32_t>(events)));
    }
    return [times = uniform(events), first = std::move(first), second = std::move(second)] {
        Digest found;
        for (int deal = 0; deal < 999; ++deal) {
            RandomStream stream(6, static_cast<std::uint64_t>(deal) + 2);
            std::vector<double> dealt = times;
            stream.shuffle(dealt);
            std::uint32_t close = 0;
            for (std::size_t i = 0; i < first.size(); ++i)
                close += std::abs(dealt[first[i]] - dealt[second[i]]) <= 0.0128 ? 1 : 0;
            found.add(close);
        }
        return found;
    };
}

// A number added and compared for each window of each circle of each replicate: of doubles as
// those of the latest weeks, or of small whole numbers as those of all weeks.
template <class Number>
Run bare_windows(std::size_t circles, std::size_t windows) {
    using Lanes [[gnu::vector_size(16), gnu::aligned(sizeof(Number))]] = Number;
    constexpr std::size_t lanes = 16 / sizeof(Number);
    std::vector<Number> sums(windows + 64), more(windows + 64);
    for (std::size_t i = 0; i < sums.size(); ++i) {
        sums[i] = static_cast<Number>(i % 7);
        more[i] = static_cast<Number>(i % 5);
    }
    return [=] {
        Digest found;
        Lanes most{};
        for (std::size_t circle = 0; circle < circles; ++circle) {
            const Number* const begin = more.data() + circle % 8;
            for (std::size_t i = 0; i < windows; i += lanes) {
                const Lanes count = *reinterpret_cast<const Lanes*>(sums.data() + i) +
                                    *reinterpret_cast<const Lanes*>(begin + i);
                most = count > most ? count : most;
            }
        }
        for (std::size_t lane = 0; lane < lanes; ++lane) found.add(static_cast<double>(most[lane]));
        return found;
    };
}

// The distances to as many places as a grid of cells leaves, and the eight smallest kept.
Run bare_distances(std::size_t areas) {
    constexpr std::size_t looked_at = 32, kept = 8;
    return [x = uniform(areas + looked_at), areas] {
        Digest found;
        double sum = 0;
        for (std::size_t i = 0; i < areas; ++i) {
            double nearest[kept + 1];
            std::fill(nearest, nearest + kept, 1e300);
            for (std::size_t k = 0; k < looked_at; ++k) {
                const double apart = (x[i] - x[i + k]) * (x[i] - x[i + k]);
                if (apart >= nearest[kept - 1]) continue;
                std::size_t at = kept - 1;
                for (; at > 0 && nearest[at - 1] > apart; --at) nearest[at] = nearest[at - 1];
                nearest[at] = apart;
            }
            sum += nearest[kept - 1];
        }
        found.add(sum);
        return found;
    };
}

// For each watched week of each series eight steps of reweighted least squares on five years with
// an intercept, a trend and ten parts of the year.
Run bare_watched(std::size_t series) {
    constexpr std::size_t rows = 260, columns = 12, steps_each = 8;
    return [x = uniform(rows * columns), series] {
        Digest found;
        for (std::size_t week = 0; week < 52 * series; ++week)
            steps(x, rows, columns, steps_each, 1, found);
        return found;
    };
}

// Two sorts (times, predictors) and the steps; with continuous times the means of those at risk at
// each event are one more sum of squares.
Run bare_cox(std::size_t rows, bool continuous) {
    return [x = uniform(10 * rows), times = uniform(rows), rows, continuous] {
        Digest found;
        sort(times, found);
        sort(times, found);
        steps(x, rows, 10, 5, continuous ? 1 : 0, found);
        std::vector<double> squares(100);
        for (int step = 0; step < 5 && continuous; ++step)
            statistics::add_squares(x.data(), rows, rows * 6 / 10, 10, nullptr, squares.data());
        found.add(squares);
        return found;
    };
}

// One sort and five steps with three columns.
Run bare_small_cox(std::size_t rows) {
    return [x = uniform(3 * rows), times = uniform(rows), rows] {
        Digest found;
        sort(times, found);
        steps(x, rows, 3, 5, 1, found);
        return found;
    };
}

// A sort, and nine numbers written for each distinct time, as many as a curve has.
Run bare_curve(std::size_t rows) {
    return [times = uniform(rows)] {
        Digest found;
        sort(times, found);
        std::vector<std::vector<double>> columns(9);
        for (auto& column : columns) column.assign(times.size(), 1.0);
        found.add(columns[8].back());
        return found;
    };
}

// Each row's time, group and event read once, and counted.
Run bare_count(std::size_t rows) {
    std::vector<double> times = uniform(rows);
    for (double& time : times) time = std::floor(1820 * time);
    return [times = std::move(times), groups = std::vector<std::size_t>(rows, 1),
            events = std::vector<int>(rows, 1)] {
        std::vector<std::uint32_t> counts(4 * 1820);
        for (std::size_t i = 0; i < times.size(); ++i)
            ++counts[4 * static_cast<std::size_t>(times[i]) + 2 * groups[i] +
                     static_cast<std::size_t>(events[i])];
        Digest found;
        found.add(counts[3]);
        return found;
    };
}

Run bare_counts_model(std::size_t rows, int count, int logarithms) {
    return [x = uniform(11 * rows), rows, count, logarithms] {
        Digest found;
        steps(x, rows, 11, count, logarithms, found);
        return found;
    };
}

// Values at eight drawn positions, added up for each area and replicate.
Run bare_draws(std::size_t areas) {
    return [values = uniform(areas)] {
        RandomStream random(5, 1);
        Digest found;
        double squares = 0;
        for (int replicate = 0; replicate < 999; ++replicate) {
            std::uint32_t drawn[8];
            for (auto& each : drawn) each = random.below(static_cast<std::uint32_t>(values.size()));
            for (std::size_t i = 0; i < values.size(); ++i) {
                double sum = 0;
                for (const std::uint32_t each : drawn) {
                    const std::size_t at = i + each;
                    sum += values[at < values.size() ? at : at - values.size()];
                }
                squares += sum * sum;
            }
        }
        found.add(squares);
        return found;
    };
}

}  // namespace

std::vector<SpeedCase> bare_cases() {
    return {
        {"bare cox, continuous",
         [](auto larger, auto) { return bare_cox(200'000 * larger, true); }},
        {"bare cox, ties", [](auto larger, auto) { return bare_cox(200'000 * larger, false); }},
        {"bare cox, clustered", [](auto larger, auto) { return bare_cox(20'000 * larger, false); }},
        {"bare cox, small", [](auto larger, auto) { return bare_small_cox(5'000 * larger); }},
        {"bare pairs", [](auto larger, auto) { return bare_pairs(10'000 * larger); }},
        {"bare latest windows",
         [](auto larger, auto) { return bare_windows<double>(999 * 100 * 50 * larger, 2 * 52); }},
        {"bare windows",
         [](auto, auto) { return bare_windows<std::int16_t>(999 * 100 * 50 * 52, 495); }},
        {"bare distances", [](auto larger, auto) { return bare_distances(10'000 * larger); }},
        {"bare watched weeks", [](auto larger, auto) { return bare_watched(100 * larger); }},
        {"bare small count", [](auto larger, auto) { return bare_count(200'000 * larger); }},
        {"bare curve", [](auto larger, auto) { return bare_curve(1'000'000 * larger); }},
        {"bare count", [](auto larger, auto) { return bare_count(1'000'000 * larger); }},
        {"bare steps of counts",
         [](auto larger, auto) { return bare_counts_model(100'000 * larger, 9, 2); }},
        {"bare fewer steps of counts",
         [](auto larger, auto) { return bare_counts_model(100'000 * larger, 5, 1); }},
        {"bare draws", [](auto larger, auto) { return bare_draws(10'000 * larger); }},
    };
}

}  // namespace bench
