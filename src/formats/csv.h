#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace formats {

struct CsvLimits {
    std::size_t rows = 200'000;
    std::size_t columns = 256;
    std::size_t field_bytes = 32 * 1024;
    std::size_t total_bytes = 64 * 1024 * 1024;
};

enum class TextEncoding { utf_8, windows_1252 };

// Fields are UTF-8 whatever the file was. `line` is where the row begins (1 is the first line).
struct CsvRow {
    std::size_t line = 0;
    std::vector<std::string> fields;
};

// Reads separated text row by row, holding one row and 64 KB at a time.
//
// Delimiter: the one given, else the one a first line "sep=;" names, else the one of ; tab , that
// the first lines agree on (; when there is none). Encoding: UTF-8 with or without byte order mark;
// the first row with signs outside ASCII decides, and when it isn't UTF-8 the file is read as
// Windows-1252. Lines end with LF, CR LF or CR. A field may stand in quotes, a quote in it doubled.
// Lines without any sign are skipped and are not an error. Spaces around fields are kept.
//
// Not thread-safe; the stream must outlive the reader.
class CsvReader {
  public:
    explicit CsvReader(std::istream& input, CsvLimits limits = {},
                       std::optional<char> delimiter = std::nullopt);

    // The next row, or nothing at the end of the file. After an error the reader is finished and
    // every further call returns the same error.
    // Codes: csv_too_large, csv_too_many_rows, csv_too_many_columns, csv_field_too_long,
    // csv_open_quote, csv_text_after_quote, csv_encoding, csv_binary, csv_unreadable.
    base::Result<std::optional<CsvRow>> next();

    // Known after the first call to next().
    char delimiter() const { return delimiter_.value_or(';'); }
    TextEncoding encoding() const { return encoding_.value_or(TextEncoding::utf_8); }

  private:
    enum class FieldEnd { delimiter, line, input };

    std::optional<base::Error> start();
    std::optional<base::Error> fill();
    std::optional<base::Error> read_row(CsvRow& row);
    std::optional<base::Error> read_field(std::string& field, FieldEnd& end);
    std::optional<base::Error> read_quoted(std::string& field);
    std::optional<base::Error> append(std::string& field, char byte) const;
    std::optional<base::Error> decode(CsvRow& row);
    std::optional<char> peek();
    char take();
    void take_line_end();

    std::istream& input_;
    CsvLimits limits_;
    std::optional<char> delimiter_;
    std::optional<TextEncoding> encoding_;
    std::optional<base::Error> failure_;
    std::string buffer_;
    std::size_t position_ = 0;
    std::size_t total_bytes_ = 0;
    std::size_t rows_ = 0;
    std::size_t line_ = 1;
    bool started_ = false;
    bool at_end_ = false;
};

// True when a spreadsheet program could take the text for a formula: it begins with = + - @ tab or
// CR (also the full-width forms). Signed numbers, telephone numbers and single dashes ("-3,5",
// "+45 43 57 75 75", "-") are not formulas. Imports refuse such text.
bool is_formula_like(std::string_view text);

// The text as it may stand in a file that a spreadsheet program opens: with an apostrophe before it
// when its first sign is one of those above, also when the rest is harmless.
std::string guard_formula(std::string_view text);

// Writes separated text as a Danish Excel opens it: byte order mark, semicolons, CR LF and decimal
// comma. Text cells are guarded against being read as formulas; numbers and dates are not text.
// The stream must outlive the writer and its state tells whether writing worked. Not thread-safe.
class CsvWriter {
  public:
    explicit CsvWriter(std::ostream& output);

    void text(std::string_view text);
    void integer(std::int64_t value);
    // Rounded to `decimals` (0 to 15). A value that is not finite becomes an empty cell.
    void number(double value, int decimals);
    void date(base::Date date);
    void empty();
    void end_row();

  private:
    void separate();

    std::ostream& output_;
    bool row_has_cells_ = false;
};

// UTF-8 of text in Windows-1252, or nothing when it holds one of the five bytes that have no
// meaning there.
std::optional<std::string> utf8_from_windows_1252(std::string_view text);

}  // namespace formats
