#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/person.h"
#include "store/database.h"
#include "vault/vault.h"

// Finding persons through the blind index. What comes back is numbers: whoever may be shown is
// decided by a warrant for each of them.
namespace people {

struct Criteria {
    std::string name;
    std::optional<CprNumber> cpr;
    std::optional<base::Date> born_on;
    std::string street;
    std::string postal_code;

    bool empty() const { return name.empty() && !cpr && !born_on && street.empty(); }
};

// More than the persons of one name in a town; who is shown of them is asked for each.
inline constexpr std::size_t found_persons_max = 2000;

// All criteria together. Names by how they sound; where nobody sounds so, by their pieces. Merged
// persons lead to the one they were merged into. At most found_persons_max, by number.
std::vector<access::PersonId> search_persons(store::Connection& connection,
                                             const vault::Vault& vault,
                                             const access::SearchWarrant& warrant,
                                             const Criteria& criteria, base::Instant now);

// The criteria in one line, for their keyed hash in the trail: the same search, the same line.
std::string canonical_text(const Criteria& criteria);

// No warrant: numbers only. Who may be the same as someone about to be registered or corrected: the
// same civil registration number, or a name that sounds alike and the same birth date. Not
// `except`. For the duplicates' task and for asking for warrants, never shown as such.
std::vector<access::PersonId> persons_like(store::Connection& connection, const vault::Vault& vault,
                                           const PersonDetails& details, access::PersonId except);

// No warrant: numbers only, for the review of look-ups (R31). Those with a word in the name that
// sounds like this one; merged persons lead to the one they were merged into.
std::vector<access::PersonId> persons_sounding_like(store::Connection& connection,
                                                    const vault::Vault& vault,
                                                    std::string_view word);

// No warrant: shows nothing of anyone. Writes every person's entries anew under a new key and
// destroys the old one, so that no older backup can be searched. Goes on where an interrupted
// renewal stopped. Returns how many persons it went through.
base::Result<std::int64_t> renew_person_index(store::Database& database, vault::Vault& vault);

}  // namespace people
