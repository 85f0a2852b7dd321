#include "formats/table_input.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "base/text.h"
#include "formats/file_bytes.h"

namespace formats {

namespace {

bool is_empty(const Cell& cell) {
    return cell.text.empty();
}

// Takes rows as they come, the headings first.
class TableBuilder {
  public:
    TableBuilder(TableInput& table, const TableLimits& limits) : table_(table), limits_(limits) {}

    base::Result<void> add(std::size_t line, std::vector<Cell> cells) {
        for (Cell& cell : cells) {
            cell.text = base::trim(cell.text);
            if (cell.text.empty() && !cell.has_formula) cell.kind = CellKind::empty;
        }
        while (!cells.empty() && is_empty(cells.back())) cells.pop_back();
        if (std::all_of(cells.begin(), cells.end(), is_empty)) return {};
        if (table_.columns.empty()) return add_headings(cells);
        return add_row(line, std::move(cells));
    }

    base::Result<void> finish();

  private:
    base::Result<void> add_headings(const std::vector<Cell>& cells);
    base::Result<void> add_row(std::size_t line, std::vector<Cell> cells);

    TableInput& table_;
    const TableLimits& limits_;
};

base::Result<void> TableBuilder::add_headings(const std::vector<Cell>& cells) {
    std::set<std::string> seen;
    for (const Cell& cell : cells) {
        const std::string folded = base::fold_for_search(cell.text);
        if (!folded.empty() && !seen.insert(folded).second) {
            return base::refuse("table_heading_twice", "Overskriften »{}« står to gange.",
                                cell.text);
        }
        table_.columns.push_back(cell.text);
    }
    return {};
}

base::Result<void> TableBuilder::add_row(std::size_t line, std::vector<Cell> cells) {
    if (cells.size() > table_.columns.size()) {
        return base::refuse("table_row_too_long",
                            "Linje {} har {} celler, men der er kun {} overskrifter.",
                            std::to_string(line), std::to_string(cells.size()),
                            std::to_string(table_.columns.size()));
    }
    if (table_.rows.size() == limits_.rows) {
        return base::refuse("table_too_many_rows", "Tabellen har mere end {} rækker.",
                            std::to_string(limits_.rows));
    }
    for (std::size_t column = 0; column < cells.size(); ++column) {
        if (table_.columns[column].empty() && !is_empty(cells[column])) {
            return base::refuse("table_heading_missing",
                                "Linje {}, kolonne {}: cellen står under en tom overskrift.",
                                std::to_string(line), column_letters(column));
        }
    }
    cells.resize(table_.columns.size());
    table_.rows.push_back({line, std::move(cells)});
    return {};
}

// Every cell below an empty heading is empty, or add_row() would have refused it.
base::Result<void> TableBuilder::finish() {
    if (table_.columns.empty()) {
        return base::refuse("table_empty", "Filen er tom.");
    }
    for (std::size_t column = table_.columns.size(); column-- > 0;) {
        if (!table_.columns[column].empty()) continue;
        const auto offset = static_cast<std::ptrdiff_t>(column);
        table_.columns.erase(table_.columns.begin() + offset);
        for (TableRow& row : table_.rows) row.cells.erase(row.cells.begin() + offset);
    }
    return {};
}

base::Result<void> read_csv_rows(std::string_view bytes, const TableLimits& limits,
                                 TableBuilder& builder) {
    std::istringstream input{std::string(bytes)};
    CsvReader reader(input,
                     {limits.rows + 1, limits.columns, limits.cell_bytes, limits.total_bytes});
    while (true) {
        auto row = reader.next();
        if (!row) return row.error();
        if (!*row) return {};
        std::vector<Cell> cells;
        for (std::string& field : (*row)->fields) {
            cells.push_back({CellKind::text, std::move(field)});
        }
        auto added = builder.add((*row)->line, std::move(cells));
        if (!added) return added;
    }
}

base::Result<void> read_xlsx_rows(std::string_view bytes, const TableLimits& limits,
                                  TableBuilder& builder, TableInput& table) {
    XlsxOptions options;
    options.limits.rows = limits.rows + 1;
    options.limits.columns = limits.columns;
    options.limits.cell_bytes = limits.cell_bytes;
    options.limits.archive.archive_bytes = limits.total_bytes;
    const auto summary = read_xlsx(
        bytes, options, [&](const SheetRow& row) { return builder.add(row.number, row.cells); });
    if (!summary) return summary.error();
    table.sheet_name = summary->sheet_name;
    return {};
}

}  // namespace

std::optional<std::size_t> TableInput::column(std::string_view heading) const {
    const std::string wanted = base::fold_for_search(heading);
    if (wanted.empty()) return std::nullopt;
    for (std::size_t index = 0; index < columns.size(); ++index) {
        if (base::fold_for_search(columns[index]) == wanted) return index;
    }
    return std::nullopt;
}

base::Result<TableInput> read_table(std::string_view bytes, const TableLimits& limits) {
    TableInput table;
    TableBuilder builder(table, limits);
    // Also a protected or old workbook goes to read_xlsx, which says what it is.
    const bool is_workbook = bytes.substr(0, 2) == "PK" || bytes.substr(0, 4) == "\xD0\xCF\x11\xE0";
    table.source = is_workbook ? TableSource::xlsx : TableSource::csv;
    auto read = is_workbook ? read_xlsx_rows(bytes, limits, builder, table)
                            : read_csv_rows(bytes, limits, builder);
    if (!read) return read.error();
    if (auto finished = builder.finish(); !finished) return finished.error();
    return table;
}

base::Result<TableInput> read_table_file(const std::filesystem::path& path,
                                         const TableLimits& limits) {
    const auto bytes = read_file_bytes(path, limits.total_bytes);
    if (!bytes) return bytes.error();
    return read_table(*bytes, limits);
}

}  // namespace formats
