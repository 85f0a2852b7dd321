#pragma once

#include "access/visit.h"
#include "initiatives/catalogue.h"
#include "initiatives/current_catalogue.h"
#include "web/html.h"

namespace evidence {

// /indtastede-tal/ny and /indtastede-tal/{id} with /rediger, /slet and /genskab: figures that are
// entered by hand, by those who register activities.
void add_entered_figure_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue);

// On an initiative's page: what was entered, and where to enter more. Empty when the catalogue has
// nothing to enter for it and nothing was.
web::Html entered_figures_section(const access::Visit& visit,
                                  const initiatives::Catalogue& catalogue,
                                  const initiatives::Initiative& initiative);

}  // namespace evidence
