#include <cmath>

#include "recovery.h"
#include "statistics/expected_level.h"
#include "statistics/rate.h"

// Rates, ratios of observed to expected, standardisation, empirical Bayes and funnels.
namespace bench {
namespace {

double drawn(RandomStream& random, double mean) {
    return static_cast<double>(random.poisson(mean));
}

base::Result<Outcome> exact_count(RandomStream& random) {
    const auto interval =
        statistics::poisson_interval(static_cast<std::int64_t>(random.poisson(4.3)));
    if (!interval) return interval.error();
    return held_between(interval->lower, interval->upper, 4.3);
}

base::Result<Outcome> exact_ratio(RandomStream& random) {
    const auto a = static_cast<std::int64_t>(random.poisson(12)),
               b = static_cast<std::int64_t>(random.poisson(16));
    const auto ratio = statistics::rate_ratio(a, 100, b, 200);
    if (!ratio) return ratio.error();
    return held_between(ratio->interval.lower, ratio->interval.upper, 1.5);
}

// The expected number itself is drawn: coverage at a single one jumps up and down with it.
base::Result<Outcome> ratio(RandomStream& random, const std::string& limits) {
    Table table;
    const double expected = 5 + 25 * random.uniform();
    table.push("o", drawn(random, 1.4 * expected));
    table.push("e", expected);
    const auto found = analysed(
        R"("method":"standardised_ratio","observed":"o","expected":"e","limits":")" + limits + "\"",
        table);
    if (!found) return found.error();
    const auto& row = estimate_of(*found, "1");
    return held_between(row.lower, row.upper, 1.4);
}

// Expected from all areas together: the area itself is among them.
base::Result<Outcome> ratio_of_population(RandomStream& random) {
    Table table;
    double expected = 0, persons = 0;
    for (std::size_t area = 0; area < 20; ++area) {
        const double population = 500 + 1000 * random.uniform();
        const double mean = population * (area == 0 ? 0.02 : 0.012);
        table.push("n", population);
        table.push("o", drawn(random, mean));
        expected += mean;
        persons += population;
    }
    const auto found = analysed(
        R"("method":"standardised_ratio","observed":"o","population":"n","limits":"mid_p")", table);
    if (!found) return found.error();
    const auto& row = estimate_of(*found, "1");
    return held_between(row.lower, row.upper, 0.02 / (expected / persons));
}

base::Result<Outcome> ratio_test(RandomStream& random) {
    const double expected = 10 + 50 * random.uniform();
    const auto found = statistics::standardised_ratio(drawn(random, expected), expected,
                                                      statistics::RatioLimits::mid_p);
    if (!found) return found.error();
    return kept(found->p);
}

base::Result<Outcome> direct(RandomStream& random) {
    Table table;
    double truth = 0;
    const double standard[] = {300, 250, 200, 150, 100};
    for (std::size_t age = 0; age < 5; ++age) {
        const double population = 200 + 300 * random.uniform(),
                     rate = 0.01 * std::exp(0.3 * static_cast<double>(age));
        table.push("n", population);
        table.push("o", drawn(random, population * rate));
        table.push("s", standard[age]);
        truth += standard[age] / 1000 * rate;
    }
    return estimated(analysed(R"("method":"direct_standardisation","counts":"o",)"
                              R"("populations":"n","standard":"s")",
                              table),
                     "all", truth);
}

struct Areas {
    Table table;
    std::vector<double> ratios;
};
// Ratios of areas from a gamma distribution with mean 1, each area with persons of its own.
Areas areas_of(RandomStream& random, std::size_t count, double shape) {
    Areas areas;
    for (std::size_t area = 0; area < count; ++area) {
        const double population = 500 + 4000 * random.uniform();
        const double ratio = shape > 0 ? random.gamma(shape, 1 / shape) : 1;
        areas.ratios.push_back(ratio);
        areas.table.push("area", static_cast<double>(area));
        areas.table.push("n", population);
        areas.table.push("e", population * 0.01);
        areas.table.push("o", drawn(random, population * 0.01 * ratio));
    }
    return areas;
}

base::Result<Outcome> share_of_areas(const base::Result<Analysis>& found, const std::string& lower,
                                     const std::string& upper, const std::vector<double>& truth) {
    if (!found) return found.error();
    const auto& from = series_column(*found, "areas", lower);
    const auto& to = series_column(*found, "areas", upper);
    double held = 0;
    for (std::size_t area = 0; area < truth.size(); ++area)
        held += held_between(from[area], to[area], truth[area]).held;
    return Outcome{std::nullopt, held / static_cast<double>(truth.size())};
}

// Over the areas: what the interval promises under the prior.
base::Result<Outcome> empirical_bayes(RandomStream& random, std::size_t count) {
    Areas areas = areas_of(random, count, 6);
    for (double& ratio : areas.ratios) ratio *= 0.01;
    const auto found =
        analysed(R"("method":"empirical_bayes","observed":"o","population":"n")", areas.table);
    // Estimates are ratios to the overall rate or rates, as the answer says; compare as rates.
    if (!found) return found.error();
    std::vector<double> truth = areas.ratios;
    double observed = 0, persons = 0;
    for (std::size_t area = 0; area < count; ++area) {
        observed += areas.table.column("o")[area];
        persons += areas.table.column("n")[area];
    }
    for (double& rate : truth) rate /= observed / persons;
    return share_of_areas(found, "lower", "upper", truth);
}

base::Result<Outcome> expected_level(RandomStream& random, const std::string& lower,
                                     const std::string& upper) {
    Areas areas = areas_of(random, 80, 6);
    std::vector<double> observed, x;
    for (std::size_t area = 0; area < 80; ++area) {
        x.push_back(random.normal());
        observed.push_back(drawn(
            random, areas.table.column("e")[area] * areas.ratios[area] * std::exp(0.2 * x.back())));
    }
    areas.table.set("x", x);
    areas.table.set("o", observed);
    return share_of_areas(analysed(R"("method":"expected_level","outcome":"o","area":"area",)"
                                   R"("offset":"log(e) ","terms":["x"],"focus":["1"])",
                                   areas.table),
                          lower, upper, areas.ratios);
}

// Of areas that differ by nothing but chance, or by more, those outside 1.96.
base::Result<Outcome> funnel(RandomStream& random, double shape, const std::string& z,
                             const std::string& more = "") {
    const Areas areas = areas_of(random, 60, shape);
    const auto found = analysed(
        R"("method":"funnel","observed":"o","expected":"e","area":"area")" + more, areas.table);
    if (!found) return found.error();
    double inside = 0;
    for (const double each : series_column(*found, "areas", z))
        inside += std::abs(each) <= 1.959964 ? 1 : 0;
    return Outcome{std::nullopt, inside / 60};
}

base::Result<Outcome> funnel_limits(RandomStream& random) {
    const double expected = 5 + 25 * random.uniform();
    const auto lower = statistics::funnel_limit(expected, 0.025),
               upper = statistics::funnel_limit(expected, 0.975);
    if (!lower || !upper) return (lower ? upper : lower).error();
    return held_between(*lower, *upper, drawn(random, expected) / expected);
}

constexpr std::size_t side = 8;

std::vector<std::size_t> neighbours_of(std::size_t area) {
    std::vector<std::size_t> all;
    if (area % side > 0) all.push_back(area - 1);
    if (area % side + 1 < side) all.push_back(area + 1);
    if (area >= side) all.push_back(area - side);
    if (area + side < side * side) all.push_back(area + side);
    return all;
}

// Effects with mean 0 on a map of 8 by 8, drawn from the very distribution that the smoothing
// assumes: each normal around its neighbours' mean, by going over the map again and again.
std::vector<double> autoregressive_effects(RandomStream& random) {
    std::vector<double> effects(side * side);
    for (std::size_t sweep = 0; sweep < 150; ++sweep) {
        double mean = 0;
        for (std::size_t area = 0; area < effects.size(); ++area) {
            const auto near = neighbours_of(area);
            double sum = 0;
            for (const std::size_t other : near) sum += effects[other];
            const auto count = static_cast<double>(near.size());
            effects[area] = sum / count + 0.4 / std::sqrt(count) * random.normal();
            mean += effects[area] / static_cast<double>(effects.size());
        }
        for (double& effect : effects) effect -= mean;
    }
    return effects;
}

base::Result<Outcome> smoothed_areas(RandomStream& random) {
    const std::vector<double> effects = autoregressive_effects(random);
    Table table;
    std::string pairs = "from,to\n";
    for (std::size_t area = 0; area < effects.size(); ++area) {
        const double persons = 1000 + 1000 * random.uniform();
        table.push("area", static_cast<double>(area));
        table.push("n", persons);
        table.push("o", drawn(random, 0.02 * persons * std::exp(effects[area])));
        for (const std::size_t other : neighbours_of(area))
            if (other > area) pairs += std::to_string(area) + "," + std::to_string(other) + "\n";
    }
    const auto found =
        analysed(R"("method":"area_smoothing","observed":"o","population":"n","area":"area",)"
                 R"("neighbours":{"data":"neighbours","from":"from","to":"to"})",
                 table, pairs);
    if (!found) return found.error();
    const auto& effect = series_column(*found, "areas", "effect");
    const auto& error = series_column(*found, "areas", "standard_error");
    double held = 0;
    for (std::size_t area = 0; area < effects.size(); ++area)
        held += outcome_of(effect[area], error[area], effects[area]).held;
    return Outcome{std::nullopt, held / static_cast<double>(effects.size())};
}

const std::string naive_bayes =
    "shape and rate are taken as known: limits a little too short with few areas (Morris 1983, "
    "JASA 78:47; Carlin and Gelfand 1990, JASA 85:105)";
const std::string winsorised =
    "the tenth moved in at each end makes the over-dispersion smaller where no area is out of the "
    "ordinary: more than 5 % then lie outside (Spiegelhalter 2005, Stat Med 24:1185, A.4)";

}  // namespace

std::vector<Case> expected_cases() {
    return {
        exact("exact limits of a count", exact_count),
        exact("exact limits of a ratio of rates", exact_ratio),
        exact("standardised ratio, exact", [](auto& r) { return ratio(r, "exact"); }),
        usual("standardised ratio, mid-P", [](auto& r) { return ratio(r, "mid_p"); }),
        exact("standardised ratio, Byar", [](auto& r) { return ratio(r, "byar"); }),
        usual("standardised ratio, mid-P, expected from all 20 areas", ratio_of_population, 1500),
        usual("standardised ratio, its test", ratio_test),
        exact("direct standardisation, gamma limits", direct),
        usual(
            "empirical Bayes, 100 areas", [](auto& r) { return empirical_bayes(r, 100); }, 1500),
        apart(
            "empirical Bayes, 20 areas", [](auto& r) { return empirical_bayes(r, 20); },
            naive_bayes, 1500),
        apart(
            "expected level, areas' shrunken ratios, 80 areas",
            [](auto& r) { return expected_level(r, "shrunken_lower", "shrunken_upper"); },
            naive_bayes, 600),
        usual("funnel limits", funnel_limits),
        usual(
            "funnel, z without over-dispersion", [](auto& r) { return funnel(r, 0, "z"); }, 1500),
        usual(
            "funnel, z with over-dispersion, multiplied, nothing moved in",
            [](auto& r) { return funnel(r, 20, "z_dispersed", R"(,"winsorised":0)"); }, 1500),
        usual(
            "funnel, z with over-dispersion, added, nothing moved in",
            [](auto& r) { return funnel(r, 20, "z_random", R"(,"winsorised":0)"); }, 1500),
        apart(
            "funnel, z with over-dispersion, multiplied",
            [](auto& r) { return funnel(r, 20, "z_dispersed"); }, winsorised, 1500),
        apart(
            "funnel, z with over-dispersion, added",
            [](auto& r) { return funnel(r, 20, "z_random"); }, winsorised, 1500),
        usual("smoothed areas, over the map", smoothed_areas, 600)};
}

}  // namespace bench
