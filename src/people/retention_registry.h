#pragma once

#include "people/registry.h"
#include "people/retention_source.h"

namespace people {

// What the pages of retention need besides the visit. Lives as long as the server.
struct RetentionRegistry {
    const Registry& people;
    const RetentionSources& sources;
};

}  // namespace people
