#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace activities {

// /henvendelser: list, registration, one enquiry with its history, answer or referral, change,
// deletion and undo, deleted ones, and the list as CSV and XLSX.
void add_enquiry_routes(access::Routes& routes, initiatives::CurrentCatalogue& current);

}  // namespace activities
