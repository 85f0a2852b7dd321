#include "access/public_key.h"

#include <doctest/doctest.h>

#include "access/testing/passkey_device.h"

using access::SignatureAlgorithm;
using access::testing::SigningKey;

TEST_CASE("signatures fit their key, message and algorithm only") {
    constexpr SignatureAlgorithm all[] = {SignatureAlgorithm::es256, SignatureAlgorithm::eddsa,
                                          SignatureAlgorithm::rs256, SignatureAlgorithm::ps256};
    for (const SignatureAlgorithm algorithm : all) {
        const SigningKey key(algorithm);
        const SigningKey other(algorithm);
        const std::string signature = key.sign("message");
        for (const SignatureAlgorithm claimed : all) {
            CHECK(is_signed_by(key.public_key(), claimed, "message", signature) ==
                  (claimed == algorithm));
        }
        CHECK_FALSE(is_signed_by(key.public_key(), algorithm, "massage", signature));
        CHECK_FALSE(is_signed_by(other.public_key(), algorithm, "message", signature));
        CHECK_FALSE(is_signed_by(key.public_key(), algorithm, "message", ""));
        CHECK_FALSE(is_signed_by(key.public_key(), algorithm, "message", signature + "x"));
    }
}

TEST_CASE("an ES256 signature in the form of JOSE") {
    CHECK_FALSE(access::es256_in_der(std::string(63, 'x')).has_value());
    CHECK_FALSE(access::es256_in_der(std::string(65, 'x')).has_value());
    CHECK(access::es256_in_der(std::string(64, 'x')).has_value());
}
