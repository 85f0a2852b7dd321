#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace evidence {

// /statistik/forventet: reported offences of every year against what the rest of the country, of
// the region and the neighbours lead one to expect, with the funnel of all municipalities.
void add_crime_level_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue);

}  // namespace evidence
