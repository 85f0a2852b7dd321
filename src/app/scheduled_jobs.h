#pragma once

#include <vector>

#include "app/configuration.h"
#include "app/job.h"
#include "store/database.h"

namespace app {

// The list of what runs by itself every day. The database must outlive the jobs.
std::vector<Job> scheduled_jobs(const Configuration& configuration, store::Database& database);

// Copies the database to the backup folder as trygby-YYYY-MM-DD.db and removes the oldest copies
// beyond the number to keep. Returns what it did; throws std::runtime_error when it could not.
std::string back_up(const Configuration& configuration, store::Database& database,
                    base::Instant now);

}  // namespace app
