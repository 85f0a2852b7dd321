#include "web/route.h"

#include <doctest/doctest.h>

#include <stdexcept>

#include "web/testing/any_guard.h"

namespace {

using web::Method;
using web::testing::AnyGuard;

web::Route route(Method method, std::string pattern) {
    return {method, pattern, AnyGuard::open(),
            [pattern](const web::Request&) { return web::text_response(pattern); }};
}

std::string found(const web::Router& router, Method method, std::string_view path) {
    const web::Router::Match match = router.find(method, path);
    return match.route ? match.route->pattern : "";
}

web::Response plain_page(const web::Request&, int status) {
    return web::text_response("page " + std::to_string(status), status);
}

std::string text(const web::Response& response) {
    return std::get<std::string>(response.body);
}

struct FailureLog {
    std::vector<std::string> causes;
    web::Dispatcher dispatcher(const web::Router& router) {
        return {router, plain_page,
                [this](const web::Request&, std::string_view cause) { causes.emplace_back(cause); },
                [](const std::exception& exception) {
                    return std::string_view(exception.what()) == "busy" ? 503 : 500;
                }};
    }
};

}  // namespace

TEST_CASE("router: patterns match whole segments, literals before parameters") {
    web::Router router;
    router.add(route(Method::get, "/"));
    router.add(route(Method::get, "/plans/{key}"));
    router.add(route(Method::get, "/plans/new"));
    router.add(route(Method::post, "/plans/{key}"));
    router.add(route(Method::get, "/{area}/all"));
    router.add(route(Method::get, "/plans/{key}/years/{year}"));

    struct Case {
        Method method;
        const char* path;
        const char* pattern;
    };
    const Case cases[] = {
        {Method::get, "/", "/"},
        {Method::get, "/plans/new", "/plans/new"},
        {Method::head, "/plans/new", "/plans/new"},
        {Method::get, "/plans/safe", "/plans/{key}"},
        {Method::post, "/plans/safe", "/plans/{key}"},
        // Both fit; the literal further left wins.
        {Method::get, "/plans/all", "/plans/{key}"},
        {Method::get, "/places/all", "/{area}/all"},
        {Method::get, "/plans/a/years/2024", "/plans/{key}/years/{year}"},
        {Method::get, "", ""},
        {Method::get, "/plans", ""},
        {Method::get, "/plans/", ""},
        {Method::get, "/plans/a/", ""},
        {Method::get, "//plans/a", ""},
        {Method::get, "/plans/a/years", ""},
        {Method::get, "/Plans/new", ""},
        {Method::post, "/", ""},
    };
    for (const Case& one : cases) {
        CAPTURE(one.path);
        CHECK(found(router, one.method, one.path) == one.pattern);
    }

    const auto match = router.find(Method::get, "/plans/a/years/2024");
    CHECK(match.parameters.at("key") == "a");
    CHECK(match.parameters.at("year") == "2024");
}

TEST_CASE("router: knows which methods a path takes") {
    web::Router router;
    router.add(route(Method::get, "/both"));
    router.add(route(Method::post, "/both"));
    router.add(route(Method::get, "/read"));
    router.add(route(Method::post, "/write"));
    CHECK(router.allowed_methods("/both") == "GET, HEAD, POST");
    CHECK(router.allowed_methods("/read") == "GET, HEAD");
    CHECK(router.allowed_methods("/write") == "POST");
    CHECK(router.allowed_methods("/none").empty());
    CHECK(router.find(Method::post, "/read").path_known);
    CHECK_FALSE(router.find(Method::post, "/none").path_known);
}

TEST_CASE("router: refuses malformed and taken patterns") {
    for (const char* pattern : {"", "plans", "/plans/", "//", "/a//b", "/a b", "/a?b", "/a#b",
                                "/a/{}", "/a/{b", "/a/b}", "/{x}/{x}", "/a%20b", "/a\"b"}) {
        CAPTURE(pattern);
        web::Router router;
        CHECK_THROWS_AS(router.add(route(Method::get, pattern)), std::logic_error);
    }
    web::Router router;
    router.add(route(Method::get, "/a/{b}"));
    CHECK_THROWS_AS(router.add(route(Method::get, "/a/{b}")), std::logic_error);
    CHECK_THROWS_AS(router.add(route(Method::get, "/a/{c}")), std::logic_error);
    CHECK_THROWS_AS(router.add(route(Method::head, "/h")), std::logic_error);
    CHECK_NOTHROW(router.add(route(Method::post, "/a/{b}")));
    CHECK_NOTHROW(router.add(route(Method::get, "/a/b")));
    CHECK(router.routes().size() == 3);
}

TEST_CASE("dispatcher: the guard decides before the handler runs") {
    web::Router router;
    int handled = 0;
    const web::Handler handler = [&](const web::Request& request) {
        ++handled;
        CHECK(request.admitted != nullptr);
        return web::text_response(request.parameter("key"));
    };
    router.add({Method::get, "/open/{key}", AnyGuard::open(), handler});
    router.add({Method::get, "/closed/{key}", AnyGuard::closed(403), handler});
    FailureLog log;
    const web::Dispatcher dispatcher = log.dispatcher(router);

    web::Request request;
    request.path = "/open/a";
    CHECK(text(dispatcher.handle(request)) == "a");
    CHECK(handled == 1);

    web::Request refused;
    refused.path = "/closed/a";
    CHECK(dispatcher.handle(refused).status == 403);
    CHECK(handled == 1);
    CHECK(log.causes.empty());
}

TEST_CASE("dispatcher: unknown paths, wrong methods and failures get the calm page") {
    web::Router router;
    router.add(route(Method::get, "/read"));
    router.add({Method::get, "/throws", AnyGuard::open(),
                [](const web::Request&) -> web::Response { throw std::runtime_error("broken"); }});
    router.add({Method::get, "/busy", AnyGuard::open(),
                [](const web::Request&) -> web::Response { throw std::runtime_error("busy"); }});
    router.add({Method::get, "/odd", AnyGuard::open(),
                [](const web::Request&) -> web::Response { throw 7; }});
    router.add({Method::get, "/guard",
                AnyGuard::with("x",
                               [](const web::Request&) -> web::RouteGuard::Verdict {
                                   throw std::runtime_error("guard");
                               }),
                [](const web::Request&) { return web::text_response("reached"); }});
    FailureLog log;
    const web::Dispatcher dispatcher = log.dispatcher(router);
    const auto handle = [&](Method method, const char* path) {
        web::Request request;
        request.method = method;
        request.path = path;
        return dispatcher.handle(request);
    };
    CHECK(handle(Method::get, "/none").status == 404);
    const web::Response wrong = handle(Method::post, "/read");
    CHECK(wrong.status == 405);
    REQUIRE(wrong.headers.size() == 1);
    CHECK(wrong.headers[0] == std::pair<std::string, std::string>("Allow", "GET, HEAD"));
    CHECK(log.causes.empty());
    CHECK(handle(Method::get, "/throws").status == 500);
    CHECK(handle(Method::get, "/busy").status == 503);
    CHECK(handle(Method::get, "/odd").status == 500);
    CHECK(handle(Method::get, "/guard").status == 500);
    REQUIRE(log.causes.size() == 4);
    CHECK(log.causes[0] == "broken");
    CHECK(log.causes[3] == "guard");
}
