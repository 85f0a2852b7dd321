#pragma once

#include "access/visit.h"

namespace access {

// /konsekvensanalyse: which modules with personal data are in use, and the data protection
// officer's record of the impact assessments that let them be (R40).
void add_impact_assessment_routes(Routes& routes);

}  // namespace access
