#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "web/route.h"

namespace web {

// Counts what the server does, for Prometheus. Every function may be called from any thread.
class Metrics {
  public:
    // The router must be complete and outlive this object.
    explicit Metrics(const Router& router);

    void connection_opened();
    void connection_closed();
    // Closed at once because there were too many.
    void connection_refused();

    void request_began() { requests_in_flight_.fetch_add(1, std::memory_order_relaxed); }
    // `route` is null when none matched. For every request_began().
    void request_ended(const Route* route, int status, std::chrono::microseconds duration);
    // Refused before there was a request: a malformed head, a time-out.
    void request_refused(int status);

    void received(std::uint64_t bytes) { add(received_bytes_, bytes); }
    void sent(std::uint64_t bytes) { add(sent_bytes_, bytes); }

    std::uint64_t connections() const { return connections_.load(std::memory_order_relaxed); }

    // Prometheus text format, version 0.0.4.
    std::string text() const;

  private:
    using Counter = std::atomic<std::uint64_t>;
    static constexpr std::size_t status_classes = 5;  // 1xx to 5xx
    static constexpr std::array<std::int64_t, 14> duration_bounds_us = {
        500,     1'000,   2'500,   5'000,     10'000,    25'000,    50'000,
        100'000, 250'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

    struct RouteCounters {
        std::array<Counter, status_classes> by_class{};
        Counter duration_us{0};
    };

    static void add(Counter& counter, std::uint64_t amount) {
        counter.fetch_add(amount, std::memory_order_relaxed);
    }
    RouteCounters& counters_of(const Route* route);
    void write_requests(std::string& text) const;
    void write_durations(std::string& text) const;

    const Router& router_;
    std::vector<RouteCounters> by_route_;  // one per route, and a last one for "no route"
    std::array<Counter, duration_bounds_us.size() + 1> by_duration_{};
    Counter duration_us_{0};
    Counter connections_{0};
    Counter connections_opened_{0};
    Counter connections_refused_{0};
    Counter requests_in_flight_{0};
    Counter received_bytes_{0};
    Counter sent_bytes_{0};
};

}  // namespace web
