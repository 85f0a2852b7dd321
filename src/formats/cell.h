#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace formats {

enum class CellKind { empty, text, number, boolean, date, date_time, time, error };

// One cell of a table as text, whatever file it came from.
//   number     0.1, -12, 1e-07: point as decimal separator, at most 15 significant digits
//   boolean    TRUE or FALSE
//   date       2024-05-03
//   date_time  2024-05-03T18:00:00
//   time       18:00:00
//   error      what a spreadsheet shows instead of a value (#N/A, ####)
// `has_formula`: the text is the value that a spreadsheet program calculated and saved.
struct Cell {
    CellKind kind = CellKind::empty;
    std::string text;
    bool has_formula = false;

    bool operator==(const Cell&) const = default;
};

// A row with its number in the file (1 is the first). Cells stand at their column's place (0 is
// column A); the row ends with its last cell that holds something.
struct SheetRow {
    std::size_t number = 0;
    std::vector<Cell> cells;
};

// 0 is A, 25 is Z, 26 is AA.
std::string column_letters(std::size_t column);

}  // namespace formats
