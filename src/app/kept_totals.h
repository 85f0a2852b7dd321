#pragma once

#include <string>
#include <vector>

#include "store/database.h"

namespace app {

// Counts all kept totals again from their rows. One line for each that differs, in English, without
// content; empty when all agree. Reads whole tables: for the nightly job and `trygby doctor`.
std::vector<std::string> differing_totals(store::Connection& connection);

}  // namespace app
