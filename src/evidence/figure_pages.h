#pragma once

#include "access/visit.h"
#include "initiatives/catalogue.h"
#include "initiatives/current_catalogue.h"
#include "web/html.h"

namespace evidence {

// /tal: every figure's definition, open to all, and for those who may see the rows the figures of a
// year; /tal/{figure}: one definition.
void add_figure_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue);

// On an initiative's page: what was registered under it, by year, with the change from the year
// before, links to definition and rows, and the date of the data. Only for those who may see all
// the rows; everyone else is led to the published reports, where small counts are hidden.
web::Html figures_section(const access::Visit& visit, const initiatives::Catalogue& catalogue,
                          const initiatives::Initiative& initiative);

}  // namespace evidence
