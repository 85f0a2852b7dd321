#include "citizen/processing_record_store.h"

#include <algorithm>

#include "citizen/breach_store.h"
#include "trail/look_up_review_store.h"

namespace citizen {

std::vector<RefusedCount> refused_since(store::Connection& connection, base::Instant from) {
    std::vector<RefusedCount> counts;
    for (const store::Row& row : connection.query(
             "select rule, count(*) from (select rule, at from trail_line where action = 'refuse' "
             "and action <> 'read' "  // what its index is made for
             "order by sequence desc limit $2) where at >= $1 and rule <> '' "
             "group by rule order by rule",
             base::iso_instant(from), refusals_looked_at))
        counts.push_back({row.text(0), row.integer(1)});
    return counts;
}

OpenWork open_work(store::Connection& connection, base::Date today, int most) {
    constexpr int reviews_looked_at = 24;
    OpenWork work;
    for (const trail::LookUpReview& review : trail::reviews(connection, 0, reviews_looked_at))
        work.look_up_items += review.open;
    work.look_up_items = std::min<std::int64_t>(work.look_up_items, most);
    work.breaches = static_cast<std::int64_t>(undecided_breaches(connection).size());
    const std::string day = base::iso_date(today);
    work.duties_late = connection
                           .integer(
                               "select count(*) from (select 1 from duty_to_inform where "
                               "outcome = 'open' and due_on < $1 limit $2)",
                               day, most)
                           .value_or(0);
    work.access_late = connection
                           .integer(
                               "select count(*) from (select 1 from access_request where "
                               "released_at is null and due_on < $1 limit $2)",
                               day, most)
                           .value_or(0);
    work.emergency_doors = connection
                               .integer(
                                   "select count(*) from (select 1 from break_glass where "
                                   "reviewed_at is null and review_due_at > '' limit $1)",
                                   most)
                               .value_or(0);
    return work;
}

}  // namespace citizen
