#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "history/history.h"
#include "people/moment.h"
#include "people/person.h"
#include "store/database.h"
#include "vault/vault.h"

namespace people {

// A person as a reader sees one: the civil registration number masked (R17), a protected address
// left out (R19).
struct Person {
    access::PersonId id;
    std::int64_t version = 0;
    std::string given_names;
    std::string family_name;
    std::string masked_cpr;  // empty: not known
    bool has_replacement_number = false;
    std::optional<base::Date> born_on;
    Sex sex = Sex::unknown;
    std::optional<Address> address;  // empty: not known, or protected
    bool address_protected = false;
    base::Date registered_on{};

    std::string name() const;
};

// No warrant: a row for someone new, without anything about anyone, which the warrant for creating
// is then asked for. `subject` names the key that
// vault.create("person") has made, before this transaction began.
access::PersonId add_person(store::WriteTransaction& transaction, const std::string& subject,
                            const std::string& controller_cvr, std::int64_t account_id,
                            base::Date today);

// Writes what is known of the one just added, and the duty to inform (R33). The warrant is for
// creating. The fields keep the rules of person.h.
base::Result<void> fill_person(store::WriteTransaction& transaction, vault::Vault& vault,
                               const access::Warrant<access::PersonId>& warrant,
                               const PersonDetails& details, const Moment& moment);

// The warrant is for reading. Empty when there is nobody, or the key was destroyed.
std::optional<Person> find_person(store::Connection& connection, vault::Vault& vault,
                                  const access::Warrant<access::PersonId>& warrant,
                                  base::Instant now);

// Whose records were merged into this one's: shown with it, each as it was registered.
std::vector<Person> merged_persons(store::Connection& connection, vault::Vault& vault,
                                   const access::Warrant<access::PersonId>& warrant,
                                   base::Instant now);

// What a correction leaves as it is, because the form didn't show it.
struct Unchanged {
    bool cpr = false;
    bool address = false;
};

// `version` is the one the correction is based on; the warrant is for changing. Refused with
// "version_conflict" or "not_found".
base::Result<void> change_person(store::WriteTransaction& transaction, vault::Vault& vault,
                                 const access::Warrant<access::PersonId>& warrant,
                                 std::int64_t version, const PersonDetails& details,
                                 const Unchanged& unchanged, const Moment& moment);

// The whole number; the warrant is for revealing and covers it. Empty when it isn't known.
std::optional<CprNumber> reveal_cpr(store::Connection& connection, vault::Vault& vault,
                                    const access::Warrant<access::PersonId>& warrant,
                                    base::Instant now);
// The address, protected or not; the warrant is for revealing and covers what is confidential.
std::optional<Address> reveal_address(store::Connection& connection, vault::Vault& vault,
                                      const access::Warrant<access::PersonId>& warrant,
                                      base::Instant now);

// What the person's own record looked like, newest first, and then the same of each merged into it;
// the civil registration number masked, with "cpr_changed" where the next version has another one.
// The warrant is for reading; through a disclosure there is nothing.
std::vector<std::vector<history::Version>> person_versions(
    store::Connection& connection, vault::Vault& vault,
    const access::Warrant<access::PersonId>& warrant, base::Instant now);

// The protected addresses that the records had before, the newest first. The warrant is for
// revealing and covers what is confidential.
std::vector<Address> earlier_protected_addresses(store::Connection& connection, vault::Vault& vault,
                                                 const access::Warrant<access::PersonId>& warrant,
                                                 base::Instant now);

// No warrant: numbers only. Persons whose key is missing though it was never destroyed: what
// `doctor` reports.
std::vector<std::int64_t> persons_without_key(store::Connection& connection,
                                              const vault::Vault& vault);

}  // namespace people
