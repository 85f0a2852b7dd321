#pragma once

#include <cstdint>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/moment.h"
#include "people/relation.h"
#include "store/database.h"
#include "vault/vault.h"

namespace people {

// A relation says something of both, so both warrants are needed to make, end or show it: who may
// know of the guardian only doesn't learn of the child. They are for changing; the first is the
// relation's `person`, the second its `other`. Refused with the first message of the rules.
base::Result<std::int64_t> add_relation(store::WriteTransaction& transaction, vault::Vault& vault,
                                        const access::Warrant<access::PersonId>& person,
                                        const access::Warrant<access::PersonId>& other,
                                        const Relation& relation, const Moment& moment);

// Its last day. Refused with "not_found", "version_conflict" or the first message of the rules.
base::Result<void> end_relation(store::WriteTransaction& transaction,
                                const access::Warrant<access::PersonId>& person,
                                const access::Warrant<access::PersonId>& other, std::int64_t id,
                                std::int64_t version, base::Date last_day, const Moment& moment);

// Wrong from the beginning: it no longer shows. Refused with "not_found" or "version_conflict".
base::Result<void> remove_relation(store::WriteTransaction& transaction,
                                   const access::Warrant<access::PersonId>& person,
                                   const access::Warrant<access::PersonId>& other, std::int64_t id,
                                   std::int64_t version, const Moment& moment);

// With whom a person has relations, by number: to ask for their warrants.
std::vector<access::PersonId> related_persons(store::Connection& connection,
                                              const access::Warrant<access::PersonId>& warrant,
                                              base::Instant now);

// The relations between a person and those of `others`; all warrants are for reading. Seen from
// either side; by id.
std::vector<Relation> relations(store::Connection& connection, vault::Vault& vault,
                                const access::Warrant<access::PersonId>& warrant,
                                const std::vector<access::Warrant<access::PersonId>>& others,
                                base::Instant now);

// A relation as the person's own data: what, not to whom.
struct SeenRelation {
    RelationKind kind = RelationKind::other;
    bool is_first = false;  // the person is … of the other; else the other way round
    std::optional<base::Date> from;
    std::optional<base::Date> to;
    std::string note;  // where it stands under the person's own key
};
// For the person's own access (R32): nothing of the other, so one warrant, for reading.
std::vector<SeenRelation> relations_seen_from(store::Connection& connection, vault::Vault& vault,
                                              const access::Warrant<access::PersonId>& warrant,
                                              base::Instant now);

}  // namespace people
