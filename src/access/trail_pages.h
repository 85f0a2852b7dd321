#pragma once

#include "access/visit.h"

namespace access {

// The trail for the data protection officer: /sporet, and its newest signed head. Stands here
// because the module trail lies below access and can't declare routes.
void add_trail_routes(Routes& routes);

}  // namespace access
