#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "web/route.h"
#include "web/server.h"

namespace web::testing {

// A server on a free port of this machine, for the length of a test. Error pages are plain text:
// the status and the number of the request.
class RunningServer {
  public:
    // Two threads and any free port.
    static ServerOptions options();

    // The router must outlive this object. Throws std::runtime_error when the server can't start.
    explicit RunningServer(const Router& router, ServerOptions options = RunningServer::options(),
                           std::function<std::string()> metrics = {});
    ~RunningServer();

    std::uint16_t port() const { return server_->port(); }
    std::uint16_t metrics_port() const { return server_->metrics_port(); }
    void stop() { server_->stop(); }

    // Causes given to the dispatcher's log_failure so far.
    std::vector<std::string> failures() const;
    // Waits until that many requests have been noted and returns all; throws after a minute.
    std::vector<RequestRecord> records(std::size_t at_least) const;

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> failures_;
    std::vector<RequestRecord> records_;
    Dispatcher dispatcher_;
    std::unique_ptr<Server> server_;
};

}  // namespace web::testing
