// Detection and scans on the sizes of ../shared/statistics/bench 04 and 07, and the scans as a
// plain loop over every circle and window, compiled with the same flags.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

#include "bench/statistics/speed_case.h"
#include "statistics/farrington.h"
#include "statistics/random.h"
#include "statistics/scan.h"
#include "statistics/scan_zones.h"

namespace bench {
namespace {

using namespace statistics;

// Negative binomial counts with a season, as in 04_farrington.R.
std::vector<WatchedSeries> seasonal_series(std::size_t series, std::size_t weeks) {
    RandomStream random(4, 0);
    std::vector<WatchedSeries> all(series);
    for (WatchedSeries& one : all)
        for (std::size_t t = 1; t <= weeks; ++t) {
            const double week = static_cast<double>(t);
            const double mean =
                std::exp(1.5 + 0.4 * std::sin(2 * std::numbers::pi * week / 52) + 0.0005 * week);
            one.observed.push_back(static_cast<double>(random.poisson(random.gamma(5, mean / 5))));
        }
    return all;
}

Run improved_farrington(std::size_t series, std::size_t threads) {
    FarringtonOptions options;
    options.years = 5;
    options.season_groups = 10;
    options.trend_level = 1;
    options.limit = FarringtonLimit::negative_binomial;
    return [options, threads, all = seasonal_series(series, 520)] {
        Digest digest;
        const auto found = farrington(all, 468, 519, options, threads);
        for (const auto& one : needed(found))
            for (const WatchedPeriod& period : one) digest.add(period.upper);
        return digest;
    };
}

struct Town {
    ScanData data;
    ScanZones zones;
    std::vector<double> weights;
};

// Areas at random places with lognormal populations, as in 07_scan.R.
Town town(std::size_t areas, std::size_t weeks, std::size_t nearest) {
    RandomStream random(7, 0);
    Places places;
    std::vector<double> population;
    for (std::size_t i = 0; i < areas; ++i) {
        places.x.push_back(random.uniform());
        places.y.push_back(random.uniform());
        population.push_back(std::round(std::exp(8 + 0.6 * random.normal())));
    }
    const double all = std::accumulate(population.begin(), population.end(), 0.0);
    Town made;
    made.zones = *scan_zones(places, population, 1, nearest);
    made.data.areas = areas;
    made.data.periods = weeks;
    for (std::size_t t = 0; t < weeks; ++t)
        for (const double persons : population) {
            const double mean = persons / all * 60 * static_cast<double>(areas) / 100;
            made.data.expected.push_back(mean);
            made.data.counts.push_back(static_cast<double>(random.poisson(mean)));
        }
    return made;
}

// Every circle and window, each with its logarithms.
double plain_scan(const std::vector<double>& counts, const std::vector<double>& expected,
                  const ScanZones& zones, std::size_t areas, std::size_t periods,
                  std::size_t longest, bool retrospective) {
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    double best = 0;
    std::vector<double> c(periods), e(periods), sum_c(periods + 1), sum_e(periods + 1);
    for (const auto& members : zones.members) {
        std::fill(c.begin(), c.end(), 0.0);
        std::fill(e.begin(), e.end(), 0.0);
        for (const auto area : members) {
            for (std::size_t t = 0; t < periods; ++t) {
                c[t] += counts[t * areas + area];
                e[t] += expected[t * areas + area];
            }
            for (std::size_t t = 0; t < periods; ++t) {
                sum_c[t + 1] = sum_c[t] + c[t];
                sum_e[t + 1] = sum_e[t] + e[t];
            }
            for (std::size_t end = retrospective ? 1 : periods; end <= periods; ++end)
                for (std::size_t length = 1; length <= longest && length <= end; ++length) {
                    const double in = sum_c[end] - sum_c[end - length];
                    const double awaited = sum_e[end] - sum_e[end - length];
                    if (!(in > awaited)) continue;
                    const double ratio = in * std::log(in / awaited) +
                                         (total - in) * std::log((total - in) / (total - awaited));
                    best = std::max(best, ratio);
                }
        }
    }
    return best;
}

// `replicates` of the plain scan, with counts drawn cell by cell from the total.
double plain_replicates(const Town& made, std::size_t longest, bool retrospective,
                        std::size_t replicates) {
    const ScanData& data = made.data;
    std::vector<double> expected = data.expected;
    const double cases = std::accumulate(data.counts.begin(), data.counts.end(), 0.0);
    const double all = std::accumulate(expected.begin(), expected.end(), 0.0);
    for (double& each : expected) each *= cases / all;
    const AliasTable table(expected);
    std::vector<double> counts(expected.size());
    double sum = 0;
    for (std::size_t i = 0; i < replicates; ++i) {
        RandomStream random(1, i);
        std::fill(counts.begin(), counts.end(), 0.0);
        for (double event = 0; event < cases; ++event) counts[table.draw(random)] += 1;
        sum += plain_scan(counts, expected, made.zones, data.areas, data.periods, longest,
                          retrospective);
    }
    return sum;
}

Run scanned(std::size_t areas, std::size_t weeks, bool retrospective, std::size_t replicates,
            std::size_t threads) {
    ScanOptions options;
    options.longest = 52;
    options.threads = threads;
    options.replicates = replicates;
    options.windows = retrospective ? ScanWindows::retrospective : ScanWindows::prospective;
    return [options, made = town(areas, weeks, 50)] {
        Digest digest;
        digest.add(needed(scan(made.data, made.zones, options)).replicates);
        return digest;
    };
}

Run plain(bool retrospective, std::size_t replicates) {
    return [=, made = town(100, 520, 50)] {
        Digest digest;
        digest.add(plain_replicates(made, 52, retrospective, replicates));
        return digest;
    };
}

}  // namespace

std::vector<SpeedCase> outbreak_cases() {
    return {
        {"improved farrington",
         [](auto larger, auto threads) { return improved_farrington(100 * larger, threads); }},
        {"prospective scan",
         [](auto larger, auto threads) { return scanned(100 * larger, 520, false, 999, threads); }},
        {"prospective scan, plain loop, 99", [](auto, auto) { return plain(false, 99); }},
        {"retrospective scan",
         [](auto larger, auto threads) { return scanned(100, 520 * larger, true, 999, threads); }},
        {"retrospective scan, plain loop, 3", [](auto, auto) { return plain(true, 3); }},
    };
}

}  // namespace bench
