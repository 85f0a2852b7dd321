#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "citizen/breach.h"
#include "store/database.h"

namespace citizen {

struct BreachChanger {
    std::int64_t account_id = 0;
    base::Instant now{};
};

// Every change writes the entry and its version; the trail is the caller's. An entry is never
// removed: the register is what the supervisory authority may ask for.

// No warrant: the register names no person.
std::int64_t add_breach(store::WriteTransaction& transaction, const Breach& breach,
                        const BreachChanger& changer);
// No warrant: the register names no person.
// `breach.version` is the version the change is based on. Refused with "version_conflict" when it
// has moved on, "not_found" when there is none.
base::Result<void> change_breach(store::WriteTransaction& transaction, const Breach& breach,
                                 const BreachChanger& changer, history::Change change);

// No warrant: the register names no person.
std::optional<Breach> find_breach(store::Connection& connection, std::int64_t id);
// No warrant: the register names no person.
// Newest first, those with an id below `before` (0: from the newest), at most `limit`.
std::vector<Breach> breaches(store::Connection& connection, std::int64_t before, int limit);
// No warrant: the register names no person.
// Those that Datatilsynet may have to be told of: undecided.
std::vector<Breach> undecided_breaches(store::Connection& connection);

}  // namespace citizen
