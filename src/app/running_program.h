#pragma once

#include "app/configuration.h"
#include "citizen/processing_record.h"

namespace app {

// What this configuration protects data with, and what the jobs found last: for the record of
// processing and the impact assessment's evidence (R40).
citizen::RunningProgram running_program(const Configuration& configuration);

}  // namespace app
