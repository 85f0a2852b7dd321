#pragma once

#include <cstdint>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/consent.h"
#include "people/moment.h"
#include "store/database.h"
#include "vault/vault.h"

namespace people {

// Returns the new id; the warrant is for changing. Refused with the first message of the rules.
base::Result<std::int64_t> add_consent(store::WriteTransaction& transaction, vault::Vault& vault,
                                       const access::Warrant<access::PersonId>& warrant,
                                       const Consent& consent, const Moment& moment);

// From `day` on nothing may be shared on it; what was shared before stays in the trail. The warrant
// is for changing. Refused as check_withdrawal() refuses, or with "not_found".
base::Result<void> withdraw_consent(store::WriteTransaction& transaction, vault::Vault& vault,
                                    const access::Warrant<access::PersonId>& warrant,
                                    std::int64_t id, base::Date day, const Moment& moment);

// The newest first. The warrant is for reading; what they cover is left out where it doesn't cover
// what is confidential, and through a disclosure there are none.
std::vector<Consent> consents(store::Connection& connection, vault::Vault& vault,
                              const access::Warrant<access::PersonId>& warrant, base::Instant now);

}  // namespace people
