#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/moment.h"
#include "store/database.h"
#include "trail/trail.h"

// Two records of one person. Merging is a pointer from one to the other and a line in the history;
// nothing is rewritten, so parting them again loses nothing.
namespace people {

// No warrant: shows nothing. Makes a task for those who may merge, unless there is one for the two;
// says nothing to whoever registered.
void note_possible_duplicate(store::WriteTransaction& transaction, access::PersonId first,
                             access::PersonId second, base::Instant now);

enum class DuplicateOutcome { open, merged, different };

// Numbers only: who may be shown says a warrant for each.
struct PossibleDuplicate {
    std::int64_t id = 0;
    access::PersonId first;
    access::PersonId second;
    base::Instant found_at{};
    DuplicateOutcome outcome = DuplicateOutcome::open;
};
// No warrant: numbers only. Of the records of one agency, the oldest first, from the one after
// `after` on.
std::vector<PossibleDuplicate> open_duplicates(store::Connection& connection,
                                               const std::string& controller_cvr,
                                               std::int64_t after, int most);
// No warrant: numbers only. The same of those that were merged and not parted since.
std::vector<PossibleDuplicate> merged_duplicates(store::Connection& connection,
                                                 const std::string& controller_cvr,
                                                 std::int64_t after, int most);
// No warrant: numbers only. Settled or not.
std::optional<PossibleDuplicate> find_duplicate(store::Connection& connection, std::int64_t id);
// No warrant: numbers only. The record itself, or the one that it was merged into.
access::PersonId standing_record(store::Connection& connection, access::PersonId record);

// The two are different persons. Both warrants are for merging. Refused with "not_found".
base::Result<void> settle_as_different(store::WriteTransaction& transaction,
                                       const access::Warrant<access::PersonId>& one,
                                       const access::Warrant<access::PersonId>& other,
                                       std::int64_t duplicate_id, const Moment& moment);

// From now on `merged` leads to `kept`, and its record is shown with the other's. Both warrants are
// for merging. Refused with "merge_again" when one of them is merged already or the two are one.
// A task about the two is settled. Returns the merge's id.
base::Result<std::int64_t> merge_persons(store::WriteTransaction& transaction,
                                         const access::Warrant<access::PersonId>& kept,
                                         const access::Warrant<access::PersonId>& merged,
                                         const Moment& moment);

// Both stand for themselves again, as they did; what was written about either since stays where it
// was written. The warrants as above. Refused with "not_found" when they aren't merged.
base::Result<void> part_persons(store::WriteTransaction& transaction,
                                const access::Warrant<access::PersonId>& kept,
                                const access::Warrant<access::PersonId>& merged,
                                const Moment& moment);

struct Merge {
    std::int64_t id = 0;
    access::PersonId kept;
    access::PersonId merged;
    base::Instant merged_at{};
    std::int64_t merged_by = 0;
    std::optional<base::Instant> parted_at;
};

// No warrant: numbers only. The merges that turned out to be wrong, those made last first, from the
// one before `before` (0: all): for the data protection officer.
std::vector<Merge> parted_merges(store::Connection& connection, std::int64_t before, int most);
// No warrant: numbers only.
std::optional<Merge> find_merge(store::Connection& connection, std::int64_t id);
// No warrant: numbers only. The merge that holds for a merged person now.
std::optional<Merge> merge_of(store::Connection& connection, access::PersonId merged);

// No warrant: the trail's lines, which hold no content. Those that show either record between
// merging and parting: while they were one, whoever might see the one saw the other too. The oldest
// first, at most `most`.
std::vector<trail::StoredLine> looks_while_merged(store::Connection& connection, const Merge& merge,
                                                  std::size_t most);

}  // namespace people
