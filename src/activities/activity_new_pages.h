#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

// Planning and registering: one activity, a series, or the three fields of the start page.
namespace activities {

web::Response new_activity_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);
// Adds the activity; for a series first shows its days, and adds those that come back chosen.
web::Response create_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current);
web::Response register_quickly(const access::Visit& visit, initiatives::CurrentCatalogue& current);

}  // namespace activities
