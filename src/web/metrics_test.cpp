#include "web/metrics.h"

#include <doctest/doctest.h>

#include "web/testing/any_guard.h"

namespace {

bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

}  // namespace

TEST_CASE("metrics: counted by route and class of status") {
    web::Router router;
    const web::Handler handler = [](const web::Request&) { return web::text_response(""); };
    router.add({web::Method::get, "/plans/{key}", web::testing::AnyGuard::open(), handler});
    router.add({web::Method::post, "/plans/{key}", web::testing::AnyGuard::open(), handler});
    web::Metrics metrics(router);
    using std::chrono::microseconds;

    for (int i = 0; i < 4; ++i) metrics.request_began();
    CHECK(has_line(metrics.text(), "http_requests_in_flight 4"));
    metrics.request_ended(&router.routes()[0], 200, microseconds(900));
    metrics.request_ended(&router.routes()[0], 304, microseconds(600));
    metrics.request_ended(&router.routes()[1], 503, microseconds(20'000'000));
    metrics.request_ended(nullptr, 404, microseconds(400));
    metrics.request_refused(408);
    metrics.connection_opened();
    metrics.connection_opened();
    metrics.connection_closed();
    metrics.connection_refused();
    metrics.received(10);
    metrics.sent(20);
    metrics.sent(5);

    const std::string text = metrics.text();
    for (const char* line :
         {"http_requests_total{method=\"GET\",pattern=\"/plans/{key}\",status=\"2xx\"} 1",
          "http_requests_total{method=\"GET\",pattern=\"/plans/{key}\",status=\"3xx\"} 1",
          "http_requests_total{method=\"POST\",pattern=\"/plans/{key}\",status=\"5xx\"} 1",
          "http_requests_total{method=\"-\",pattern=\"-\",status=\"4xx\"} 2",
          "http_route_duration_seconds_total{method=\"GET\",pattern=\"/plans/{key}\"} 0.001500",
          "http_requests_in_flight 0", "http_connections 1", "http_connections_total 2",
          "http_connections_refused_total 1", "http_received_bytes_total 10",
          "http_sent_bytes_total 25", "http_request_duration_seconds_bucket{le=\"0.000500\"} 1",
          "http_request_duration_seconds_bucket{le=\"0.001000\"} 3",
          "http_request_duration_seconds_bucket{le=\"10.000000\"} 3",
          "http_request_duration_seconds_bucket{le=\"+Inf\"} 4",
          "http_request_duration_seconds_sum 20.001900", "http_request_duration_seconds_count 4"}) {
        CAPTURE(line);
        CHECK(has_line(text, line));
    }
    // Each name is described once.
    const std::string described = "# TYPE http_requests_total ";
    CHECK(text.find(described) == text.rfind(described));
    CHECK(text.find("status=\"1xx\"") == std::string::npos);
}
