#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace store {

// What goes into a statement. Text is bound as text, std::nullopt as NULL.
using Value = std::variant<std::nullptr_t, std::int64_t, double, std::string_view,
                           std::span<const std::uint8_t>>;

Value to_value(std::int64_t number);
Value to_value(int number);
Value to_value(double number);
Value to_value(std::string_view text);
Value to_value(const std::string& text);
Value to_value(const char* text);
Value to_value(std::span<const std::uint8_t> bytes);
Value to_value(std::nullopt_t);
template <class T>
Value to_value(const std::optional<T>& value) {
    return value ? to_value(*value) : Value(nullptr);
}

// The database can't do what was asked. `kind` is what the caller may act on; text is for the log.
class Failure : public std::runtime_error {
  public:
    enum class Kind {
        busy,        // the writer's queue was longer than the time-out
        read_only,   // disk full or not writable: the service goes on reading
        unique,      // a unique constraint
        constraint,  // any other constraint
        corrupt,     // the file is damaged or no database
        other
    };
    Failure(Kind why, const std::string& text) : std::runtime_error(text), kind(why) {}
    const Kind kind;
};

struct RunningQuery;

// One row under the cursor; valid until the next step. Columns count from 0. Asking NULL for a
// value that isn't optional is a bug and throws std::logic_error naming the column.
class Row {
  public:
    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const;
    std::string_view text_view(int column) const;  // until the next step
    std::vector<std::uint8_t> bytes(int column) const;
    bool is_null(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const;
    std::optional<double> optional_real(int column) const;
    std::optional<std::string> optional_text(int column) const;
    int columns() const;
    std::string column_name(int column) const;

  private:
    friend class Rows;
    explicit Row(const RunningQuery* query) : query_(query) {}
    const RunningQuery* query_;
};

// The rows of a running query. Ends its statement when destroyed, or when its transaction ends;
// after that, asking for rows is a bug and throws std::logic_error. One pass:
//     for (const store::Row& row : connection.query("select name from unit where id = $1", id)) …
class Rows {
  public:
    Rows(Rows&&) noexcept;
    Rows& operator=(Rows&&) = delete;
    ~Rows();

    bool next();  // false when there are no more
    const Row& row() const { return row_; }

    class Iterator {
      public:
        explicit Iterator(Rows* rows) : rows_(rows) {}
        const Row& operator*() const { return rows_->row(); }
        Iterator& operator++() {
            if (!rows_->next()) rows_ = nullptr;
            return *this;
        }
        bool operator==(const Iterator& other) const { return rows_ == other.rows_; }

      private:
        Rows* rows_;
    };
    Iterator begin() { return next() ? Iterator(this) : end(); }
    Iterator end() { return Iterator(nullptr); }

  private:
    friend class Connection;
    explicit Rows(std::shared_ptr<RunningQuery> query);
    std::shared_ptr<RunningQuery> query_;
    Row row_;
    bool at_end_ = false;
};

struct Implementation;

// Statements on one database connection, inside a transaction. Statements are prepared once per
// connection and kept. Placeholders are $1, $2, … and values are always bound. A wrong number of
// values, several statements at once, a change in a read transaction, a transaction statement or a
// setting is a bug and throws std::logic_error; everything else that fails throws Failure.
class Connection {
  public:
    template <class... Values>
    Rows query(std::string_view sql, const Values&... values) {
        return query_values(sql, std::vector<Value>{to_value(values)...});
    }
    // Runs a statement that changes rows, and returns how many. (With "returning" use query, which
    // makes the change at once, however many of the rows are then read.)
    template <class... Values>
    std::int64_t execute(std::string_view sql, const Values&... values) {
        return execute_values(sql, std::vector<Value>{to_value(values)...});
    }
    // The first column of the only row; empty when there is no row or it is NULL.
    template <class... Values>
    std::optional<std::int64_t> integer(std::string_view sql, const Values&... values) {
        Rows rows = query(sql, values...);
        if (!rows.next()) return std::nullopt;
        return rows.row().optional_integer(0);
    }
    template <class... Values>
    std::optional<std::string> text(std::string_view sql, const Values&... values) {
        Rows rows = query(sql, values...);
        if (!rows.next()) return std::nullopt;
        return rows.row().optional_text(0);
    }
    // For statements whose number of values is known only when running.
    Rows query_values(std::string_view sql, const std::vector<Value>& values);
    std::int64_t execute_values(std::string_view sql, const std::vector<Value>& values);

  protected:
    explicit Connection(void* connection) : connection_(connection) {}
    ~Connection() = default;
    void* connection_;
};

// A consistent view of the data from the moment of its first query. Keep it short. For the thread
// that made it.
class ReadTransaction : public Connection {
  public:
    ReadTransaction(ReadTransaction&&) noexcept;
    ~ReadTransaction();

  private:
    friend class Database;
    ReadTransaction(Implementation& implementation, void* connection);
    Implementation* implementation_;
};

// The only way to change data. Exclusive: others wait while it lives. Everything done is undone
// unless commit() returned. For the thread that made it.
class WriteTransaction : public Connection {
  public:
    WriteTransaction(WriteTransaction&&) noexcept;
    ~WriteTransaction();  // rolls back unless committed

    // Returns when the change is on disk. Changes of several threads share one disk write (group
    // commit). Throws Failure when it could not be made durable; then nothing of it remains.
    void commit();

  private:
    friend class Database;
    WriteTransaction(Implementation& implementation, void* connection);
    Implementation* implementation_;
    bool open_ = true;
};

struct Migration {
    int number;
    std::string_view name;  // "0001_trail_lines"
    std::string_view sql;
    // SHA-256 of `sql` in hex, where it was computed when the program was built: it is compared at
    // every start. Empty: computed then.
    std::string_view checksum = {};
};

struct DatabaseOptions {
    std::filesystem::path file;
    unsigned readers = 8;
    std::chrono::milliseconds busy_time{5000};  // the longest wait for a reader or the writer
    // off only for tests: nothing is waited for to be on disk, and a power failure loses data
    enum class Durability { full, off } durability = Durability::full;
    std::string file_layer;  // name of a registered file layer for tests; empty: the system's own
    int checkpoint_pages = 1000;  // the log is copied into the file after so many pages of 4 KiB
};

struct DatabaseStatistics {
    std::uint64_t commits = 0;             // disk writes
    std::uint64_t write_transactions = 0;  // that share them
    std::uint64_t full_scan_steps = 0;     // rows stepped over in scans of whole tables
    std::vector<std::string> full_scans;   // the statements that did, at most 50
    bool read_only = false;
};

// The one door to the database. All functions are safe to call from any thread.
class Database {
  public:
    // Opens or creates the file: WAL, synchronous=FULL, foreign keys, busy time-out, collation
    // `danish`. Throws Failure when it can't.
    explicit Database(DatabaseOptions options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // Brings the schema up to date, each migration in a transaction of its own, forward only. In
    // its SQL, @identity stands for the database's own counted key. Indexes in Danish order are
    // made anew when the library's rules for Danish have changed. Refused with "schema_newer" when
    // the file was made by a newer program, "migration_failed" when one fails (nothing of that one
    // remains), "migration_changed" when an applied one had another content.
    base::Result<void> migrate(std::span<const Migration> migrations);
    int schema_number();

    ReadTransaction read();
    WriteTransaction write();

    // Copies a consistent state to `file` while others go on. Refused with "file_exists" or
    // "backup_failed" (then no file is left).
    base::Result<void> backup(const std::filesystem::path& file);
    // Checks the file's structure: empty text when whole, otherwise what is wrong.
    std::string check_integrity();
    // The schema as readable SQL, sorted by kind and name: what schema.sql holds.
    std::string schema();

    DatabaseStatistics statistics() const;
    // After a full disk the database is read-only; this tries to write again.
    bool try_writing_again();

  private:
    void renew_danish_indexes();

    std::unique_ptr<Implementation> implementation_;
};

// Puts the database of a backup in the place of `target`, which must not be in use. The old file is
// kept beside it as TARGET.before-restore. Refused with "not_a_backup", "in_use" or
// "restore_failed".
base::Result<void> restore(const std::filesystem::path& backup,
                           const std::filesystem::path& target);

}  // namespace store
