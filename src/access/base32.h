#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace access {

// RFC 4648, upper case, without padding: how authenticator apps take their secret.
std::string base32(std::string_view bytes);

// Lower case and spaces are accepted. Empty when another sign is in it.
std::optional<std::string> decode_base32(std::string_view text);

}  // namespace access
