#include <stdexcept>

#include "base/digest.h"
#include "store/danish_collation_internal.h"
#include "store/implementation_internal.h"

namespace store {

namespace {

struct AppliedMigration {
    int number;
    std::string name;
    std::string checksum;
};

std::vector<AppliedMigration> applied_migrations(sqlite3* database) {
    std::vector<AppliedMigration> applied;
    const auto tables = first_column(
        database, "select 1 from sqlite_schema where type = 'table' and name = 'schema_migration'");
    if (tables.empty()) return applied;
    for (std::vector<std::string>& row : text_rows(
             database, "select number, name, checksum from schema_migration order by number")) {
        applied.push_back({std::stoi(row[0]), std::move(row[1]), std::move(row[2])});
    }
    return applied;
}

void require_ascending(std::span<const Migration> migrations) {
    int before = 0;
    for (const Migration& migration : migrations) {
        if (migration.number <= before) {
            throw std::logic_error("store: migrations out of order at " +
                                   std::string(migration.name));
        }
        before = migration.number;
    }
}

std::string checksum_of(const Migration& migration) {
    return migration.checksum.empty() ? base::sha256_hex(migration.sql)
                                      : std::string(migration.checksum);
}

// What was applied must be the beginning of what the program knows, unchanged.
base::Result<void> compare(std::span<const Migration> migrations,
                           const std::vector<AppliedMigration>& applied) {
    const int newest_known = migrations.empty() ? 0 : migrations.back().number;
    if (!applied.empty() && applied.back().number > newest_known) {
        return base::refuse(
            "schema_newer",
            "Databasen er lavet af en nyere udgave af programmet: den har skema {}, "
            "og programmet kender kun skema {}.",
            std::to_string(applied.back().number), std::to_string(newest_known));
    }
    for (std::size_t index = 0; index < applied.size(); ++index) {
        const bool same = index < migrations.size() &&
                          migrations[index].number == applied[index].number &&
                          checksum_of(migrations[index]) == applied[index].checksum;
        if (!same) {
            return base::refuse("migration_changed",
                                "Skemaændringen {} er ændret, siden den blev gennemført.",
                                applied[index].name);
        }
    }
    return {};
}

// The words that differ between the databases.
std::string in_dialect(std::string_view sql) {
    constexpr std::string_view token = "@identity";
    std::string text(sql);
    for (std::size_t found = text.find(token); found != std::string::npos;
         found = text.find(token, found)) {
        text.replace(found, token.size(), "integer primary key");
    }
    return text;
}

void record(Connection& connection, const Migration& migration) {
    connection.execute(
        "create table if not exists schema_migration (\n"
        "    number bigint not null primary key,\n"
        "    name text not null,\n"
        "    checksum text not null,\n"
        "    applied_at text not null\n"
        ")");
    connection.execute(
        "insert into schema_migration (number, name, checksum, applied_at) "
        "values ($1, $2, $3, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))",
        migration.number, migration.name, checksum_of(migration));
}

void apply(WriteTransaction& transaction, SqliteConnection& connection,
           const Migration& migration) {
    connection.run_script(in_dialect(migration.sql));
    const auto broken = first_column(connection.handle(), "pragma foreign_key_check");
    if (!broken.empty()) {
        throw Failure(Failure::Kind::constraint, "foreign keys in " + broken.front());
    }
    record(transaction, migration);
}

SqliteConnection& as_connection(void* connection) {
    return *static_cast<SqliteConnection*>(connection);
}

sqlite3* handle_of(void* connection) {
    return as_connection(connection).handle();
}

}  // namespace

base::Result<void> Database::migrate(std::span<const Migration> migrations) {
    require_ascending(migrations);
    const auto applied = [this] {
        const ReadTransaction transaction = read();
        return applied_migrations(handle_of(transaction.connection_));
    };
    for (auto done = applied(); true; done = applied()) {
        if (const auto compared = compare(migrations, done); !compared) return compared.error();
        if (done.size() == migrations.size()) break;
        const Migration& migration = migrations[done.size()];
        WriteTransaction transaction = write();
        SqliteConnection& connection = as_connection(transaction.connection_);
        // Another program may have come first; then the next round sees what it did.
        if (applied_migrations(connection.handle()).size() != done.size()) continue;
        try {
            apply(transaction, connection, migration);
            transaction.commit();
        } catch (const Failure& failure) {
            return base::refuse("migration_failed", "Skemaændringen {} kunne ikke gennemføres: {}",
                                migration.name, failure.what());
        }
    }
    renew_danish_indexes();
    return {};
}

// Indexes in Danish order follow the rules of the library they were made with. Under other rules
// rows would not be found, so the indexes are made anew.
void Database::renew_danish_indexes() {
    const std::int32_t version = danish_collation_version();
    {
        const ReadTransaction transaction = read();
        if (first_integer(handle_of(transaction.connection_), "pragma user_version") == version)
            return;
    }
    WriteTransaction transaction = write();
    SqliteConnection& connection = as_connection(transaction.connection_);
    connection.control("reindex danish");
    connection.control("pragma user_version = " + std::to_string(version));
    transaction.commit();
}

int Database::schema_number() {
    const ReadTransaction transaction = read();
    const auto applied = applied_migrations(handle_of(transaction.connection_));
    return applied.empty() ? 0 : applied.back().number;
}

}  // namespace store
