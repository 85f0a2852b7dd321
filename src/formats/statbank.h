#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/csv.h"

namespace formats {

enum class PeriodUnit { year, half_year, quarter, month, week, year_span };

// A period as Statistics Denmark writes it. `number` counts halves, quarters, months or weeks from
// 1; it is 0 for a year and the last year for a span of years. Sorts by year, then unit, then
// number, so compare only periods of one unit.
struct Period {
    int year = 0;
    PeriodUnit unit = PeriodUnit::year;
    int number = 0;

    auto operator<=>(const Period&) const = default;
};

// 2024, 2024H1, 2024K1 or 2024Q1, 2024M01, 2024U05, 2020:2022. Years 1000 to 9999. Empty for
// anything else.
std::optional<Period> parse_period(std::string_view code);

// The Danish code; parse_period() gives the period back.
std::string period_code(const Period& period);

enum class StatbankValue {
    known,
    unknown,         // ".." or "...": not available, too uncertain or withheld. Never zero.
    not_applicable,  // ".": can't occur by the nature of the thing
};

// One figure. `codes` stand in the order of StatbankHeader::variables. `value` is empty unless
// `state` is known. "-" is Statistics Denmark's sign for nothing counted, which is zero.
struct StatbankRow {
    std::size_t line = 0;
    std::vector<std::string> codes;
    std::optional<Period> period;  // empty when the table has no time variable
    StatbankValue state = StatbankValue::known;
    std::optional<double> value;
};

// The variable codes as the file has them, without the last column (INDHOLD).
struct StatbankHeader {
    std::vector<std::string> variables;
    std::optional<std::size_t> time_variable;  // TID; its codes are also in `codes`

    // Upper and lower case don't matter.
    std::optional<std::size_t> find(std::string_view variable) const;
};

// Either may be left empty. Reading stops when one refuses.
struct StatbankHandler {
    std::function<base::Result<void>(const StatbankHeader&)> on_header{};
    std::function<base::Result<void>(const StatbankRow&)> on_row{};
};

struct StatbankSummary {
    StatbankHeader header;
    std::size_t rows = 0;
    std::size_t unknown_values = 0;
};

// Reads a BULK or CSV export of the StatBank (semicolons; variables in any order, INDHOLD last)
// row by row, with codes as values. An error names the line and the column.
// Codes: what CsvReader refuses, statbank_empty, statbank_header (no INDHOLD last, an empty or
// doubled variable), statbank_columns (another number of columns than the header), statbank_period,
// statbank_value, statbank_code (an empty code).
base::Result<StatbankSummary> read_statbank(std::istream& input, const StatbankHandler& handler,
                                            CsvLimits limits = {.rows = 5'000'000,
                                                                .columns = 32,
                                                                .field_bytes = 1024,
                                                                .total_bytes = 512u * 1024 * 1024});

}  // namespace formats
