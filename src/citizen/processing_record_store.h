#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/date.h"
#include "store/database.h"

// Figures for the impact assessment's evidence.
namespace citizen {

struct RefusedCount {
    std::string rule;
    std::int64_t count = 0;
};

inline constexpr int refusals_looked_at = 50'000;

// No warrant: counts only. Refusals since `from` by rule or permission, among the newest
// refusals_looked_at; by rule.
std::vector<RefusedCount> refused_since(store::Connection& connection, base::Instant from);

struct OpenWork {
    std::int64_t look_up_items = 0;    // drawn for review and not gone through
    std::int64_t breaches = 0;         // not yet decided whether they are reported
    std::int64_t duties_late = 0;      // persons who should have been told
    std::int64_t access_late = 0;      // requests for access past their time
    std::int64_t emergency_doors = 0;  // opened and not reviewed
};
// No warrant: counts only. Each counts at most `most`.
OpenWork open_work(store::Connection& connection, base::Date today, int most);

}  // namespace citizen
