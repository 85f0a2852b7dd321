#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "web/server.h"
#include "web/testing/any_guard.h"
#include "web/testing/http_client.h"
#include "web/testing/running_server.h"
#include "web/testing/tcp_connection.h"

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using web::Request;
using web::testing::AnyGuard;
using web::testing::HttpClient;
using web::testing::RunningServer;
using web::testing::TcpConnection;

// Routes that take their time, and what they have reached.
struct SlowRoutes {
    std::atomic<bool> entered{false};
    std::atomic<bool> released{false};
    web::Router router;

    SlowRoutes() {
        router.add({web::Method::get, "/slow", AnyGuard::open(), [this](const Request&) {
                        entered = true;
                        while (!released) std::this_thread::sleep_for(5ms);
                        return web::text_response("finished");
                    }});
        router.add({web::Method::get, "/endless", AnyGuard::open(), [this](const Request&) {
                        web::Response response = web::text_response("");
                        response.body = web::StreamBody([this] {
                            entered = true;
                            return std::string(64 * 1024, 'x');
                        });
                        return response;
                    }});
        router.add({web::Method::get, "/", AnyGuard::open(),
                    [](const Request&) { return web::text_response("quick"); }});
    }

    void wait_until_entered() const {
        while (!entered) std::this_thread::sleep_for(5ms);
    }
};

}  // namespace

TEST_CASE("stop: running requests finish, idle connections close, new ones are not taken") {
    SlowRoutes slow;
    RunningServer server(slow.router);
    const std::uint16_t port = server.port();
    TcpConnection idle(port);
    idle.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    idle.receive([](std::string_view text) { return text.ends_with("quick"); });
    TcpConnection silent(port);
    TcpConnection busy(port);
    busy.send("GET /slow HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n");
    slow.wait_until_entered();

    std::thread stopper([&] { server.stop(); });
    CHECK(idle.receive_until_closed().empty());
    CHECK(silent.receive_until_closed().empty());
    CHECK_THROWS(TcpConnection(port).receive_until_closed().size());
    CHECK_FALSE(busy.something_comes_within(100ms));
    slow.released = true;
    const std::string answer = busy.receive_until_closed();
    stopper.join();
    // The one that ran is answered; the one behind it was not begun.
    const auto responses = web::testing::parse_responses(answer);
    REQUIRE(responses.size() == 1);
    CHECK(responses[0].body == "finished");
    CHECK(responses[0].header("connection") == "close");
    CHECK(server.records(2).size() == 2);
}

TEST_CASE("stop: what doesn't end in time is cut off") {
    SlowRoutes slow;
    web::ServerOptions options = RunningServer::options();
    options.stop_time = 300ms;
    RunningServer server(slow.router, options);
    TcpConnection reader(server.port());
    reader.send("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
    slow.wait_until_entered();
    const auto began = Clock::now();
    server.stop();
    CHECK(Clock::now() - began >= 300ms);
    CHECK(Clock::now() - began < 20s);
    CHECK_FALSE(reader.receive_until_closed().ends_with("0\r\n\r\n"));
    CHECK(server.records(1).size() == 1);
}

TEST_CASE("stop: without connections it is quick, and twice does no harm") {
    const SlowRoutes slow;
    RunningServer server(slow.router);
    CHECK(HttpClient(server.port()).get("/").body == "quick");
    const auto began = Clock::now();
    server.stop();
    server.stop();
    CHECK(Clock::now() - began < 10s);
}

TEST_CASE("stop: under load nothing is answered by half") {
    for (int round = 0; round < 5; ++round) {
        const SlowRoutes slow;
        web::ServerOptions options = RunningServer::options();
        options.threads = 4;
        RunningServer server(slow.router, options);
        const std::uint16_t port = server.port();
        std::atomic<int> broken{0};
        std::atomic<int> answered{0};
        std::vector<std::thread> clients;
        for (int i = 0; i < 4; ++i) {
            clients.emplace_back([&] {
                try {
                    for (;;) {
                        TcpConnection connection(port);
                        connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
                        const std::string answer = connection.receive(
                            [](std::string_view text) { return text.ends_with("quick"); });
                        if (answer.empty()) continue;
                        if (!answer.ends_with("quick")) ++broken;
                        ++answered;
                    }
                } catch (const std::runtime_error&) {
                    // No connection any more.
                }
            });
        }
        while (answered < 20) std::this_thread::sleep_for(1ms);
        server.stop();
        for (std::thread& client : clients) client.join();
        CHECK(broken == 0);
    }
}
