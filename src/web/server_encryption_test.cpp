#include <doctest/doctest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <stdexcept>

#include "web/server.h"
#include "web/testing/any_guard.h"
#include "web/testing/http_client.h"
#include "web/testing/running_server.h"
#include "web/testing/server_identity.h"
#include "web/testing/tcp_connection.h"

namespace {

using namespace std::chrono_literals;
using web::Request;
using web::testing::AnyGuard;
using web::testing::HttpClient;
using web::testing::RunningServer;
using web::testing::ServerIdentity;
using web::testing::TcpConnection;

// The client's side of an encrypted connection.
class EncryptedConnection {
  public:
    explicit EncryptedConnection(std::uint16_t port, int newest_version = TLS1_3_VERSION)
        : context_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
          transport_(port),
          encryption_(nullptr, &SSL_free) {
        SSL_CTX_set_max_proto_version(context_.get(), newest_version);
        SSL_CTX_set_security_level(context_.get(), 0);
        encryption_.reset(SSL_new(context_.get()));
        SSL_set_fd(encryption_.get(), transport_.descriptor());
        if (SSL_connect(encryption_.get()) != 1) {
            ERR_clear_error();
            throw std::runtime_error("no encrypted connection");
        }
    }

    void send(std::string_view bytes) {
        REQUIRE(SSL_write(encryption_.get(), bytes.data(), static_cast<int>(bytes.size())) > 0);
    }

    std::string receive_until_closed() {
        std::string received;
        char piece[16 * 1024];
        for (;;) {
            const int count = SSL_read(encryption_.get(), piece, sizeof piece);
            if (count <= 0) break;
            received.append(piece, static_cast<std::size_t>(count));
        }
        closed_properly = SSL_get_error(encryption_.get(), 0) == SSL_ERROR_ZERO_RETURN ||
                          (SSL_get_shutdown(encryption_.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
        ERR_clear_error();
        return received;
    }

    std::string version() const { return SSL_get_version(encryption_.get()); }

    bool closed_properly = false;

  private:
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    TcpConnection transport_;
    std::unique_ptr<SSL, decltype(&SSL_free)> encryption_;
};

web::Router router_for_encryption() {
    web::Router router;
    router.add({web::Method::get, "/", AnyGuard::open(), [](const Request& request) {
                    return web::text_response(request.secure ? "secure" : "plain");
                }});
    router.add({web::Method::get, "/long", AnyGuard::open(),
                [](const Request&) { return web::text_response(std::string(2'000'000, 'x')); }});
    router.add({web::Method::post,
                "/form",
                AnyGuard::open(),
                [](const Request& request) {
                    return web::text_response(std::to_string(request.form.value("a").size()));
                },
                {300'000, 0}});
    return router;
}

}  // namespace

TEST_CASE("encryption: requests on one connection, large answers, large forms") {
    const ServerIdentity identity;
    const web::Router router = router_for_encryption();
    const RunningServer server(router, identity.options());
    EncryptedConnection connection(server.port());
    CHECK(connection.version() == "TLSv1.3");
    connection.send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /long HTTP/1.1\r\nHost: h\r\n\r\n");
    const std::string form = "a=" + std::string(200'000, 'y');
    connection.send(
        "POST /form HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Type: "
        "application/x-www-form-urlencoded\r\nContent-Length: " +
        std::to_string(form.size()) + "\r\n\r\n");
    connection.send(form);
    const auto responses = web::testing::parse_responses(connection.receive_until_closed());
    REQUIRE(responses.size() == 3);
    CHECK(responses[0].body == "secure");
    CHECK(responses[0].header("strict-transport-security") == "max-age=31536000");
    CHECK(responses[1].body.size() == 2'000'000);
    CHECK(responses[2].body == "200000");
    CHECK(connection.closed_properly);
}

TEST_CASE("encryption: refused bodies and time limits are answered here too") {
    const ServerIdentity identity;
    const web::Router router = router_for_encryption();
    web::ServerOptions options = identity.options();
    options.header_time = 400ms;
    const RunningServer server(router, options);
    {
        EncryptedConnection connection(server.port());
        connection.send("GET / HTTP/1.1\r\n");
        CHECK(connection.receive_until_closed().starts_with("HTTP/1.1 408 "));
    }
    {
        EncryptedConnection connection(server.port());
        connection.send(
            "POST /form HTTP/1.1\r\nHost: h\r\nContent-Type: "
            "application/x-www-form-urlencoded\r\nContent-Length: 400000\r\n\r\n" +
            std::string(10'000, 'x'));
        CHECK(connection.receive_until_closed().starts_with("HTTP/1.1 413 "));
    }
    // A handshake that never comes.
    TcpConnection silent(server.port());
    CHECK(silent.receive_until_closed().empty());
}

TEST_CASE("encryption: nothing old, nothing plain") {
    const ServerIdentity identity;
    const web::Router router = router_for_encryption();
    const RunningServer server(router, identity.options());
    CHECK_NOTHROW(EncryptedConnection(server.port(), TLS1_2_VERSION));
    CHECK_THROWS(EncryptedConnection(server.port(), TLS1_1_VERSION));
    const std::string answer = HttpClient(server.port()).raw("GET / HTTP/1.1\r\nHost: h\r\n\r\n");
    CHECK(answer.find("HTTP/1.1") == std::string::npos);
}

TEST_CASE("encryption: a key that doesn't fit is noticed at the start") {
    const ServerIdentity identity;
    const ServerIdentity other;
    const web::Router router = router_for_encryption();
    web::ServerOptions options = identity.options();
    options.private_key_file = other.key_file();
    CHECK_THROWS_WITH(RunningServer(router, options), "server can't start: certificate");
    options.private_key_file = identity.certificate_file();
    CHECK_THROWS_WITH(RunningServer(router, options), "server can't start: certificate");
}

TEST_CASE("encryption: stopping ends idle and finishes running") {
    const ServerIdentity identity;
    const web::Router router = router_for_encryption();
    RunningServer server(router, identity.options());
    EncryptedConnection idle(server.port());
    TcpConnection before_handshake(server.port());
    server.stop();
    CHECK(idle.receive_until_closed().empty());
    CHECK(before_handshake.receive_until_closed().empty());
}
