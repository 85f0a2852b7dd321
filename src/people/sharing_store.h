#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "access/disclosure_store.h"
#include "access/subject.h"
#include "access/warrant.h"
#include "store/database.h"
#include "vault/vault.h"

// What is written when something is shared or an emergency door opened, under the person's key.
namespace people {

// Shares as the warrant's draft says; its words are sealed. Returns the disclosure's id.
std::int64_t share_item(store::WriteTransaction& transaction, vault::Vault& vault,
                        const access::Warrant<access::PersonId>& warrant, base::Instant now);

struct MadeDisclosure {
    access::Disclosure disclosure;
    // Empty for "deles ikke", where the basis asked for none, and where the warrant opens no
    // confidential texts of the own record, as a mentor's doesn't.
    std::string necessity;
};
// What access::disclosures_of() gives, with the words opened. The warrant is for reading.
std::vector<MadeDisclosure> disclosures(store::Connection& connection, vault::Vault& vault,
                                        const access::Warrant<access::PersonId>& warrant,
                                        base::Instant now);

// No warrant: gives nothing; it is what the emergency door is opened with, before there is one.
vault::Sealed seal_door_reason(store::Connection& connection, vault::Vault& vault,
                               access::PersonId person, const std::string& reason);

// No warrant: whoever reviews the door must read why it was opened, and has no relation to the
// person. The caller has written the look-up in the trail. Empty when there is no such door.
std::string door_reason(store::Connection& connection, vault::Vault& vault, std::int64_t door_id);

}  // namespace people
