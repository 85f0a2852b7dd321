#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

// Named columns of equal length. A missing value is a NaN in `values`, here and nowhere else: every
// method works on complete rows and says how many it left out.
namespace statistics {

struct Column {
    std::string name;
    std::vector<double> values;       // numbers, or positions in `labels`
    std::vector<std::string> labels;  // the categories, in byte order; empty for numbers

    bool categorical() const { return !labels.empty(); }
    // The value as it is shown: a category, a number without needless digits, or empty (missing).
    std::string text(std::size_t row) const;
};

class DataFrame {
  public:
    DataFrame() = default;

    // CSV with a heading, commas, RFC 4180 quotes. Empty and NA are missing. A column is numbers
    // where every cell is one, otherwise categories; `as_text` names columns of codes. Refused:
    // "no_data", "unknown_variable" (`as_text`), "different_lengths" (a row), "not_finite" (nan,
    // inf), "semicolons", "same_name" (two columns).
    static base::Result<DataFrame> from_csv(std::string_view csv,
                                            const std::vector<std::string>& as_text = {});

    std::size_t rows() const { return columns_.empty() ? 0 : columns_.front().values.size(); }
    const std::vector<Column>& columns() const { return columns_; }
    const Column* find(std::string_view name) const;
    base::Result<const Column*> column(std::string_view name) const;
    // The column as numbers. Refused with "unknown_variable" or "not_numeric".
    base::Result<std::vector<double>> numbers(std::string_view name) const;

    // Replaces a column of the same name. Refused with "different_lengths" or "outside" (numbers
    // beyond 1e100, as in from_csv).
    base::Result<void> add(Column column);
    DataFrame select(const std::vector<std::size_t>& rows) const;

  private:
    std::vector<Column> columns_;
};

// A column of categories from texts.
Column categories(std::string name, const std::vector<std::string>& texts);

// The shortest text that reads back as this number.
std::string shortest(double number);

// Rows in which none of these columns is missing, and how many rows each of them is missing in.
struct CompleteRows {
    std::vector<std::size_t> rows;
    std::size_t left_out = 0;
    std::map<std::string, std::size_t> missing;
};
base::Result<CompleteRows> complete_rows(const DataFrame& frame,
                                         const std::vector<std::string>& names);

// Groups of rows by the value of a column: for each row the group's number, and the groups' names
// in order (numbers by size, categories in byte order). The column must have no missing values.
struct Groups {
    std::vector<std::size_t> of_row;
    std::vector<std::string> names;
};
Groups groups_of(const Column& column);

}  // namespace statistics
