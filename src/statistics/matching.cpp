#include "statistics/matching.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "statistics/design.h"
#include "statistics/random.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

// The free controls of one group in the order of their scores, and among equal ones of rows. A
// control that is taken points on to its neighbours, so that the next free one is found in nearly
// constant time (Tarjan 1975).
class FreeControls {
  public:
    FreeControls(std::vector<std::size_t> rows, const std::vector<double>& scores,
                 const MatchingOptions& options)
        : rows_(std::move(rows)), scores_(scores), options_(options) {
        std::stable_sort(rows_.begin(), rows_.end(), [&](std::size_t left, std::size_t right) {
            return scores_[left] < scores_[right];
        });
        right_.resize(rows_.size() + 1);
        std::iota(right_.begin(), right_.end(), std::size_t{0});
        left_ = right_;
    }

    // Takes the nearest free one within the caliper.
    std::optional<std::size_t> take_nearest(std::size_t treated) {
        const std::size_t from = first_after(treated);
        const std::size_t above = followed(right_, from), below = followed(left_, from);
        const auto place = nearer(treated, below, above);
        if (!place) return std::nullopt;
        right_[*place] = *place + 1;
        left_[*place + 1] = *place;
        return rows_[*place];
    }

    // The nearest ones within the caliper, the nearest first, which stay free.
    std::vector<std::size_t> nearest(std::size_t treated, std::size_t count) const {
        std::size_t above = first_after(treated), below = above;
        std::vector<std::size_t> chosen;
        while (chosen.size() < count) {
            const auto place = nearer(treated, below, above);
            if (!place) break;
            chosen.push_back(rows_[*place]);
            if (*place + 1 == below)
                --below;
            else
                ++above;
        }
        return chosen;
    }

  private:
    double distance(std::size_t treated, std::size_t place) const {
        const double apart = std::abs(scores_[rows_[place]] - scores_[treated]);
        return options_.whole_distances ? std::trunc(apart) : apart;
    }

    // Of the place before `below` and the place `above`, where there are such.
    std::optional<std::size_t> nearer(std::size_t treated, std::size_t below,
                                      std::size_t above) const {
        std::optional<std::size_t> best;
        if (above < rows_.size() && distance(treated, above) <= options_.caliper) best = above;
        if (below > 0 && distance(treated, below - 1) <= options_.caliper &&
            (!best || distance(treated, below - 1) <= distance(treated, above)))
            best = below - 1;
        return best;
    }

    // How many controls stand before the treated row, among all rows in order.
    std::size_t first_after(std::size_t treated) const {
        const auto found = std::lower_bound(
            rows_.begin(), rows_.end(), treated, [&](std::size_t row, std::size_t wanted) {
                return scores_[row] < scores_[wanted] ||
                       (scores_[row] == scores_[wanted] && row < wanted);
            });
        return static_cast<std::size_t>(found - rows_.begin());
    }

    static std::size_t followed(std::vector<std::size_t>& links, std::size_t from) {
        while (links[from] != from) {
            links[from] = links[links[from]];
            from = links[from];
        }
        return from;
    }

    std::vector<std::size_t> rows_;
    const std::vector<double>& scores_;
    const MatchingOptions& options_;
    std::vector<std::size_t> right_;  // place → the first free place at or after it
    std::vector<std::size_t> left_;  // place + 1 → one more than the last free place at or before
};

std::vector<std::size_t> choosing_order(const std::vector<MatchedSet>& sets,
                                        const std::vector<double>& scores,
                                        const MatchingOptions& options) {
    std::vector<std::size_t> order(sets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto score = [&](std::size_t set) { return scores[sets[set].treated]; };
    if (options.order == MatchingOrder::largest)
        std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
            return score(left) > score(right);
        });
    if (options.order == MatchingOrder::smallest)
        std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
            return score(left) < score(right);
        });
    if (options.order == MatchingOrder::random) {
        RandomStream random(options.seed, 0);
        random.shuffle(order);
    }
    return order;
}

std::vector<double> weights_of(const std::vector<MatchedSet>& sets, std::size_t rows) {
    std::vector<double> weights(rows, 0.0);
    double sum = 0, used = 0;
    for (const MatchedSet& set : sets)
        for (const std::size_t control : set.controls) {
            if (weights[control] == 0) ++used;
            weights[control] += 1 / static_cast<double>(set.controls.size());
            sum += 1 / static_cast<double>(set.controls.size());
        }
    for (double& weight : weights) weight *= sum > 0 ? used / sum : 0;
    for (const MatchedSet& set : sets)
        if (!set.controls.empty()) weights[set.treated] = 1;
    return weights;
}

double weighted_mean(const std::vector<double>& values, const std::vector<bool>& treated,
                     const std::vector<double>& weights, bool side) {
    double sum = 0, total = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (treated[row] != side) continue;
        sum += weights[row] * values[row];
        total += weights[row];
    }
    return sum / total;
}

// As R's cov.wt: Σw(x − mean)²/(1 − Σw²) with weights that add up to 1; p(1 − p) for 0 and 1.
double weighted_variance(const std::vector<double>& values, const std::vector<bool>& treated,
                         const std::vector<double>& weights, bool side, bool binary) {
    const double mean = weighted_mean(values, treated, weights, side);
    if (binary) return mean * (1 - mean);
    double total = 0, squares = 0, sum = 0;
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (treated[row] != side) continue;
        total += weights[row];
        squares += weights[row] * weights[row];
        sum += weights[row] * (values[row] - mean) * (values[row] - mean);
    }
    return sum / total / (1 - squares / (total * total));
}

struct Weight {
    double value = 0, slope = 0;
};

// Slopes with the linear predictor η, e = 1/(1 + exp(−η)).
Weight weight_of(double e, bool treated, Estimand estimand) {
    switch (estimand) {
        case Estimand::att:
            return treated ? Weight{1, 0} : Weight{e / (1 - e), e / (1 - e)};
        case Estimand::atc:
            return treated ? Weight{(1 - e) / e, -(1 - e) / e} : Weight{1, 0};
        case Estimand::ate:
            return treated ? Weight{1 / e, -(1 - e) / e} : Weight{1 / (1 - e), e / (1 - e)};
        case Estimand::overlap:
            return treated ? Weight{1 - e, -e * (1 - e)} : Weight{e, e * (1 - e)};
    }
    return {};
}

void truncate(ScoreWeights& found, const std::vector<bool>& treated, double quantile) {
    for (const bool side : {false, true}) {
        std::vector<double> sorted;
        for (std::size_t row = 0; row < treated.size(); ++row)
            if (treated[row] == side && found.weights[row] > 0)
                sorted.push_back(found.weights[row]);
        if (sorted.empty()) continue;
        std::sort(sorted.begin(), sorted.end());
        const double most = quantile_of_sorted(sorted, quantile);
        for (std::size_t row = 0; row < treated.size(); ++row) {
            if (treated[row] != side || found.weights[row] <= most) continue;
            found.weights[row] = most;
            found.slopes[row] = 0;
            ++found.truncated;
        }
    }
}

Balance::Side side_of(const std::vector<double>& values, const std::vector<bool>& treated,
                      const std::vector<double>& weights, bool binary, double deviation) {
    Balance::Side side;
    side.treated = weighted_mean(values, treated, weights, true);
    side.control = weighted_mean(values, treated, weights, false);
    const double apart = side.treated - side.control;
    side.difference = apart == 0 ? 0 : deviation > 0 ? apart / deviation : std::nan("");
    side.variance_ratio = binary ? std::nan("")
                                 : weighted_variance(values, treated, weights, true, false) /
                                       weighted_variance(values, treated, weights, false, false);
    if (!std::isfinite(side.variance_ratio)) side.variance_ratio = std::nan("");
    return side;
}

}  // namespace

base::Result<Matching> nearest_matches(const std::vector<double>& scores,
                                       const std::vector<bool>& treated,
                                       const std::vector<std::size_t>& groups,
                                       const MatchingOptions& options) {
    if (options.ratio == 0) return outside("ratio", "1 …");
    Matching matching;
    std::vector<std::vector<std::size_t>> controls(
        groups.empty() ? 1 : *std::max_element(groups.begin(), groups.end()) + 1);
    const auto group = [&](std::size_t row) { return groups.empty() ? 0 : groups[row]; };
    std::size_t count = 0;
    for (std::size_t row = 0; row < scores.size(); ++row) {
        if (treated[row]) {
            matching.sets.push_back({row, {}});
        } else {
            controls[group(row)].push_back(row);
            ++count;
        }
    }
    if (matching.sets.empty() || count == 0) return one_group("treated");
    std::vector<FreeControls> free;
    free.reserve(controls.size());
    for (auto& rows : controls) free.emplace_back(std::move(rows), scores, options);
    const std::vector<std::size_t> order = choosing_order(matching.sets, scores, options);
    // Rounds in which everybody takes one, until nobody finds any.
    bool found = true;
    for (std::size_t round = 0; found && round < (options.replacement ? 1 : options.ratio);
         ++round) {
        found = false;
        for (const std::size_t which : order) {
            MatchedSet& set = matching.sets[which];
            FreeControls& here = free[group(set.treated)];
            if (options.replacement) {
                set.controls = here.nearest(set.treated, options.ratio);
            } else if (const auto control = here.take_nearest(set.treated)) {
                set.controls.push_back(*control);
                found = true;
            }
        }
    }
    matching.weights = weights_of(matching.sets, scores.size());
    if (std::all_of(matching.sets.begin(), matching.sets.end(),
                    [](const MatchedSet& set) { return set.controls.empty(); }))
        return too_few("caliper", 0, 1);
    return matching;
}

base::Result<ScoreWeights> score_weights(const std::vector<double>& scores,
                                         const std::vector<bool>& treated,
                                         const WeightingOptions& options) {
    if (!(options.least_score >= 0 && options.least_score < 0.5)) return outside("trim", "[0; ½[");
    if (!(options.truncate_above > 0.5 && options.truncate_above <= 1))
        return outside("truncate", "]½; 1]");
    ScoreWeights found;
    double part = 0;
    for (const bool each : treated) part += each ? 1 : 0;
    part /= static_cast<double>(treated.size());
    for (std::size_t row = 0; row < scores.size(); ++row) {
        const double e = scores[row];
        if (!(e > 0 && e < 1)) return outside("score", "]0; 1[");
        Weight weight = weight_of(e, treated[row], options.estimand);
        if (options.stabilised && options.estimand == Estimand::ate) {
            weight.value *= treated[row] ? part : 1 - part;
            weight.slope *= treated[row] ? part : 1 - part;
        }
        const bool out = e < options.least_score || e > 1 - options.least_score;
        if (out) ++found.left_out;
        found.weights.push_back(out ? 0 : weight.value);
        found.slopes.push_back(out ? 0 : weight.slope);
    }
    if (options.truncate_above < 1) truncate(found, treated, options.truncate_above);
    return found;
}

Balance balance_of(std::string name, const std::vector<double>& values,
                   const std::vector<bool>& treated, const std::vector<double>& weights,
                   Estimand estimand) {
    Balance balance;
    balance.name = std::move(name);
    const bool binary = std::all_of(values.begin(), values.end(),
                                    [](double value) { return value == 0 || value == 1; });
    const std::vector<double> equal(values.size(), 1.0);
    const double of_treated = weighted_variance(values, treated, equal, true, binary);
    const double of_controls = weighted_variance(values, treated, equal, false, binary);
    const double variance = estimand == Estimand::att   ? of_treated
                            : estimand == Estimand::atc ? of_controls
                                                        : (of_treated + of_controls) / 2;
    balance.before = side_of(values, treated, equal, binary, std::sqrt(variance));
    balance.after = side_of(values, treated, weights, binary, std::sqrt(variance));
    return balance;
}

double effective_size(const std::vector<double>& weights, const std::vector<bool>& treated,
                      bool side) {
    double sum = 0, squares = 0;
    for (std::size_t row = 0; row < weights.size(); ++row) {
        if (treated[row] != side) continue;
        sum += weights[row];
        squares += weights[row] * weights[row];
    }
    return squares > 0 ? sum * sum / squares : 0;
}

}  // namespace statistics
