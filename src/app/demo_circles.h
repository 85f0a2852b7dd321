#pragma once

#include <cstdint>

#include "app/person_services.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

namespace app {

// Who is who in the demonstration's circles.
struct DemoStaff {
    std::int64_t worker = 0;
    std::int64_t colleague = 0;  // registers someone the worker has registered already
    std::int64_t leader = 0;     // merges
};

// Two invented families with their relations, a group, one person registered twice without anyone
// having noticed, and one whose two records were merged, a note on the merged one. Nothing in it
// depends on chance. Refused as the policy refuses.
base::Result<void> make_demo_circles(store::Database& database, PersonServices& services,
                                     const DemoStaff& staff, base::Instant now);

}  // namespace app
