#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/database.h"
#include "trail/trail.h"
#include "vault/vault.h"

// What was searched for (rule R30). It stands sealed beside the trail, under a key of its month;
// the line holds only a keyed hash. When the time is over the month's key is destroyed, and with it
// the criteria in every backup.
namespace trail {

struct SealedCriteria {
    std::string sealed_with;  // "criteria:2026-11"
    vault::Sealed sealed;
    std::string hash;  // keyed, in hex: for the line
};

// Before the transaction, since it may make the month's key. Refused as the vault refuses.
base::Result<SealedCriteria> seal_criteria(vault::Vault& vault, base::Instant now,
                                           std::string_view criteria);

// Writes the line, with the hash, and the criteria beside it. Returns the line's sequence.
std::int64_t append_search(store::WriteTransaction& transaction, base::Instant now, Line line,
                           const SealedCriteria& criteria);

// What was searched for in this line; empty when there is none, its time is over, or it doesn't fit
// the line's hash. Who reads it writes a line of his own.
std::optional<std::string> criteria_of(store::Connection& connection, vault::Vault& vault,
                                       std::int64_t sequence);

// Destroys the keys of months that ended more than `days` ago, and removes what they sealed.
// Returns their names.
std::vector<std::string> erase_old_criteria(store::Database& database, vault::Vault& vault,
                                            base::Instant now, int days);

}  // namespace trail
