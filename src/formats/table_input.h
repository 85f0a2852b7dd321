#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "formats/cell.h"
#include "formats/csv.h"
#include "formats/xlsx_reader.h"

namespace formats {

enum class TableSource { csv, xlsx };

struct TableLimits {
    std::size_t rows = 50'000;  // below the headings
    std::size_t columns = 100;
    std::size_t cell_bytes = 32 * 1024;
    std::size_t total_bytes = 32 * 1024 * 1024;  // of the file
};

// `line` is the row's number in the sheet, or the line in the text file where it begins.
// There are as many cells as the table has columns.
struct TableRow {
    std::size_t line = 0;
    std::vector<Cell> cells;
};

// A table with headings, whether it came as separated text or as a spreadsheet.
struct TableInput {
    TableSource source = TableSource::csv;
    std::string sheet_name;  // empty for separated text
    std::vector<std::string> columns;
    std::vector<TableRow> rows;

    // The column with that heading; upper and lower case and signs other than letters and digits
    // don't matter.
    std::optional<std::size_t> column(std::string_view heading) const;
};

// Reads a whole table from a file's bytes, a workbook (its first visible sheet) when they begin as
// one, else separated text.
//
// The first row that holds something has the headings. Rows where every cell is empty are left out.
// White space around cells is removed; in separated text every cell is text or empty. Columns
// without heading are dropped when they are empty all through.
//
// Codes: what CsvReader and read_xlsx refuse, table_empty, table_heading_missing (a cell below an
// empty heading), table_heading_twice, table_row_too_long (more cells than headings).
base::Result<TableInput> read_table(std::string_view bytes, const TableLimits& limits = {});

// The same of a file on disk; also file_unreadable and file_too_large.
base::Result<TableInput> read_table_file(const std::filesystem::path& path,
                                         const TableLimits& limits = {});

}  // namespace formats
