#include "activities/calendar_feed_store.h"

#include "access/random_token.h"

namespace activities {
namespace {

CalendarFeed read_feed(const store::Row& row) {
    return {row.integer(0), row.integer(1), base::parse_instant(row.text_view(2)).value()};
}

}  // namespace

std::string make_feed(store::WriteTransaction& transaction, std::int64_t account_id,
                      std::int64_t staff_member_id, base::Instant now) {
    revoke_feed(transaction, account_id, now);
    std::string secret = access::random_token();
    transaction.execute(
        "insert into calendar_feed (token_hash, account_id, staff_member_id, created_at) "
        "values ($1, $2, $3, $4)",
        access::token_hash(secret), account_id, staff_member_id, base::iso_instant(now));
    return secret;
}

bool revoke_feed(store::WriteTransaction& transaction, std::int64_t account_id, base::Instant now) {
    return transaction.execute(
               "update calendar_feed set revoked_at = $2 "
               "where account_id = $1 and revoked_at is null",
               account_id, base::iso_instant(now)) > 0;
}

std::optional<CalendarFeed> find_feed(store::Connection& connection, const std::string& secret) {
    store::Rows rows = connection.query(
        "select account_id, staff_member_id, created_at from calendar_feed "
        "where token_hash = $1 and revoked_at is null",
        access::token_hash(secret));
    if (!rows.next()) return std::nullopt;
    return read_feed(rows.row());
}

std::optional<CalendarFeed> feed_of(store::Connection& connection, std::int64_t account_id) {
    store::Rows rows = connection.query(
        "select account_id, staff_member_id, created_at from calendar_feed "
        "where account_id = $1 and revoked_at is null",
        account_id);
    if (!rows.next()) return std::nullopt;
    return read_feed(rows.row());
}

}  // namespace activities
