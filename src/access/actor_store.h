#pragma once

#include <cstdint>
#include <string>

#include "access/actor.h"
#include "access/visit.h"
#include "base/date.h"
#include "store/database.h"

namespace access {

// The signed-in user as the policy needs to know them: agency, marks, seats, units led, an open
// emergency door. An account without an agency of its own belongs to the municipality.
Actor actor_of(store::Connection& connection, const Visitor& visitor, base::Date today,
               base::Instant now);

// The agency that an account belongs to: the municipality unless another was recorded; empty where
// not even that is registered.
std::string agency_of_account(store::Connection& connection, std::int64_t account_id);

// From the next request on. The agency must be registered.
void set_agency(store::WriteTransaction& transaction, std::int64_t account_id,
                std::string_view agency_cvr);
void grant_mark(store::WriteTransaction& transaction, std::int64_t account_id, Mark mark,
                std::int64_t granted_by, base::Date today);
void take_mark(store::WriteTransaction& transaction, std::int64_t account_id, Mark mark);
Marks marks_of(store::Connection& connection, std::int64_t account_id);

}  // namespace access
