#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "formats/csv.h"
#include "formats/xlsx_writer.h"

namespace formats {

enum class TableFormat { csv, xlsx };
std::string_view content_type_of(TableFormat format);
std::string_view file_ending_of(TableFormat format);  // "csv", "xlsx"

// One table written to a file of either format, row by row, with the guards of both writers.
// Without finish() no file is left. Not thread-safe.
class TableOutput {
  public:
    // The file gets a name of its own in `folder`, which must exist.
    static base::Result<TableOutput> create(const std::filesystem::path& folder, TableFormat format,
                                            std::string_view title,
                                            const std::vector<std::string>& headings,
                                            base::Instant now);
    TableOutput(TableOutput&&) noexcept;
    ~TableOutput();

    void text(std::string_view text);
    void integer(std::int64_t value);
    void date(base::Date date);
    void empty();
    void end_row();

    // The finished file; it belongs to the caller.
    base::Result<std::filesystem::path> finish();

  private:
    TableOutput() = default;

    std::filesystem::path path_;
    std::unique_ptr<std::ofstream> stream_;
    std::optional<CsvWriter> csv_;
    std::optional<XlsxWriter> xlsx_;
    bool finished_ = false;
};

}  // namespace formats
