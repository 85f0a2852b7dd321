#pragma once

#include <cstdint>
#include <string>

#include "access/role.h"
#include "store/database.h"

namespace initiatives::testing {

// Makes someone who can do what the role may; returns the account.
std::int64_t add_account(store::Database& database, const std::string& username, access::Role role);

}  // namespace initiatives::testing
