#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace initiatives {

// The good stories: /historier for staff (write, submit, approve, publish, withdraw, delete, undo),
// and for all without sign-in /gode-historier and /gode-historier/{id}, which show what is
// published and nothing else. `catalogue` must live as long as the routes.
void add_story_routes(access::Routes& routes, CurrentCatalogue& catalogue);

}  // namespace initiatives
