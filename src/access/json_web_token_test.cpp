#include "access/json_web_token.h"

#include <doctest/doctest.h>

#include "access/testing/json_web_signer.h"
#include "base/digest.h"

namespace {

using access::SignatureAlgorithm;
using access::testing::JsonWebSigner;

std::vector<access::JsonWebKey> keys_of(const std::string& set) {
    const auto keys = access::json_web_keys(set);
    REQUIRE(keys.has_value());
    return *keys;
}

bool is_good(const std::string& compact, const std::vector<access::JsonWebKey>& keys) {
    const auto token = access::read_json_web_token(compact);
    return token && is_signed_by_one_of(*token, keys);
}

}  // namespace

TEST_CASE("signed tokens: three algorithms") {
    for (const SignatureAlgorithm algorithm :
         {SignatureAlgorithm::rs256, SignatureAlgorithm::es256, SignatureAlgorithm::ps256}) {
        const JsonWebSigner signer(algorithm, "k1");
        const JsonWebSigner other(algorithm, "k1");
        const auto keys = keys_of("{\"keys\":[" + signer.public_key() + "]}");
        REQUIRE(keys.size() == 1);
        const std::string compact = signer.token("{\"sub\":\"x\"}");
        CHECK(is_good(compact, keys));
        CHECK_FALSE(is_good(other.token("{\"sub\":\"x\"}"), keys));
        CHECK(access::read_json_web_token(compact)->payload == "{\"sub\":\"x\"}");
    }
}

TEST_CASE("signed tokens: no flipped letter passes") {
    const JsonWebSigner signer(SignatureAlgorithm::es256, "k1");
    const auto keys = keys_of("{\"keys\":[" + signer.public_key() + "]}");
    const std::string good = signer.token("{\"sub\":\"x\"}");
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string flipped = good;
        flipped[at] = flipped[at] == 'A' ? 'B' : 'A';
        CAPTURE(at);
        CHECK_FALSE(is_good(flipped, keys));
    }
}

TEST_CASE("signed tokens: unsigned, or signed with the public key as a secret") {
    const JsonWebSigner signer(SignatureAlgorithm::rs256, "k1");
    const auto keys = keys_of("{\"keys\":[" + signer.public_key() + "]}");
    const std::string payload = base::base64url_of("{\"sub\":\"x\"}");
    for (const char* head :
         {"{\"alg\":\"none\"}", "{\"alg\":\"None\"}", "{\"alg\":\"HS256\",\"kid\":\"k1\"}", "{}",
          "{\"alg\":1}", "[]", "{\"alg\":\"RS512\"}"}) {
        CAPTURE(head);
        const std::string start = base::base64url_of(head) + "." + payload + ".";
        CHECK_FALSE(access::read_json_web_token(start).has_value());
        CHECK_FALSE(access::read_json_web_token(start + "AAAA").has_value());
    }
    // Another algorithm than the key is for, signed by the right key.
    const std::string token = signer.token("{}", "{\"alg\":\"PS256\",\"kid\":\"k1\"}");
    CHECK_FALSE(is_good(token, keys));
    CHECK_FALSE(is_good(signer.token("{}", "{\"alg\":\"RS256\",\"crit\":[\"x\"]}"), keys));
    for (const char* wrong : {"", ".", "..", "a.b", "a.b.c.d", "a.b.c", "=.=.="}) {
        CAPTURE(wrong);
        CHECK_FALSE(access::read_json_web_token(wrong).has_value());
    }
    CHECK_FALSE(access::read_json_web_token(std::string(20'000, 'a')).has_value());
}

TEST_CASE("signed tokens: which key it is") {
    const JsonWebSigner first(SignatureAlgorithm::rs256, "k1");
    const JsonWebSigner second(SignatureAlgorithm::rs256, "k2");
    const auto both =
        keys_of("{\"keys\":[" + first.public_key() + "," + second.public_key() + "]}");
    CHECK(is_good(second.token("{}"), both));
    CHECK_FALSE(is_good(second.token("{}", "{\"alg\":\"RS256\",\"kid\":\"k1\"}"), both));
    CHECK_FALSE(is_good(second.token("{}", "{\"alg\":\"RS256\",\"kid\":\"k3\"}"), both));
    // Without a name only where there is no choice.
    CHECK_FALSE(is_good(second.token("{}", "{\"alg\":\"RS256\"}"), both));
    const auto one = keys_of("{\"keys\":[" + second.public_key() + "]}");
    CHECK(is_good(second.token("{}", "{\"alg\":\"RS256\"}"), one));
    CHECK(names_one_of(*access::read_json_web_token(second.token("{}")), both));
    const JsonWebSigner third(SignatureAlgorithm::rs256, "k3");
    CHECK_FALSE(names_one_of(*access::read_json_web_token(third.token("{}")), both));
}

TEST_CASE("sets of keys: what can't be used is left out") {
    const JsonWebSigner signer(SignatureAlgorithm::es256, "k1");
    const std::string set =
        "{\"keys\":[" + signer.public_key() +
        ",{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"},"
        "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"},5,"
        "{\"kty\":\"RSA\",\"use\":\"enc\"},{\"kty\":\"RSA\",\"alg\":\"RSA-OAEP\"}]}";
    CHECK(keys_of(set).size() == 1);
    for (const char* wrong : {"", "{}", "[]", "{\"keys\":{}}", "{\"keys\":null}"}) {
        CAPTURE(wrong);
        CHECK_FALSE(access::json_web_keys(wrong).has_value());
    }
    std::string many = "{\"keys\":[1";
    for (int i = 0; i < 40; ++i) many += ",1";
    CHECK_FALSE(access::json_web_keys(many + "]}").has_value());
    CHECK_FALSE(access::json_web_keys("{\"keys\":[]" + std::string(70'000, ' ') + "}").has_value());
}
