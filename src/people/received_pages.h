#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// /delt: what staff of another agency see first, so that they need no search: the persons of whom
// their agency was told something, forum by forum, where they have a seat today.
void add_received_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
