#include "statistics/group_time_effects.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "statistics/adjusted_difference.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

struct Panel {
    std::vector<double> times;
    std::vector<std::vector<double>> outcome;   // unit, time
    std::vector<std::vector<std::size_t>> row;  // in the data
    std::vector<std::optional<double>> first;
    std::vector<double> weight;  // with the mean 1
};

base::Result<Panel> panel_of(const std::vector<PanelRow>& rows, std::size_t anticipation) {
    if (rows.empty()) return no_data();
    std::set<double> times;
    std::map<std::size_t, std::size_t> units;
    for (const PanelRow& row : rows) {
        if (!std::isfinite(row.outcome)) return not_finite("outcome");
        if (!(row.weight > 0) || !std::isfinite(row.weight)) return not_positive("weights");
        times.insert(row.time);
        units.try_emplace(row.unit, units.size());
    }
    Panel panel;
    panel.times.assign(times.begin(), times.end());
    if (rows.size() != units.size() * times.size()) return different_lengths("unit");
    panel.outcome.assign(units.size(), std::vector<double>(times.size(), std::nan("")));
    panel.row.assign(units.size(), std::vector<std::size_t>(times.size(), 0));
    panel.first.resize(units.size());
    panel.weight.resize(units.size());
    double total = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t unit = units.at(rows[i].unit);
        const auto time = static_cast<std::size_t>(
            std::lower_bound(panel.times.begin(), panel.times.end(), rows[i].time) -
            panel.times.begin());
        panel.outcome[unit][time] = rows[i].outcome;
        panel.row[unit][time] = i;
        if (rows[i].first_treated &&
            *rows[i].first_treated <= panel.times.back() + static_cast<double>(anticipation))
            panel.first[unit] = rows[i].first_treated;
        if (time == 0) total += panel.weight[unit] = rows[i].weight;
    }
    for (double& weight : panel.weight) weight *= static_cast<double>(units.size()) / total;
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

// Which units stand for what in one effect.
struct Sides {
    std::vector<std::size_t> units;
    std::vector<bool> treated;
    std::size_t counts[2] = {0, 0};  // compared, treated
};

Sides sides_of(const Panel& panel, double group, double last, const GroupTimeOptions& options) {
    Sides sides;
    for (std::size_t unit = 0; unit < panel.first.size(); ++unit) {
        const auto& first = panel.first[unit];
        const bool own = first == group;
        const bool other = options.comparison == Comparison::not_yet_treated && first && !own &&
                           *first > last + static_cast<double>(options.anticipation);
        if (!own && first && !other) continue;
        sides.units.push_back(unit);
        sides.treated.push_back(own);
        ++sides.counts[own ? 1 : 0];
    }
    return sides;
}

base::Result<std::optional<Influenced>> effect_of(const Panel& panel,
                                                  const PanelCovariates& covariates, double group,
                                                  std::size_t before, std::size_t time,
                                                  const GroupTimeOptions& options) {
    const double now = panel.times[time];
    const Sides sides = sides_of(panel, group, std::max(now, panel.times[before]), options);
    if (sides.counts[0] == 0 || sides.counts[1] == 0) return std::optional<Influenced>{};
    const std::size_t all = panel.first.size(), count = sides.units.size();
    Influenced result{{group, now, 0, 0, sides.counts[1], sides.counts[0]},
                      std::vector<double>(all, 0.0)};
    if (before == time) return std::optional(std::move(result));
    const std::size_t columns = std::max<std::size_t>(1, covariates.x.columns());
    TwoGroups groups{{}, sides.treated, {}, Matrix(count, columns), covariates.names};
    if (groups.names.empty()) groups.names = {"(Intercept)"};
    const std::size_t base = std::min(before, time);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t unit = sides.units[i];
        groups.change.push_back(panel.outcome[unit][time] - panel.outcome[unit][before]);
        groups.weights.push_back(panel.weight[unit]);
        groups.x(i, 0) = 1;
        for (std::size_t j = 1; j < columns; ++j)
            groups.x(i, j) = covariates.x(panel.row[unit][base], j);
    }
    // Without covariates the three are the same, and this one needs no iteration.
    const auto found = adjusted_difference(
        groups, columns == 1 ? Adjustment::outcome_regression : options.adjustment);
    if (!found) return found.error();
    result.effect.estimate = found->estimate;
    const double share = static_cast<double>(all) / static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i)
        result.influence[sides.units[i]] = share * found->influence[i];
    result.effect.standard_error = error_of(result.influence);
    return std::optional(std::move(result));
}

// Averages of effects with the groups' parts of all units as weights.
class Averages {
  public:
    explicit Averages(const Panel& panel) : panel_(panel) {
        for (std::size_t unit = 0; unit < panel.first.size(); ++unit)
            if (panel.first[unit])
                parts_[*panel.first[unit]] +=
                    panel.weight[unit] / static_cast<double>(panel.first.size());
    }

    // Σ part·effect/Σ part; the influence counts that the parts are estimates.
    Influenced by_parts(const std::vector<const Influenced*>& effects) const {
        const std::size_t units = panel_.first.size();
        Influenced result;
        result.influence.assign(units, 0.0);
        double sum = 0;
        for (const Influenced* each : effects) sum += parts_.at(each->effect.group);
        std::vector<double> moved(units, 0.0);
        for (const Influenced* each : effects) {
            const double part = parts_.at(each->effect.group);
            result.effect.estimate += part / sum * each->effect.estimate;
            for (std::size_t unit = 0; unit < units; ++unit) {
                const double own =
                    (panel_.first[unit] == each->effect.group ? panel_.weight[unit] : 0) - part;
                result.influence[unit] +=
                    part / sum * each->influence[unit] + own / sum * each->effect.estimate;
                moved[unit] += own / sum;
            }
        }
        for (std::size_t unit = 0; unit < units; ++unit)
            result.influence[unit] -= moved[unit] * result.effect.estimate;
        return result;
    }

    static Influenced equally(const std::vector<const Influenced*>& effects) {
        Influenced result;
        result.influence.assign(effects.front()->influence.size(), 0.0);
        const double share = 1 / static_cast<double>(effects.size());
        for (const Influenced* each : effects) {
            result.effect.estimate += share * each->effect.estimate;
            for (std::size_t unit = 0; unit < result.influence.size(); ++unit)
                result.influence[unit] += share * each->influence[unit];
        }
        return result;
    }

  private:
    const Panel& panel_;
    std::map<double, double> parts_;
};

EffectAverage said(double at, const Influenced& average) {
    return {at, average.effect.estimate, error_of(average.influence)};
}

std::vector<const Influenced*> pointers(const std::vector<Influenced>& all) {
    std::vector<const Influenced*> each;
    for (const Influenced& one : all) each.push_back(&one);
    return each;
}

void fill_averages(const Averages& averages, const std::vector<Influenced>& found,
                   GroupTimeEffects& result) {
    std::vector<const Influenced*> after;
    std::map<double, std::vector<const Influenced*>> ages, groups, times;
    for (const Influenced& each : found) {
        ages[each.effect.time - each.effect.group].push_back(&each);
        if (each.effect.time < each.effect.group) continue;
        after.push_back(&each);
        groups[each.effect.group].push_back(&each);
        times[each.effect.time].push_back(&each);
    }
    const EffectAverage overall = said(0, averages.by_parts(after));
    result.overall = overall.estimate;
    result.overall_error = overall.standard_error;
    std::vector<Influenced> from_start, of_groups, of_times;
    for (const auto& [age, parts] : ages) {
        Influenced average = averages.by_parts(parts);
        result.by_age.push_back(said(age, average));
        if (age >= 0) from_start.push_back(std::move(average));
    }
    for (const auto& [group, parts] : groups) {
        Influenced average = Averages::equally(parts);
        average.effect.group = group;
        result.by_group.push_back(said(group, average));
        of_groups.push_back(std::move(average));
    }
    for (const auto& [time, parts] : times) {
        of_times.push_back(averages.by_parts(parts));
        result.by_time.push_back(said(time, of_times.back()));
    }
    result.over_ages = said(0, Averages::equally(pointers(from_start)));
    result.over_groups = said(0, averages.by_parts(pointers(of_groups)));
    result.over_times = said(0, Averages::equally(pointers(of_times)));
}

// The time that changes up to `time` are measured from.
std::size_t base_of(std::size_t treatment, std::size_t time, const GroupTimeOptions& options) {
    const std::size_t last_before = treatment - 1 - options.anticipation;
    if (options.base == BaseTime::universal || time > last_before) return last_before;
    return time == 0 ? 0 : time - 1;
}

}  // namespace

base::Result<GroupTimeEffects> group_time_effects(const std::vector<PanelRow>& rows,
                                                  const PanelCovariates& covariates,
                                                  const GroupTimeOptions& options) {
    const auto panel = panel_of(rows, options.anticipation);
    if (!panel) return panel.error();
    if (covariates.x.columns() > 0 && covariates.x.rows() != rows.size())
        return different_lengths("terms");
    std::set<double> groups;
    for (const auto& first : panel->first)
        if (first) groups.insert(*first);
    if (groups.empty()) return one_group("first_treated");
    const bool varying = options.base == BaseTime::varying;
    std::vector<Influenced> found;
    for (const double group : groups) {
        const auto at = static_cast<std::size_t>(
            std::lower_bound(panel->times.begin(), panel->times.end(), group) -
            panel->times.begin());
        if (at <= options.anticipation)
            return too_few("first_treated", at, options.anticipation + 1);
        if (at == panel->times.size()) continue;
        for (std::size_t time = varying ? 1 : 0; time < panel->times.size(); ++time) {
            auto effect =
                effect_of(*panel, covariates, group, base_of(at, time, options), time, options);
            if (!effect) return effect.error();
            if (*effect) found.push_back(std::move(**effect));
        }
    }
    GroupTimeEffects result;
    result.units = panel->first.size();
    for (const auto& first : panel->first) result.treated_units += first ? 1 : 0;
    bool any_after = false;
    for (const Influenced& each : found) {
        result.effects.push_back(each.effect);
        any_after = any_after || each.effect.time >= each.effect.group;
    }
    if (!any_after) return one_group("first_treated");
    fill_averages(Averages(*panel), found, result);
    return result;
}

base::Result<GroupTimeEffects> group_time_effects(const std::vector<PanelRow>& rows,
                                                  Comparison comparison) {
    GroupTimeOptions options;
    options.comparison = comparison;
    return group_time_effects(rows, {}, options);
}

}  // namespace statistics
