#pragma once

#include "access/visit.h"

namespace access {

// What the links lead to that an administrator hands over: /invitation/{token},
// /ny-adgangskode/{token}, /ny-kode-app/{token}.
void add_link_routes(Routes& routes);

}  // namespace access
