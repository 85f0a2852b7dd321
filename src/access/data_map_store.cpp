#include "access/data_map_store.h"

#include <algorithm>
#include <array>
#include <map>

#include "access/rule_checks.h"
#include "base/code_table.h"

namespace access {

namespace {

constexpr base::CodeTable<RowSubject, 6> row_subjects = {{{
    {RowSubject::none, "none"},
    {RowSubject::staff, "staff"},
    {RowSubject::person, "person"},
    {RowSubject::family, "family"},
    {RowSubject::group, "group"},
    {RowSubject::any, "any"},
}}};

// Classes that are always about somebody outside.
constexpr DataClasses about_citizens = {DataClass::offence, DataClass::health, DataClass::threat,
                                        DataClass::cpr};
constexpr DataClasses about_anybody =
    about_citizens | DataClasses{DataClass::personal, DataClass::confidential};

bool is_about_citizens(RowSubject subject) {
    return subject != RowSubject::none && subject != RowSubject::staff;
}

// What a number may be in a row about a citizen: a key, a version, an order of entry, a yes or no.
bool is_harmless_number(std::string_view column, std::string_view type, std::string_view sql) {
    if (type != "bigint" && type != "double precision" && type != "integer") return true;
    if (type == "double precision") return false;
    constexpr std::array<std::string_view, 6> names = {"id",        "version", "sequence",
                                                       "key_epoch", "removed", "epoch"};
    if (std::find(names.begin(), names.end(), column) != names.end()) return true;
    for (const std::string_view ending : {"_id", "_by", "_version", "_line", "_minutes"}) {
        if (column.ends_with(ending)) return true;
    }
    const std::string yes_or_no = "check (" + std::string(column) + " in (0, 1))";
    return sql.find(yes_or_no) != sql.npos;
}

struct RealColumn {
    std::string column;
    std::string type;
};

struct RealTable {
    std::string sql;
    std::vector<RealColumn> columns;
};

std::map<std::string, RealTable> real_tables(store::Connection& connection) {
    std::map<std::string, RealTable> tables;
    for (const store::Row& row : connection.query(
             "select tables.name, tables.sql, columns.name, lower(columns.type) "
             "from sqlite_master as tables join pragma_table_info(tables.name) as columns "
             "where tables.type = 'table' and tables.name not like 'sqlite_%'")) {
        RealTable& table = tables[row.text(0)];
        table.sql = row.text(1);
        table.columns.push_back({row.text(2), row.text(3)});
    }
    return tables;
}

void check_class(const DescribedTable& table, const DescribedColumn& column,
                 std::vector<std::string>& findings) {
    const std::string name = table.table + "." + column.column;
    if (!column.data_class) {
        findings.push_back(name + ": no data class");
        return;
    }
    const bool too_much =
        table.subject == RowSubject::none
            ? about_anybody.has(*column.data_class)
            : !is_about_citizens(table.subject) && about_citizens.has(*column.data_class);
    if (too_much) findings.push_back(name + ": a class about persons in a table about none");
}

void check_numbers(const DescribedTable& table, const RealTable& real,
                   std::vector<std::string>& findings) {
    if (!is_about_citizens(table.subject)) return;
    for (const RealColumn& column : real.columns) {
        const std::string name = table.table + "." + column.column;
        if (names_a_number_on_persons(column.column)) {
            findings.push_back(name + ": named like a score, level or rank (R26)");
        } else if (!is_harmless_number(column.column, column.type, real.sql)) {
            findings.push_back(name + ": a number on a person (R26)");
        }
    }
}

}  // namespace

std::string_view row_subject_code(RowSubject subject) {
    return row_subjects.code_of(subject);
}
std::optional<RowSubject> row_subject_of(std::string_view code) {
    return row_subjects.value_of(code);
}

std::vector<DescribedTable> described_tables(store::Connection& connection) {
    std::vector<DescribedTable> tables;
    for (const store::Row& row : connection.query(
             "select tables.table_name, owner, subject_kind, subject_column, column_name, "
             "description, data_class from table_description as tables "
             "join column_description as columns on columns.table_name = tables.table_name "
             "order by tables.table_name, column_name")) {
        if (tables.empty() || tables.back().table != row.text_view(0)) {
            tables.push_back({row.text(0),
                              row.text(1),
                              row_subject_of(row.text_view(2)).value_or(RowSubject::any),
                              row.text(3),
                              {}});
        }
        tables.back().columns.push_back(
            {row.text(0), row.text(4), row.text(5), data_class_of(row.text_view(6))});
    }
    return tables;
}

std::vector<std::string> check_data_map(store::Connection& connection) {
    std::vector<std::string> findings;
    const std::map<std::string, RealTable> real = real_tables(connection);
    std::map<std::string, DescribedTable> described;
    for (DescribedTable& table : described_tables(connection)) {
        std::string name = table.table;
        described.emplace(std::move(name), std::move(table));
    }
    for (const auto& [name, columns] : real) {
        const auto found = described.find(name);
        if (found == described.end()) {
            findings.push_back(name + ": no owner and no subject");
            continue;
        }
        const DescribedTable& table = found->second;
        for (const DescribedColumn& column : table.columns) check_class(table, column, findings);
        check_numbers(table, columns, findings);
        const std::string& subject_column = table.subject_column;
        const bool has_it =
            std::any_of(columns.columns.begin(), columns.columns.end(),
                        [&](const RealColumn& column) { return column.column == subject_column; });
        if (table.subject != RowSubject::none && !has_it) {
            findings.push_back(name + ": the subject's column isn't there");
        }
    }
    return findings;
}

}  // namespace access
