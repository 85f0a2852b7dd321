#include <cmath>
#include <new>
#include <stdexcept>
#include <string>

#include "store/database.h"
#include "store/sqlite_connection_internal.h"

namespace store {

Value to_value(std::int64_t number) {
    return number;
}

Value to_value(int number) {
    return static_cast<std::int64_t>(number);
}

Value to_value(double number) {
    return number;
}

Value to_value(std::string_view text) {
    return text;
}

Value to_value(const std::string& text) {
    return std::string_view(text);
}

Value to_value(const char* text) {
    return std::string_view(text);
}

Value to_value(std::span<const std::uint8_t> bytes) {
    return bytes;
}

Value to_value(std::nullopt_t) {
    return nullptr;
}

namespace {

[[noreturn]] void refuse_column(const PreparedStatement& statement, int column,
                                const std::string& why) {
    throw std::logic_error("store: column " + std::to_string(column) + " (" +
                           statement.column_name(column) + ") " + why + ": " + statement.sql());
}

// The statement under the cursor, with the column and its type checked.
const PreparedStatement& statement_of(const RunningQuery* query, int column) {
    if (query == nullptr || query->statement == nullptr) {
        throw std::logic_error("store: a row was read after its query had ended");
    }
    if (column < 0 || column >= query->statement->columns()) {
        refuse_column(*query->statement, column, "does not exist");
    }
    return *query->statement;
}

sqlite3_value* not_null(const RunningQuery* query, int column) {
    const PreparedStatement& statement = statement_of(query, column);
    sqlite3_value* value = statement.value(column);
    if (sqlite3_value_type(value) == SQLITE_NULL) refuse_column(statement, column, "is NULL");
    return value;
}

}  // namespace

std::int64_t Row::integer(int column) const {
    sqlite3_value* value = not_null(query_, column);
    const int type = sqlite3_value_type(value);
    if (type == SQLITE_INTEGER) return sqlite3_value_int64(value);
    // Sums and rounded numbers come as real numbers.
    const double number = sqlite3_value_double(value);
    if (type != SQLITE_FLOAT || std::trunc(number) != number) {
        refuse_column(*query_->statement, column, "is no integer");
    }
    return sqlite3_value_int64(value);
}

double Row::real(int column) const {
    sqlite3_value* value = not_null(query_, column);
    const int type = sqlite3_value_type(value);
    if (type != SQLITE_INTEGER && type != SQLITE_FLOAT) {
        refuse_column(*query_->statement, column, "is no number");
    }
    return sqlite3_value_double(value);
}

std::string Row::text(int column) const {
    return std::string(text_view(column));
}

std::string_view Row::text_view(int column) const {
    sqlite3_value* value = not_null(query_, column);
    if (sqlite3_value_type(value) == SQLITE_BLOB) {
        refuse_column(*query_->statement, column, "is no text");
    }
    const auto* begin = reinterpret_cast<const char*>(sqlite3_value_text(value));
    if (begin == nullptr) throw std::bad_alloc();
    return {begin, static_cast<std::size_t>(sqlite3_value_bytes(value))};
}

std::vector<std::uint8_t> Row::bytes(int column) const {
    sqlite3_value* value = not_null(query_, column);
    if (sqlite3_value_type(value) != SQLITE_BLOB) {
        refuse_column(*query_->statement, column, "is no bytes");
    }
    // An empty one has no address.
    const auto* begin = static_cast<const std::uint8_t*>(sqlite3_value_blob(value));
    return {begin, begin + sqlite3_value_bytes(value)};
}

bool Row::is_null(int column) const {
    return sqlite3_value_type(statement_of(query_, column).value(column)) == SQLITE_NULL;
}

std::optional<std::int64_t> Row::optional_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
}

std::optional<double> Row::optional_real(int column) const {
    if (is_null(column)) return std::nullopt;
    return real(column);
}

std::optional<std::string> Row::optional_text(int column) const {
    if (is_null(column)) return std::nullopt;
    return text(column);
}

int Row::columns() const {
    if (query_ == nullptr || query_->statement == nullptr) {
        throw std::logic_error("store: a row was read after its query had ended");
    }
    return query_->statement->columns();
}

std::string Row::column_name(int column) const {
    return statement_of(query_, column).column_name(column);
}

Rows::Rows(std::shared_ptr<RunningQuery> query) : query_(std::move(query)), row_(query_.get()) {}

Rows::Rows(Rows&&) noexcept = default;

Rows::~Rows() {
    if (query_ && query_->statement != nullptr) query_->connection->end(*query_);
}

bool Rows::next() {
    if (at_end_) return false;
    if (!query_ || query_->statement == nullptr) {
        throw std::logic_error("store: rows were asked for after their transaction had ended");
    }
    at_end_ = true;  // also when the next line throws
    at_end_ = !query_->connection->next(*query_);
    return !at_end_;
}

namespace {

SqliteConnection& connection_of(void* connection, std::string_view sql) {
    if (connection == nullptr) {
        throw std::logic_error("store: the transaction has ended: " + std::string(sql));
    }
    return *static_cast<SqliteConnection*>(connection);
}

}  // namespace

Rows Connection::query_values(std::string_view sql, const std::vector<Value>& values) {
    return Rows(connection_of(connection_, sql).query(sql, values));
}

std::int64_t Connection::execute_values(std::string_view sql, const std::vector<Value>& values) {
    return connection_of(connection_, sql).execute(sql, values);
}

}  // namespace store
