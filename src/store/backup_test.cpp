#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/testing/temporary_folder.h"

namespace {

// Nothing here is about power failures, so the disk need not be waited for.
using Durability = store::DatabaseOptions::Durability;

namespace filesystem = std::filesystem;

constexpr store::Migration schema[] = {
    {1, "0001_pairs",
     "create table pair (number bigint not null, half bigint not null, content text not null, "
     "primary key (number, half));"
     "create index pair_content on pair (content collate danish)"}};

std::string code_of(const base::Result<void>& result) {
    return result ? "" : result.error().code;
}

void write_pair(store::Database& database, int number) {
    store::WriteTransaction transaction = database.write();
    for (int half = 0; half < 2; ++half) {
        transaction.execute("insert into pair (number, half, content) values ($1, $2, $3)", number,
                            half, std::string(200, 'x') + std::to_string(number));
    }
    transaction.commit();
}

std::int64_t count_pairs(store::Database& database) {
    return database.read().integer("select count(distinct number) from pair").value();
}

std::int64_t count_pairs(const filesystem::path& file) {
    store::Database database({.file = file, .durability = Durability::off});
    REQUIRE(database.migrate(schema).ok());
    REQUIRE(database.check_integrity() == "");
    return count_pairs(database);
}

std::vector<std::string> names_in(const filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : filesystem::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

void make_database(const filesystem::path& file, int pairs) {
    store::Database database({.file = file, .durability = Durability::off});
    REQUIRE(database.migrate(schema).ok());
    for (int number = 1; number <= pairs; ++number) write_pair(database, number);
}

void make_backup(const filesystem::path& file, int pairs) {
    const store::TemporaryFolder folder;
    store::Database database({.file = folder / "source.db", .durability = Durability::off});
    REQUIRE(database.migrate(schema).ok());
    for (int number = 1; number <= pairs; ++number) write_pair(database, number);
    REQUIRE(database.backup(file).ok());
}

TEST_CASE("a backup made while others write is one consistent state") {
    const store::TemporaryFolder folder;
    const store::TemporaryFolder copies;
    store::Database database({.file = folder / "test.db", .durability = Durability::off});
    REQUIRE(database.migrate(schema).ok());
    for (int number = 1; number <= 50; ++number) write_pair(database, number);
    std::atomic<bool> writing = true;
    std::thread writer([&] {
        for (int number = 51; writing; ++number) write_pair(database, number);
    });
    for (int copy = 0; copy < 5; ++copy) {
        const filesystem::path file = copies / ("copy" + std::to_string(copy) + ".db");
        const std::int64_t before = count_pairs(database);
        REQUIRE(code_of(database.backup(file)) == "");
        CHECK(code_of(database.backup(file)) == "file_exists");
        const auto rights = filesystem::status(file).permissions();
        CHECK((rights & (filesystem::perms::group_all | filesystem::perms::others_all)) ==
              filesystem::perms::none);
        store::Database copied({.file = file, .durability = Durability::off});
        CHECK(copied.check_integrity() == "");
        CHECK(count_pairs(copied) >= before);
        CHECK(copied.read().integer("select count(*) from "
                                    "(select 1 from pair group by number having count(*) <> 2)") ==
              0);
    }
    writing = false;
    writer.join();
    CHECK(names_in(copies.path()) ==
          std::vector<std::string>{"copy0.db", "copy1.db", "copy2.db", "copy3.db", "copy4.db"});
}

TEST_CASE("a backup that can't be made leaves nothing") {
    const store::TemporaryFolder folder;
    store::Database database({.file = folder / "test.db", .durability = Durability::off});
    CHECK(code_of(database.backup(folder / "missing" / "copy.db")) == "backup_failed");
    CHECK_FALSE(filesystem::exists(folder / "missing"));
    // What an interrupted backup left is in nobody's way.
    std::ofstream(folder / "copy.db.partial") << "half";
    CHECK(code_of(database.backup(folder / "copy.db")) == "");
    CHECK_FALSE(filesystem::exists(folder / "copy.db.partial"));
}

TEST_CASE("a backup takes the place of a database, which is kept beside it") {
    const store::TemporaryFolder folder;
    const auto target = folder / "test.db";
    make_backup(folder / "copy.db", 3);
    SUBCASE("that is there") {
        make_database(target, 5);
        CHECK(code_of(store::restore(folder / "copy.db", target)) == "");
        CHECK(count_pairs(folder / "test.db.before-restore") == 5);
    }
    SUBCASE("that was restored before") {
        make_database(target, 5);
        make_backup(folder / "second.db", 7);
        CHECK(code_of(store::restore(folder / "copy.db", target)) == "");
        CHECK(code_of(store::restore(folder / "second.db", target)) == "");
        CHECK(count_pairs(target) == 7);
        CHECK(count_pairs(folder / "test.db.before-restore") == 3);
        CHECK(code_of(store::restore(folder / "copy.db", target)) == "");
    }
    SUBCASE("that is not there") {
        CHECK(code_of(store::restore(folder / "copy.db", target)) == "");
        CHECK_FALSE(filesystem::exists(folder / "test.db.before-restore"));
    }
    SUBCASE("that is damaged") {
        std::ofstream(target) << std::string(10000, 'x');
        CHECK(code_of(store::restore(folder / "copy.db", target)) == "");
        CHECK(filesystem::file_size(folder / "test.db.before-restore") == 10000);
    }
    CHECK(count_pairs(target) == 3);
    CHECK(count_pairs(folder / "copy.db") == 3);
    CHECK_FALSE(filesystem::exists(folder / "test.db.restoring"));
}

TEST_CASE("the log that a crash left belongs to the old database") {
    const store::TemporaryFolder folder;
    const auto target = folder / "test.db";
    make_backup(folder / "copy.db", 3);
    {
        // As after a crash: the file, and a log with what is not yet in the file.
        const store::TemporaryFolder running;
        store::Database database({.file = running / "test.db", .durability = Durability::off});
        REQUIRE(database.migrate(schema).ok());
        for (int number = 1; number <= 5; ++number) write_pair(database, number);
        filesystem::copy(running / "test.db", target);
        filesystem::copy(running / "test.db-wal", folder / "test.db-wal");
        REQUIRE(filesystem::file_size(folder / "test.db-wal") > 0);
    }
    SUBCASE("restored at once") {}
    SUBCASE("restored after an attempt that stopped half way") {
        filesystem::create_hard_link(target, folder / "test.db.before-restore");
        filesystem::rename(folder / "test.db-wal", folder / "test.db.before-restore-wal");
    }
    CHECK(code_of(store::restore(folder / "copy.db", target)) == "");
    CHECK_FALSE(filesystem::exists(folder / "test.db-wal"));
    CHECK(count_pairs(target) == 3);
    CHECK(count_pairs(folder / "test.db.before-restore") == 5);
}

TEST_CASE("a database in use is not replaced") {
    const store::TemporaryFolder folder;
    const auto target = folder / "test.db";
    make_backup(folder / "copy.db", 3);
    {
        store::Database database({.file = target, .durability = Durability::off});
        REQUIRE(database.migrate(schema).ok());
        CHECK(code_of(store::restore(folder / "copy.db", target)) == "in_use");
        // The attempt took nothing from those who use it.
        write_pair(database, 1);
        CHECK(count_pairs(database) == 1);
        CHECK(code_of(store::restore(folder / "copy.db", target)) == "in_use");
    }
    CHECK_FALSE(filesystem::exists(folder / "test.db.before-restore"));
    CHECK(code_of(store::restore(folder / "copy.db", target)) == "");
    CHECK(count_pairs(target) == 3);
    CHECK(code_of(store::restore(target, target)) == "in_use");
    CHECK(count_pairs(target) == 3);
}

TEST_CASE("only a whole backup of this program is restored") {
    const store::TemporaryFolder folder;
    const auto target = folder / "test.db";
    const auto backup = folder / "backup.db";
    make_database(target, 5);
    SUBCASE("missing") {}
    SUBCASE("empty") {
        std::ofstream(backup) << "";
    }
    SUBCASE("garbage") {
        std::ofstream(backup) << std::string(10000, 'x');
    }
    SUBCASE("another program's") {
        sqlite3* other = nullptr;
        REQUIRE(sqlite3_open(backup.c_str(), &other) == SQLITE_OK);
        REQUIRE(sqlite3_exec(other, "create table schema_migration (number)", nullptr, nullptr,
                             nullptr) == SQLITE_OK);
        sqlite3_close(other);
    }
    SUBCASE("without a schema") {
        store::Database database({.file = backup, .durability = Durability::off});
    }
    SUBCASE("cut off") {
        make_backup(backup, 200);
        filesystem::resize_file(backup, filesystem::file_size(backup) / 2);
    }
    SUBCASE("damaged inside") {
        make_backup(backup, 200);
        std::fstream stream(backup, std::ios::in | std::ios::out | std::ios::binary);
        stream.seekp(10 * 4096 + 8);
        stream << std::string(600, '\x7F');
    }
    CHECK(code_of(store::restore(backup, target)) == "not_a_backup");
    CHECK(count_pairs(target) == 5);
    CHECK_FALSE(filesystem::exists(folder / "test.db.before-restore"));
}

TEST_CASE("a restore that can't be done changes nothing") {
    const store::TemporaryFolder folder;
    make_backup(folder / "copy.db", 3);
    CHECK(code_of(store::restore(folder / "copy.db", folder / "missing" / "test.db")) ==
          "restore_failed");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"copy.db"});
}

}  // namespace
