#include "web/testing/tcp_connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace web::testing {

namespace {

// Long, because builds with sanitizers on a busy machine are slow.
constexpr std::chrono::seconds patience{60};

}  // namespace

TcpConnection::TcpConnection(std::uint16_t port)
    : descriptor_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* general = reinterpret_cast<const sockaddr*>(&address);
    if (descriptor_ < 0 || ::connect(descriptor_, general, sizeof address) != 0) {
        const std::string cause = std::strerror(errno);
        if (descriptor_ >= 0) ::close(descriptor_);
        throw std::runtime_error("no connection to port " + std::to_string(port) + ": " + cause);
    }
    const int on = 1;
    ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

TcpConnection::~TcpConnection() {
    ::close(descriptor_);
}

bool TcpConnection::wait_for(short events, std::chrono::milliseconds time) {
    pollfd state{descriptor_, events, 0};
    return ::poll(&state, 1, static_cast<int>(time.count())) > 0;
}

void TcpConnection::receive_some() {
    std::array<char, 64 * 1024> piece;
    const ssize_t count = ::recv(descriptor_, piece.data(), piece.size(), MSG_DONTWAIT);
    if (count > 0) {
        received_.append(piece.data(), static_cast<std::size_t>(count));
    } else if (count == 0 || (errno != EAGAIN && errno != EINTR)) {
        closed_ = true;
    }
}

void TcpConnection::send(std::string_view bytes) {
    while (!bytes.empty() && !closed_) {
        if (!wait_for(POLLIN | POLLOUT, patience)) throw std::runtime_error("can't send in time");
        const ssize_t sent =
            ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno != EAGAIN && errno != EINTR) {
            return;
        }
        receive_some();
    }
}

std::string TcpConnection::receive(const std::function<bool(std::string_view)>& is_complete) {
    while (!is_complete(received_) && !closed_) {
        if (!wait_for(POLLIN, patience)) throw std::runtime_error("no complete answer in time");
        receive_some();
    }
    return std::exchange(received_, {});
}

std::string TcpConnection::receive_until_closed() {
    return receive([](std::string_view) { return false; });
}

bool TcpConnection::something_comes_within(std::chrono::milliseconds time) {
    if (!received_.empty() || closed_) return true;
    if (!wait_for(POLLIN, time)) return false;
    receive_some();
    return true;
}

}  // namespace web::testing
