#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace base {

// One code point read from UTF-8, and how many bytes it took.
struct Utf8Character {
    char32_t code_point = 0;
    std::size_t bytes = 1;
    bool valid = false;  // false: one byte that is not part of valid UTF-8; code_point is U+FFFD
};

// Reads the code point at `position`, which must be below text.size().
Utf8Character read_utf8(std::string_view text, std::size_t position);

// Appends a code point up to U+10FFFF.
void append_utf8(std::string& text, char32_t code_point);

}  // namespace base
