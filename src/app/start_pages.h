#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace app {

// The start page after signing in, and what machines ask for (/sundhed, /robots.txt).
void add_start_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue);

}  // namespace app
