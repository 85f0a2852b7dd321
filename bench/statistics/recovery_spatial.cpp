#include <cmath>

#include "recovery.h"

// Tests of where and when things lie, on maps and points without any pattern.
namespace bench {
namespace {

constexpr std::size_t side = 7, areas = side * side;

std::string neighbours() {
    std::string pairs = "from,to\n";
    const auto both = [&](std::size_t one, std::size_t other) {
        pairs += std::to_string(one) + "," + std::to_string(other) + "\n" + std::to_string(other) +
                 "," + std::to_string(one) + "\n";
    };
    for (std::size_t i = 0; i < areas; ++i) {
        if (i % side + 1 < side) both(i, i + 1);
        if (i + side < areas) both(i, i + side);
    }
    return pairs;
}

const std::string on_the_map =
    R"(,"area":"a","neighbours":{"data":"neighbours","from":"from","to":"to"})";

// Every sample deals out anew with a seed of its own.
std::string replicates(RandomStream& random, std::size_t count) {
    return R"(,"replicates":)" + std::to_string(count) + R"(,"seed":)" +
           std::to_string(1 + random.below(1'000'000'000));
}

Table map_of(RandomStream& random, bool skewed) {
    Table table;
    for (std::size_t area = 0; area < areas; ++area) {
        table.push("a", static_cast<double>(area));
        table.push("v", skewed ? random.gamma(2, 1) : random.normal() + 10);
    }
    return table;
}

base::Result<Outcome> global(RandomStream& random, const std::string& statistic, bool skewed,
                             const std::string& more = "") {
    const Table table = map_of(random, skewed);
    const auto found = analysed(R"("method":"spatial_autocorrelation","value":"v","statistic":")" +
                                    statistic + "\"" + on_the_map + more,
                                table, neighbours());
    if (!found) return found.error();
    return kept(found->estimates.front().row.p);
}

base::Result<Outcome> global_dealt(RandomStream& random, const std::string& statistic) {
    const Table table = map_of(random, true);
    return kept_by(analysed(R"("method":"spatial_autocorrelation","value":"v","statistic":")" +
                                statistic + "\"" + on_the_map + replicates(random, 199),
                            table, neighbours()),
                   "simulated_p");
}

// The same rate everywhere, populations that differ by far.
base::Result<Outcome> rates_dealt(RandomStream& random) {
    Table table;
    for (std::size_t area = 0; area < areas; ++area) {
        const double persons = 500 + std::exp(6 + 1.5 * random.normal());
        table.push("a", static_cast<double>(area));
        table.push("n", persons);
        table.push("o", static_cast<double>(random.poisson(0.02 * persons)));
    }
    return kept_by(analysed(R"("method":"spatial_autocorrelation","observed":"o","population":"n",)"
                            R"("statistic":"empirical_bayes")" +
                                on_the_map + replicates(random, 199),
                            table, neighbours()),
                   "simulated_p");
}

// Over the areas of a map.
base::Result<Outcome> local(RandomStream& random, const std::string& statistic, bool skewed,
                            bool dealt) {
    const Table table = map_of(random, skewed);
    const auto found =
        analysed(R"("method":"local_autocorrelation","value":"v","statistic":")" + statistic +
                     "\"" + on_the_map + (dealt ? replicates(random, 199) : ""),
                 table, neighbours());
    if (!found) return found.error();
    double held = 0;
    for (const double p : series_column(*found, "areas", dealt ? "simulated_p" : "p"))
        held += kept(p).held;
    return Outcome{std::nullopt, held / static_cast<double>(areas)};
}

Table events_of(RandomStream& random, std::size_t count) {
    Table table;
    for (std::size_t event = 0; event < count; ++event) {
        table.push("x", random.uniform());
        table.push("y", random.uniform());
        table.push("t", std::floor(365 * random.uniform()));
    }
    return table;
}

base::Result<Outcome> knox(RandomStream& random, const std::string& which) {
    const Table table = events_of(random, 100);
    return kept_by(
        analysed(R"("method":"knox","time":"t","space":0.1,"within":14)" + replicates(random, 99),
                 table),
        which);
}

base::Result<Outcome> near_repeat(RandomStream& random) {
    const Table table = events_of(random, 80);
    const auto found = analysed(R"("method":"near_repeat","time":"t","space_bands":[0,0.1,0.2],)"
                                R"("time_bands":[0,14,28])" +
                                    replicates(random, 99),
                                table);
    if (!found) return found.error();
    return kept(series_column(*found, "bands", "simulated_p").front());
}

// The nearest neighbours of 60 points in a square.
base::Result<Outcome> clark_evans(RandomStream& random, const std::string& which) {
    return kept_by(analysed(R"("method":"point_pattern","distances":[0.1],)"
                            R"("window":{"rectangle":[0,1,0,1]})",
                            events_of(random, 60)),
                   which);
}

// Thirty areas with the same risk; with several periods those windows that last until now.
base::Result<Outcome> scan(RandomStream& random, std::size_t periods, const std::string& more) {
    Table table;
    for (std::size_t area = 0; area < 30; ++area) {
        const double x = random.uniform(), y = random.uniform(), persons = 50 + random.below(200);
        for (std::size_t period = 0; period < periods; ++period) {
            const double mean = 0.04 * persons / static_cast<double>(periods);
            table.push("a", static_cast<double>(area));
            table.push("t", static_cast<double>(period));
            table.push("x", x);
            table.push("y", y);
            table.push("n", persons);
            table.push("e", mean);
            table.push("o", static_cast<double>(random.poisson(mean)));
        }
    }
    const auto found = analysed(R"("method":"scan","observed":"o","area":"a","x":"x","y":"y",)"
                                R"("threads":1)" +
                                    std::string(periods > 1 ? R"(,"time":"t")" : "") + more +
                                    replicates(random, 99),
                                table);
    if (!found) return found.error();
    return kept(series_column(*found, "clusters", "p").front());
}

const std::string border =
    "points near the border have neighbours beyond it that aren't seen (Donnelly 1978)";
const std::string few_pairs =
    "a skewed count of pairs against a symmetric distribution (Barton and David 1966)";

}  // namespace

std::vector<Case> spatial_cases() {
    const std::string prospective = R"(,"population":"n","windows":"prospective","longest":3)";
    return {
        usual("Moran's test", [](auto& r) { return global(r, "moran", false); }),
        usual("Moran's test, skewed values", [](auto& r) { return global(r, "moran", true); }),
        usual("Moran's test, normality",
              [](auto& r) { return global(r, "moran", false, R"(,"variance":"normality")"); }),
        usual(
            "Moran's test, permutations", [](auto& r) { return global_dealt(r, "moran"); }, 4000),
        usual("Geary's test", [](auto& r) { return global(r, "geary", false); }),
        usual(
            "Geary's test, permutations", [](auto& r) { return global_dealt(r, "geary"); }, 4000),
        usual("Getis and Ord's global test", [](auto& r) { return global(r, "global_g", true); }),
        usual("Moran's test of rates, permutations", rates_dealt, 4000),
        usual(
            "local G*, over the map", [](auto& r) { return local(r, "g_star", false, false); },
            4000),
        usual(
            "local G, over the map", [](auto& r) { return local(r, "g", false, false); }, 4000),
        usual(
            "local G*, permutations", [](auto& r) { return local(r, "g_star", true, true); }, 1000),
        usual(
            "local Moran, by the normal distribution",
            [](auto& r) { return local(r, "moran", false, false); }, 4000),
        usual(
            "local Moran of skewed values, by the normal distribution",
            [](auto& r) { return local(r, "moran", true, false); }, 4000),
        usual(
            "local Moran, permutations", [](auto& r) { return local(r, "moran", true, true); },
            1000),
        exact(
            "Knox's test, permutations", [](auto& r) { return knox(r, "simulated_p"); }, 4000),
        apart(
            "Knox's test, normal distribution", [](auto& r) { return knox(r, "p_normal"); },
            few_pairs, 4000),
        apart(
            "Knox's test, Poisson", [](auto& r) { return knox(r, "p_poisson"); },
            "pairs of the same event are not independent (Barton and David 1966)", 4000),
        exact("near repeats, permutations", near_repeat, 4000),
        apart(
            "Clark and Evans' test, without correction",
            [](auto& r) { return clark_evans(r, "clark_evans_p"); }, border, 2000),
        usual(
            "Clark and Evans' test, Donnelly's correction",
            [](auto& r) { return clark_evans(r, "clark_evans_donnelly_p"); }, 4000),
        usual(
            "scan in space", [](auto& r) { return scan(r, 1, R"(,"population":"n")"); }, 1500),
        usual(
            "scan in space and time, until now", [=](auto& r) { return scan(r, 6, prospective); },
            2000),
        usual(
            "scan, expected numbers known",
            [](auto& r) {
                return scan(r, 6, R"(,"expected":"e","model":"expectation","longest":3)");
            },
            1000)};
}

}  // namespace bench
