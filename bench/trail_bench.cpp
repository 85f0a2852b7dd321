// The trail's part of script/bench; see README.md beside this file.
//     trail_bench commits FOLDER SECONDS        durable commits, bare and with a line in the trail;
//                                               how far the look-up index was behind at the end
//                                               and how many seconds later it no longer was
//     trail_bench build FILE LINES [lean]       a database with so many lines; lean: without the
//                                               trail's indexes in the database itself
//     trail_bench index FILE                    its look-up index, and how many lines a second
//     trail_bench persons SMALL LARGE TIMES     the first 50 lines about a person in both, asked
//     for
//                                               by turns in five rounds: warm, and cold, where the
//                                               system has to read the files from the disk again
//     trail_bench verify FILE                   verifying, and bare reading and hashing
//     trail_bench proofs FILE TIMES             microseconds for a line's proof

#define OPENSSL_SUPPRESS_DEPRECATED

#include <fcntl.h>
#include <openssl/sha.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <memory>
#include <random>
#include <stdexcept>
#include <thread>

#include "base/digest.h"
#include "schema/migrations.h"
#include "trail/line_hash.h"
#include "trail/look_up_index.h"
#include "trail/proof.h"
#include "trail/tiled_tree.h"
#include "trail/trail.h"
#include "trail/tree_store.h"

namespace bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int writers = 32;
constexpr std::int64_t lines_of_one_person = 100;
constexpr std::int64_t lines_in_one_insert_run = 1'000'000;

double seconds_since(Clock::time_point begin) {
    return std::chrono::duration<double>(Clock::now() - begin).count();
}

template <class Work>
double seconds(const Work& work) {
    const auto begin = Clock::now();
    work();
    return seconds_since(begin);
}

std::string person_of(std::int64_t line, std::int64_t lines) {
    // Spread, so that a person's lines don't stand together in the table.
    const std::uint64_t persons = static_cast<std::uint64_t>(lines / lines_of_one_person) + 1;
    const std::uint64_t spread = static_cast<std::uint64_t>(line) * 0x9E3779B97F4A7C15U >> 20U;
    return "person:" + std::to_string(1'000'000'000 + spread % persons);
}

trail::Line line_about(const std::string& person, std::int64_t number) {
    return {.actor = "account:" + std::to_string(number % 200),
            .action = trail::Action::read,
            .subject_kind = "person",
            .subject_id = person,
            .purpose = "early_prevention",
            .basis = "BL18",
            .reference = "/personer/{id}",
            .role = "worker"};
}

// Commits a second with 32 writers that share their disk writes.
template <class Write>
double commits_a_second(store::Database& database, double length, const Write& write) {
    std::atomic<std::int64_t> count{0};
    std::atomic<bool> stop{false};
    const auto begin = Clock::now();
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] {
            for (std::int64_t number = writer; !stop; number += writers) {
                store::WriteTransaction transaction = database.write();
                write(transaction, number);
                transaction.commit();
                ++count;
            }
        });
    std::this_thread::sleep_for(std::chrono::duration<double>(length));
    stop = true;
    for (std::thread& thread : threads) thread.join();
    return static_cast<double>(count) / seconds_since(begin);
}

std::int64_t lines_in(store::Database& database) {
    store::ReadTransaction reading = database.read();
    return trail::line_count(reading);
}

// As it follows in the server, so while the lines are written.
struct Following {
    Following(store::Database& database, const std::filesystem::path& file)
        : index(database, {.file = trail::look_up_file_of(file)}) {
        index.follow();
    }
    trail::LookUpIndex index;
};

double seconds_until(const trail::LookUpIndex& index, std::int64_t lines) {
    return seconds([&] {
        while (index.lines() < lines) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    });
}

int commits(const std::filesystem::path& folder, double length) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    store::Database database(
        {.file = folder / "commits.db", .busy_time = std::chrono::seconds(60)});
    if (!database.migrate(schema::migrations()).ok()) return 1;
    {
        store::WriteTransaction transaction = database.write();
        transaction.execute("create table bare (id bigint not null)");
        transaction.commit();
    }
    const auto bare = [](store::WriteTransaction& transaction, std::int64_t number) {
        transaction.execute("insert into bare (id) values ($1)", number);
    };
    const auto with_line = [](store::WriteTransaction& transaction, std::int64_t number) {
        trail::append(transaction, base::Instant(std::chrono::milliseconds(number)),
                      line_about(person_of(number, 1'000'000), number));
    };
    const Following following(database, folder / "commits.db");
    for (int round = 0; round < 5; ++round) {
        const double without = commits_a_second(database, length, bare);
        const double with = commits_a_second(database, length, with_line);
        const std::int64_t lines = lines_in(database);
        const std::int64_t behind = lines - following.index.lines();
        std::cout << without << '\t' << with << '\t' << with / without << '\t' << behind << '\t'
                  << seconds_until(following.index, lines) << std::endl;
    }
    return 0;
}

struct Closer {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using RawDatabase = std::unique_ptr<sqlite3, Closer>;
using RawStatement = std::unique_ptr<sqlite3_stmt, Closer>;

RawDatabase open_raw(const std::filesystem::path& file) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open(file.c_str(), &raw);
    RawDatabase database(raw);
    if (code != SQLITE_OK) throw std::runtime_error("can't open " + file.string());
    return database;
}

void run(const RawDatabase& database, const std::string& sql) {
    if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
        throw std::runtime_error(std::string(sqlite3_errmsg(database.get())) + ": " + sql);
}

RawStatement prepare(const RawDatabase& database, const std::string& sql) {
    sqlite3_stmt* raw = nullptr;
    if (sqlite3_prepare_v2(database.get(), sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database.get()));
    return RawStatement(raw);
}

void bind_text(const RawStatement& statement, int position, std::string_view text) {
    sqlite3_bind_text(statement.get(), position, text.data(), static_cast<int>(text.size()),
                      SQLITE_TRANSIENT);
}

std::vector<std::string> definitions(const RawDatabase& database, const std::string& condition) {
    const RawStatement statement =
        prepare(database,
                "select sql from sqlite_master where tbl_name like 'trail_%' and "
                "sql is not null and " +
                    condition);
    std::vector<std::string> found;
    while (sqlite3_step(statement.get()) == SQLITE_ROW)
        found.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
    return found;
}

void drop_all(const RawDatabase& database, const std::string& kind) {
    std::vector<std::string> names;
    {
        const RawStatement statement = prepare(
            database, "select name from sqlite_master where type = '" + kind +
                          "' and tbl_name in ('trail_line', 'trail_tile') and sql is not null");
        while (sqlite3_step(statement.get()) == SQLITE_ROW)
            names.emplace_back(
                reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
    }
    for (const std::string& name : names) run(database, "drop " + kind + " " + name);
}

// The lines as trail::append() would write them, without waiting for the disk.
void insert_lines(const RawDatabase& database, std::int64_t lines) {
    const RawStatement insert = prepare(
        database,
        "insert into trail_line (sequence, at, actor, action, subject_kind, subject_id, purpose, "
        "basis, rule, reference, role, authority, criteria, salt, hash) values (?, ?, ?, 'read', "
        "'person', ?, ?, ?, '', ?, ?, '', '', ?, ?)");
    const RawStatement insert_tile =
        prepare(database, "insert into trail_tile (level, position, hash) values (?, ?, ?)");
    std::mt19937_64 chance(1);
    trail::Hash previous{};
    trail::TiledTree tree;
    run(database, "begin");
    for (std::int64_t number = 1; number <= lines; ++number) {
        const trail::Line line = line_about(person_of(number, lines), number);
        const std::string at =
            base::iso_instant(base::Instant(std::chrono::milliseconds(1'700'000'000'000 + number)));
        std::array<std::uint64_t, 2> salt = {chance(), chance()};
        const std::string_view salt_bytes(reinterpret_cast<const char*>(salt.data()), 16);
        previous = trail::line_hash(previous, {.sequence = number,
                                               .at = at,
                                               .actor = line.actor,
                                               .action = "read",
                                               .subject_kind = line.subject_kind,
                                               .subject_id = line.subject_id,
                                               .purpose = line.purpose,
                                               .basis = line.basis,
                                               .reference = line.reference,
                                               .role = line.role,
                                               .salt = salt_bytes});
        sqlite3_bind_int64(insert.get(), 1, number);
        bind_text(insert, 2, at);
        bind_text(insert, 3, line.actor);
        bind_text(insert, 4, line.subject_id);
        bind_text(insert, 5, line.purpose);
        bind_text(insert, 6, line.basis);
        bind_text(insert, 7, line.reference);
        bind_text(insert, 8, line.role);
        sqlite3_bind_blob(insert.get(), 9, salt.data(), 16, SQLITE_TRANSIENT);
        bind_text(insert, 10, base::hex(previous));
        if (sqlite3_step(insert.get()) != SQLITE_DONE)
            throw std::runtime_error(sqlite3_errmsg(database.get()));
        sqlite3_reset(insert.get());
        for (const trail::TiledTree::Tile& tile : tree.append(trail::leaf_of(previous))) {
            sqlite3_bind_int(insert_tile.get(), 1, tile.level);
            sqlite3_bind_int64(insert_tile.get(), 2, static_cast<std::int64_t>(tile.position));
            sqlite3_bind_blob(insert_tile.get(), 3, tile.root.data(), 32, SQLITE_TRANSIENT);
            sqlite3_step(insert_tile.get());
            sqlite3_reset(insert_tile.get());
        }
        if (number % lines_in_one_insert_run == 0) run(database, "commit; begin");
    }
    run(database, "commit");
}

int build(const std::filesystem::path& file, std::int64_t lines, bool lean) {
    std::filesystem::remove(file);
    std::filesystem::create_directories(file.parent_path());
    {
        store::Database database({.file = file});
        if (!database.migrate(schema::migrations()).ok()) return 1;
    }
    const RawDatabase database = open_raw(file);
    run(database,
        "pragma journal_mode = delete; pragma journal_mode = off; "
        "pragma synchronous = off; pragma cache_size = -400000");
    const std::vector<std::string> triggers =
        definitions(database, "type = 'trigger' and tbl_name in ('trail_line', 'trail_tile')");
    std::vector<std::string> indexes =
        definitions(database, "type = 'index' and tbl_name = 'trail_line'");
    if (lean) indexes.clear();
    drop_all(database, "trigger");
    drop_all(database, "index");
    insert_lines(database, lines);
    for (const std::string& sql : indexes) run(database, sql);
    for (const std::string& sql : triggers) run(database, sql);
    run(database, "pragma journal_mode = wal");
    std::cout << std::filesystem::file_size(file) << std::endl;
    return 0;
}

struct Percentiles {
    double median;
    double tail;  // 95 of 100 are below
};

Percentiles percentiles(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {values[values.size() / 2], values[values.size() * 95 / 100]};
}

int make_index(const std::filesystem::path& file) {
    store::Database database({.file = file});
    trail::LookUpIndex index(database, {.file = trail::look_up_file_of(file)});
    const double passed = seconds([&index] {
        while (index.work()) continue;
    });
    std::cout << static_cast<double>(index.lines()) / passed << '\t'
              << std::filesystem::file_size(trail::look_up_file_of(file)) << std::endl;
    return 0;
}

// A trail with its finished index, as the server has it.
class AskedTrail {
  public:
    explicit AskedTrail(std::filesystem::path file) : file_(std::move(file)) { open(); }

    // The system forgets what it read of the files.
    void forget() {
        index_.reset();
        database_.reset();
        for (const std::filesystem::path& read : {file_, trail::look_up_file_of(file_)}) {
            const int descriptor = ::open(read.c_str(), O_RDONLY | O_CLOEXEC);
            if (descriptor < 0) throw std::runtime_error("can't open " + read.string());
            ::fdatasync(descriptor);
            ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
            ::close(descriptor);
        }
        open();
    }

    // Someone who has lines.
    std::string anyone(std::mt19937_64& chance) const {
        const auto line =
            static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(lines_)) + 1;
        return person_of(line, lines_);
    }

    // Microseconds for the first lines about them.
    double ask(const std::string& person) const {
        store::ReadTransaction reading = database_->read();
        std::size_t count = 0;
        const double passed =
            seconds([&] { count = trail::lines_about_person(reading, person).size(); });
        if (count == 0) throw std::runtime_error("nobody looked at " + person);
        return 1e6 * passed;
    }

  private:
    void open() {
        database_ = std::make_unique<store::Database>(store::DatabaseOptions{.file = file_});
        index_ = std::make_unique<trail::LookUpIndex>(
            *database_, trail::LookUpIndexOptions{.file = trail::look_up_file_of(file_)});
        while (index_->work()) continue;
        lines_ = lines_in(*database_);
    }

    std::filesystem::path file_;
    std::unique_ptr<store::Database> database_;
    std::unique_ptr<trail::LookUpIndex> index_;
    std::int64_t lines_ = 0;
};

void print_ratios(const std::string& name, std::vector<double> small, std::vector<double> large) {
    const Percentiles of_small = percentiles(std::move(small));
    const Percentiles of_large = percentiles(std::move(large));
    const auto print = [&name](const char* which, double in_small, double in_large) {
        std::cout << name << '\t' << which << '\t' << in_small << '\t' << in_large << '\t'
                  << in_large / in_small << std::endl;
    };
    print("median", of_small.median, of_large.median);
    print("p95", of_small.tail, of_large.tail);
}

int persons(const std::filesystem::path& small_file, const std::filesystem::path& large_file,
            int times) {
    constexpr int rounds = 5;
    AskedTrail small(small_file);
    AskedTrail large(large_file);
    std::mt19937_64 chance(2);
    for (int round = 0; round < rounds; ++round) {
        small.forget();
        large.forget();
        std::array<std::vector<double>, 2> cold;
        std::array<std::vector<double>, 2> warm;
        for (int i = 0; i < times; ++i) {
            const std::array<std::string, 2> asked{small.anyone(chance), large.anyone(chance)};
            cold[0].push_back(small.ask(asked[0]));
            cold[1].push_back(large.ask(asked[1]));
            warm[0].push_back(small.ask(asked[0]));
            warm[1].push_back(large.ask(asked[1]));
        }
        print_ratios("cold", cold[0], cold[1]);
        print_ratios("warm", warm[0], warm[1]);
    }
    return 0;
}

// Reads the rows that verifying reads and hashes as many bytes as it hashes, in one go.
double bare_seconds(const std::filesystem::path& file) {
    const RawDatabase database = open_raw(file);
    return seconds([&database] {
        const RawStatement rows = prepare(
            database,
            "select sequence, at, actor, action, subject_kind, subject_id, purpose, basis, rule, "
            "reference, role, authority, criteria, salt, hash from trail_line order by sequence");
        SHA256_CTX state;
        SHA256_Init(&state);
        // A chain's link (85 bytes with its mark), a leaf (33) and a node (65) a line; its own
        // mark, number and lengths (80).
        const std::array<char, 85 + 33 + 65 + 80> others{};
        while (sqlite3_step(rows.get()) == SQLITE_ROW) {
            for (int column = 1; column < 14; ++column) {
                const void* bytes = column == 13 ? sqlite3_column_blob(rows.get(), column)
                                                 : sqlite3_column_text(rows.get(), column);
                SHA256_Update(&state, bytes,
                              static_cast<std::size_t>(sqlite3_column_bytes(rows.get(), column)));
            }
            SHA256_Update(&state, others.data(), others.size());
        }
        trail::Hash hash{};
        SHA256_Final(hash.data(), &state);
    });
}

int verify(const std::filesystem::path& file) {
    store::Database database({.file = file});
    for (int round = 0; round < 5; ++round) {
        const double bare = bare_seconds(file);
        trail::Verification verification;
        const double verified = seconds([&] { verification = trail::verify(database); });
        if (verification.first_broken) throw std::runtime_error(verification.what);
        std::cout << verification.lines << '\t' << bare << '\t' << verified << '\t'
                  << bare / verified << std::endl;
    }
    return 0;
}

int proofs(const std::filesystem::path& file, int times) {
    store::Database database({.file = file});
    std::mt19937_64 chance(3);
    std::vector<double> found;
    for (int i = 0; i < times; ++i) {
        store::ReadTransaction reading = database.read();
        const std::int64_t lines = trail::line_count(reading);
        const auto line =
            static_cast<std::int64_t>(chance() % static_cast<std::uint64_t>(lines)) + 1;
        found.push_back(
            1e6 * seconds([&] { static_cast<void>(trail::prove_line(reading, line, lines)); }));
    }
    const Percentiles of_all = percentiles(found);
    std::cout << of_all.median << '\t' << of_all.tail << std::endl;
    return 0;
}

int main_of(const std::vector<std::string>& words) {
    const auto is = [&words](std::string_view name, std::size_t count) {
        return words.size() >= count && words[0] == name;
    };
    if (is("commits", 3)) return commits(words[1], std::stod(words[2]));
    if (is("build", 3))
        return build(words[1], std::stoll(words[2]), words.size() > 3 && words[3] == "lean");
    if (is("index", 2)) return make_index(words[1]);
    if (is("persons", 4)) return persons(words[1], words[2], std::stoi(words[3]));
    if (is("verify", 2)) return verify(words[1]);
    if (is("proofs", 3)) return proofs(words[1], std::stoi(words[2]));
    std::cerr << "trail_bench commits|build|index|persons|verify|proofs\n";
    return 2;
}

}  // namespace
}  // namespace bench

int main(int count, char** values) {
    try {
        return bench::main_of(std::vector<std::string>(values + 1, values + count));
    } catch (const std::exception& failure) {
        std::cerr << "trail_bench: " << failure.what() << std::endl;
        return 1;
    }
}
