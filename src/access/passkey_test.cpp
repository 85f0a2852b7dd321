#include "access/passkey.h"

#include <doctest/doctest.h>

#include "access/testing/passkey_device.h"

namespace {

using access::PasskeyAnswer;
using access::PasskeyOffer;
using access::PasskeyQuestion;
using access::SignatureAlgorithm;
using access::testing::PasskeyDevice;
using Manner = PasskeyDevice::Manner;

const PasskeyQuestion question{{"trygby.example.dk", "https://trygby.example.dk"},
                               "0123456789abcdef0123456789abcdef"};

std::string refusal(const base::Result<access::PasskeyRecord>& result) {
    return result ? "" : result.error().code;
}

std::string refusal(const base::Result<std::int64_t>& result) {
    return result ? "" : result.error().code;
}

// How both ceremonies refuse the same manner.
struct Verdicts {
    std::string offer;
    std::string answer;
};

Verdicts verdicts(const PasskeyDevice& device, const Manner& manner) {
    return {refusal(check_passkey_offer(device.offer(question, manner), question)),
            refusal(check_passkey_answer(device.answer(question, manner), question,
                                         device.known(question.site)))};
}

void check_both(const PasskeyDevice& device, const Manner& manner, const std::string& code) {
    const Verdicts said = verdicts(device, manner);
    CHECK(said.offer == code);
    CHECK(said.answer == code);
}

}  // namespace

TEST_CASE("passkeys: made and used with each of the three algorithms") {
    for (const SignatureAlgorithm algorithm :
         {SignatureAlgorithm::es256, SignatureAlgorithm::eddsa, SignatureAlgorithm::rs256}) {
        const PasskeyDevice device(algorithm);
        const auto record = check_passkey_offer(device.offer(question), question);
        REQUIRE(record.ok());
        CHECK(record->credential_id == device.credential_id);
        CHECK(record->sign_count == 0);
        const auto count = check_passkey_answer(
            device.answer(question), question, {*record, device.user_handle, question.site.domain});
        REQUIRE(count.ok());
        CHECK(*count == 0);
    }
}

TEST_CASE("passkeys: type, challenge, origin and domain are this ceremony's") {
    const PasskeyDevice device;
    check_both(device, {}, "");
    check_both(device, {.type = "webauthn.other"}, "passkey_type");
    CHECK(verdicts(device, {.type = "webauthn.create"}).answer == "passkey_type");
    CHECK(verdicts(device, {.type = "webauthn.get"}).offer == "passkey_type");
    check_both(device, {.challenge = "another challenge of 32 letters."}, "passkey_challenge");
    check_both(device, {.challenge = ""}, "passkey_challenge");
    for (const char* origin : {"https://trygby.example.dk.evil.example", "http://trygby.example.dk",
                               "https://trygby.example.dk:8443", "https://evil.example", ""}) {
        CAPTURE(origin);
        check_both(device, {.origin = origin}, "passkey_origin");
    }
    check_both(device, {.more_client_data = ",\"crossOrigin\":true"}, "passkey_origin");
    check_both(device, {.more_client_data = ",\"topOrigin\":\"https://a.example\""},
               "passkey_origin");
    check_both(device, {.domain = "example.dk"}, "passkey_site");
    check_both(device, {.more_client_data = ",\"new\":[1]"}, "");
}

TEST_CASE("passkeys: the user must be present and verified, for a passkey is two factors") {
    const PasskeyDevice device;
    check_both(device, {.flags = 0x04}, "passkey_presence");
    check_both(device, {.flags = 0x01}, "passkey_verification");
    check_both(device, {.flags = 0x00}, "passkey_presence");
    check_both(device, {.flags = 0x05 | 0x18}, "");                   // kept in a cloud
    check_both(device, {.flags = 0x05 | 0x10}, "passkey_malformed");  // kept, but can't be
    check_both(device, {.flags = 0x05 | 0x80}, "passkey_malformed");  // extensions announced only
    check_both(device, {.flags = 0x05 | 0x80, .extensions = access::testing::cbor_map_of(0)}, "");
    check_both(device, {.extensions = "x"}, "passkey_malformed");
}

TEST_CASE("passkeys: the counter only goes up") {
    const PasskeyDevice device;
    const auto check = [&](std::uint32_t now, std::int64_t before) {
        return refusal(check_passkey_answer(device.answer(question, {.count = now}), question,
                                            device.known(question.site, before)));
    };
    CHECK(check(8, 7).empty());
    CHECK(check(7, 7) == "passkey_counter");
    CHECK(check(6, 7) == "passkey_counter");
    CHECK(check(0, 7) == "passkey_counter");
    CHECK(check(0, 0).empty());
    CHECK(check(0xFFFFFFFF, 7).empty());
}

TEST_CASE("passkeys: credential, user and domain are the account's") {
    const PasskeyDevice device;
    const auto check = [&](const PasskeyAnswer& answer, const access::KnownPasskey& known) {
        return refusal(check_passkey_answer(answer, question, known));
    };
    PasskeyAnswer answer = device.answer(question);
    const access::KnownPasskey known = device.known(question.site);
    CHECK(check(answer, known).empty());
    answer.user_handle = "someone else";
    CHECK(check(answer, known) == "passkey_owner");
    answer.user_handle.clear();
    CHECK(check(answer, known) == "passkey_owner");
    answer = device.answer(question);
    answer.credential_id += "x";
    CHECK(check(answer, known) == "passkey_owner");
    access::KnownPasskey elsewhere = known;
    elsewhere.domain = "example.dk";
    CHECK(check(device.answer(question), elsewhere) == "passkey_site");
    const PasskeyDevice other;
    CHECK(check(device.answer(question), other.known(question.site)) == "passkey_signature");
}

TEST_CASE("passkeys: no flipped bit passes") {
    const PasskeyDevice device;
    const PasskeyAnswer good = device.answer(question, {.count = 5});
    const access::KnownPasskey known = device.known(question.site);
    REQUIRE(check_passkey_answer(good, question, known).ok());
    int flips = 0;
    for (std::string PasskeyAnswer::*part :
         {&PasskeyAnswer::credential_id, &PasskeyAnswer::client_data,
          &PasskeyAnswer::authenticator_data, &PasskeyAnswer::signature,
          &PasskeyAnswer::user_handle}) {
        for (std::size_t bit = 0; bit < (good.*part).size() * 8; ++bit) {
            PasskeyAnswer flipped = good;
            (flipped.*part)[bit / 8] = static_cast<char>((flipped.*part)[bit / 8] ^ (1 << bit % 8));
            ++flips;
            if (check_passkey_answer(flipped, question, known).ok()) FAIL_CHECK("bit " << bit);
        }
    }
    CHECK(flips > 2000);
}

TEST_CASE("passkeys: an attestation is not asked for and not taken") {
    const PasskeyDevice device;
    CHECK(verdicts(device, {.format = "packed"}).offer == "passkey_attestation");
    CHECK(verdicts(device, {.format = "fido-u2f"}).offer == "passkey_attestation");
}

TEST_CASE("passkeys: cut off, too long, or something else altogether") {
    const PasskeyDevice device;
    const PasskeyOffer good = device.offer(question);
    for (std::size_t length = 0; length < good.attestation_object.size(); ++length) {
        PasskeyOffer cut = good;
        cut.attestation_object.resize(length);
        CHECK(refusal(check_passkey_offer(cut, question)) == "passkey_malformed");
    }
    const PasskeyAnswer answer = device.answer(question);
    for (std::size_t length = 0; length < answer.authenticator_data.size(); ++length) {
        PasskeyAnswer cut = answer;
        cut.authenticator_data.resize(length);
        device.sign(cut);
        CHECK(refusal(check_passkey_answer(cut, question, device.known(question.site))) ==
              "passkey_malformed");
    }
    for (const char* data : {"", "{", "[]", "null", "{\"type\":1}", "[[[[[[[[]]]]]]]]"}) {
        PasskeyOffer other = good;
        other.client_data = data;
        CHECK_FALSE(check_passkey_offer(other, question).ok());
    }
    check_both(device, {.more_client_data = ",\"x\":\"" + std::string(5000, 'x') + "\""},
               "passkey_malformed");
    PasskeyDevice short_name;
    short_name.credential_id = "short";
    CHECK(verdicts(short_name, {}).offer == "passkey_malformed");
}

TEST_CASE("passkeys: keys of three kinds and no others") {
    using namespace access::testing;
    const PasskeyDevice device;
    REQUIRE(access::cose_key(device.cose()).has_value());
    const std::string x(32, 'x');
    // Not on the curve; another curve; another algorithm; a key that is short; RSA with exponent 1.
    for (const std::string& key :
         {cbor_map_of(5) + cbor_number(1) + cbor_number(2) + cbor_number(3) + cbor_number(-7) +
              cbor_number(-1) + cbor_number(1) + cbor_number(-2) + cbor_bytes(x) + cbor_number(-3) +
              cbor_bytes(x),
          cbor_map_of(5) + cbor_number(1) + cbor_number(2) + cbor_number(3) + cbor_number(-35) +
              cbor_number(-1) + cbor_number(2) + cbor_number(-2) + cbor_bytes(x) + cbor_number(-3) +
              cbor_bytes(x),
          cbor_map_of(4) + cbor_number(1) + cbor_number(3) + cbor_number(3) + cbor_number(-65535) +
              cbor_number(-1) + cbor_bytes(std::string(256, '\xff')) + cbor_number(-2) +
              cbor_bytes("\x01\x01"),
          cbor_map_of(4) + cbor_number(1) + cbor_number(3) + cbor_number(3) + cbor_number(-257) +
              cbor_number(-1) + cbor_bytes(std::string(128, '\xff')) + cbor_number(-2) +
              cbor_bytes("\x03"),
          cbor_map_of(4) + cbor_number(1) + cbor_number(3) + cbor_number(3) + cbor_number(-257) +
              cbor_number(-1) + cbor_bytes(std::string(256, '\xff')) + cbor_number(-2) +
              cbor_bytes("\x01"),
          std::string("x"), std::string()}) {
        CHECK_FALSE(access::cose_key(key).has_value());
    }
}

TEST_CASE("passkeys: where they are valid") {
    CHECK(access::passkey_site("https://trygby.example.dk").domain == "trygby.example.dk");
    CHECK(access::passkey_site("https://trygby.example.dk:8443").domain == "trygby.example.dk");
    CHECK(access::passkey_site("http://localhost:8080").domain == "localhost");
    for (const char* nowhere :
         {"http://trygby.example.dk", "http://127.0.0.1:8080", "https://127.0.0.1",
          "https://[::1]:1", "https://trygby", "", "x"}) {
        CAPTURE(nowhere);
        CHECK(access::passkey_site(nowhere).domain.empty());
    }
}
