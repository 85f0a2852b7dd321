#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/public_key.h"

// Signed tokens as identity providers write them: JWS in its compact form (RFC 7515) and sets of
// keys (RFC 7517). RS256, ES256 and PS256; everything else, "none" first, is refused.
namespace access {

constexpr std::size_t json_web_token_most_bytes = 16 * 1024;
constexpr std::size_t json_web_keys_most_bytes = 64 * 1024;
constexpr std::size_t json_web_keys_most = 32;

struct JsonWebKey {
    std::string id;                               // may be empty
    std::optional<SignatureAlgorithm> algorithm;  // empty: any that fits its kind
    PublicKey key;
};

// The keys of a set with which signatures can be checked; others are left out. Empty when it is no
// set, or a larger one.
std::optional<std::vector<JsonWebKey>> json_web_keys(std::string_view json);

struct JsonWebToken {
    SignatureAlgorithm algorithm = SignatureAlgorithm::rs256;
    std::string key_id;       // may be empty
    std::string payload;      // JSON, not to be believed before is_signed_by_one_of()
    std::string signed_part;  // head and payload as they came
    std::string signature;    // ES256 in DER
};

std::optional<JsonWebToken> read_json_web_token(std::string_view compact);

// A token that names its key must be signed by that one, one that doesn't by the only one that
// fits.
bool is_signed_by_one_of(const JsonWebToken& token, const std::vector<JsonWebKey>& keys);
// The key that the token names is among them: otherwise the set may have been renewed.
bool names_one_of(const JsonWebToken& token, const std::vector<JsonWebKey>& keys);

}  // namespace access
