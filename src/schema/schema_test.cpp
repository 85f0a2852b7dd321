#include <doctest/doctest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "base/digest.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"

namespace {

std::string text_of(const std::string& file) {
    std::ifstream stream(std::string(TRYGBY_SOURCE_DIR) + "/" + file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    return text.str();
}

// A database with every migration, gone at the end.
struct WholeSchema {
    store::TemporaryFolder folder;
    store::Database database{{.file = folder.path() / "schema.db",
                              .durability = store::DatabaseOptions::Durability::off}};
    WholeSchema() { REQUIRE(database.migrate(schema::migrations()).ok()); }
};

std::set<std::string> columns_in_use(store::Connection& connection) {
    std::set<std::string> columns;
    for (const store::Row& row :
         connection.query("select tables.name, columns.name from sqlite_master as tables "
                          "join pragma_table_info(tables.name) as columns "
                          "where tables.type = 'table' and tables.name not like 'sqlite_%'"))
        columns.insert(row.text(0) + "." + row.text(1));
    return columns;
}

}  // namespace

TEST_CASE("R38: every column has a Danish description, and every description has its column") {
    WholeSchema schema;
    store::ReadTransaction reading = schema.database.read();
    const std::set<std::string> columns = columns_in_use(reading);
    std::set<std::string> described;
    for (const store::Row& row :
         reading.query("select table_name, column_name from column_description"))
        described.insert(row.text(0) + "." + row.text(1));
    CHECK(columns.size() > 100);
    for (const std::string& column : columns) {
        INFO(column);
        CHECK(described.contains(column));
    }
    for (const std::string& column : described) {
        INFO(column);
        CHECK(columns.contains(column));
    }
}

TEST_CASE("no column is named like a number on a person") {
    WholeSchema schema;
    store::ReadTransaction reading = schema.database.read();
    const std::regex suspicious("score|risk|rank|severity|danger|points");
    for (const std::string& column : columns_in_use(reading)) {
        INFO(column);
        CHECK_FALSE(std::regex_search(column, suspicious));
    }
}

TEST_CASE("proposals that erasures refer to survive becoming proposals on families and groups") {
    const auto all = schema::migrations();
    std::vector<store::Migration> before;
    for (const store::Migration& migration : all)
        if (migration.number < 29) before.push_back(migration);
    REQUIRE(before.size() < all.size());
    const store::TemporaryFolder folder;
    store::Database database{{.file = folder / "old.db"}};
    REQUIRE(database.migrate(before).ok());
    {
        store::WriteTransaction writing = database.write();
        writing.execute(
            "insert into person (subject, version, controller_cvr, given_names, family_name, cpr,"
            " born_on, sex, address, address_protected, registered_on, registered_by)"
            " values ('s', 1, '1', '', '', '', '', '', '', 0, '2024', 1)");
        writing.execute(
            "insert into erasure_proposal (person_id, record, retention_class, kle_number,"
            " start_event, started_on, due_on, proposed_on, outcome, decided_at, decided_by)"
            " values (1, 'person', 'c', '27', 'decided', '2024', '2025', '2025', 'approved',"
            " '2026', 1)");
        writing.execute(
            "insert into erasure (proposal_id, retention_class, kle_number, start_event,"
            " started_on, due_on, approved_by, begun_at)"
            " values (1, 'c', '27', 'decided', '2024', '2025', 1, '2026')");
        writing.commit();
    }
    REQUIRE(database.migrate(all).ok());
    store::ReadTransaction reading = database.read();
    CHECK(reading.integer("select subject_id from erasure_proposal join erasure on proposal_id ="
                          " erasure_proposal.id where subject_kind = 'person'") == 1);
}

TEST_CASE("schema.sql is what the migrations make") {
    WholeSchema schema;
    CHECK(schema.database.schema() == text_of("schema.sql"));
}

TEST_CASE("the checksum that the build put beside a migration is that of its text") {
    for (const store::Migration& migration : schema::migrations()) {
        INFO(migration.name);
        CHECK(migration.checksum == base::sha256_hex(migration.sql));
    }
}

TEST_CASE("migrations use only types that both databases know") {
    const std::regex column_line(
        R"(^    ([a-z_]+) ([a-z@ ]+?)(,| not null| primary| unique| default| check| references|$))");
    for (const store::Migration& migration : schema::migrations()) {
        std::istringstream lines{std::string(migration.sql)};
        bool in_table = false;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("create table")) in_table = true;
            if (line.starts_with(")")) in_table = false;
            std::smatch match;
            if (!in_table || !std::regex_search(line, match, column_line)) continue;
            const std::string name = match[1];
            if (name == "primary" || name == "unique" || name == "foreign" || name == "check")
                continue;
            const std::string type = match[2];
            INFO(migration.name);
            INFO(line);
            const bool portable = type == "bigint" || type == "text" ||
                                  type == "double precision" || type == "bytea" ||
                                  type == "@identity";
            CHECK(portable);
        }
    }
}
