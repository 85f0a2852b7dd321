#pragma once

#include <cstdint>
#include <vector>

#include "access/actor.h"
#include "app/person_services.h"
#include "base/date.h"
#include "base/result.h"
#include "people/person.h"
#include "store/database.h"

namespace app {

// The agencies and forums of the demonstration, and the municipality itself: without it nobody's
// work with a person is known.
void make_demo_agencies(store::WriteTransaction& writing);

// Invented persons with replacement numbers, worked with by turns by these accounts. Refused as the
// policy refuses.
base::Result<void> make_demo_persons(store::Database& database, PersonServices& services,
                                     const std::vector<std::int64_t>& account_ids,
                                     base::Instant now);

// An actor as the policy knows an account of the demonstration.
access::Actor demo_actor(store::Connection& connection, std::int64_t account_id, base::Instant now);

// Someone invented, registered by an account of whichever agency for a purpose: who registers is
// responsible.
struct DemoPerson {
    people::PersonDetails details;
    std::int64_t account_id = 0;
    access::Purpose purpose = access::Purpose::support;
    bool has_asked_for_access = false;  // handling that is a work of its own (R32)
};
base::Result<access::PersonId> add_demo_person(store::Database& database, PersonServices& services,
                                               const DemoPerson& person, base::Instant now);

}  // namespace app
