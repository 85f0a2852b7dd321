#include "base/civil_registration_number.h"

#include <doctest/doctest.h>

namespace {

TEST_CASE("numbers shaped like a civil registration number are found") {
    for (const char* text : {
             "0102031234",
             "010203-1234",
             "010203 1234",
             "010203.1234",
             "010203 - 1234",
             "010203-\xC2\xA0"
             "1234",
             "010203\xE2\x80\x93"
             "1234",  // en dash
             "010203\xE2\x80\x94"
             "1234",  // em dash
             "010203\xE2\x88\x92"
             "1234",  // minus
             "010203\xC2\xA0"
             "1234",  // no-break space
             "cpr:010203-1234.",
             "x0102031234x",
             "311299-0000",
             "290200-1234",
             "290204-1234",
             "610203-1234",  // replacement number
             "913112-1234 er 911212-1234",
             "12 010203-1234",
             "999999 010203-1234",
             "æøå 010203-1234 æøå",
         }) {
        CAPTURE(text);
        CHECK(base::contains_civil_registration_number(text));
    }
}

TEST_CASE("other numbers are left alone") {
    for (const char* text : {
             "",
             "Ingen tal",
             "010203",
             "010203-123",
             "010203-12345",
             "1010203-1234",
             "01020312345",
             "320203-1234",
             "000203-1234",
             "011303-1234",
             "010003-1234",
             "310403-1234",
             "290203-1234",  // 2003 and 1903 are no leap years
             "300204-1234",
             "600203-1234",  // day 0 of a replacement number
             "920103-1234",
             "010203  1234",
             "010203--1234",
             "010203/1234",
             "010203_1234",
             "010203\n1234",
             "01.02.2003 kl. 1234",
             "99887766",
             "2024-05-03",
             "010203-",
         }) {
        CAPTURE(text);
        CHECK_FALSE(base::contains_civil_registration_number(text));
    }
}

}  // namespace
