#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vault/key.h"

// Encryption of one value: XChaCha20-Poly1305 with a random nonce, padded, bound to a context.
//
// Format 1: one byte 1, 24 bytes nonce, the encrypted padded value, 16 bytes tag. The byte and the
// context are authenticated with the value.
namespace vault {

using Sealed = std::vector<std::uint8_t>;

// A value has at most this many bytes; a longer one is a bug and throws std::length_error.
inline constexpr std::size_t plain_bytes_max = 1024 * 1024;

// The size that a value of `bytes` is padded to: 32, 64, … 4096, then whole multiples of 4096. It
// always leaves room for at least one byte of padding.
std::size_t padded_size(std::size_t bytes);

// `context` says where the value stands ("person.name:person:4f…"); it is needed to open it again,
// so that a sealed value moved to another column or row can't be read there.
Sealed seal(const Key& key, std::string_view context, std::string_view plain);

// Empty when it wasn't sealed with this key in this context, was changed, or is no sealed value.
std::optional<std::string> open(const Key& key, std::string_view context,
                                std::span<const std::uint8_t> sealed);

}  // namespace vault
