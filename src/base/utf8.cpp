#include "base/utf8.h"

namespace base {

namespace {

constexpr Utf8Character invalid_byte{U'\uFFFD', 1, false};

// What the first byte promises: how many bytes, its own bits, and the least code point that may
// take so many bytes.
struct Lead {
    std::size_t bytes;
    char32_t bits;
    char32_t least;
};

Lead read_lead(unsigned char byte) {
    if (byte < 0x80) return {1, byte, 0};
    if (byte >= 0xC2 && byte <= 0xDF) return {2, byte & 0x1Fu, 0x80};
    if (byte >= 0xE0 && byte <= 0xEF) return {3, byte & 0x0Fu, 0x800};
    if (byte >= 0xF0 && byte <= 0xF4) return {4, byte & 0x07u, 0x10000};
    return {0, 0, 0};
}

}  // namespace

Utf8Character read_utf8(std::string_view text, std::size_t position) {
    const Lead lead = read_lead(static_cast<unsigned char>(text[position]));
    if (lead.bytes == 0 || text.size() - position < lead.bytes) return invalid_byte;
    char32_t code_point = lead.bits;
    for (std::size_t offset = 1; offset < lead.bytes; ++offset) {
        const auto byte = static_cast<unsigned char>(text[position + offset]);
        if ((byte & 0xC0) != 0x80) return invalid_byte;
        code_point = (code_point << 6) | (byte & 0x3Fu);
    }
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (code_point < lead.least || code_point > 0x10FFFF || surrogate) return invalid_byte;
    return {code_point, lead.bytes, true};
}

void append_utf8(std::string& text, char32_t code_point) {
    const auto put = [&text](char32_t byte) { text += static_cast<char>(byte); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0 | (code_point >> 6));
        put(0x80 | (code_point & 0x3F));
    } else if (code_point < 0x10000) {
        put(0xE0 | (code_point >> 12));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    } else {
        put(0xF0 | (code_point >> 18));
        put(0x80 | ((code_point >> 12) & 0x3F));
        put(0x80 | ((code_point >> 6) & 0x3F));
        put(0x80 | (code_point & 0x3F));
    }
}

}  // namespace base
