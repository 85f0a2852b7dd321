#include "people/cpr_number.h"

#include <doctest/doctest.h>

#include <string>

// Only numbers that are nobody's: replacement numbers, days that don't exist, and serial numbers
// that don't hold modulus 11 on days when no such numbers were issued.

namespace {

using people::CprKind;
using people::CprNumber;

std::string refusal(std::string_view text) {
    const auto number = CprNumber::parse(text);
    return number ? "" : number.error().code;
}

std::string born(std::string_view text) {
    return base::iso_date(CprNumber::parse(text).value().born_on());
}

}  // namespace

TEST_CASE("R18 allowed: ten digits with or without a hyphen are accepted") {
    for (const char* text : {"6102034567", "610203-4567", "610203 4567", "  610203-4567 "}) {
        CAPTURE(text);
        const auto number = CprNumber::parse(text);
        REQUIRE(number.ok());
        CHECK(number->digits() == "6102034567");
    }
    for (const char* text : {"", "610203", "610203-456", "610203-45678", "61020-34567",
                             "610203--4567", "6102O3-4567", "610203_4567", "61-02-03-4567"}) {
        CAPTURE(text);
        CHECK(refusal(text) == "cpr_digits");
    }
}

TEST_CASE("R18 refused: a date that doesn't exist is refused in the rule's words") {
    for (const char* text :
         {"320103-4567", "310403-4567", "001203-4567", "011303-4567", "010003-4567", "290203-4567",
          "920103-4567", "600103-4567", "900203-4567"}) {
        CAPTURE(text);
        const auto number = CprNumber::parse(text);
        REQUIRE_FALSE(number.ok());
        CHECK(number.error().code == "R18");
        CHECK(number.error().message == "Datoen i personnummeret findes ikke.");
    }
    // 29 February exists in some years only, and the century decides.
    CHECK(refusal("290204-4567") == "");
    CHECK(refusal("290200-4567") == "");     // 2000
    CHECK(refusal("290200-1567") == "R18");  // 1900
}

TEST_CASE("R18: modulus 11 only warns, and replacement numbers are known as such") {
    const auto without = CprNumber::parse("010165-1111");
    REQUIRE(without.ok());
    CHECK_FALSE(without->holds_modulus_11());
    CHECK(without->kind() == CprKind::ordinary);
    CHECK(CprNumber::parse("0000000000").error().code == "R18");

    const auto replacement = CprNumber::parse("610203-4567");
    CHECK(replacement->kind() == CprKind::replacement);
    CHECK(base::iso_date(replacement->born_on()) == "2003-02-01");
    CHECK(CprNumber::parse("911203-4567")->born_on() == base::date_of(2003, 12, 31));
}

TEST_CASE("R18: the century follows the seventh digit and the year") {
    CHECK(born("610203-0000") == "1903-02-01");
    CHECK(born("610299-3999") == "1999-02-01");
    CHECK(born("610236-4000") == "2036-02-01");
    CHECK(born("610237-4000") == "1937-02-01");
    CHECK(born("610257-5000") == "2057-02-01");
    CHECK(born("610258-5000") == "1858-02-01");
    CHECK(born("610257-8999") == "2057-02-01");
    CHECK(born("610258-8999") == "1858-02-01");
    CHECK(born("610236-9000") == "2036-02-01");
    CHECK(born("610237-9000") == "1937-02-01");
}

TEST_CASE("modulus 11") {
    // 61·4+… : 6*4+1*3+0*2+2*7+0*6+3*5+4*4+5*3+0*2+0*1 = 87; the last digit that makes 88 is 1.
    CHECK(CprNumber::parse("610203-4501")->holds_modulus_11());
    CHECK_FALSE(CprNumber::parse("610203-4502")->holds_modulus_11());
}

TEST_CASE("R17: masked, the last four digits don't show") {
    const auto number = CprNumber::parse("6102034567").value();
    CHECK(number.masked() == "610203-****");
    CHECK(number.full() == "610203-4567");
}
