#include "access/totp.h"

#include <doctest/doctest.h>

#include <array>

#include "access/base32.h"

namespace {

using namespace std::chrono_literals;

const std::string rfc_secret = "12345678901234567890";

base::Instant at(std::int64_t seconds) {
    return base::Instant(std::chrono::seconds(seconds));
}

}  // namespace

TEST_CASE("the codes of RFC 6238, appendix B, last six digits") {
    struct Vector {
        std::int64_t seconds;
        const char* code;
    };
    // The RFC prints eight digits: 94287082, 07081804, 14050471, 89005924, 69279037, 65353130.
    constexpr std::array<Vector, 6> vectors = {{{59, "287082"},
                                                {1111111109, "081804"},
                                                {1111111111, "050471"},
                                                {1234567890, "005924"},
                                                {2000000000, "279037"},
                                                {20000000000, "353130"}}};
    for (const Vector& vector : vectors) {
        CAPTURE(vector.seconds);
        CHECK(access::current_totp_code(rfc_secret, at(vector.seconds)) == vector.code);
    }
}

TEST_CASE("a code holds one step before and after, and no further") {
    const base::Instant now = at(1'700'000'010);
    const std::int64_t step = access::totp_step(now);
    for (const std::int64_t offset : {-1, 0, 1}) {
        CAPTURE(offset);
        CHECK(access::matching_totp_step(rfc_secret, access::totp_code(rfc_secret, step + offset),
                                         now, 0) == step + offset);
    }
    for (const std::int64_t offset : {-2, 2}) {
        CAPTURE(offset);
        CHECK_FALSE(access::matching_totp_step(rfc_secret,
                                               access::totp_code(rfc_secret, step + offset), now, 0)
                        .has_value());
    }
}

TEST_CASE("a code is never accepted twice, nor one older than the last") {
    const base::Instant now = at(1'700'000'010);
    const std::int64_t step = access::totp_step(now);
    const std::string code = access::totp_code(rfc_secret, step);
    CHECK(access::matching_totp_step(rfc_secret, code, now, step - 1) == step);
    CHECK_FALSE(access::matching_totp_step(rfc_secret, code, now, step).has_value());
    CHECK_FALSE(
        access::matching_totp_step(rfc_secret, access::totp_code(rfc_secret, step - 1), now, step)
            .has_value());
}

TEST_CASE("what is typed") {
    const base::Instant now = at(59);
    CHECK(access::matching_totp_step(rfc_secret, "287 082", now, 0).has_value());
    CHECK(access::matching_totp_step(rfc_secret, " 287082 ", now, 0).has_value());
    for (const char* typed : {"", "28708", "2870822", "287083", "28708a", "94287082"}) {
        CAPTURE(typed);
        CHECK_FALSE(access::matching_totp_step(rfc_secret, typed, now, 0).has_value());
    }
}

TEST_CASE("the address in the QR code") {
    CHECK(access::totp_address(rfc_secret, "Trygby Ishøj", "mette.h") ==
          "otpauth://totp/Trygby%20Ish%C3%B8j:mette.h?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
          "&issuer=Trygby%20Ish%C3%B8j&algorithm=SHA1&digits=6&period=30");
}

TEST_CASE("secrets are random and long enough") {
    CHECK(access::random_totp_secret().size() == 20);
    CHECK(access::random_totp_secret() != access::random_totp_secret());
}

TEST_CASE("base32, the vectors of RFC 4648") {
    const std::array<std::pair<const char*, const char*>, 7> vectors = {{{"", ""},
                                                                         {"f", "MY"},
                                                                         {"fo", "MZXQ"},
                                                                         {"foo", "MZXW6"},
                                                                         {"foob", "MZXW6YQ"},
                                                                         {"fooba", "MZXW6YTB"},
                                                                         {"foobar", "MZXW6YTBOI"}}};
    for (const auto& [plain, encoded] : vectors) {
        CHECK(access::base32(plain) == encoded);
        CHECK(access::decode_base32(encoded) == std::string(plain));
    }
    CHECK(access::decode_base32("mzxw 6ytb oi") == std::string("foobar"));
    CHECK_FALSE(access::decode_base32("MZXW1").has_value());
    CHECK_FALSE(access::decode_base32("MZ=").has_value());
}
