#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/subject_facts.h"
#include "access/warrant.h"
#include "base/result.h"
#include "store/database.h"

// Who works with whom, for what, and when: the relation that opens a record (R01).
namespace access {

struct Assignment {
    std::int64_t id = 0;
    std::int64_t account_id = 0;
    Part part = Part::assigned;
    Purpose purpose = Purpose::support;
    std::string unit_key;  // the owning unit; may be empty
    organisation::Validity validity;
    std::int64_t assigned_by = 0;
};

// For assigning, or for the subject that is just being made. Only to staff of the agency whose work
// it is: refused with "other_agency". `assignment.id` and `assigned_by` are set here.
template <class Subject>
base::Result<std::int64_t> add_assignment(store::WriteTransaction& transaction,
                                          const Warrant<Subject>& warrant,
                                          const Assignment& assignment, base::Instant now);

// The assignment ends with the day before `to`. Refused with "not_found".
template <class Subject>
base::Result<void> end_assignment(store::WriteTransaction& transaction,
                                  const Warrant<Subject>& warrant, std::int64_t id, base::Date to,
                                  base::Instant now);

// Of the agency that the warrant is for, the newest first. `merged`: the records that lead to the
// warrant's subject, whose work counts with it.
template <class Subject>
std::vector<Assignment> assignments_of(store::Connection& connection,
                                       const Warrant<Subject>& warrant, base::Instant now,
                                       const std::vector<Subject>& merged = {});

// No warrant: yes or no, for the review of look-ups (R31). Whether the account had an assignment
// with the subject on the day, or led the unit that had one; empty for staff of another agency,
// whose work isn't held here.
std::optional<bool> had_work_with(store::Connection& connection, std::int64_t account_id,
                                  SubjectReference subject, base::Date day);

}  // namespace access
