#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"
#include "reports/report_files.h"

namespace reports {

// /rapporter: the reports and where they stand, drafts and their sections, reading through,
// freezing, publishing, correcting, withdrawing, and the orientation notes. All need sign-in; what
// is published stands at /aarsrapport (published_report_pages.h). Both must outlive the routes.
void add_report_routes(access::Routes& routes, initiatives::CurrentCatalogue& catalogue,
                       ReportFiles& files);

}  // namespace reports
