#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/database.h"
#include "trail/merkle.h"

// That one line stands in the trail which a signed head speaks of, for someone who doesn't have the
// trail.
namespace trail {

struct LineProof {
    std::int64_t line = 0;
    std::int64_t lines = 0;  // of the head
    // at, actor, action, subject_kind, subject_id, purpose, basis, rule, reference, role,
    // authority, criteria, and the salt in hex. Empty when the line's time has ended: then only the
    // hash is proved.
    std::vector<std::string> fields;
    std::string previous;  // the hash of the line before, in hex; zeros for the first
    std::string hash;      // the line's, in hex
    std::vector<std::string> path;
};

// Refused with "no_line" when the trail has no such line among the first `lines`.
base::Result<LineProof> prove_line(store::Connection& connection, std::int64_t line,
                                   std::int64_t lines);

// Whether the proof leads from the line's fields, or from its hash when it has none, to this root.
bool proof_holds(const LineProof& proof, const std::string& root);

}  // namespace trail
