#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace store {

struct ValueFreer {
    void operator()(sqlite3_value* value) const { sqlite3_value_free(value); }
};
using KeptValue = std::unique_ptr<sqlite3_value, ValueFreer>;

struct StatementFinaliser {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// One statement with its placeholders $1, $2, …, prepared once and run many times.
//
// A statement that changes rows runs to its end when it is started, and the rows it gives back are
// kept in memory: SQLite checks foreign keys only at the end, so a reader that stops after the
// first row would leave a broken key behind.
class PreparedStatement {
  public:
    // Throws std::logic_error when the SQL is more than one statement or its placeholders are not
    // $1 to $n; Failure when SQLite refuses it.
    PreparedStatement(sqlite3* database, std::string_view sql);

    const std::string& sql() const { return sql_; }
    bool changes_rows() const { return changes_rows_; }
    bool is_running() const { return running_; }

    // Binds the values; runs the statement when it changes rows. Throws std::logic_error when the
    // number of values is not the number of placeholders, Failure when it can't run.
    void start(const std::vector<Value>& values);

    // The next row; false at the end. Throws Failure.
    bool next();

    // Ready for another start. Returns how many rows were stepped over in scans of whole tables.
    std::uint64_t finish() noexcept;

    // The current row.
    int columns() const;
    std::string column_name(int column) const;
    // Until the next step; for sqlite3_value_type() and its like.
    sqlite3_value* value(int column) const;

  private:
    void find_placeholders();
    void bind(int position, const Value& value);
    bool step();
    void run_to_end();

    sqlite3* database_;
    std::string sql_;
    std::unique_ptr<sqlite3_stmt, StatementFinaliser> statement_;
    std::vector<int> positions_;  // SQLite's position of $1, $2, …
    bool changes_rows_ = false;
    bool running_ = false;
    std::vector<std::vector<KeptValue>> kept_rows_;
    std::size_t kept_rows_read_ = 0;
};

}  // namespace store
