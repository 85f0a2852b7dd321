#pragma once

#include <vector>

#include "app/configuration.h"
#include "app/job.h"
#include "app/person_services.h"
#include "store/database.h"

namespace app {

// The list of what runs by itself. The database, and the services for persons where there are any,
// must outlive the jobs.
std::vector<Job> scheduled_jobs(const Configuration& configuration, store::Database& database,
                                PersonServices* persons = nullptr);

// Copies the database to the backup folder as trygby-YYYY-MM-DD.db and removes the oldest copies
// beyond the number to keep. Returns what it did; throws std::runtime_error when it could not.
std::string back_up(const Configuration& configuration, store::Database& database,
                    base::Instant now);

// Signs the trail as it stands and appends the head to the file of heads: every hour and at stop.
// Returns what it signed; throws std::runtime_error when it could not, or would not because the
// trail is no longer what an earlier head says.
std::string write_trail_head(const Configuration& configuration, store::Database& database,
                             base::Instant now);

}  // namespace app
