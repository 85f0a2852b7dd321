#pragma once

#include "access/warrant_office.h"
#include "vault/vault.h"

namespace people {

// What the policy must know of persons, families and groups: that they exist, whose record it is,
// birth date, protection, merging, duplicates and consents, and who works with a record that was
// merged. Nothing of it is shown to anyone. The vault must
// live as long as the office that uses it.
access::FactSource subject_facts(vault::Vault& vault);

}  // namespace people
