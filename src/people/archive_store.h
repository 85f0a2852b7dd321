#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/data_class.h"
#include "access/warrant.h"
#include "base/result.h"
#include "people/retention_source.h"
#include "store/database.h"
#include "vault/vault.h"

// What is delivered to the archive before it is erased (R36, R38): the rows about a person with
// everything opened, and what the database itself says of its columns.
namespace people {

struct ArchiveColumn {
    enum class Type { integer, text, day, moment };
    std::string name;
    std::string description;  // Danish
    Type type = Type::text;
    bool nullable = false;
};
struct ArchiveReference {
    std::string column;
    std::string table;              // another of these or a list of codes, whose key it holds
    std::string referenced = "id";  // that key
};
struct ArchiveTable {
    std::string name;
    std::string description;  // Danish
    std::vector<ArchiveColumn> columns;
    std::string key;  // the column
    std::vector<ArchiveReference> references;
};
inline constexpr std::string_view archive_code_key = "code";  // of every list of codes

// No warrant: descriptions only. Persons first, since the others refer to them; the lists of codes
// that they refer to are archive_code_lists().
std::vector<ArchiveTable> archive_tables(store::Connection& connection);

// Hands over each row about the person and the records merged into it: the table's place in
// archive_tables(), and a value for each column. The warrant is for extracting, for the purpose of
// retention; columns of classes that it doesn't cover, and protected addresses, are empty.
using ArchiveRow = std::vector<std::optional<std::string>>;
void archive_rows(store::Connection& connection, vault::Vault& vault,
                  const access::Warrant<access::PersonId>& warrant, base::Instant now,
                  const std::function<void(std::size_t table, const ArchiveRow& row)>& take);

// No warrant: numbers only. Those who are proposed for erasure, have something that is delivered
// before, and haven't been; by number, after `after`.
std::vector<access::PersonId> persons_to_deliver(store::Connection& connection,
                                                 const RetentionSources& sources,
                                                 const access::Law& law, access::PersonId after,
                                                 int most);

struct ArchiveDelivery {
    std::int64_t id = 0;
    std::string package;
    bool complete = false;
    base::Instant made_at{};
    std::int64_t made_by = 0;
    std::optional<base::Date> received_on;
    std::optional<std::int64_t> received_by;
};
// No warrant: numbers only. A package is begun, filled with those there were warrants for, and
// complete at the end; one that was interrupted stays incomplete and counts for nothing. Beginning
// is refused with "archive_name_used" when there is a complete one of this name.
base::Result<std::int64_t> begin_delivery(store::WriteTransaction& transaction,
                                          const std::string& package, std::int64_t account_id,
                                          base::Instant now);
void add_to_delivery(store::WriteTransaction& transaction, std::int64_t delivery,
                     const access::Warrant<access::PersonId>& warrant);
// No warrant: numbers only.
void complete_delivery(store::WriteTransaction& transaction, std::int64_t delivery);
// No warrant: numbers only. Refused with "not_found" when there is no such complete delivery that
// isn't received yet.
base::Result<void> receive_delivery(store::WriteTransaction& transaction, std::int64_t delivery,
                                    std::int64_t account_id, base::Date day);
// No warrant: numbers only. The newest first, below `before` where it isn't 0.
std::vector<ArchiveDelivery> deliveries(store::Connection& connection, std::int64_t before,
                                        int most);

}  // namespace people
