#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"
#include "store/shared_state_internal.h"
#include "store/sqlite_handle_internal.h"
#include "store/statement_cache_internal.h"

namespace store {

class SqliteConnection;

// A query whose rows are being read. `statement` becomes null when the query ends, at the latest
// with its transaction, so that Rows that are kept too long can't touch a connection that others
// use.
struct RunningQuery {
    SqliteConnection* connection;
    PreparedStatement* statement;
};

enum class ConnectionRole { reader, writer };

// A write-ahead log of so many pages is larger than it should be.
constexpr int large_log_pages(const DatabaseOptions& options) {
    return 8 * options.checkpoint_pages;
}

// One connection for one thread at a time.
class SqliteConnection {
  public:
    // Opens the file of `options`; the writer creates it and makes it a Trygby database in WAL
    // mode, where it isn't one already. `state` must outlive the connection. Throws Failure.
    SqliteConnection(const DatabaseOptions& options, ConnectionRole role, SharedState& state);
    SqliteConnection(const SqliteConnection&) = delete;
    SqliteConnection& operator=(const SqliteConnection&) = delete;

    sqlite3* handle() const { return handle_.get(); }

    // For Connection. They throw Failure when there is no transaction (any more).
    std::shared_ptr<RunningQuery> query(std::string_view sql, const std::vector<Value>& values);
    std::int64_t execute(std::string_view sql, const std::vector<Value>& values);
    bool next(RunningQuery& query);
    void end(RunningQuery& query) noexcept;

    // Ends the queries that are still running.
    void end_queries() noexcept;

    // The writer's own settings, at its first transaction: SQLite reads the whole schema for them,
    // and a program that starts has its answers from the readers. Throws Failure.
    void prepare_for_writing(const DatabaseOptions& options);

    // Begins, ends and configures; no values, no rows. Throws Failure.
    void control(std::string_view sql);

    // Runs all statements of a migration inside the open transaction, which they can't end.
    // Throws Failure.
    void run_script(const std::string& sql);

    bool is_in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }
    // True when a foreign key that is checked at the end of the transaction is still broken.
    bool has_unresolved_keys() const;

    // Pages in the write-ahead log after the last commit of this connection.
    int log_pages() const { return log_pages_; }

  private:
    static int authorise(void* connection, int action, const char* first, const char* second,
                         const char* database, const char* trigger);
    static int remember_log_pages(void* connection, sqlite3*, const char* database, int pages);

    void configure();
    void claim_file(const DatabaseOptions& options);
    void require_transaction(std::string_view sql) const;
    PreparedStatement& start(std::string_view sql, const std::vector<Value>& values);
    void finish(PreparedStatement& statement) noexcept;
    void note(const Failure& failure) noexcept;

    ConnectionRole role_;
    SharedState& state_;
    bool control_allowed_ = false;
    bool is_prepared_ = false;
    int log_pages_ = 0;
    Handle handle_;  // before the caches: statements go first
    StatementCache statements_;
    StatementCache control_statements_;
    std::vector<std::shared_ptr<RunningQuery>> running_;
};

}  // namespace store
