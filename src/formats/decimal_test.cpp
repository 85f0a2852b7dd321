#include "formats/decimal.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("Decimal numbers with point or comma") {
    using formats::parse_decimal;
    CHECK(parse_decimal("12") == 12.0);
    CHECK(parse_decimal("-3,5") == -3.5);
    CHECK(parse_decimal("+0.25") == 0.25);
    CHECK(parse_decimal("0") == 0.0);
    CHECK(parse_decimal("112695") == 112695.0);
    for (const std::string text : {"", "-", "+", ".", ",", ".5", "5.", "1.234,5", "1,2,3", "1e5",
                                   "0x1", " 1", "1 ", "--1", "nan", "inf", "..", "1 000"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_decimal(text).has_value());
    }
    CHECK_FALSE(parse_decimal(std::string(65, '1')).has_value());
}
