// Places on the sizes of ../shared/statistics/bench 05, 06 and 10.
#include <cmath>
#include <utility>
#include <vector>

#include "bench/statistics/speed_case.h"
#include "statistics/area_smoothing.h"
#include "statistics/random.h"
#include "statistics/space_time_pairs.h"
#include "statistics/spatial_autocorrelation.h"
#include "statistics/spatial_weights.h"

namespace bench {
namespace {

using statistics::LocalKind;
using statistics::Simulated;
using statistics::SpatialWeights;

constexpr std::size_t replicates = 999;

std::vector<double> uniform(std::size_t count, double width, std::uint64_t stream) {
    statistics::RandomStream random(5, stream);
    std::vector<double> values(count);
    for (double& value : values) value = width * random.uniform();
    return values;
}

Run neighbours(std::size_t areas) {
    return [x = uniform(areas, 1, 1), y = uniform(areas, 1, 2)] {
        Digest found;
        const auto weights = statistics::nearest_neighbours(x, y, 8, false);
        for (const auto each : needed(weights).neighbours) found.add(each);
        return found;
    };
}

Run local(std::size_t areas, LocalKind kind, std::size_t threads) {
    const auto x = uniform(areas, 1, 1), y = uniform(areas, 1, 2);
    statistics::RandomStream random(5, 3);
    std::vector<double> values(areas);
    for (double& value : values) value = random.gamma(2, 1);
    SpatialWeights weights = needed(statistics::nearest_neighbours(x, y, 8, false));
    if (kind == LocalKind::g_star)
        weights = statistics::with_self(weights);
    else
        statistics::apply_style(weights, statistics::WeightStyle::w);
    return [values = std::move(values), weights = std::move(weights), kind, threads] {
        Digest digest;
        const auto found = local_statistics(values, weights, kind, {replicates, 1, threads});
        for (const Simulated& each : needed(found).simulated) digest.add(each.mean);
        return digest;
    };
}

Run knox(std::size_t events, std::size_t threads) {
    // As many close pairs for each event, whatever their number.
    const double width = 20'000 * std::sqrt(static_cast<double>(events) / 10'000);
    auto x = uniform(events, width, 1), y = uniform(events, width, 2);
    auto time = uniform(events, 1095, 3);
    for (double& each : time) each = std::floor(each);
    return [x = std::move(x), y = std::move(y), time = std::move(time), threads] {
        Digest digest;
        const statistics::Events all{x, y, time};
        const auto found =
            space_time_pairs(all, {{0, 400}, true, false}, {{0, 14}, true, false},
                             statistics::Metric::euclidean, {replicates, 1, threads});
        digest.add(needed(found).cells[0].simulated.mean);
        return digest;
    };
}

Run smoothing(std::size_t areas) {
    const auto x = uniform(areas, 1, 1), y = uniform(areas, 1, 2);
    const auto weights = statistics::nearest_neighbours(x, y, 5, true);
    std::vector<std::pair<std::size_t, std::size_t>> links;
    std::vector<std::size_t> area;
    std::vector<double> counts, offset;
    statistics::RandomStream random(10, 1);
    for (std::size_t i = 0; i < areas; ++i) {
        for (const std::uint32_t j : needed(weights).of(i))
            if (j > i) links.emplace_back(i, j);
        area.push_back(i);
        const double expected = std::exp(4 + random.normal());
        offset.push_back(std::log(expected));
        counts.push_back(
            static_cast<double>(random.poisson(expected * std::exp(0.3 * random.normal()))));
    }
    return [=] {
        Digest digest;
        digest.add(needed(statistics::smooth_areas(counts, offset, area, areas, links)).criterion);
        return digest;
    };
}

}  // namespace

std::vector<SpeedCase> where_cases() {
    return {
        {"nearest neighbours", [](auto larger, auto) { return neighbours(10'000 * larger); }},
        {"g*, 999",
         [](auto larger, auto threads) {
             return local(10'000 * larger, LocalKind::g_star, threads);
         }},
        {"local moran, 999",
         [](auto larger, auto threads) {
             return local(10'000 * larger, LocalKind::moran_conditional, threads);
         }},
        {"knox, 999", [](auto larger, auto threads) { return knox(10'000 * larger, threads); }},
        {"area smoothing", [](auto larger, auto) { return smoothing(1'000 * larger); }},
    };
}

}  // namespace bench
