#pragma once

#include <vector>

#include "app/configuration.h"
#include "app/job.h"
#include "app/person_services.h"
#include "store/database.h"

namespace app {

// The list of what runs by itself. Database and person services must outlive the jobs.
std::vector<Job> scheduled_jobs(const Configuration& configuration, store::Database& database,
                                PersonServices& persons);

// Copies the key file to its own folder and removes the copies that are too old. Returns and throws
// as back_up().
std::string back_up_keys(const Configuration& configuration, const vault::Vault& vault,
                         base::Instant now);

// Erases what was searched for longer ago than the configuration or the law's retention class
// allows, whichever is shorter. Returns what it did.
std::string erase_search_criteria(const Configuration& configuration, store::Database& database,
                                  PersonServices& persons, base::Instant now);

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
