#pragma once

#include <cstdint>
#include <vector>

#include "access/warrant.h"
#include "base/result.h"
#include "people/moment.h"
#include "people/note.h"
#include "store/database.h"
#include "vault/vault.h"

// Notes, sealed under the person's key, and each known as something that can be shared.
namespace people {

// The warrant is for creating and covers the note's class; its agency holds the note. Refused with
// the first message of the rules. Returns the new id.
base::Result<std::int64_t> add_note(store::WriteTransaction& transaction, vault::Vault& vault,
                                    const access::Warrant<access::PersonId>& warrant,
                                    const Note& note, organisation::AgencyKind holder_kind,
                                    const Moment& moment);

// The newest first; the warrant is for reading. Only classes that it covers, only its item where it
// has one, through a disclosure only what was disclosed; never a dropped charge (R16), and through
// the emergency door nothing that was declined to anyone (R05).
std::vector<Note> notes(store::Connection& connection, vault::Vault& vault,
                        const access::Warrant<access::PersonId>& warrant, base::Instant now);

// The warrant is for changing its item. Refused as check_charge_change() refuses, or "not_found".
base::Result<void> change_charge(store::WriteTransaction& transaction,
                                 const access::Warrant<access::PersonId>& warrant,
                                 access::OffenceStatus status, base::Instant now);

}  // namespace people
