#include <doctest/doctest.h>
#include <sqlite3.h>

#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/testing/temporary_folder.h"

namespace {

// Nothing here is about power failures, so the disk need not be waited for.
using Durability = store::DatabaseOptions::Durability;

constexpr store::Migration first{1, "0001_towns",
                                 "create table town (id @identity, name text not null);\n"
                                 "create index town_name on town (name collate danish);\n"
                                 "insert into town (name) values ('Ishøj');"};
constexpr store::Migration second{2, "0002_streets",
                                  "create table street (id @identity, "
                                  "town bigint not null references town (id))"};

std::string code_of(const base::Result<void>& result) {
    return result ? "" : result.error().code;
}

struct Fixture {
    store::TemporaryFolder folder;
    store::Database database{
        {.file = folder / "test.db", .readers = 2, .durability = Durability::off}};

    std::string migrate(std::vector<store::Migration> migrations) {
        return code_of(database.migrate(migrations));
    }
};

TEST_CASE_FIXTURE(Fixture, "migrations run once, in order") {
    CHECK(database.schema_number() == 0);
    CHECK(migrate({}) == "");
    CHECK(database.schema_number() == 0);
    CHECK(migrate({first}) == "");
    CHECK(database.schema_number() == 1);
    CHECK(migrate({first, second}) == "");
    CHECK(migrate({first, second}) == "");
    CHECK(database.schema_number() == 2);
    CHECK(database.read().integer("select count(*) from town") == 1);
    CHECK(database.read().integer("select id from town") == 1);
    CHECK(database.read().integer("select count(*) from schema_migration "
                                  "where length(applied_at) = 24 and applied_at like '20%Z'") == 2);
    CHECK_THROWS_AS(database.migrate(std::vector<store::Migration>{second, first}),
                    std::logic_error);
    store::WriteTransaction transaction = database.write();
    CHECK(transaction.integer("insert into town (name) values ('Vejle') returning id") == 2);
}

TEST_CASE_FIXTURE(Fixture, "a file of a newer program is refused") {
    REQUIRE(migrate({first, second}) == "");
    const auto refused = database.migrate(std::vector<store::Migration>{first});
    CHECK(code_of(refused) == "schema_newer");
    CHECK(refused.error().arguments == std::vector<std::string>{"2", "1"});
    CHECK(database.schema_number() == 2);
}

TEST_CASE_FIXTURE(Fixture, "a migration that was changed afterwards is refused") {
    REQUIRE(migrate({first}) == "");
    store::Migration changed = first;
    changed.sql = "create table town (id @identity, name text)";
    CHECK(migrate({changed, second}) == "migration_changed");
    CHECK(database.schema_number() == 1);
    CHECK(migrate({second}) == "migration_changed");  // one that was applied is gone
    CHECK(migrate({first, second}) == "");
}

TEST_CASE_FIXTURE(Fixture, "of a migration that fails nothing remains") {
    REQUIRE(migrate({first}) == "");
    const std::string before = database.schema();
    const char* failing[] = {
        "create table a (b text); insert into a values ('x'); insert into nothing values (1)",
        "create table a (b text); create table",
        "create table a (b text); commit",
        "create table a (b text); rollback",
        "create table a (b text); insert into town (name) values (null)",
        "create table a (b bigint references town (id)); insert into a values (99)",
        "create table a (b bigint references town (id) deferrable initially deferred); "
        "insert into a values (99)",
        "create table a (b text); attach 'other.db' as other",
        "delete from town; drop table schema_migration; create table a (b text); select 1 from x",
    };
    for (const char* sql : failing) {
        CAPTURE(sql);
        CHECK(migrate({first, {2, "0002_failing", sql}, {3, "0003_never", "select 1"}}) ==
              "migration_failed");
        CHECK(database.schema() == before);
        CHECK(database.schema_number() == 1);
        CHECK(database.read().integer("select count(*) from town") == 1);
    }
    // Those before the failing one stay.
    CHECK(migrate({first, second, {3, "0003_failing", "nonsense"}}) == "migration_failed");
    CHECK(database.schema_number() == 2);
    CHECK_FALSE(database.statistics().read_only);
}

TEST_CASE_FIXTURE(Fixture, "two programs that start at the same time") {
    store::Database other({.file = folder / "test.db", .durability = Durability::off});
    std::string codes[2];
    std::thread thread([&] { codes[1] = code_of(other.migrate(std::vector{first, second})); });
    codes[0] = migrate({first, second});
    thread.join();
    CHECK(codes[0] == "");
    CHECK(codes[1] == "");
    CHECK(database.read().integer("select count(*) from town") == 1);
    CHECK(other.schema_number() == 2);
}

TEST_CASE_FIXTURE(Fixture, "the schema as text") {
    REQUIRE(migrate({first,
                     {2, "0002_more",
                      "create view all_towns as select name from town;"
                      "create virtual table words using fts5 (content);"
                      "create trigger town_kept before delete on town begin "
                      "select raise(abort, 'kept'); end;"
                      "create table apple (id @identity, code text unique)"}}) == "");
    const std::string expected =
        "CREATE TABLE apple (id integer primary key, code text unique);\n\n"
        "CREATE TABLE schema_migration (\n"
        "    number bigint not null primary key,\n"
        "    name text not null,\n"
        "    checksum text not null,\n"
        "    applied_at text not null\n"
        ");\n\n"
        "CREATE TABLE town (id integer primary key, name text not null);\n\n"
        "CREATE VIRTUAL TABLE words using fts5 (content);\n\n"
        "CREATE VIEW all_towns as select name from town;\n\n"
        "CREATE INDEX town_name on town (name collate danish);\n\n"
        "CREATE TRIGGER town_kept before delete on town begin "
        "select raise(abort, 'kept'); end;\n";
    CHECK(database.schema() == expected);
    // A virtual table works for readers too.
    CHECK(database.read().integer("select count(*) from words where words match 'x'") == 0);
}

int compare_backwards(void*, int left_size, const void* left, int right_size, const void* right) {
    return std::string_view(static_cast<const char*>(right), static_cast<std::size_t>(right_size))
        .compare({static_cast<const char*>(left), static_cast<std::size_t>(left_size)});
}

TEST_CASE("indexes made under other rules of order are made anew") {
    const store::TemporaryFolder folder;
    const auto file = folder / "test.db";
    {
        store::Database database({.file = file, .durability = Durability::off});
        REQUIRE(database.migrate(std::vector{first}).ok());
    }
    // As another version of the library of rules would have left it.
    sqlite3* raw = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &raw) == SQLITE_OK);
    sqlite3_create_collation(raw, "danish", SQLITE_UTF8, nullptr, compare_backwards);
    REQUIRE(sqlite3_exec(raw,
                         "reindex danish; pragma user_version = 1;"
                         "insert into town (name) values ('Albertslund'), ('Vallensbæk'), ('Ærø')",
                         nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(raw);

    store::Database database({.file = file, .durability = Durability::off});
    CHECK(database.check_integrity() != "");
    CHECK(database.migrate(std::vector{first}).ok());
    CHECK(database.check_integrity() == "");
    CHECK(database.read().integer("select count(*) from town where name = 'Ærø' collate danish") ==
          1);
}

}  // namespace
