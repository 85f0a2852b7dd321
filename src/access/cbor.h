#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace access {

// A value of CBOR (RFC 8949), as far as authenticators write it: whole numbers, bytes, text, lists,
// maps and true or false.
struct CborValue {
    enum class Kind { integer, bytes, text, list, map, boolean };

    Kind kind = Kind::integer;
    std::int64_t number = 0;       // of integer; of boolean 0 or 1
    std::string content;           // of bytes and text
    std::vector<CborValue> items;  // of list; of map: key, value, key, value

    bool is(Kind wanted) const { return kind == wanted; }
    // What a map holds under this key; nullptr when it holds nothing, or this is no map.
    const CborValue* at(std::int64_t key) const;
    const CborValue* at(std::string_view key) const;
};

constexpr std::size_t cbor_most_bytes = 16 * 1024;
constexpr int cbor_most_depth = 4;
constexpr std::size_t cbor_most_items = 128;  // in all

struct CborBeginning {
    CborValue value;
    std::size_t bytes = 0;  // how many it takes up
};

// The first value. Empty for what is cut off, above the limits, or written in another way than the
// one CTAP2 allows: shortest numbers, stated lengths, keys once each and numbers or text, text in
// UTF-8, no tags and no fractions.
std::optional<CborBeginning> cbor_beginning(std::string_view bytes);

// The value, when the bytes are one and nothing else.
std::optional<CborValue> cbor_value(std::string_view bytes);

}  // namespace access
