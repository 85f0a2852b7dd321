#include "citizen/retention_overview.h"

#include <algorithm>

#include "evidence/suppression.h"

namespace citizen {
namespace {

std::size_t place_in(const std::vector<std::string>& names, const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

}  // namespace

RetentionOverview retention_overview(const people::Forecast& forecast) {
    RetentionOverview overview;
    if (forecast.counts.empty()) return overview;
    overview.months = people::months_from(forecast.counted_on);
    overview.months.emplace_back();
    for (const people::Forecast::Count& count : forecast.counts)
        if (overview.classes.empty() || overview.classes.back() != count.retention_class)
            overview.classes.push_back(count.retention_class);
    std::vector<std::vector<std::int64_t>> plain(
        overview.classes.size(), std::vector<std::int64_t>(overview.months.size(), 0));
    for (const people::Forecast::Count& count : forecast.counts)
        plain[place_in(overview.classes, count.retention_class)]
             [place_in(overview.months, count.month)] += count.persons;
    const evidence::CountTable table = evidence::with_sums(std::move(plain));
    const std::vector<std::vector<bool>> hidden = evidence::suppress(table);
    for (std::size_t row = 0; row < table.cells.size(); ++row) {
        overview.cells.emplace_back();
        for (std::size_t column = 0; column < table.cells[row].size(); ++column)
            overview.cells.back().push_back(
                hidden[row][column] ? RetentionOverview::Cell()
                                    : RetentionOverview::Cell(table.cells[row][column]));
    }
    return overview;
}

}  // namespace citizen
