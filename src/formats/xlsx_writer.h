#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace formats {

struct SheetColumn {
    std::string heading;
    double width_characters = 0;  // 0: as wide as the heading needs, at least 10
};

// Writes a workbook (.xlsx) to a file, sheet after sheet and row after row, holding one row.
// Each sheet begins with its headings, bold and staying in view. No cell is ever a formula or a
// link: text is text whatever it begins with.
//
//     auto writer = XlsxWriter::create(path, {"Trivsel 2024", created});
//     writer->begin_sheet("Tal", {{"År"}, {"Antal"}});
//     writer->integer(2024); writer->number(12.5); writer->end_row();
//     auto written = writer->finish();
//
// The first error is kept, everything after it is ignored, and finish() returns it. Without
// finish(), or after an error, no file is left. Not thread-safe.
// Codes: xlsx_write_failed, xlsx_sheet_name, xlsx_text_too_long, xlsx_text_encoding,
// xlsx_sheet_full.
class XlsxWriter {
  public:
    struct Properties {
        std::string title;
        base::Instant created;
    };

    static base::Result<XlsxWriter> create(const std::filesystem::path& path,
                                           const Properties& properties);

    XlsxWriter(XlsxWriter&&) noexcept;
    XlsxWriter& operator=(XlsxWriter&&) noexcept;
    ~XlsxWriter();

    // `name`: 1 to 31 characters without []:*?/\, no apostrophe at the ends, not used before.
    void begin_sheet(std::string_view name, const std::vector<SheetColumn>& columns);

    // One cell further to the right. Calling these before begin_sheet() is a bug and throws
    // std::logic_error.
    void text(std::string_view text);
    void integer(std::int64_t value);
    void number(double value);                // not finite: an empty cell
    void number(double value, int decimals);  // shown with 0 to 10 decimals
    void date(base::Date date);               // from 1900-03-01 on; earlier ones become text
    void empty();
    void end_row();

    base::Result<void> finish();

  private:
    struct Workbook;
    explicit XlsxWriter(std::unique_ptr<Workbook> workbook);

    std::unique_ptr<Workbook> workbook_;
};

}  // namespace formats
