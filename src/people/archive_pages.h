#pragma once

#include "access/visit.h"

namespace people {

// The packages for the archive, and that it has received them (R36): /sletning/arkiv. A package is
// made by `trygby archive export`.
void add_archive_routes(access::Routes& routes);

}  // namespace people
