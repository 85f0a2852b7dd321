#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/moment.h"
#include "store/database.h"
#include "vault/vault.h"

// Holding back an erasure (R36_hold): for a complaint, a trial, an insurance case. It stands until
// the one who put it takes it back, whatever is proposed meanwhile.
namespace people {

struct LegalHold {
    std::int64_t id = 0;
    access::PersonId person;
    base::Instant put_at{};
    std::int64_t put_by = 0;
    std::optional<base::Instant> lifted_at;
    std::optional<std::int64_t> lifted_by;
};

inline constexpr std::size_t hold_reason_max = 500;

// 1 to hold_reason_max characters.
base::Result<void> check_hold_reason(std::string_view reason);

// The warrant is for approving. Refused with the first message of the rules, or "held_already".
// Returns the new id.
base::Result<std::int64_t> put_hold(store::WriteTransaction& transaction, vault::Vault& vault,
                                    const access::Warrant<access::PersonId>& warrant,
                                    const std::string& reason, const Moment& moment);

// The warrant is for approving. Refused with "R36_hold" to anyone but the one who put it, as long
// as that account is open; with the first message of the rules; or with "not_found".
base::Result<void> lift_hold(store::WriteTransaction& transaction, vault::Vault& vault,
                             const access::Warrant<access::PersonId>& warrant, std::int64_t id,
                             const std::string& reason, const Moment& moment);

// No warrant: numbers and times only. The newest first, below `before` where it isn't 0.
std::vector<LegalHold> holds(store::Connection& connection, std::int64_t before, int most);
// No warrant: numbers and times only.
std::optional<LegalHold> find_hold(store::Connection& connection, std::int64_t id);

struct HoldReasons {
    std::string put;
    std::string lifted;
};
// Why it was put and lifted; the warrant is for approving, for the person of the hold.
std::optional<HoldReasons> hold_reasons(store::Connection& connection, vault::Vault& vault,
                                        const access::Warrant<access::PersonId>& warrant,
                                        std::int64_t id, base::Instant now);

}  // namespace people
