#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace web::testing {

// A bare connection to a port of this machine, for tests of what well-behaved clients don't send.
// Throws std::runtime_error when it can't be made or when nothing comes in time.
class TcpConnection {
  public:
    explicit TcpConnection(std::uint16_t port);
    ~TcpConnection();
    TcpConnection(const TcpConnection&) = delete;
    TcpConnection& operator=(const TcpConnection&) = delete;

    // Sends all, and reads meanwhile, for a server may answer before it has read everything. What a
    // server that has closed doesn't take is dropped.
    void send(std::string_view bytes);
    // Everything received and not yet taken, as soon as `is_complete` says so of it or the server
    // has closed.
    std::string receive(const std::function<bool(std::string_view)>& is_complete);
    std::string receive_until_closed();
    // Waits until at least one byte or the end has come; false when the time is over before.
    bool something_comes_within(std::chrono::milliseconds time);
    bool is_closed() const { return closed_; }

    int descriptor() const { return descriptor_; }

  private:
    bool wait_for(short events, std::chrono::milliseconds time);
    void receive_some();

    int descriptor_;
    std::string received_;
    bool closed_ = false;
};

}  // namespace web::testing
