#include <algorithm>
#include <cmath>
#include <thread>

#include "statistics/method_internal.h"
#include "statistics/refusals.h"
#include "statistics/scan.h"
#include "statistics/small_numbers.h"

namespace statistics {
namespace {

constexpr Field scan_fields[] = {
    {"observed", "text", "", "variable: cases", true},
    {"population", "text", "", "variable: persons; or give expected"},
    {"expected", "text", "population",
     "variable: cases expected (poisson: only the proportions matter)"},
    {"area", "text", "row number", "variable: the area of each row"},
    {"time", "text", "", "variable: the period of each row; without it space alone"},
    {"x", "text", "", "variable: coordinate, or longitude", true},
    {"y", "text", "", "variable: coordinate, or latitude", true},
    {"distance", "choice", "plane", "in the plane, or kilometres along the earth", false,
     "plane|great_circle"},
    {"model", "choice", "poisson",
     "given the total (Kulldorff), or expected numbers that are known (Neill)", false,
     "poisson|expectation"},
    {"windows", "choice", "retrospective", "any window of time, or those that last until now",
     false, "retrospective|prospective"},
    {"rates", "choice", "high", "clusters with more cases than expected, with fewer, or both",
     false, "high|low|both"},
    {"share", "number", "0.5, with nearest 1", "the largest part of the population in a circle"},
    {"nearest", "whole", "0", "the most areas in a circle; 0: any number"},
    {"shortest", "whole", "1", "periods of the shortest window"},
    {"longest", "whole", "half of the periods", "periods of the longest window"},
    {"clusters", "whole", "10", "at most so many clusters"},
    {"overlap", "boolean", "false", "also clusters that share areas with a more likely one"},
    {"focus", "texts", "[]", "areas: the best window of exactly these, where they are a circle"},
    {"member_order", "choice", "distance", "order of a cluster's areas", false, "distance|name"},
    {"replicates", "whole", "999", "without clusters, to compare with; 0: no p"},
    {"seed", "whole", "1", "of the replicates: the same seed gives the same answer"},
    {"stop_after", "whole", "0",
     "stop when so many replicates have reached the most likely cluster (Besag and Clifford); 0: "
     "never"},
    {"threads", "whole", "2 or those there are",
     "how many compute; the result is the same for any number"},
};

// The rows put together by area and period.
struct Table {
    Groups areas, periods;
    ScanData data;
    std::vector<double> population;  // of each area, the mean over periods
    Places places;
    bool has_time = false;
};

std::string where_from(const Specification& spec) {
    if (spec.has("expected")) return spec.text("expected");
    return spec.text("population");
}

Groups by_row(std::size_t rows) {
    Groups groups;
    for (std::size_t row = 0; row < rows; ++row) {
        groups.of_row.push_back(row);
        groups.names.push_back(std::to_string(row + 1));
    }
    return groups;
}

// Variables' own names in the refusals of the scan.
[[noreturn]] void refuse_by_name(const Run& run, base::Error error) {
    const Specification& spec = run.specification;
    for (std::string& argument : error.arguments) {
        if (argument == "counts")
            argument = spec.text("observed");
        else if (argument == "expected")
            argument = where_from(spec);
        else if ((argument == "x" || argument == "y" || argument == "population") &&
                 spec.has(argument))
            argument = spec.text(argument);
    }
    throw Refused{std::move(error)};
}

template <class T>
T must_by_name(const Run& run, base::Result<T> result) {
    if (!result) refuse_by_name(run, result.error());
    return std::move(*result);
}

void place_areas(const Run& run, Table& table) {
    const Specification& spec = run.specification;
    const std::vector<double> x = run.numbers(spec.text("x")), y = run.numbers(spec.text("y"));
    table.places.kind = spec.choice("distance", "plane|great_circle") == "plane"
                            ? DistanceKind::plane
                            : DistanceKind::great_circle;
    table.places.x.assign(table.data.areas, std::nan(""));
    table.places.y = table.places.x;
    for (std::size_t row = 0; row < x.size(); ++row) {
        const std::size_t area = table.areas.of_row[row];
        const bool fresh = std::isnan(table.places.x[area]);
        if (!fresh && (table.places.x[area] != x[row] || table.places.y[area] != y[row]))
            throw Refused{base::refuse("moving_area", "Området „{}“ har flere forskellige steder.",
                                       table.areas.names[area])};
        table.places.x[area] = x[row];
        table.places.y[area] = y[row];
    }
}

Table table_of(Run& run) {
    const Specification& spec = run.specification;
    std::vector<std::string> used{spec.text("observed"), where_from(spec), spec.text("x"),
                                  spec.text("y")};
    for (const char* field : {"area", "time", "population"})
        if (const auto name = spec.optional_text(field)) used.push_back(*name);
    run.keep_complete(used);
    Table table;
    const std::size_t rows = run.frame.rows();
    if (rows == 0) throw Refused{no_data()};
    table.has_time = spec.has("time");
    const auto area = spec.optional_text("area");
    if (table.has_time && !area)
        throw Refused{
            base::refuse("missing_field", "Feltet „{}“ mangler i specifikationen.", "area")};
    table.areas = area ? groups_of(run.column(*area)) : by_row(rows);
    table.periods = table.has_time ? groups_of(run.column(spec.text("time")))
                                   : Groups{std::vector<std::size_t>(rows, 0), {""}};
    ScanData& data = table.data;
    data.areas = table.areas.names.size();
    data.periods = table.periods.names.size();
    data.counts.assign(data.areas * data.periods, 0);
    data.expected = data.counts;
    table.population.assign(data.areas, 0);
    const std::vector<double> counts = run.numbers(spec.text("observed"));
    const std::vector<double> expected = run.numbers(where_from(spec));
    const std::vector<double> persons =
        spec.has("population") ? run.numbers(spec.text("population")) : expected;
    std::vector<bool> filled(data.counts.size(), false);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t at = table.periods.of_row[row] * data.areas + table.areas.of_row[row];
        if (counts[row] < 0) throw Refused{negative_value(spec.text("observed"))};
        data.counts[at] += counts[row];
        data.expected[at] += expected[row];
        table.population[table.areas.of_row[row]] +=
            persons[row] / static_cast<double>(data.periods);
        filled[at] = true;
    }
    if (std::find(filled.begin(), filled.end(), false) != filled.end())
        throw Refused{base::refuse("incomplete_table",
                                   "Hvert område skal have en række for hver periode, også når "
                                   "der intet er sket.")};
    place_areas(run, table);
    return table;
}

ScanOptions options_of(const Run& run, const Table& table) {
    const Specification& spec = run.specification;
    ScanOptions options;
    options.model = spec.choice("model", "poisson|expectation") == "poisson"
                        ? ScanModel::poisson
                        : ScanModel::expectation;
    options.windows = spec.choice("windows", "retrospective|prospective") == "retrospective"
                          ? ScanWindows::retrospective
                          : ScanWindows::prospective;
    const std::string rates = spec.choice("rates", "high|low|both");
    options.rates = rates == "high"  ? ScanRates::high
                    : rates == "low" ? ScanRates::low
                                     : ScanRates::both;
    options.shortest = spec.whole_or("shortest", 1);
    options.longest = spec.whole_or("longest", std::max<std::size_t>(table.data.periods / 2, 1));
    options.clusters = spec.whole_or("clusters", 10);
    options.overlap = spec.boolean_or("overlap", false);
    options.replicates = spec.whole_or("replicates", 999);
    options.seed = spec.whole_or("seed", 1);
    options.stop_after = spec.whole_or("stop_after", 0);
    const std::size_t usual = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 2);
    options.threads = std::clamp<std::size_t>(spec.whole_or("threads", usual), 1, 256);
    for (const std::string& name : spec.texts_or_none("focus")) {
        const auto& names = table.areas.names;
        const auto found = std::find(names.begin(), names.end(), name);
        if (found == names.end())
            throw Refused{base::refuse("unknown_area", "Der er intet område „{}“ i data.", name)};
        options.focus.push_back(static_cast<std::uint32_t>(found - names.begin()));
    }
    std::sort(options.focus.begin(), options.focus.end());
    return options;
}

std::string members_text(const Run& run, const Table& table, const ScanCluster& cluster) {
    std::vector<std::uint32_t> members = cluster.members;
    if (run.specification.choice("member_order", "distance|name") == "name")
        std::sort(members.begin(), members.end());
    std::string text;
    for (const std::uint32_t area : members)
        text += (text.empty() ? "" : ",") + table.areas.names[area];
    return text;
}

// Which clusters' numbers may be shown where the cases are persons: not 1 to 4 inside, nor outside
// all that are shown, from which those inside could be worked out.
std::vector<bool> shown_clusters(const std::vector<ScanCluster>& clusters, double total) {
    std::vector<bool> shown;
    double outside_shown = total;
    for (const ScanCluster& cluster : clusters) {
        const bool show = !too_small_to_show(cluster.observed) &&
                          !too_small_to_show(total - cluster.observed) &&
                          !too_small_to_show(outside_shown - cluster.observed);
        shown.push_back(show);
        if (show) outside_shown -= cluster.observed;
    }
    return shown;
}

void hide_clusters(Run& run, AnalysisSeries& series, const std::vector<bool>& shown) {
    const auto hidden = std::count(shown.begin(), shown.end(), false);
    if (hidden == 0) return;
    for (auto& [name, values] : series.columns) {
        const bool of_the_place = name == "areas" || name == "radius" || name == "population" ||
                                  name == "first" || name == "last" || name == "periods";
        for (std::size_t i = 0; !of_the_place && i < values.size(); ++i)
            if (!shown[i]) values[i] = std::nan("");
    }
    run.warn(base::refuse("small_clusters_hidden",
                          "{} klyngers tal vises ikke, fordi de, eller resten, er 1–{} personer.",
                          std::to_string(hidden), shortest(smallest_shown_count - 1)));
}

void report_clusters(Run& run, const Table& table, const std::vector<ScanCluster>& clusters,
                     const std::vector<bool>& shown, bool with_chances, const std::string& name,
                     const std::string& prefix) {
    AnalysisSeries series{name, {}, {}, false};
    for (const char* column :
         {"statistic", "observed", "expected", "ratio", "relative_risk", "population", "areas",
          "radius", "first", "last", "periods", "p", "gumbel_p"})
        series.columns.emplace_back(column, std::vector<double>{});
    for (std::size_t i = 0; i < clusters.size(); ++i) {
        const ScanCluster& cluster = clusters[i];
        double population = 0;
        for (const std::uint32_t area : cluster.members) population += table.population[area];
        const double values[] = {
            cluster.statistic,
            cluster.observed,
            cluster.expected,
            cluster.observed / cluster.expected,
            cluster.relative_risk,
            population,
            static_cast<double>(cluster.members.size()),
            distance_between(table.places, cluster.centre, cluster.members.back()),
            static_cast<double>(cluster.first + 1),
            static_cast<double>(cluster.last + 1),
            static_cast<double>(cluster.last - cluster.first + 1),
            with_chances ? cluster.p : std::nan(""),
            with_chances ? cluster.gumbel_p : std::nan("")};
        for (std::size_t j = 0; j < series.columns.size(); ++j)
            series.columns[j].second.push_back(values[j]);
        const std::string number = std::to_string(i + 1);
        series.at.push_back(number);
        const auto named = [&](const char* what) {
            std::string key = prefix;
            key += what;
            key += number;
            return key;
        };
        run.out.set(named("centre_"), table.areas.names[cluster.centre]);
        run.out.set(named("members_"), members_text(run, table, cluster));
        if (!table.has_time) continue;
        run.out.set(named("first_"), table.periods.names[cluster.first]);
        run.out.set(named("last_"), table.periods.names[cluster.last]);
    }
    hide_clusters(run, series, shown);
    run.out.series.push_back(std::move(series));
}

// Linear between the order statistics (type 7 of Hyndman and Fan 1996).
double quantile(std::vector<double> values, double probability) {
    std::sort(values.begin(), values.end());
    const double place = probability * static_cast<double>(values.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const double above = values[std::min(below + 1, values.size() - 1)];
    return values[below] + (place - static_cast<double>(below)) * (above - values[below]);
}

void report_replicates(Run& run, const ScanResult& result, const ScanOptions& options) {
    if (result.replicates.empty()) return;
    double mean = 0;
    for (const double each : result.replicates)
        mean += each / static_cast<double>(result.replicates.size());
    run.out.seed = options.seed;
    run.out.set("replicates", static_cast<std::int64_t>(result.replicates.size()));
    run.out.set("replicates_mean", mean);
    run.out.set("replicates_q95", quantile(result.replicates, 0.95));
    if (result.replicates.size() < options.replicates)
        run.warn(base::refuse("stopped_early",
                              "Gentagelserne stoppede efter {}, fordi {} af dem havde nået den "
                              "stærkeste klynge.",
                              std::to_string(result.replicates.size()),
                              std::to_string(options.stop_after)));
}

// Of persons: clusters that share areas differ by areas and periods, so each would tell of them.
void check_persons(const Run& run, const Table& table, const ScanOptions& options) {
    if (!run.specification.boolean_or("persons", false)) return;
    if (options.overlap)
        throw Refused{
            base::refuse("persons_overlap",
                         "Klynger, der overlapper, kan ikke vises om personer: forskellen "
                         "på to kan være få.")};
    double total = 0;
    for (const double count : table.data.counts) total += count;
    const std::size_t least = run.specification.whole_or("minimum_count", 20);
    if (total < static_cast<double>(least))
        throw Refused{too_few("persons", static_cast<std::size_t>(total), least)};
}

bool overlaps(const ScanCluster& one, const ScanCluster& other) {
    if (one.first > other.last || other.first > one.last) return false;
    return std::any_of(one.members.begin(), one.members.end(), [&](std::uint32_t area) {
        return std::find(other.members.begin(), other.members.end(), area) != other.members.end();
    });
}

void report_found(Run& run, const Table& table, const ScanResult& result,
                  const ScanOptions& options) {
    const bool persons = run.specification.boolean_or("persons", false);
    const bool with_chances = !result.replicates.empty();
    std::vector<bool> shown(result.clusters.size(), true);
    if (persons) shown = shown_clusters(result.clusters, result.total);
    report_clusters(run, table, result.clusters, shown, with_chances, "clusters", "");
    if (options.focus.empty()) return;
    if (result.focus.empty())
        run.warn(base::refuse("focus_is_no_cluster",
                              "De valgte områder er ikke en cirkel, der afviger fra det ventede "
                              "i den retning, der ledes efter."));
    std::vector<bool> focus_shown(result.focus.size(), true);
    for (std::size_t i = 0; persons && i < result.focus.size(); ++i) {
        focus_shown = shown_clusters(result.focus, result.total);
        for (const ScanCluster& cluster : result.clusters)
            if (overlaps(cluster, result.focus[i])) focus_shown[i] = false;
        // With what the clusters hold the rest outside both may be few.
        double outside_all = result.total - result.focus[i].observed;
        for (std::size_t j = 0; j < result.clusters.size(); ++j)
            if (shown[j]) outside_all -= result.clusters[j].observed;
        if (too_small_to_show(outside_all)) focus_shown[i] = false;
    }
    report_clusters(run, table, result.focus, focus_shown, with_chances, "focus", "focus_");
}

void run_scan(Run& run) {
    const Specification& spec = run.specification;
    const Table table = table_of(run);
    const ScanOptions options = options_of(run, table);
    check_persons(run, table, options);
    const std::size_t nearest = spec.whole_or("nearest", 0);
    const double share = spec.number_or("share", nearest > 0 ? 1 : 0.5);
    const ScanZones zones =
        must_by_name(run, scan_zones(table.places, table.population, share, nearest));
    const ScanResult result = must_by_name(run, scan(table.data, zones, options, run.progress));
    run.out.set("cases", result.total);
    run.out.set("areas", static_cast<std::int64_t>(table.data.areas));
    run.out.set("periods", static_cast<std::int64_t>(table.data.periods));
    run.out.set("circles", static_cast<std::int64_t>(zones.circles));
    run.out.set("distinct_circles", static_cast<std::int64_t>(zones.distinct));
    report_replicates(run, result, options);
    report_found(run, table, result, options);
    run.assume(options.model == ScanModel::poisson
                   ? base::refuse("scan_poisson",
                                  "Uden klynger falder hændelserne uafhængigt af hinanden, i "
                                  "forhold til det ventede antal, givet hvor mange der er i alt.")
                   : base::refuse("scan_expectation",
                                  "Uden klynger er tallene Poissonfordelte om de ventede, som "
                                  "regnes for kendte."));
    run.assume(base::refuse("scan_p",
                            "p tager højde for, at alle cirkler og tidsrum er prøvet. Gentagne "
                            "hændelser mod de samme gør klynger hyppigere, end p siger."));
}

constexpr Method methods[] = {
    {"scan", "Clusters in space, or in space and time, by circles of any size",
     "Kulldorff 1997, 2001; Neill, Moore, Sabhnani and Daniel 2005; Besag and Clifford 1991; "
     "Abrams, Kulldorff and Kleinman 2010",
     "fit: cases, areas, periods, circles, distinct_circles, replicates, replicates_mean, "
     "replicates_q95, and for each cluster centre_1, members_1, first_1, last_1 …. series: "
     "clusters "
     "(statistic: logarithm of the likelihood ratio, observed, expected, ratio, relative_risk "
     "against the rest, population, areas, radius, first, last, periods, p, gumbel_p) by number, "
     "the most likely first; focus likewise, with focus_members_1 …",
     scan_fields, run_scan},
};

}  // namespace

std::span<const Method> scan_methods() {
    return methods;
}

}  // namespace statistics
