#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

// The hash tree of RFC 9162 (Certificate Transparency 2.0), section 2.1, over SHA-256. Pure: knows
// no line and no database. Leaves are counted from 0.
namespace trail {

using Hash = std::array<std::uint8_t, 32>;

Hash sha256(std::string_view bytes);

Hash leaf_hash(std::string_view data);                // SHA-256(0x00 || data)
Hash node_hash(const Hash& left, const Hash& right);  // SHA-256(0x01 || left || right)
Hash complete_root(std::vector<Hash> leaves);         // of 1, 2, 4, 8 … hashes of one height

// The root of a growing tree. Holds one hash for each bit of its size.
class GrowingTree {
  public:
    void append(const Hash& leaf);
    std::uint64_t size() const { return size_; }
    Hash root() const;  // SHA-256 of nothing for the empty tree
    // The root of the tree in which fewer leaves than the last complete subtree holds follow;
    // `rest` is their root.
    Hash root_before(const Hash& rest) const;
    void clear();

  private:
    std::uint64_t size_ = 0;
    std::vector<Hash> complete_;  // roots of complete subtrees, the largest first
};

// Gives the root of the complete subtree over the leaves `first` to `first + leaves` (exclusive):
// `leaves` is a power of two and divides `first`.
using CompleteSubtree = std::function<Hash(std::uint64_t first, std::uint64_t leaves)>;

Hash tree_root(std::uint64_t size, const CompleteSubtree& subtree);

// The audit path of one leaf in the tree of the first `size` leaves, from the leaf upwards. `leaf`
// must be below `size`. Asks for O(log size) subtrees.
std::vector<Hash> inclusion_proof(std::uint64_t leaf, std::uint64_t size,
                                  const CompleteSubtree& subtree);
// That the tree of `old_size` leaves is the beginning of the tree of `size` leaves;
// 0 < old_size <= size.
std::vector<Hash> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                    const CompleteSubtree& subtree);

bool inclusion_holds(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                     const std::vector<Hash>& proof, const Hash& root);
bool consistency_holds(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                       const Hash& root, const std::vector<Hash>& proof);

}  // namespace trail
