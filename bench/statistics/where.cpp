#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "statistics/area_smoothing.h"
#include "statistics/random.h"
#include "statistics/space_time_pairs.h"
#include "statistics/spatial_autocorrelation.h"
#include "statistics/spatial_weights.h"

// The sizes of ../shared/statistics/bench 05, 06 and 10: seconds (the median of five) and the
// greatest memory so far. statistics_where_bench [TIMES LARGER] [THREADS]
namespace {

using statistics::Replicates;
using statistics::SpatialWeights;

void measure(const std::string& name, const std::function<double()>& work) {
    std::vector<double> seconds;
    double answer = 0;
    for (int turn = 0; turn < 5; ++turn) {
        const auto begin = std::chrono::steady_clock::now();
        answer = work();
        seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    std::sort(seconds.begin(), seconds.end());
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::printf("%-34s %9.4f s  %6ld MB  (%.6g)\n", name.c_str(), seconds[2],
                usage.ru_maxrss / 1024, answer);
}

std::vector<double> uniform(std::size_t count, double width, std::uint64_t stream) {
    statistics::RandomStream random(5, stream);
    std::vector<double> values(count);
    for (double& value : values) value = width * random.uniform();
    return values;
}

void measure_areas(std::size_t areas, const Replicates& replicates) {
    const auto x = uniform(areas, 1, 1), y = uniform(areas, 1, 2);
    statistics::RandomStream random(5, 3);
    std::vector<double> values(areas);
    for (double& value : values) value = random.gamma(2, 1);
    measure("8 nearest neighbours", [&] {
        return static_cast<double>(
            statistics::nearest_neighbours(x, y, 8, false)->neighbours.size());
    });
    SpatialWeights weights = *statistics::nearest_neighbours(x, y, 8, false);
    const SpatialWeights star = statistics::with_self(weights);
    statistics::apply_style(weights, statistics::WeightStyle::w);
    measure("G*, replicates", [&] {
        return statistics::local_statistics(values, star, statistics::LocalKind::g_star, replicates)
            ->simulated[0]
            .mean;
    });
    measure("local Moran, replicates", [&] {
        return statistics::local_statistics(values, weights,
                                            statistics::LocalKind::moran_conditional, replicates)
            ->simulated[0]
            .mean;
    });
    measure("Moran, replicates", [&] {
        return statistics::moran(values, weights, statistics::Assumption::randomisation, replicates)
            ->simulated->mean;
    });
}

void measure_knox(std::size_t events, const Replicates& replicates) {
    // As many close pairs for each event, whatever their number.
    const double width = 20'000 * std::sqrt(static_cast<double>(events) / 10'000);
    const auto x = uniform(events, width, 1), y = uniform(events, width, 2);
    auto time = uniform(events, 1095, 3);
    for (double& each : time) each = std::floor(each);
    measure("Knox, replicates", [&] {
        return statistics::space_time_pairs({x, y, time}, {{0, 400}, true, false},
                                            {{0, 14}, true, false}, statistics::Metric::euclidean,
                                            replicates)
            ->cells[0]
            .simulated.mean;
    });
}

void measure_smoothing(std::size_t areas) {
    const auto x = uniform(areas, 1, 1), y = uniform(areas, 1, 2);
    const SpatialWeights weights = *statistics::nearest_neighbours(x, y, 5, true);
    std::vector<std::pair<std::size_t, std::size_t>> links;
    std::vector<std::size_t> area;
    std::vector<double> counts, offset;
    statistics::RandomStream random(10, 1);
    for (std::size_t i = 0; i < areas; ++i) {
        for (const std::uint32_t j : weights.of(i))
            if (j > i) links.emplace_back(i, j);
        area.push_back(i);
        const double expected = std::exp(4 + random.normal());
        offset.push_back(std::log(expected));
        counts.push_back(
            static_cast<double>(random.poisson(expected * std::exp(0.3 * random.normal()))));
    }
    measure("area smoothing", [&] {
        return statistics::smooth_areas(counts, offset, area, areas, links)->criterion;
    });
}

}  // namespace

int main(int count, char** words) {
    const auto larger = static_cast<std::size_t>(count > 1 ? std::atoi(words[1]) : 1);
    const auto threads = static_cast<std::size_t>(count > 2 ? std::atoi(words[2]) : 1);
    const Replicates replicates{999, 1, threads};
    measure_areas(10'000 * larger, replicates);
    measure_knox(10'000 * larger, replicates);
    measure_smoothing(1'000 * larger);
}
