#include "statistics/spatial_autocorrelation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "statistics/distribution.h"
#include "statistics/parallel.h"
#include "statistics/random.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

double mean_of(std::span<const double> x) {
    return std::accumulate(x.begin(), x.end(), 0.0) / static_cast<double>(x.size());
}

std::vector<double> centred(std::span<const double> x) {
    const double mean = mean_of(x);
    std::vector<double> z(x.begin(), x.end());
    for (double& each : z) each -= mean;
    return z;
}

double power_sum(std::span<const double> x, int power) {
    double sum = 0;
    for (const double each : x) sum += std::pow(each, power);
    return sum;
}

base::Result<void> check(std::span<const double> x, const SpatialWeights& weights) {
    if (x.empty()) return no_data();
    if (x.size() != weights.areas()) return different_lengths("neighbours");
    for (const double each : x)
        if (!std::isfinite(each)) return not_finite("value");
    if (*std::min_element(x.begin(), x.end()) == *std::max_element(x.begin(), x.end()))
        return constant_variable("value");
    std::size_t linked = 0;
    for (std::size_t i = 0; i < weights.areas(); ++i) linked += weights.count(i) > 0 ? 1 : 0;
    if (linked < 4) return too_few("neighbours", linked, 4);
    if (!(std::accumulate(weights.values.begin(), weights.values.end(), 0.0) > 0))
        return not_positive("weight");
    return {};
}

// Σ wᵢⱼ xᵢ xⱼ.
double cross_product(const SpatialWeights& weights, std::span<const double> x) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.areas(); ++i) {
        double lag = 0;
        for (std::size_t at = weights.starts[i]; at < weights.starts[i + 1]; ++at)
            lag += weights.values[at] * x[weights.neighbours[at]];
        sum += x[i] * lag;
    }
    return sum;
}

double squared_differences(const SpatialWeights& weights, std::span<const double> x) {
    double sum = 0;
    for (std::size_t i = 0; i < weights.areas(); ++i)
        for (std::size_t at = weights.starts[i]; at < weights.starts[i + 1]; ++at) {
            const double difference = x[i] - x[weights.neighbours[at]];
            sum += weights.values[at] * difference * difference;
        }
    return sum;
}

// Two sums of the same numbers in another order differ by rounding; they count as equal.
double rounding(double size) {
    return 1e-11 * std::abs(size);
}

Simulated summary(double sum, double squares, double centre, std::size_t greater, std::size_t less,
                  std::size_t count) {
    const auto replicates = static_cast<double>(count);
    Simulated simulated;
    simulated.mean = centre + sum / replicates;
    const double left = squares - sum * sum / replicates;
    simulated.standard_deviation =
        count > 1 ? std::sqrt(std::max(0.0, left) / (replicates - 1)) : 0;
    simulated.p_greater = (1 + static_cast<double>(greater)) / (1 + replicates);
    simulated.p_less = (1 + static_cast<double>(less)) / (1 + replicates);
    simulated.p_two_sided = std::min(1.0, 2 * std::min(simulated.p_greater, simulated.p_less));
    return simulated;
}

using Measure = std::function<double(std::span<const double>)>;

// The measure of the values dealt out anew among all areas.
std::optional<Simulated> permuted(std::span<const double> x, double observed,
                                  const Measure& measure, const Replicates& replicates) {
    if (replicates.count == 0) return std::nullopt;
    std::vector<double> found(replicates.count);
    in_parallel(replicates.count, replicates.threads, [&](std::size_t replicate) {
        RandomStream random(replicates.seed, replicate);
        std::vector<double> values(x.begin(), x.end());
        random.shuffle(values);
        found[replicate] = measure(values);
    });
    double sum = 0, squares = 0;
    std::size_t greater = 0, less = 0;
    for (const double each : found) {
        const double difference = each - observed;
        sum += difference;
        squares += difference * difference;
        greater += difference >= -rounding(observed) ? 1 : 0;
        less += difference <= rounding(observed) ? 1 : 0;
    }
    return summary(sum, squares, observed, greater, less, replicates.count);
}

double moran_variance(const WeightConstants& c, double kurtosis, Assumption assumption) {
    const double expectation = -1 / (c.n - 1), s02 = c.s0 * c.s0, nn = c.n * c.n;
    if (assumption == Assumption::normality)
        return (nn * c.s1 - c.n * c.s2 + 3 * s02) / (s02 * (nn - 1)) - expectation * expectation;
    const double first = c.n * (c.s1 * (nn - 3 * c.n + 3) - c.n * c.s2 + 3 * s02);
    const double second = kurtosis * (c.s1 * (nn - c.n) - 2 * c.n * c.s2 + 6 * s02);
    return (first - second) / ((c.n - 1) * (c.n - 2) * (c.n - 3) * s02) - expectation * expectation;
}

// As spdep's geary.test: where some areas have no neighbours, `all` areas stand where it has the
// length of the list and c.n where it has the linked ones. No published formula covers that case.
double geary_variance(const WeightConstants& c, double all, double kurtosis,
                      Assumption assumption) {
    const double n = c.n, nn = n * n, s02 = c.s0 * c.s0;
    if (assumption == Assumption::normality)
        return ((2 * c.s1 + c.s2) * (n - 1) - 4 * s02) / (2 * (all + 1) * s02);
    const double first = (n - 1) * c.s1 * (nn - 3 * all + 3 - kurtosis * (n - 1));
    const double second = (n - 1) * c.s2 * (nn + 3 * all - 6 - kurtosis * (nn - all + 2)) / 4;
    const double third = s02 * (nn - 3 - kurtosis * (n - 1) * (n - 1));
    return (first - second + third) / (all * (n - 2) * (n - 3) * s02);
}

double global_g_variance(const WeightConstants& c, std::span<const double> x, double expectation) {
    const double n = c.n, nn = n * n, s02 = c.s0 * c.s0;
    const double b0 = (nn - 3 * n + 3) * c.s1 - n * c.s2 + 3 * s02;
    const double b1 = -((nn - n) * c.s1 - 2 * n * c.s2 + 6 * s02);
    const double b2 = -(2 * n * c.s1 - (n + 3) * c.s2 + 6 * s02);
    const double b3 = 4 * (n - 1) * c.s1 - 2 * (n + 1) * c.s2 + 8 * s02;
    const double b4 = c.s1 - c.s2 + s02;
    const double m1 = power_sum(x, 1), m2 = power_sum(x, 2), m3 = power_sum(x, 3),
                 m4 = power_sum(x, 4);
    const double above =
        b0 * m2 * m2 + b1 * m4 + b2 * m1 * m1 * m2 + b3 * m1 * m3 + b4 * m1 * m1 * m1 * m1;
    const double below = (m1 * m1 - m2) * (m1 * m1 - m2) * n * (n - 1) * (n - 2) * (n - 3);
    return above / below - expectation * expectation;
}

base::Result<GlobalStatistic> finished(GlobalStatistic statistic, double sign) {
    if (!(statistic.variance > 0)) return not_converged("variance");
    statistic.z = sign * (statistic.value - statistic.expectation) / std::sqrt(statistic.variance);
    return statistic;
}

}  // namespace

base::Result<GlobalStatistic> moran(std::span<const double> x, const SpatialWeights& weights,
                                    Assumption assumption, const Replicates& replicates) {
    const auto checked = check(x, weights);
    if (!checked) return checked.error();
    const WeightConstants constants = constants_of(weights);
    const std::vector<double> z = centred(x);
    const double squares = power_sum(z, 2);
    const double kurtosis = static_cast<double>(x.size()) * power_sum(z, 4) / (squares * squares);
    const double scale = constants.n / constants.s0 / squares;
    const Measure measure = [&](std::span<const double> values) {
        return scale * cross_product(weights, values);
    };
    GlobalStatistic statistic;
    statistic.n = constants.n;
    statistic.value = measure(z);
    statistic.expectation = -1 / (constants.n - 1);
    statistic.variance = moran_variance(constants, kurtosis, assumption);
    statistic.simulated = permuted(z, statistic.value, measure, replicates);
    return finished(statistic, 1);
}

base::Result<GlobalStatistic> geary(std::span<const double> x, const SpatialWeights& weights,
                                    Assumption assumption, const Replicates& replicates) {
    const auto checked = check(x, weights);
    if (!checked) return checked.error();
    const WeightConstants constants = constants_of(weights);
    const std::vector<double> z = centred(x);
    const double squares = power_sum(z, 2);
    const double kurtosis = constants.n * power_sum(z, 4) / (squares * squares);
    const double scale = (constants.n - 1) / (2 * constants.s0) / squares;
    const Measure measure = [&](std::span<const double> values) {
        return scale * squared_differences(weights, values);
    };
    GlobalStatistic statistic;
    statistic.n = constants.n;
    statistic.value = measure(z);
    statistic.expectation = 1;
    statistic.variance =
        geary_variance(constants, static_cast<double>(x.size()), kurtosis, assumption);
    statistic.simulated = permuted(z, statistic.value, measure, replicates);
    return finished(statistic, -1);
}

base::Result<GlobalStatistic> global_g(std::span<const double> x, const SpatialWeights& weights,
                                       const Replicates& replicates) {
    const auto checked = check(x, weights);
    if (!checked) return checked.error();
    for (const double each : x)
        if (each < 0) return negative_value("value");
    std::vector<double> linked;
    for (std::size_t i = 0; i < x.size(); ++i)
        if (weights.count(i) > 0) linked.push_back(x[i]);
    const double sum = power_sum(linked, 1), squares = power_sum(linked, 2);
    if (!(sum * sum > squares)) return constant_variable("value");
    const WeightConstants constants = constants_of(weights);
    const Measure measure = [&](std::span<const double> values) {
        double total = 0, total_squares = 0;
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (weights.count(i) == 0) continue;
            total += values[i];
            total_squares += values[i] * values[i];
        }
        return cross_product(weights, values) / (total * total - total_squares);
    };
    GlobalStatistic statistic;
    statistic.n = constants.n;
    statistic.value = measure(x);
    statistic.expectation = constants.s0 / (constants.n * (constants.n - 1));
    statistic.variance = global_g_variance(constants, linked, statistic.expectation);
    statistic.simulated = permuted(x, statistic.value, measure, replicates);
    return finished(statistic, 1);
}

base::Result<std::vector<double>> standardised_rates(std::span<const double> counts,
                                                     std::span<const double> populations) {
    if (counts.empty()) return no_data();
    if (counts.size() != populations.size()) return different_lengths("population");
    double events = 0, persons = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        if (!std::isfinite(counts[i])) return not_finite("observed");
        if (!std::isfinite(populations[i])) return not_finite("population");
        if (counts[i] < 0) return negative_value("observed");
        if (!(populations[i] > 0)) return not_positive("population");
        events += counts[i];
        persons += populations[i];
    }
    if (events == 0) return no_events("observed");
    const double rate = events / persons;
    double variance = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double difference = counts[i] / populations[i] - rate;
        variance += populations[i] * difference * difference / persons;
    }
    const double between = variance - rate / (persons / static_cast<double>(counts.size()));
    std::vector<double> standardised;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const double chance = rate / populations[i];
        const double all = between + chance;
        standardised.push_back((counts[i] / populations[i] - rate) /
                               std::sqrt(all < 0 ? chance : all));
    }
    return standardised;
}

base::Result<GlobalStatistic> empirical_bayes_moran(std::span<const double> counts,
                                                    std::span<const double> populations,
                                                    const SpatialWeights& weights,
                                                    const Replicates& replicates) {
    const auto rates = standardised_rates(counts, populations);
    if (!rates) return rates.error();
    auto statistic = moran(*rates, weights, Assumption::randomisation, replicates);
    if (!statistic) return statistic.error();
    const double factor = static_cast<double>(counts.size()) / statistic->n;
    statistic->value *= factor;
    statistic->expectation *= factor;
    statistic->variance *= factor * factor;
    if (statistic->simulated) {
        statistic->simulated->mean *= factor;
        statistic->simulated->standard_deviation *= factor;
    }
    return statistic;
}

namespace {

// A row's own part and what its other neighbours weigh.
struct OtherNeighbours {
    std::size_t count = 0;
    double sum = 0;
    double equal = 0;  // the weight of each where all are the same, otherwise 0
    double lag = 0;    // observed, without the area itself
    double own = 0;    // the area's weight on itself
};

OtherNeighbours others_of(const SpatialWeights& weights, std::span<const double> x,
                          std::size_t area) {
    OtherNeighbours others;
    const auto row = weights.of(area);
    const auto values = weights.values_of(area);
    bool same = true;
    for (std::size_t at = 0; at < row.size(); ++at) {
        if (row[at] == area) {
            others.own = values[at];
            continue;
        }
        same = same && (others.count == 0 || values[at] == others.equal);
        others.equal = values[at];
        ++others.count;
        others.sum += values[at];
        others.lag += values[at] * x[row[at]];
    }
    if (!same) others.equal = 0;
    return others;
}

// For each replicate as many different positions among all other areas as the largest neighbourhood
// has: position p stands for area p, or p + 1 from the area itself onwards.
std::vector<std::uint32_t> drawn_positions(std::size_t others, std::size_t most,
                                           const Replicates& replicates) {
    std::vector<std::uint32_t> drawn(replicates.count * most);
    constexpr std::size_t block = 64;
    in_parallel((replicates.count + block - 1) / block, replicates.threads, [&](std::size_t piece) {
        std::vector<std::uint32_t> order(others);
        std::iota(order.begin(), order.end(), std::uint32_t{0});
        std::vector<std::uint32_t> swapped(most);
        const std::size_t last = std::min(replicates.count, (piece + 1) * block);
        for (std::size_t replicate = piece * block; replicate < last; ++replicate) {
            RandomStream random(replicates.seed, replicate);
            for (std::size_t at = 0; at < most; ++at) {
                swapped[at] = static_cast<std::uint32_t>(
                    at + random.below(static_cast<std::uint32_t>(others - at)));
                std::swap(order[at], order[swapped[at]]);
                drawn[replicate * most + at] = order[at];
            }
            for (std::size_t at = most; at-- > 0;) std::swap(order[at], order[swapped[at]]);
        }
    });
    return drawn;
}

// What the replicates gave for one area, as differences from its expectation.
struct Tally {
    double centre = 0, low = 0, high = 0;  // at least `low` is as great as observed
    double sum = 0, squares = 0;
    std::uint32_t greater = 0, less = 0;

    void add(double lag) {
        const double difference = lag - centre;
        sum += difference;
        squares += difference * difference;
        greater += lag >= low ? 1 : 0;
        less += lag <= high ? 1 : 0;
    }
};

class ConditionalPermutation {
  public:
    ConditionalPermutation(std::span<const double> x, const SpatialWeights& weights,
                           const Replicates& replicates)
        : x_(x), weights_(weights), replicates_(replicates) {
        const double total = std::accumulate(x.begin(), x.end(), 0.0);
        double largest = 0;
        for (const double each : x) largest = std::max(largest, std::abs(each));
        tallies_.resize(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            others_.push_back(others_of(weights, x, i));
            most_ = std::max(most_, others_[i].count);
            const double mean = (total - x[i]) / static_cast<double>(x.size() - 1);
            tallies_[i].centre = others_[i].sum * mean;
            tallies_[i].low = others_[i].lag - rounding(others_[i].sum * largest);
            tallies_[i].high = others_[i].lag + rounding(others_[i].sum * largest);
        }
    }

    // The lag of each area's other neighbours.
    std::vector<Tally> run() {
        drawn_ = drawn_positions(x_.size() - 1, most_, replicates_);
        constexpr std::size_t block = 128;
        in_parallel((x_.size() + block - 1) / block, replicates_.threads, [&](std::size_t piece) {
            const std::size_t first = piece * block;
            const std::size_t last = std::min(x_.size(), first + block);
            std::vector<double> sums(most_ + 1);
            for (std::size_t replicate = 0; replicate < replicates_.count; ++replicate)
                add_replicate(replicate, first, last, sums);
        });
        return std::move(tallies_);
    }

  private:
    // Areas that none of the drawn positions lies among see the same values, so that one running
    // sum serves them all.
    void add_replicate(std::size_t replicate, std::size_t first, std::size_t last,
                       std::vector<double>& sums) {
        const std::uint32_t* drawn = drawn_.data() + replicate * most_;
        bool same_for_all = true;
        for (std::size_t at = 0; at < most_; ++at) {
            const std::size_t position = drawn[at];
            same_for_all = same_for_all && (position < first || position + 1 >= last);
            sums[at + 1] = sums[at] + x_[position + (position >= first ? 1 : 0)];
        }
        for (std::size_t i = first; i < last; ++i) {
            const OtherNeighbours& others = others_[i];
            if (others.count == 0) continue;
            if (same_for_all && others.equal != 0) {
                tallies_[i].add(others.equal * sums[others.count]);
                continue;
            }
            tallies_[i].add(lag_of(i, drawn));
        }
    }

    double lag_of(std::size_t area, const std::uint32_t* drawn) const {
        const auto row = weights_.of(area);
        const auto values = weights_.values_of(area);
        double lag = 0;
        for (std::size_t at = 0; at < row.size(); ++at) {
            if (row[at] == area) continue;
            lag += values[at] * x_[*drawn + (*drawn >= area ? 1 : 0)];
            ++drawn;
        }
        return lag;
    }

    std::span<const double> x_;
    const SpatialWeights& weights_;
    const Replicates& replicates_;
    std::vector<OtherNeighbours> others_;
    std::vector<Tally> tallies_;
    std::size_t most_ = 0;
    std::vector<std::uint32_t> drawn_;
};

// What does not depend on the area.
struct Moments {
    double n = 0, sum = 0, squares = 0, mean = 0;
    double m2 = 0, kurtosis = 0;  // Σz²/n and n·Σz⁴/(Σz²)²
};

Moments moments_of(std::span<const double> x) {
    Moments m;
    m.n = static_cast<double>(x.size());
    m.sum = power_sum(x, 1);
    m.mean = m.sum / m.n;
    const std::vector<double> z = centred(x);
    m.squares = power_sum(z, 2);
    m.m2 = m.squares / m.n;
    m.kurtosis = m.n * power_sum(z, 4) / (m.squares * m.squares);
    return m;
}

void add_local_moran(const Moments& m, double z, double weight_sum, double weight_squares,
                     bool conditional, LocalStatistics& out) {
    const double lag = out.lag.back() - weight_sum * m.mean;
    out.value.push_back(z / m.m2 * lag);
    const double n = m.n;
    if (conditional) {
        out.expectation.push_back(-z * z * weight_sum / ((n - 1) * m.m2));
        out.variance.push_back(z * z / (m.m2 * m.m2) * (n / (n - 2)) *
                               (weight_squares - weight_sum * weight_sum / (n - 1)) *
                               (m.m2 - z * z / (n - 1)));
    } else {
        const double expectation = -weight_sum / (n - 1);
        out.expectation.push_back(expectation);
        out.variance.push_back(weight_squares * (n - m.kurtosis) / (n - 1) +
                               (weight_sum * weight_sum - weight_squares) * (2 * m.kurtosis - n) /
                                   ((n - 1) * (n - 2)) -
                               expectation * expectation);
    }
}

void add_local_g(const Moments& m, double x, double weight_sum, double weight_squares, bool star,
                 LocalStatistics& out) {
    const double n = m.n, z = x - m.mean;
    // Without the area: mean and variance of the other n−1 values.
    const double mean = star ? m.mean : m.mean - z / (n - 1);
    const double variance = star ? m.m2 : (m.squares - z * z * n / (n - 1)) / (n - 1);
    const double count = star ? n : n - 1;
    out.expectation.push_back(weight_sum * mean);
    out.variance.push_back(variance * (count * weight_squares - weight_sum * weight_sum) /
                           (count - 1));
    const double others = star ? m.sum : m.sum - x;
    out.value.push_back(others != 0 ? out.lag.back() / others : std::nan(""));
}

double quadrant_of(double z, double lag) {
    if (z >= 0) return lag >= 0 ? 1 : 4;
    return lag < 0 ? 2 : 3;
}

void add_nothing(LocalStatistics& out) {
    for (auto* column :
         {&out.value, &out.expectation, &out.variance, &out.z, &out.p, &out.quadrant})
        column->push_back(std::nan(""));
    out.lag.back() = std::nan("");
}

// The replicates' tallies as statistics of the kind asked for: both are the lag times a factor plus
// the area's own part.
void add_simulated(std::span<const double> x, const SpatialWeights& weights, const Moments& m,
                   bool is_moran, const std::vector<Tally>& tallies, std::size_t replicates,
                   LocalStatistics& out) {
    for (std::size_t i = 0; i < tallies.size(); ++i) {
        const Tally& tally = tallies[i];
        Simulated simulated =
            summary(tally.sum, tally.squares, tally.centre, tally.greater, tally.less, replicates);
        const OtherNeighbours others = others_of(weights, x, i);
        const double factor = is_moran ? (x[i] - m.mean) / m.m2 : 1;
        simulated.mean += others.own * x[i];
        if (is_moran) simulated.mean -= m.mean * (others.sum + others.own);
        simulated.mean *= factor;
        simulated.standard_deviation *= std::abs(factor);
        if (factor < 0) std::swap(simulated.p_greater, simulated.p_less);
        out.simulated.push_back(simulated);
    }
}

}  // namespace

base::Result<LocalStatistics> local_statistics(std::span<const double> x,
                                               const SpatialWeights& weights, LocalKind kind,
                                               const Replicates& replicates) {
    const auto checked = check(x, weights);
    if (!checked) return checked.error();
    const bool is_moran = kind == LocalKind::moran_total || kind == LocalKind::moran_conditional;
    const Moments m = moments_of(x);
    LocalStatistics out;
    for (std::size_t i = 0; i < x.size(); ++i) {
        double weight_sum = 0, weight_squares = 0, lag = 0;
        for (std::size_t at = weights.starts[i]; at < weights.starts[i + 1]; ++at) {
            weight_sum += weights.values[at];
            weight_squares += weights.values[at] * weights.values[at];
            lag += weights.values[at] * x[weights.neighbours[at]];
        }
        out.lag.push_back(lag);
        if (weights.count(i) == 0) {
            add_nothing(out);
            continue;
        }
        if (is_moran)
            add_local_moran(m, x[i] - m.mean, weight_sum, weight_squares,
                            kind == LocalKind::moran_conditional, out);
        else
            add_local_g(m, x[i], weight_sum, weight_squares, kind == LocalKind::g_star, out);
        const double above = (is_moran ? out.value.back() : lag) - out.expectation.back();
        const double variance = out.variance.back();
        // An area that lies exactly at the mean, or has all others as neighbours, says nothing.
        out.z.push_back(variance > 0 ? above / std::sqrt(variance) : 0);
        out.p.push_back(normal_two_sided(out.z.back()));
        out.quadrant.push_back(quadrant_of(x[i] - m.mean, lag - weight_sum * m.mean));
    }
    if (replicates.count > 0)
        add_simulated(x, weights, m, is_moran, ConditionalPermutation(x, weights, replicates).run(),
                      replicates.count, out);
    return out;
}

}  // namespace statistics
