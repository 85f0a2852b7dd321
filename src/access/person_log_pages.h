#pragma once

#include "access/visit.h"

namespace access {

// Who has looked at a person, for the data protection officer: /sporet/person/{id}; what the
// citizen is told of it, and whether that includes names (rule R32).
void add_person_log_routes(Routes& routes);

}  // namespace access
