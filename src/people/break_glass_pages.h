#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// The emergency door (R41). /noedadgang opens the record of whoever has exactly this civil
// registration number, with a reason; whoever isn't here, belongs to another agency, or is the
// visitor's own family, is answered with the same bytes. /noedadgange is where a leader looks at
// it within a day.
void add_break_glass_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
