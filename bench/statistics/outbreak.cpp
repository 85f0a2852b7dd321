// Times detection and scans on data of the sizes that ../shared/statistics/bench uses for R (04 and
// 07), and the scans against a plain loop over every circle and window compiled with the same
// flags. Prints the median and best seconds of each, the peak memory, and whether both found the
// same.
//
//     outbreak_bench [threads] [runs]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numbers>
#include <numeric>
#include <vector>

#include "statistics/farrington.h"
#include "statistics/random.h"
#include "statistics/scan.h"
#include "statistics/scan_zones.h"

namespace {

using namespace statistics;

double peak_megabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024;
}

double time_of(const char* name, std::size_t runs, const std::function<void()>& work) {
    std::vector<double> seconds;
    for (std::size_t i = 0; i < runs; ++i) {
        const auto start = std::chrono::steady_clock::now();
        work();
        seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    std::printf("%-62s %3zu runs  median %9.4f s  best %9.4f s  peak %6.1f MB\n", name, runs,
                seconds[seconds.size() / 2], seconds.front(), peak_megabytes());
    std::fflush(stdout);
    return seconds[seconds.size() / 2];
}

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

void bench_farrington(std::size_t threads, std::size_t runs) {
    FarringtonOptions options;
    options.years = 5;
    options.season_groups = 10;
    options.trend_level = 1;
    options.limit = FarringtonLimit::negative_binomial;
    for (const std::size_t size : {100, 1000}) {
        const auto series = seasonal_series(size, 520);
        double sum = 0;
        time_of(size == 100 ? "improved Farrington, 100 series, last 52 weeks"
                            : "improved Farrington, 1000 series, last 52 weeks",
                runs, [&] {
                    const auto found = farrington(series, 468, 519, options, threads);
                    sum += found->back().back().upper;
                });
        std::printf("    last limit %g\n", sum / static_cast<double>(runs));
    }
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
void plain_replicates(const Town& made, std::size_t longest, bool retrospective,
                      std::size_t replicates) {
    const ScanData& data = made.data;
    std::vector<double> expected = data.expected;
    const double cases = std::accumulate(data.counts.begin(), data.counts.end(), 0.0);
    const double all = std::accumulate(expected.begin(), expected.end(), 0.0);
    for (double& each : expected) each *= cases / all;
    const AliasTable table(expected);
    std::vector<double> counts(expected.size());
    for (std::size_t i = 0; i < replicates; ++i) {
        RandomStream random(1, i);
        std::fill(counts.begin(), counts.end(), 0.0);
        for (double event = 0; event < cases; ++event) counts[table.draw(random)] += 1;
        plain_scan(counts, expected, made.zones, data.areas, data.periods, longest, retrospective);
    }
}

void check_same(const Town& made, std::size_t longest, bool retrospective) {
    ScanOptions options;
    options.windows = retrospective ? ScanWindows::retrospective : ScanWindows::prospective;
    options.longest = longest;
    options.replicates = 0;
    const auto found = scan(made.data, made.zones, options);
    std::vector<double> expected = made.data.expected;
    const double all = std::accumulate(expected.begin(), expected.end(), 0.0);
    for (double& each : expected) each *= found->total / all;
    const double plain = plain_scan(made.data.counts, expected, made.zones, made.data.areas,
                                    made.data.periods, longest, retrospective);
    std::printf("    largest statistic: ours %.10g, plain %.10g\n",
                found->clusters.empty() ? 0 : found->clusters.front().statistic, plain);
}

void bench_scan(std::size_t threads, std::size_t runs) {
    const Town made = town(100, 520, 50);
    ScanOptions options;
    options.longest = 52;
    options.threads = threads;
    options.windows = ScanWindows::prospective;
    check_same(made, 52, false);
    const double ours = time_of("prospective scan, 100 areas, 520 weeks, 999 replicates", runs,
                                [&] { (void)scan(made.data, made.zones, options); });
    const double plain = time_of("    plain loop, 99 replicates (× 10.09)", 1,
                                 [&] { plain_replicates(made, 52, false, 99); });
    std::printf("    times the plain loop: %.1f\n", plain * 999 / 99 / ours);
    options.windows = ScanWindows::retrospective;
    check_same(made, 52, true);
    const double all = time_of("retrospective scan, 100 areas, 520 weeks, 999 replicates", 1,
                               [&] { (void)scan(made.data, made.zones, options); });
    const double plain_all = time_of("    plain loop, 3 replicates (× 333)", 1,
                                     [&] { plain_replicates(made, 52, true, 3); });
    std::printf("    times the plain loop: %.1f\n", plain_all * 333 / all);
}

}  // namespace

int main(int count, char** words) {
    const std::size_t threads = count > 1 ? std::strtoul(words[1], nullptr, 10) : 1;
    const std::size_t runs = count > 2 ? std::strtoul(words[2], nullptr, 10) : 5;
    bench_farrington(threads, runs);
    bench_scan(threads, runs);
    return 0;
}
