#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/date.h"
#include "store/database.h"

namespace activities {

// The secret address of an account's calendar. Only a hash of its secret part is stored, so it can
// be shown once only. An account has at most one that works.
struct CalendarFeed {
    std::int64_t account_id = 0;
    std::int64_t staff_member_id = 0;
    base::Instant created_at{};
};

// Makes a new secret and returns it; the account's earlier addresses stop working.
std::string make_feed(store::WriteTransaction& transaction, std::int64_t account_id,
                      std::int64_t staff_member_id, base::Instant now);
// The account's address stops working. False when there was none.
bool revoke_feed(store::WriteTransaction& transaction, std::int64_t account_id, base::Instant now);

// Empty for an unknown or revoked secret.
std::optional<CalendarFeed> find_feed(store::Connection& connection, const std::string& secret);
// The account's own, while it works.
std::optional<CalendarFeed> feed_of(store::Connection& connection, std::int64_t account_id);

}  // namespace activities
