#include "statements.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <stdexcept>
#include <string_view>

#include "store/sqlite_handle_internal.h"

namespace bench {
namespace {

thread_local Recording* recording = nullptr;

bool is_word(char character) {
    return std::isalnum(static_cast<unsigned char>(character)) != 0;
}

// '…' with doubled quotes, read from after its first quote; `at` ends after its last.
std::string quoted(const std::string& text, std::size_t& at) {
    std::string content;
    for (; at < text.size(); ++at) {
        if (text[at] == '\'' && (++at == text.size() || text[at] != '\'')) break;
        content += text[at];
    }
    return content;
}

std::vector<std::uint8_t> bytes_of(std::string_view digits) {
    std::vector<std::uint8_t> bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
        bytes.push_back(
            static_cast<std::uint8_t>(std::stoi(std::string(digits.substr(i, 2)), nullptr, 16)));
    return bytes;
}

BoundValue literal_at(const std::string& text, std::size_t& at) {
    if (text[at] == '\'') return quoted(text, ++at);
    if (text.compare(at, 2, "x'") == 0) return bytes_of(quoted(text, at += 2));
    if (text.compare(at, 4, "NULL") == 0) {
        at += 4;
        return nullptr;
    }
    const std::size_t begin = at;
    while (at < text.size() &&
           (is_word(text[at]) || text[at] == '.' || text[at] == '-' || text[at] == '+'))
        ++at;
    const std::string number = text.substr(begin, at - begin);
    if (number.empty()) throw std::runtime_error("no value in: " + text.substr(begin));
    if (number.find_first_of(".e") == std::string::npos)
        return static_cast<std::int64_t>(std::stoll(number));
    return std::stod(number);
}

int bind(sqlite3_stmt* statement, int position, const BoundValue& value) {
    if (const auto* integer = std::get_if<std::int64_t>(&value))
        return sqlite3_bind_int64(statement, position, *integer);
    if (const auto* real = std::get_if<double>(&value))
        return sqlite3_bind_double(statement, position, *real);
    if (const auto* text = std::get_if<std::string>(&value))
        return sqlite3_bind_text64(statement, position, text->data(), text->size(), SQLITE_STATIC,
                                   SQLITE_UTF8);
    if (const auto* bytes = std::get_if<std::vector<std::uint8_t>>(&value))
        return sqlite3_bind_blob64(statement, position, bytes->data(), bytes->size(),
                                   SQLITE_STATIC);
    return sqlite3_bind_null(statement, position);
}

std::size_t read_row(sqlite3_stmt* statement) {
    std::size_t bytes = 0;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        switch (sqlite3_column_type(statement, column)) {
            case SQLITE_INTEGER:
                bytes += static_cast<std::size_t>(sqlite3_column_int64(statement, column)) & 1U;
                break;
            case SQLITE_FLOAT:
                bytes += sqlite3_column_double(statement, column) > 0 ? 1 : 0;
                break;
            case SQLITE_TEXT:
                bytes += sqlite3_column_text(statement, column) ? 1 : 0;
                [[fallthrough]];
            default:
                bytes += static_cast<std::size_t>(sqlite3_column_bytes(statement, column));
        }
    }
    return bytes;
}

}  // namespace

Recording::Recording() {
    recording = this;
}

Recording::~Recording() {
    recording = nullptr;
}

void Recording::listen() {
    using Hook = int (*)(sqlite3*, char**, const struct sqlite3_api_routines*);
    const Hook hook = [](sqlite3* database, char**, const struct sqlite3_api_routines*) {
        return sqlite3_trace_v2(database, SQLITE_TRACE_STMT | SQLITE_TRACE_PROFILE, told, nullptr);
    };
    sqlite3_auto_extension(reinterpret_cast<void (*)()>(hook));
}

int Recording::told(unsigned kind, void*, void* subject, void* detail) {
    if (recording == nullptr) return 0;
    auto* statement = static_cast<sqlite3_stmt*>(subject);
    if (kind == SQLITE_TRACE_PROFILE) {
        recording->ended(statement);
    } else if (std::string_view(static_cast<const char*>(detail)).substr(0, 2) != "--") {
        recording->began(statement);  // what begins with -- is a trigger's part
    }
    return 0;
}

void Recording::began(sqlite3_stmt* statement) {
    const std::string sql = sqlite3_sql(statement);
    const std::unique_ptr<char, void (*)(void*)> expanded(sqlite3_expanded_sql(statement),
                                                          sqlite3_free);
    sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    statements_.push_back({sql, bindings_of(sql, expanded.get())});
    running_.push_back(statement);
}

void Recording::ended(sqlite3_stmt* statement) {
    const auto found = std::find(running_.rbegin(), running_.rend(), statement);
    if (found == running_.rend()) return;
    *found = nullptr;
    Statement& one = statements_[static_cast<std::size_t>(running_.rend() - found) - 1];
    one.scan_steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0);
    one.steps = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_VM_STEP, 1);
}

std::vector<Binding> bindings_of(const std::string& sql, const std::string& expanded) {
    std::vector<Binding> bindings;
    bool in_quotes = false;
    std::size_t at = 0;
    for (std::size_t i = 0; i < sql.size();) {
        in_quotes = in_quotes != (sql[i] == '\'');
        if (in_quotes || sql[i] != '$') {
            ++i;
            ++at;
            continue;
        }
        const std::size_t begin = i++;
        while (i < sql.size() && is_word(sql[i])) ++i;
        bindings.push_back({sql.substr(begin, i - begin), literal_at(expanded, at)});
    }
    return bindings;
}

BareConnection::BareConnection(const std::filesystem::path& file)
    : database_(
          store::open_handle(file, store::OpenFor::reading_and_writing, "", std::chrono::seconds(5))
              .release()) {
    for (const char* setting : {"pragma temp_store = memory", "pragma cell_size_check = on",
                                "pragma mmap_size = 67108864", "pragma query_only = on"})
        store::run(database_.get(), setting);
}

const BareConnection::Prepared& BareConnection::prepared(const Statement& statement) {
    Prepared& known = prepared_[&statement];
    if (known.statement) return known;
    sqlite3_stmt* made = nullptr;
    if (sqlite3_prepare_v3(database_.get(), statement.sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT,
                           &made, nullptr) != SQLITE_OK)
        throw std::runtime_error(sqlite3_errmsg(database_.get()));
    known.statement.reset(made);
    for (const Binding& binding : statement.bindings)
        known.positions.push_back(sqlite3_bind_parameter_index(made, binding.name.c_str()));
    return known;
}

void BareConnection::run(const std::vector<Statement>& statements) {
    for (const Statement& statement : statements) {
        const Prepared& one = prepared(statement);
        sqlite3_stmt* running = one.statement.get();
        for (std::size_t i = 0; i < one.positions.size(); ++i)
            bind(running, one.positions[i], statement.bindings[i].value);
        int outcome = sqlite3_step(running);
        for (; outcome == SQLITE_ROW; outcome = sqlite3_step(running))
            bytes_read_ += read_row(running);
        sqlite3_reset(running);
        if (outcome != SQLITE_DONE)
            throw std::runtime_error(statement.sql + ": " + sqlite3_errmsg(database_.get()));
    }
}

}  // namespace bench
