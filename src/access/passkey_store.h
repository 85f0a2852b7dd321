#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/passkey.h"
#include "base/date.h"
#include "store/database.h"

// Passkeys in the database. The functions write no line in the trail: the caller knows who acts.
namespace access {

constexpr int passkeys_per_account = 10;

struct StoredPasskey {
    std::int64_t id = 0;
    std::int64_t account_id = 0;
    std::string name;
    KnownPasskey known;
    base::Instant created_at{};
    std::optional<base::Instant> last_used_at;
};

// The oldest first.
std::vector<StoredPasskey> passkeys_of(store::Connection& connection, std::int64_t account_id);
std::optional<StoredPasskey> find_passkey(store::Connection& connection,
                                          std::string_view credential_id);
// Refused with "passkey_known" (someone has this one already) and "passkey_many".
base::Result<void> add_passkey(store::WriteTransaction& transaction, std::int64_t account_id,
                               std::string_view name, const KnownPasskey& passkey,
                               base::Instant now);
void note_passkey_use(store::WriteTransaction& transaction, std::int64_t passkey_id,
                      std::int64_t sign_count, base::Instant now);
// False when the account has no such passkey.
bool remove_passkey(store::WriteTransaction& transaction, std::int64_t account_id,
                    std::int64_t passkey_id);
// All of them; returns how many.
std::int64_t remove_passkeys(store::WriteTransaction& transaction, std::int64_t account_id);

}  // namespace access
