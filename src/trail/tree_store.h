#pragma once

#include <cstdint>
#include <vector>

#include "store/database.h"
#include "trail/merkle.h"

// The hash tree over the trail's lines, as far as it is stored: line N is leaf N - 1. Everything is
// answered from O(log lines) stored nodes and at most a few times 256 hashes.
namespace trail {

// The newest line's number; 0 when there is none.
std::int64_t line_count(store::Connection& connection);

// The hashes (in the chain) of up to 256 lines from `first`, sealed ones too, as far as there are.
std::vector<Hash> line_hashes(store::Connection& connection, std::int64_t first,
                              std::int64_t count);

// Subtrees of the stored tree. The connection must outlive what is returned.
CompleteSubtree stored_subtrees(store::Connection& connection);

// Stores what the line with this number, just written, completes.
void store_tiles(store::WriteTransaction& transaction, std::int64_t sequence);

}  // namespace trail
