#include "store/database.h"

#include <stdexcept>

#include "store/failure_internal.h"
#include "store/implementation_internal.h"

namespace store {

namespace {

SqliteConnection& as_connection(void* connection) {
    return *static_cast<SqliteConnection*>(connection);
}

}  // namespace

ReadTransaction::ReadTransaction(Implementation& implementation, void* connection)
    : Connection(connection), implementation_(&implementation) {}

ReadTransaction::ReadTransaction(ReadTransaction&& other) noexcept
    : Connection(std::exchange(other.connection_, nullptr)),
      implementation_(other.implementation_) {}

ReadTransaction::~ReadTransaction() {
    if (connection_ != nullptr) implementation_->readers.end(as_connection(connection_));
}

WriteTransaction::WriteTransaction(Implementation& implementation, void* connection)
    : Connection(connection), implementation_(&implementation) {}

WriteTransaction::WriteTransaction(WriteTransaction&& other) noexcept
    : Connection(std::exchange(other.connection_, nullptr)),
      implementation_(other.implementation_) {}

WriteTransaction::~WriteTransaction() {
    if (connection_ != nullptr) implementation_->writer.roll_back();
}

void WriteTransaction::commit() {
    if (connection_ == nullptr) throw std::logic_error("store: the transaction has ended: commit");
    connection_ = nullptr;  // whatever comes of it, the turn is over
    implementation_->writer.commit();
}

Database::Database(DatabaseOptions options)
    : implementation_(std::make_unique<Implementation>(std::move(options))) {}

Database::~Database() = default;

ReadTransaction Database::read() {
    return {*implementation_, &implementation_->readers.begin()};
}

WriteTransaction Database::write() {
    return {*implementation_, &implementation_->writer.begin()};
}

std::string structure_faults(sqlite3* database) {
    std::string faults;
    for (const std::string& line : first_column(database, "pragma integrity_check(20)")) {
        if (line != "ok") faults += line + "\n";
    }
    for (const std::string& table : first_column(database, "pragma foreign_key_check")) {
        faults += "foreign key in " + table + "\n";
        if (faults.size() > 4000) break;
    }
    return faults;
}

std::string Database::check_integrity() {
    const ReadTransaction transaction = read();
    try {
        return structure_faults(as_connection(transaction.connection_).handle());
    } catch (const Failure& failure) {
        if (failure.kind == Failure::Kind::corrupt) return failure.what();
        throw;
    }
}

std::string Database::schema() {
    // Virtual tables keep their content in tables of their own, which nobody wrote down.
    constexpr const char* written_down =
        "select s.sql from sqlite_schema s "
        "left join pragma_table_list l on l.name = s.name and l.schema = 'main' and s.type = "
        "'table' "
        "where s.sql is not null and s.name not like 'sqlite\\_%' escape '\\' "
        "and coalesce(l.type, '') <> 'shadow' "
        "order by case s.type when 'table' then 1 when 'view' then 2 when 'index' then 3 else 4 "
        "end, "
        "s.name";
    const ReadTransaction transaction = read();
    std::string text;
    for (const std::string& sql :
         first_column(as_connection(transaction.connection_).handle(), written_down)) {
        if (!text.empty()) text += "\n";
        text += sql + ";\n";
    }
    return text;
}

DatabaseStatistics Database::statistics() const {
    const FullScans& full_scans = implementation_->state.full_scans;
    DatabaseStatistics statistics;
    statistics.commits = implementation_->writer.commits();
    statistics.write_transactions = implementation_->writer.write_transactions();
    statistics.full_scan_steps = full_scans.steps();
    statistics.full_scans = full_scans.statements();
    statistics.read_only = implementation_->state.read_only;
    return statistics;
}

bool Database::try_writing_again() {
    return implementation_->writer.try_again();
}

}  // namespace store
