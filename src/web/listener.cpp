#include "web/listener.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <utility>

namespace web {

namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using tcp = asio::ip::tcp;

// How long to wait when the system has no descriptors left.
constexpr std::chrono::milliseconds pause_without_descriptors{100};

std::string written_address(const tcp::endpoint& endpoint) {
    return normal_address(endpoint.address().to_string()).value_or("");
}

base::Error cannot_listen(const ErrorCode& error, const std::string& address, std::uint16_t port) {
    const std::string where = address + ":" + std::to_string(port);
    if (error == asio::error::address_in_use) {
        return base::refuse("address_in_use", "Adressen {} er allerede i brug.", where);
    }
    return base::refuse("address_not_allowed", "Der kan ikke lyttes på adressen {}: {}.", where,
                        error.message());
}

}  // namespace

struct Listener::Implementation : std::enable_shared_from_this<Implementation> {
    Implementation(Site& shared, asio::io_context& control, asio::io_context& worker_threads,
                   asio::ssl::context* keys, unsigned most)
        : site(shared),
          workers(worker_threads),
          encryption(keys),
          most_connections(most),
          acceptor(control),
          pause(control) {}

    void wait();
    void wait_after_pause();
    void accept_all();
    void take(int socket, const tcp::endpoint& from);

    Site& site;
    asio::io_context& workers;
    asio::ssl::context* encryption;
    unsigned most_connections;
    tcp::acceptor acceptor;
    asio::steady_timer pause;
    std::uint16_t port = 0;
};

void Listener::Implementation::wait() {
    acceptor.async_wait(tcp::acceptor::wait_read,
                        [self = shared_from_this()](const ErrorCode& error) {
                            if (!error && self->acceptor.is_open()) self->accept_all();
                        });
}

void Listener::Implementation::wait_after_pause() {
    pause.expires_after(pause_without_descriptors);
    pause.async_wait([self = shared_from_this()](const ErrorCode& error) {
        if (!error && self->acceptor.is_open()) self->wait();
    });
}

void Listener::Implementation::accept_all() {
    for (;;) {
        tcp::endpoint from;
        socklen_t size = static_cast<socklen_t>(from.capacity());
        const int socket =
            ::accept4(acceptor.native_handle(), from.data(), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket >= 0) {
            from.resize(size);
            take(socket, from);
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return wait();
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            return wait_after_pause();
        }
        // Everything else concerns a connection that was gone before we took it.
    }
}

void Listener::Implementation::take(int socket, const tcp::endpoint& from) {
    if (site.connections.size() >= most_connections) {
        site.metrics.connection_refused();
        ::close(socket);
        return;
    }
    serve_connection(site, workers, encryption, socket, from.protocol().family(),
                     written_address(from));
}

Listener::Listener(Site& site, asio::io_context& control, asio::io_context& workers,
                   asio::ssl::context* encryption, unsigned most_connections)
    : implementation_(
          std::make_shared<Implementation>(site, control, workers, encryption, most_connections)) {}

Listener::~Listener() = default;

base::Result<void> Listener::open(const std::string& address, std::uint16_t port) {
    ErrorCode error;
    const asio::ip::address parsed = asio::ip::make_address(address, error);
    if (error) return cannot_listen(error, address, port);
    const tcp::endpoint endpoint(parsed, port);
    tcp::acceptor& acceptor = implementation_->acceptor;
    ErrorCode ignored;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) acceptor.non_blocking(true, error);
    if (error) {
        acceptor.close(ignored);
        return cannot_listen(error, address, port);
    }
    implementation_->port = acceptor.local_endpoint(ignored).port();
    implementation_->wait();
    return {};
}

void Listener::close() {
    ErrorCode ignored;
    implementation_->acceptor.close(ignored);
    implementation_->pause.cancel();
}

std::uint16_t Listener::port() const {
    return implementation_->port;
}

}  // namespace web
