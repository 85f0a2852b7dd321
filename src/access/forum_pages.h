#pragma once

#include "access/visit.h"
#include "access/warrant_office.h"

namespace access {

// /samarbejdsfora: the forums, and who sits there for which agency. Which agencies may is a
// question of the law (R11), which the office knows. The office lives as long as the routes.
void add_forum_routes(Routes& routes, const WarrantOffice& office);

}  // namespace access
