#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/duty_to_inform.h"
#include "people/moment.h"
#include "store/database.h"
#include "vault/vault.h"

namespace people {

// The task that a first registration makes; called by fill_person().
void add_duty(store::WriteTransaction& transaction, vault::Vault& vault,
              const access::Warrant<access::PersonId>& warrant, const Moment& moment);

// The person's tasks, the oldest first. The warrant is for reading; explanations are left out where
// it doesn't cover what is confidential, and through a disclosure there are no tasks.
std::vector<DutyToInform> duties(store::Connection& connection, vault::Vault& vault,
                                 const access::Warrant<access::PersonId>& warrant,
                                 base::Instant now);

// Done, or exempted with a reason; the warrant is for changing. Refused with "not_found" when the
// person has no such open task, or with the first message of the rules.
base::Result<void> settle_duty(store::WriteTransaction& transaction, vault::Vault& vault,
                               const access::Warrant<access::PersonId>& warrant,
                               const DutyToInform& settled, const Moment& moment);

// An open task: numbers only, for a list that shows those for whom there is a warrant.
struct OpenDuty {
    access::PersonId person;
    base::Date due_on{};
};
// No warrant: numbers and days only. Of these persons, by due date.
std::vector<OpenDuty> open_duties(store::Connection& connection,
                                  const std::vector<access::PersonId>& persons);

}  // namespace people
