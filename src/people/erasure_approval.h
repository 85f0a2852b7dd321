#pragma once

#include <string>

#include "access/warrant_office.h"
#include "people/erasure_store.h"

// One approval, from the warrant to the destroyed key.
namespace people {

struct ErasureServices {
    store::Database& database;
    vault::Vault& vault;
    const access::WarrantOffice& office;
    const RetentionSources& sources;
};

// What the approver asks for; the route stands in the trail.
access::Question erasure_question(std::string route);

// Erases the person, family or group of the proposal. Refused as the policy refuses (R36, R36_hold,
// R01, and so on), with "not_found" when there is no such open proposal, or "not_due" when
// something has happened since; then the proposal lapses. Returns the erasure's number; what
// couldn't be finished now is finished at the next start.
base::Result<std::int64_t> approve_erasure(const ErasureServices& services,
                                           const access::Actor& actor,
                                           const access::Question& question,
                                           std::int64_t proposal_id, const Moment& moment);

}  // namespace people
