#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"
#include "reports/report_files.h"

namespace reports {

// /aarsrapport/{year}: the published report for everyone, its files (/aarsrapport/2024.pdf) and the
// orientation notes that followed. A corrected report says so, a withdrawn one says why. Links to
// rows stand there only for those who may see the rows. Both must outlive the routes.
void add_published_report_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue,
                                 ReportFiles& files);

}  // namespace reports
