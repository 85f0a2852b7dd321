#include "web/request_head.h"

#include <doctest/doctest.h>

namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

web::RequestHead head(std::string method, std::string target, Fields fields = {}) {
    web::RequestHead made;
    made.method = std::move(method);
    made.target = std::move(target);
    made.fields = std::move(fields);
    made.fields.emplace_back("host", "trygby.example");
    return made;
}

web::HeadRules rules() {
    web::HeadRules made;
    made.trusted_proxies = {"10.0.0.1", "10.0.0.2", "2001:db8::1"};
    made.target_bytes = 200;
    made.query_fields = 3;
    return made;
}

int status(const web::RequestHead& sent) {
    const auto outcome = web::accept_head(sent, {"192.0.2.7", false}, rules());
    const auto* refused = std::get_if<web::RefusedHead>(&outcome);
    return refused ? refused->status : 0;
}

web::AcceptedHead accepted(const web::RequestHead& sent, const std::string& peer = "192.0.2.7",
                           bool encrypted = false) {
    auto outcome = web::accept_head(sent, {peer, encrypted}, rules());
    REQUIRE(std::holds_alternative<web::AcceptedHead>(outcome));
    return std::get<web::AcceptedHead>(std::move(outcome));
}

}  // namespace

TEST_CASE("heads: a plain request") {
    const auto taken = accepted(head("GET", "/omr%C3%A5der/2?q=%C3%B8+x&side=2",
                                     {{"accept", "text/html"},
                                      {"accept", "text/plain"},
                                      {"cookie", "session=abc; broken=\xFF"},
                                      {"cookie", "theme=dark; session=later"}}));
    const web::Request& request = taken.request;
    CHECK(request.method == web::Method::get);
    CHECK(request.path == "/områder/2");
    CHECK(request.target == "/omr%C3%A5der/2?q=%C3%B8+x&side=2");
    CHECK(request.query.value("q") == "ø x");
    CHECK(request.query.value("side") == "2");
    CHECK(request.header("accept") == "text/html, text/plain");
    CHECK(request.header("cookie").empty());
    CHECK(request.cookie("session") == "abc");
    CHECK(request.cookie("theme") == "dark");
    CHECK(request.cookie("broken").empty());
    CHECK(request.remote_address == "192.0.2.7");
    CHECK(request.host == "trygby.example");
    CHECK_FALSE(request.secure);
    CHECK_FALSE(taken.has_body());
}

TEST_CASE("heads: methods and targets") {
    for (const char* method :
         {"PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "X"}) {
        CAPTURE(method);
        CHECK(status(head(method, "/")) == 405);
    }
    CHECK(status(head("GET", "/")) == 0);
    CHECK(status(head("HEAD", "/")) == 0);
    CHECK(status(head("POST", "/")) == 0);
    for (const char* target : {"",
                               "*",
                               "http://trygby.example/",
                               "https://trygby.example/",
                               "trygby.example:443",
                               "a",
                               "?a=b",
                               "/a#b",
                               "/a?b#c",
                               "/../a",
                               "/%2e%2e/a",
                               "/a%2fb",
                               "/a\\b",
                               "/%zz",
                               "/%00",
                               "/%FF",
                               "/?a=%zz",
                               "/?a=%FF",
                               "/?a=%00",
                               "/?a=1&b=2&c=3&d=4"}) {
        CAPTURE(target);
        CHECK(status(head("GET", target)) == 400);
    }
    CHECK(status(head("GET", "/?a=1&b=2&c=3")) == 0);
    CHECK(status(head("GET", "/" + std::string(199, 'a'))) == 0);
    CHECK(status(head("GET", "/" + std::string(200, 'a'))) == 414);
}

TEST_CASE("heads: values that could be understood in two ways are refused") {
    CHECK(status(head("GET", "/", {{"x", "\xC3\xA6"}})) == 0);
    CHECK(status(head("GET", "/", {{"x", "\xE6"}})) == 400);
    CHECK(status(head("GET", "/", {{"host", "other.example"}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", "5"}, {"content-length", "5"}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", "5, 5"}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", "+5"}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", "-5"}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", "0x5"}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", ""}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", "18446744073709551616"}})) == 400);
    CHECK(status(head("POST", "/", {{"content-length", "5"}, {"transfer-encoding", "chunked"}})) ==
          400);
    CHECK(status(head("POST", "/", {{"transfer-encoding", "gzip"}})) == 400);
    CHECK(status(head("POST", "/", {{"transfer-encoding", "gzip, chunked"}})) == 400);
    CHECK(status(head("POST", "/",
                      {{"transfer-encoding", "chunked"}, {"transfer-encoding", "chunked"}})) ==
          400);
    CHECK(status(head("POST", "/", {{"content-type", "a"}, {"content-type", "b"}})) == 400);
    CHECK(status(head("GET", "/", {{"content-length", "5"}})) == 400);
    CHECK(status(head("GET", "/", {{"content-length", "0"}})) == 0);
    CHECK(status(head("GET", "/", {{"transfer-encoding", "chunked"}})) == 400);
    CHECK(status(head("POST", "/", {{"expect", "100-continue"}})) == 0);
    CHECK(status(head("POST", "/", {{"expect", "miracles"}})) == 417);
    auto old = head("POST", "/", {{"transfer-encoding", "chunked"}});
    old.http_1_1 = false;
    CHECK(status(old) == 400);
    CHECK(accepted(head("POST", "/", {{"transfer-encoding", "Chunked"}})).chunked);
    CHECK(accepted(head("POST", "/", {{"content-length", "12"}})).content_length == 12);
}

TEST_CASE("heads: the host") {
    const auto with_host = [](std::string host, bool http_1_1 = true) {
        web::RequestHead made;
        made.method = "GET";
        made.target = "/";
        made.http_1_1 = http_1_1;
        if (host != "-") made.fields = {{"host", std::move(host)}};
        return status(made);
    };
    CHECK(with_host("trygby.example") == 0);
    CHECK(with_host("trygby.example:8080") == 0);
    CHECK(with_host("[2001:db8::1]:8080") == 0);
    CHECK(with_host("-") == 400);
    CHECK(with_host("-", false) == 0);
    CHECK(with_host("") == 400);
    CHECK(with_host("a b") == 400);
    CHECK(with_host("a/b") == 400);
    CHECK(with_host("a\"b") == 400);
    CHECK(with_host("user@a") == 400);
    CHECK(with_host(std::string(256, 'a')) == 400);
}

TEST_CASE("heads: only our own proxies are believed") {
    const Fields forwarded = {{"x-forwarded-for", "203.0.113.9, 198.51.100.4, 10.0.0.2"},
                              {"x-forwarded-proto", "https"},
                              {"x-forwarded-host", "tryg.ishoj.example"}};
    const auto stranger = accepted(head("GET", "/", forwarded)).request;
    CHECK(stranger.remote_address == "192.0.2.7");
    CHECK_FALSE(stranger.secure);
    CHECK(stranger.host == "trygby.example");

    for (const char* proxy : {"10.0.0.1", "::ffff:10.0.0.1", "2001:DB8:0::1"}) {
        CAPTURE(proxy);
        const auto believed = accepted(head("GET", "/", forwarded), proxy).request;
        // What stands left of the first stranger anyone could have written.
        CHECK(believed.remote_address == "198.51.100.4");
        CHECK(believed.secure);
        CHECK(believed.host == "tryg.ishoj.example");
    }

    struct Case {
        const char* list;
        const char* caller;
    };
    const Case cases[] = {
        {"198.51.100.4", "198.51.100.4"},
        {"::ffff:198.51.100.4", "198.51.100.4"},
        {"2001:DB8::0:7", "2001:db8::7"},
        {"10.0.0.2, 10.0.0.1", "10.0.0.2"},
        {"", "10.0.0.1"},
        {"unknown", "10.0.0.1"},
        {"198.51.100.4, junk", "10.0.0.1"},
        {"junk, 198.51.100.4", "198.51.100.4"},
        {"1.2.3.4:80", "10.0.0.1"},
    };
    for (const Case& one : cases) {
        CAPTURE(one.list);
        const auto request =
            accepted(head("GET", "/", {{"x-forwarded-for", one.list}}), "10.0.0.1").request;
        CHECK(request.remote_address == one.caller);
    }
    // A proxy without encryption in front of an encrypted connection: the caller's counts.
    CHECK_FALSE(accepted(head("GET", "/", {{"x-forwarded-proto", "http"}}), "10.0.0.1", true)
                    .request.secure);
    CHECK(accepted(head("GET", "/"), "192.0.2.7", true).request.secure);
    const auto bad_host = web::accept_head(head("GET", "/", {{"x-forwarded-host", "a b"}}),
                                           {"10.0.0.1", false}, rules());
    CHECK(std::holds_alternative<web::RefusedHead>(bad_host));
}

TEST_CASE("addresses in one form") {
    CHECK(web::normal_address("127.0.0.1") == "127.0.0.1");
    CHECK(web::normal_address("::ffff:127.0.0.1") == "127.0.0.1");
    CHECK(web::normal_address("fe80::1%eth0") == "fe80::1");
    CHECK(web::normal_address("2001:0DB8::0001") == "2001:db8::1");
    CHECK(web::normal_address("127.0.0.1:80") == std::nullopt);
    CHECK(web::normal_address("127.1") == std::nullopt);
    CHECK(web::normal_address("localhost") == std::nullopt);
    CHECK(web::normal_address("") == std::nullopt);
}
