#include "trail/tiled_tree.h"

#include <optional>

namespace trail {

std::vector<TiledTree::Tile> TiledTree::append(const Hash& leaf) {
    std::vector<Tile> completed;
    ++size_;
    Hash hash = leaf;
    std::uint64_t position = size_;
    for (std::size_t level = 0;; ++level) {
        if (level == levels_.size()) levels_.emplace_back();
        levels_[level].append(hash);
        if (levels_[level].size() < tile_width) return completed;
        hash = levels_[level].root();
        levels_[level].clear();
        position /= tile_width;
        completed.push_back({static_cast<int>(level) + 1, position - 1, hash});
    }
}

Hash TiledTree::root() const {
    std::optional<Hash> right;
    for (const GrowingTree& level : levels_) {
        if (level.size() > 0) right = right ? level.root_before(*right) : level.root();
    }
    return right ? *right : sha256("");
}

}  // namespace trail
