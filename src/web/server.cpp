#include "web/server.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include "web/connection.h"
#include "web/listener.h"
#include "web/metrics.h"

namespace web {

namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using WorkGuard = asio::executor_work_guard<asio::io_context::executor_type>;
using namespace std::chrono_literals;

// How often connections are looked through for time limits that have passed.
constexpr auto sweep_interval = 100ms;
// Between cutting off what is left at a stop and taking the threads away.
constexpr auto abort_time = 1s;
constexpr unsigned metrics_connections = 16;
// How long a worker goes on before it lets another have the processor: less than the system's own
// turn, so that workers are exchanged between two requests and not in the middle of one, which
// would then wait for the whole turn of the other.
constexpr auto turn = 2ms;
constexpr std::string_view loopback = "127.0.0.1";

// Numbers of requests: short enough to read out on the telephone, different in each run.
class RequestNumbers {
  public:
    RequestNumbers() {
        // No vowels, so that no words come out; no signs that look like others.
        static constexpr std::string_view signs = "23456789bcdfghjkmnpqrstvwxz";
        std::random_device source;
        std::uniform_int_distribution<std::size_t> sign(0, signs.size() - 1);
        for (int i = 0; i < 4; ++i) prefix_ += signs[sign(source)];
        prefix_ += '-';
    }

    std::string next() {
        return prefix_ + std::to_string(last_.fetch_add(1, std::memory_order_relaxed) + 1);
    }

  private:
    std::string prefix_;
    std::atomic<std::uint64_t> last_{0};
};

void take_turns(asio::io_context& context) {
    auto turn_began = std::chrono::steady_clock::now();
    while (context.run_one() > 0) {
        const auto now = std::chrono::steady_clock::now();
        if (now - turn_began < turn) continue;
        std::this_thread::yield();
        turn_began = now;
    }
}

base::Error bad_certificate(const std::string& file, const std::string& cause) {
    return base::refuse("certificate", "Certifikatet eller nøglen i {} kan ikke bruges: {}.", file,
                        cause);
}

base::Result<void> load_certificate(asio::ssl::context& encryption, const ServerOptions& options) {
    ErrorCode error;
    encryption.use_certificate_chain_file(options.certificate_file, error);
    if (error) return bad_certificate(options.certificate_file, error.message());
    encryption.use_private_key_file(options.private_key_file, asio::ssl::context::pem, error);
    if (error) return bad_certificate(options.private_key_file, error.message());
    if (SSL_CTX_check_private_key(encryption.native_handle()) != 1) {
        return bad_certificate(options.private_key_file, "key and certificate differ");
    }
    return {};
}

void restrict_to_strong(asio::ssl::context& encryption) {
    SSL_CTX* native = encryption.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(native, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(
        native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
}

base::Result<std::set<std::string, std::less<>>> normal_addresses(
    const std::vector<std::string>& addresses) {
    std::set<std::string, std::less<>> normal;
    for (const std::string& address : addresses) {
        auto one = normal_address(address);
        if (!one) {
            return base::refuse("address_not_allowed", "{} er ikke en IP-adresse.", address);
        }
        normal.insert(std::move(*one));
    }
    return normal;
}

}  // namespace

struct Server::Implementation {
    Implementation(ServerOptions chosen, const Dispatcher& answering,
                   std::function<void(const RequestRecord&)> logging,
                   std::function<std::string()> further_metrics)
        : options(std::move(chosen)),
          dispatcher(answering),
          log(std::move(logging)),
          more_metrics(std::move(further_metrics)) {}

    base::Result<void> start();
    base::Result<void> prepare_encryption();
    base::Result<void> open_main();
    base::Result<void> open_metrics();
    void run(asio::io_context& context, void (*work)(asio::io_context&)) const;
    void sweep();
    void stop();
    void close_listeners();
    void wait_for_connections(std::chrono::milliseconds time);
    void for_each_connection(const std::function<void(Connection&)>& what);
    Response metrics_answer(const Request& request) const;

    ServerOptions options;
    const Dispatcher& dispatcher;
    std::function<void(const RequestRecord&)> log;
    std::function<std::string()> more_metrics;
    RequestNumbers numbers;

    std::optional<asio::ssl::context> encryption;
    std::optional<Metrics> metrics;
    std::unique_ptr<Site> site;
    // The page with the figures has a port of its own, and a thread that no handler can hold up.
    Router no_routes;
    std::optional<Metrics> metrics_of_metrics;
    std::unique_ptr<Site> metrics_site;

    // After the sites: what is left in these when they end still refers to them.
    std::optional<asio::io_context> control;
    std::optional<asio::io_context> workers;
    std::optional<WorkGuard> control_guard;
    std::optional<WorkGuard> workers_guard;
    std::optional<asio::steady_timer> sweep_timer;
    std::optional<Listener> listener;
    std::optional<Listener> metrics_listener;
    std::vector<std::thread> threads;
    bool running = false;
};

base::Result<void> Server::Implementation::prepare_encryption() {
    if (options.certificate_file.empty()) return {};
    encryption.emplace(asio::ssl::context::tls_server);
    restrict_to_strong(*encryption);
    return load_certificate(*encryption, options);
}

base::Result<void> Server::Implementation::open_main() {
    metrics.emplace(dispatcher.router);
    auto proxies = normal_addresses(options.trusted_proxies);
    if (!proxies.ok()) return proxies.error();
    HeadRules rules;
    rules.trusted_proxies = std::move(proxies).value();
    rules.target_bytes = std::min<std::size_t>(rules.target_bytes, options.header_bytes);
    rules.query_fields = options.form_fields;
    site.reset(new Site{options, std::move(rules),
                        [this](Method method, std::string_view path) {
                            return dispatcher.router.find(method, path);
                        },
                        [this](Request& request, const Router::Match& match) {
                            return dispatcher.handle(request, match);
                        },
                        dispatcher.error_page, dispatcher.log_failure, log,
                        [this] { return numbers.next(); }, *metrics});
    listener.emplace(*site, *control, *workers, encryption ? &*encryption : nullptr,
                     options.connections);
    return listener->open(options.address, options.port);
}

base::Result<void> Server::Implementation::open_metrics() {
    if (options.metrics_port == 0) return {};
    metrics_of_metrics.emplace(no_routes);
    metrics_site.reset(
        new Site{options, HeadRules{}, [](Method, std::string_view) { return Router::Match(); },
                 [this](Request& request, const Router::Match&) { return metrics_answer(request); },
                 [](const Request&, int status) { return text_response({}, status); },
                 dispatcher.log_failure, [](const RequestRecord&) {},
                 [this] { return numbers.next(); }, *metrics_of_metrics});
    metrics_listener.emplace(*metrics_site, *control, *control, nullptr, metrics_connections);
    return metrics_listener->open(std::string(loopback), options.metrics_port);
}

Response Server::Implementation::metrics_answer(const Request& request) const {
    if (request.path != "/metrics") return text_response({}, 404);
    try {
        Response response = text_response(metrics->text() + (more_metrics ? more_metrics() : ""));
        response.content_type = "text/plain; version=0.0.4; charset=utf-8";
        return response;
    } catch (const std::exception& exception) {
        dispatcher.log_failure(request, exception.what());
        return text_response({}, 500);
    }
}

base::Result<void> Server::Implementation::start() {
    control.emplace(1);
    workers.emplace(static_cast<int>(options.threads));
    base::Result<void> outcome = prepare_encryption();
    if (outcome.ok()) outcome = open_main();
    if (outcome.ok()) outcome = open_metrics();
    if (!outcome.ok()) {
        listener.reset();
        metrics_listener.reset();
        workers.reset();
        control.reset();
        return outcome;
    }
    control_guard.emplace(control->get_executor());
    workers_guard.emplace(workers->get_executor());
    sweep_timer.emplace(*control);
    sweep();
    threads.emplace_back(
        [this] { run(*control, [](asio::io_context& context) { context.run(); }); });
    for (unsigned i = 0; i < std::max(options.threads, 1U); ++i) {
        threads.emplace_back([this] { run(*workers, take_turns); });
    }
    running = true;
    return {};
}

void Server::Implementation::run(asio::io_context& context, void (*work)(asio::io_context&)) const {
    for (;;) {
        try {
            work(context);
            return;
        } catch (const std::exception& exception) {
            // Out of memory, say: the connection concerned is gone, the others go on.
            dispatcher.log_failure(Request(), exception.what());
        }
    }
}

void Server::Implementation::for_each_connection(const std::function<void(Connection&)>& what) {
    site->connections.for_each(what);
    if (metrics_site) metrics_site->connections.for_each(what);
}

void Server::Implementation::sweep() {
    const auto now = Connection::Clock::now();
    for_each_connection([now](Connection& connection) {
        if (connection.is_overdue(now)) connection.check_deadline();
    });
    sweep_timer->expires_after(sweep_interval);
    sweep_timer->async_wait([this](const ErrorCode& error) {
        if (!error) sweep();
    });
}

void Server::Implementation::close_listeners() {
    listener->close();
    if (metrics_listener) metrics_listener->close();
}

void Server::Implementation::wait_for_connections(std::chrono::milliseconds time) {
    const auto deadline = Connection::Clock::now() + time;
    site->connections.wait_until_none(deadline);
    if (metrics_site) metrics_site->connections.wait_until_none(deadline);
}

void Server::Implementation::stop() {
    if (!std::exchange(running, false)) return;
    site->stopping = true;
    if (metrics_site) metrics_site->stopping = true;
    asio::post(*control, [this] {
        close_listeners();
        // On this thread and after closing, so that no connection is opened behind it.
        for_each_connection([](Connection& connection) { connection.stop(); });
    });
    wait_for_connections(options.stop_time);
    for_each_connection([](Connection& connection) { connection.abort(); });
    wait_for_connections(abort_time);

    workers_guard.reset();
    control_guard.reset();
    workers->stop();
    control->stop();
    for (std::thread& thread : threads) thread.join();
    threads.clear();
    sweep_timer.reset();
    workers.reset();
    listener.reset();
    metrics_listener.reset();
    control.reset();
}

Server::Server(ServerOptions options, const Dispatcher& dispatcher,
               std::function<void(const RequestRecord&)> log, std::function<std::string()> metrics)
    : implementation_(std::make_unique<Implementation>(std::move(options), dispatcher,
                                                       std::move(log), std::move(metrics))) {}

Server::~Server() {
    stop();
}

base::Result<void> Server::start() {
    return implementation_->start();
}

void Server::stop() {
    implementation_->stop();
}

std::uint16_t Server::port() const {
    return implementation_->listener ? implementation_->listener->port() : 0;
}

std::uint16_t Server::metrics_port() const {
    return implementation_->metrics_listener ? implementation_->metrics_listener->port() : 0;
}

}  // namespace web
