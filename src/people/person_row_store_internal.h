#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/subject.h"
#include "people/person.h"
#include "people/sealed_fields_internal.h"
#include "store/database.h"
#include "vault/vault.h"

// A person's row with everything opened. For the stores of this module, which hand on only what a
// warrant covers.
namespace people {

struct PersonRow {
    access::PersonId id;
    std::string subject;
    std::int64_t version = 0;
    PersonDetails details;
    std::optional<access::PersonId> merged_into;
    base::Date registered_on{};
};

// Empty when there is no row, or its key is gone.
std::optional<PersonRow> open_row(store::Connection& connection, vault::Vault& vault,
                                  access::PersonId id);

// The person's own record first, then those merged into it.
std::vector<access::PersonId> records_of(store::Connection& connection, access::PersonId person);

// The key's name; empty when there is no row.
std::optional<std::string> person_key_name(store::Connection& connection, access::PersonId id);

SealedFields sealed_fields(store::Connection& connection, vault::Vault& vault, access::PersonId id,
                           std::string_view table);

void add_tokens(store::WriteTransaction& transaction, vault::Vault& vault,
                const std::string& subject, const PersonDetails& details);
void remove_tokens(store::WriteTransaction& transaction, vault::Vault& vault,
                   const std::string& subject, const PersonDetails& details);

}  // namespace people
