#pragma once

#include "access/visit.h"
#include "people/registry.h"
#include "people/retention_source.h"

namespace people {

// What the pages of retention need besides the visit. Lives as long as the server.
struct RetentionRegistry {
    const Registry& people;
    const RetentionSources& sources;
};

// Who is due, and the approval (R36): /sletning. The pages show numbers, codes and days, and
// nothing of anyone.
void add_erasure_routes(access::Routes& routes, const RetentionRegistry& retention);

}  // namespace people
