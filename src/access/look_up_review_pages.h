#pragma once

#include "access/visit.h"

namespace access {

// The monthly review of look-ups, worked off by a leader (rule R31): /opslagskontrol.
void add_look_up_review_routes(Routes& routes);

}  // namespace access
