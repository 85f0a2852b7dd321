#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"
#include "places/observation.h"
#include "store/database.h"

namespace places {

struct Changer {
    std::int64_t account_id = 0;
    base::Instant now{};
};

// Every change below writes the record, its version, the kept counts and nothing to the trail: the
// caller records the trail line in the same transaction.

// Returns the new id. `import_key` makes a second import of the same row do nothing; then the id
// found is returned and `added` is false.
struct Added {
    std::int64_t id = 0;
    bool added = true;
};
Added add_observation(store::WriteTransaction& transaction, const Observation& observation,
                      const Changer& changer, history::Change change = history::Change::created,
                      std::string_view import_key = {});

std::optional<Observation> find_observation(store::Connection& connection, std::int64_t id);

// `observation.version` is the version the change is based on. Refused with "version_conflict" when
// the record has moved on, "not_found" when there is none. `change` is changed, removed or
// restored.
base::Result<void> change_observation(store::WriteTransaction& transaction,
                                      const Observation& observation, const Changer& changer,
                                      history::Change change);

struct ObservationFilter {
    std::string district;
    std::string category;
    std::string initiative;
    int year = 0;          // 0: all
    bool removed = false;  // the deleted ones instead
    // The page after this row (keyset): its time and id; empty: the newest.
    std::string before_time;
    std::int64_t before_id = 0;
    int limit = 50;  // at most 500
};

// Newest first. Served by an index whatever the filter.
std::vector<Observation> observations(store::Connection& connection,
                                      const ObservationFilter& filter);

// All that match, one by one, for exports; `each` returning false ends.
void each_observation(store::Connection& connection, const ObservationFilter& filter,
                      const std::function<bool(const Observation&)>& each);

// Computes the kept counts again and compares: what differs, in words; empty when right.
std::vector<std::string> check_observation_counts(store::Connection& connection);

}  // namespace places
