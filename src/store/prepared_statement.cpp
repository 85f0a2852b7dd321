#include <charconv>
#include <cmath>
#include <stdexcept>

#include "store/failure_internal.h"
#include "store/prepared_statement_internal.h"

namespace store {

namespace {

[[noreturn]] void refuse_sql(const std::string& sql, const std::string& why) {
    throw std::logic_error("store: " + why + ": " + sql);
}

// $12 → 12; 0 for anything else.
int placeholder_number(const char* name) {
    if (name == nullptr || name[0] != '$') return 0;
    const std::string_view digits(name + 1);
    int number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (error != std::errc() || end != digits.data() + digits.size() || number < 1) return 0;
    return number;
}

bool is_blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

}  // namespace

PreparedStatement::PreparedStatement(sqlite3* database, std::string_view sql)
    : database_(database), sql_(sql) {
    sqlite3_stmt* prepared = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(database, sql_.c_str(), static_cast<int>(sql_.size()) + 1,
                                        SQLITE_PREPARE_PERSISTENT, &prepared, &tail);
    statement_.reset(prepared);
    if (code == SQLITE_AUTH) {
        refuse_sql(sql_, "only the store itself begins, ends and configures");
    }
    if (code != SQLITE_OK) throw last_failure(database, sql_);
    if (!statement_) refuse_sql(sql_, "no statement");
    if (!is_blank(tail)) refuse_sql(sql_, "more than one statement");
    changes_rows_ = sqlite3_stmt_readonly(prepared) == 0;
    find_placeholders();
}

void PreparedStatement::find_placeholders() {
    const int count = sqlite3_bind_parameter_count(statement_.get());
    positions_.assign(static_cast<std::size_t>(count), 0);
    for (int position = 1; position <= count; ++position) {
        const int number =
            placeholder_number(sqlite3_bind_parameter_name(statement_.get(), position));
        if (number == 0 || number > count) refuse_sql(sql_, "placeholders must be $1, $2, …");
        positions_[static_cast<std::size_t>(number - 1)] = position;
    }
}

void PreparedStatement::start(const std::vector<Value>& values) {
    if (values.size() != positions_.size()) {
        refuse_sql(sql_, std::to_string(values.size()) + " values for " +
                             std::to_string(positions_.size()) + " placeholders");
    }
    running_ = true;
    for (std::size_t index = 0; index < values.size(); ++index)
        bind(positions_[index], values[index]);
    if (changes_rows_) run_to_end();
}

void PreparedStatement::bind(int position, const Value& value) {
    sqlite3_stmt* statement = statement_.get();
    // The caller's texts live until the end of its call; only a query that is read later needs a
    // copy.
    const auto lifetime = changes_rows_ ? SQLITE_STATIC : SQLITE_TRANSIENT;
    int code = SQLITE_OK;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        code = sqlite3_bind_int64(statement, position, *integer);
    } else if (const auto* real = std::get_if<double>(&value)) {
        if (std::isnan(*real)) refuse_sql(sql_, "a value is not a number");
        code = sqlite3_bind_double(statement, position, *real);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
        // A null pointer would become NULL.
        const char* begin = text->empty() ? "" : text->data();
        code = sqlite3_bind_text64(statement, position, begin, text->size(), lifetime, SQLITE_UTF8);
    } else if (const auto* bytes = std::get_if<std::span<const std::uint8_t>>(&value)) {
        code = bytes->empty() ? sqlite3_bind_zeroblob(statement, position, 0)
                              : sqlite3_bind_blob64(statement, position, bytes->data(),
                                                    bytes->size(), lifetime);
    } else {
        code = sqlite3_bind_null(statement, position);
    }
    if (code != SQLITE_OK) throw last_failure(database_, sql_);
}

bool PreparedStatement::step() {
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw last_failure(database_, sql_);
}

void PreparedStatement::run_to_end() {
    while (step()) {
        std::vector<KeptValue> row;
        for (int column = 0; column < sqlite3_column_count(statement_.get()); ++column) {
            row.emplace_back(sqlite3_value_dup(sqlite3_column_value(statement_.get(), column)));
            if (!row.back()) throw std::bad_alloc();
        }
        kept_rows_.push_back(std::move(row));
    }
}

bool PreparedStatement::next() {
    if (!changes_rows_) return step();
    if (kept_rows_read_ == kept_rows_.size()) return false;
    ++kept_rows_read_;
    return true;
}

std::uint64_t PreparedStatement::finish() noexcept {
    running_ = false;
    kept_rows_.clear();
    kept_rows_read_ = 0;
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
    const int steps = sqlite3_stmt_status(statement_.get(), SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    return static_cast<std::uint64_t>(steps);
}

int PreparedStatement::columns() const {
    return sqlite3_column_count(statement_.get());
}

std::string PreparedStatement::column_name(int column) const {
    const char* name = sqlite3_column_name(statement_.get(), column);
    return name == nullptr ? std::string() : std::string(name);
}

sqlite3_value* PreparedStatement::value(int column) const {
    if (!changes_rows_) return sqlite3_column_value(statement_.get(), column);
    return kept_rows_.at(kept_rows_read_ - 1).at(static_cast<std::size_t>(column)).get();
}

}  // namespace store
