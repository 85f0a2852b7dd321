#pragma once

#include "access/visit.h"

namespace access {

// The trail for the data protection officer: /sporet, and its newest signed head. Stands here
// because the module trail lies below access and can't declare routes.
void add_trail_routes(Routes& routes);

// What was done, in the visitor's language: "læste".
std::string action_name(const Visit& visit, trail::Action action);

}  // namespace access
