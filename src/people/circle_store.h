#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/circle.h"
#include "people/moment.h"
#include "store/database.h"
#include "vault/vault.h"

// Families and groups, and who belongs to them. Each function exists for both; `Circle` is
// access::FamilyId or access::GroupId.
namespace people {

template <class Circle>
struct StoredCircle {
    Circle id;
    std::int64_t version = 0;
    CircleDetails details;
};

// No warrant: a row for a new one, without content; `subject` names the key made before this
// transaction.
template <class Circle>
Circle add_circle(store::WriteTransaction& transaction, const std::string& subject,
                  const std::string& controller_cvr, std::int64_t account_id, base::Date today);

// Writes the content of the one just added; the warrant is for creating. Refused with the first
// message of the rules.
template <class Circle>
base::Result<void> fill_circle(store::WriteTransaction& transaction, vault::Vault& vault,
                               const access::Warrant<Circle>& warrant, const CircleDetails& details,
                               const Moment& moment);

template <class Circle>
base::Result<void> change_circle(store::WriteTransaction& transaction, vault::Vault& vault,
                                 const access::Warrant<Circle>& warrant, std::int64_t version,
                                 const CircleDetails& details, const Moment& moment);

// The warrant is for reading.
template <class Circle>
std::optional<StoredCircle<Circle>> find_circle(store::Connection& connection, vault::Vault& vault,
                                                const access::Warrant<Circle>& warrant,
                                                base::Instant now);

// No warrant: which there are and aren't deleted, by number, to ask for their warrants; the newest
// first.
template <class Circle>
std::vector<Circle> circle_ids(store::Connection& connection, int most);

// Belonging says something of both, so both warrants are needed, for changing. The person's and the
// circle's numbers in `membership` are those of the warrants.
template <class Circle>
base::Result<std::int64_t> add_member(store::WriteTransaction& transaction, vault::Vault& vault,
                                      const access::Warrant<Circle>& circle,
                                      const access::Warrant<access::PersonId>& person,
                                      const Membership& membership, const Moment& moment);

// Its last day; it stays in the history. Refused with "not_found", "version_conflict" or "order".
template <class Circle>
base::Result<void> end_membership(store::WriteTransaction& transaction,
                                  const access::Warrant<Circle>& circle,
                                  const access::Warrant<access::PersonId>& person, std::int64_t id,
                                  std::int64_t version, base::Date last_day, const Moment& moment);

// Wrong from the beginning: it no longer shows.
template <class Circle>
base::Result<void> remove_membership(store::WriteTransaction& transaction,
                                     const access::Warrant<Circle>& circle,
                                     const access::Warrant<access::PersonId>& person,
                                     std::int64_t id, std::int64_t version, const Moment& moment);

// Who belongs or belonged to it, by number: to ask for their warrants.
template <class Circle>
std::vector<access::PersonId> member_ids(store::Connection& connection,
                                         const access::Warrant<Circle>& warrant, base::Instant now);

// The belonging of those for whom there is a warrant, and of nobody else; all for reading. By the
// first day.
template <class Circle>
std::vector<Membership> memberships(store::Connection& connection, vault::Vault& vault,
                                    const access::Warrant<Circle>& warrant,
                                    const std::vector<access::Warrant<access::PersonId>>& persons,
                                    base::Instant now);

// A person's belonging to those circles for which there is a warrant; all for reading.
template <class Circle>
std::vector<Membership> memberships_of(store::Connection& connection, vault::Vault& vault,
                                       const access::Warrant<access::PersonId>& warrant,
                                       const std::vector<access::Warrant<Circle>>& circles,
                                       base::Instant now);

// The circles a person belongs or belonged to, by number: to ask for their warrants.
template <class Circle>
std::vector<Circle> circles_of(store::Connection& connection,
                               const access::Warrant<access::PersonId>& warrant, base::Instant now);

// For the person's own access (R32): in what kind of circle, when and why, and nothing of the
// circle itself, so one warrant, for reading. By the first day.
std::vector<Membership> memberships_of(store::Connection& connection, vault::Vault& vault,
                                       const access::Warrant<access::PersonId>& warrant,
                                       base::Instant now);

}  // namespace people
