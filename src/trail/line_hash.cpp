#include "trail/line_hash.h"

#include <algorithm>
#include <array>

#include "base/digest.h"

namespace trail {

namespace {

constexpr Hash no_hash{};
constexpr std::string_view line_mark = "trygby trail line 2\n";
constexpr std::string_view chain_mark = "trygby trail chain 2\n";

void add_number(std::string& bytes, std::uint64_t number, int count) {
    for (int i = 0; i < count; ++i) bytes += static_cast<char>(number >> (8 * i) & 0xFF);
}

// Each text is preceded by its length, so that no two different lines give the same bytes.
void add_text(std::string& bytes, std::string_view text) {
    add_number(bytes, text.size(), 4);
    bytes += text;
}

// The format of the lines from before the tree, with lengths and hash in readable characters. It
// knows nothing of the younger fields, so a line that fills one of them has no hash in it.
Hash first_format_hash(const Hash& previous, const LineText& line) {
    if (!line.role.empty() || !line.authority.empty() || !line.criteria.empty()) return no_hash;
    std::string bytes = "trygby trail 1\n";
    const auto field = [&bytes](std::string_view text) {
        bytes += std::to_string(text.size());
        bytes += ':';
        bytes += text;
    };
    field(previous == no_hash ? std::string() : base::hex(previous));
    field(std::to_string(line.sequence));
    for (const std::string_view text :
         {line.at, line.actor, line.action, line.subject_kind, line.subject_id, line.purpose,
          line.basis, line.rule, line.reference}) {
        field(text);
    }
    return sha256(bytes);
}

constexpr std::uint8_t no_digit = 16;

constexpr std::array<std::uint8_t, 256> digit_values = [] {
    std::array<std::uint8_t, 256> values{};
    values.fill(no_digit);
    for (std::uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
    for (std::uint8_t i = 0; i < 6; ++i) values['a' + i] = static_cast<std::uint8_t>(10 + i);
    return values;
}();

std::uint8_t digit_of(char character) {
    return digit_values[static_cast<std::uint8_t>(character)];
}

}  // namespace

Hash digest_of(const LineText& line) {
    if (line.salt.empty()) return no_hash;
    // Kept for the next line: millions are verified in a row.
    thread_local std::string bytes;
    bytes = line_mark;
    add_text(bytes, line.salt);
    add_number(bytes, static_cast<std::uint64_t>(line.sequence), 8);
    for (const std::string_view text :
         {line.at, line.actor, line.action, line.subject_kind, line.subject_id, line.purpose,
          line.basis, line.rule, line.reference, line.role, line.authority, line.criteria}) {
        add_text(bytes, text);
    }
    return sha256(bytes);
}

Hash chain_hash(const Hash& previous, const Hash& digest) {
    std::array<char, chain_mark.size() + 2 * std::tuple_size_v<Hash>> bytes;
    char* end = std::copy(chain_mark.begin(), chain_mark.end(), bytes.begin());
    end = std::copy(previous.begin(), previous.end(), end);
    std::copy(digest.begin(), digest.end(), end);
    return sha256({bytes.data(), bytes.size()});
}

Hash line_hash(const Hash& previous, const LineText& line) {
    if (line.salt.empty()) return first_format_hash(previous, line);
    return chain_hash(previous, digest_of(line));
}

Hash leaf_of(const Hash& line_hash) {
    return leaf_hash(bytes_of(line_hash));
}

std::string_view bytes_of(const Hash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash hash_from_bytes(std::string_view bytes) {
    Hash hash{};
    if (bytes.size() == hash.size()) std::copy(bytes.begin(), bytes.end(), hash.begin());
    return hash;
}

Hash hash_from_hex(std::string_view hex) {
    Hash hash{};
    if (hex.size() != 2 * hash.size()) return hash;
    for (std::size_t i = 0; i < hash.size(); ++i) {
        const std::uint8_t high = digit_of(hex[2 * i]);
        const std::uint8_t low = digit_of(hex[2 * i + 1]);
        if (high == no_digit || low == no_digit) return {};
        hash[i] = static_cast<std::uint8_t>(high * 16 + low);
    }
    return hash;
}

bool is_hex_of(std::string_view hex, const Hash& hash) {
    if (hex.size() != 2 * hash.size()) return false;
    constexpr std::string_view digits = "0123456789abcdef";
    for (std::size_t i = 0; i < hash.size(); ++i) {
        if (hex[2 * i] != digits[hash[i] >> 4] || hex[2 * i + 1] != digits[hash[i] & 15])
            return false;
    }
    return true;
}

}  // namespace trail
