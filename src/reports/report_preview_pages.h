#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"
#include "reports/report_files.h"

namespace reports {

// The report before it is published: as it would be frozen now, or as it was frozen, with its
// charts and files.
void add_preview_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue,
                        ReportFiles& files);

}  // namespace reports
