#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/subject_facts.h"
#include "access/warrant.h"
#include "base/result.h"
#include "store/database.h"
#include "vault/sealing.h"

// What was shared with whom, and what the holder chose not to share. Rows are never changed: a
// later answer is a row of its own, and "deles ikke" has no later answer.
namespace access {

std::string_view offence_status_code(OffenceStatus status);
std::optional<OffenceStatus> offence_status_of(std::string_view code);

// Makes something known that can be shared: a note, a contribution. By the module that owns it, in
// the transaction that creates it. The holder is the agency of the warrant.
template <class Subject>
void add_shareable_item(store::WriteTransaction& transaction, const Warrant<Subject>& warrant,
                        const ItemReference& item, organisation::AgencyKind holder_kind,
                        DataClasses classes, OffenceStatus offence, base::Instant now);

// The warrant's item, a charge, gets its outcome; a dropped one hides it at once (R16).
template <class Subject>
base::Result<void> change_offence_status(store::WriteTransaction& transaction,
                                         const Warrant<Subject>& warrant, OffenceStatus status,
                                         base::Instant now);

// No warrant: numbers only. The record that an item stands on: the subject, or one merged into it.
std::optional<SubjectReference> record_of_item(store::Connection& connection,
                                               const ItemReference& item);

// Shares the warrant's item as the warrant's draft says; the row stands where the item does.
// `sealed_necessity` under the key of that record. Returns the new id.
template <class Subject>
std::int64_t share(store::WriteTransaction& transaction, const Warrant<Subject>& warrant,
                   const vault::Sealed& sealed_necessity, base::Instant now);

// "Deles ikke": final, without a reason. A second time is the same answer.
template <class Subject>
void decline(store::WriteTransaction& transaction, const Warrant<Subject>& warrant,
             const std::string& receiver_cvr, const std::string& forum_key, base::Instant now);

struct Disclosure {
    std::int64_t id = 0;
    SubjectReference record;  // that the item stands on
    ItemReference item;
    std::string holder_cvr;
    std::string receiver_cvr;
    std::string forum_key;
    DisclosureFact::Answer answer = DisclosureFact::Answer::shared;
    std::vector<std::string> bases;
    std::optional<std::int64_t> consent_id;
    vault::Sealed necessity;  // empty for "deles ikke"
    std::int64_t account_id = 0;
    base::Instant made_at{};
};

// What the agency of the warrant shared or declined, and what it received; through a disclosure
// only those that the warrant names. The newest first. `merged`: the records that lead to the
// warrant's subject, which show with it.
template <class Subject>
std::vector<Disclosure> disclosures_of(store::Connection& connection,
                                       const Warrant<Subject>& warrant, base::Instant now,
                                       const std::vector<Subject>& merged = {});

}  // namespace access
