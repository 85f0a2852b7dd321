#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"
#include "store/database.h"
#include "trail/citizen_log.h"

// The data protection officer's decisions on whether a citizen is told names. The latest counts;
// earlier ones stay.
namespace trail {

struct NameDecision {
    StaffNames names = StaffNames::hidden;
    std::string reason;  // 1 to 500 characters
    base::Instant decided_at{};
    std::int64_t account_id = 0;
};

std::optional<NameDecision> name_decision(store::Connection& connection,
                                          std::string_view person_id);
// Writes no line in the trail: the caller knows who acts.
void decide_names(store::WriteTransaction& transaction, std::string_view person_id,
                  const NameDecision& decision);

// Of someone who was erased: the decisions, and what reviewers wrote to looks at them. The lines
// stay, with nothing but a number. Returns how many rows. Writes no line: the caller knows who
// acts.
std::int64_t erase_remarks_on(store::WriteTransaction& transaction, std::string_view person_id);

}  // namespace trail
