#include "access/cbor.h"

#include <doctest/doctest.h>

using access::cbor_value;
using Kind = access::CborValue::Kind;

namespace {

std::string bytes(std::initializer_list<int> numbers) {
    std::string text;
    for (const int number : numbers) text += static_cast<char>(number);
    return text;
}

}  // namespace

TEST_CASE("CBOR: the kinds of values that authenticators write") {
    struct Number {
        std::string written;
        std::int64_t number;
    };
    for (const Number& example :
         {Number{bytes({0x00}), 0}, Number{bytes({0x17}), 23}, Number{bytes({0x18, 0x18}), 24},
          Number{bytes({0x19, 0x01, 0x00}), 256},
          Number{bytes({0x1a, 0x00, 0x01, 0x00, 0x00}), 65536}, Number{bytes({0x20}), -1},
          Number{bytes({0x39, 0x01, 0x00}), -257}}) {
        const auto value = cbor_value(example.written);
        REQUIRE(value.has_value());
        CHECK(value->is(Kind::integer));
        CHECK(value->number == example.number);
    }
    const auto map =
        cbor_value(bytes({0xa3, 0x01, 0x42, 'a', 'b', 0x61, 'k', 0x82, 0xf5, 0xf4, 0x20, 0xa0}));
    REQUIRE(map.has_value());
    REQUIRE(map->at(1));
    CHECK(map->at(1)->content == "ab");
    REQUIRE(map->at("k"));
    CHECK(map->at("k")->items.size() == 2);
    CHECK(map->at("k")->items.front().number == 1);
    REQUIRE(map->at(-1));
    CHECK(map->at(-1)->is(Kind::map));
    CHECK_FALSE(map->at(2));
    CHECK_FALSE(map->at("x"));
}

TEST_CASE("CBOR: what may not be written is refused") {
    for (const std::string& wrong : {
             std::string(),
             bytes({0x18, 0x17}),                       // longer than needed
             bytes({0x19, 0x00, 0xff}),                 // the same
             bytes({0x1a, 0x00, 0x00, 0xff, 0xff}),     // the same
             bytes({0x1b, 0, 0, 0, 0, 0, 0, 0, 1}),     // the same
             bytes({0x1b, 0xff, 0, 0, 0, 0, 0, 0, 0}),  // larger than a signed number
             bytes({0x19, 0x01}),                       // cut off
             bytes({0x42, 'a'}),                        // cut off
             bytes({0x5b, 0xff, 0, 0, 0, 0, 0, 0, 0}),  // a length beyond all bytes
             bytes({0x9b, 0xff, 0, 0, 0, 0, 0, 0, 0}),  // the same for a list
             bytes({0x5f, 0x41, 'a', 0xff}),            // no stated length
             bytes({0x1c}),                             // no meaning
             bytes({0xc0, 0x00}),                       // tag
             bytes({0xf6}),                             // null
             bytes({0xf9, 0x00, 0x00}),                 // fraction
             bytes({0x61, 0xff}),                       // not UTF-8
             bytes({0xa2, 0x01, 0x00, 0x01, 0x00}),     // the same key twice
             bytes({0xa1, 0x41, 'a', 0x00}),            // bytes as a key
             bytes({0xa1, 0x01}),                       // no value
             bytes({0x00, 0x00}),                       // something after it
             bytes({0x81, 0x81, 0x81, 0x81, 0x00}),     // too deep
         }) {
        CHECK_FALSE(cbor_value(wrong).has_value());
    }
    CHECK(cbor_value(bytes({0x81, 0x81, 0x81, 0x00})).has_value());
    CHECK_FALSE(cbor_value(bytes({0x98, 0x80}) + std::string(128, '\0')).has_value());
    CHECK(cbor_value(bytes({0x98, 0x7f}) + std::string(127, '\0')).has_value());
    CHECK_FALSE(cbor_value(bytes({0x59, 0x40, 0x00}) + std::string(0x4000, 'x')).has_value());
}

TEST_CASE("CBOR: where the first value ends") {
    const auto beginning = access::cbor_beginning(bytes({0xa1, 0x01, 0x02, 0xff, 0xff}));
    REQUIRE(beginning.has_value());
    CHECK(beginning->bytes == 3);
}
