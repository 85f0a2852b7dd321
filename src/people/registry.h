#pragma once

#include <functional>
#include <string_view>

#include "access/actor.h"
#include "access/visit.h"
#include "access/warrant_office.h"
#include "vault/vault.h"

namespace people {

// What the pages of this module need besides the visit. Lives as long as the server.
struct Registry {
    vault::Vault& vault;
    const access::WarrantOffice& office;
    // The visitor as the policy knows them.
    std::function<access::Actor(const access::Visit&)> actor;
    // What operation is told at once, without names: that somebody opened an emergency door.
    std::function<void(std::string_view)> alarm = [](std::string_view) {};
};

}  // namespace people
