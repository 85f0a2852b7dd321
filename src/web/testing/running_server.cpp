#include "web/testing/running_server.h"

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>

namespace web::testing {

ServerOptions RunningServer::options() {
    ServerOptions chosen;
    chosen.port = 0;
    chosen.threads = 2;
    return chosen;
}

RunningServer::RunningServer(const Router& router, ServerOptions options,
                             std::function<std::string()> metrics)
    : dispatcher_{router,
                  [](const Request& request, int status) {
                      return text_response(std::to_string(status) + " " + request.number, status);
                  },
                  [this](const Request&, std::string_view cause) {
                      const std::lock_guard lock(mutex_);
                      failures_.emplace_back(cause);
                  },
                  [](const std::exception&) { return 500; }},
      server_(std::make_unique<Server>(
          std::move(options), dispatcher_,
          [this](const RequestRecord& record) {
              const std::lock_guard lock(mutex_);
              records_.push_back(record);
          },
          std::move(metrics))) {
    const base::Result<void> started = server_->start();
    if (!started.ok()) throw std::runtime_error("server can't start: " + started.error().code);
}

RunningServer::~RunningServer() = default;

std::vector<std::string> RunningServer::failures() const {
    const std::lock_guard lock(mutex_);
    return failures_;
}

std::vector<RequestRecord> RunningServer::records(std::size_t at_least) const {
    // A request is noted after its answer has been sent, so the client may be here first.
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < end) {
        {
            const std::lock_guard lock(mutex_);
            if (records_.size() >= at_least) return records_;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    throw std::runtime_error("too few requests were noted");
}

}  // namespace web::testing
