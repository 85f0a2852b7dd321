#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// /dubletter: two records that may be one person's, for those who may merge: compared side by side,
// settled as different, merged, and parted again. /dubletter/adskilte: for the data protection
// officer, which merges turned out to be wrong and whose looks they let through. The registry must
// live as long as the routes.
void add_duplicate_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
