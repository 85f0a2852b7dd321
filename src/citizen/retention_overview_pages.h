#pragma once

#include "access/visit.h"
#include "people/retention_registry.h"

namespace citizen {

// What will be due, in numbers: /sletning/overblik.
void add_retention_overview_routes(access::Routes& routes,
                                   const people::RetentionRegistry& retention);

}  // namespace citizen
