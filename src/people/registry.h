#pragma once

#include <functional>
#include <string>

#include "access/actor.h"
#include "access/purpose.h"
#include "access/visit.h"
#include "access/warrant_office.h"
#include "store/database.h"
#include "vault/vault.h"

namespace people {

// What the pages of this module need besides the visit. Lives as long as the server.
struct Registry {
    vault::Vault& vault;
    const access::WarrantOffice& office;
    // The visitor as the policy knows them.
    std::function<access::Actor(const access::Visit&)> actor;
    // Gives whoever registered someone the work with them, in the same transaction.
    std::function<void(store::WriteTransaction&, const access::Visit&, access::SubjectReference,
                       access::Purpose)>
        assign;
    // Keeps what was searched for, encrypted, and returns its keyed hash for the trail (R30).
    std::function<std::string(const access::Visit&, const std::string& criteria)> keep_criteria;
};

}  // namespace people
