#include "exchange/archive_key_store.h"

#include <array>
#include <stdexcept>

namespace exchange {
namespace {

constexpr std::array<store::Migration, 1> tables = {{
    {1, "0001_archive_keys",
     "create table archive_key (table_name text not null, key text not null, "
     "primary key (table_name, key)) without rowid;"
     "create table archive_use (table_name text not null, key text not null, "
     "file text not null, line bigint not null);"},
}};

constexpr int rows_in_a_transaction = 10'000;

}  // namespace

ArchiveKeys::ArchiveKeys(const std::filesystem::path& folder)
    : database_({.file = folder / "archive-keys.db",
                 .readers = 1,
                 .durability = store::DatabaseOptions::Durability::off}) {
    if (!database_.migrate(tables)) throw std::runtime_error("exchange: no place for keys");
}

store::WriteTransaction& ArchiveKeys::writing() {
    if (unsaved_ >= rows_in_a_transaction) {
        writing_->commit();
        writing_.reset();
    }
    if (!writing_) {
        writing_.emplace(database_.write());
        unsaved_ = 0;
    }
    ++unsaved_;
    return *writing_;
}

bool ArchiveKeys::add(const std::string& table, const std::string& key) {
    return writing().execute(
               "insert into archive_key (table_name, key) values ($1, $2) "
               "on conflict (table_name, key) do nothing",
               table, key) == 1;
}

void ArchiveKeys::use(const Use& use) {
    writing().execute(
        "insert into archive_use (table_name, key, file, line) values ($1, $2, $3, $4)", use.table,
        use.key, use.file, use.line);
}

void ArchiveKeys::for_each_missing(const std::function<void(const Use&)>& take) {
    for (const store::Row& row : writing().query(
             "select table_name, key, file, line from archive_use as used where not exists "
             "(select 1 from archive_key where archive_key.table_name = used.table_name and "
             "archive_key.key = used.key) order by file, line"))
        take({row.text(0), row.text(1), row.text(2), row.integer(3)});
}

}  // namespace exchange
