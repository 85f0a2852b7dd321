#pragma once

#include "people/erasure_pages.h"

namespace people {

// The register of erasures and its certificates: /sletning/attester. They name nobody.
void add_erasure_register_routes(access::Routes& routes, const RetentionRegistry& retention);

}  // namespace people
