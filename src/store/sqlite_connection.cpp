#include "store/sqlite_connection_internal.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "store/failure_internal.h"

namespace store {

namespace {

constexpr std::size_t most_statements = 400;
constexpr std::size_t most_control_statements = 20;

// Lets control statements through for as long as it lives.
class Permission {
  public:
    explicit Permission(bool& allowed) : allowed_(allowed) { allowed_ = true; }
    ~Permission() { allowed_ = false; }
    Permission(const Permission&) = delete;
    Permission& operator=(const Permission&) = delete;

  private:
    bool& allowed_;
};

// Pragmas that only look, although they have an argument.
bool only_looks(std::string_view pragma) {
    // SQLite itself asks the last one where a column with a check is added.
    constexpr std::array<std::string_view, 9> names = {
        "table_info",  "table_xinfo",      "table_list",      "index_list", "index_info",
        "index_xinfo", "foreign_key_list", "integrity_check", "quick_check"};
    return std::find(names.begin(), names.end(), pragma) != names.end();
}

bool is_new(const std::filesystem::path& file) {
    std::error_code ignored;
    return !std::filesystem::exists(file, ignored);
}

Handle open_owner_only(const DatabaseOptions& options) {
    const bool created = is_new(options.file);
    Handle handle = open_handle(options.file, OpenFor::reading_and_writing, options.file_layer,
                                options.busy_time);
    // The log and its index are created with the rights of the file, so this covers all three.
    std::error_code ignored;
    if (created) {
        std::filesystem::permissions(
            options.file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
            ignored);
    }
    return handle;
}

void set_durability(sqlite3* database, const DatabaseOptions& options) {
    const bool durable = options.durability == DatabaseOptions::Durability::full;
    run(database, durable ? "pragma synchronous = full" : "pragma synchronous = off");
}

// Whether the file's header says that it has a write-ahead log; a new file says nothing.
bool has_log(sqlite3* database) {
    constexpr std::size_t version_for_reading = 19;
    constexpr char with_log = 2;
    sqlite3_file* file = nullptr;
    std::array<char, version_for_reading + 1> header{};
    return sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file) == SQLITE_OK &&
           file != nullptr && file->pMethods != nullptr &&
           file->pMethods->xRead(file, header.data(), static_cast<int>(header.size()), 0) ==
               SQLITE_OK &&
           header[version_for_reading] == with_log;
}

}  // namespace

SqliteConnection::SqliteConnection(const DatabaseOptions& options, ConnectionRole role,
                                   SharedState& state)
    : role_(role),
      state_(state),
      handle_(open_owner_only(options)),
      statements_(handle(), most_statements),
      control_statements_(handle(), most_control_statements) {
    if (role == ConnectionRole::writer) {
        claim_file(options);
        // One without a log gets it before anybody reads there.
        if (!has_log(handle())) prepare_for_writing(options);
    }
    configure();
    sqlite3_set_authorizer(handle(), authorise, this);
}

void SqliteConnection::claim_file(const DatabaseOptions& options) {
    const std::string file = options.file.string();
    if (sqlite3_db_readonly(handle(), "main") != 0) {
        throw Failure(Failure::Kind::read_only, "the file can't be written: " + file);
    }
    if (first_integer(handle(), "pragma application_id") == application_id) return;
    set_durability(handle(), options);
    // Locked first: two programs may create the file at the same time.
    run(handle(), "begin immediate");
    const bool ours = first_integer(handle(), "pragma application_id") == application_id;
    const bool empty = first_integer(handle(), "select count(*) from sqlite_schema") == 0;
    if (!ours && !empty) {
        throw Failure(Failure::Kind::corrupt, "not a database of this program: " + file);
    }
    run(handle(), "pragma application_id = " + std::to_string(application_id));
    run(handle(), "commit");
}

void SqliteConnection::configure() {
    constexpr std::int64_t mapped_bytes = 64 << 20;
    run(handle(), "pragma temp_store = memory");
    run(handle(), "pragma cell_size_check = on");
    run(handle(), "pragma mmap_size = " + std::to_string(mapped_bytes));
    if (role_ == ConnectionRole::reader) run(handle(), "pragma query_only = on");
}

void SqliteConnection::prepare_for_writing(const DatabaseOptions& options) {
    if (is_prepared_) return;
    constexpr std::int64_t page_bytes = 4096;
    const Permission permission(control_allowed_);
    set_durability(handle(), options);
    const auto mode = first_column(handle(), "pragma journal_mode = wal");
    if (mode.empty() || mode.front() != "wal") {
        throw Failure(Failure::Kind::other,
                      "no write-ahead log possible: " + options.file.string());
    }
    run(handle(), "pragma secure_delete = on");  // what is erased is gone
    // What a stuck reader made it grow to is given back when the log starts over.
    run(handle(),
        "pragma journal_size_limit = " + std::to_string(large_log_pages(options) * page_bytes));
    sqlite3_wal_hook(handle(), remember_log_pages, this);  // instead of automatic checkpoints
    is_prepared_ = true;
}

int SqliteConnection::authorise(void* connection, int action, const char* first, const char* second,
                                const char*, const char*) {
    const auto* self = static_cast<SqliteConnection*>(connection);
    if (self->control_allowed_) return SQLITE_OK;
    switch (action) {
        case SQLITE_TRANSACTION:
        case SQLITE_SAVEPOINT:
        case SQLITE_ATTACH:
        case SQLITE_DETACH:
            return SQLITE_DENY;
        case SQLITE_PRAGMA:
            return second == nullptr || only_looks(first) ? SQLITE_OK : SQLITE_DENY;
        default:
            return SQLITE_OK;
    }
}

int SqliteConnection::remember_log_pages(void* connection, sqlite3*, const char*, int pages) {
    static_cast<SqliteConnection*>(connection)->log_pages_ = pages;
    return SQLITE_OK;
}

void SqliteConnection::require_transaction(std::string_view sql) const {
    // After a failure SQLite may have ended the transaction by itself; without this, the next
    // statement would be committed on its own.
    if (is_in_transaction()) return;
    const auto kind = state_.read_only ? Failure::Kind::read_only : Failure::Kind::other;
    throw Failure(kind, "the transaction was rolled back before: " + std::string(sql));
}

void SqliteConnection::note(const Failure& failure) noexcept {
    if (role_ == ConnectionRole::writer && failure.kind == Failure::Kind::read_only) {
        state_.read_only = true;
    }
}

void SqliteConnection::finish(PreparedStatement& statement) noexcept {
    const std::uint64_t steps = statement.finish();
    if (steps > 0) state_.full_scans.add(statement.sql(), steps);
}

PreparedStatement& SqliteConnection::start(std::string_view sql, const std::vector<Value>& values) {
    require_transaction(sql);
    PreparedStatement& statement = statements_.idle(sql);
    if (statement.changes_rows() && role_ == ConnectionRole::reader) {
        throw std::logic_error("store: a read transaction can't run: " + std::string(sql));
    }
    try {
        statement.start(values);
    } catch (const Failure& failure) {
        note(failure);
        finish(statement);
        throw;
    } catch (...) {
        finish(statement);
        throw;
    }
    return statement;
}

std::shared_ptr<RunningQuery> SqliteConnection::query(std::string_view sql,
                                                      const std::vector<Value>& values) {
    PreparedStatement& statement = start(sql, values);
    running_.push_back(std::make_shared<RunningQuery>(RunningQuery{this, &statement}));
    return running_.back();
}

std::int64_t SqliteConnection::execute(std::string_view sql, const std::vector<Value>& values) {
    const std::int64_t before = sqlite3_total_changes64(handle());
    const auto running = query(sql, values);
    while (next(*running)) continue;
    // The count of changes is left as it was by statements that change no rows.
    return sqlite3_total_changes64(handle()) == before ? 0 : sqlite3_changes64(handle());
}

bool SqliteConnection::next(RunningQuery& query) {
    if (query.statement == nullptr) return false;
    try {
        if (query.statement->next()) return true;
    } catch (const Failure& failure) {
        note(failure);
        end(query);
        throw;
    }
    end(query);
    return false;
}

void SqliteConnection::end(RunningQuery& query) noexcept {
    if (query.statement == nullptr) return;
    finish(*query.statement);
    query.statement = nullptr;
    std::erase_if(running_, [&query](const auto& running) { return running.get() == &query; });
}

void SqliteConnection::end_queries() noexcept {
    for (const auto& query : running_) {
        finish(*query->statement);
        query->statement = nullptr;
    }
    running_.clear();
}

void SqliteConnection::control(std::string_view sql) {
    const Permission permission(control_allowed_);
    PreparedStatement& statement = control_statements_.idle(sql);
    try {
        statement.start({});
        while (statement.next()) continue;
        statement.finish();
    } catch (const Failure& failure) {
        note(failure);
        statement.finish();
        throw;
    }
}

void SqliteConnection::run_script(const std::string& sql) {
    require_transaction("a migration");
    if (sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return;
    const Failure failure = last_failure(handle(), "a migration");
    note(failure);
    throw failure;
}

bool SqliteConnection::has_unresolved_keys() const {
    int unresolved = 0;
    int ignored = 0;
    sqlite3_db_status(handle(), SQLITE_DBSTATUS_DEFERRED_FKS, &unresolved, &ignored, 0);
    return unresolved != 0;
}

}  // namespace store
