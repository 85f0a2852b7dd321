#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

namespace bench {

using BoundValue =
    std::variant<std::nullptr_t, std::int64_t, double, std::string, std::vector<std::uint8_t>>;

struct Binding {
    std::string name;  // "$1"
    BoundValue value;
};

// One statement as the program ran it, and what it cost.
struct Statement {
    std::string sql;
    std::vector<Binding> bindings;
    std::int64_t scan_steps = 0;  // SQLITE_STMTSTATUS_FULLSCAN_STEP
    std::int64_t steps = 0;       // SQLITE_STMTSTATUS_VM_STEP: the same on every machine
};

// Everything that this thread's database connections run while it lives, begin and rollback
// included. SQLite itself tells (sqlite3_trace_v2), so the program needs no hook for it.
class Recording {
  public:
    Recording();
    ~Recording();
    Recording(const Recording&) = delete;
    Recording& operator=(const Recording&) = delete;

    // Makes every connection opened from now on tell. Once, before any is opened.
    static void listen();

    const std::vector<Statement>& statements() const { return statements_; }

  private:
    static int told(unsigned kind, void*, void* subject, void* detail);
    void began(sqlite3_stmt* statement);
    void ended(sqlite3_stmt* statement);

    std::vector<Statement> statements_;
    std::vector<sqlite3_stmt*> running_;  // one for each of statements_; null when it has ended
};

// The values in `expanded`, which is `sql` with its placeholders filled in by SQLite.
std::vector<Binding> bindings_of(const std::string& sql, const std::string& expanded);

// A connection that is nothing but SQLite, opened and set as the program's own readers are. For one
// thread.
class BareConnection {
  public:
    explicit BareConnection(const std::filesystem::path& file);

    // Runs the statements in their order and reads every column of every row. They are prepared the
    // first time and must outlive the connection. Throws std::runtime_error when one fails.
    void run(const std::vector<Statement>& statements);

  private:
    struct Closer {
        void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
        void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
    };
    struct Prepared {
        std::unique_ptr<sqlite3_stmt, Closer> statement;
        std::vector<int> positions;  // SQLite's, of the statement's bindings
    };

    const Prepared& prepared(const Statement& statement);

    std::unique_ptr<sqlite3, Closer> database_;
    std::unordered_map<const Statement*, Prepared> prepared_;
    std::size_t bytes_read_ = 0;
};

}  // namespace bench
