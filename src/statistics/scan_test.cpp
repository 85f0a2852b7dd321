#include "statistics/scan.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/random.h"
#include "statistics/testing/analysis.h"

// Scans of small made-up towns: against a plain search, invariances, planted clusters, refusals.
namespace {

using doctest::Approx;
using namespace statistics;

struct Town {
    Places places;
    std::vector<double> population;
    ScanData data;
};

// Areas at random places; with `changing`, expected numbers differ from period to period.
Town town(std::size_t areas, std::size_t periods, bool changing, std::uint64_t stream) {
    RandomStream random(31, stream);
    Town made;
    for (std::size_t i = 0; i < areas; ++i) {
        made.places.x.push_back(random.uniform());
        made.places.y.push_back(random.uniform());
        made.population.push_back(500 + 1000 * random.uniform());
    }
    made.data.areas = areas;
    made.data.periods = periods;
    for (std::size_t t = 0; t < periods; ++t)
        for (std::size_t i = 0; i < areas; ++i) {
            const double season = changing ? 1 + 0.3 * std::sin(static_cast<double>(t)) : 1;
            const double expected = made.population[i] / 1000 * season;
            made.data.expected.push_back(expected);
            made.data.counts.push_back(static_cast<double>(random.poisson(expected)));
        }
    return made;
}

double plain_largest(const Town& made, const ScanZones& zones, const ScanOptions& options) {
    const ScanData& data = made.data;
    const double total = std::accumulate(data.counts.begin(), data.counts.end(), 0.0);
    const double all = std::accumulate(data.expected.begin(), data.expected.end(), 0.0);
    const bool poisson = options.model == ScanModel::poisson;
    double best = 0;
    for (const auto& members : zones.members)
        for (std::size_t size = 1; size <= members.size(); ++size)
            for (std::size_t first = 0; first < data.periods; ++first)
                for (std::size_t end = first + options.shortest;
                     end <= std::min(first + options.longest, data.periods); ++end) {
                    if (options.windows == ScanWindows::prospective && end != data.periods)
                        continue;
                    double c = 0, e = 0;
                    for (std::size_t t = first; t < end; ++t)
                        for (std::size_t k = 0; k < size; ++k) {
                            c += data.counts[t * data.areas + members[k]];
                            e += data.expected[t * data.areas + members[k]];
                        }
                    if (poisson) e *= total / all;
                    if (!(c > e)) continue;
                    double ratio = c * std::log(c / e);
                    if (!poisson) ratio += e - c;
                    if (poisson && c < total)
                        ratio += (total - c) * std::log((total - c) / (total - e));
                    best = std::max(best, ratio);
                }
    return best;
}

ScanZones zones_of(const Town& made, double share) {
    const auto zones = scan_zones(made.places, made.population, share, 0);
    REQUIRE(zones);
    return *zones;
}

ScanOptions options_for(ScanModel model, ScanWindows windows, std::size_t longest) {
    ScanOptions options;
    options.model = model;
    options.windows = windows;
    options.longest = longest;
    options.replicates = 0;
    return options;
}

std::string scan_code_of(const std::string& columns, const std::string& more = "") {
    const auto analysis = run_analysis(
        R"({"method": "scan", "observed": "c", "population": "n", "x": "x", "y": "y", "replicates": 9, )" +
        more + R"("columns": {)" + columns + "}}");
    return analysis ? "none" : analysis.error().code;
}

}  // namespace

TEST_CASE("search and replicates find what a plain look at every window finds") {
    for (const bool changing : {false, true})
        for (const ScanModel model : {ScanModel::poisson, ScanModel::expectation})
            for (const ScanWindows windows : {ScanWindows::retrospective, ScanWindows::prospective})
                for (std::uint64_t stream = 0; stream < 4; ++stream) {
                    const Town made = town(9, 12, changing, stream);
                    const ScanZones zones = zones_of(made, 0.6);
                    ScanOptions options = options_for(model, windows, 5);
                    options.shortest = 1 + stream % 2;
                    const double plain = plain_largest(made, zones, options);
                    CHECK(largest_statistic(made.data, zones, options) ==
                          Approx(plain).epsilon(1e-10));
                    const auto found = scan(made.data, zones, options);
                    REQUIRE(found);
                    REQUIRE(!found->clusters.empty());
                    CHECK(found->clusters.front().statistic == Approx(plain).epsilon(1e-10));
                }
}

TEST_CASE("counts too large for the short sums are found all the same") {
    Town made = town(8, 10, false, 9);
    for (double& count : made.data.counts) count *= 9000;
    for (double& expected : made.data.expected) expected *= 9000;
    const ScanZones zones = zones_of(made, 0.5);
    const ScanOptions options = options_for(ScanModel::poisson, ScanWindows::retrospective, 5);
    CHECK(largest_statistic(made.data, zones, options) ==
          Approx(plain_largest(made, zones, options)).epsilon(1e-10));
}

TEST_CASE("a scan is the same for any number of threads, and for the same seed only") {
    const Town made = town(20, 15, false, 3);
    const ScanZones zones = zones_of(made, 0.5);
    ScanOptions options = options_for(ScanModel::poisson, ScanWindows::retrospective, 7);
    options.replicates = 200;
    const auto one = scan(made.data, zones, options);
    options.threads = 3;
    const auto three = scan(made.data, zones, options);
    options.seed = 2;
    const auto other = scan(made.data, zones, options);
    REQUIRE(one);
    REQUIRE(three);
    REQUIRE(other);
    CHECK(one->replicates == three->replicates);
    CHECK(one->clusters.front().p == three->clusters.front().p);
    CHECK(one->replicates != other->replicates);
}

TEST_CASE("neither the order of areas nor units of place and expectation change a scan") {
    const Town made = town(15, 8, false, 4);
    Town turned = made;
    std::reverse(turned.places.x.begin(), turned.places.x.end());
    std::reverse(turned.places.y.begin(), turned.places.y.end());
    std::reverse(turned.population.begin(), turned.population.end());
    for (std::size_t t = 0; t < 8; ++t)
        for (std::size_t i = 0; i < 15; ++i) {
            turned.data.counts[t * 15 + i] = made.data.counts[t * 15 + 14 - i];
            turned.data.expected[t * 15 + i] = 7 * made.data.expected[t * 15 + 14 - i];
        }
    for (double& x : turned.places.x) x = 40 - 1000 * x;
    for (double& y : turned.places.y) y = 1000 * y;
    const ScanOptions options = options_for(ScanModel::poisson, ScanWindows::retrospective, 4);
    const auto first = scan(made.data, zones_of(made, 0.5), options);
    const auto second = scan(turned.data, zones_of(turned, 0.5), options);
    REQUIRE(first);
    REQUIRE(second);
    REQUIRE(first->clusters.size() == second->clusters.size());
    CHECK(first->clusters[0].statistic == Approx(second->clusters[0].statistic).epsilon(1e-10));
    std::vector<std::uint32_t> members = first->clusters[0].members;
    for (std::uint32_t& area : members) area = 14 - area;
    auto others = second->clusters[0].members;
    std::sort(members.begin(), members.end());
    std::sort(others.begin(), others.end());
    CHECK(members == others);
}

TEST_CASE("a planted cluster is found, with its time, and clusters share no areas") {
    Town made = town(30, 20, false, 5);
    const ScanZones zones = zones_of(made, 0.5);
    const std::vector<std::uint32_t> planted(zones.members[7].begin(),
                                             zones.members[7].begin() + 4);
    for (std::size_t t = 17; t < 20; ++t)
        for (const std::uint32_t area : planted) made.data.counts[t * 30 + area] += 5;
    ScanOptions options = options_for(ScanModel::poisson, ScanWindows::prospective, 10);
    options.replicates = 199;
    const auto found = scan(made.data, zones, options);
    REQUIRE(found);
    const ScanCluster& best = found->clusters.front();
    CHECK(best.p == Approx(1.0 / 200));
    CHECK(best.gumbel_p < 1e-4);
    CHECK(best.first == 17);
    CHECK(best.last == 19);
    CHECK(best.relative_risk > 2);
    for (const std::uint32_t area : planted)
        CHECK(std::find(best.members.begin(), best.members.end(), area) != best.members.end());
    std::vector<int> times(30, 0);
    for (const ScanCluster& cluster : found->clusters) {
        CHECK(cluster.last == 19);
        for (const std::uint32_t area : cluster.members) CHECK(++times[area] == 1);
    }
}

TEST_CASE("without clusters p is about uniform, and Gumbel's p is near it") {
    double sum = 0, difference = 0;
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Town made = town(12, 6, false, 100 + i);
        ScanOptions options = options_for(ScanModel::poisson, ScanWindows::retrospective, 3);
        options.replicates = 99;
        options.seed = i;
        const auto found = scan(made.data, zones_of(made, 0.5), options);
        REQUIRE(found);
        sum += found->clusters.front().p;
        difference += std::abs(found->clusters.front().p - found->clusters.front().gumbel_p);
    }
    CHECK(std::abs(sum / 60 - 0.5) < 3.5 * std::sqrt(1.0 / 12 / 60));
    CHECK(difference / 60 < 0.06);
}

TEST_CASE("replicates of a prospective scan draw as many cases as the latest periods hold") {
    // A single area: with all the time in one window the statistic's distribution is binomial's.
    Town made = town(6, 40, false, 11);
    const ScanZones zones = zones_of(made, 1);
    ScanOptions options = options_for(ScanModel::poisson, ScanWindows::prospective, 1);
    options.replicates = 2000;
    const auto prospective = scan(made.data, zones, options);
    options.model = ScanModel::expectation;
    const auto expectation = scan(made.data, zones, options);
    REQUIRE(prospective);
    REQUIRE(expectation);
    const auto mean = [](const std::vector<double>& values) {
        return std::accumulate(values.begin(), values.end(), 0.0) /
               static_cast<double>(values.size());
    };
    // One week of forty: given the total or not, the numbers of the week are nearly Poisson.
    CHECK(mean(prospective->replicates) == Approx(mean(expectation->replicates)).epsilon(0.06));
}

TEST_CASE("the replicates stop when enough have reached the cluster") {
    const Town made = town(12, 6, false, 102);
    ScanOptions options = options_for(ScanModel::poisson, ScanWindows::retrospective, 3);
    options.replicates = 5000;
    const ScanZones zones = zones_of(made, 0.5);
    const auto all = scan(made.data, zones, options);
    options.stop_after = 20;
    options.threads = 2;
    const auto stopped = scan(made.data, zones, options);
    REQUIRE(all);
    REQUIRE(stopped);
    CHECK(stopped->replicates.size() < 5000);
    CHECK(stopped->clusters[0].p ==
          Approx(20 / static_cast<double>(stopped->replicates.size())).epsilon(1e-12));
    CHECK(std::equal(stopped->replicates.begin(), stopped->replicates.end(),
                     all->replicates.begin()));
}

TEST_CASE("a long scan is cancelled between replicates") {
    const Town made = town(12, 6, false, 6);
    ScanOptions options = options_for(ScanModel::poisson, ScanWindows::retrospective, 3);
    options.replicates = 100'000;
    double heard = 0;
    const auto found = scan(made.data, zones_of(made, 0.5), options, [&](double done) {
        heard = done;
        return done < 0.01;
    });
    REQUIRE(!found);
    CHECK(found.error().code == "cancelled");
    CHECK(heard < 0.02);
}

TEST_CASE("circles: shares, nearest, equal distances, the earth") {
    const Places corners{{0, 1, 0, 1}, {0, 0, 1, 1}, DistanceKind::plane};
    const auto half = scan_zones(corners, {10, 10, 10, 10}, 0.5, 0);
    REQUIRE(half);
    CHECK(half->circles == 8);
    CHECK(half->members[3] == std::vector<std::uint32_t>{3, 1});
    CHECK(half->distinct == 7);
    const auto three = scan_zones(corners, {10, 10, 10, 10}, 1, 3);
    REQUIRE(three);
    CHECK(three->members[0] == std::vector<std::uint32_t>{0, 1, 2});
    const auto uneven = scan_zones(corners, {100, 10, 10, 10}, 0.2, 0);
    REQUIRE(uneven);
    CHECK(uneven->members[0].empty());
    CHECK(!scan_zones(corners, {10, 10, 10, 10}, 0.2, 0));
    const Places earth{{0, 1, 0, 0}, {0, 0, 0, 1}, DistanceKind::great_circle};
    CHECK(distance_between(earth, 0, 1) == Approx(111.3195).epsilon(1e-5));
    CHECK(distance_between(earth, 0, 3) == Approx(110.574).epsilon(1e-5));
    CHECK(distance_between(earth, 0, 2) == 0);
    CHECK(!scan_zones({{0}, {95}, DistanceKind::great_circle}, {1}, 1, 0));
}

TEST_CASE("scans refuse bad input by name") {
    const std::string places = R"("x": [0, 1, 2, 3], "y": [0, 0, 0, 0], )";
    CHECK(scan_code_of(places + R"("c": [1, 4, 2, 1], "n": [9, 9, 9, 9])") == "none");
    CHECK(scan_code_of(places + R"("c": [0, 0, 0, 0], "n": [9, 9, 9, 9])") == "no_events");
    CHECK(scan_code_of(places + R"("c": [1, 4, 2, 1], "n": [9, 0, 9, 9])") == "zero_expected");
    CHECK(scan_code_of(places + R"("c": [1, -4, 2, 1], "n": [9, 9, 9, 9])") == "negative_value");
    CHECK(scan_code_of(places + R"("c": [1, 4.5, 2, 1], "n": [9, 9, 9, 9])") == "not_whole");
    CHECK(scan_code_of(places + R"("c": [1, 4, 2, 1], "n": [9, -9, 9, 9])") == "negative_value");
    CHECK(scan_code_of(places + R"("c": [1, 4, 2, 1], "n": [9, 9, 9, 9])", R"("share": 0.1, )") ==
          "no_zones");
    CHECK(scan_code_of(places + R"("c": [1, 4, 2, 1], "n": [9, 9, 9, 9])", R"("share": 1.5, )") ==
          "outside");
    CHECK(scan_code_of(places + R"("c": [1, 4, 2, 1], "n": [9, 9, 9, 9])", R"("longest": 3, )") ==
          "outside");
    CHECK(scan_code_of(places + R"("c": [null, null, null, null], "n": [9, 9, 9, 9])") ==
          "no_data");
    const std::string two = R"("a": ["p", "q", "p", "q"], "t": [1, 1, 2, 2], "c": [1, 4, 2, 1], )";
    CHECK(scan_code_of(two + R"("n": [9, 9, 9, 9], "x": [0, 1, 0, 1], "y": [0, 0, 0, 0])",
                       R"("area": "a", "time": "t", )") == "none");
    CHECK(scan_code_of(two + R"("n": [9, 9, 9, 9], "x": [0, 1, 2, 1], "y": [0, 0, 0, 0])",
                       R"("area": "a", "time": "t", )") == "moving_area");
    CHECK(scan_code_of(two + R"("n": [9, 9, 9, null], "x": [0, 1, 0, 1], "y": [0, 0, 0, 0])",
                       R"("area": "a", "time": "t", )") == "incomplete_table");
    CHECK(scan_code_of(two + R"("n": [9, 9, 9, 9], "x": [0, 1, 0, 1], "y": [0, 0, 0, 0])",
                       R"("area": "a", "time": "t", "focus": ["z"], )") == "unknown_area");
}
