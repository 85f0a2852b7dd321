#include "formats/xlsx_writer.h"

#include <xlsxwriter.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "base/text.h"

namespace formats {

namespace {

constexpr std::size_t longest_text_characters = 32'767;
constexpr double narrowest_column_characters = 10;
constexpr double widest_column_characters = 80;

base::Error write_failed() {
    return base::refuse("xlsx_write_failed", "Regnearket kunne ikke skrives.");
}

// Spreadsheet programs take two names for one when only upper and lower case differ, and the
// library only knows that of ASCII: these are Æ Ø Å and the other capitals of Latin-1 in valid
// UTF-8.
std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (std::size_t i = 0; i < lower.size(); ++i) {
        const bool is_capital = lower[i] >= 'A' && lower[i] <= 'Z';
        const bool is_latin_capital =
            i > 0 && lower[i - 1] == '\xC3' && lower[i] <= '\x9E' && lower[i] != '\x97';
        if (is_capital || is_latin_capital) lower[i] = static_cast<char>(lower[i] + 0x20);
    }
    return lower;
}

// A place for a file: one that is there already is a regular one.
bool can_be_written(const std::filesystem::path& path) {
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    return std::filesystem::is_directory(std::filesystem::absolute(path).parent_path(), error) &&
           (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status));
}

bool is_sheet_name(std::string_view name) {
    const std::size_t length = base::length_in_characters(name);
    return length >= 1 && length <= 31 &&
           name.find_first_of("[]:*?/\\") == std::string_view::npos && name.front() != '\'' &&
           name.back() != '\'';
}

}  // namespace

struct XlsxWriter::Workbook {
    std::filesystem::path path;
    lxw_workbook* book = nullptr;
    lxw_worksheet* sheet = nullptr;
    lxw_format* heading_format = nullptr;
    lxw_format* date_format = nullptr;
    std::map<int, lxw_format*> decimal_formats;
    std::set<std::string> sheet_names;  // in lower case
    lxw_row_t row = 0;
    lxw_col_t column = 0;
    std::optional<base::Error> failure;

    Workbook() = default;
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;
    // The library writes the file when it closes the book, so a book only freed leaves none.
    ~Workbook() {
        if (book != nullptr) lxw_workbook_free(book);
    }

    void note(lxw_error error) {
        if (error != LXW_NO_ERROR && !failure) failure = write_failed();
    }
    lxw_format* format_with_decimals(int decimals);
    // Where the next cell goes, or nothing when nothing may be written any more.
    std::optional<lxw_col_t> next_cell();
};

lxw_format* XlsxWriter::Workbook::format_with_decimals(int decimals) {
    lxw_format*& format = decimal_formats[decimals];
    if (format == nullptr) {
        format = workbook_add_format(book);
        std::string code = "#,##0";
        if (decimals > 0) code += "." + std::string(static_cast<std::size_t>(decimals), '0');
        format_set_num_format(format, code.c_str());
    }
    return format;
}

std::optional<lxw_col_t> XlsxWriter::Workbook::next_cell() {
    if (failure) return std::nullopt;
    if (sheet == nullptr) throw std::logic_error("XlsxWriter: a cell before the first sheet");
    if (column >= LXW_COL_MAX || row >= LXW_ROW_MAX) {
        failure = base::refuse("xlsx_sheet_full", "Der er ikke plads til flere celler i arket.");
        return std::nullopt;
    }
    return column++;
}

XlsxWriter::XlsxWriter(std::unique_ptr<Workbook> workbook) : workbook_(std::move(workbook)) {}
XlsxWriter::XlsxWriter(XlsxWriter&&) noexcept = default;
XlsxWriter& XlsxWriter::operator=(XlsxWriter&&) noexcept = default;
XlsxWriter::~XlsxWriter() = default;

base::Result<XlsxWriter> XlsxWriter::create(const std::filesystem::path& path,
                                            const Properties& properties) {
    if (!can_be_written(path)) return write_failed();
    auto workbook = std::make_unique<Workbook>();
    workbook->path = path;
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    workbook->book = workbook_new_opt(path.c_str(), &options);
    if (workbook->book == nullptr) return write_failed();
    std::string title = properties.title;
    lxw_doc_properties document{};
    document.title = title.data();
    document.created = std::chrono::system_clock::to_time_t(properties.created);
    workbook->note(workbook_set_properties(workbook->book, &document));
    workbook->heading_format = workbook_add_format(workbook->book);
    format_set_bold(workbook->heading_format);
    workbook->date_format = workbook_add_format(workbook->book);
    format_set_num_format(workbook->date_format, "dd-mm-yyyy");
    return XlsxWriter(std::move(workbook));
}

void XlsxWriter::begin_sheet(std::string_view name, const std::vector<SheetColumn>& columns) {
    Workbook& workbook = *workbook_;
    if (workbook.failure) return;
    const std::string sheet_name(name);
    if (!base::is_valid_utf8(name) || !is_sheet_name(name) ||
        !workbook.sheet_names.insert(lower_case(name)).second) {
        workbook.failure =
            base::refuse("xlsx_sheet_name", "Et ark kan ikke have navnet »{}«.", sheet_name);
        return;
    }
    workbook.sheet = workbook_add_worksheet(workbook.book, sheet_name.c_str());
    if (workbook.sheet == nullptr) return workbook.note(LXW_ERROR_MEMORY_MALLOC_FAILED);
    workbook.row = 0;
    workbook.column = 0;
    for (const SheetColumn& column : columns) {
        const auto characters = static_cast<double>(base::length_in_characters(column.heading));
        const double needed =
            std::clamp(characters + 2, narrowest_column_characters, widest_column_characters);
        const double width = column.width_characters > 0 ? column.width_characters : needed;
        workbook.note(
            worksheet_set_column(workbook.sheet, workbook.column, workbook.column, width, nullptr));
        text(column.heading);
    }
    worksheet_freeze_panes(workbook.sheet, 1, 0);
    end_row();
}

void XlsxWriter::text(std::string_view text) {
    Workbook& workbook = *workbook_;
    const auto column = workbook.next_cell();
    if (!column || text.empty()) return;
    if (!base::is_valid_utf8(text) || text.find('\0') != std::string_view::npos) {
        workbook.failure = base::refuse("xlsx_text_encoding", "En tekst er ikke gyldig UTF-8.");
        return;
    }
    if (base::length_in_characters(text) > longest_text_characters) {
        workbook.failure = base::refuse("xlsx_text_too_long",
                                        "En tekst er længere end de {} tegn, en celle kan have.",
                                        std::to_string(longest_text_characters));
        return;
    }
    lxw_format* format = workbook.row == 0 ? workbook.heading_format : nullptr;
    workbook.note(worksheet_write_string(workbook.sheet, workbook.row, *column,
                                         std::string(text).c_str(), format));
}

void XlsxWriter::integer(std::int64_t value) {
    const auto column = workbook_->next_cell();
    if (!column) return;
    workbook_->note(worksheet_write_number(workbook_->sheet, workbook_->row, *column,
                                           static_cast<double>(value), nullptr));
}

void XlsxWriter::number(double value) {
    const auto column = workbook_->next_cell();
    if (!column || !std::isfinite(value)) return;
    workbook_->note(
        worksheet_write_number(workbook_->sheet, workbook_->row, *column, value, nullptr));
}

void XlsxWriter::number(double value, int decimals) {
    const auto column = workbook_->next_cell();
    if (!column || !std::isfinite(value)) return;
    lxw_format* format = workbook_->format_with_decimals(std::clamp(decimals, 0, 10));
    workbook_->note(
        worksheet_write_number(workbook_->sheet, workbook_->row, *column, value, format));
}

void XlsxWriter::date(base::Date date) {
    // Before 1 March 1900 the day numbers of spreadsheets are one off.
    if (date < base::date_of(1900, 3, 1)) return text(base::iso_date(date));
    const auto column = workbook_->next_cell();
    if (!column) return;
    lxw_datetime day{};
    day.year = base::year_of(date);
    day.month = static_cast<int>(base::month_of(date));
    day.day = static_cast<int>(base::day_of(date));
    workbook_->note(worksheet_write_datetime(workbook_->sheet, workbook_->row, *column, &day,
                                             workbook_->date_format));
}

void XlsxWriter::empty() {
    workbook_->next_cell();
}

void XlsxWriter::end_row() {
    if (workbook_->failure) return;
    ++workbook_->row;
    workbook_->column = 0;
}

base::Result<void> XlsxWriter::finish() {
    Workbook& workbook = *workbook_;
    if (workbook.book == nullptr) throw std::logic_error("XlsxWriter: finished twice");
    if (!workbook.failure && workbook.sheet == nullptr) workbook.failure = write_failed();
    lxw_workbook* book = std::exchange(workbook.book, nullptr);
    if (workbook.failure) {
        lxw_workbook_free(book);
        return *workbook.failure;
    }
    // Closing frees the book also when it fails.
    if (workbook_close(book) == LXW_NO_ERROR) return {};
    std::error_code ignored;
    std::filesystem::remove(workbook.path, ignored);
    return write_failed();
}

}  // namespace formats
