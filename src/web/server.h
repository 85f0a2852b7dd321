#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "web/route.h"

namespace web {

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;       // 0: any free one
    std::uint16_t metrics_port = 0;  // 0: no metrics; always on 127.0.0.1
    unsigned threads = 4;            // workers; each runs one handler at a time
    unsigned connections = 1024;     // at once; further ones are closed
    unsigned requests_per_connection = 10000;
    std::uint32_t header_bytes = 16 * 1024;
    std::uint64_t body_bytes = 256 * 1024;  // where no route was found; routes have their own
    std::uint32_t form_fields = 2000;       // fields and files of a form, or fields of a query
    std::chrono::milliseconds header_time{10'000};
    std::chrono::milliseconds body_time{120'000};  // for each megabyte begun
    std::chrono::milliseconds idle_time{60'000};
    std::chrono::milliseconds write_time{120'000};  // for each megabyte begun
    std::chrono::milliseconds stop_time{20'000};    // for running requests when stopping
    std::string temporary_directory = "/tmp";       // of uploads
    std::string certificate_file;                   // PEM; empty: no encryption of our own
    std::string private_key_file;
    // Addresses whose X-Forwarded-For, -Proto and -Host are believed.
    std::vector<std::string> trusted_proxies;
};

// One line a request, without personal data: the route's pattern, never the path or query.
struct RequestRecord {
    std::string number;
    std::string method;
    std::string pattern;  // "-" where no route matched
    int status = 0;
    std::uint64_t response_bytes = 0;
    std::chrono::microseconds duration{0};
};

// An HTTP/1.1 server. Handlers run on its worker threads and may block; everything asynchronous
// stays inside. start() and stop() are for one controlling thread.
class Server {
  public:
    // The dispatcher and its router must outlive the server. `log` is called from worker threads.
    // `metrics` returns further lines in Prometheus text format.
    Server(ServerOptions options, const Dispatcher& dispatcher,
           std::function<void(const RequestRecord&)> log, std::function<std::string()> metrics);
    ~Server();  // stops
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    // Listens and returns; refused with "address_in_use", "address_not_allowed" or "certificate".
    base::Result<void> start();
    // Takes no new connection, closes idle ones, lets running requests finish within stop_time,
    // cuts off the others, then returns. A handler can't be cut off: one that runs longer is waited
    // for.
    void stop();
    std::uint16_t port() const;  // the real one, after start()
    std::uint16_t metrics_port() const;

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace web
