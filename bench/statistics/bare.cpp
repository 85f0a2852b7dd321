// What memory and arithmetic allow, on as many bytes as the cases: loops with no method around
// them.
#include <cmath>
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

Run bare_counts_model(std::size_t rows) {
    return [x = uniform(11 * rows), rows] {
        Digest found;
        steps(x, rows, 11, 9, 2, found);
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
        {"bare curve", [](auto larger, auto) { return bare_curve(1'000'000 * larger); }},
        {"bare count", [](auto larger, auto) { return bare_count(1'000'000 * larger); }},
        {"bare steps of counts",
         [](auto larger, auto) { return bare_counts_model(100'000 * larger); }},
        {"bare draws", [](auto larger, auto) { return bare_draws(10'000 * larger); }},
    };
}

}  // namespace bench
