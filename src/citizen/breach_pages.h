#pragma once

#include "access/visit.h"

namespace citizen {

// The register of breaches of personal data security: /brud.
void add_breach_routes(access::Routes& routes);

}  // namespace citizen
