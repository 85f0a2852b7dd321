#pragma once

#include "access/visit.h"

namespace access {

// Signing in and out, the language switch, and forms kept over an expired session: /log-ind,
// /log-ind/kode, /log-ud, /sprog, /fortsaet/{id}.
void add_sign_in_routes(Routes& routes);

}  // namespace access
