#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace access {

// How passkeys and identity providers sign; names as in JOSE.
enum class SignatureAlgorithm { es256, eddsa, rs256, ps256 };

// Someone else's key, with which only signatures can be checked. Numbers are big-endian bytes.
struct PublicKey {
    enum class Kind { p256, ed25519, rsa };

    Kind kind = Kind::p256;
    std::string x;  // p256 and ed25519: 32 bytes
    std::string y;  // p256: 32 bytes
    std::string n;  // rsa: 2048 to 4096 bits
    std::string e;

    bool operator==(const PublicKey&) const = default;
};

// The sizes fit, and a point of P-256 lies on the curve.
bool is_usable(const PublicKey& key);

// Whether the key's owner signed the message. False also for a key of another kind than the
// algorithm asks for. ES256 signatures are in DER.
bool is_signed_by(const PublicKey& key, SignatureAlgorithm algorithm, std::string_view message,
                  std::string_view signature);

// An ES256 signature as JOSE writes it (two numbers of 32 bytes) in DER; empty when it is none.
std::optional<std::string> es256_in_der(std::string_view two_numbers);

}  // namespace access
