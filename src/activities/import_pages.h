#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace activities {

// /import: a file of activities, enquiries or observations → a mapping of its columns → a preview →
// the records, with a result for each row.
void add_import_routes(access::Routes& routes, initiatives::CurrentCatalogue& current);

}  // namespace activities
