#include "trail/proof.h"

#include "base/digest.h"
#include "trail/line_hash.h"
#include "trail/tree_store.h"

namespace trail {

namespace {

constexpr std::size_t field_count = 13;

std::vector<std::string> fields_of(store::Connection& connection, std::int64_t line) {
    std::vector<std::string> fields;
    for (const store::Row& row : connection.query(
             "select at, actor, action, subject_kind, subject_id, purpose, basis, rule, reference, "
             "role, authority, criteria, salt from trail_line where sequence = $1",
             line)) {
        for (int column = 0; column < static_cast<int>(field_count) - 1; ++column)
            fields.push_back(row.text(column));
        fields.push_back(base::hex(row.bytes(static_cast<int>(field_count) - 1)));
    }
    return fields;
}

std::optional<std::string> bytes_of_hex(const std::string& hex) {
    if (hex.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        constexpr std::string_view digits = "0123456789abcdef";
        const std::size_t high = digits.find(hex[i]);
        const std::size_t low = digits.find(hex[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
        bytes += static_cast<char>(high * 16 + low);
    }
    return bytes;
}

// The hash that the fields give; empty when they are no line's.
std::optional<Hash> hash_of_fields(const LineProof& proof) {
    if (proof.fields.size() != field_count) return std::nullopt;
    const std::optional<std::string> salt = bytes_of_hex(proof.fields[12]);
    if (!salt) return std::nullopt;
    const std::vector<std::string>& field = proof.fields;
    return line_hash(hash_from_hex(proof.previous), LineText{.sequence = proof.line,
                                                             .at = field[0],
                                                             .actor = field[1],
                                                             .action = field[2],
                                                             .subject_kind = field[3],
                                                             .subject_id = field[4],
                                                             .purpose = field[5],
                                                             .basis = field[6],
                                                             .rule = field[7],
                                                             .reference = field[8],
                                                             .role = field[9],
                                                             .authority = field[10],
                                                             .criteria = field[11],
                                                             .salt = *salt});
}

}  // namespace

base::Result<LineProof> prove_line(store::Connection& connection, std::int64_t line,
                                   std::int64_t lines) {
    if (line < 1 || line > lines || lines > line_count(connection))
        return base::refuse("no_line", "Sporet har ingen linje {} blandt de første {}.",
                            std::to_string(line), std::to_string(lines));
    LineProof proof;
    proof.line = line;
    proof.lines = lines;
    proof.fields = fields_of(connection, line);
    proof.previous = base::hex(line == 1 ? Hash{} : line_hashes(connection, line - 1, 1).at(0));
    proof.hash = base::hex(line_hashes(connection, line, 1).at(0));
    for (const Hash& hash :
         inclusion_proof(static_cast<std::uint64_t>(line - 1), static_cast<std::uint64_t>(lines),
                         stored_subtrees(connection)))
        proof.path.push_back(base::hex(hash));
    return proof;
}

bool proof_holds(const LineProof& proof, const std::string& root) {
    if (proof.line < 1 || proof.lines < proof.line) return false;
    const Hash hash = hash_from_hex(proof.hash);
    if (!proof.fields.empty() && hash_of_fields(proof) != hash) return false;
    std::vector<Hash> path;
    for (const std::string& step : proof.path) path.push_back(hash_from_hex(step));
    return inclusion_holds(leaf_of(hash), static_cast<std::uint64_t>(proof.line - 1),
                           static_cast<std::uint64_t>(proof.lines), path, hash_from_hex(root));
}

}  // namespace trail
