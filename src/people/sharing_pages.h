#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// Sharing one note with another agency, or answering that it isn't shared, and the list of both:
// /personer/{id}/oplysninger/{oplysning}/del and /deles-ikke, /personer/{id}/videregivelser.
void add_sharing_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
