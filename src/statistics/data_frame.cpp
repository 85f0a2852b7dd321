#include "statistics/data_frame.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <set>

#include "statistics/field_names.h"
#include "statistics/refusals.h"

namespace statistics {
namespace {

constexpr double missing_value = std::numeric_limits<double>::quiet_NaN();

// Takes cells from CSV one after the other.
class CsvReader {
  public:
    explicit CsvReader(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }
    bool done() const { return at_ >= text_.size(); }

    std::vector<std::string> row() {
        std::vector<std::string> cells;
        do cells.push_back(cell());
        while (take(','));
        take('\r');
        take('\n');
        return cells;
    }

  private:
    bool take(char expected) {
        if (done() || text_[at_] != expected) return false;
        ++at_;
        return true;
    }
    std::string cell() {
        if (!take('"')) {
            const std::size_t begin = at_;
            while (!done() && text_[at_] != ',' && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
            return std::string(text_.substr(begin, at_ - begin));
        }
        std::string content;
        while (!done()) {
            if (take('"') && !take_second_quote(content)) break;
            if (!done() && text_[at_] != '"') content += text_[at_++];
        }
        return content;
    }
    bool take_second_quote(std::string& content) {
        if (!take('"')) return false;
        content += '"';
        return true;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

bool is_missing(const std::string& cell) {
    return cell.empty() || cell == "NA";
}

std::optional<double> number_in(const std::string& cell) {
    double number = 0;
    const char* begin = cell.data() + (cell.starts_with('+') ? 1 : 0);
    const char* end = cell.data() + cell.size();
    const auto [stop, failure] = std::from_chars(begin, end, number);
    if (failure != std::errc{} || stop != end) return std::nullopt;
    return number;
}

// Numbers whose squares and products are beyond what there are numbers for.
bool too_large(const Column& column) {
    return !column.categorical() &&
           std::any_of(column.values.begin(), column.values.end(),
                       [](double value) { return std::abs(value) > 1e100; });
}

// A variable that isn't there, with the one that was probably meant.
base::Error no_variable(std::string_view name, const std::vector<Column>& columns) {
    std::vector<std::string> known;
    for (const Column& column : columns) known.push_back(column.name);
    const std::string likely = meant(name, known);
    return likely.empty() ? unknown_variable(name) : unknown_variable(name, likely);
}

base::Result<Column> column_of(const std::string& name, const std::vector<std::string>& cells,
                               bool as_text) {
    Column column{name, {}, {}};
    if (as_text) return categories(name, cells);
    column.values.reserve(cells.size());
    for (const std::string& cell : cells) {
        const auto number = is_missing(cell) ? missing_value : number_in(cell);
        if (!number) return categories(name, cells);
        if (!is_missing(cell) && !std::isfinite(*number)) return not_finite(name);
        column.values.push_back(*number);
    }
    return column;
}

}  // namespace

std::string shortest(double number) {
    char text[32];
    const auto [end, failure] = std::to_chars(text, text + sizeof text, number);
    return failure == std::errc{} ? std::string(text, end) : std::string();
}

std::string Column::text(std::size_t row) const {
    const double value = values[row];
    if (std::isnan(value)) return {};
    return categorical() ? labels[static_cast<std::size_t>(value)] : shortest(value);
}

Column categories(std::string name, const std::vector<std::string>& texts) {
    std::set<std::string> distinct;
    for (const std::string& text : texts)
        if (!is_missing(text)) distinct.insert(text);
    Column column{std::move(name), {}, {distinct.begin(), distinct.end()}};
    column.values.reserve(texts.size());
    for (const std::string& text : texts) {
        const auto at = std::lower_bound(column.labels.begin(), column.labels.end(), text);
        column.values.push_back(is_missing(text) ? missing_value
                                                 : static_cast<double>(at - column.labels.begin()));
    }
    return column;
}

base::Result<DataFrame> DataFrame::from_csv(std::string_view csv,
                                            const std::vector<std::string>& as_text) {
    CsvReader reader(csv);
    if (reader.done()) return no_data();
    const std::vector<std::string> heading = reader.row();
    if (heading.size() == 1 && heading.front().find(';') != std::string::npos) return semicolons();
    for (std::size_t i = 0; i < heading.size(); ++i)
        if (!heading[i].empty() &&
            std::find(heading.begin(), heading.begin() + static_cast<std::ptrdiff_t>(i),
                      heading[i]) != heading.begin() + static_cast<std::ptrdiff_t>(i))
            return same_name(heading[i]);
    for (const std::string& name : as_text)
        if (std::find(heading.begin(), heading.end(), name) == heading.end())
            return unknown_variable(name);
    std::vector<std::vector<std::string>> cells(heading.size());
    while (!reader.done()) {
        std::vector<std::string> row = reader.row();
        if (row.size() == 1 && row.front().empty()) continue;
        if (row.size() != heading.size()) return different_lengths(row.front());
        for (std::size_t i = 0; i < row.size(); ++i) cells[i].push_back(std::move(row[i]));
    }
    if (cells.front().empty()) return no_data();
    DataFrame frame;
    for (std::size_t i = 0; i < heading.size(); ++i) {
        const bool text = std::find(as_text.begin(), as_text.end(), heading[i]) != as_text.end();
        auto column = column_of(heading[i], cells[i], text);
        if (!column) return column.error();
        if (too_large(*column)) return outside(heading[i], "[-1e100; 1e100]");
        frame.columns_.push_back(std::move(*column));
    }
    return frame;
}

const Column* DataFrame::find(std::string_view name) const {
    const auto found = std::find_if(columns_.begin(), columns_.end(),
                                    [&](const Column& column) { return column.name == name; });
    return found == columns_.end() ? nullptr : &*found;
}

base::Result<const Column*> DataFrame::column(std::string_view name) const {
    const Column* found = find(name);
    if (!found) return no_variable(name, columns_);
    return found;
}

base::Result<std::vector<double>> DataFrame::numbers(std::string_view name) const {
    const Column* found = find(name);
    if (!found) return no_variable(name, columns_);
    if (found->categorical()) return not_numeric(name, found->labels.front());
    return found->values;
}

base::Result<void> DataFrame::add(Column column) {
    if (too_large(column)) return outside(column.name, "[-1e100; 1e100]");
    if (!columns_.empty() && column.values.size() != rows()) return different_lengths(column.name);
    const auto found = std::find_if(columns_.begin(), columns_.end(),
                                    [&](const Column& other) { return other.name == column.name; });
    if (found == columns_.end())
        columns_.push_back(std::move(column));
    else
        *found = std::move(column);
    return {};
}

DataFrame DataFrame::select(const std::vector<std::size_t>& rows) const {
    DataFrame selected;
    for (const Column& column : columns_) {
        Column part{column.name, {}, column.labels};
        part.values.reserve(rows.size());
        for (const std::size_t row : rows) part.values.push_back(column.values[row]);
        selected.columns_.push_back(std::move(part));
    }
    return selected;
}

base::Result<CompleteRows> complete_rows(const DataFrame& frame,
                                         const std::vector<std::string>& names) {
    CompleteRows complete;
    std::vector<bool> usable(frame.rows(), true);
    for (const std::string& name : names) {
        const Column* column = frame.find(name);
        if (!column) return no_variable(name, frame.columns());
        if (complete.missing.contains(name)) continue;
        std::size_t& missing = complete.missing[name];
        for (std::size_t row = 0; row < frame.rows(); ++row) {
            if (!std::isnan(column->values[row])) continue;
            ++missing;
            usable[row] = false;
        }
    }
    for (std::size_t row = 0; row < frame.rows(); ++row)
        if (usable[row]) complete.rows.push_back(row);
    complete.left_out = frame.rows() - complete.rows.size();
    if (complete.rows.empty()) return no_data();
    return complete;
}

Groups groups_of(const Column& column) {
    std::vector<double> distinct = column.values;
    std::sort(distinct.begin(), distinct.end());
    distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
    Groups groups;
    groups.of_row.reserve(column.values.size());
    for (const double value : column.values)
        groups.of_row.push_back(static_cast<std::size_t>(
            std::lower_bound(distinct.begin(), distinct.end(), value) - distinct.begin()));
    for (const double value : distinct)
        groups.names.push_back(column.categorical() ? column.labels[static_cast<std::size_t>(value)]
                                                    : shortest(value));
    return groups;
}

}  // namespace statistics
