#pragma once

#include <cstdint>
#include <vector>

#include "store/database.h"
#include "trail/trail.h"

namespace trail {

// How many lines one question looks through where no index answers it: looks by everybody, and a
// kind of subject together with an action.
inline constexpr std::int64_t most_lines_looked_through = 20'000;

struct SearchedLines {
    std::vector<StoredLine> lines;  // newest first, at most filter.limit
    std::int64_t older = 0;         // what to ask for next with `before`; 0: nothing is older
    bool whole = true;              // false: stopped before the limit was reached
};
// lines() for a page, in steps that don't grow with the trail.
SearchedLines search(store::Connection& connection, const Filter& filter,
                     std::int64_t most = most_lines_looked_through);

}  // namespace trail
