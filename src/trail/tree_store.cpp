#include "trail/tree_store.h"

#include <memory>
#include <optional>
#include <stdexcept>

#include "trail/line_hash.h"
#include "trail/tiled_tree.h"

namespace trail {

namespace {

constexpr auto width = static_cast<std::int64_t>(tile_width);
constexpr std::int64_t hash_bytes = std::tuple_size_v<Hash>;

Hash hash_in(const store::Row& row, int column) {
    const std::vector<std::uint8_t> bytes = row.bytes(column);
    return hash_from_bytes({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

std::vector<Hash> sealed_hashes(store::Connection& connection, std::int64_t first,
                                std::int64_t count) {
    std::vector<Hash> hashes;
    for (const store::Row& row : connection.query(
             "select substr(hashes, $2, $3) from trail_seal where position = $1",
             (first - 1) / width, (first - 1) % width * hash_bytes + 1, count * hash_bytes)) {
        const std::vector<std::uint8_t> bytes = row.bytes(0);
        const std::string_view all(reinterpret_cast<const char*>(bytes.data()), bytes.size());
        for (std::size_t at = 0; at < all.size(); at += hash_bytes)
            hashes.push_back(hash_from_bytes(all.substr(at, hash_bytes)));
    }
    return hashes;
}

std::vector<Hash> leaves_of(store::Connection& connection, std::int64_t first, std::int64_t count) {
    std::vector<Hash> leaves = line_hashes(connection, first, count);
    if (leaves.size() != static_cast<std::size_t>(count))
        throw std::runtime_error("trail: lines from " + std::to_string(first) + " are missing");
    for (Hash& leaf : leaves) leaf = leaf_of(leaf);
    return leaves;
}

// The roots of `count` neighbouring complete subtrees; fewer when they aren't stored.
std::vector<Hash> tiles(store::Connection& connection, int level, std::int64_t first,
                        std::int64_t count) {
    std::vector<Hash> found;
    for (const store::Row& row :
         connection.query("select hash from trail_tile where level = $1 and position >= $2 and "
                          "position < $3 order by position",
                          level, first, first + count))
        found.push_back(hash_in(row, 0));
    return found;
}

// Reads what it needs and keeps the last leaves: a proof asks for several subtrees among the same
// 256.
class StoredTree {
  public:
    explicit StoredTree(store::Connection& connection) : connection_(connection) {}

    Hash subtree(std::int64_t first, std::int64_t leaves) {
        int level = 0;
        std::int64_t span = 1;  // leaves under a stored node of the level
        while (span * width <= leaves) {
            span *= width;
            ++level;
        }
        if (level == 0) return among_leaves(first, leaves);
        std::vector<Hash> nodes = tiles(connection_, level, first / span, leaves / span);
        if (nodes.size() == static_cast<std::size_t>(leaves / span))
            return complete_root(std::move(nodes));
        // Lines from before the tree have no stored nodes until the next 256 are full.
        return node_hash(subtree(first, leaves / 2), subtree(first + leaves / 2, leaves / 2));
    }

  private:
    Hash among_leaves(std::int64_t first, std::int64_t leaves) {
        const std::int64_t end = first + leaves;
        if (first < first_kept_ || end > first_kept_ + static_cast<std::int64_t>(kept_.size()))
            keep(first, end);
        const auto begin = kept_.begin() + (first - first_kept_);
        return complete_root({begin, begin + leaves});
    }
    void keep(std::int64_t first, std::int64_t end) {
        const std::int64_t group = first / width * width;
        first_kept_ = group;
        kept_ = line_hashes(connection_, group + 1, width);
        for (Hash& hash : kept_) hash = leaf_of(hash);
        if (end > group + static_cast<std::int64_t>(kept_.size()))
            throw std::runtime_error("trail: line " + std::to_string(end) + " is missing");
    }

    store::Connection& connection_;
    std::int64_t first_kept_ = 0;
    std::vector<Hash> kept_;
};

void store_tile(store::WriteTransaction& transaction, int level, std::int64_t position,
                const Hash& root) {
    transaction.execute("insert into trail_tile (level, position, hash) values ($1, $2, $3)", level,
                        position, std::span<const std::uint8_t>(root));
}

std::int64_t next_tile(store::Connection& connection, int level) {
    return connection.integer("select max(position) + 1 from trail_tile where level = $1", level)
        .value_or(0);
}

}  // namespace

std::int64_t line_count(store::Connection& connection) {
    return connection.integer("select max(sequence) from trail_line").value_or(0);
}

std::vector<Hash> line_hashes(store::Connection& connection, std::int64_t first,
                              std::int64_t count) {
    std::vector<Hash> hashes = sealed_hashes(connection, first, count);
    if (!hashes.empty()) return hashes;
    std::int64_t expected = first;
    for (const store::Row& row : connection.query(
             "select sequence, hash from trail_line where sequence >= $1 and sequence < $2 "
             "order by sequence",
             first, first + count)) {
        if (row.integer(0) != expected) break;
        ++expected;
        hashes.push_back(hash_from_hex(row.text_view(1)));
    }
    return hashes;
}

CompleteSubtree stored_subtrees(store::Connection& connection) {
    const auto tree = std::make_shared<StoredTree>(connection);
    return [tree](std::uint64_t first, std::uint64_t leaves) {
        return tree->subtree(static_cast<std::int64_t>(first), static_cast<std::int64_t>(leaves));
    };
}

void store_tiles(store::WriteTransaction& transaction, std::int64_t sequence) {
    if (sequence % width != 0) return;
    // More than one only for lines from before the tree.
    for (std::int64_t next = next_tile(transaction, 1); next < sequence / width; ++next) {
        store_tile(transaction, 1, next,
                   complete_root(leaves_of(transaction, next * width + 1, width)));
        std::int64_t position = next + 1;
        for (int level = 2; position % width == 0; ++level) {
            position /= width;
            store_tile(transaction, level, position - 1,
                       complete_root(tiles(transaction, level - 1, (position - 1) * width, width)));
        }
    }
}

}  // namespace trail
