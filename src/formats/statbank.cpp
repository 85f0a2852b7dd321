#include "formats/statbank.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "base/text.h"
#include "formats/decimal.h"

namespace formats {

namespace {

struct UnitLetter {
    char letter;
    PeriodUnit unit;
    int most;
    std::size_t digits;
};

// The first letter of each unit is the Danish one.
constexpr std::array<UnitLetter, 5> unit_letters = {{{'H', PeriodUnit::half_year, 2, 1},
                                                     {'K', PeriodUnit::quarter, 4, 1},
                                                     {'Q', PeriodUnit::quarter, 4, 1},
                                                     {'M', PeriodUnit::month, 12, 2},
                                                     {'U', PeriodUnit::week, 53, 2}}};

std::optional<int> parse_digits(std::string_view text) {
    int value = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (text.empty() || text.front() == '-' || parsed.ec != std::errc() || parsed.ptr != end) {
        return std::nullopt;
    }
    return value;
}

std::optional<int> parse_year(std::string_view text) {
    const auto year = text.size() == 4 ? parse_digits(text) : std::nullopt;
    return year && *year >= 1000 ? year : std::nullopt;
}

bool is_content_heading(std::string_view folded) {
    return folded == "indhold" || folded == "contents" || folded == "content";
}

bool is_time_heading(std::string_view folded) {
    return folded == "tid" || folded == "time";
}

class StatbankParser {
  public:
    StatbankParser(std::istream& input, const StatbankHandler& handler, CsvLimits limits)
        : reader_(input, limits, ';'), handler_(handler) {}

    base::Result<StatbankSummary> parse();

  private:
    base::Result<void> take_header(const CsvRow& row);
    base::Result<void> take_row(CsvRow row);
    base::Result<void> take_value(StatbankRow& figure, std::string_view text) const;
    std::string column_name(std::size_t column) const;

    CsvReader reader_;
    const StatbankHandler& handler_;
    StatbankSummary summary_;
    std::string content_heading_;
};

base::Result<StatbankSummary> StatbankParser::parse() {
    bool has_header = false;
    while (true) {
        auto row = reader_.next();
        if (!row) return row.error();
        if (!*row) break;
        auto taken = has_header ? take_row(std::move(**row)) : take_header(**row);
        if (!taken) return taken.error();
        has_header = true;
    }
    if (!has_header) return base::refuse("statbank_empty", "Filen er tom.");
    return summary_;
}

base::Result<void> StatbankParser::take_header(const CsvRow& row) {
    StatbankHeader& header = summary_.header;
    std::set<std::string> seen;
    for (std::size_t column = 0; column < row.fields.size(); ++column) {
        const std::string name = base::trim(row.fields[column]);
        const std::string folded = base::fold_for_search(name);
        const bool is_last = column + 1 == row.fields.size();
        if (folded.empty() || !seen.insert(folded).second ||
            is_content_heading(folded) != is_last) {
            return base::refuse("statbank_header",
                                "Linje {}, kolonne {}: overskriften »{}« passer ikke i en fil fra "
                                "Statistikbanken, hvor INDHOLD skal stå sidst.",
                                std::to_string(row.line), std::to_string(column + 1), name);
        }
        if (is_last) {
            content_heading_ = name;
        } else {
            if (is_time_heading(folded)) header.time_variable = column;
            header.variables.push_back(name);
        }
    }
    return handler_.on_header ? handler_.on_header(header) : base::Result<void>();
}

std::string StatbankParser::column_name(std::size_t column) const {
    const auto& variables = summary_.header.variables;
    return column < variables.size() ? variables[column] : content_heading_;
}

base::Result<void> StatbankParser::take_row(CsvRow row) {
    const StatbankHeader& header = summary_.header;
    if (row.fields.size() != header.variables.size() + 1) {
        return base::refuse("statbank_columns", "Linje {} har {} kolonner, men skulle have {}.",
                            std::to_string(row.line), std::to_string(row.fields.size()),
                            std::to_string(header.variables.size() + 1));
    }
    StatbankRow figure;
    figure.line = row.line;
    if (auto taken = take_value(figure, row.fields.back()); !taken) return taken;
    row.fields.pop_back();
    for (std::size_t column = 0; column < row.fields.size(); ++column) {
        if (row.fields[column].empty()) {
            return base::refuse("statbank_code", "Linje {}, kolonne {}: koden mangler.",
                                std::to_string(row.line), column_name(column));
        }
    }
    if (header.time_variable) {
        const std::string& code = row.fields[*header.time_variable];
        figure.period = parse_period(code);
        if (!figure.period) {
            return base::refuse("statbank_period", "Linje {}, kolonne {}: »{}« er ikke en periode.",
                                std::to_string(row.line), column_name(*header.time_variable), code);
        }
    }
    figure.codes = std::move(row.fields);
    ++summary_.rows;
    if (figure.state == StatbankValue::unknown) ++summary_.unknown_values;
    return handler_.on_row ? handler_.on_row(figure) : base::Result<void>();
}

base::Result<void> StatbankParser::take_value(StatbankRow& figure, std::string_view text) const {
    if (text == ".." || text == "...") {
        figure.state = StatbankValue::unknown;
    } else if (text == ".") {
        figure.state = StatbankValue::not_applicable;
    } else if (text == "-") {
        figure.value = 0;
    } else {
        figure.value = parse_decimal(text);
        if (!figure.value) {
            return base::refuse("statbank_value", "Linje {}, kolonne {}: »{}« er ikke et tal.",
                                std::to_string(figure.line), content_heading_, text);
        }
    }
    return {};
}

}  // namespace

std::optional<Period> parse_period(std::string_view code) {
    const auto year = parse_year(code.substr(0, 4));
    if (!year) return std::nullopt;
    if (code.size() == 4) return Period{*year, PeriodUnit::year, 0};
    const std::string_view rest = code.substr(5);
    if (code[4] == ':') {
        const auto last = parse_year(rest);
        if (!last || *last < *year) return std::nullopt;
        return Period{*year, PeriodUnit::year_span, *last};
    }
    for (const UnitLetter& unit : unit_letters) {
        if (code[4] != unit.letter || rest.size() != unit.digits) continue;
        const auto number = parse_digits(rest);
        if (!number || *number < 1 || *number > unit.most) return std::nullopt;
        return Period{*year, unit.unit, *number};
    }
    return std::nullopt;
}

std::string period_code(const Period& period) {
    const std::string year = std::to_string(period.year);
    if (period.unit == PeriodUnit::year) return year;
    const std::string number = std::to_string(period.number);
    if (period.unit == PeriodUnit::year_span) return year + ":" + number;
    const auto unit =
        std::find_if(unit_letters.begin(), unit_letters.end(),
                     [&](const UnitLetter& letter) { return letter.unit == period.unit; });
    const std::string zero = number.size() < unit->digits ? "0" : "";
    return year + unit->letter + zero + number;
}

std::optional<std::size_t> StatbankHeader::find(std::string_view variable) const {
    const std::string wanted = base::fold_for_search(variable);
    for (std::size_t index = 0; index < variables.size(); ++index) {
        if (base::fold_for_search(variables[index]) == wanted) return index;
    }
    return std::nullopt;
}

base::Result<StatbankSummary> read_statbank(std::istream& input, const StatbankHandler& handler,
                                            CsvLimits limits) {
    return StatbankParser(input, handler, limits).parse();
}

}  // namespace formats
