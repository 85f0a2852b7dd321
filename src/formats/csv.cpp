#include "formats/csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"

namespace formats {

namespace {

constexpr std::size_t chunk_bytes = 64 * 1024;
constexpr std::size_t sample_lines = 10;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
// In order of preference when two fit equally well.
constexpr std::array<char, 3> delimiters = {';', '\t', ','};

// No text file has other signs below the space, and no page could show them.
bool may_stand_in_text(char byte) {
    return static_cast<unsigned char>(byte) >= 0x20 || byte == '\t' || byte == '\n' || byte == '\r';
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char byte) { return static_cast<unsigned char>(byte) < 0x80; });
}

using Counts = std::array<std::size_t, delimiters.size()>;

// How often each delimiter stands outside quotes, line by line. A last line that the sample cuts
// off is left out, unless it is the only one.
std::vector<Counts> count_delimiters(std::string_view sample, bool is_whole_input) {
    std::vector<Counts> lines;
    Counts counts{};
    bool in_quotes = false;
    bool line_has_text = false;
    for (char byte : sample) {
        if (byte == '"') in_quotes = !in_quotes;
        if (!in_quotes && (byte == '\n' || byte == '\r')) {
            if (line_has_text) lines.push_back(counts);
            if (lines.size() == sample_lines) return lines;
            counts = {};
            line_has_text = false;
            continue;
        }
        line_has_text = true;
        if (in_quotes) continue;
        auto found = std::find(delimiters.begin(), delimiters.end(), byte);
        if (found != delimiters.end()) {
            ++counts[static_cast<std::size_t>(found - delimiters.begin())];
        }
    }
    if (line_has_text && (is_whole_input || lines.empty())) lines.push_back(counts);
    return lines;
}

char detect_delimiter(std::string_view sample, bool is_whole_input) {
    const std::vector<Counts> lines = count_delimiters(sample, is_whole_input);
    if (lines.empty()) return ';';
    char best = ';';
    std::pair<std::size_t, std::size_t> best_score{0, 0};
    for (std::size_t i = 0; i < delimiters.size(); ++i) {
        const std::size_t in_header = lines.front()[i];
        if (in_header == 0) continue;
        const auto agreeing = static_cast<std::size_t>(
            std::count_if(lines.begin(), lines.end(),
                          [&](const Counts& counts) { return counts[i] == in_header; }));
        const std::pair<std::size_t, std::size_t> score{agreeing, in_header};
        if (score > best_score) {
            best_score = score;
            best = delimiters[i];
        }
    }
    return best;
}

// The delimiter of a first line like "sep=;", which Excel writes and reads.
std::optional<char> named_delimiter(std::string_view sample) {
    if (sample.size() < 6 || sample.substr(0, 4) != "sep=") return std::nullopt;
    if (sample[5] != '\r' && sample[5] != '\n') return std::nullopt;
    if (std::find(delimiters.begin(), delimiters.end(), sample[4]) == delimiters.end()) {
        return std::nullopt;
    }
    return sample[4];
}

// 0x80 to 0x9F of Windows-1252; 0 where the byte has no meaning. The rest equals Latin-1.
constexpr std::array<char32_t, 32> windows_1252_signs = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

// Full-width = + - @ are turned into the plain signs by some programs.
bool begins_with_full_width_sign(std::string_view text) {
    for (std::string_view sign : {"\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"}) {
        if (text.substr(0, sign.size()) == sign) return true;
    }
    return false;
}

bool begins_like_formula(std::string_view text) {
    if (text.empty()) return false;
    constexpr std::string_view signs = "=+-@\t\r";
    return signs.find(text.front()) != std::string_view::npos || begins_with_full_width_sign(text);
}

std::string line_text(std::size_t line) {
    return std::to_string(line);
}

}  // namespace

std::optional<std::string> utf8_from_windows_1252(std::string_view text) {
    std::string converted;
    converted.reserve(text.size() + text.size() / 8);
    for (char sign : text) {
        const auto byte = static_cast<unsigned char>(sign);
        char32_t code_point = byte;
        if (byte >= 0x80 && byte < 0xA0) {
            code_point = windows_1252_signs[byte - 0x80];
            if (code_point == 0) return std::nullopt;
        }
        base::append_utf8(converted, code_point);
    }
    return converted;
}

CsvReader::CsvReader(std::istream& input, CsvLimits limits, std::optional<char> delimiter)
    : input_(input), limits_(limits), delimiter_(delimiter) {}

base::Result<std::optional<CsvRow>> CsvReader::next() {
    if (!started_ && !failure_) {
        started_ = true;
        failure_ = start();
    }
    if (failure_) return *failure_;
    CsvRow row;
    failure_ = read_row(row);
    if (!failure_ && !row.fields.empty()) failure_ = decode(row);
    if (failure_) return *failure_;
    if (row.fields.empty()) return std::optional<CsvRow>();
    return std::optional<CsvRow>(std::move(row));
}

std::optional<base::Error> CsvReader::start() {
    if (auto error = fill()) return error;
    std::string_view sample = buffer_;
    if (sample.substr(0, 2) == "\xFF\xFE" || sample.substr(0, 2) == "\xFE\xFF") {
        return base::refuse("csv_encoding",
                            "Filen er gemt som UTF-16. Gem den som CSV UTF-8 og prøv igen.");
    }
    if (sample.substr(0, byte_order_mark.size()) == byte_order_mark) {
        position_ = byte_order_mark.size();
        encoding_ = TextEncoding::utf_8;
        sample.remove_prefix(position_);
    }
    if (auto named = named_delimiter(sample)) {
        if (!delimiter_) delimiter_ = named;
        position_ += 5;
        take_line_end();
    } else if (!delimiter_) {
        delimiter_ = detect_delimiter(sample, at_end_);
    }
    return std::nullopt;
}

// Makes sure that a byte stands at position_, unless the input is at its end.
std::optional<base::Error> CsvReader::fill() {
    if (position_ < buffer_.size() || at_end_) return std::nullopt;
    buffer_.resize(chunk_bytes);
    position_ = 0;
    input_.read(buffer_.data(), static_cast<std::streamsize>(chunk_bytes));
    buffer_.resize(static_cast<std::size_t>(input_.gcount()));
    if (input_.bad()) {
        return base::refuse("csv_unreadable", "Filen kunne ikke læses til ende.");
    }
    at_end_ = buffer_.size() < chunk_bytes;
    total_bytes_ += buffer_.size();
    if (total_bytes_ > limits_.total_bytes) {
        return base::refuse("csv_too_large", "Filen fylder mere end {} byte.",
                            std::to_string(limits_.total_bytes));
    }
    return std::nullopt;
}

std::optional<char> CsvReader::peek() {
    if (position_ == buffer_.size() && !at_end_) failure_ = fill();
    if (failure_ || position_ == buffer_.size()) return std::nullopt;
    return buffer_[position_];
}

char CsvReader::take() {
    const char byte = buffer_[position_++];
    if (byte == '\n') ++line_;
    return byte;
}

void CsvReader::take_line_end() {
    const bool is_carriage_return = take() == '\r';
    if (!is_carriage_return) return;
    if (peek() == '\n') {
        take();
    } else {
        ++line_;
    }
}

std::optional<base::Error> CsvReader::read_row(CsvRow& row) {
    while (peek() == '\n' || peek() == '\r') take_line_end();
    if (failure_ || !peek()) return failure_;
    row.line = line_;
    if (++rows_ > limits_.rows) {
        return base::refuse("csv_too_many_rows", "Filen har mere end {} rækker.",
                            std::to_string(limits_.rows));
    }
    FieldEnd end = FieldEnd::delimiter;
    while (end == FieldEnd::delimiter) {
        if (row.fields.size() == limits_.columns) {
            return base::refuse("csv_too_many_columns", "Linje {} har mere end {} kolonner.",
                                line_text(row.line), std::to_string(limits_.columns));
        }
        std::string field;
        if (auto error = read_field(field, end)) return error;
        row.fields.push_back(std::move(field));
    }
    return std::nullopt;
}

std::optional<base::Error> CsvReader::read_field(std::string& field, FieldEnd& end) {
    const bool is_quoted = peek() == '"';
    if (is_quoted) {
        if (auto error = read_quoted(field)) return error;
    }
    while (auto byte = peek()) {
        if (*byte == *delimiter_) {
            take();
            end = FieldEnd::delimiter;
            return std::nullopt;
        }
        if (*byte == '\n' || *byte == '\r') {
            take_line_end();
            end = FieldEnd::line;
            return failure_;
        }
        if (is_quoted) {
            return base::refuse("csv_text_after_quote",
                                "Linje {}: der står tekst lige efter et afsluttende anførselstegn.",
                                line_text(line_));
        }
        if (auto error = append(field, take())) return error;
    }
    end = FieldEnd::input;
    return failure_;
}

std::optional<base::Error> CsvReader::read_quoted(std::string& field) {
    const std::size_t first_line = line_;
    take();
    while (auto byte = peek()) {
        take();
        if (*byte == '"') {
            if (peek() != '"') return failure_;
            take();
        }
        if (auto error = append(field, *byte)) return error;
    }
    if (failure_) return failure_;
    return base::refuse("csv_open_quote",
                        "Linje {}: et anførselstegn begynder en celle, men slutter den aldrig.",
                        line_text(first_line));
}

std::optional<base::Error> CsvReader::append(std::string& field, char byte) const {
    if (!may_stand_in_text(byte)) {
        return base::refuse("csv_binary", "Linje {}: filen er ikke en tekstfil.", line_text(line_));
    }
    if (field.size() == limits_.field_bytes) {
        return base::refuse("csv_field_too_long", "Linje {}: en celle fylder mere end {} byte.",
                            line_text(line_), std::to_string(limits_.field_bytes));
    }
    field += byte;
    return std::nullopt;
}

std::optional<base::Error> CsvReader::decode(CsvRow& row) {
    for (std::string& field : row.fields) {
        if (is_ascii(field)) continue;
        if (!encoding_) {
            const bool is_utf8 =
                std::all_of(row.fields.begin(), row.fields.end(),
                            [](const std::string& text) { return base::is_valid_utf8(text); });
            encoding_ = is_utf8 ? TextEncoding::utf_8 : TextEncoding::windows_1252;
        }
        if (*encoding_ == TextEncoding::windows_1252) {
            if (auto converted = utf8_from_windows_1252(field)) {
                field = std::move(*converted);
                continue;
            }
        } else if (base::is_valid_utf8(field)) {
            continue;
        }
        return base::refuse("csv_encoding",
                            "Linje {}: teksten er hverken UTF-8 eller Windows-1252. Gem filen som "
                            "CSV UTF-8 og prøv igen.",
                            line_text(row.line));
    }
    return std::nullopt;
}

bool is_formula_like(std::string_view text) {
    if (!begins_like_formula(text)) return false;
    if (text.front() != '+' && text.front() != '-') return true;
    // Only what a signed number or a telephone number is written with can't be calculated.
    return text.substr(1).find_first_not_of("0123456789 .,") != std::string_view::npos;
}

std::string guard_formula(std::string_view text) {
    std::string guarded(text);
    if (begins_like_formula(text)) guarded.insert(guarded.begin(), '\'');
    return guarded;
}

CsvWriter::CsvWriter(std::ostream& output) : output_(output) {
    output_ << byte_order_mark;
}

void CsvWriter::separate() {
    if (row_has_cells_) output_ << ';';
    row_has_cells_ = true;
}

void CsvWriter::text(std::string_view text) {
    separate();
    const std::string guarded = guard_formula(text);
    const bool needs_quotes =
        guarded.find_first_of(";\"\r\n\t") != std::string::npos ||
        (!guarded.empty() && (guarded.front() == ' ' || guarded.back() == ' '));
    if (!needs_quotes) {
        output_ << guarded;
        return;
    }
    output_ << '"';
    for (char sign : guarded) {
        if (sign == '"') output_ << '"';
        output_ << sign;
    }
    output_ << '"';
}

void CsvWriter::integer(std::int64_t value) {
    separate();
    // Not through the stream, which might group digits in its locale.
    output_ << std::to_string(value);
}

void CsvWriter::number(double value, int decimals) {
    separate();
    if (!std::isfinite(value)) return;
    std::array<char, 400> digits{};
    // Not printf, which writes the decimal separator of the process's locale.
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                   std::chars_format::fixed, std::clamp(decimals, 0, 15));
    std::string text(digits.data(), end.ptr);
    if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') text.erase(0, 1);
    std::replace(text.begin(), text.end(), '.', ',');
    output_ << text;
}

void CsvWriter::date(base::Date date) {
    separate();
    output_ << base::iso_date(date);
}

void CsvWriter::empty() {
    separate();
}

void CsvWriter::end_row() {
    output_ << "\r\n";
    row_has_cells_ = false;
}

}  // namespace formats
