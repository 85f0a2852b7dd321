#include "web/components/link.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace web {

TEST_CASE("addresses within the program and safe ones outside make links") {
    for (const char* address : {"/", "/steder", "/steder?side=2#top", "#field-name", "#",
                                "https://www.ishoj.dk/", "mailto:ssp@example.org", "/a//b"}) {
        CAPTURE(address);
        CHECK(Link(address).address() == address);
    }
}

TEST_CASE("anything else is a bug") {
    for (const char* address : {"", "steder", "?side=2", "http://example.org/", "//example.org/",
                                "/\\example.org/", "javascript:alert(1)", "JavaScript:alert(1)",
                                " /steder", "data:text/html,x", "/\t/example.org", "/steder\n",
                                "/ste\x7f"
                                "der",
                                "HTTPS://example.org"}) {
        CAPTURE(address);
        CHECK_THROWS_AS((void)Link(address), std::logic_error);
    }
}

TEST_CASE("no link is no link") {
    CHECK(Link().empty());
    CHECK(!Link("/").empty());
}

TEST_CASE("values of a query are encoded, empty ones left out") {
    CHECK(address_with_query("/sprog", {{"til", "en"}, {"side", "/steder?a=1&b=æ"}}) ==
          "/sprog?til=en&side=%2Fsteder%3Fa%3D1%26b%3D%C3%A6");
    CHECK(address_with_query("/steder", {{"art", ""}, {"side", "2"}}) == "/steder?side=2");
    CHECK(address_with_query("/steder", {}) == "/steder");
    CHECK(encode_component("a b-c_d.e~f") == "a%20b-c_d.e~f");
}

}  // namespace web
