#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "store/database.h"
#include "trail/look_up_review.h"

// The reviews of look-ups, and what they found.
namespace trail {

struct LookUpReview {
    std::int64_t id = 0;
    base::Instant drawn_at{};
    std::int64_t first_line = 0;
    std::int64_t last_line = 0;
    std::int64_t look_ups = 0;  // among which was drawn
    int sample_size = 0;
    std::string seed;
    std::vector<std::string> compared;  // own_work, surname, address: what was held
    std::int64_t items = 0;
    std::int64_t open = 0;  // not yet gone through
};

struct ReviewItem {
    std::int64_t id = 0;
    std::int64_t review_id = 0;
    LookUp look_up;
    std::vector<std::string> reasons;  // codes
    std::optional<ReviewOutcome> outcome;
    std::string note;
    std::optional<base::Instant> decided_at;
    std::int64_t account_id = 0;  // who decided
};

// What the program holds to compare with, and the comparison itself.
struct Comparer {
    std::vector<std::string> held;  // of own_work, surname, address
    std::function<Comparison(store::Connection&, const LookUp&)> compare;
};

// Draws among all look-ups of persons that no review has covered yet: nothing falls between two
// months, whatever the clock does. `minute_of_day` gives the wall clock's. With the line in the
// trail, in the caller's transaction; returns the review's id.
std::int64_t draw_review(store::WriteTransaction& transaction, base::Instant now,
                         const Comparer& comparer,
                         const std::function<int(base::Instant)>& minute_of_day,
                         const ReviewRules& rules = {});

// Newest first, below the id `before` (0: from the newest).
std::vector<LookUpReview> reviews(store::Connection& connection, std::int64_t before = 0,
                                  int limit = 50);
std::optional<LookUpReview> find_review(store::Connection& connection, std::int64_t id);
// By line, from the item after `after`.
std::vector<ReviewItem> review_items(store::Connection& connection, std::int64_t review_id,
                                     std::int64_t after = 0, int limit = 50);
std::optional<ReviewItem> find_review_item(store::Connection& connection, std::int64_t id);

// What a leader found, with the line in the trail. Refused with "R31" for one's own look-up, and
// with "already_reviewed".
base::Result<void> decide_review_item(store::WriteTransaction& transaction, base::Instant now,
                                      std::int64_t account_id, const ReviewItem& item,
                                      ReviewOutcome outcome, std::string_view note);

}  // namespace trail
