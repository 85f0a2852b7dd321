#pragma once

#include "access/visit.h"

namespace access {

// All routes of this module: signing in, the own account, users, organisation and trail.
void add_routes(Routes& routes);

}  // namespace access
