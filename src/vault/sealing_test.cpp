#include "vault/sealing.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace {

const vault::Key key = vault::Key::random();

}  // namespace

TEST_CASE("what is sealed opens with the same key in the same context") {
    for (const std::string& plain :
         {std::string(), std::string("æøå"), std::string("\0\x80\0", 3), std::string(100, '\x80'),
          std::string(5000, 'x'), std::string(vault::plain_bytes_max, 'y')}) {
        CAPTURE(plain.size());
        const vault::Sealed sealed = vault::seal(key, "person.name:a", plain);
        CHECK(vault::open(key, "person.name:a", sealed) == plain);
        CHECK_FALSE(vault::open(key, "person.name:b", sealed).has_value());
        CHECK_FALSE(vault::open(vault::Key::random(), "person.name:a", sealed).has_value());
        CHECK(vault::seal(key, "person.name:a", plain) != sealed);
    }
    const std::string too_long(vault::plain_bytes_max + 1, 'x');
    CHECK_THROWS_AS((void)vault::seal(key, "a", too_long), std::length_error);
}

TEST_CASE("every changed bit, every shorter and every longer copy of a sealed value is refused") {
    const vault::Sealed sealed = vault::seal(key, "context", "Noget om nogen");
    for (std::size_t i = 0; i < sealed.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            vault::Sealed changed = sealed;
            changed[i] ^= static_cast<std::uint8_t>(1 << bit);
            CHECK_FALSE(vault::open(key, "context", changed).has_value());
        }
        CHECK_FALSE(vault::open(key, "context", {sealed.data(), i}).has_value());
    }
    vault::Sealed longer = sealed;
    longer.push_back(0);
    CHECK_FALSE(vault::open(key, "context", longer).has_value());
}

TEST_CASE("the length of a sealed value says only its class") {
    CHECK(vault::padded_size(0) == 32);
    CHECK(vault::padded_size(31) == 32);
    CHECK(vault::padded_size(32) == 64);
    CHECK(vault::padded_size(4095) == 4096);
    CHECK(vault::padded_size(4096) == 8192);
    CHECK(vault::padded_size(12'000) == 12'288);
    // An empty name, "Bo" and "Christian-Alexander" are of one length.
    const std::size_t empty = vault::seal(key, "a", "").size();
    CHECK(vault::seal(key, "a", "Bo").size() == empty);
    CHECK(vault::seal(key, "a", "Christian-Alexander").size() == empty);
}

TEST_CASE("keys derived for different uses differ, and one says nothing of the other") {
    CHECK(key.derive("keywraps", 1) == key.derive("keywraps", 1));
    CHECK_FALSE(key.derive("keywraps", 1) == key.derive("keywraps", 2));
    CHECK_FALSE(key.derive("keywraps", 1) == key.derive("keycheck", 1));
    CHECK_FALSE(key.derive("keywraps", 1) == key);
    CHECK_THROWS_AS((void)key.derive("short", 1), std::logic_error);
}
