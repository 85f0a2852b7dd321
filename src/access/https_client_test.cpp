#include "access/https_client.h"

#include <doctest/doctest.h>

#include <thread>

#include "access/identity_provider.h"
#include "web/testing/any_guard.h"
#include "web/testing/running_server.h"
#include "web/testing/server_identity.h"

namespace {

using namespace std::chrono_literals;
using access::fetch_https;
using web::Request;
using web::testing::AnyGuard;
using web::testing::RunningServer;
using web::testing::ServerIdentity;

web::Router some_pages() {
    web::Router router;
    router.add({web::Method::get, "/text", AnyGuard::open(),
                [](const Request&) { return web::text_response("found"); }});
    router.add({web::Method::get, "/elsewhere", AnyGuard::open(),
                [](const Request&) { return web::see_other("/text"); }});
    router.add({web::Method::get, "/large", AnyGuard::open(), [](const Request&) {
                    return web::text_response(std::string(access::https_most_bytes + 1, 'x'));
                }});
    router.add({web::Method::get, "/slow", AnyGuard::open(), [](const Request&) {
                    std::this_thread::sleep_for(500ms);
                    return web::text_response("late");
                }});
    router.add({web::Method::post, "/form", AnyGuard::open(), [](const Request& request) {
                    return web::text_response(request.form.value("code") + " " +
                                              request.header("authorization"));
                }});
    return router;
}

}  // namespace

TEST_CASE("asking another server: text, form and password") {
    const web::Router router = some_pages();
    const RunningServer server(router);
    const std::string site = "http://127.0.0.1:" + std::to_string(server.port());
    const auto text = fetch_https({.address = site + "/text"});
    REQUIRE(text.ok());
    CHECK(text->status == 200);
    CHECK(text->body == "found");
    const auto form = fetch_https(
        {.address = site + "/form", .form = "code=a%20b", .user = "me", .password = "x:y"});
    REQUIRE(form.ok());
    CHECK(form->body == "a b Basic bWU6eDp5");
}

TEST_CASE("asking another server: no redirect is followed, nothing too large or too late taken") {
    const web::Router router = some_pages();
    const RunningServer server(router);
    const std::string site = "http://127.0.0.1:" + std::to_string(server.port());
    const auto moved = fetch_https({.address = site + "/elsewhere"});
    REQUIRE(moved.ok());
    CHECK(moved->status == 303);
    const auto large = fetch_https({.address = site + "/large"});
    REQUIRE_FALSE(large.ok());
    CHECK(large.error().code == "network");
    CHECK_FALSE(fetch_https({.address = "http://127.0.0.1:1/"}).ok());
    CHECK_FALSE(fetch_https({.address = site + "/slow", .whole_time = 100ms}).ok());
    CHECK(fetch_https({.address = site + "/slow"}).ok());
}

TEST_CASE("asking another server: only with a certificate that is good") {
    const ServerIdentity identity;
    const ServerIdentity other;
    const web::Router router = some_pages();
    const RunningServer server(router, identity.options());
    const std::string port = std::to_string(server.port());
    const auto ask = [&](const std::string& host, const std::string& authorities) {
        return fetch_https({.address = "https://" + host + ":" + port + "/text",
                            .certificate_authorities = authorities});
    };
    CHECK(ask("localhost", identity.certificate_file()).ok());
    CHECK_FALSE(ask("localhost", "").ok());
    CHECK_FALSE(ask("localhost", other.certificate_file()).ok());
    CHECK_FALSE(ask("127.0.0.1", identity.certificate_file()).ok());  // the name is another
}

TEST_CASE("what may be asked at all") {
    for (const char* safe : {"https://broker.example.dk/x?y=z", "http://127.0.0.1:8080/x",
                             "http://localhost", "http://[::1]:1/"}) {
        CAPTURE(safe);
        CHECK(access::is_safe_address(safe));
    }
    for (const char* unsafe :
         {"", "https://", "http://broker.example.dk", "http://127.0.0.1.evil.example",
          "http://localhost@evil.example", "file:///etc/passwd", "ftp://x", "https://a b",
          "https://a@b", "https://a\nb", "https://x#y", "//x", "http://localhoster"}) {
        CAPTURE(unsafe);
        CHECK_FALSE(access::is_safe_address(unsafe));
        CHECK_FALSE(fetch_https({.address = unsafe}).ok());
    }
}
