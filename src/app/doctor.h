#pragma once

#include <ostream>

#include "app/configuration.h"
#include "web/language.h"

namespace app {

// Examines settings, folders, disk, database, trail, kept totals and the programs that make
// documents, and prints a line each. Returns 0 when all is well, otherwise 1. Changes nothing.
int examine(const Configuration& configuration, const web::Language& language, std::ostream& out);

}  // namespace app
