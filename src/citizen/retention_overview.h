#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "people/retention_forecast_store.h"

// What would be erased, for a committee: a table of classes and months in which no small number of
// persons can be read or worked out (R28).
namespace citizen {

struct RetentionOverview {
    // Empty: too few to be shown.
    using Cell = std::optional<std::int64_t>;
    std::vector<std::string> months;   // of the columns; the last, empty, is later
    std::vector<std::string> classes;  // of the rows
    // A row for each class and one for all; a column for each month and one for all.
    std::vector<std::vector<Cell>> cells;
};

RetentionOverview retention_overview(const people::Forecast& forecast);

}  // namespace citizen
