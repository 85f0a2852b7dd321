#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/date.h"
#include "store/database.h"

// What a registered record looked like at each of its versions, so that everything can be
// corrected, undone and deleted without losing what was. Content lives here, never in the trail.
namespace history {

// A record's fields by key, as text in one canonical form each (dates ISO, numbers plain, keys as
// keys). The same keys as in the record's form, so that a version can fill the form again.
using Snapshot = std::map<std::string, std::string>;

enum class Change { created, changed, removed, restored, imported };
std::string_view change_code(Change change);
std::string_view change_name(Change change);  // Danish: "Oprettet"

struct Version {
    std::int64_t version = 0;  // from 1
    Change change = Change::created;
    std::int64_t account_id = 0;
    base::Instant at{};
    Snapshot content;
};

// Adds a version; (kind, id, version) is unique, so that two writers can't both make version 5.
void save(store::WriteTransaction& transaction, std::string_view kind, std::int64_t id,
          const Version& version);

// Newest first, at most 200.
std::vector<Version> versions(store::Connection& connection, std::string_view kind,
                              std::int64_t id);
std::optional<Version> find_version(store::Connection& connection, std::string_view kind,
                                    std::int64_t id, std::int64_t version);

// What differs: key, the first's value, the second's value; missing keys are empty.
struct Difference {
    std::string key;
    std::string before;
    std::string after;
};
std::vector<Difference> differences(const Snapshot& before, const Snapshot& after);

// When two people change one record: the base both started from, mine and theirs.
// `differing` holds what must be chosen: keys that both changed to different values.
// Keys that only one changed are merged into `merged` by themselves.
struct Merge {
    Snapshot merged;
    std::vector<Difference> differing;  // before: theirs, after: mine
};
Merge merge(const Snapshot& base, const Snapshot& mine, const Snapshot& theirs);

}  // namespace history
