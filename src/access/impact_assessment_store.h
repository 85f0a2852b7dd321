#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "access/impact_assessment.h"
#include "store/database.h"

namespace access {

// No warrant: about a module, no person. Returns the row's id. The line in the trail is the
// caller's.
std::int64_t add_assessment(store::WriteTransaction& transaction,
                            const ImpactAssessment& assessment);

// No warrant: about a module, no person. What holds now; empty where nothing was ever signed.
std::optional<ImpactAssessment> latest_assessment(store::Connection& connection,
                                                  PersonalModule module);
// No warrant: about a module, no person. Newest first, below the id `before` (0: from the newest).
std::vector<ImpactAssessment> assessments(store::Connection& connection, PersonalModule module,
                                          std::int64_t before, int limit);

// No warrant: about a module, no person. Whether the newest row is a signature: one step in an
// index, asked at every request.
bool is_in_use(store::Connection& connection, PersonalModule module);

}  // namespace access
