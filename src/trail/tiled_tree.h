#pragma once

#include <cstdint>
#include <vector>

#include "trail/merkle.h"

namespace trail {

// How many nodes of one height are kept together: only the roots of 256, 256 · 256, … leaves are
// stored, and what lies between is computed anew from at most 256 of them.
constexpr std::uint64_t tile_width = 256;

// A growing tree that says when such a subtree is complete.
class TiledTree {
  public:
    struct Tile {
        int level = 1;  // covers tile_width ^ level leaves
        std::uint64_t position = 0;
        Hash root{};
    };

    // Adds a leaf; what it completes, the lowest first.
    std::vector<Tile> append(const Hash& leaf);
    std::uint64_t size() const { return size_; }
    Hash root() const;

  private:
    std::uint64_t size_ = 0;
    std::vector<GrowingTree> levels_;  // each with less than tile_width
};

}  // namespace trail
