#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "access/warrant.h"
#include "people/retention.h"
#include "store/database.h"

// What this module keeps about a person besides the person's own row: the days that keep it, and
// removing it.
namespace people {

// Whom something ties a person to, and the last day of it.
struct Tie {
    access::SubjectReference subject;
    std::optional<base::Date> ended_on;
};
// No warrant: numbers and days only, from which the day of erasure is computed. The other in each
// relation.
std::vector<Tie> related_to(store::Connection& connection, access::PersonId person);
// No warrant: numbers and days only, as above. The families and groups.
std::vector<Tie> circles_with(store::Connection& connection, access::PersonId person);
// No warrant: days only, as above. Consent without an end ends with the work it was given for.
std::vector<RetentionEvent> consent_events(store::Connection& connection, access::PersonId person);

// Each removes what stands about a subject, and returns how many rows. The warrant is for erasing;
// `subject` is the one it is for, or a record that was merged into it.
std::int64_t erase_consents(store::WriteTransaction& transaction,
                            const access::WarrantContent& warrant, access::SubjectReference subject,
                            base::Instant now);
std::int64_t erase_notes(store::WriteTransaction& transaction,
                         const access::WarrantContent& warrant, access::SubjectReference subject,
                         base::Instant now);
std::int64_t erase_duties(store::WriteTransaction& transaction,
                          const access::WarrantContent& warrant, access::SubjectReference subject,
                          base::Instant now);
// In both directions.
std::int64_t erase_relations(store::WriteTransaction& transaction,
                             const access::WarrantContent& warrant,
                             access::SubjectReference subject, base::Instant now);
// Of a person, or of a family or group.
std::int64_t erase_memberships(store::WriteTransaction& transaction,
                               const access::WarrantContent& warrant,
                               access::SubjectReference subject, base::Instant now);
std::int64_t erase_staff_relatives(store::WriteTransaction& transaction,
                                   const access::WarrantContent& warrant,
                                   access::SubjectReference subject, base::Instant now);
std::int64_t erase_duplicates(store::WriteTransaction& transaction,
                              const access::WarrantContent& warrant,
                              access::SubjectReference subject, base::Instant now);

}  // namespace people
