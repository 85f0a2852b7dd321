#include "formats/table_output.h"

#include <unistd.h>

#include <cstdlib>
#include <utility>

#include "base/text.h"

namespace formats {
namespace {

// A new file that nobody else has, readable by us only.
base::Result<std::filesystem::path> new_file(const std::filesystem::path& folder,
                                             TableFormat format) {
    std::string name = (folder / "tabel-XXXXXX.").string() + std::string(file_ending_of(format));
    const int descriptor =
        ::mkstemps(name.data(), static_cast<int>(file_ending_of(format).size()) + 1);
    if (descriptor < 0)
        return base::refuse("file_unwritable", "Filen kan ikke skrives. Der mangler måske plads.");
    ::close(descriptor);
    return std::filesystem::path(name);
}

// Spreadsheet programs take at most 31 characters, none of []:*?/\ and no apostrophe at either end.
std::string sheet_name_of(std::string_view title) {
    std::string name(title);
    for (char& sign : name)
        if (std::string_view("[]:*?/\\").find(sign) != std::string_view::npos) sign = ' ';
    name = base::trim(base::shorten(base::trim(name), 31));
    while (name.starts_with('\'')) name.erase(0, 1);
    while (name.ends_with('\'')) name.pop_back();
    return name.empty() ? "Ark1" : name;
}

}  // namespace

std::string_view content_type_of(TableFormat format) {
    return format == TableFormat::csv
               ? "text/csv; charset=utf-8"
               : "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
}

std::string_view file_ending_of(TableFormat format) {
    return format == TableFormat::csv ? "csv" : "xlsx";
}

base::Result<TableOutput> TableOutput::create(const std::filesystem::path& folder,
                                              TableFormat format, std::string_view title,
                                              const std::vector<std::string>& headings,
                                              base::Instant now) {
    const base::Result<std::filesystem::path> path = new_file(folder, format);
    if (!path) return path.error();
    TableOutput output;
    output.path_ = *path;
    if (format == TableFormat::csv) {
        output.stream_ = std::make_unique<std::ofstream>(*path, std::ios::binary | std::ios::trunc);
        output.csv_.emplace(*output.stream_);
        for (const std::string& heading : headings) output.csv_->text(heading);
        output.csv_->end_row();
        return output;
    }
    base::Result<XlsxWriter> writer = XlsxWriter::create(*path, {std::string(title), now});
    if (!writer) return writer.error();
    output.xlsx_.emplace(std::move(*writer));
    std::vector<SheetColumn> columns;
    for (const std::string& heading : headings) columns.push_back({heading});
    output.xlsx_->begin_sheet(sheet_name_of(title), columns);
    return output;
}

TableOutput::TableOutput(TableOutput&& other) noexcept
    : path_(std::move(other.path_)),
      stream_(std::move(other.stream_)),
      csv_(std::move(other.csv_)),
      xlsx_(std::move(other.xlsx_)),
      finished_(std::exchange(other.finished_, true)) {}

TableOutput::~TableOutput() {
    if (finished_) return;
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void TableOutput::text(std::string_view text) {
    csv_ ? csv_->text(text) : xlsx_->text(text);
}
void TableOutput::integer(std::int64_t value) {
    csv_ ? csv_->integer(value) : xlsx_->integer(value);
}
void TableOutput::date(base::Date date) {
    csv_ ? csv_->date(date) : xlsx_->date(date);
}
void TableOutput::empty() {
    csv_ ? csv_->empty() : xlsx_->empty();
}
void TableOutput::end_row() {
    csv_ ? csv_->end_row() : xlsx_->end_row();
}

base::Result<std::filesystem::path> TableOutput::finish() {
    if (csv_) {
        stream_->close();
        if (!*stream_)
            return base::refuse("file_unwritable",
                                "Filen kan ikke skrives. Der mangler måske plads.");
    } else {
        const base::Result<void> written = xlsx_->finish();
        if (!written) return written.error();
    }
    finished_ = true;
    return path_;
}

}  // namespace formats
