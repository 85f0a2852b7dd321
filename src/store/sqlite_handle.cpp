#include "store/danish_collation_internal.h"
#include "store/failure_internal.h"
#include "store/sqlite_handle_internal.h"

namespace store {

namespace {

void harden(sqlite3* database) {
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_FKEY, 1, nullptr);
    // "word" is always a name, as in PostgreSQL, never a text.
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
}

struct StatementCloser {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

}  // namespace

Handle open_handle(const std::filesystem::path& file, OpenFor purpose,
                   const std::string& file_layer, std::chrono::milliseconds busy_time) {
    const int flags =
        SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
        (purpose == OpenFor::reading_only ? SQLITE_OPEN_READONLY
                                          : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags,
                                     file_layer.empty() ? nullptr : file_layer.c_str());
    Handle handle(opened);
    if (!handle) throw Failure(Failure::Kind::other, "out of memory: open " + file.string());
    if (code != SQLITE_OK) throw last_failure(handle.get(), "open " + file.string());
    sqlite3_busy_timeout(handle.get(), static_cast<int>(busy_time.count()));
    harden(handle.get());
    add_danish_collation(handle.get());
    return handle;
}

void run(sqlite3* database, const std::string& sql) {
    if (sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
        throw last_failure(database, sql);
    }
}

std::vector<std::vector<std::string>> text_rows(sqlite3* database, const std::string& sql) {
    sqlite3_stmt* prepared = nullptr;
    if (sqlite3_prepare_v2(database, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) {
        throw last_failure(database, sql);
    }
    const std::unique_ptr<sqlite3_stmt, StatementCloser> statement(prepared);
    std::vector<std::vector<std::string>> rows;
    int code = sqlite3_step(prepared);
    for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) {
        std::vector<std::string>& row = rows.emplace_back();
        for (int column = 0; column < sqlite3_column_count(prepared); ++column) {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(prepared, column));
            row.emplace_back(text == nullptr ? "" : text);
        }
    }
    if (code != SQLITE_DONE) throw last_failure(database, sql);
    return rows;
}

std::vector<std::string> first_column(sqlite3* database, const std::string& sql) {
    std::vector<std::string> column;
    for (std::vector<std::string>& row : text_rows(database, sql)) {
        column.push_back(std::move(row.at(0)));
    }
    return column;
}

std::int64_t first_integer(sqlite3* database, const std::string& sql) {
    const std::vector<std::string> column = first_column(database, sql);
    if (column.empty()) throw std::logic_error("store: no row: " + sql);
    return std::stoll(column.front());
}

}  // namespace store
