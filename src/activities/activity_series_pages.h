#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace activities {

// Cancelling what is left of a series: the planned ones from now on.
web::Response series_cancellation_page(const access::Visit& visit,
                                       initiatives::CurrentCatalogue& current);
web::Response cancel_series(const access::Visit& visit, initiatives::CurrentCatalogue& current);

}  // namespace activities
