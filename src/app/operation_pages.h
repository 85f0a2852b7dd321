#pragma once

#include <vector>

#include "access/visit.h"
#include "app/job.h"

namespace app {

// /drift: scheduled jobs with their last results, versions, space on the disk.
void add_operation_routes(access::Routes& routes, const std::vector<Job>& jobs);

}  // namespace app
