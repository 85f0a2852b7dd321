#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "access/purpose.h"
#include "access/subject.h"
#include "access/warrant.h"
#include "base/date.h"
#include "store/database.h"

// What this module keeps of a subject that keeps it from being erased, and removing it when its
// time is over (R36).
namespace access {

// Work with a subject: to whichever agency it belongs.
struct WorkPeriod {
    Purpose purpose = Purpose::support;
    base::Date from{};
    std::optional<base::Date> to;  // the first day it no longer goes on; empty: it goes on
};
// No warrant: days and codes only, from which the day of erasure is computed. By first day.
std::vector<WorkPeriod> work_with(store::Connection& connection, SubjectReference subject);
// No warrant: days only. When something of the subject was shared, or wasn't.
std::vector<base::Date> disclosure_days(store::Connection& connection, SubjectReference subject);

// Each removes what stands about a subject, and returns how many rows. The warrant is for erasing;
// `subject` is the one it is for, or a record that was merged into it.
std::int64_t erase_assignments(store::WriteTransaction& transaction, const WarrantContent& warrant,
                               SubjectReference subject, base::Instant now);
std::int64_t erase_disclosures(store::WriteTransaction& transaction, const WarrantContent& warrant,
                               SubjectReference subject, base::Instant now);
// That an emergency door was opened stays; why doesn't.
std::int64_t erase_emergency_reasons(store::WriteTransaction& transaction,
                                     const WarrantContent& warrant, SubjectReference subject,
                                     base::Instant now);

}  // namespace access
