#pragma once

#include "access/visit.h"

namespace access {

// /myndigheder: the agencies that people act for, known by CVR number.
void add_agency_routes(Routes& routes);

}  // namespace access
