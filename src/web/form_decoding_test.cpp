#include "web/form_decoding.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>

namespace {

using Outcome = web::DecodedFields::Outcome;
using namespace std::string_literals;
using namespace std::string_view_literals;

}  // namespace

TEST_CASE("percent decoding") {
    struct Case {
        std::string_view encoded;
        std::optional<std::string> decoded;
    };
    const Case cases[] = {
        {"", ""},
        {"abc", "abc"},
        {"a%20b", "a b"},
        {"a+b", "a b"},
        {"%C3%B8", "ø"},
        {"%c3%b8", "ø"},
        {"ø", "ø"},
        {"100%25", "100%"},
        {"%2525", "%25"},
        {"%", std::nullopt},
        {"%2", std::nullopt},
        {"a%", std::nullopt},
        {"%zz", std::nullopt},
        {"%2g", std::nullopt},
        {"%-1", std::nullopt},
        {"%00", std::nullopt},
        {"a\0b"sv, std::nullopt},
        {"%C3", std::nullopt},           // half a character
        {"%FF", std::nullopt},           // never in UTF-8
        {"\xE6", std::nullopt},          // Latin-1
        {"%C0%80", std::nullopt},        // NUL the long way
        {"%ED%A0%80", std::nullopt},     // half of a surrogate pair
        {"%F4%90%80%80", std::nullopt},  // beyond Unicode
        {"%F0%9F%98%80", "\U0001F600"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.encoded);
        CHECK(web::decode_percent(one.encoded, web::PlusSign::is_space) == one.decoded);
    }
    CHECK(web::decode_percent("a+b", web::PlusSign::stays) == "a+b");
}

TEST_CASE("urlencoded fields keep their order and repetitions") {
    const auto decoded = web::decode_urlencoded("b=2&a=1&b=%C3%A6+x&flag&=nameless&&c=", 10);
    REQUIRE(decoded.outcome == Outcome::fine);
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"b", "2"}, {"a", "1"}, {"b", "æ x"}, {"flag", ""}, {"", "nameless"}, {"c", ""}};
    CHECK(decoded.fields.all() == expected);
    CHECK(decoded.fields.value("b") == "2");
    CHECK(decoded.fields.values("b") == std::vector<std::string>{"2", "æ x"});
    CHECK(decoded.fields.has("flag"));
    CHECK_FALSE(decoded.fields.has("d"));
    CHECK(decoded.fields.value("d").empty());
    CHECK(web::decode_urlencoded("a=b=c", 1).fields.value("a") == "b=c");
}

TEST_CASE("urlencoded fields: malformed and too many") {
    CHECK(web::decode_urlencoded("", 0).outcome == Outcome::fine);
    CHECK(web::decode_urlencoded("a=%zz", 10).outcome == Outcome::malformed);
    CHECK(web::decode_urlencoded("%zz=a", 10).outcome == Outcome::malformed);
    CHECK(web::decode_urlencoded("a=1&b=%FF", 10).outcome == Outcome::malformed);
    CHECK(web::decode_urlencoded("a=%00", 10).outcome == Outcome::malformed);
    CHECK(web::decode_urlencoded("a=1&b=2&c=3", 3).outcome == Outcome::fine);
    CHECK(web::decode_urlencoded("a=1&b=2&c=3", 2).outcome == Outcome::too_many);
    CHECK(web::decode_urlencoded("&&&&&&", 1).outcome == Outcome::fine);
}

TEST_CASE("paths") {
    struct Case {
        std::string_view encoded;
        std::optional<std::string> decoded;
    };
    const Case cases[] = {
        {"/", "/"},
        {"/a/b", "/a/b"},
        {"/a/", "/a/"},
        {"//a", "//a"},
        {"/indsatser/tryghedsvandringer", "/indsatser/tryghedsvandringer"},
        {"/omr%C3%A5der/vej%20strand", "/områder/vej strand"},
        {"/a+b", "/a+b"},
        {"/...", "/..."},
        {"/.well-known", "/.well-known"},
        {"", std::nullopt},
        {"a", std::nullopt},
        {"*", std::nullopt},
        {"http://elsewhere/", std::nullopt},
        {"/..", std::nullopt},
        {"/../etc/passwd", std::nullopt},
        {"/a/../b", std::nullopt},
        {"/a/./b", std::nullopt},
        {"/.", std::nullopt},
        {"/%2e%2e/etc", std::nullopt},
        {"/%2E%2e", std::nullopt},
        {"/.%2e", std::nullopt},
        {"/a%2Fb", std::nullopt},
        {"/a%2f..%2fb", std::nullopt},
        {"/a\\b", std::nullopt},
        {"/a%5Cb", std::nullopt},
        {"/%00", std::nullopt},
        {"/a%0Ab", std::nullopt},
        {"/a%7F", std::nullopt},
        {"/%", std::nullopt},
        {"/%FF", std::nullopt},
    };
    for (const Case& one : cases) {
        CAPTURE(one.encoded);
        CHECK(web::decode_path(one.encoded) == one.decoded);
    }
    // Decoded once only.
    CHECK(web::decode_path("/%252e%252e") == "/%2e%2e");
}

TEST_CASE("cookies: what other sites left behind doesn't disturb") {
    const auto cookies = web::decode_cookies(
        "session=abc; theme=\"dark\";empty=; session=other;  spaced = x ; nothing; =nameless; "
        "latin=\xE6; path=a=b%20c");
    CHECK(cookies.size() == 5);
    CHECK(cookies.at("session") == "abc");
    CHECK(cookies.at("theme") == "dark");
    CHECK(cookies.at("empty").empty());
    CHECK(cookies.at("spaced") == "x");
    CHECK(cookies.at("path") == "a=b%20c");
    CHECK(web::decode_cookies("").empty());
    CHECK(web::decode_cookies(";;; ;").empty());
    CHECK(web::decode_cookies("a=b\0c"sv).empty());
}

TEST_CASE("parameters of header values") {
    const std::string_view disposition = R"(form-data; name="navn"; filename="et \"billede\".jpg")";
    CHECK(web::header_main_value(disposition) == "form-data");
    CHECK(web::header_parameter(disposition, "name") == "navn");
    CHECK(web::header_parameter(disposition, "filename") == "et \"billede\".jpg");
    CHECK(web::header_parameter(disposition, "size") == std::nullopt);
    CHECK(web::header_parameter("text/html", "charset") == std::nullopt);
    CHECK(web::header_parameter("text/html;Charset=UTF-8", "charset") == "UTF-8");
    CHECK(web::header_parameter("text/html; flag; charset = utf-8 ;x=y", "charset") == "utf-8");
    CHECK(web::header_parameter(R"(a; b="x;c=y"; c=z)", "c") == "z");
    CHECK(web::header_parameter(R"(a; b="C:\photo.jpg")", "b") == R"(C:\photo.jpg)");
    CHECK(web::header_parameter(R"(a; b="never ended)", "b") == "never ended");
    CHECK(web::header_parameter("a; b=", "b") == "");
    CHECK(web::header_main_value(" Text/HTML ; x") == "text/html");
}
