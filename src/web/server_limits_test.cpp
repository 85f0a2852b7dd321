#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <thread>

#include "web/server.h"
#include "web/testing/any_guard.h"
#include "web/testing/http_client.h"
#include "web/testing/running_server.h"
#include "web/testing/tcp_connection.h"

// What the server takes no more of: sizes, counts, times, and what is not HTTP.

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using web::Method;
using web::Request;
using web::testing::AnyGuard;
using web::testing::HttpClient;
using web::testing::HttpResponse;
using web::testing::RunningServer;
using web::testing::TcpConnection;

web::Router small_router() {
    web::Router router;
    const web::Handler handler = [](const Request& request) {
        return web::text_response("took " + std::to_string(request.form.all().size()));
    };
    router.add({Method::get, "/", AnyGuard::open(), handler});
    router.add({Method::post, "/small", AnyGuard::open(), handler, {1000, 0}});
    router.add({Method::post, "/large", AnyGuard::open(), handler, {100'000, 0}});
    return router;
}

std::vector<int> statuses(std::uint16_t port, std::string_view bytes) {
    std::vector<int> found;
    for (const HttpResponse& response :
         web::testing::parse_responses(HttpClient(port).raw(bytes))) {
        found.push_back(response.status);
    }
    return found;
}

std::string post_head(const std::string& target, const std::string& headers) {
    return "POST " + target +
           " HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-www-form-urlencoded\r\n" + headers +
           "\r\n\r\n";
}

bool says(std::string_view text, std::string_view words) {
    return text.find(words) != std::string_view::npos;
}

}  // namespace

TEST_CASE("limits: what is not a request of ours is answered 400 and the connection ends") {
    const web::Router router = small_router();
    web::ServerOptions options = RunningServer::options();
    options.idle_time = 500ms;
    const RunningServer server(router, options);
    const std::string after = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    const std::string end = "\r\nHost: h\r\n\r\n";
    const std::string cases[] = {
        "nonsense\r\n\r\n",
        "GET http://h/ HTTP/1.1" + end,
        "GET * HTTP/1.1" + end,
        "GET /../etc/passwd HTTP/1.1" + end,
        "GET /%2e%2e/etc/passwd HTTP/1.1" + end,
        "GET /a%2f..%2fb HTTP/1.1" + end,
        "GET /%zz HTTP/1.1" + end,
        "GET /%00 HTTP/1.1" + end,
        "GET /%ff HTTP/1.1" + end,
        "GET /?q=%ff HTTP/1.1" + end,
        "GET /?q=%00 HTTP/1.1" + end,
        "GET / HTTP/1.1\r\nX: \xE6" + end,
        "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: 3" + end + "abc",
        "GET / HTTP/1.1\r\nHost : h\r\n\r\n",
        post_head("/small", "Content-Length: 3\r\nContent-Length: 3") + "a=b",
        post_head("/small", "Content-Length: 3\r\nContent-Length: 4") + "a=b",
        post_head("/small", "Content-Length: 5\r\nTransfer-Encoding: chunked") + "0\r\n\r\n",
        post_head("/small", "Transfer-Encoding: chunked\r\nContent-Length: 5") + "0\r\n\r\n",
        post_head("/small", "Transfer-Encoding: gzip, chunked") + "0\r\n\r\n",
        post_head("/small", "Transfer-Encoding: identity") + "0\r\n\r\n",
        post_head("/small", "Transfer-Encoding: chunked") + "x\r\n\r\n",
        post_head("/small", "Content-Length: 5") + "a=%FF",
        post_head("/small", "Content-Length: 5") + "a=%00",
        post_head("/small", "Content-Length: 4") + "a=%z",
    };
    for (const std::string& text : cases) {
        CAPTURE(text);
        CHECK(statuses(server.port(), text + after) == std::vector<int>{400});
    }
    CHECK(statuses(server.port(), post_head("/small", "Content-Length: 3") + "a=b" + after) ==
          std::vector<int>{200, 200});
    CHECK(server.failures().empty());
}

TEST_CASE("limits: sizes of heads") {
    const web::Router router = small_router();
    web::ServerOptions options = RunningServer::options();
    options.header_bytes = 4000;
    const RunningServer server(router, options);
    HttpClient client(server.port());
    CHECK(client.get("/", {{"X", std::string(3500, 'x')}}).status == 200);
    CHECK(client.get("/", {{"X", std::string(4100, 'x')}}).status == 431);
    CHECK(client.get("/", {{"X", std::string(400'000, 'x')}}).status == 431);
    CHECK(client.get("/" + std::string(3500, 'x')).status == 404);
    CHECK(client.get("/" + std::string(4100, 'x')).status == 414);
    CHECK(client.get("/" + std::string(100'000, 'x')).status == 414);
    web::testing::NamesAndValues many;
    for (int i = 0; i < 1000; ++i) many.emplace_back("X" + std::to_string(i), "y");
    CHECK(client.get("/", many).status == 431);
    const RunningServer standard(router);
    HttpClient other(standard.port());
    CHECK(other.get("/" + std::string(8100, 'x')).status == 404);
    CHECK(other.get("/" + std::string(8200, 'x')).status == 414);
}

TEST_CASE("limits: sizes of bodies are those of the route") {
    const web::Router router = small_router();
    web::ServerOptions options = RunningServer::options();
    options.body_bytes = 2000;
    options.form_fields = 5;
    const RunningServer server(router, options);
    HttpClient client(server.port());
    const auto status = [&](const char* target, std::size_t bytes) {
        return client.post(target, {{"a", std::string(bytes - 2, 'x')}}).status;
    };
    CHECK(status("/small", 1000) == 200);
    CHECK(status("/small", 1001) == 413);
    CHECK(status("/small", 5'000'000) == 413);
    CHECK(status("/large", 100'000) == 200);
    CHECK(status("/large", 100'001) == 413);
    CHECK(status("/none", 2000) == 404);
    CHECK(status("/none", 2001) == 413);
    CHECK(client.send("POST", "/small", "{}", {{"Content-Type", "application/json"}}).status ==
          415);
    CHECK(client.send("POST", "/small", "a=b").status == 415);
    CHECK(client.post("/small", {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}, {"e", ""}}).body ==
          "took 5");
    CHECK(client.post("/small", {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}, {"e", ""}, {"f", ""}})
              .status == 413);
    CHECK(client.get("/?a&b&c&d&e").status == 200);
    CHECK(client.get("/?a&b&c&d&e&f").status == 400);

    // In chunks nothing is announced, so it ends when it is too much.
    std::string chunks = post_head("/small", "Transfer-Encoding: chunked\r\nConnection: close");
    for (int i = 0; i < 100; ++i) chunks += "A\r\na=12345678\r\n";
    CHECK(statuses(server.port(), chunks + "0\r\n\r\n") == std::vector<int>{200});
    CHECK(statuses(server.port(), chunks + "1\r\na\r\n0\r\n\r\n") == std::vector<int>{413});
}

TEST_CASE("limits: a body is only asked for when it would be taken") {
    const web::Router router = small_router();
    const RunningServer server(router);
    {
        TcpConnection connection(server.port());
        connection.send(post_head("/small",
                                  "Content-Length: 3\r\nConnection: close\r\n"
                                  "Expect: 100-continue"));
        const std::string asked =
            connection.receive([](std::string_view text) { return text.ends_with("\r\n\r\n"); });
        CHECK(asked == "HTTP/1.1 100 Continue\r\n\r\n");
        connection.send("a=b");
        CHECK(says(connection.receive_until_closed(), "took 1"));
    }
    {
        TcpConnection connection(server.port());
        connection.send(post_head("/small", "Content-Length: 3000\r\nExpect: 100-continue"));
        const std::string refused = connection.receive(
            [](std::string_view text) { return text.find("413 ") != std::string_view::npos; });
        CHECK(refused.starts_with("HTTP/1.1 413 "));
    }
    // Who doesn't wait isn't asked.
    const std::string at_once = HttpClient(server.port())
                                    .raw(post_head("/small",
                                                   "Content-Length: 3\r\nConnection: "
                                                   "close\r\nExpect: 100-continue") +
                                         "a=b");
    CHECK(at_once.starts_with("HTTP/1.1 200 "));
    CHECK(HttpClient(server.port()).get("/", {{"Expect", "miracles"}}).status == 417);
}

TEST_CASE("limits: who asks slowly is told so and let go") {
    const web::Router router = small_router();
    web::ServerOptions options = RunningServer::options();
    options.header_time = 400ms;
    options.body_time = 600ms;
    options.idle_time = 300ms;
    const RunningServer server(router, options);
    const auto began = Clock::now();
    SUBCASE("in the head, however often something comes") {
        TcpConnection connection(server.port());
        connection.send("GET / HTTP/1.1\r\nHost: h\r\n");
        while (!connection.something_comes_within(50ms)) connection.send("X: y\r\n");
        CHECK(connection.receive_until_closed().starts_with("HTTP/1.1 408 "));
        CHECK(Clock::now() - began >= 400ms);
    }
    SUBCASE("in the request line") {
        TcpConnection connection(server.port());
        connection.send("GE");
        CHECK(connection.receive_until_closed().starts_with("HTTP/1.1 408 "));
        CHECK(Clock::now() - began >= 400ms);
    }
    SUBCASE("in the body") {
        TcpConnection connection(server.port());
        connection.send(post_head("/small", "Content-Length: 900"));
        while (!connection.something_comes_within(50ms)) connection.send("x");
        CHECK(connection.receive_until_closed().starts_with("HTTP/1.1 408 "));
        CHECK(Clock::now() - began >= 600ms);
    }
    SUBCASE("after being asked for the body") {
        TcpConnection connection(server.port());
        connection.send(post_head("/small", "Content-Length: 900\r\nExpect: 100-continue"));
        const std::string answer = connection.receive_until_closed();
        CHECK(says(answer, "100 Continue"));
        CHECK(says(answer, "408 Request Timeout"));
    }
    SUBCASE("with nothing at all: there is nothing to say") {
        TcpConnection connection(server.port());
        CHECK(connection.receive_until_closed().empty());
        CHECK(Clock::now() - began >= 400ms);
    }
    SUBCASE("between two requests") {
        TcpConnection connection(server.port());
        connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
        CHECK(web::testing::parse_responses(connection.receive_until_closed()).size() == 1);
        CHECK(Clock::now() - began >= 300ms);
        CHECK(server.records(1)[0].status == 200);
    }
    // Sanitizers and a busy machine slow this down; a server without limits would wait for ever.
    CHECK(Clock::now() - began < 20s);
}

TEST_CASE("limits: who reads slowly is let go") {
    web::Router router;
    router.add({Method::get, "/endless", AnyGuard::open(), [](const Request&) {
                    web::Response response = web::text_response("");
                    response.body = web::StreamBody([] { return std::string(64 * 1024, 'x'); });
                    return response;
                }});
    router.add({Method::get, "/long", AnyGuard::open(),
                [](const Request&) { return web::text_response(std::string(50'000'000, 'x')); }});
    web::ServerOptions options = RunningServer::options();
    options.write_time = 50ms;
    const RunningServer server(router, options);
    for (const char* target : {"/endless", "/long"}) {
        CAPTURE(target);
        TcpConnection connection(server.port());
        connection.send("GET " + std::string(target) + " HTTP/1.1\r\nHost: h\r\n\r\n");
    }
    const auto began = Clock::now();
    TcpConnection connection(server.port());
    connection.send("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
    server.records(3);
    CHECK(Clock::now() - began < 20s);
    CHECK(connection.receive_until_closed().size() > 100'000);
}

TEST_CASE("limits: slow callers keep no one else waiting") {
    const web::Router router = small_router();
    const RunningServer server(router);
    std::vector<std::unique_ptr<TcpConnection>> slow;
    for (int i = 0; i < 100; ++i) {
        slow.push_back(std::make_unique<TcpConnection>(server.port()));
        slow.back()->send("GET / HTTP/1.1\r\nX: ");
    }
    const auto began = Clock::now();
    CHECK(HttpClient(server.port()).get("/").status == 200);
    CHECK(Clock::now() - began < 5s);
}

TEST_CASE("limits: the number of connections") {
    const web::Router router = small_router();
    web::ServerOptions options = RunningServer::options();
    options.connections = 3;
    const RunningServer server(router, options);
    const std::string request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
    const auto answered = [](std::string_view text) { return text.find("took 0") != text.npos; };
    std::vector<std::unique_ptr<TcpConnection>> open;
    for (int i = 0; i < 3; ++i) {
        open.push_back(std::make_unique<TcpConnection>(server.port()));
        open.back()->send(request);
        CHECK(answered(open.back()->receive(answered)));
    }
    TcpConnection refused(server.port());
    CHECK(refused.receive_until_closed().empty());
    open.pop_back();
    // The place is free as soon as the server has noticed.
    bool taken = false;
    for (int i = 0; i < 100 && !taken; ++i) {
        TcpConnection later(server.port());
        later.send(request);
        taken = answered(later.receive(answered));
        if (!taken) std::this_thread::sleep_for(20ms);
    }
    CHECK(taken);
    open[0]->send(request);
    CHECK(answered(open[0]->receive(answered)));
}
