#pragma once

#include "trail/look_up_review_store.h"
#include "vault/vault.h"

namespace app {

// What the review of look-ups compares with what is held here (R31): who works with whom, and the
// staff's surnames. A surname is looked for in the blind index by how it sounds, so nobody's name
// is opened. The staff's addresses aren't held, so none is compared. Accounts of other agencies and
// what isn't an account count as not held where this program knows nothing of their work.
// The vault must outlive the comparer, which is for one draw.
trail::Comparer look_up_comparer(const vault::Vault& vault);

}  // namespace app
