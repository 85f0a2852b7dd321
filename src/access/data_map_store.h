#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/data_class.h"
#include "access/subject.h"
#include "store/database.h"

// What the database says of its own columns: which data, about whom, whose. One place for stores,
// pages, exports, erasure and the record of processing (Article 30).
namespace access {

// About whom the rows of a table are. any: each row says it.
enum class RowSubject { none, staff, person, family, group, any };
std::string_view row_subject_code(RowSubject subject);
std::optional<RowSubject> row_subject_of(std::string_view code);

struct DescribedColumn {
    std::string table;
    std::string column;
    std::string description;              // Danish
    std::optional<DataClass> data_class;  // empty where a migration forgot it
};

struct DescribedTable {
    std::string table;
    std::string owner;  // module
    RowSubject subject = RowSubject::none;
    std::string subject_column;
    std::vector<DescribedColumn> columns;
};

// Every table that is described, by name.
std::vector<DescribedTable> described_tables(store::Connection& connection);

// What a person who reads the schema would object to: a column without class, a table without owner
// and subject, a class about persons in a table about nobody, and a number on a person in name or
// use (R26): "person.risk_level: …". Empty when there is nothing.
std::vector<std::string> check_data_map(store::Connection& connection);

}  // namespace access
