#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "trail/merkle.h"

// The bytes that a line's hash is made of. Pure.
namespace trail {

// A line as it stands in the table. The texts must outlive it.
struct LineText {
    std::int64_t sequence = 0;
    std::string_view at;
    std::string_view actor;
    std::string_view action;
    std::string_view subject_kind;
    std::string_view subject_id;
    std::string_view purpose;
    std::string_view basis;
    std::string_view rule;
    std::string_view reference;
    std::string_view role;
    std::string_view authority;
    std::string_view criteria;
    // Keeps the digest from being guessed when the content is gone. Empty in lines that are older
    // than the tree.
    std::string_view salt;
};

// What stays of a line when its content is removed; all zeros for lines without salt, whose hash
// can't be taken apart.
Hash digest_of(const LineText& line);

// The chain: SHA-256 over the previous line's hash and this line's digest. The first line's
// previous hash is all zeros.
Hash chain_hash(const Hash& previous, const Hash& digest);

// The hash of a line after `previous`, in the format that the line was written in.
Hash line_hash(const Hash& previous, const LineText& line);

// The line's leaf in the tree.
Hash leaf_of(const Hash& line_hash);

std::string_view bytes_of(const Hash& hash);
// Wrong lengths give zeros.
Hash hash_from_bytes(std::string_view bytes);
// Lower-case hexadecimal only; zeros for anything else.
Hash hash_from_hex(std::string_view hex);
bool is_hex_of(std::string_view hex, const Hash& hash);

}  // namespace trail
