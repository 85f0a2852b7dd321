#pragma once

#include "access/visit.h"

namespace access {

// Where one is signed in, and ending that: /konto/sessioner.
void add_session_routes(Routes& routes);

}  // namespace access
