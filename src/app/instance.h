#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>

#include "app/configuration.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"
#include "trail/heads_file.h"

namespace app {

// The database of one configuration, ready for use. Owned by the command that runs.
//
// Refused with "data_directory" when the folder can't be used, "database" when the file can't be
// opened, and what store::Database::migrate refuses. A newer or damaged database is left untouched.
base::Result<std::unique_ptr<store::Database>> open_database(const Configuration& configuration);

base::Instant system_now();

// Where the key stands that signs the trail's heads.
trail::SigningKeySource trail_key_source(const Configuration& configuration);

}  // namespace app
