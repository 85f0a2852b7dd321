#include "statistics/comparison_panel.h"

#include <algorithm>
#include <cmath>

#include "statistics/refusals.h"

namespace statistics {
namespace {

struct Cells {
    Matrix outcomes;                         // times × all units, NaN where there is none
    std::vector<Matrix> covariates;          // the same, 0 where there is none
    std::vector<std::vector<bool>> treated;  // unit, time
};

base::Result<Cells> cells_of(const std::vector<PanelObservation>& rows,
                             const PanelColumns& covariates, std::size_t units, std::size_t times) {
    Cells cells{Matrix(times, units),
                std::vector<Matrix>(covariates.names.size(), Matrix(times, units)),
                std::vector(units, std::vector<bool>(times, false))};
    for (std::size_t unit = 0; unit < units; ++unit)
        for (double& value : cells.outcomes.column(unit)) value = std::nan("");
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const PanelObservation& row = rows[i];
        if (!std::isfinite(row.outcome)) return not_finite("outcome");
        double& cell = cells.outcomes(row.time, row.unit);
        if (!std::isnan(cell))
            return base::refuse("twice_at_a_time", "Et sted har flere rækker for samme tidspunkt.");
        cell = row.outcome;
        cells.treated[row.unit][row.time] = row.treated;
        for (std::size_t k = 0; k < covariates.names.size(); ++k) {
            if (!std::isfinite(covariates.x(i, k))) return not_finite(covariates.names[k]);
            cells.covariates[k](row.time, row.unit) = covariates.x(i, k);
        }
    }
    return cells;
}

bool complete(const Matrix& outcomes, std::size_t unit) {
    const auto column = outcomes.column(unit);
    return std::none_of(column.begin(), column.end(),
                        [](double value) { return std::isnan(value); });
}

Matrix selected(const Matrix& values, const std::vector<std::size_t>& columns) {
    Matrix kept(values.rows(), columns.size());
    for (std::size_t column = 0; column < columns.size(); ++column)
        std::ranges::copy(values.column(columns[column]), kept.column(column).begin());
    return kept;
}

}  // namespace

std::vector<std::size_t> AdoptionPanel::cohorts() const {
    std::vector<std::size_t> first;
    for (std::size_t column = 0; column < begins.size(); ++column)
        if (treated(column)) first.push_back(begins[column]);
    std::sort(first.begin(), first.end());
    first.erase(std::unique(first.begin(), first.end()), first.end());
    return first;
}

base::Result<AdoptionPanel> adoption_panel(const std::vector<PanelObservation>& rows,
                                           const PanelColumns& covariates, std::size_t units,
                                           std::size_t times) {
    if (rows.empty()) return no_data();
    const auto cells = cells_of(rows, covariates, units, times);
    if (!cells) return cells.error();
    AdoptionPanel panel;
    panel.covariate_names = covariates.names;
    for (std::size_t unit = 0; unit < units; ++unit) {
        const std::vector<bool>& treated = cells->treated[unit];
        const auto first = std::find(treated.begin(), treated.end(), true);
        const bool ever = first != treated.end();
        if (!complete(cells->outcomes, unit)) {
            if (ever) return different_lengths("outcome");
            ++panel.incomplete;
            continue;
        }
        if (std::find(first, treated.end(), false) != treated.end())
            return base::refuse(
                "treatment_stops",
                "Indsatsen hører op igen undervejs; det kan metoden ikke regne på.");
        panel.begins.push_back(static_cast<std::size_t>(first - treated.begin()));
        panel.units.push_back(unit);
    }
    const auto controls = std::count(panel.begins.begin(), panel.begins.end(), times);
    if (controls == 0 || static_cast<std::size_t>(controls) == panel.begins.size())
        return one_group("treated");
    const std::size_t before = *std::min_element(panel.begins.begin(), panel.begins.end());
    if (before < 2) return too_few("time", before, 2);
    panel.outcomes = selected(cells->outcomes, panel.units);
    for (const Matrix& covariate : cells->covariates)
        panel.covariates.push_back(selected(covariate, panel.units));
    return panel;
}

ComparisonPanel cohort_panel(const AdoptionPanel& panel, std::size_t begins, const Matrix& values) {
    ComparisonPanel found;
    found.before = begins;
    found.incomplete = panel.incomplete;
    std::vector<std::size_t> columns;
    for (std::size_t column = 0; column < panel.begins.size(); ++column) {
        if (panel.treated(column) && panel.begins[column] != begins) continue;
        (panel.treated(column) ? found.treated : found.controls).push_back(columns.size());
        found.units.push_back(panel.units[column]);
        columns.push_back(column);
    }
    found.outcomes = selected(values, columns);
    return found;
}

base::Result<ComparisonPanel> comparison_panel(const std::vector<PanelObservation>& rows,
                                               std::size_t units, std::size_t times) {
    const auto panel = adoption_panel(rows, {}, units, times);
    if (!panel) return panel.error();
    const std::vector<std::size_t> cohorts = panel->cohorts();
    if (cohorts.size() > 1)
        return base::refuse("staggered",
                            "Stederne begyndte på forskellige tidspunkter. Se "
                            "group_time_effects.");
    return cohort_panel(*panel, cohorts.front(), panel->outcomes);
}

}  // namespace statistics
