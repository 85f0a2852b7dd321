#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/moment.h"
#include "store/database.h"

// Whose family a person is among the staff (R31). A leader marks it; to the relative the emergency
// door is shut, the work with the person can't be given, and each of their looks is drawn for
// review. Who else may see the person says the need to know, as always (R01, R47).
namespace people {

struct StaffRelative {
    std::int64_t id = 0;
    std::int64_t account_id = 0;  // of the employee
    base::Date marked_on{};
    std::int64_t marked_by = 0;
    std::optional<base::Date> ended_on;
};

// The warrant is for approving, of who leads the work. Refused with "own_relative" by oneself,
// "relative_again" where the mark holds already, "not_found" where there is no such account.
// Returns the new id.
base::Result<std::int64_t> mark_staff_relative(store::WriteTransaction& transaction,
                                               const access::Warrant<access::PersonId>& warrant,
                                               std::int64_t account_id, const Moment& moment);

// The warrant is for approving. Refused with "own_relative" by the relative, or "not_found".
base::Result<void> end_staff_relative(store::WriteTransaction& transaction,
                                      const access::Warrant<access::PersonId>& warrant,
                                      std::int64_t id, const Moment& moment);

// The newest first; the warrant is for approving: that a colleague has a relative here is told to
// nobody else.
std::vector<StaffRelative> staff_relatives(store::Connection& connection,
                                           const access::Warrant<access::PersonId>& warrant,
                                           base::Instant now);

// No warrant: yes or no, for the policy and for giving out work. Of this record alone.
bool is_staff_relative(store::Connection& connection, access::PersonId record,
                       std::int64_t account_id);

}  // namespace people
