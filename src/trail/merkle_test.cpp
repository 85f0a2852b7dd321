#include "trail/merkle.h"

#include <doctest/doctest.h>

#include <array>
#include <map>
#include <stdexcept>
#include <string>

#include "base/digest.h"

namespace {

using trail::Hash;

// The definitions of RFC 9162, word for word and without any saving, with another SHA-256.
Hash hash_of(const std::string& bytes) {
    return base::sha256(bytes);
}

std::string text(const Hash& hash) {
    return {hash.begin(), hash.end()};
}

std::uint64_t largest_power_below(std::uint64_t n) {
    std::uint64_t k = 1;
    while (k * 2 < n) k *= 2;
    return k;
}

using Data = std::vector<std::string>;

Data part(const Data& data, std::uint64_t begin, std::uint64_t end) {
    return {data.begin() + static_cast<std::ptrdiff_t>(begin),
            data.begin() + static_cast<std::ptrdiff_t>(end)};
}

Hash mth(const Data& data) {
    if (data.empty()) return hash_of("");
    if (data.size() == 1) return hash_of(std::string(1, '\0') + data[0]);
    const std::uint64_t k = largest_power_below(data.size());
    return hash_of("\1" + text(mth(part(data, 0, k))) + text(mth(part(data, k, data.size()))));
}

// The same over hashes of leaves, kept, so that all pairs are affordable.
class NaiveTree {
  public:
    explicit NaiveTree(Data data) : data_(std::move(data)) {}

    const Hash& root(std::uint64_t begin, std::uint64_t end) {
        const auto [place, is_new] = roots_.try_emplace({begin, end});
        if (!is_new) return place->second;
        Hash hash;
        if (end == begin) {
            hash = hash_of("");
        } else if (end - begin == 1) {
            hash = hash_of(std::string(1, '\0') + data_[begin]);
        } else {
            const std::uint64_t k = begin + largest_power_below(end - begin);
            hash = hash_of("\1" + text(root(begin, k)) + text(root(k, end)));
        }
        return roots_[{begin, end}] = hash;
    }
    std::vector<Hash> path(std::uint64_t m, std::uint64_t begin, std::uint64_t end) {
        if (end - begin == 1) return {};
        const std::uint64_t k = largest_power_below(end - begin);
        std::vector<Hash> found;
        if (m < k) {
            found = path(m, begin, begin + k);
            found.push_back(root(begin + k, end));
        } else {
            found = path(m - k, begin + k, end);
            found.push_back(root(begin, begin + k));
        }
        return found;
    }
    std::vector<Hash> subproof(std::uint64_t m, std::uint64_t begin, std::uint64_t end, bool b) {
        if (m == end - begin) {
            if (b) return {};
            return {root(begin, end)};
        }
        const std::uint64_t k = largest_power_below(end - begin);
        std::vector<Hash> found;
        if (m <= k) {
            found = subproof(m, begin, begin + k, b);
            found.push_back(root(begin + k, end));
        } else {
            found = subproof(m - k, begin + k, end, false);
            found.push_back(root(begin, begin + k));
        }
        return found;
    }

  private:
    Data data_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, Hash> roots_;
};

Data numbered(std::uint64_t count) {
    Data data;
    for (std::uint64_t i = 0; i < count; ++i) data.push_back("line " + std::to_string(i));
    return data;
}

std::vector<Hash> leaves_of(const Data& data) {
    std::vector<Hash> leaves;
    for (const std::string& entry : data) leaves.push_back(trail::leaf_hash(entry));
    return leaves;
}

trail::CompleteSubtree subtrees_of(const std::vector<Hash>& leaves) {
    return [&leaves](std::uint64_t first, std::uint64_t count) {
        const auto begin = leaves.begin() + static_cast<std::ptrdiff_t>(first);
        return trail::complete_root({begin, begin + static_cast<std::ptrdiff_t>(count)});
    };
}

Hash changed(Hash hash) {
    hash[7] ^= 16;
    return hash;
}

constexpr std::uint64_t most = 300;

// The inputs and roots that Certificate Transparency's own implementations are tested with.
const Data transparency_inputs = {
    "",
    std::string(1, '\0'),
    "\x10",
    "\x20\x21",
    "\x30\x31",
    "\x40\x41\x42\x43",
    "\x50\x51\x52\x53\x54\x55\x56\x57",
    "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
const std::array<const char*, 9> transparency_roots = {
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};

}  // namespace

TEST_CASE("tree: the published inputs of Certificate Transparency have the published roots") {
    trail::GrowingTree tree;
    const std::vector<Hash> leaves = leaves_of(transparency_inputs);
    CHECK(base::hex(tree.root()) == transparency_roots[0]);
    for (std::size_t size = 1; size <= leaves.size(); ++size) {
        tree.append(leaves[size - 1]);
        CAPTURE(size);
        CHECK(base::hex(tree.root()) == transparency_roots.at(size));
        CHECK(base::hex(trail::tree_root(size, subtrees_of(leaves))) ==
              transparency_roots.at(size));
    }
}

TEST_CASE("tree: the published proofs of Certificate Transparency") {
    const std::vector<Hash> leaves = leaves_of(transparency_inputs);
    const auto texts = [](const std::vector<Hash>& proof) {
        std::vector<std::string> found;
        for (const Hash& hash : proof) found.push_back(base::hex(hash));
        return found;
    };
    using Texts = std::vector<std::string>;
    CHECK((texts(trail::inclusion_proof(0, 8, subtrees_of(leaves))) ==
           Texts{"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}));
    CHECK((texts(trail::consistency_proof(6, 8, subtrees_of(leaves))) ==
           Texts{"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}));
}

TEST_CASE("tree: roots are those of the definition, for every size to 300") {
    const Data data = numbered(most);
    const std::vector<Hash> leaves = leaves_of(data);
    trail::GrowingTree tree;
    NaiveTree naive(data);
    for (std::uint64_t size = 0; size <= most; ++size) {
        CAPTURE(size);
        CHECK(tree.size() == size);
        CHECK(tree.root() == naive.root(0, size));
        if (size <= 40) CHECK(tree.root() == mth(part(data, 0, size)));
        CHECK(trail::tree_root(size, subtrees_of(leaves)) == naive.root(0, size));
        if (size < most) tree.append(leaves[size]);
    }
}

TEST_CASE("tree: every leaf of every tree to 300 is proved, and nothing else in its place") {
    const Data data = numbered(most);
    const std::vector<Hash> leaves = leaves_of(data);
    NaiveTree naive(data);
    const trail::CompleteSubtree subtree = [&naive](std::uint64_t first, std::uint64_t count) {
        return naive.root(first, first + count);
    };
    std::uint64_t wrong = 0;
    for (std::uint64_t size = 1; size <= most; ++size) {
        const Hash root = naive.root(0, size);
        for (std::uint64_t leaf = 0; leaf < size; ++leaf) {
            std::vector<Hash> proof = trail::inclusion_proof(leaf, size, subtree);
            const auto holds = [&](const Hash& hash, std::uint64_t index, std::uint64_t in_size,
                                   const Hash& of_root) {
                return trail::inclusion_holds(hash, index, in_size, proof, of_root);
            };
            const std::vector<Hash> expected = naive.path(leaf, 0, size);
            wrong += proof != expected;
            wrong += !holds(leaves[leaf], leaf, size, root);
            wrong += holds(changed(leaves[leaf]), leaf, size, root);
            wrong += holds(leaves[leaf], leaf, size, changed(root));
            wrong += holds(leaves[leaf], (leaf + 1) % size, size, root) && size > 1;
            wrong += holds(leaves[leaf], size, size, root);
            if (!proof.empty()) {
                Hash& step = proof[leaf % proof.size()];
                step = changed(step);
                wrong += holds(leaves[leaf], leaf, size, root);
                proof.pop_back();
                wrong += holds(leaves[leaf], leaf, size, root);
            }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("tree: for every pair of sizes to 300 the older is proved to be the beginning") {
    const Data data = numbered(most);
    NaiveTree naive(data);
    const trail::CompleteSubtree subtree = [&naive](std::uint64_t first, std::uint64_t count) {
        return naive.root(first, first + count);
    };
    std::uint64_t wrong = 0;
    for (std::uint64_t size = 1; size <= most; ++size) {
        const Hash root = naive.root(0, size);
        for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
            const Hash old_root = naive.root(0, old_size);
            std::vector<Hash> proof = trail::consistency_proof(old_size, size, subtree);
            const auto holds = [&](const Hash& before, const Hash& after) {
                return trail::consistency_holds(old_size, before, size, after, proof);
            };
            const std::vector<Hash> expected = naive.subproof(old_size, 0, size, true);
            wrong += proof != expected;
            wrong += !holds(old_root, root);
            wrong += holds(changed(old_root), root);
            wrong += holds(old_root, changed(root));
            if (!proof.empty()) {
                Hash& step = proof[old_size % proof.size()];
                step = changed(step);
                wrong += holds(old_root, root);
                step = changed(step);
                proof.pop_back();
                wrong += holds(old_root, root);
            }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("tree: what is not a tree is a bug, what is not a proof does not hold") {
    const std::vector<Hash> leaves = leaves_of(numbered(5));
    CHECK_THROWS_AS(trail::inclusion_proof(5, 5, subtrees_of(leaves)), std::logic_error);
    CHECK_THROWS_AS(trail::consistency_proof(0, 5, subtrees_of(leaves)), std::logic_error);
    CHECK_THROWS_AS(trail::consistency_proof(6, 5, subtrees_of(leaves)), std::logic_error);
    CHECK_THROWS_AS(trail::complete_root(leaves), std::logic_error);
    const Hash root = trail::tree_root(5, subtrees_of(leaves));
    CHECK_FALSE(trail::consistency_holds(0, root, 5, root, {}));
    CHECK_FALSE(trail::consistency_holds(6, root, 5, root, {}));
    CHECK_FALSE(trail::consistency_holds(3, root, 5, root, {}));
    CHECK_FALSE(trail::inclusion_holds(leaves[0], 0, 1, {root}, root));
    CHECK(trail::inclusion_holds(leaves[0], 0, 1, {}, leaves[0]));
}
