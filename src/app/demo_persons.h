#pragma once

#include <cstdint>
#include <vector>

#include "app/person_services.h"
#include "base/date.h"
#include "base/result.h"
#include "people/person.h"
#include "store/database.h"

namespace app {

// The agencies and forums of the demonstration, and the municipality itself: without it nobody's
// work with a person is known.
void make_demo_agencies(store::WriteTransaction& writing);

// The account as the policy knows it, signed in well enough.
access::Actor demo_actor(store::Connection& connection, std::int64_t account_id, base::Instant now);

// Registers one as its pages do, worked with by the account. Refused as the policy refuses.
base::Result<access::PersonId> add_demo_person(store::Database& database, PersonServices& services,
                                               const people::PersonDetails& details,
                                               std::int64_t account_id, base::Instant now);

// Invented persons with replacement numbers, worked with by turns by these accounts. Refused as the
// policy refuses.
base::Result<void> make_demo_persons(store::Database& database, PersonServices& services,
                                     const std::vector<std::int64_t>& account_ids,
                                     base::Instant now);

}  // namespace app
