#include "statistics/comparison_panel.h"

#include <algorithm>
#include <cmath>

#include "statistics/refusals.h"

namespace statistics {
namespace {

struct Cells {
    Matrix outcomes;                         // times × all units, NaN where there is none
    std::vector<std::vector<bool>> treated;  // unit, time
};

base::Result<Cells> cells_of(const std::vector<PanelObservation>& rows, std::size_t units,
                             std::size_t times) {
    Cells cells{Matrix(times, units), std::vector(units, std::vector<bool>(times, false))};
    for (std::size_t unit = 0; unit < units; ++unit)
        for (double& value : cells.outcomes.column(unit)) value = std::nan("");
    for (const PanelObservation& row : rows) {
        if (!std::isfinite(row.outcome)) return not_finite("outcome");
        double& cell = cells.outcomes(row.time, row.unit);
        if (!std::isnan(cell))
            return base::refuse("twice_at_a_time", "Et sted har flere rækker for samme tidspunkt.");
        cell = row.outcome;
        cells.treated[row.unit][row.time] = row.treated;
    }
    return cells;
}

bool complete(const Matrix& outcomes, std::size_t unit) {
    const auto column = outcomes.column(unit);
    return std::none_of(column.begin(), column.end(),
                        [](double value) { return std::isnan(value); });
}

}  // namespace

base::Result<ComparisonPanel> comparison_panel(const std::vector<PanelObservation>& rows,
                                               std::size_t units, std::size_t times) {
    if (rows.empty()) return no_data();
    const auto cells = cells_of(rows, units, times);
    if (!cells) return cells.error();
    ComparisonPanel panel;
    std::vector<bool> pattern;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const std::vector<bool>& treated = cells->treated[unit];
        const bool ever = std::find(treated.begin(), treated.end(), true) != treated.end();
        if (!complete(cells->outcomes, unit)) {
            if (ever) return different_lengths("outcome");
            ++panel.incomplete;
            continue;
        }
        if (ever && !pattern.empty() && pattern != treated)
            return base::refuse("staggered",
                                "Stederne begyndte på forskellige tidspunkter. Se "
                                "group_time_effects.");
        if (ever) pattern = treated;
        (ever ? panel.treated : panel.controls).push_back(panel.units.size());
        panel.units.push_back(unit);
    }
    if (panel.treated.empty() || panel.controls.empty()) return one_group("treated");
    panel.before =
        static_cast<std::size_t>(std::find(pattern.begin(), pattern.end(), true) - pattern.begin());
    if (std::find(pattern.begin() + static_cast<std::ptrdiff_t>(panel.before), pattern.end(),
                  false) != pattern.end())
        return base::refuse("treatment_stops",
                            "Indsatsen hører op igen undervejs; det kan metoden ikke regne på.");
    if (panel.before < 2) return too_few("time", panel.before, 2);
    panel.outcomes = Matrix(times, panel.units.size());
    for (std::size_t column = 0; column < panel.units.size(); ++column)
        std::copy_n(cells->outcomes.column(panel.units[column]).begin(), times,
                    panel.outcomes.column(column).begin());
    return panel;
}

}  // namespace statistics
