#include <doctest/doctest.h>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/database.h"
#include "store/testing/temporary_folder.h"

namespace {

// Nothing here is about power failures, so the disk need not be waited for.
using Durability = store::DatabaseOptions::Durability;

using Kind = store::Failure::Kind;

constexpr store::Migration schema[] = {
    {1, "0001_things",
     "create table thing (id @identity, name text not null unique, size double precision, "
     "                    picture bytea, parent bigint references thing (id), "
     "                    later bigint references thing (id) deferrable initially deferred, "
     "                    used bigint not null default 0 check (used in (0, 1)));"
     "create index thing_parent on thing (parent);"
     "create index thing_later on thing (later);"}};

struct Fixture {
    store::TemporaryFolder folder;
    store::Database database{
        {.file = folder / "test.db", .readers = 2, .durability = Durability::off}};

    Fixture() { REQUIRE(database.migrate(schema).ok()); }
};

// The kind of the failure that a change ends in; empty when it succeeds.
template <class... Values>
std::optional<Kind> failure_of(store::Database& database, const char* sql,
                               const Values&... values) {
    try {
        store::WriteTransaction transaction = database.write();
        transaction.execute(sql, values...);
        transaction.commit();
        return std::nullopt;
    } catch (const store::Failure& failure) {
        return failure.kind;
    }
}

TEST_CASE_FIXTURE(Fixture, "values come back as they went in") {
    const std::string text = std::string("a\0b", 3) + " 'quoted' æøå";
    const std::vector<std::uint8_t> bytes = {0, 1, 255};
    store::WriteTransaction transaction = database.write();
    CHECK(transaction.execute("insert into thing (id, name, size, picture) values ($1, $2, $3, $4)",
                              7, text, 1.5, std::span<const std::uint8_t>(bytes)) == 1);
    CHECK(transaction.execute("insert into thing (id, name, size, picture) values ($1, $2, $3, $4)",
                              std::int64_t{1} << 60, "", std::nullopt,
                              std::span<const std::uint8_t>()) == 1);
    store::Rows rows = transaction.query("select id, name, size, picture from thing order by id");
    REQUIRE(rows.next());
    CHECK(rows.row().columns() == 4);
    CHECK(rows.row().column_name(2) == "size");
    CHECK(rows.row().integer(0) == 7);
    CHECK(rows.row().text(1) == text);
    CHECK(rows.row().text_view(1) == text);
    CHECK(rows.row().real(2) == 1.5);
    CHECK(rows.row().bytes(3) == bytes);
    CHECK_FALSE(rows.row().is_null(1));
    REQUIRE(rows.next());
    CHECK(rows.row().integer(0) == std::int64_t{1} << 60);
    CHECK(rows.row().text(1) == "");
    CHECK_FALSE(rows.row().is_null(1));
    CHECK(rows.row().is_null(2));
    CHECK_FALSE(rows.row().optional_real(2));
    CHECK(rows.row().bytes(3).empty());
    CHECK_FALSE(rows.row().is_null(3));
    CHECK_FALSE(rows.next());
    CHECK_FALSE(rows.next());
}

TEST_CASE_FIXTURE(Fixture, "optional values become NULL or themselves") {
    const std::optional<std::string> name = "n";
    const std::optional<double> none;
    const std::optional<std::int64_t> parent;
    store::WriteTransaction transaction = database.write();
    transaction.execute("insert into thing (name, size, parent) values ($1, $2, $3)", name, none,
                        parent);
    CHECK(transaction.text("select name from thing") == "n");
    CHECK(transaction.text("select parent from thing") == std::nullopt);
    CHECK(transaction.integer("select id from thing where name = $1", "n") == 1);
    CHECK(transaction.integer("select id from thing where name = $1", "other") == std::nullopt);
    for (const store::Row& row : transaction.query("select name, parent, id from thing")) {
        CHECK(row.optional_text(0) == "n");
        CHECK(row.optional_integer(1) == std::nullopt);
        CHECK(row.optional_integer(2) == 1);
    }
}

TEST_CASE_FIXTURE(Fixture, "asking a row for what it does not have is a bug") {
    store::WriteTransaction transaction = database.write();
    transaction.execute("insert into thing (name, size) values ('n', 1.5)");
    store::Rows rows = transaction.query("select parent, name, size, x'00' from thing");
    REQUIRE(rows.next());
    CHECK_THROWS_WITH_AS(
        static_cast<void>(rows.row().integer(0)),
        "store: column 0 (parent) is NULL: select parent, name, size, x'00' from thing",
        std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().text(0)), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().integer(1)), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().real(1)), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().integer(2)), std::logic_error);  // 1.5
    CHECK_THROWS_AS(static_cast<void>(rows.row().text(3)), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().bytes(1)), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().integer(4)), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().integer(-1)), std::logic_error);
    CHECK(rows.row().text(2) == "1.5");
}

TEST_CASE_FIXTURE(Fixture, "each placeholder needs its value") {
    store::WriteTransaction transaction = database.write();
    const char* two = "insert into thing (name, size) values ($1, $2)";
    CHECK_THROWS_WITH_AS(transaction.execute(two, "a"),
                         "store: 1 values for 2 placeholders: "
                         "insert into thing (name, size) values ($1, $2)",
                         std::logic_error);
    CHECK_THROWS_AS(transaction.execute(two, "a", 1.0, 2), std::logic_error);
    CHECK_THROWS_AS(transaction.query("select 1 where 1 = $1"), std::logic_error);
    CHECK_THROWS_AS(transaction.query("select $2 where 1 = $3", 1, 2), std::logic_error);
    CHECK_THROWS_AS(transaction.query("select ?", 1), std::logic_error);
    CHECK_THROWS_AS(transaction.query("select :name", 1), std::logic_error);
    CHECK_THROWS_AS(transaction.query("select $1::text", 1), std::logic_error);
    CHECK_THROWS_AS(transaction.execute(two, "a", std::nan("")), std::logic_error);
    // After all that the transaction works as before, and the order of the numbers counts.
    CHECK(transaction.execute("insert into thing (size, name) values ($2, $1)", "a", 2.0) == 1);
    CHECK(transaction.text("select $2 || $1 || $1", "x", "y") == "yxx");
    CHECK(transaction.query_values("select $1", {store::to_value(1)}).next());
}

TEST_CASE_FIXTURE(Fixture, "one call is one statement, and only the store begins and ends") {
    store::WriteTransaction transaction = database.write();
    for (const char* sql : {"select 1; select 2", "", "commit", "rollback", "begin", "savepoint x",
                            "release member", "rollback to member", "pragma synchronous = off",
                            "pragma foreign_keys = off", "attach 'other.db' as other"}) {
        CAPTURE(sql);
        CHECK_THROWS_AS(transaction.execute(sql), std::logic_error);
    }
    CHECK(transaction.execute("insert into thing (name) values ('a');") == 1);
    transaction.commit();
    CHECK(database.read().integer("select count(*) from thing") == 1);
    CHECK(database.read().query("pragma table_info(thing)").next());
}

TEST_CASE_FIXTURE(Fixture, "a read transaction can't change anything") {
    store::ReadTransaction transaction = database.read();
    for (const char* sql : {"insert into thing (name) values ('a')", "delete from thing",
                            "update thing set name = 'b'", "create table t (a text)",
                            "drop table thing", "pragma query_only = off"}) {
        CAPTURE(sql);
        CHECK_THROWS_AS(transaction.execute(sql), std::logic_error);
    }
    CHECK(transaction.integer("select count(*) from thing") == 0);
    CHECK_FALSE(database.statistics().read_only);
}

TEST_CASE_FIXTURE(Fixture, "failures say of which kind they are") {
    CHECK(failure_of(database, "insert into thing (id, name) values (1, 'a')") == std::nullopt);
    CHECK(failure_of(database, "insert into thing (name) values ('a')") == Kind::unique);
    CHECK(failure_of(database, "insert into thing (id, name) values (1, 'b')") == Kind::unique);
    CHECK(failure_of(database, "insert into thing (size) values (1.0)") == Kind::constraint);
    CHECK(failure_of(database, "insert into thing (name, used) values ('c', 2)") ==
          Kind::constraint);
    CHECK(failure_of(database, "insert into thing (name, parent) values ('c', 99)") ==
          Kind::constraint);
    CHECK(failure_of(database, "insert into thing (name, parent) values ('c', $1)", 1) ==
          std::nullopt);
    CHECK(failure_of(database, "delete from thing where id = 1") == Kind::constraint);
    CHECK(failure_of(database, "insert into nothing values (1)") == Kind::other);
    CHECK(failure_of(database, "insert into thing (name) values (\"d\")") == Kind::other);
    CHECK(database.read().integer("select count(*) from thing") == 2);
}

TEST_CASE_FIXTURE(Fixture, "a statement that fails leaves the rest of its transaction") {
    store::WriteTransaction transaction = database.write();
    transaction.execute("insert into thing (name) values ('a')");
    CHECK_THROWS_AS(transaction.execute("insert into thing (name) values ('b'), ('a')"),
                    store::Failure);
    transaction.execute("insert into thing (name) values ('c')");
    transaction.commit();
    CHECK(database.read().text("select group_concat(name) from thing") == "a,c");
}

TEST_CASE_FIXTURE(Fixture, "a key that is checked at the end is checked by its own transaction") {
    CHECK(failure_of(database, "insert into thing (name, later) values ('a', 99)") ==
          Kind::constraint);
    CHECK(database.read().integer("select count(*) from thing") == 0);
    store::WriteTransaction transaction = database.write();
    transaction.execute("insert into thing (name, later) values ('a', 99)");
    transaction.execute("insert into thing (id, name) values (99, 'b')");
    transaction.commit();
    CHECK(database.read().integer("select count(*) from thing") == 2);
}

TEST_CASE_FIXTURE(Fixture, "a change that returns rows is complete whatever is read of them") {
    store::WriteTransaction transaction = database.write();
    CHECK(transaction.integer("insert into thing (name) values ('a'), ('b'), ('c') returning id") ==
          1);
    CHECK(transaction.integer("select count(*) from thing") == 3);
    store::Rows rows = transaction.query("delete from thing where id > $1 returning id, name", 1);
    REQUIRE(rows.next());
    CHECK(rows.row().integer(0) == 2);
    CHECK(rows.row().text(1) == "b");
    REQUIRE(rows.next());
    CHECK(rows.row().text_view(1) == "c");
    CHECK_FALSE(rows.next());
    // The key is checked although only one row would be read.
    CHECK_THROWS_AS(transaction.integer(
                        "insert into thing (name, parent) values ('d', 99), ('e', 1) returning id"),
                    store::Failure);
    CHECK(transaction.integer("select count(*) from thing") == 1);
    CHECK(transaction.execute("insert into thing (name) values ('f'), ('g') returning id") == 2);
}

TEST_CASE_FIXTURE(Fixture, "execute counts the rows it changed") {
    store::WriteTransaction transaction = database.write();
    CHECK(transaction.execute("insert into thing (name) values ('a'), ('b')") == 2);
    CHECK(transaction.execute("update thing set used = 1 where name = 'nobody'") == 0);
    CHECK(transaction.execute("create table other (a text)") == 0);
    CHECK(transaction.execute("update thing set used = 1") == 2);
    CHECK(transaction.execute("delete from thing where name = 'a'") == 1);
}

TEST_CASE_FIXTURE(Fixture, "the same query may run inside itself") {
    store::WriteTransaction transaction = database.write();
    transaction.execute("insert into thing (name) values ('a'), ('b'), ('c')");
    const char* sql = "select name from thing order by name";
    std::string pairs;
    for (const store::Row& outer : transaction.query(sql)) {
        for (const store::Row& inner : transaction.query(sql)) {
            pairs += outer.text(0) + inner.text(0) + " ";
        }
    }
    CHECK(pairs == "aa ab ac ba bb bc ca cb cc ");
}

TEST_CASE_FIXTURE(Fixture, "values that die before the rows are read were copied") {
    store::ReadTransaction transaction = database.read();
    store::Rows rows = transaction.query("select $1", std::string(100, 'x'));
    const std::string other(100, 'y');
    REQUIRE(rows.next());
    CHECK(rows.row().text(0) == std::string(100, 'x'));
}

TEST_CASE_FIXTURE(Fixture, "rows end with their transaction") {
    store::WriteTransaction transaction = database.write();
    transaction.execute("insert into thing (name) values ('a'), ('b')");
    store::Rows rows = transaction.query("select name from thing");
    REQUIRE(rows.next());
    transaction.commit();
    CHECK_THROWS_AS(rows.next(), std::logic_error);
    CHECK_THROWS_AS(static_cast<void>(rows.row().text(0)), std::logic_error);
    CHECK_THROWS_AS(transaction.execute("delete from thing"), std::logic_error);
    CHECK_THROWS_AS(transaction.commit(), std::logic_error);
    CHECK(database.read().integer("select count(*) from thing") == 2);
}

TEST_CASE_FIXTURE(Fixture, "transactions and rows can be moved") {
    store::WriteTransaction first = database.write();
    store::WriteTransaction second = std::move(first);
    second.execute("insert into thing (name) values ('a')");
    store::Rows rows = second.query("select name from thing");
    store::Rows moved = std::move(rows);
    REQUIRE(moved.next());
    CHECK(moved.row().text(0) == "a");
    second.commit();
    store::ReadTransaction reading = database.read();
    store::ReadTransaction other = std::move(reading);
    CHECK(other.integer("select count(*) from thing") == 1);
}

TEST_CASE_FIXTURE(Fixture, "more different statements than are kept") {
    store::ReadTransaction transaction = database.read();
    store::Rows held = transaction.query("select 'held'");
    for (int number = 0; number < 1000; ++number) {
        CHECK(transaction.integer("select " + std::to_string(number)) == number);
    }
    REQUIRE(held.next());
    CHECK(held.row().text(0) == "held");
}

TEST_CASE_FIXTURE(Fixture, "scans of whole tables are counted and remembered") {
    {
        store::WriteTransaction transaction = database.write();
        for (int number = 0; number < 20; ++number) {
            transaction.execute("insert into thing (name) values ($1)", std::to_string(number));
        }
        transaction.commit();
    }
    const store::DatabaseStatistics before = database.statistics();
    CHECK(before.full_scan_steps == 0);
    CHECK(before.full_scans.empty());
    const auto read_one = [this](const std::string& sql) {
        return database.read().integer(sql, "3");
    };
    CHECK(read_one("select id from thing where name = $1") == 4);
    CHECK(database.schema_number() == 1);
    CHECK_FALSE(database.schema().empty());
    CHECK(database.statistics().full_scan_steps == 0);

    const std::string scan = "select count(*) from thing where coalesce(name, '') = $1";
    CHECK(read_one(scan) == 1);
    CHECK(read_one(scan) == 1);
    const store::DatabaseStatistics after = database.statistics();
    CHECK(after.full_scan_steps >= 2 * 19);
    CHECK(after.full_scans == std::vector<std::string>{scan});
    for (int number = 0; number < 60; ++number)
        read_one(scan + " or id = " + std::to_string(number));
    CHECK(database.statistics().full_scans.size() == 50);
}

TEST_CASE_FIXTURE(Fixture, "names sort as Danes sort them") {
    const std::vector<std::string> sorted = {"A", "a",   "Abe", "abe", "Adam",  "Bo",     "Cæsar",
                                             "Z", "z",   "Zz",  "Æ",   "æ",     "Ærø",    "Ø",
                                             "ø", "Øst", "Å",   "å",   "Århus", "Aarhus", "Åse"};
    store::WriteTransaction transaction = database.write();
    // Put in from behind, so that the order is not the one of insertion.
    for (auto name = sorted.rbegin(); name != sorted.rend(); ++name) {
        transaction.execute("insert into thing (name) values ($1)", *name);
    }
    std::string found;
    std::string expected;
    for (const std::string& name : sorted) expected += name + " ";
    for (const store::Row& row :
         transaction.query("select name from thing order by name collate danish")) {
        found += row.text(0) + " ";
    }
    CHECK(found == expected);
    // Equal for the language is not the same text.
    CHECK(transaction.integer("select $1 = $2 collate danish", "\xC3\xA9", "e\xCC\x81") == 0);
    CHECK(transaction.integer("select $1 = $2 collate danish", "é", "é") == 1);
    CHECK(transaction.integer("select $1 < $2 collate danish", "", "a") == 1);
}

}  // namespace
