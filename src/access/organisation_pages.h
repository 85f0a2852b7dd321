#pragma once

#include "access/visit.h"

namespace access {

// Who held what on a day: /organisation?dag=2024-08-01. Stands here because the module organisation
// lies below access and can't declare routes.
void add_organisation_routes(Routes& routes);

}  // namespace access
