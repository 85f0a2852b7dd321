#pragma once

#include "access/visit.h"

namespace access {

// The administration of accounts: /brugere.
void add_user_routes(Routes& routes);

}  // namespace access
