#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"
#include "web/html.h"

namespace evidence {

// /statistik: reported crime against inhabitants, the imported releases, the import, and every
// series with its revisions.
void add_official_statistics_routes(access::Routes& routes,
                                    initiatives::CurrentCatalogue& catalogue);

}  // namespace evidence
