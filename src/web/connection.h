#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "web/metrics.h"
#include "web/request_head.h"
#include "web/route.h"
#include "web/server.h"

namespace boost::asio {
class io_context;
namespace ssl {
class context;
}
}  // namespace boost::asio

// Internal to web: one connection from its first byte to its last.
namespace web {

// A connection as seen from outside its own thread; all functions may be called from any thread.
class Connection {
  public:
    using Clock = std::chrono::steady_clock;

    virtual ~Connection() = default;
    // Ends what takes too long.
    virtual void check_deadline() = 0;
    // Ends when no request is being answered; otherwise after that.
    virtual void stop() = 0;
    // Ends now.
    virtual void abort() = 0;

    bool is_overdue(Clock::time_point now) const {
        return now.time_since_epoch().count() >= deadline_.load(std::memory_order_relaxed);
    }

  protected:
    void set_deadline(Clock::time_point deadline) {
        deadline_.store(deadline.time_since_epoch().count(), std::memory_order_relaxed);
    }

  private:
    std::atomic<Clock::rep> deadline_{Clock::time_point::max().time_since_epoch().count()};
};

// The connections there are. Each adds itself at its begin and removes itself at its end.
class Connections {
  public:
    void add(const std::shared_ptr<Connection>& connection);
    void remove(const Connection* connection);
    std::size_t size() const;
    void for_each(const std::function<void(Connection&)>& what) const;
    // False when some are left at the deadline.
    bool wait_until_none(Connection::Clock::time_point deadline) const;

  private:
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::unordered_map<const Connection*, std::weak_ptr<Connection>> connections_;
};

// What all connections to one port share. Lives longer than they do.
struct Site {
    const ServerOptions& options;
    HeadRules head_rules;
    std::function<Router::Match(Method, std::string_view path)> find;
    std::function<Response(Request&, const Router::Match&)> answer;
    std::function<Response(const Request&, int status)> error_page;
    std::function<void(const Request&, std::string_view cause)> log_failure;
    std::function<void(const RequestRecord&)> log;
    std::function<std::string()> next_number;
    Metrics& metrics;
    std::atomic<bool> stopping{false};
    Connections connections;
};

// Takes over an accepted socket and serves it on the threads of `workers`. `encryption` is null for
// plain connections.
void serve_connection(Site& site, boost::asio::io_context& workers,
                      boost::asio::ssl::context* encryption, int socket, int address_family,
                      std::string remote_address);

}  // namespace web
