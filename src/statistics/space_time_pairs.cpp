#include "statistics/space_time_pairs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "statistics/data_frame.h"
#include "statistics/distribution.h"
#include "statistics/parallel.h"
#include "statistics/random.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

base::Result<void> check_bands(const Bands& bands, std::string_view field) {
    bool good = bands.edges.size() >= (bands.beyond ? 1U : 2U) && bands.edges[0] >= 0;
    for (std::size_t i = 0; i < bands.edges.size(); ++i)
        good = good && std::isfinite(bands.edges[i]) &&
               (i == 0 || bands.edges[i] > bands.edges[i - 1]);
    if (!good) return outside(field, "0 ≤ a < b < …");
    return {};
}

base::Result<void> check_values(std::span<const double> values, std::string_view name) {
    for (const double value : values)
        if (!std::isfinite(value)) return not_finite(name);
    return {};
}

bool constant(std::span<const double> values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *low == *high;
}

base::Result<void> check(const Events& events, const Bands& space, const Bands& time) {
    if (events.x.size() < 4) return too_few("time", events.x.size(), 4);
    if (events.y.size() != events.x.size()) return different_lengths("y");
    if (events.time.size() != events.x.size()) return different_lengths("time");
    for (const auto& checked : {check_values(events.x, "x"), check_values(events.y, "y"),
                                check_values(events.time, "time"), check_bands(space, "space"),
                                check_bands(time, "time")})
        if (!checked) return checked.error();
    if (constant(events.x) && constant(events.y)) return constant_variable("x");
    if (constant(events.time)) return constant_variable("time");
    return {};
}

// How many edges a value has passed: 0 below the first, the last where it lies beyond all bands.
std::size_t edges_passed(const Bands& bands, double value) {
    std::size_t passed = 0;
    const std::size_t last = bands.edges.size() - 1;
    for (std::size_t edge = 0; edge < last; ++edge) passed += value >= bands.edges[edge] ? 1 : 0;
    const double end = bands.edges[last];
    return passed + ((bands.end_included ? value > end : value >= end) ? 1 : 0);
}

// The pairs no farther apart than the last edge, each once, gathered by their number of edges
// passed and by the first of the two.
struct ClosePairs {
    std::vector<std::uint32_t> first, second;
    std::vector<std::size_t> starts;  // of each number of edges passed
};

ClosePairs close_pairs(const Events& events, const Bands& space, Metric metric) {
    const double farthest = space.edges.back();
    const double cell = farthest > 0 ? farthest / 2 : cell_for(events.x, events.y, 2);
    const PointGrid grid(events.x, events.y, cell);
    std::vector<std::vector<std::pair<std::uint32_t, std::uint32_t>>> found(space.edges.size() + 1);
    for (std::size_t i = 0; i < events.x.size(); ++i)
        grid.near(events.x[i], events.y[i], farthest,
                  [&](std::uint32_t other, double dx, double dy) {
                      if (other <= i) return;
                      const double distance = distance_between(dx, dy, metric);
                      const std::size_t passed = edges_passed(space, distance);
                      if (passed < space.edges.size())
                          found[passed].emplace_back(static_cast<std::uint32_t>(i), other);
                  });
    ClosePairs pairs;
    for (const auto& band : found) {
        pairs.starts.push_back(pairs.first.size());
        for (const auto& [one, two] : band) {
            pairs.first.push_back(one);
            pairs.second.push_back(two);
        }
    }
    return pairs;
}

// For each event, how many others lie in each band; columns are numbers of edges passed.
using Degrees = std::vector<std::vector<double>>;

Degrees degrees_in_space(const ClosePairs& pairs, std::size_t events, std::size_t edges) {
    Degrees degrees(edges + 1, std::vector<double>(events, 0.0));
    degrees[edges].assign(events, static_cast<double>(events) - 1);
    for (std::size_t passed = 0; passed < edges; ++passed)
        for (std::size_t at = pairs.starts[passed]; at < pairs.starts[passed + 1]; ++at)
            for (const std::uint32_t event : {pairs.first[at], pairs.second[at]}) {
                degrees[passed][event] += 1;
                degrees[edges][event] -= 1;
            }
    return degrees;
}

Degrees degrees_in_time(std::span<const double> time, const Bands& bands) {
    std::vector<double> sorted(time.begin(), time.end());
    std::sort(sorted.begin(), sorted.end());
    const std::size_t edges = bands.edges.size();
    Degrees degrees(edges + 1, std::vector<double>(time.size(), 0.0));
    for (std::size_t i = 0; i < time.size(); ++i) {
        // Others nearer than each edge, by the same differences as the pairs are counted by.
        double before = 0;
        for (std::size_t edge = 0; edge <= edges; ++edge) {
            const auto nearer = [&](double difference) {
                return edge == edges || edges_passed(bands, std::abs(difference)) <= edge;
            };
            const auto middle = std::lower_bound(sorted.begin(), sorted.end(), time[i]);
            const auto low = std::partition_point(
                sorted.begin(), middle, [&](double other) { return !nearer(other - time[i]); });
            const auto high = std::partition_point(
                middle, sorted.end(), [&](double other) { return nearer(other - time[i]); });
            // The event itself is at distance 0.
            const bool with_itself = nearer(0);
            const double within = static_cast<double>(high - low) - (with_itself ? 1 : 0);
            degrees[edge][i] = within - before;
            before = within;
        }
    }
    return degrees;
}

struct GraphSums {
    double pairs = 0;   // of events joined
    double shared = 0;  // pairs of such pairs with one event in common
};

GraphSums sums_of(const std::vector<double>& degrees) {
    GraphSums sums;
    for (const double degree : degrees) {
        sums.pairs += degree / 2;
        sums.shared += degree * (degree - 1) / 2;
    }
    return sums;
}

double permutation_variance(const GraphSums& space, const GraphSums& time, double n,
                            double expected) {
    const double apart_space = space.pairs * (space.pairs - 1) - 2 * space.shared;
    const double apart_time = time.pairs * (time.pairs - 1) - 2 * time.shared;
    return expected + 4 * space.shared * time.shared / (n * (n - 1) * (n - 2)) +
           4 * apart_space * apart_time / (n * (n - 1) * (n - 2) * (n - 3)) - expected * expected;
}

// P(N ≥ observed), N of `drawn` pairs among which `marked` of `all` are marked. From the likeliest
// count outwards by ratios, so that nothing cancels.
double hypergeometric_upper(double observed, double marked, double drawn, double all) {
    const double most = std::min(marked, drawn), least = std::max(0.0, marked + drawn - all);
    if (observed <= least) return 1;
    if (observed > most) return 0;
    const double mode = std::clamp(std::floor((marked + 1) * (drawn + 1) / (all + 2)), least, most);
    double total = 1, tail = mode >= observed ? 1 : 0;
    double weight = 1;
    for (double k = mode; k < most; ++k) {
        weight *= (marked - k) * (drawn - k) / ((k + 1) * (all - marked - drawn + k + 1));
        total += weight;
        if (k + 1 >= observed) tail += weight;
        if (weight == 0 || (k + 1 >= observed && weight < 1e-17 * tail)) break;
    }
    weight = 1;
    for (double k = mode; k > least; --k) {
        weight *= k * (all - marked - drawn + k) / ((marked - k + 1) * (drawn - k + 1));
        total += weight;
        if (k - 1 >= observed) tail += weight;
        if (weight < 1e-17 * total) break;
    }
    return std::min(1.0, tail / total);
}

// Counts the close pairs by their bands for one assignment of times to places.
class PairCounter {
  public:
    PairCounter(const ClosePairs& pairs, const Bands& space, const Bands& time)
        : pairs_(pairs), time_(time), space_edges_(space.edges.size()) {}

    std::size_t cells() const { return space_edges_ * (time_.edges.size() + 1); }

    void count(const std::vector<double>& time, std::uint32_t* counts) const {
        const std::size_t columns = time_.edges.size() + 1;
        std::fill_n(counts, cells(), 0U);
        for (std::size_t passed = 0; passed < space_edges_; ++passed) {
            std::uint32_t* row = counts + passed * columns;
            const std::size_t from = pairs_.starts[passed], to = pairs_.starts[passed + 1];
            if (only_up_to_) {
                row[1] = count_up_to(time, from, to, time_.edges[1]);
                row[2] = static_cast<std::uint32_t>(to - from) - row[1];
                continue;
            }
            for (std::size_t at = from; at < to; ++at)
                ++row[edges_passed(time_,
                                   std::abs(time[pairs_.first[at]] - time[pairs_.second[at]]))];
        }
    }

  private:
    std::uint32_t count_up_to(const std::vector<double>& time, std::size_t from, std::size_t to,
                              double limit) const {
        std::uint32_t count = 0;
        for (std::size_t at = from; at < to; ++at)
            count += std::abs(time[pairs_.first[at]] - time[pairs_.second[at]]) <= limit ? 1 : 0;
        return count;
    }

    const ClosePairs& pairs_;
    const Bands& time_;
    std::size_t space_edges_;
    // Knox's test: one band from 0 with its end.
    bool only_up_to_ = time_.edges.size() == 2 && time_.edges[0] == 0 && time_.end_included;
};

// The counts of every replicate, one after the other.
std::vector<std::uint32_t> permuted_counts(const PairCounter& counter, std::span<const double> time,
                                           const Replicates& replicates) {
    std::vector<std::uint32_t> counts(replicates.count * counter.cells());
    in_parallel(replicates.count, replicates.threads, [&](std::size_t replicate) {
        RandomStream random(replicates.seed, replicate);
        std::vector<double> dealt(time.begin(), time.end());
        random.shuffle(dealt);
        counter.count(dealt, counts.data() + replicate * counter.cells());
    });
    return counts;
}

// Pairs in a space band at or beyond the last edge are what the nearer bands leave of all.
double in_cell(const std::uint32_t* counts, std::size_t space, std::size_t time,
               std::size_t space_edges, std::size_t time_columns, double all_in_time) {
    if (space < space_edges) return counts[space * time_columns + time];
    double nearer = 0;
    for (std::size_t passed = 0; passed < space_edges; ++passed)
        nearer += counts[passed * time_columns + time];
    return all_in_time - nearer;
}

Simulated simulated_cell(const std::vector<double>& found, double observed) {
    Simulated simulated;
    const auto count = static_cast<double>(found.size());
    double sum = 0, squares = 0, greater = 0, less = 0;
    for (const double each : found) {
        sum += each - observed;
        squares += (each - observed) * (each - observed);
        greater += each >= observed ? 1 : 0;
        less += each <= observed ? 1 : 0;
    }
    simulated.mean = observed + sum / count;
    if (found.size() > 1)
        simulated.standard_deviation =
            std::sqrt(std::max(0.0, squares - sum * sum / count) / (count - 1));
    simulated.p_greater = (1 + greater) / (1 + count);
    simulated.p_less = (1 + less) / (1 + count);
    simulated.p_two_sided = std::min(1.0, 2 * std::min(simulated.p_greater, simulated.p_less));
    return simulated;
}

}  // namespace

std::string Bands::name(std::size_t band) const {
    const std::string from = "[" + shortest(edges[band]) + ",";
    if (band + 1 >= edges.size()) return from + "∞)";
    const bool closed = end_included && band + 2 == edges.size();
    return from + shortest(edges[band + 1]) + (closed ? "]" : ")");
}

base::Result<PairTable> space_time_pairs(const Events& events, const Bands& space,
                                         const Bands& time, Metric metric,
                                         const Replicates& replicates) {
    const auto checked = check(events, space, time);
    if (!checked) return checked.error();
    const std::size_t rows = events.x.size(), edges = space.edges.size(),
                      columns = time.edges.size() + 1;
    const auto n = static_cast<double>(rows);
    const ClosePairs pairs = close_pairs(events, space, metric);
    const PairCounter counter(pairs, space, time);
    std::vector<std::uint32_t> observed(counter.cells());
    counter.count(std::vector<double>(events.time.begin(), events.time.end()), observed.data());
    const std::vector<std::uint32_t> dealt = permuted_counts(counter, events.time, replicates);

    std::vector<GraphSums> in_space, in_time;
    for (const auto& degrees : degrees_in_space(pairs, rows, edges))
        in_space.push_back(sums_of(degrees));
    for (const auto& degrees : degrees_in_time(events.time, time))
        in_time.push_back(sums_of(degrees));
    PairTable table;
    table.pairs = n * (n - 1) / 2;
    for (std::size_t t = 1; t <= time.count(); ++t) table.close_in_time.push_back(in_time[t].pairs);
    std::vector<double> found(replicates.count);
    for (std::size_t s = 1; s <= space.count(); ++s) {
        table.close_in_space.push_back(in_space[s].pairs);
        for (std::size_t t = 1; t <= time.count(); ++t) {
            const double all = in_time[t].pairs;
            PairCell cell;
            cell.observed = in_cell(observed.data(), s, t, edges, columns, all);
            cell.expected = in_space[s].pairs * all / table.pairs;
            cell.variance =
                std::max(0.0, permutation_variance(in_space[s], in_time[t], n, cell.expected));
            if (cell.variance > 0)
                cell.z = (cell.observed - cell.expected) / std::sqrt(cell.variance);
            if (cell.expected > 0) cell.p_poisson = poisson_upper(cell.observed, cell.expected);
            cell.p_pairs = hypergeometric_upper(cell.observed, in_space[s].pairs, all, table.pairs);
            for (std::size_t replicate = 0; replicate < replicates.count; ++replicate)
                found[replicate] =
                    in_cell(dealt.data() + replicate * counter.cells(), s, t, edges, columns, all);
            if (replicates.count > 0) cell.simulated = simulated_cell(found, cell.observed);
            table.cells.push_back(cell);
        }
    }
    return table;
}

}  // namespace statistics
