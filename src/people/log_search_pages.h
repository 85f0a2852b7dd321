#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// /sporet/person: from a civil registration number to the log about its person, for those who read
// the trail. The number is sent in a form and stands in no address; what was searched for is sealed
// beside the trail (R30). The registry must live as long as the routes.
void add_log_search_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
