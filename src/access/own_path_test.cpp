#include "access/own_path.h"

#include <doctest/doctest.h>

#include <string>

TEST_CASE("paths of our own, and others") {
    for (const char* own : {"/", "/indsatser", "/indsatser/nabohjælp?side=2#top", "/a//b"}) {
        CAPTURE(own);
        CHECK(access::is_own_path(own));
    }
    for (const char* other :
         {"", "indsatser", "//evil.example", "/\\evil.example", "/a\\b", "https://evil.example",
          "/a b", "/a\r\nSet-Cookie: x=1", "/\tb", "javascript:alert(1)"}) {
        CAPTURE(other);
        CHECK_FALSE(access::is_own_path(other));
    }
    CHECK(access::is_own_path("/" + std::string(1999, 'a')));
    CHECK_FALSE(access::is_own_path("/" + std::string(2000, 'a')));
}
