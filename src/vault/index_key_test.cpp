#include "vault/index_key.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace {

using vault::IndexKey;
using vault::Key;

}  // namespace

TEST_CASE("a text has one token for one purpose under one key") {
    const IndexKey index(1, Key::random());
    const IndexKey other(2, Key::random());
    const auto token = index.token("cpr", "0102030405");
    CHECK(index.token("cpr", "0102030405") == token);
    CHECK(index.token("cpr", "0102030406") != token);
    CHECK(index.token("name", "0102030405") != token);
    CHECK(index.token("cpr0", "102030405") != token);
    CHECK(other.token("cpr", "0102030405") != token);
}

TEST_CASE("a link yields its subject's handle with its own token and key only") {
    const IndexKey index(1, Key::random());
    const IndexKey other(2, Key::random());
    const auto token = index.token("name", "hansen");
    const auto handle = vault::index_handle(Key::random());
    const auto link = index.link(token, handle);
    CHECK(index.handle(token, link) == handle);
    CHECK_FALSE(index.handle(index.token("name", "jensen"), link).has_value());
    CHECK_FALSE(other.handle(token, link).has_value());
    for (std::size_t i = 0; i < link.size(); ++i) {
        auto changed = link;
        changed.at(i) ^= 1;
        CHECK_FALSE(index.handle(token, changed).has_value());
    }
}

TEST_CASE("the links of one subject have nothing in common that shows") {
    const IndexKey index(1, Key::random());
    const auto first = vault::index_handle(Key::random());
    const auto second = vault::index_handle(Key::random());
    std::set<std::string> seen;
    for (int i = 0; i < 500; ++i) {
        const auto token = index.token("name", std::to_string(i));
        const auto mine = index.link(token, first);
        const auto theirs = index.link(token, second);
        std::string both;
        for (std::size_t at = 0; at < mine.size(); ++at)
            both += static_cast<char>(mine.at(at) ^ theirs.at(at));
        // Neither the halves of a link nor the difference of two persons' links come again.
        CHECK(seen.insert(std::string(mine.begin(), mine.begin() + 8)).second);
        CHECK(seen.insert(std::string(mine.begin() + 8, mine.end())).second);
        CHECK(seen.insert(both.substr(0, 8)).second);
        CHECK(seen.insert(both.substr(8)).second);
    }
}
