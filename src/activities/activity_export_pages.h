#pragma once

#include "access/visit.h"
#include "activities/activity_export.h"
#include "initiatives/current_catalogue.h"

namespace activities {

// The list of the same address (/aktiviteter?…) as a download, with a line in the trail.
web::Response export_page(const access::Visit& visit, initiatives::CurrentCatalogue& current,
                          ExportFormat format);

}  // namespace activities
