#include <doctest/doctest.h>

#include <exception>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "store/database.h"
#include "store/testing/temporary_folder.h"
#include "store/testing/unsynced_file_layer.h"

namespace {

using Durability = store::DatabaseOptions::Durability;

// The power may fail at this moment; what had been confirmed by then must survive.
struct CutPoint {
    store::DiskState state;
    std::set<std::int64_t> confirmed;
};

store::DatabaseOptions options_for(const std::filesystem::path& file, const std::string& layer,
                                   Durability durability) {
    store::DatabaseOptions options;
    options.file = file;
    options.file_layer = layer;
    options.durability = durability;
    options.checkpoint_pages = 12;  // so that the script passes through many checkpoints
    return options;
}

const store::Migration pairs[] = {
    {1, "0001_pairs",
     "create table pair (number bigint not null, half bigint not null, content text not null, "
     "primary key (number, half)); create index pair_content on pair (content)"}};

// Each transaction writes two rows, so that half a transaction would show.
void write_pair(store::Database& database, std::int64_t number) {
    store::WriteTransaction transaction = database.write();
    for (int half = 0; half < 2; ++half) {
        const std::string content(static_cast<std::size_t>(number % 7) * 300, 'x');
        transaction.execute("insert into pair (number, half, content) values ($1, $2, $3)", number,
                            half, content + std::to_string(number));
    }
    if (number % 5 == 0) {
        transaction.execute("update pair set content = $1 where number < $2", "new", number);
    }
    transaction.commit();
}

// Writes `transactions` pairs one after another, and gives every moment at which a cut is to be
// tried: before every sync, and after every confirmation.
std::vector<CutPoint> run_script(Durability durability, int transactions) {
    const store::TemporaryFolder folder;
    store::UnsyncedFileLayer layer("unsynced-script");
    std::vector<CutPoint> points;
    std::set<std::int64_t> confirmed;
    std::size_t syncs_of_the_file = 0;
    layer.before_sync([&](const std::string& file) {
        syncs_of_the_file += file == "cut.db";
        points.push_back({layer.state(), confirmed});
    });
    store::Database database(options_for(folder / "cut.db", "unsynced-script", durability));
    REQUIRE(database.migrate(pairs).ok());
    for (int number = 1; number <= transactions; ++number) {
        write_pair(database, number);
        confirmed.insert(number);
        points.push_back({layer.state(), confirmed});
    }
    // Besides the log, the file itself was written again and again.
    if (durability == Durability::full) REQUIRE(syncs_of_the_file > 5);
    return points;
}

struct Outcome {
    std::string damage;       // empty: whole
    std::size_t missing = 0;  // confirmed transactions that are gone
};

// Starts again from what the disk kept.
Outcome reopen(const CutPoint& point, std::uint64_t seed) {
    const store::TemporaryFolder folder;
    point.state.cut(seed, folder.path());
    Outcome outcome;
    try {
        // Nothing is cut here, so the real disk need not be waited for.
        store::Database database(
            {.file = folder / "cut.db", .readers = 1, .durability = Durability::off});
        outcome.damage = database.check_integrity();
        if (database.schema_number() == 0) {
            outcome.missing = point.confirmed.size();
            return outcome;
        }
        std::set<std::int64_t> found;
        store::ReadTransaction transaction = database.read();
        for (const store::Row& row :
             transaction.query("select number, count(*) from pair group by number")) {
            if (row.integer(1) != 2) outcome.damage += "half a transaction";
            found.insert(row.integer(0));
        }
        for (const std::int64_t number : point.confirmed)
            outcome.missing += found.count(number) == 0;
    } catch (const std::exception& failure) {  // a damaged file may give rows no program wrote
        outcome.damage = failure.what();
        outcome.missing = point.confirmed.size();
    }
    return outcome;
}

constexpr std::uint64_t seeds = 10;

TEST_CASE("whenever the power fails, what was confirmed is there and the file is whole") {
    const std::vector<CutPoint> points = run_script(Durability::full, 40);
    REQUIRE(points.size() > 60);
    for (std::size_t index = 0; index < points.size(); ++index) {
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            const Outcome outcome = reopen(points[index], seed);
            CAPTURE(index);
            CAPTURE(seed);
            REQUIRE(outcome.damage == "");
            REQUIRE(outcome.missing == 0);
        }
    }
}

TEST_CASE("without durability the same test finds a loss") {
    const std::vector<CutPoint> points = run_script(Durability::off, 40);
    std::size_t lost = 0;
    for (const CutPoint& point : points) {
        for (std::uint64_t seed = 0; seed < seeds; ++seed) {
            const Outcome outcome = reopen(point, seed);
            lost += outcome.missing > 0 || !outcome.damage.empty();
        }
    }
    CHECK(lost > 0);
}

TEST_CASE("what a group confirmed survives too") {
    constexpr int writers = 6;
    constexpr int transactions_each = 12;
    const store::TemporaryFolder folder;
    store::UnsyncedFileLayer layer("unsynced-group");
    std::mutex mutex;
    std::set<std::int64_t> confirmed;
    std::vector<CutPoint> points;
    const auto remember = [&] {
        const std::lock_guard lock(mutex);
        // In this order: what is confirmed after the copy need not be in it.
        CutPoint point{{}, confirmed};
        point.state = layer.state();
        points.push_back(std::move(point));
    };
    layer.before_sync([&](const std::string&) { remember(); });
    store::Database database(options_for(folder / "cut.db", "unsynced-group", Durability::full));
    REQUIRE(database.migrate(pairs).ok());
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer) {
        threads.emplace_back([&, writer] {
            for (int turn = 0; turn < transactions_each; ++turn) {
                const std::int64_t number = turn * writers + writer + 1;
                write_pair(database, number);
                const std::lock_guard lock(mutex);
                confirmed.insert(number);
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    remember();
    REQUIRE(confirmed.size() == writers * transactions_each);
    for (std::size_t index = 0; index < points.size(); ++index) {
        const Outcome outcome = reopen(points[index], 2 + index);
        CAPTURE(index);
        REQUIRE(outcome.damage == "");
        REQUIRE(outcome.missing == 0);
    }
}

}  // namespace
