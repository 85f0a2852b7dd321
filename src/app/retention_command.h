#pragma once

#include <ostream>

#include "app/configuration.h"
#include "store/database.h"
#include "web/language.h"

namespace app {

// `trygby retention --dry-run`: how many persons may be erased in which month, by class, counted
// now; small numbers are left out. Changes nothing and reads no content, so it works while the
// service runs. 0 done, 1 refused in one line on `err`.
int print_retention(const Configuration& configuration, store::Database& database,
                    const web::Language& language, std::ostream& out, std::ostream& err);

}  // namespace app
