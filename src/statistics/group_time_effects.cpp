#include "statistics/group_time_effects.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "statistics/refusals.h"

namespace statistics {
namespace {

struct Panel {
    std::vector<double> times;
    std::vector<std::vector<double>> outcome;  // unit, time
    std::vector<std::optional<double>> first;
};

base::Result<Panel> panel_of(const std::vector<PanelRow>& rows) {
    if (rows.empty()) return no_data();
    std::set<double> times;
    std::map<std::size_t, std::size_t> units;
    for (const PanelRow& row : rows) {
        if (!std::isfinite(row.outcome)) return not_finite("outcome");
        times.insert(row.time);
        units.try_emplace(row.unit, units.size());
    }
    Panel panel;
    panel.times.assign(times.begin(), times.end());
    if (rows.size() != units.size() * times.size()) return different_lengths("unit");
    panel.outcome.assign(units.size(), std::vector<double>(times.size(), std::nan("")));
    panel.first.resize(units.size());
    for (const PanelRow& row : rows) {
        const std::size_t unit = units.at(row.unit);
        const auto time = static_cast<std::size_t>(
            std::lower_bound(panel.times.begin(), panel.times.end(), row.time) -
            panel.times.begin());
        panel.outcome[unit][time] = row.outcome;
        panel.first[unit] = row.first_treated;
    }
    for (const auto& series : panel.outcome)
        for (const double value : series)
            if (std::isnan(value)) return different_lengths("unit");
    return panel;
}

// An estimate as a mean of influences over all units.
struct Influenced {
    GroupTimeEffect effect;
    std::vector<double> influence;
};

double error_of(const std::vector<double>& influence) {
    double squares = 0;
    for (const double value : influence) squares += value * value;
    return std::sqrt(squares) / static_cast<double>(influence.size());
}

std::optional<Influenced> effect_of(const Panel& panel, double group, std::size_t before,
                                    std::size_t time, Comparison comparison) {
    const double now = panel.times[time], base_time = panel.times[before];
    const auto compared = [&](std::size_t unit) {
        const auto& first = panel.first[unit];
        if (!first) return true;
        return comparison == Comparison::not_yet_treated && *first != group &&
               *first > std::max(now, base_time);
    };
    double sums[2] = {0, 0};
    std::size_t counts[2] = {0, 0};
    const std::size_t units = panel.first.size();
    std::vector<int> side(units, -1);
    for (std::size_t unit = 0; unit < units; ++unit) {
        if (panel.first[unit] == group) side[unit] = 0;
        if (compared(unit)) side[unit] = 1;
        if (side[unit] < 0) continue;
        sums[side[unit]] += panel.outcome[unit][time] - panel.outcome[unit][before];
        ++counts[side[unit]];
    }
    if (counts[0] == 0 || counts[1] == 0) return std::nullopt;
    const double means[2] = {sums[0] / static_cast<double>(counts[0]),
                             sums[1] / static_cast<double>(counts[1])};
    Influenced result;
    result.effect = {group, now, means[0] - means[1], 0, counts[0], counts[1]};
    result.influence.assign(units, 0.0);
    for (std::size_t unit = 0; unit < units; ++unit) {
        if (side[unit] < 0) continue;
        const double change = panel.outcome[unit][time] - panel.outcome[unit][before];
        const double share = static_cast<double>(units) / static_cast<double>(counts[side[unit]]);
        result.influence[unit] = (side[unit] == 0 ? 1 : -1) * share * (change - means[side[unit]]);
    }
    result.effect.standard_error = error_of(result.influence);
    return result;
}

// Σ effect·size/Σ size over some effects. The sizes are taken as given.
std::pair<double, double> average(const std::vector<const Influenced*>& parts) {
    double weights = 0, estimate = 0;
    for (const Influenced* part : parts) weights += static_cast<double>(part->effect.treated);
    std::vector<double> influence(parts.front()->influence.size(), 0.0);
    for (const Influenced* part : parts) {
        const double weight = static_cast<double>(part->effect.treated) / weights;
        estimate += weight * part->effect.estimate;
        for (std::size_t i = 0; i < influence.size(); ++i)
            influence[i] += weight * part->influence[i];
    }
    return {estimate, error_of(influence)};
}

}  // namespace

base::Result<GroupTimeEffects> group_time_effects(const std::vector<PanelRow>& rows,
                                                  Comparison comparison) {
    const auto panel = panel_of(rows);
    if (!panel) return panel.error();
    std::set<double> groups;
    for (const auto& first : panel->first)
        if (first) groups.insert(*first);
    if (groups.empty()) return one_group("first_treated");
    std::vector<Influenced> found;
    for (const double group : groups) {
        const auto at = static_cast<std::size_t>(
            std::lower_bound(panel->times.begin(), panel->times.end(), group) -
            panel->times.begin());
        if (at == 0) return too_few("first_treated", 0, 1);
        if (at == panel->times.size()) continue;
        for (std::size_t time = 0; time < panel->times.size(); ++time)
            if (auto effect = effect_of(*panel, group, at - 1, time, comparison))
                found.push_back(std::move(*effect));
    }
    if (found.empty()) return one_group("first_treated");
    GroupTimeEffects result;
    result.units = panel->first.size();
    for (const auto& first : panel->first) result.treated_units += first ? 1 : 0;
    std::vector<const Influenced*> after;
    std::map<double, std::vector<const Influenced*>> ages;
    for (const Influenced& each : found) {
        result.effects.push_back(each.effect);
        ages[each.effect.time - each.effect.group].push_back(&each);
        if (each.effect.time >= each.effect.group) after.push_back(&each);
    }
    if (after.empty()) return one_group("first_treated");
    std::tie(result.overall, result.overall_error) = average(after);
    for (const auto& [age, parts] : ages) {
        const auto [estimate, error] = average(parts);
        result.by_age.push_back({age, estimate, error});
    }
    return result;
}

}  // namespace statistics
