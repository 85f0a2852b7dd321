#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/testing/temporary_folder.h"
#include "store/testing/unsynced_file_layer.h"

namespace {

using namespace std::chrono_literals;
using Kind = store::Failure::Kind;

constexpr store::Migration schema[] = {
    {1, "0001_lines",
     "create table line (id @identity, writer bigint not null, turn bigint not null, "
     "                   unique (writer, turn));"
     "create table counter (name text not null primary key, value bigint not null);"
     "insert into counter (name, value) values ('all', 0);"}};

void insert(store::WriteTransaction& transaction, int writer, int turn) {
    transaction.execute("insert into line (writer, turn) values ($1, $2)", writer, turn);
}

std::int64_t count_lines(store::Database& database) {
    return database.read().integer("select count(*) from line").value();
}

// A database on a disk that can be told to fail, and that needs no real disk otherwise.
struct Fixture {
    store::TemporaryFolder folder;
    store::UnsyncedFileLayer layer{"unsynced-transactions"};
    store::Database database{{.file = folder / "test.db",
                              .readers = 4,
                              .busy_time = 10s,
                              .file_layer = "unsynced-transactions",
                              .checkpoint_pages = 50}};

    Fixture() { REQUIRE(database.migrate(schema).ok()); }
};

void run_in_threads(int count, const std::function<void(int)>& work) {
    std::vector<std::thread> threads;
    for (int number = 0; number < count; ++number) threads.emplace_back(work, number);
    for (std::thread& thread : threads) thread.join();
}

TEST_CASE_FIXTURE(Fixture, "many writers lose nothing and share disk writes") {
    constexpr int writers = 32;
    constexpr int turns = 50;
    std::atomic<bool> writing = true;
    std::atomic<int> wrong = 0;
    layer.before_sync([](const std::string&) { std::this_thread::sleep_for(1ms); });
    // Meanwhile each reader sees a state in which the counter and the lines agree.
    std::thread reader([&] {
        while (writing) {
            store::ReadTransaction transaction = database.read();
            const auto counted =
                transaction.integer("select value from counter where name = 'all'");
            wrong += counted != transaction.integer("select count(*) from line");
        }
    });
    run_in_threads(writers, [&](int writer) {
        for (int turn = 0; turn < turns; ++turn) {
            store::WriteTransaction transaction = database.write();
            insert(transaction, writer, turn);
            transaction.execute("update counter set value = value + 1 where name = 'all'");
            transaction.commit();
            // What was confirmed is there for whoever begins to read now.
            wrong +=
                database.read().integer("select count(*) from line where writer = $1 and turn = $2",
                                        writer, turn) != 1;
        }
    });
    writing = false;
    reader.join();
    CHECK(wrong == 0);
    CHECK(count_lines(database) == writers * turns);
    CHECK(database.check_integrity() == "");
    const store::DatabaseStatistics statistics = database.statistics();
    CHECK(statistics.write_transactions >= writers * turns);
    CHECK(statistics.commits < statistics.write_transactions / 2);
}

TEST_CASE_FIXTURE(Fixture, "a writer alone waits for nobody") {
    const std::uint64_t before = database.statistics().commits;
    for (int turn = 0; turn < 10; ++turn) {
        store::WriteTransaction transaction = database.write();
        insert(transaction, 1, turn);
        transaction.commit();
    }
    CHECK(database.statistics().commits == before + 10);
}

// While this lives, the threads started with it wait in the writers' queue in the order they were
// given, behind the thread that made it.
class Queue {
  public:
    explicit Queue(store::Database& database) : holder_(database.write()) {}
    void add(std::function<void()> work) {
        threads_.emplace_back(std::move(work));
        std::this_thread::sleep_for(15ms);
    }
    // The holder leaves without a change, and all others get their turns.
    void release() {
        { const store::WriteTransaction ended = std::move(holder_); }
        for (std::thread& thread : threads_) thread.join();
        threads_.clear();
    }

  private:
    store::WriteTransaction holder_;
    std::vector<std::thread> threads_;
};

TEST_CASE_FIXTURE(Fixture, "a member of a group that rolls back takes nobody along") {
    Queue queue(database);
    std::atomic<int> failures = 0;
    constexpr int members = 9;
    for (int member = 0; member < members; ++member) {
        queue.add([this, member, &failures] {
            store::WriteTransaction transaction = database.write();
            insert(transaction, member, 0);
            if (member % 3 == 1) return;  // rolls back
            if (member % 3 == 2) {
                try {
                    insert(transaction, member, 0);
                } catch (const store::Failure& failure) {
                    failures += failure.kind == Kind::unique;
                }
            }
            transaction.commit();
        });
    }
    const std::uint64_t before = database.statistics().write_transactions;
    queue.release();
    CHECK(failures == 3);
    CHECK(database.statistics().write_transactions - before == 6);
    std::string found;
    for (store::ReadTransaction transaction = database.read();
         const store::Row& row : transaction.query("select writer from line order by writer")) {
        found += row.text(0) + " ";
    }
    CHECK(found == "0 2 3 5 6 8 ");
}

TEST_CASE_FIXTURE(Fixture, "when the disk write of a group fails, all its members fail") {
    using Fault = store::UnsyncedFileLayer::Fault;
    for (const Fault fault : {Fault::disk_full, Fault::sync_fails}) {
        Queue queue(database);
        std::atomic<int> failed = 0;
        constexpr int members = 6;
        for (int member = 0; member < members; ++member) {
            queue.add([this, member, &failed] {
                try {
                    store::WriteTransaction transaction = database.write();
                    insert(transaction, member, 0);
                    transaction.commit();
                } catch (const store::Failure& failure) {
                    failed += failure.kind == Kind::read_only;
                }
            });
        }
        layer.set_fault(fault);
        queue.release();
        CHECK(failed == members);
        CHECK(database.statistics().read_only);
        // Reading goes on; writing is refused at once, until it works again.
        CHECK(count_lines(database) == 0);
        CHECK_THROWS_AS(database.write(), store::Failure);
        CHECK_FALSE(database.try_writing_again());
        layer.set_fault(Fault::none);
        CHECK_THROWS_AS(database.write(), store::Failure);
        CHECK(database.try_writing_again());
        CHECK(database.try_writing_again());
        CHECK_FALSE(database.statistics().read_only);
        CHECK(count_lines(database) == 0);
        CHECK(database.check_integrity() == "");
    }
    store::WriteTransaction transaction = database.write();
    insert(transaction, 1, 1);
    transaction.commit();
    CHECK(count_lines(database) == 1);
}

TEST_CASE_FIXTURE(Fixture, "what was refused does not come back when the program dies") {
    {
        store::WriteTransaction transaction = database.write();
        insert(transaction, 1, 1);
        transaction.commit();
    }
    layer.set_fault(store::UnsyncedFileLayer::Fault::sync_fails);
    store::WriteTransaction transaction = database.write();
    for (int turn = 2; turn < 500; ++turn) insert(transaction, 1, turn);
    CHECK_THROWS_AS(transaction.commit(), store::Failure);
    // What another program finds that opens the files now.
    std::filesystem::copy(folder / "test.db", folder / "copy.db");
    std::filesystem::copy(folder / "test.db-wal", folder / "copy.db-wal");
    store::Database copy({.file = folder / "copy.db"});
    CHECK(count_lines(copy) == 1);
    CHECK(copy.check_integrity() == "");
}

TEST_CASE_FIXTURE(Fixture, "a disk that fills up in the middle of a transaction") {
    layer.set_fault(store::UnsyncedFileLayer::Fault::disk_full);
    bool refused = false;
    try {
        store::WriteTransaction transaction = database.write();
        // More than fits into the cache, so that SQLite must write before the end.
        for (int turn = 0; turn < 200'000; ++turn) insert(transaction, 1, turn);
        transaction.commit();
    } catch (const store::Failure& failure) {
        refused = failure.kind == Kind::read_only;
    }
    CHECK(refused);
    CHECK(database.statistics().read_only);
    layer.set_fault(store::UnsyncedFileLayer::Fault::none);
    CHECK(database.try_writing_again());
    CHECK(count_lines(database) == 0);
}

TEST_CASE_FIXTURE(Fixture, "a statement that ends the whole transaction fails the whole group") {
    // Members share a group only while it is young, so a slow machine may need several attempts.
    bool shared = false;
    for (int attempt = 0; attempt < 50 && !shared; ++attempt) {
        Queue queue(database);
        std::atomic<bool> first_failed = false;
        std::atomic<bool> went_on = false;
        queue.add([&] {
            try {
                store::WriteTransaction transaction = database.write();
                insert(transaction, 1, attempt);
                transaction.commit();
            } catch (const store::Failure&) {
                first_failed = true;
            }
        });
        queue.add([&] {
            store::WriteTransaction transaction = database.write();
            insert(transaction, 2, 0);
            try {
                transaction.execute("insert or rollback into line (writer, turn) values (2, 0)");
            } catch (const store::Failure& failure) {
                CHECK(failure.kind == Kind::unique);
            }
            // Without a transaction this would be committed on its own.
            try {
                insert(transaction, 3, 0);
                went_on = true;
            } catch (const store::Failure&) {
            }
            CHECK_THROWS_AS(transaction.commit(), store::Failure);
        });
        queue.release();
        CHECK_FALSE(went_on);
        shared = first_failed;
        const std::int64_t lines = count_lines(database);
        CHECK(lines == (shared ? attempt : attempt + 1));
        CHECK(database.read().integer("select count(*) from line where writer > 1") == 0);
    }
    CHECK(shared);
}

TEST_CASE_FIXTURE(Fixture, "a reader keeps the state of its first query") {
    store::ReadTransaction before = database.read();
    CHECK(before.integer("select count(*) from line") == 0);
    store::WriteTransaction transaction = database.write();
    insert(transaction, 1, 1);
    CHECK(count_lines(database) == 0);  // not confirmed yet
    transaction.commit();
    CHECK(before.integer("select count(*) from line") == 0);
    CHECK(count_lines(database) == 1);
}

TEST_CASE_FIXTURE(Fixture, "without commit nothing remains") {
    {
        store::WriteTransaction transaction = database.write();
        insert(transaction, 1, 1);
    }
    try {
        store::WriteTransaction transaction = database.write();
        insert(transaction, 1, 1);
        throw std::runtime_error("something else");
    } catch (const std::runtime_error&) {
        CHECK(count_lines(database) == 0);
    }
    // The unique key of what was undone is free.
    store::WriteTransaction transaction = database.write();
    insert(transaction, 1, 1);
    transaction.commit();
    CHECK(count_lines(database) == 1);
}

TEST_CASE_FIXTURE(Fixture, "writing twice at once in one thread is a bug") {
    store::WriteTransaction transaction = database.write();
    CHECK_THROWS_AS(database.write(), std::logic_error);
    insert(transaction, 1, 1);
    transaction.commit();
    store::WriteTransaction next = database.write();
    insert(next, 1, 2);
    next.commit();
    CHECK(count_lines(database) == 2);
}

TEST_CASE("who waits too long is told that the database is busy") {
    const store::TemporaryFolder folder;
    const store::DatabaseOptions options{
        .file = folder / "test.db", .readers = 1, .busy_time = 40ms};
    store::Database database(options);
    REQUIRE(database.migrate(schema).ok());
    const auto kind_of_write = [](store::Database& asked) -> std::optional<Kind> {
        try {
            store::WriteTransaction transaction = asked.write();
            return std::nullopt;
        } catch (const store::Failure& failure) {
            return failure.kind;
        }
    };
    std::optional<Kind> in_thread;
    SUBCASE("by another thread that writes") {
        store::WriteTransaction transaction = database.write();
        std::thread([&] { in_thread = kind_of_write(database); }).join();
        CHECK(in_thread == Kind::busy);
        insert(transaction, 1, 1);
        transaction.commit();
        std::thread([&] { in_thread = kind_of_write(database); }).join();
        CHECK(in_thread == std::nullopt);
    }
    SUBCASE("by another program that writes") {
        store::Database other(options);
        store::WriteTransaction transaction = other.write();
        CHECK(kind_of_write(database) == Kind::busy);
        insert(transaction, 1, 1);
        transaction.commit();
        CHECK(kind_of_write(database) == std::nullopt);
        CHECK_FALSE(database.statistics().read_only);
    }
    SUBCASE("by readers, when there are no more") {
        const store::ReadTransaction reading = database.read();
        try {
            static_cast<void>(database.read());
            CHECK(false);
        } catch (const store::Failure& failure) {
            CHECK(failure.kind == Kind::busy);
        }
    }
    CHECK(database.read().integer("select 1") == 1);
}

TEST_CASE("a reader that waits gets the connection that another gives back") {
    const store::TemporaryFolder folder;
    store::Database database({.file = folder / "test.db", .readers = 2, .busy_time = 10s});
    std::atomic<int> answers = 0;
    run_in_threads(8, [&](int) {
        for (int turn = 0; turn < 50; ++turn) {
            answers += static_cast<int>(database.read().integer("select 1").value());
        }
    });
    CHECK(answers == 400);
}

TEST_CASE_FIXTURE(Fixture, "the log does not grow while readers come and go") {
    constexpr std::uintmax_t large = 16 * 50 * 4096;
    const auto log_bytes = [this] { return std::filesystem::file_size(folder / "test.db-wal"); };
    const auto write_until = [this](int writer, const std::function<bool()>& enough) {
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        for (int turn = 0; !enough(); ++turn) {
            store::WriteTransaction transaction = database.write();
            insert(transaction, writer, turn);
            transaction.commit();
            if (std::chrono::steady_clock::now() > deadline) return false;
        }
        return true;
    };
    SUBCASE("that overlap") {
        std::atomic<bool> writing = true;
        std::vector<std::thread> readers;
        for (int reader = 0; reader < 3; ++reader) {
            readers.emplace_back([&] {
                while (writing) count_lines(database);
            });
        }
        // Several times it grows and is cut back.
        for (int times = 0; times < 3; ++times) {
            std::uintmax_t largest = 0;
            CHECK(write_until(times, [&] {
                const std::uintmax_t before = largest;
                largest = std::max(largest, log_bytes());
                return log_bytes() < before;
            }));
        }
        writing = false;
        for (std::thread& reader : readers) reader.join();
    }
    SUBCASE("and starts over when a stuck reader has ended") {
        {
            store::ReadTransaction stuck = database.read();
            stuck.integer("select count(*) from line");
            CHECK(write_until(1, [&] { return log_bytes() > large; }));
        }
        CHECK(write_until(2, [&] { return log_bytes() < large; }));
    }
}

TEST_CASE("only files of this program are opened, and new ones are for their owner alone") {
    const store::TemporaryFolder folder;
    const auto kind_of_open = [&](const char* name) -> std::optional<Kind> {
        try {
            store::Database database({.file = folder / name});
            return std::nullopt;
        } catch (const store::Failure& failure) {
            return failure.kind;
        }
    };
    sqlite3* other = nullptr;
    REQUIRE(sqlite3_open((folder / "other.db").c_str(), &other) == SQLITE_OK);
    REQUIRE(sqlite3_exec(other, "create table t (a)", nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(other);
    std::FILE* file = std::fopen((folder / "garbage.db").c_str(), "w");
    for (int line = 0; line < 1000; ++line) std::fputs("This is no database.\n", file);
    std::fclose(file);

    const auto others_content = [&folder] {
        std::ifstream stream(folder / "other.db", std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(stream), {});
    };
    const std::string before = others_content();
    CHECK(kind_of_open("other.db") == Kind::corrupt);
    CHECK(others_content() == before);
    CHECK(kind_of_open("garbage.db") == Kind::corrupt);
    CHECK(kind_of_open("missing/new.db") == Kind::other);
    CHECK(kind_of_open("new.db") == std::nullopt);
    CHECK(kind_of_open("new.db") == std::nullopt);
    const auto rights = std::filesystem::status(folder / "new.db").permissions();
    CHECK((rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
          std::filesystem::perms::none);
}

TEST_CASE(
    "a file without its log gets it at once; one that has it is written durably all the same") {
    store::TemporaryFolder folder;
    const auto file = folder / "test.db";
    const auto setting = [&file](const char* pragma) {
        sqlite3* raw = nullptr;
        REQUIRE(sqlite3_open(file.c_str(), &raw) == SQLITE_OK);
        std::string value;
        const auto keep = [](void* to, int, char** values, char**) {
            *static_cast<std::string*>(to) = values[0];
            return 0;
        };
        REQUIRE(sqlite3_exec(raw, pragma, keep, &value, nullptr) == SQLITE_OK);
        sqlite3_close(raw);
        return value;
    };
    {
        store::Database made({.file = file});
        REQUIRE(made.migrate(schema).ok());
    }
    CHECK(setting("pragma journal_mode = delete") == "delete");
    for (int turn = 0; turn < 2; ++turn) {
        store::Database opened({.file = file});
        CHECK(setting("pragma journal_mode") == "wal");
        CHECK(count_lines(opened) == turn);
        store::WriteTransaction writing = opened.write();
        CHECK(writing.integer("pragma synchronous") == 2);
        CHECK(writing.integer("pragma secure_delete") == 1);
        insert(writing, 1, turn);
        writing.commit();
        CHECK(count_lines(opened) == turn + 1);
    }
}

}  // namespace
