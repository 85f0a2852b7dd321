// The plain functions of SHA-256 need no context on the heap; OpenSSL 3 calls them deprecated, and
// its newer ones look the algorithm up for every few bytes.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "trail/merkle.h"

#include <openssl/sha.h>

#include <bit>
#include <stdexcept>

namespace trail {

namespace {

void require(bool holds) {
    if (!holds) throw std::logic_error("trail: no such tree or leaf");
}

// The largest power of two below n; n is at least 2.
std::uint64_t split_of(std::uint64_t n) {
    return std::bit_floor(n - 1);
}

Hash range_root(std::uint64_t begin, std::uint64_t end, const CompleteSubtree& subtree) {
    const std::uint64_t size = end - begin;
    if (std::has_single_bit(size)) return subtree(begin, size);
    const std::uint64_t middle = begin + split_of(size);
    return node_hash(subtree(begin, middle - begin), range_root(middle, end, subtree));
}

void add_path(std::uint64_t leaf, std::uint64_t begin, std::uint64_t end,
              const CompleteSubtree& subtree, std::vector<Hash>& path) {
    if (end - begin == 1) return;
    const std::uint64_t middle = begin + split_of(end - begin);
    if (leaf < middle) {
        add_path(leaf, begin, middle, subtree, path);
        path.push_back(range_root(middle, end, subtree));
    } else {
        add_path(leaf, middle, end, subtree, path);
        path.push_back(subtree(begin, middle - begin));
    }
}

enum class OldTree { whole, part };

// SUBPROOF of RFC 9162: `old_end` is where the old tree ended, in or at the end of this range.
void add_subproof(std::uint64_t old_end, std::uint64_t begin, std::uint64_t end, OldTree old_tree,
                  const CompleteSubtree& subtree, std::vector<Hash>& proof) {
    if (old_end == end) {
        if (old_tree == OldTree::part) proof.push_back(range_root(begin, end, subtree));
        return;
    }
    const std::uint64_t middle = begin + split_of(end - begin);
    if (old_end <= middle) {
        add_subproof(old_end, begin, middle, old_tree, subtree, proof);
        proof.push_back(range_root(middle, end, subtree));
    } else {
        add_subproof(old_end, middle, end, OldTree::part, subtree, proof);
        proof.push_back(subtree(begin, middle - begin));
    }
}

// Where a verifier stands: its node, and the last node of the same level.
struct Position {
    std::uint64_t node;
    std::uint64_t last;

    bool is_right_or_last() const { return (node & 1) == 1 || node == last; }
    void climb() {
        node >>= 1;
        last >>= 1;
    }
    // A last node without a sibling moves up unchanged.
    void climb_while_left() {
        while ((node & 1) == 0 && node != 0) climb();
    }
};

}  // namespace

Hash sha256(std::string_view bytes) {
    Hash hash;
    static_assert(std::tuple_size_v<Hash> == SHA256_DIGEST_LENGTH);
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, bytes.data(), bytes.size());
    SHA256_Final(hash.data(), &state);
    return hash;
}

Hash leaf_hash(std::string_view data) {
    Hash hash;
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, "\0", 1);
    SHA256_Update(&state, data.data(), data.size());
    SHA256_Final(hash.data(), &state);
    return hash;
}

Hash node_hash(const Hash& left, const Hash& right) {
    Hash hash;
    SHA256_CTX state;
    SHA256_Init(&state);
    SHA256_Update(&state, "\1", 1);
    SHA256_Update(&state, left.data(), left.size());
    SHA256_Update(&state, right.data(), right.size());
    SHA256_Final(hash.data(), &state);
    return hash;
}

Hash complete_root(std::vector<Hash> leaves) {
    require(std::has_single_bit(leaves.size()));
    for (std::size_t size = leaves.size(); size > 1; size /= 2) {
        for (std::size_t i = 0; i < size / 2; ++i)
            leaves[i] = node_hash(leaves[2 * i], leaves[2 * i + 1]);
    }
    return leaves.front();
}

void GrowingTree::append(const Hash& leaf) {
    Hash hash = leaf;
    for (std::uint64_t rest = size_; (rest & 1) == 1; rest >>= 1) {
        hash = node_hash(complete_.back(), hash);
        complete_.pop_back();
    }
    complete_.push_back(hash);
    ++size_;
}

Hash GrowingTree::root() const {
    if (complete_.empty()) return sha256("");
    Hash hash = complete_.back();
    for (std::size_t i = complete_.size() - 1; i > 0; --i) hash = node_hash(complete_[i - 1], hash);
    return hash;
}

Hash GrowingTree::root_before(const Hash& rest) const {
    Hash hash = rest;
    for (std::size_t i = complete_.size(); i > 0; --i) hash = node_hash(complete_[i - 1], hash);
    return hash;
}

void GrowingTree::clear() {
    size_ = 0;
    complete_.clear();
}

Hash tree_root(std::uint64_t size, const CompleteSubtree& subtree) {
    return size == 0 ? sha256("") : range_root(0, size, subtree);
}

std::vector<Hash> inclusion_proof(std::uint64_t leaf, std::uint64_t size,
                                  const CompleteSubtree& subtree) {
    require(leaf < size);
    std::vector<Hash> path;
    add_path(leaf, 0, size, subtree, path);
    return path;
}

std::vector<Hash> consistency_proof(std::uint64_t old_size, std::uint64_t size,
                                    const CompleteSubtree& subtree) {
    require(old_size > 0 && old_size <= size);
    std::vector<Hash> proof;
    add_subproof(old_size, 0, size, OldTree::whole, subtree, proof);
    return proof;
}

bool inclusion_holds(const Hash& leaf, std::uint64_t index, std::uint64_t size,
                     const std::vector<Hash>& proof, const Hash& root) {
    if (index >= size) return false;
    Position position{index, size - 1};
    Hash hash = leaf;
    for (const Hash& sibling : proof) {
        if (position.last == 0) return false;
        if (position.is_right_or_last()) {
            hash = node_hash(sibling, hash);
            position.climb_while_left();
        } else {
            hash = node_hash(hash, sibling);
        }
        position.climb();
    }
    return position.last == 0 && hash == root;
}

bool consistency_holds(std::uint64_t old_size, const Hash& old_root, std::uint64_t size,
                       const Hash& root, const std::vector<Hash>& proof) {
    if (old_size == 0 || old_size > size) return false;
    if (old_size == size) return proof.empty() && old_root == root;
    std::vector<Hash> path;
    // The old tree's root is a node of the new one and needs not be sent.
    if (std::has_single_bit(old_size)) path.push_back(old_root);
    path.insert(path.end(), proof.begin(), proof.end());
    if (path.empty()) return false;

    Position position{old_size - 1, size - 1};
    while ((position.node & 1) == 1) position.climb();
    Hash old_hash = path.front();
    Hash hash = path.front();
    for (std::size_t i = 1; i < path.size(); ++i) {
        if (position.last == 0) return false;
        if (position.is_right_or_last()) {
            old_hash = node_hash(path[i], old_hash);
            hash = node_hash(path[i], hash);
            position.climb_while_left();
        } else {
            hash = node_hash(hash, path[i]);
        }
        position.climb();
    }
    return position.last == 0 && old_hash == old_root && hash == root;
}

}  // namespace trail
