#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "access/warrant_office.h"
#include "people/moment.h"
#include "people/retention_source.h"
#include "store/database.h"

// Who is due for erasure: found every night, proposed, and approved by a person (R36). A person by
// everything that is kept about them; a family or group when nobody has belonged to it for its own
// term, and else with the last of its members (erasure_store.h).
namespace people {

// No warrant: days and codes only. Of the person and of the records merged into it.
RetentionAnswer retention_of_person(store::Connection& connection, const RetentionSources& sources,
                                    access::PersonId person, const access::Law& law);

// No warrant: days and codes only. Of a family or group: who still belongs to it keeps it, and work
// with it and what was shared of it by their own classes. How many belonged, or who, says nothing.
RetentionAnswer retention_of_circle(store::Connection& connection, access::SubjectReference circle,
                                    const access::Law& law);
// No warrant: days and codes only. Of whichever it is.
RetentionAnswer retention_of_subject(store::Connection& connection, const RetentionSources& sources,
                                     access::SubjectReference subject, const access::Law& law);

struct ErasureProposal {
    std::int64_t id = 0;
    access::SubjectReference subject;
    RetentionReason reason;
    base::Date proposed_on{};
    enum class Outcome { open, approved, lapsed } outcome = Outcome::open;
    bool on_hold = false;
};

struct ProposalRun {
    std::int64_t persons = 0;   // looked at
    std::int64_t circles = 0;   // families and groups, likewise
    std::int64_t proposed = 0;  // new ones
    std::int64_t lapsed = 0;    // something has begun again, or the law has changed
};
// No warrant: days and codes only. Goes through all persons, families and groups in batches, each
// in transactions of its own, so that nobody waits for it; a second run changes nothing. Every new
// proposal and every lapsed one has its line in the trail.
ProposalRun propose_erasures(store::Database& database, const RetentionSources& sources,
                             const access::Law& law, const Moment& moment);

struct ProposalPlace {
    base::Date due_on{};
    std::int64_t id = 0;
};
// No warrant: days and codes only. The open ones by due day, after `after`, where there is one.
std::vector<ErasureProposal> open_proposals(store::Connection& connection,
                                            const std::optional<ProposalPlace>& after, int most);
// No warrant: days and codes only.
std::optional<ErasureProposal> find_proposal(store::Connection& connection, std::int64_t id);
// No warrant: what was proposed no longer holds; nothing else changes.
void lapse_proposal(store::WriteTransaction& transaction, const ErasureProposal& proposal,
                    base::Instant now);

// Who is erased, held back, or must be delivered to the archive first: for the policy.
access::FactSource retention_facts(RetentionSources sources,
                                   std::function<access::LawPointer()> law);

}  // namespace people
