#include "web/metrics.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace web {

namespace {

std::uint64_t read(const std::atomic<std::uint64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
}

std::string seconds(std::uint64_t microseconds) {
    char text[32];
    std::snprintf(text, sizeof text, "%llu.%06llu",
                  static_cast<unsigned long long>(microseconds / 1'000'000),
                  static_cast<unsigned long long>(microseconds % 1'000'000));
    return text;
}

void describe(std::string& text, std::string_view name, std::string_view type,
              std::string_view help) {
    text.append("# HELP ").append(name).append(" ").append(help).append("\n");
    text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void write_single(std::string& text, std::string_view name, std::string_view type,
                  std::string_view help, std::uint64_t value) {
    describe(text, name, type, help);
    text.append(name).append(" ").append(std::to_string(value)).append("\n");
}

std::string_view method_name(Method method) {
    return method == Method::post ? "POST" : "GET";
}

// Patterns hold no quotes or line breaks (the router refuses them), so labels need no escaping.
std::string route_labels(const Route* route) {
    if (!route) return "method=\"-\",pattern=\"-\"";
    return "method=\"" + std::string(method_name(route->method)) + "\",pattern=\"" +
           route->pattern + "\"";
}

}  // namespace

Metrics::Metrics(const Router& router) : router_(router), by_route_(router.routes().size() + 1) {}

void Metrics::connection_opened() {
    add(connections_, 1);
    add(connections_opened_, 1);
}

void Metrics::connection_closed() {
    connections_.fetch_sub(1, std::memory_order_relaxed);
}

void Metrics::connection_refused() {
    add(connections_refused_, 1);
}

Metrics::RouteCounters& Metrics::counters_of(const Route* route) {
    if (!route) return by_route_.back();
    return by_route_[static_cast<std::size_t>(route - router_.routes().data())];
}

void Metrics::request_ended(const Route* route, int status, std::chrono::microseconds duration) {
    requests_in_flight_.fetch_sub(1, std::memory_order_relaxed);
    const std::int64_t duration_us = std::max<std::int64_t>(duration.count(), 0);
    RouteCounters& counters = counters_of(route);
    const int status_class = std::clamp(status / 100, 1, 5) - 1;
    add(counters.by_class[static_cast<std::size_t>(status_class)], 1);
    add(counters.duration_us, static_cast<std::uint64_t>(duration_us));
    const auto bound =
        std::lower_bound(duration_bounds_us.begin(), duration_bounds_us.end(), duration_us);
    add(by_duration_[static_cast<std::size_t>(bound - duration_bounds_us.begin())], 1);
    add(duration_us_, static_cast<std::uint64_t>(duration_us));
}

void Metrics::request_refused(int status) {
    const int status_class = std::clamp(status / 100, 1, 5) - 1;
    add(by_route_.back().by_class[static_cast<std::size_t>(status_class)], 1);
}

std::string Metrics::text() const {
    std::string text;
    write_single(text, "http_connections", "gauge", "Connections open now.", read(connections_));
    write_single(text, "http_connections_total", "counter", "Connections accepted.",
                 read(connections_opened_));
    write_single(text, "http_connections_refused_total", "counter",
                 "Connections closed at once because there were too many.",
                 read(connections_refused_));
    write_single(text, "http_requests_in_flight", "gauge", "Requests being answered now.",
                 read(requests_in_flight_));
    write_single(text, "http_received_bytes_total", "counter", "Bytes of requests received.",
                 read(received_bytes_));
    write_single(text, "http_sent_bytes_total", "counter", "Bytes of answers sent.",
                 read(sent_bytes_));
    write_requests(text);
    write_durations(text);
    return text;
}

void Metrics::write_requests(std::string& text) const {
    std::string durations;
    describe(text, "http_requests_total", "counter",
             "Requests answered, by route and class of status.");
    describe(durations, "http_route_duration_seconds_total", "counter",
             "Time spent on requests, by route.");
    for (std::size_t i = 0; i < by_route_.size(); ++i) {
        const Route* route = i < router_.routes().size() ? &router_.routes()[i] : nullptr;
        const std::string labels = route_labels(route);
        bool any = false;
        for (std::size_t status_class = 0; status_class < status_classes; ++status_class) {
            const std::uint64_t count = read(by_route_[i].by_class[status_class]);
            if (count == 0) continue;
            any = true;
            text += "http_requests_total{" + labels + ",status=\"" +
                    std::to_string(status_class + 1) + "xx\"} " + std::to_string(count) + "\n";
        }
        if (!any) continue;
        durations += "http_route_duration_seconds_total{" + labels + "} " +
                     seconds(read(by_route_[i].duration_us)) + "\n";
    }
    text += durations;
}

void Metrics::write_durations(std::string& text) const {
    describe(text, "http_request_duration_seconds", "histogram",
             "From the end of a request's head to the end of its answer.");
    std::uint64_t count = 0;
    for (std::size_t i = 0; i < duration_bounds_us.size(); ++i) {
        count += read(by_duration_[i]);
        text += "http_request_duration_seconds_bucket{le=\"" +
                seconds(static_cast<std::uint64_t>(duration_bounds_us[i])) + "\"} " +
                std::to_string(count) + "\n";
    }
    count += read(by_duration_.back());
    text += "http_request_duration_seconds_bucket{le=\"+Inf\"} " + std::to_string(count) + "\n";
    text += "http_request_duration_seconds_sum " + seconds(read(duration_us_)) + "\n";
    text += "http_request_duration_seconds_count " + std::to_string(count) + "\n";
}

}  // namespace web
