#pragma once

#include "access/visit.h"
#include "people/retention_registry.h"

namespace people {

// Who is due, and the approval (R36): /sletning. The pages show numbers, codes and days, and
// nothing of anyone.
void add_erasure_routes(access::Routes& routes, const RetentionRegistry& retention);

}  // namespace people
