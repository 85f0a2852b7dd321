#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// /personer/{id}/samtykker: giving and withdrawing. The registry must live as long as the routes.
void add_consent_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
