#include "access/testing/json_web_signer.h"

#include "base/digest.h"

namespace access::testing {

namespace {

std::string name_of(SignatureAlgorithm algorithm) {
    if (algorithm == SignatureAlgorithm::es256) return "ES256";
    return algorithm == SignatureAlgorithm::ps256 ? "PS256" : "RS256";
}

// The two numbers in DER, each written with 32 bytes.
std::string two_numbers(std::string_view der) {
    std::string numbers;
    std::size_t at = 2;
    for (int i = 0; i < 2; ++i) {
        const auto length = static_cast<std::size_t>(static_cast<unsigned char>(der.at(at + 1)));
        std::string number(der.substr(at + 2, length));
        if (number.size() > 32) number.erase(0, number.size() - 32);
        numbers += std::string(32 - number.size(), '\0') + number;
        at += 2 + length;
    }
    return numbers;
}

}  // namespace

JsonWebSigner::JsonWebSigner(SignatureAlgorithm algorithm, std::string key_id)
    : key_(algorithm), key_id_(std::move(key_id)) {}

std::string JsonWebSigner::public_key() const {
    const PublicKey& key = key_.public_key();
    const std::string start = "{\"kid\":\"" + key_id_ + "\",\"use\":\"sig\",\"alg\":\"" +
                              name_of(key_.algorithm()) + "\",";
    if (key.kind == PublicKey::Kind::p256)
        return start + "\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + base::base64url_of(key.x) +
               "\",\"y\":\"" + base::base64url_of(key.y) + "\"}";
    return start + "\"kty\":\"RSA\",\"n\":\"" + base::base64url_of(key.n) + "\",\"e\":\"" +
           base::base64url_of(key.e) + "\"}";
}

std::string JsonWebSigner::token(std::string_view payload, std::string_view head) const {
    const std::string own_head =
        "{\"alg\":\"" + name_of(key_.algorithm()) + "\",\"kid\":\"" + key_id_ + "\"}";
    const std::string signed_part =
        base::base64url_of(head.empty() ? own_head : head) + "." + base::base64url_of(payload);
    const std::string signature = key_.sign(signed_part);
    const bool is_curve = key_.algorithm() == SignatureAlgorithm::es256;
    return signed_part + "." + base::base64url_of(is_curve ? two_numbers(signature) : signature);
}

}  // namespace access::testing
