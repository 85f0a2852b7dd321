#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// /personer: finding, registering, showing and correcting persons. The registry must live as long
// as the routes.
void add_person_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
