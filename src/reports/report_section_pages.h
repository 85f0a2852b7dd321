#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace reports {

// Writing the sections of a draft: each has its unit, its versions and its conflict page.
void add_section_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue);

}  // namespace reports
