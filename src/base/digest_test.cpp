#include "base/digest.h"

#include <doctest/doctest.h>

#include <vector>

namespace {

TEST_CASE("SHA-256 gives the published digests") {
    // FIPS 180-4, example values.
    CHECK(base::sha256_hex("") ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(base::sha256_hex("abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(base::sha256_hex("abd") != base::sha256_hex("abc"));
    CHECK(base::hex(base::sha256("abc")) == base::sha256_hex("abc"));
}

TEST_CASE("hex and base64url") {
    const std::vector<std::uint8_t> bytes = {0x00, 0x0F, 0xF0, 0xFF};
    CHECK(base::hex(bytes) == "000ff0ff");
    CHECK(base::hex({}) == "");
    CHECK(base::base64url({}) == "");
    CHECK(base::base64url(bytes) == "AA_w_w");
    CHECK(base::base64url(std::vector<std::uint8_t>{'f'}) == "Zg");
    CHECK(base::base64url(std::vector<std::uint8_t>{'f', 'o', 'o'}) == "Zm9v");
    CHECK(base::base64url(std::vector<std::uint8_t>{0xFB, 0xEF}) == "--8");
}

TEST_CASE("base64url is decoded whole, in its one right form, or not at all") {
    CHECK(base::base64url_of("\xFB\xEF") == "--8");
    CHECK(base::decode_base64url("") == "");
    CHECK(base::decode_base64url("Zm9v") == "foo");
    CHECK(base::decode_base64url("Zm8") == "fo");
    CHECK(base::decode_base64url("--8") == "\xFB\xEF");
    for (const char* wrong : {"Zm8=", "Zm9", "Z", "++8", "Zm 8", "Zm8\n", "Zm8!"}) {
        CAPTURE(wrong);
        CHECK_FALSE(base::decode_base64url(wrong).has_value());
    }
}

TEST_CASE("base64 is decoded whole or not at all") {
    CHECK(base::decode_base64("") == "");
    CHECK(base::decode_base64("Zm9v") == "foo");
    CHECK(base::decode_base64("Zm8=") == "fo");
    CHECK(base::decode_base64("++8=") == "\xFB\xEF");
    for (const char* wrong : {"Zm8", "Zm9v!", "--8=", "Zm9v\nZm9v", "="}) {
        CAPTURE(wrong);
        CHECK_FALSE(base::decode_base64(wrong).has_value());
    }
}

TEST_CASE("comparing secrets") {
    CHECK(base::equal_in_constant_time("", ""));
    CHECK(base::equal_in_constant_time("secret", "secret"));
    CHECK_FALSE(base::equal_in_constant_time("secret", "secreT"));
    CHECK_FALSE(base::equal_in_constant_time("secret", "secrets"));
    CHECK_FALSE(base::equal_in_constant_time("", "s"));
}

}  // namespace
