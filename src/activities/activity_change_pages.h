#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

// What changes one activity: the pages with the forms, and what happens when they are sent. Each
// change writes its version, the kept totals and its line in the trail in one transaction.
namespace activities {

web::Response edit_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);
web::Response correct_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current);
web::Response holding_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);
web::Response hold_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current);
web::Response cancellation_page(const access::Visit& visit, initiatives::CurrentCatalogue& current);
web::Response cancel_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current);

web::Response remove_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current);
// A deleted one comes back, or the version in `restore_version` becomes the current one. With
// `version` too: only when nobody has changed it meanwhile.
web::Response restore_activity(const access::Visit& visit, initiatives::CurrentCatalogue& current);

}  // namespace activities
