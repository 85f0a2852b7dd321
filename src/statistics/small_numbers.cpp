#include "statistics/small_numbers.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace statistics {

bool too_small_to_show(double count) {
    return count > 0 && count < smallest_shown_count;
}

bool are_counts_to_show(const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [](double value) {
        return value >= 0 && value == std::floor(value) && !too_small_to_show(value);
    });
}

std::vector<ShownPeriod> shown_periods(const std::vector<double>& counts) {
    std::vector<ShownPeriod> shown;
    bool model = true;
    for (const double count : counts) {
        const bool small = too_small_to_show(count);
        model = model && !small;
        shown.push_back({!small, model});
    }
    return shown;
}

std::vector<bool> shown_parts(const std::vector<double>& counts) {
    std::vector<bool> shown;
    double hidden = 0;
    std::size_t parts = 0;
    const auto hide = [&](double count) {
        hidden += count;
        ++parts;
    };
    for (const double count : counts) {
        shown.push_back(!too_small_to_show(count));
        if (!shown.back()) hide(count);
    }
    while (parts > 0 && (parts < 2 || hidden <= 2 * smallest_shown_count)) {
        std::size_t next = counts.size();
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (shown[i] && counts[i] > 0 && (next == counts.size() || counts[i] < counts[next]))
                next = i;
        if (next == counts.size()) break;
        shown[next] = false;
        hide(counts[next]);
    }
    return shown;
}

std::vector<bool> shown_steps(const std::vector<std::vector<double>>& added) {
    const std::size_t steps = added.empty() ? 0 : added.front().size() - 1;
    std::vector<bool> shown(steps, false);
    std::vector<double> since(added.size(), 0.0);
    const auto none_small = [&] {
        return std::none_of(since.begin(), since.end(), too_small_to_show);
    };
    // What each step shown has added, to be given back where too few come after it.
    std::vector<std::pair<std::size_t, std::vector<double>>> kept;
    for (std::size_t step = 0; step < steps; ++step) {
        for (std::size_t kind = 0; kind < added.size(); ++kind) since[kind] += added[kind][step];
        if (!none_small()) continue;
        shown[step] = true;
        kept.emplace_back(step, since);
        std::fill(since.begin(), since.end(), 0.0);
    }
    for (std::size_t kind = 0; kind < added.size(); ++kind) since[kind] += added[kind][steps];
    while (!none_small() && !kept.empty()) {
        shown[kept.back().first] = false;
        for (std::size_t kind = 0; kind < added.size(); ++kind)
            since[kind] += kept.back().second[kind];
        kept.pop_back();
    }
    return shown;
}

double rounded_to_five(double count) {
    return smallest_shown_count * std::round(count / smallest_shown_count);
}

double rounded_to_digits(double value, int digits) {
    if (value == 0 || !std::isfinite(value)) return value;
    const double scale = std::pow(10, digits - 1 - std::floor(std::log10(std::abs(value))));
    return std::round(value * scale) / scale;
}

}  // namespace statistics
