#pragma once

#include <cstdint>

#include "base/date.h"
#include "store/database.h"

// The end of a line's time. Its content and its salt are removed; its digest and its hash stay, 256
// lines together, so that chain, tree, heads and proofs hold as before, and nothing can be guessed
// back from what stays. The order to seal is itself a line, with the tree's root at that place.
namespace trail {

// How many lines at the beginning are all older than `before`, in whole groups of 256. One younger
// line keeps all that follow it: the clock may have jumped.
std::int64_t lines_older_than(store::Connection& connection, base::Instant before);

// Orders the first `lines` (a multiple of 256) to be sealed: the line in the trail that the table
// demands before it lets anything go. Does nothing when so many are ordered already.
void order_sealing(store::WriteTransaction& transaction, base::Instant now, std::int64_t lines);

// Seals the next of the ordered lines, at most `most_groups` times 256; returns how many. Throws
// std::runtime_error when one doesn't fit its hash: evidence of tampering is not removed.
std::int64_t seal_ordered(store::WriteTransaction& transaction, int most_groups = 8);

// All of it, in short transactions; also finishes what was interrupted. Returns how many lines were
// sealed.
std::int64_t seal_lines_older_than(store::Database& database, base::Instant now,
                                   base::Instant before);

}  // namespace trail
