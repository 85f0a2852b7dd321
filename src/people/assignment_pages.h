#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// /personer/{id}/tildelinger: who works with a person, in which part, for what, and when.
void add_assignment_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
