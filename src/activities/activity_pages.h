#pragma once

#include "access/visit.h"
#include "initiatives/catalogue.h"
#include "initiatives/current_catalogue.h"
#include "web/html.h"

namespace activities {

// Everything about activities: list, registration, correction, calendar, feed, export.
void add_activity_routes(access::Routes& routes, initiatives::CurrentCatalogue& current);

// Three fields for the start page: initiative, district or place, how many. Empty for visitors who
// may not register. It posts to /aktiviteter/hurtig, which leads on to the rest.
web::Html quick_registration_form(const access::Visit& visit,
                                  const initiatives::Catalogue& catalogue,
                                  initiatives::KeptPieces& kept);

}  // namespace activities
