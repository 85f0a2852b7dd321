#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace base {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256(std::string_view bytes);
std::string hex(std::span<const std::uint8_t> bytes);
std::string sha256_hex(std::string_view bytes);

// Base64url without padding.
std::string base64url(std::span<const std::uint8_t> bytes);
std::string base64url_of(std::string_view bytes);
// The bytes of base64url without padding; empty when it is none, or not written the one right way.
std::optional<std::string> decode_base64url(std::string_view text);

// The bytes of base64 with padding; empty when it is none.
std::optional<std::string> decode_base64(std::string_view text);

// Same time for equal and unequal texts of one length.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace base
