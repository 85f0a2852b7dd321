#include "access/password.h"

#include <doctest/doctest.h>

#include <string>

namespace {

std::string refusal(std::string_view password, std::string_view username = "mette.hansen") {
    const auto checked = access::check_new_password(password, username);
    return checked ? "" : checked.error().code;
}

}  // namespace

TEST_CASE("the length of a password") {
    CHECK(refusal("blå cykel 1") == "password_short");
    CHECK(refusal("blå cykel 12") == "");
    CHECK(refusal("æøåæøåæøåæø") == "password_short");  // 22 bytes, 11 characters
    CHECK(refusal("æøåæøåæøåæøå") == "");
    CHECK(refusal(std::string(255, 'a') + "b") == "");
    CHECK(refusal(std::string(256, 'a') + "b") == "password_long");
    CHECK(refusal("") == "password_short");
}

TEST_CASE("passwords that are guessed first") {
    CHECK(refusal("Password1234") == "password_common");
    CHECK(refusal("adgangskode123") == "password_common");
    CHECK(refusal("METTE.HANSEN") == "password_is_username");
    CHECK(refusal("mette.hansen er min") == "");
}

TEST_CASE("no kinds of signs are demanded") {
    CHECK(refusal("fire ord er nok") == "");
    CHECK(refusal("48151623426391") == "");
}
