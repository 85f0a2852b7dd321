#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace places {

// /observationer: list, registration, one observation with its history, change, deletion and undo,
// deleted ones, and the list as CSV and XLSX.
void add_observation_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue);

}  // namespace places
