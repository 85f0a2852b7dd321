#include "formats/xlsx_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "base/date.h"
#include "formats/file_bytes.h"
#include "formats/xlsx_package.h"

namespace formats {

namespace {

constexpr std::size_t last_row_number = 1'048'576;
constexpr std::size_t last_column = 16'384;

struct CellPlace {
    std::size_t column = 0;
    std::size_t row = 0;
};

std::optional<CellPlace> parse_place(std::string_view text) {
    CellPlace place;
    std::size_t i = 0;
    for (; i < text.size() && text[i] >= 'A' && text[i] <= 'Z' && i < 3; ++i) {
        place.column = place.column * 26 + static_cast<std::size_t>(text[i] - 'A' + 1);
    }
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + i, end, place.row);
    if (i == 0 || parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
    if (place.column > last_column || place.row == 0) return std::nullopt;
    --place.column;
    return place;
}

std::optional<double> parse_number(std::string_view text) {
    double value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole_text = parsed.ptr == text.data() + text.size();
    if (parsed.ec != std::errc() || !is_whole_text || !std::isfinite(value)) return std::nullopt;
    return value;
}

std::string without_quoted_texts(std::string_view formula) {
    std::string rest;
    bool in_quotes = false;
    for (char sign : formula) {
        if (sign == '"') in_quotes = !in_quotes;
        if (in_quotes || sign == ' ') continue;
        rest += sign >= 'a' && sign <= 'z' ? static_cast<char>(sign - 'a' + 'A') : sign;
    }
    return rest;
}

// Formulas that start programs (DDE: program|topic!item), call libraries or fetch from the net.
bool reaches_outside(std::string_view formula) {
    const std::string rest = without_quoted_texts(formula);
    const std::size_t bar = rest.find('|');
    if (bar != std::string::npos && rest.find('!', bar) != std::string::npos) return true;
    for (std::string_view call : {"WEBSERVICE(", "IMPORTXML(", "IMPORTDATA(", "REGISTER(",
                                  "REGISTER.ID(", "CALL(", "EXEC(", "RTD("}) {
        const std::size_t found = rest.find(call);
        if (found == std::string::npos) continue;
        const bool is_end_of_longer_name =
            found > 0 && rest[found - 1] >= 'A' && rest[found - 1] <= 'Z';
        if (!is_end_of_longer_name) return true;
    }
    return false;
}

class SheetHandler : public XmlHandler {
  public:
    SheetHandler(const Workbook& workbook, const XlsxLimits& limits, const SheetRowHandler& on_row)
        : workbook_(workbook), limits_(limits), on_row_(on_row) {}

    XlsxSummary summary() const { return {workbook_.sheet_name, rows_, formula_cells_}; }

    void start(std::string_view name, const XmlAttributes& attributes) override;
    void end(std::string_view name) override;
    void text(std::string_view text) override;

  private:
    void start_row(const XmlAttributes& attributes);
    void start_cell(const XmlAttributes& attributes);
    void end_row();
    void end_cell();
    Cell cell_from_value();
    Cell cell_from_shared_text();
    Cell cell_from_iso_date();
    bool check_formula();
    void keep(Cell cell);
    void fail_cell(std::string_view code, std::string_view danish);

    const Workbook& workbook_;
    const XlsxLimits& limits_;
    const SheetRowHandler& on_row_;

    std::size_t rows_ = 0;
    std::size_t formula_cells_ = 0;
    bool in_rows_ = false;
    bool in_row_ = false;
    SheetRow row_;
    std::size_t next_column_ = 0;

    bool in_cell_ = false;
    std::size_t column_ = 0;
    std::string type_;
    unsigned style_ = 0;
    std::string value_;
    std::string formula_;
    bool has_formula_ = false;
    std::string* taking_ = nullptr;
    bool in_phonetic_ = false;
};

void SheetHandler::start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "sheetData") {
        in_rows_ = true;
    } else if (in_rows_ && name == "row") {
        start_row(attributes);
    } else if (in_row_ && name == "c") {
        start_cell(attributes);
    } else if (in_cell_ && name == "v") {
        taking_ = &value_;
    } else if (in_cell_ && name == "f") {
        has_formula_ = true;
        taking_ = &formula_;
    } else if (in_cell_ && name == "rPh") {
        in_phonetic_ = true;
    } else if (in_cell_ && name == "t" && !in_phonetic_) {
        taking_ = &value_;
    }
}

void SheetHandler::end(std::string_view name) {
    if (name == "v" || name == "f" || name == "t") {
        taking_ = nullptr;
    } else if (name == "rPh") {
        in_phonetic_ = false;
    } else if (name == "c" && in_cell_) {
        end_cell();
    } else if (name == "row" && in_row_) {
        end_row();
    } else if (name == "sheetData") {
        in_rows_ = false;
    }
}

void SheetHandler::text(std::string_view text) {
    if (taking_ == nullptr) return;
    if (taking_->size() + text.size() > limits_.cell_bytes) {
        return fail(
            base::refuse("xlsx_cell_too_long",
                         "Arket »{}«, række {}, kolonne {}: cellen fylder mere end {} byte.",
                         workbook_.sheet_name, std::to_string(row_.number), column_letters(column_),
                         std::to_string(limits_.cell_bytes)));
    }
    *taking_ += text;
}

void SheetHandler::start_row(const XmlAttributes& attributes) {
    std::size_t number = row_.number + 1;
    if (const auto given = attributes.find("r")) {
        const auto parsed = parse_number(*given);
        const bool is_valid = parsed && *parsed >= static_cast<double>(number) &&
                              *parsed <= static_cast<double>(last_row_number) &&
                              *parsed == std::trunc(*parsed);
        if (!is_valid || in_row_) {
            return fail(base::refuse("xlsx_bad_cell",
                                     "Arket »{}«: rækkerne efter række {} kan ikke læses.",
                                     workbook_.sheet_name, std::to_string(row_.number)));
        }
        number = static_cast<std::size_t>(*parsed);
    }
    in_row_ = true;
    row_.number = number;
    row_.cells.clear();
    next_column_ = 0;
}

void SheetHandler::start_cell(const XmlAttributes& attributes) {
    column_ = next_column_;
    if (const auto given = attributes.find("r")) {
        const auto place = parse_place(*given);
        if (!place || place->row != row_.number || place->column < next_column_ || in_cell_) {
            return fail_cell(
                "xlsx_bad_cell",
                base::danish("Arket »{}«, række {}, kolonne {}: cellen kan ikke læses."));
        }
        column_ = place->column;
    }
    next_column_ = column_ + 1;
    in_cell_ = true;
    type_ = attributes.find("t").value_or("n");
    const std::string_view style = attributes.find("s").value_or("0");
    style_ = 0;
    std::from_chars(style.data(), style.data() + style.size(), style_);
    value_.clear();
    formula_.clear();
    has_formula_ = false;
}

void SheetHandler::end_row() {
    in_row_ = false;
    if (row_.cells.empty()) return;
    if (++rows_ > limits_.rows) {
        return fail(base::refuse("xlsx_too_many_rows", "Arket »{}« har mere end {} rækker.",
                                 workbook_.sheet_name, std::to_string(limits_.rows)));
    }
    if (auto taken = on_row_(row_); !taken) fail(taken.error());
}

void SheetHandler::end_cell() {
    in_cell_ = false;
    taking_ = nullptr;
    if (has_formula_ && !check_formula()) return;
    const bool is_text = type_ == "inlineStr" || type_ == "str";
    if (value_.empty() && !(is_text && has_formula_)) {
        if (has_formula_) {
            fail_cell(
                "xlsx_formula_without_value",
                base::danish(
                    "Arket »{}«, række {}, kolonne {}: formlen har ingen gemt værdi. Åbn filen i "
                    "et regnearksprogram, gem den og prøv igen."));
        }
        return;
    }
    Cell cell = cell_from_value();
    cell.has_formula = has_formula_;
    if (!failure()) keep(std::move(cell));
}

bool SheetHandler::check_formula() {
    ++formula_cells_;
    if (!reaches_outside(formula_)) return true;
    fail_cell("xlsx_dangerous_formula",
              base::danish(
                  "Arket »{}«, række {}, kolonne {}: formlen henter noget uden for regnearket."));
    return false;
}

Cell SheetHandler::cell_from_value() {
    if (type_ == "s") return cell_from_shared_text();
    if (type_ == "str" || type_ == "inlineStr") return {CellKind::text, decode_escapes(value_)};
    if (type_ == "b") return {CellKind::boolean, value_ == "1" ? "TRUE" : "FALSE"};
    if (type_ == "e") return {CellKind::error, value_};
    if (type_ == "d") return cell_from_iso_date();
    const auto number = parse_number(value_);
    if (type_ != "n" || !number) {
        fail_cell("xlsx_bad_cell",
                  base::danish("Arket »{}«, række {}, kolonne {}: cellen kan ikke læses."));
        return {};
    }
    const NumberDisplay display =
        style_ < workbook_.displays.size() ? workbook_.displays[style_] : NumberDisplay::number;
    return cell_from_number(*number, display, workbook_.date_system);
}

Cell SheetHandler::cell_from_shared_text() {
    std::size_t index = 0;
    const char* end = value_.data() + value_.size();
    const auto parsed = std::from_chars(value_.data(), end, index);
    if (parsed.ec != std::errc() || parsed.ptr != end || index >= workbook_.shared_texts.size()) {
        fail_cell("xlsx_bad_cell",
                  base::danish("Arket »{}«, række {}, kolonne {}: cellen kan ikke læses."));
        return {};
    }
    return {CellKind::text, workbook_.shared_texts[index]};
}

Cell SheetHandler::cell_from_iso_date() {
    if (base::parse_date(value_)) return {CellKind::date, value_};
    if (base::parse_local_time(value_)) return {CellKind::date_time, value_};
    fail_cell("xlsx_bad_cell",
              base::danish("Arket »{}«, række {}, kolonne {}: cellen kan ikke læses."));
    return {};
}

void SheetHandler::keep(Cell cell) {
    if (cell.text.empty() && !cell.has_formula) return;
    if (column_ >= limits_.columns) {
        return fail(base::refuse("xlsx_too_many_columns",
                                 "Arket »{}«, række {}, kolonne {}: der må højst være {} kolonner.",
                                 workbook_.sheet_name, std::to_string(row_.number),
                                 column_letters(column_), std::to_string(limits_.columns)));
    }
    row_.cells.resize(column_ + 1);
    row_.cells[column_] = std::move(cell);
}

void SheetHandler::fail_cell(std::string_view code, std::string_view danish) {
    fail(base::refuse(code, danish, workbook_.sheet_name, std::to_string(row_.number),
                      column_letters(column_)));
}

// What a protected workbook (and every .xls) begins with instead of a ZIP archive.
bool is_compound_file(std::string_view bytes) {
    return bytes.substr(0, 4) == "\xD0\xCF\x11\xE0";
}

}  // namespace

base::Result<XlsxSummary> read_xlsx(std::string_view bytes, const XlsxOptions& options,
                                    const SheetRowHandler& on_row) {
    if (is_compound_file(bytes)) {
        return base::refuse("xlsx_protected_or_old",
                            "Regnearket er beskyttet med adgangskode eller gemt i det gamle format "
                            ".xls. Gem det som .xlsx uden adgangskode og prøv igen.");
    }
    if (bytes.substr(0, 2) != "PK") {
        return base::refuse("xlsx_not_a_workbook", "Filen er ikke et regneark (.xlsx).");
    }
    auto archive = ZipArchive::open(bytes, options.limits.archive);
    if (!archive) return archive.error();
    const auto workbook = read_workbook(*archive, options);
    if (!workbook) return workbook.error();
    SheetHandler handler(*workbook, options.limits, on_row);
    auto parsed = parse_part(*archive, workbook->sheet_path, handler);
    if (!parsed) return parsed.error();
    return handler.summary();
}

base::Result<XlsxSummary> read_xlsx_file(const std::filesystem::path& path,
                                         const XlsxOptions& options,
                                         const SheetRowHandler& on_row) {
    const auto bytes = read_file_bytes(path, options.limits.archive.archive_bytes);
    if (!bytes) return bytes.error();
    return read_xlsx(*bytes, options, on_row);
}

}  // namespace formats
