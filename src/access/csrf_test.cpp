#include "access/csrf.h"

#include <doctest/doctest.h>

TEST_CASE("a masked token fits its secret and no other") {
    const std::string secret = access::random_csrf_secret();
    const std::string other = access::random_csrf_secret();
    const std::string first = access::masked_csrf_token(secret);
    const std::string second = access::masked_csrf_token(secret);
    CHECK(first != second);
    CHECK(access::csrf_token_fits(secret, first));
    CHECK(access::csrf_token_fits(secret, second));
    CHECK_FALSE(access::csrf_token_fits(other, first));
}

TEST_CASE("changed, cut and empty tokens don't fit") {
    const std::string secret = access::random_csrf_secret();
    const std::string token = access::masked_csrf_token(secret);
    CHECK_FALSE(access::csrf_token_fits(secret, ""));
    CHECK_FALSE(access::csrf_token_fits(secret, secret));
    CHECK_FALSE(access::csrf_token_fits(secret, token.substr(1)));
    CHECK_FALSE(access::csrf_token_fits(secret, token + "A"));
    CHECK_FALSE(access::csrf_token_fits("", token));
    CHECK_FALSE(access::csrf_token_fits("", ""));
    std::string changed = token;
    changed[50] = changed[50] == 'A' ? 'B' : 'A';
    CHECK_FALSE(access::csrf_token_fits(secret, changed));
}

TEST_CASE("where a form may come from") {
    using access::is_own_form;
    const std::string_view host = "trygby.example";
    CHECK(is_own_form({"https://trygby.example", "same-origin", host}));
    CHECK(is_own_form({"", "same-origin", host}));
    CHECK(is_own_form({"https://trygby.example", "", host}));
    CHECK(is_own_form({"http://localhost:8080", "", "localhost:8080"}));
    CHECK(is_own_form({"", "", host}));
    CHECK_FALSE(is_own_form({"https://trygby.example", "same-site", host}));
    CHECK_FALSE(is_own_form({"https://trygby.example", "cross-site", host}));
    CHECK_FALSE(is_own_form({"https://evil.example", "", host}));
    CHECK_FALSE(is_own_form({"https://trygby.example.evil.example", "", host}));
    CHECK_FALSE(is_own_form({"https://trygby.example:444", "", host}));
    CHECK_FALSE(is_own_form({"null", "", host}));
}
