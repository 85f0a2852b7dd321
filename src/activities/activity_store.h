#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activities/activity.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"

namespace activities {

struct Changer {
    std::int64_t account_id = 0;
    base::Instant now{};
};

// Every change below writes the record, its lists, its version and the kept totals; the caller
// records the trail line in the same transaction.

struct Added {
    std::int64_t id = 0;
    bool added = true;  // false: `import_key` was known already, and nothing was written
};
Added add_activity(store::WriteTransaction& transaction, const Activity& activity,
                   const Changer& changer, history::Change change = history::Change::created,
                   std::string_view import_key = {});

// A series and its activities, one a day, with the times of `pattern`. Returns the series' id and
// the activities'.
struct AddedSeries {
    std::int64_t id = 0;
    std::vector<std::int64_t> activities;
};
AddedSeries add_series(store::WriteTransaction& transaction, const Activity& pattern,
                       const Recurrence& recurrence, const std::vector<base::Date>& days,
                       const Changer& changer);

std::optional<Activity> find_activity(store::Connection& connection, std::int64_t id);

// `activity.version` is the version the change is based on. Refused with "version_conflict" or
// "not_found". `change` is changed, removed or restored.
base::Result<void> change_activity(store::WriteTransaction& transaction, const Activity& activity,
                                   const Changer& changer, history::Change change);

struct ActivityFilter {
    std::string initiative;
    std::string district;
    std::string state;
    int year = 0;           // 0: all
    std::string from_time;  // starts_at at or after; empty: no limit
    std::string to_time;    // starts_at before
    bool removed = false;
    enum class Order { newest_first, oldest_first } order = Order::newest_first;
    std::string after_time;  // keyset: the page after this row in the chosen order
    std::int64_t after_id = 0;
    int limit = 50;  // at most 500
};

// Without lists (staff, partners, materials, attendance cells): what a list page shows. By index.
std::vector<Activity> activities(store::Connection& connection, const ActivityFilter& filter);

// All that match, whole, one by one, for exports; `each` returning false ends.
void each_activity(store::Connection& connection, const ActivityFilter& filter,
                   const std::function<bool(const Activity&)>& each);

// Those a staff member stands on the rota of, from `from_time` on and before `to_time` (empty: no
// limit), oldest first, without lists; cancelled ones too, removed ones not. At most 1000.
std::vector<Activity> rota_of(store::Connection& connection, std::int64_t staff_member_id,
                              const std::string& from_time, int limit,
                              const std::string& to_time = {});

// Planned ones of a series from a time on, in the order of time, without lists.
std::vector<Activity> planned_in_series(store::Connection& connection, std::int64_t series_id,
                                        const std::string& from_time);

// Whether any activity, removed or not, was ever registered under the initiative.
bool initiative_is_used(store::Connection& connection, std::string_view initiative);

}  // namespace activities
