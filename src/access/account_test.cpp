#include "access/account.h"

#include <doctest/doctest.h>

#include <string>

#include "access/random_token.h"

TEST_CASE("user names") {
    CHECK(access::normalised_username("  Mette.Hansen ") == "mette.hansen");
    for (const char* good : {"mha", "mette.hansen", "m_h-2", "mette@kommune.example"}) {
        CAPTURE(good);
        CHECK(access::is_username(good));
    }
    for (const char* bad : {"", "mh", "mette hansen", "Mette", "jørn", "a/b/c", "<script>"}) {
        CAPTURE(bad);
        CHECK_FALSE(access::is_username(bad));
    }
    CHECK(access::is_username(std::string(64, 'a')));
    CHECK_FALSE(access::is_username(std::string(65, 'a')));
}

TEST_CASE("an account is open until the day it is closed on") {
    access::Account account;
    CHECK(account.is_open_on(base::date_of(2024, 5, 3)));
    account.closed_on = base::date_of(2024, 5, 3);
    CHECK(account.is_open_on(base::date_of(2024, 5, 2)));
    CHECK_FALSE(account.is_open_on(base::date_of(2024, 5, 3)));
}

TEST_CASE("links have a code, a path and a lifetime") {
    using access::LinkKind;
    for (const LinkKind kind :
         {LinkKind::invitation, LinkKind::password, LinkKind::authenticator}) {
        CHECK(access::link_kind_of(access::link_kind_code(kind)) == kind);
    }
    CHECK_FALSE(access::link_kind_of("session").has_value());
    CHECK(access::link_path(LinkKind::invitation) == "/invitation/");
    CHECK(access::link_lifetime(LinkKind::invitation) == std::chrono::hours(168));
    CHECK(access::link_lifetime(LinkKind::password) == std::chrono::hours(24));
}

TEST_CASE("tokens and recovery codes") {
    const std::string token = access::random_token();
    CHECK(token.size() == 43);
    CHECK(token != access::random_token());
    CHECK(access::token_hash(token).size() == 64);

    const std::string code = access::random_recovery_code();
    CHECK(code.size() == 19);
    CHECK(code[4] == '-');
    CHECK(code != access::random_recovery_code());
    const std::string plain = access::plain_recovery_code(code);
    CHECK(plain.size() == 16);
    CHECK(access::plain_recovery_code(" k7qf 2m9t-xw3ab5cd ") == "K7QF2M9TXW3AB5CD");
}
