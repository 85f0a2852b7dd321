#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "store/database.h"
#include "trail/merkle.h"
#include "trail/tiled_tree.h"

// Computes the whole trail again: chain, tree, and what others know of them.
namespace trail {

// What the trail amounts to after its first `lines` lines.
struct Checkpoint {
    std::int64_t lines = 0;
    Hash chain{};  // the last line's hash
    TiledTree tree;
};

// What someone knows from elsewhere: so many lines, and what they amounted to then.
struct KnownState {
    std::int64_t lines = 0;
    std::string root;   // of the tree, in hex
    std::string chain;  // hash of the last line in hex; empty: not known
    std::string name;   // for the message: where it is known from
};

struct VerificationOptions {
    std::vector<KnownState> known;
    // Where an earlier verification came to; what lies before is taken as it was.
    std::optional<Checkpoint> from;
    // Called after every `progress_lines` lines.
    std::function<void(const Checkpoint&)> progress;
    std::int64_t progress_lines = 100'000;
};

struct Verification {
    std::int64_t lines = 0;
    std::string head;                          // hash of the last line, empty when there is none
    std::optional<std::int64_t> first_broken;  // the sequence where the trail no longer holds
    std::string what;                          // Danish, what was found there
    std::string known_from;                    // the KnownState's name, where that gave it away
    std::string root;                          // of the tree over all lines
    std::int64_t sealed = 0;                   // lines at the beginning without their content
};

// In one transaction: for trails of moderate length, and for tests.
Verification verify(store::Connection& connection, const VerificationOptions& options = {});

// In many short transactions, while others go on writing: lines added meanwhile are read as well.
Verification verify(store::Database& database, const VerificationOptions& options = {});

}  // namespace trail
