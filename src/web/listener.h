#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/result.h"
#include "web/connection.h"

// Internal to web.
namespace web {

// Waits for connections to one port, on the thread of `control`, and hands them to `workers`.
class Listener {
  public:
    // All arguments outlive the listener; `encryption` is null for plain connections. At most
    // `most_connections` are open at once, further ones are closed.
    Listener(Site& site, boost::asio::io_context& control, boost::asio::io_context& workers,
             boost::asio::ssl::context* encryption, unsigned most_connections);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // Refused with "address_in_use" or "address_not_allowed".
    base::Result<void> open(const std::string& address, std::uint16_t port);
    // The thread of `control` must call this, or not run any more.
    void close();
    std::uint16_t port() const;

  private:
    struct Implementation;
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace web
