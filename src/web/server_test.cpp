#include "web/server.h"

#include <doctest/doctest.h>

#include <atomic>
#include <set>
#include <thread>

#include "web/testing/any_guard.h"
#include "web/testing/http_client.h"
#include "web/testing/running_server.h"
#include "web/testing/tcp_connection.h"

namespace {

using web::Method;
using web::Request;
using web::testing::AnyGuard;
using web::testing::HttpClient;
using web::testing::HttpResponse;
using web::testing::RunningServer;
using web::testing::TcpConnection;

void add(web::Router& router, Method method, std::string pattern, web::Handler handler,
         web::RouteLimits limits = {}) {
    router.add({method, std::move(pattern), AnyGuard::open(), std::move(handler), limits});
}

// What the server understood of a request.
web::Response echo(const Request& request) {
    std::string text = request.path + "\n";
    for (const auto& [name, value] : request.query.all()) text += "? " + name + "=" + value + "\n";
    for (const auto& [name, value] : request.form.all()) text += "f " + name + "=" + value + "\n";
    for (const auto& [name, value] : request.cookies) text += "c " + name + "=" + value + "\n";
    for (const auto& [name, value] : request.parameters) text += "p " + name + "=" + value + "\n";
    text += request.remote_address + " " + request.host + (request.secure ? " secure" : " plain");
    return web::text_response(text);
}

web::Router echo_router() {
    web::Router router;
    add(router, Method::get, "/echo/{word}", echo);
    add(router, Method::post, "/echo/{word}", echo);
    add(router, Method::get, "/", [](const Request&) { return web::text_response("start"); });
    return router;
}

std::string closing_get(const std::string& target) {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
}

}  // namespace

TEST_CASE("server: a request arrives decoded and its answer leaves protected") {
    const web::Router router = echo_router();
    const RunningServer server(router);
    HttpClient client(server.port());
    client.cookies()["session"] = "abc";
    const HttpResponse response = client.get("/echo/%C3%A6ble?q=a+b&q=%C3%B8");
    CHECK(response.status == 200);
    CHECK(response.body ==
          "/echo/æble\n? q=a b\n? q=ø\nc session=abc\np word=æble\n127.0.0.1 127.0.0.1:" +
              std::to_string(server.port()) + " plain");
    CHECK(response.header("content-type") == "text/plain; charset=utf-8");
    CHECK(response.header("content-length") == std::to_string(response.body.size()));
    CHECK(response.header("cache-control") == "no-store");
    CHECK(response.header("content-security-policy") ==
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
          "font-src 'self'; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; "
          "base-uri 'none'; manifest-src 'self'");
    CHECK(response.header("x-content-type-options") == "nosniff");
    CHECK(response.header("referrer-policy") == "same-origin");
    CHECK(response.header("permissions-policy").find("geolocation=()") != std::string::npos);
    CHECK(response.header("cross-origin-opener-policy") == "same-origin");
    CHECK(response.header("cross-origin-resource-policy") == "same-origin");
    CHECK(response.header("x-frame-options") == "DENY");
    CHECK(response.header("date").ends_with(" GMT"));
    CHECK(response.header("server").empty());
    CHECK(response.header("strict-transport-security").empty());
    std::set<std::string> names;
    for (const auto& header : response.headers) CHECK(names.insert(header.first).second);
}

TEST_CASE("server: forms, cookies and redirects") {
    web::Router router;
    add(router, Method::post, "/save", [](const Request& request) {
        web::Response response = web::see_other("/saved");
        web::set_cookie(response, "note", request.form.value("note"), -1, request.secure);
        return response;
    });
    add(router, Method::get, "/saved", [](const Request& request) {
        web::Response response = web::text_response("note: " + request.cookie("note"));
        web::set_cookie(response, "note", "", 0, request.secure);
        return response;
    });
    const RunningServer server(router);
    HttpClient client(server.port());
    const HttpResponse stay = client.post("/save", {{"note", "a"}, {"other", "æ&=+%"}});
    CHECK(stay.status == 303);
    CHECK(stay.header("location") == "/saved");
    CHECK(stay.header("cache-control") == "no-store");
    CHECK(client.cookies().at("note") == "a");

    client.follow_redirects(web::testing::Redirects::follow);
    const HttpResponse followed = client.post("/save", {{"note", "b"}});
    CHECK(followed.status == 200);
    CHECK(followed.body == "note: b");
    CHECK(followed.target == "/saved");
    CHECK(client.cookies().empty());
}

TEST_CASE("server: a form comes back letter by letter") {
    const web::Router router = echo_router();
    const RunningServer server(router);
    HttpClient client(server.port());
    const web::testing::NamesAndValues fields = {
        {"æ ø", "a&b=c+d%20"}, {"empty", ""}, {"lines", "1\r\n2"}, {"æ ø", "😀"}};
    const std::string expected =
        "/echo/x\nf æ ø=a&b=c+d%20\nf empty=\nf lines=1\r\n2\nf æ ø=😀\np word=x\n";
    CHECK(client.post("/echo/x", fields).body.starts_with(expected));
    CHECK(client.post_multipart("/echo/x", fields, {}).body.starts_with(expected));
    CHECK(client.send("POST", "/echo/x", "").body.starts_with("/echo/x\np word=x"));
}

TEST_CASE("server: HEAD is GET without its body") {
    web::Router router;
    int streamed = 0;
    add(router, Method::get, "/long",
        [](const Request&) { return web::text_response(std::string(5000, 'x')); });
    add(router, Method::get, "/stream", [&](const Request&) {
        web::Response response = web::text_response("");
        response.body = web::StreamBody([&streamed] {
            ++streamed;
            return std::string();
        });
        return response;
    });
    const RunningServer server(router);
    HttpClient client(server.port());
    const web::testing::NamesAndValues compressed = {{"Accept-Encoding", "gzip"}};
    for (const auto& headers : {web::testing::NamesAndValues{}, compressed}) {
        const HttpResponse get = client.get("/long", headers);
        const HttpResponse head = client.head("/long", headers);
        CHECK(head.status == 200);
        CHECK(head.body.empty());
        CHECK(head.header("content-length") == get.header("content-length"));
        CHECK(head.header("content-encoding") == get.header("content-encoding"));
    }
    CHECK(client.head("/stream").status == 200);
    CHECK(streamed == 0);
    CHECK(client.head("/none").status == 404);
    // Nothing of a body disturbs what follows on the connection.
    const auto responses = web::testing::parse_responses(
        client.raw("HEAD /long HTTP/1.1\r\nHost: h\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n"
                   "HEAD /none HTTP/1.1\r\nHost: h\r\n\r\n" +
                   closing_get("/long")),
        {"HEAD", "HEAD", "HEAD", "GET"});
    REQUIRE(responses.size() == 4);
    CHECK(responses[3].body.size() == 5000);
}

TEST_CASE("server: unknown paths and methods") {
    const web::Router router = echo_router();
    const RunningServer server(router);
    HttpClient client(server.port());
    CHECK(client.get("/none").status == 404);
    CHECK(client.post("/none", {{"a", "b"}}).status == 404);
    const HttpResponse wrong = client.post("/", {{"a", "b"}});
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow") == "GET, HEAD");
    for (const char* method : {"PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"}) {
        CAPTURE(method);
        const HttpResponse refused = client.send(method, "/", "");
        CHECK(refused.status == 405);
        CHECK(refused.header("allow") == "GET, HEAD, POST");
        CHECK(refused.header("connection") == "close");
        CHECK(refused.header("x-frame-options") == "DENY");
    }
}

TEST_CASE("server: failures of handlers get a number, the log the cause") {
    web::Router router;
    add(router, Method::get, "/broken/{name}",
        [](const Request&) -> web::Response { throw std::runtime_error("the cause"); });
    add(router, Method::get, "/split", [](const Request&) {
        web::Response response = web::text_response("x");
        response.headers.emplace_back("X-Split", "a\r\nSet-Cookie: b=c");
        return response;
    });
    add(router, Method::get, "/framing",
        [](const Request&) { return web::text_response("x").header("Content-Length", "7"); });
    add(router, Method::get, "/file", [](const Request&) {
        web::Response response;
        response.body = web::FileBody{"/nonexistent/file"};
        return response;
    });
    const RunningServer server(router);
    HttpClient client(server.port());
    const HttpResponse broken = client.get("/broken/hans?secret=1");
    CHECK(broken.status == 500);
    CHECK(broken.body.find("the cause") == std::string::npos);
    server.records(1);  // noted before the next ones, for they are looked at in order
    const HttpResponse split = client.get("/split");
    CHECK(split.status == 500);
    CHECK(split.header("set-cookie").empty());
    CHECK(client.get("/framing").status == 500);
    CHECK(client.get("/file").status == 500);
    CHECK(server.failures().size() == 4);
    CHECK(server.failures()[0] == "the cause");

    const auto records = server.records(4);
    CHECK(records[0].method == "GET");
    CHECK(records[0].pattern == "/broken/{name}");
    CHECK(records[0].status == 500);
    CHECK(broken.body == "500 " + records[0].number);
    CHECK(records[0].response_bytes > broken.body.size());
    CHECK(records[0].number != records[1].number);
    CHECK(records[1].status == 500);
}

TEST_CASE("server: requests on one connection, one after the other and all at once") {
    const web::Router router = echo_router();
    const RunningServer server(router);
    TcpConnection connection(server.port());
    for (int i = 0; i < 3; ++i) {
        connection.send("GET /echo/" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\n\r\n");
        const std::string answer = connection.receive(
            [](std::string_view text) { return text.find(" plain") != std::string_view::npos; });
        const auto responses = web::testing::parse_responses(answer);
        REQUIRE(responses.size() == 1);
        CHECK(responses[0].body.starts_with("/echo/" + std::to_string(i)));
        CHECK(responses[0].header("connection").empty());
    }

    std::string many;
    for (int i = 0; i < 50; ++i) {
        const std::string body = "n=" + std::to_string(i);
        many +=
            "POST /echo/post HTTP/1.1\r\nHost: h\r\nContent-Type: "
            "application/x-www-form-urlencoded\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body;
        many += "GET /none HTTP/1.1\r\nHost: h\r\n\r\n";
        many +=
            "POST /echo/chunks HTTP/1.1\r\nHost: h\r\nContent-Type: "
            "application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n"
            "2\r\nn=\r\n1\r\nx\r\n0\r\n\r\n";
    }
    many += closing_get("/echo/last");
    HttpClient client(server.port());
    const auto responses = web::testing::parse_responses(client.raw(many));
    REQUIRE(responses.size() == 151);
    for (std::size_t i = 0; i < 50; ++i) {
        CHECK(responses[3 * i].body.find("f n=" + std::to_string(i) + "\n") != std::string::npos);
        CHECK(responses[3 * i + 1].status == 404);
        CHECK(responses[3 * i + 2].body.find("f n=x\n") != std::string::npos);
    }
    CHECK(responses[150].header("connection") == "close");
    // What follows the request that closes is not answered.
    CHECK(web::testing::parse_responses(client.raw(closing_get("/") + closing_get("/"))).size() ==
          1);
}

TEST_CASE("server: HTTP/1.0 closes unless asked to stay") {
    const web::Router router = echo_router();
    const RunningServer server(router);
    const HttpClient client(server.port());
    const auto old = web::testing::parse_responses(client.raw("GET / HTTP/1.0\r\n\r\n"));
    REQUIRE(old.size() == 1);
    CHECK(old[0].body == "start");
    CHECK(old[0].header("connection") == "close");
    const auto two = web::testing::parse_responses(
        client.raw("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n"));
    REQUIRE(two.size() == 2);
    CHECK(two[0].header("connection") == "keep-alive");
    CHECK(two[1].header("connection") == "close");
}

TEST_CASE("server: a connection serves a limited number of requests") {
    const web::Router router = echo_router();
    web::ServerOptions options = RunningServer::options();
    options.requests_per_connection = 3;
    const RunningServer server(router, options);
    const HttpClient client(server.port());
    std::string many;
    for (int i = 0; i < 5; ++i) many += "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    const auto responses = web::testing::parse_responses(client.raw(many));
    REQUIRE(responses.size() == 3);
    CHECK(responses[1].header("connection").empty());
    CHECK(responses[2].header("connection") == "close");
}

TEST_CASE("server: what a trusted proxy says of the caller") {
    const web::Router router = echo_router();
    const web::testing::NamesAndValues forwarded = {{"X-Forwarded-For", "1.2.3.4, 198.51.100.4"},
                                                    {"X-Forwarded-Proto", "https"},
                                                    {"X-Forwarded-Host", "tryg.example"}};
    web::ServerOptions options = RunningServer::options();
    options.trusted_proxies = {"127.0.0.1"};
    const RunningServer trusting(router, options);
    const HttpResponse believed = HttpClient(trusting.port()).get("/echo/a", forwarded);
    CHECK(believed.body.ends_with("198.51.100.4 tryg.example secure"));
    CHECK(believed.header("strict-transport-security") == "max-age=31536000");

    const RunningServer alone(router);
    const HttpResponse ignored = HttpClient(alone.port()).get("/echo/a", forwarded);
    CHECK(ignored.body.ends_with("127.0.0.1 127.0.0.1:" + std::to_string(alone.port()) + " plain"));
    CHECK(ignored.header("strict-transport-security").empty());
}

TEST_CASE("server: 200 connections at the same time") {
    const web::Router router = echo_router();
    web::ServerOptions options = RunningServer::options();
    options.threads = 4;
    const RunningServer server(router, options);
    // All are open before the first asks.
    std::vector<std::unique_ptr<TcpConnection>> connections;
    for (int i = 0; i < 200; ++i) {
        connections.push_back(std::make_unique<TcpConnection>(server.port()));
    }
    for (std::size_t i = 0; i < connections.size(); ++i) {
        connections[i]->send(closing_get("/echo/" + std::to_string(i)));
    }
    for (std::size_t i = 0; i < connections.size(); ++i) {
        const auto responses =
            web::testing::parse_responses(connections[i]->receive_until_closed());
        REQUIRE(responses.size() == 1);
        CHECK(responses[0].body.starts_with("/echo/" + std::to_string(i) + "\n"));
    }
    CHECK(server.records(200).size() == 200);
}

TEST_CASE("server: parallel clients, each with many requests") {
    const web::Router router = echo_router();
    web::ServerOptions options = RunningServer::options();
    options.threads = 4;
    const RunningServer server(router, options);
    std::atomic<int> wrong{0};
    std::vector<std::thread> clients;
    for (int client_number = 0; client_number < 8; ++client_number) {
        clients.emplace_back([&, client_number] {
            HttpClient client(server.port());
            for (int i = 0; i < 50; ++i) {
                const std::string word = std::to_string(client_number) + "-" + std::to_string(i);
                const HttpResponse response = client.post("/echo/" + word, {{"word", word}});
                if (response.body.find("f word=" + word + "\n") == std::string::npos) ++wrong;
            }
        });
    }
    for (std::thread& client : clients) client.join();
    CHECK(wrong == 0);
    CHECK(server.records(400).size() == 400);
}

TEST_CASE("server: the figures have a port of their own") {
    const web::Router router = echo_router();
    // There is no "any free port" for these, so one is found by opening and closing it.
    std::uint16_t free_port = 0;
    {
        const RunningServer finder(router);
        free_port = finder.port();
    }
    web::ServerOptions options = RunningServer::options();
    options.metrics_port = free_port;
    const RunningServer server(router, options, [] { return std::string("further_metric 1\n"); });
    CHECK(server.metrics_port() == free_port);
    HttpClient client(server.port());
    CHECK(client.get("/echo/secret-name").status == 200);
    CHECK(client.get("/metrics").status == 404);
    server.records(2);
    HttpClient operations(server.metrics_port());
    const HttpResponse figures = operations.get("/metrics");
    CHECK(figures.status == 200);
    CHECK(figures.header("content-type").starts_with("text/plain; version=0.0.4"));
    CHECK(figures.body.find("http_requests_total{method=\"GET\",pattern=\"/echo/{word}\","
                            "status=\"2xx\"} 1\n") != std::string::npos);
    CHECK(figures.body.find("further_metric 1\n") != std::string::npos);
    CHECK(figures.body.find("secret-name") == std::string::npos);
    CHECK(operations.get("/").status == 404);
    CHECK(operations.get("/echo/a").status == 404);
}

TEST_CASE("server: starting where it can't is refused with a reason") {
    const web::Router router = echo_router();
    const RunningServer running(router);
    const web::Dispatcher dispatcher{
        router,
        [](const Request&, int status) { return web::text_response("", status); },
        [](const Request&, std::string_view) {},
        {}};
    const auto code = [&](web::ServerOptions options) {
        web::Server server(std::move(options), dispatcher, [](const web::RequestRecord&) {}, {});
        const base::Result<void> started = server.start();
        return started.ok() ? std::string("started") : started.error().code;
    };
    web::ServerOptions options = RunningServer::options();
    CHECK(code(options) == "started");
    options.port = running.port();
    CHECK(code(options) == "address_in_use");
    options = RunningServer::options();
    options.metrics_port = running.port();
    CHECK(code(options) == "address_in_use");
    options = RunningServer::options();
    options.address = "203.0.113.1";
    CHECK(code(options) == "address_not_allowed");
    options.address = "not an address";
    CHECK(code(options) == "address_not_allowed");
    options = RunningServer::options();
    options.trusted_proxies = {"proxy.example"};
    CHECK(code(options) == "address_not_allowed");
    options = RunningServer::options();
    options.certificate_file = "/nonexistent/certificate.pem";
    CHECK(code(options) == "certificate");
}
