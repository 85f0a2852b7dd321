#include "web/response.h"

#include <doctest/doctest.h>

#include <stdexcept>

namespace {

std::string header(const web::Response& response, std::string_view name) {
    for (const auto& [found, value] : response.headers) {
        if (found == name) return value;
    }
    return {};
}

}  // namespace

TEST_CASE("redirects stay on this site") {
    CHECK(web::see_other("/").status == 303);
    CHECK(header(web::see_other("/indsatser?side=2#top"), "Location") == "/indsatser?side=2#top");
    CHECK(header(web::see_other("/områder/a b"), "Location") == "/omr%C3%A5der/a%20b");
    for (const char* path :
         {"", "indsatser", "//elsewhere.example", "/\\elsewhere.example",
          "https://elsewhere.example/", "javascript:alert(1)", "/a\r\nX: y", "\\\\elsewhere"}) {
        CAPTURE(path);
        CHECK_THROWS_AS(web::see_other(path), std::logic_error);
    }
}

TEST_CASE("headers of responses can't be split") {
    web::Response response;
    CHECK_NOTHROW(response.header("X-Fine", "a; b=\"c\", æ"));
    CHECK_THROWS_AS(response.header("X-Bad", "a\r\nSet-Cookie: b=c"), std::logic_error);
    CHECK_THROWS_AS(response.header("X-Bad", "a\nb"), std::logic_error);
    CHECK_THROWS_AS(response.header("X Bad", "a"), std::logic_error);
    CHECK_THROWS_AS(response.header("X:Bad", "a"), std::logic_error);
    CHECK_THROWS_AS(response.header("", "a"), std::logic_error);
    CHECK(response.headers.size() == 1);
}

TEST_CASE("cookies are set with their protections") {
    web::Response response;
    web::set_cookie(response, "session", "abc-_.~", -1, true);
    web::set_cookie(response, "theme", "dark", 3600, false);
    web::set_cookie(response, "session", "", 0, true);
    REQUIRE(response.headers.size() == 3);
    CHECK(response.headers[0].first == "Set-Cookie");
    CHECK(response.headers[0].second == "session=abc-_.~; Path=/; HttpOnly; SameSite=Lax; Secure");
    CHECK(response.headers[1].second == "theme=dark; Path=/; HttpOnly; SameSite=Lax; Max-Age=3600");
    CHECK(response.headers[2].second ==
          "session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    for (const char* value : {"a;b", "a b", "a,b", "\"a\"", "a\\b", "æ", "a\nb"}) {
        CAPTURE(value);
        CHECK_THROWS_AS(web::set_cookie(response, "x", value, -1, true), std::logic_error);
    }
    CHECK_THROWS_AS(web::set_cookie(response, "x=y", "a", -1, true), std::logic_error);
    CHECK_THROWS_AS(web::set_cookie(response, "", "a", -1, true), std::logic_error);
}

TEST_CASE("downloads keep their Danish names") {
    const web::Response plain = web::attachment("text/csv", "liste.csv", std::string("a"));
    CHECK(header(plain, "Content-Disposition") ==
          "attachment; filename=\"liste.csv\"; filename*=UTF-8''liste.csv");
    const web::Response danish =
        web::attachment("text/csv", "Årsplan \"2024\".csv", std::string("a"));
    CHECK(header(danish, "Content-Disposition") ==
          "attachment; filename=\"_rsplan _2024_.csv\"; "
          "filename*=UTF-8''%C3%85rsplan%20%222024%22.csv");
    const web::Response hostile = web::attachment("text/csv", "a\r\nX: y/..\\b", std::string("a"));
    CHECK(header(hostile, "Content-Disposition") ==
          "attachment; filename=\"a__X: y_.._b\"; filename*=UTF-8''a%0D%0AX%3A%20y%2F..%5Cb");
}

TEST_CASE("kinds of responses") {
    const web::Response text = web::text_response("hej", 403);
    CHECK(text.status == 403);
    CHECK(text.content_type == "text/plain; charset=utf-8");
    CHECK(std::get<std::string>(text.body) == "hej");
    CHECK(text.caching == web::Caching::no_store);
    using web::operator""_html;
    const web::Response page = web::html_response("<p>hej</p>"_html);
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(std::get<std::string>(page.body) == "<p>hej</p>");
}
