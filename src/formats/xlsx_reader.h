#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/cell.h"
#include "formats/zip_archive.h"

namespace formats {

struct XlsxLimits {
    std::size_t rows = 200'000;  // with something in them
    std::size_t columns = 256;
    std::size_t cell_bytes = 128 * 1024;
    std::size_t shared_texts = 1'000'000;
    std::size_t shared_text_bytes = 64 * 1024 * 1024;
    ArchiveLimits archive{};
};

struct XlsxOptions {
    std::string sheet_name{};  // empty: the first sheet that isn't hidden
    XlsxLimits limits{};
};

struct XlsxSummary {
    std::string sheet_name;
    std::size_t rows = 0;
    std::size_t formula_cells = 0;
};

// Called for every row that holds something, in order. Reading stops when it refuses.
using SheetRowHandler = std::function<base::Result<void>(const SheetRow&)>;

// Reads one sheet of a workbook (.xlsx) row by row; only the shared texts are held in memory.
//
// Formulas are never calculated: the saved value is taken and the cell marked. Numbers shown as
// dates or times become ISO text. Cells without content, merged ranges, hidden rows, comments,
// hyperlinks and pictures are passed over. Errors in a sheet name the sheet, the row and, where it
// is one cell, the column.
//
// Refused, beside what ZipArchive and XmlParser refuse: protected and old (.xls) workbooks
// (xlsx_protected_or_old), macros (xlsx_macros), links to other workbooks (xlsx_external_link),
// formulas that reach outside the workbook (xlsx_dangerous_formula), formulas without a saved
// value (xlsx_formula_without_value), no such sheet (xlsx_sheet_missing), limits
// (xlsx_too_many_rows, xlsx_too_many_columns, xlsx_cell_too_long, xlsx_too_many_texts), cells that
// can't be understood (xlsx_bad_cell) and files that are something else (xlsx_not_a_workbook).
//
// `bytes` is the whole file. Thread-safe: nothing is shared between calls.
base::Result<XlsxSummary> read_xlsx(std::string_view bytes, const XlsxOptions& options,
                                    const SheetRowHandler& on_row);

// The same of a file on disk; also file_unreadable.
base::Result<XlsxSummary> read_xlsx_file(const std::filesystem::path& path,
                                         const XlsxOptions& options, const SheetRowHandler& on_row);

}  // namespace formats
