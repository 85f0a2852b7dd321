#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "access/law.h"
#include "base/result.h"
#include "store/database.h"
#include "vault/sealing.h"

// The emergency door (R41): with a reason, for one subject, for a short time, and looked at by
// somebody else within a day. It gives no data; under it the policy gives warrants for reading.
namespace access {

// No warrant: it is what a warrant is made from, and gives no data. `sealed_reason` under the
// subject's key, after check_break_glass() accepted it. Writes the line
// in the trail. Refused with "R41" (assurance), "R01" (not the municipality's own, no permission),
// "break_glass_open" (one door at a time).
base::Result<BreakGlass> break_glass(store::WriteTransaction& transaction, const Actor& actor,
                                     SubjectReference subject, const vault::Sealed& sealed_reason,
                                     const Law& law, base::Instant now);

// No warrant: the account's own door that is open now.
std::optional<BreakGlass> open_break_glass(store::Connection& connection, std::int64_t account_id,
                                           base::Instant now);

struct BreakGlassReview {
    BreakGlass door;
    std::int64_t account_id = 0;
    base::Instant due_at{};
};
// No warrant: the number of the subject, who opened the door and when. Empty when there is none, or
// it was looked at already.
std::optional<BreakGlassReview> waiting_review(store::Connection& connection, std::int64_t id);

// No warrant: not looked at yet, the most urgent first: what the alarm and the leader's list show.
// Names the subject by number only.
std::vector<BreakGlassReview> reviews_waiting(store::Connection& connection);

enum class Finding { justified, not_justified };

// What was decided about a door, by whom and when.
struct FinishedReview {
    BreakGlassReview review;
    Finding finding = Finding::justified;
    std::int64_t reviewed_by = 0;
    base::Instant reviewed_at{};

    bool is_late() const { return reviewed_at > review.due_at; }
};
// No warrant: numbers and moments, as above. The doors opened last first, from the one before
// `before` (0: all) on.
std::vector<FinishedReview> finished_reviews(store::Connection& connection, std::int64_t before,
                                             int most);

struct ReviewCounts {
    std::int64_t waiting = 0;
    std::int64_t overdue = 0;
};
// No warrant: how many wait, and how many of them too long; for the alarm on the start page.
ReviewCounts count_reviews(store::Connection& connection, base::Instant now);

// No warrant: changes nothing of the subject's. By somebody else. Refused with "own_door",
// "reviewed_already" or "not_found". Writes the line.
base::Result<void> review_break_glass(store::WriteTransaction& transaction, const Actor& reviewer,
                                      std::int64_t id, Finding finding, base::Instant now);

}  // namespace access
