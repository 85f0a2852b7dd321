#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/result.h"
#include "statistics/parallel.h"
#include "statistics/scan_zones.h"

// Is there a place, or a place and a time, with more cases than chance gives? Every circle and
// every window of time is compared with the rest, and the largest likelihood ratio with those of
// replicates without clusters: Kulldorff 1997 (Commun Stat Theory Methods 26:1481) and 2001 (JRSS A
// 164:61), expectation-based Neill, Moore, Sabhnani and Daniel 2005 (KDD '05).
namespace statistics {

enum class ScanModel {
    // Given the total C: c log(c/e) + (C−c) log((C−c)/(C−e)) for c > e (of low rates for c < e);
    // replicates share C out by the expected numbers.
    poisson,
    // Expected numbers are known: c log(c/e) + e − c likewise; replicates are Poisson.
    expectation,
};

// Which clusters are looked for: with more cases than expected, with fewer, or both.
enum class ScanRates { high, low, both };

enum class ScanWindows {
    retrospective,  // any first and last period
    prospective,    // windows that last until now, the last period
};

// Counts and expected numbers by period, then area: [period · areas + area]. Space alone is a scan
// of one period.
struct ScanData {
    std::size_t areas = 0;
    std::size_t periods = 1;
    std::vector<double> counts;
    std::vector<double> expected;  // for the Poisson model only their proportions matter
};

struct ScanOptions {
    ScanModel model = ScanModel::poisson;
    ScanWindows windows = ScanWindows::retrospective;
    ScanRates rates = ScanRates::high;
    std::size_t shortest = 1;  // periods of a window
    std::size_t longest = 1;
    std::size_t clusters = 10;  // at most so many are given
    bool overlap = false;       // also those that share areas with a more likely one
    std::vector<std::uint32_t>
        focus;                     // sorted areas: the best window of exactly these, if a circle
    std::size_t replicates = 999;  // 0: no p
    std::uint64_t seed = 1;
    // Besag and Clifford 1991 (Biometrika 78:301): stop when so many replicates have reached the
    // most likely cluster; 0: never.
    std::size_t stop_after = 0;
    std::size_t threads = 1;
};

struct ScanCluster {
    std::uint32_t centre = 0;
    std::vector<std::uint32_t> members;  // from the centre outwards
    std::size_t first = 0, last = 0;     // periods
    double statistic = 0;                // logarithm of the likelihood ratio
    double observed = 0;
    double expected = 0;
    double relative_risk = 0;  // (c/e)/((C−c)/(C−e)); expectation: c/e; infinite: no case outside
    double p = 1;              // (1 + replicates that reach it)/(1 + replicates)
    double gumbel_p = 1;       // from a Gumbel distribution with the replicates' mean and variance
};

struct ScanResult {
    std::vector<ScanCluster> clusters;  // the most likely first
    std::vector<ScanCluster> focus;     // none or one
    std::vector<double> replicates;     // the largest statistic of each
    double total = 0;                   // cases
};

// The same for any number of threads. Refused: "no_data", "different_lengths", "not_finite",
// "negative_value", "not_whole", "no_events", "zero_expected" (cases where none are expected),
// "outside" (an option), "cancelled".
base::Result<ScanResult> scan(const ScanData& data, const ScanZones& zones,
                              const ScanOptions& options, const Progress& progress = {});

// The largest statistic of the data alone, computed as a replicate's is. Arguments as for scan(),
// which checks them.
double largest_statistic(const ScanData& data, const ScanZones& zones, const ScanOptions& options);

}  // namespace statistics
