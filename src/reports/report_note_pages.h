#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace reports {

// Orientation notes: official figures that came after a report was frozen, dated, for the
// committee, published like the report.
void add_note_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue);

}  // namespace reports
