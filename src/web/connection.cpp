#include "web/connection.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/write.hpp>
#include <cstdio>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "web/body_reader.h"
#include "web/reply.h"
#include "web/request_parser.h"

namespace web {

namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Strand = asio::strand<asio::io_context::executor_type>;
using PlainStream = asio::basic_stream_socket<asio::ip::tcp, Strand>;
using EncryptedStream = asio::ssl::stream<PlainStream>;
using Clock = Connection::Clock;
using namespace std::chrono_literals;

// Room for what may follow a full head before the parser refuses it.
constexpr std::size_t spare_buffer_bytes = 4 * 1024;
constexpr std::size_t piece_bytes = 64 * 1024;
// A time limit for a body or an answer is meant for this many bytes; longer ones get more time.
constexpr std::uint64_t bytes_per_time_limit = 1024 * 1024;
// After the last answer we listen on for a while: closing with unread input would make the network
// throw away an answer that the other end hasn't read yet.
constexpr auto linger_pause = 5s;
constexpr auto linger_time = 30s;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr std::string_view served_methods = "GET, HEAD, POST";

std::string_view method_name(Method method) {
    switch (method) {
        case Method::get:
            return "GET";
        case Method::head:
            return "HEAD";
        case Method::post:
            return "POST";
    }
    return "-";
}

std::string chunk(std::string_view piece) {
    std::array<char, 20> size{};
    const int digits = std::snprintf(size.data(), size.size(), "%zx\r\n", piece.size());
    std::string framed;
    framed.reserve(piece.size() + size.size());
    framed.append(size.data(), static_cast<std::size_t>(digits)).append(piece).append("\r\n");
    return framed;
}

asio::const_buffer bytes_of(std::string_view text) {
    return {text.data(), text.size()};
}

// Everything below runs on the connection's strand: one step at a time, each started by the one
// before, so that there is never more than one read or write under way.
template <class Stream>
class StreamConnection final : public Connection,
                               public std::enable_shared_from_this<StreamConnection<Stream>> {
  public:
    template <class... StreamArguments>
    StreamConnection(Site& site, std::string remote_address, StreamArguments&&... arguments)
        : site_(site),
          peer_{std::move(remote_address), std::is_same_v<Stream, EncryptedStream>},
          stream_(std::forward<StreamArguments>(arguments)...),
          parser_(site.options.header_bytes),
          buffer_(site.options.header_bytes + spare_buffer_bytes) {
        site_.metrics.connection_opened();
    }

    ~StreamConnection() override {
        // Only when the server ends with a request half answered; otherwise it has been noted.
        note_end();
        site_.metrics.connection_closed();
        site_.connections.remove(this);
    }

    StreamConnection(const StreamConnection&) = delete;
    StreamConnection& operator=(const StreamConnection&) = delete;

    void run() {
        asio::dispatch(stream_.get_executor(),
                       [self = this->shared_from_this()] { self->begin(); });
    }

    void check_deadline() override {
        asio::post(stream_.get_executor(),
                   [self = this->shared_from_this()] { self->end_what_is_overdue(); });
    }
    void stop() override {
        asio::post(stream_.get_executor(),
                   [self = this->shared_from_this()] { self->end_if_unused(); });
    }
    void abort() override {
        asio::post(stream_.get_executor(), [self = this->shared_from_this()] { self->close(); });
    }

  private:
    enum class Phase { handshake, waiting, head, body, answering, writing, lingering };
    using NextStep = void (StreamConnection::*)();

    // One request and its answer.
    struct Exchange {
        Request request;
        Router::Match match;
        std::unique_ptr<BodyReader> body;
        std::uint64_t body_bytes = 0;
        Clock::time_point began;
        bool http_1_1 = true;
        bool keep_alive = false;
        bool head_accepted = false;
        Reply reply;
        std::string piece;  // of a file or stream, being written
        bool stream_ended = false;
        std::uint64_t sent_bytes = 0;
        bool noted = true;  // nothing to note before the head is read
    };

    PlainStream& socket() {
        if constexpr (std::is_same_v<Stream, EncryptedStream>) {
            return stream_.next_layer();
        } else {
            return stream_;
        }
    }

    // --- from connection to connection's end
    void begin();
    void handshake();
    void close();
    void end_what_is_overdue();
    void end_if_unused();
    void linger();
    void discard_input();

    // --- reading
    void begin_request();
    void read_head();
    void take_head();
    void prepare_body(const AcceptedHead& head);
    void send_continue();
    void read_body();
    void finish_body();
    void receive(NextStep next);
    void received(ErrorCode error, std::size_t bytes, NextStep next);
    std::string_view input() const { return {buffer_.data() + input_begin_, input_bytes()}; }
    std::size_t input_bytes() const { return input_end_ - input_begin_; }
    void begin_phase(Phase phase, Clock::duration time);

    // --- answering
    void answer();
    void refuse(int status);
    void send(Response response);
    void write(std::string_view first, std::string_view second);
    void written(ErrorCode error, std::size_t bytes);
    std::string_view first_piece();
    bool next_piece();
    void finish_exchange();
    void fail(std::string_view cause);
    void note_end();

    Site& site_;
    Peer peer_;
    Stream stream_;
    RequestParser parser_;
    std::vector<char> buffer_;
    std::size_t input_begin_ = 0;
    std::size_t input_end_ = 0;
    Exchange exchange_;
    Phase phase_ = Phase::waiting;
    Clock::time_point linger_until_;
    unsigned requests_ = 0;
    bool timed_out_ = false;
    bool closed_ = false;
};

template <class Stream>
void StreamConnection<Stream>::begin() {
    if constexpr (std::is_same_v<Stream, EncryptedStream>) {
        handshake();
    } else {
        begin_request();
    }
}

template <class Stream>
void StreamConnection<Stream>::handshake() {
    if constexpr (std::is_same_v<Stream, EncryptedStream>) {
        begin_phase(Phase::handshake, site_.options.header_time);
        stream_.async_handshake(asio::ssl::stream_base::server,
                                [self = this->shared_from_this()](ErrorCode error) {
                                    if (error) return self->close();
                                    self->begin_request();
                                });
    }
}

template <class Stream>
void StreamConnection<Stream>::close() {
    if (closed_) return;
    closed_ = true;
    note_end();
    ErrorCode ignored;
    socket().close(ignored);
}

template <class Stream>
void StreamConnection<Stream>::end_what_is_overdue() {
    if (closed_ || !is_overdue(Clock::now())) return;
    if (phase_ == Phase::head || phase_ == Phase::body) {
        // The read ends as cancelled, and then the other end is told.
        timed_out_ = true;
        ErrorCode ignored;
        socket().cancel(ignored);
    } else {
        close();
    }
}

template <class Stream>
void StreamConnection<Stream>::end_if_unused() {
    if (phase_ == Phase::waiting || phase_ == Phase::handshake || phase_ == Phase::lingering) {
        close();
    }
}

template <class Stream>
void StreamConnection<Stream>::linger() {
    linger_until_ = Clock::now() + linger_time;
    begin_phase(Phase::lingering, linger_pause);
    const auto end_sending = [self = this->shared_from_this()](ErrorCode) {
        ErrorCode ignored;
        self->socket().shutdown(asio::socket_base::shutdown_send, ignored);
        self->discard_input();
    };
    if constexpr (std::is_same_v<Stream, EncryptedStream>) {
        stream_.async_shutdown(end_sending);
    } else {
        end_sending({});
    }
}

template <class Stream>
void StreamConnection<Stream>::discard_input() {
    if (closed_ || Clock::now() >= linger_until_ || site_.stopping) return close();
    begin_phase(Phase::lingering, linger_pause);
    socket().async_read_some(asio::buffer(buffer_),
                             [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                                 if (error) return self->close();
                                 self->discard_input();
                             });
}

template <class Stream>
void StreamConnection<Stream>::begin_phase(Phase phase, Clock::duration time) {
    phase_ = phase;
    set_deadline(Clock::now() + time);
}

template <class Stream>
void StreamConnection<Stream>::begin_request() {
    exchange_ = Exchange();
    parser_.next();
    const bool first = requests_ == 0;
    begin_phase(Phase::waiting, first ? site_.options.header_time : site_.options.idle_time);
    if (site_.stopping) return close();
    read_head();
}

template <class Stream>
void StreamConnection<Stream>::read_head() {
    if (phase_ == Phase::waiting && input_bytes() > 0) {
        begin_phase(Phase::head, site_.options.header_time);
    }
    input_begin_ += parser_.add(input());
    switch (parser_.state()) {
        case RequestParser::State::refused:
            return refuse(parser_.refusal());
        case RequestParser::State::head_read:
            return take_head();
        default:
            return receive(&StreamConnection::read_head);
    }
}

template <class Stream>
void StreamConnection<Stream>::receive(NextStep next) {
    // What is left moves to the front when there is no room behind it.
    if (input_begin_ == input_end_) input_begin_ = input_end_ = 0;
    if (input_end_ == buffer_.size()) {
        std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(input_begin_), buffer_.end(),
                  buffer_.begin());
        input_end_ -= input_begin_;
        input_begin_ = 0;
    }
    stream_.async_read_some(
        asio::buffer(buffer_.data() + input_end_, buffer_.size() - input_end_),
        [self = this->shared_from_this(), next](ErrorCode error, std::size_t bytes) {
            self->received(error, bytes, next);
        });
}

template <class Stream>
void StreamConnection<Stream>::received(ErrorCode error, std::size_t bytes, NextStep next) {
    if (closed_) return;
    if (timed_out_) return refuse(408);
    if (error) return close();
    site_.metrics.received(bytes);
    input_end_ += bytes;
    (this->*next)();
}

template <class Stream>
void StreamConnection<Stream>::take_head() {
    ++requests_;
    exchange_.began = Clock::now();
    exchange_.noted = false;
    RequestHead head = parser_.take_head();
    exchange_.http_1_1 = head.http_1_1;
    exchange_.keep_alive = head.keep_alive && requests_ < site_.options.requests_per_connection;
    if (head.method == "HEAD") exchange_.request.method = Method::head;
    auto outcome = accept_head(std::move(head), peer_, site_.head_rules);
    if (const auto* refused = std::get_if<RefusedHead>(&outcome)) return refuse(refused->status);

    auto& accepted = std::get<AcceptedHead>(outcome);
    exchange_.head_accepted = true;
    site_.metrics.request_began();
    exchange_.request = std::move(accepted.request);
    exchange_.request.number = site_.next_number();
    exchange_.match = site_.find(exchange_.request.method, exchange_.request.path);
    if (exchange_.request.method != Method::post) return answer();
    prepare_body(accepted);
}

template <class Stream>
void StreamConnection<Stream>::prepare_body(const AcceptedHead& head) {
    const Route* route = exchange_.match.route;
    const BodyLimits limits{route ? route->limits.body_bytes : site_.options.body_bytes,
                            route ? route->limits.file_bytes : 0, site_.options.form_fields,
                            site_.options.temporary_directory};
    exchange_.body = std::make_unique<BodyReader>(head.content_type, limits);
    if (const auto status = exchange_.body->begin(head.content_length)) return refuse(*status);
    if (!head.has_body()) return finish_body();
    parser_.body_to([this](std::string_view piece) {
        exchange_.body_bytes += piece.size();
        return exchange_.body->add(piece);
    });
    begin_phase(Phase::body, site_.options.body_time);
    if (head.expects_continue && input_bytes() == 0) return send_continue();
    read_body();
}

template <class Stream>
void StreamConnection<Stream>::send_continue() {
    asio::async_write(stream_, bytes_of(continue_line),
                      [self = this->shared_from_this()](ErrorCode error, std::size_t) {
                          if (error || self->closed_) return self->close();
                          self->receive(&StreamConnection::read_body);
                      });
}

template <class Stream>
void StreamConnection<Stream>::read_body() {
    try {
        input_begin_ += parser_.add(input());
    } catch (const std::exception& exception) {
        site_.log_failure(exchange_.request, exception.what());
        return refuse(500);
    }
    switch (parser_.state()) {
        case RequestParser::State::refused:
            return refuse(parser_.refusal());
        case RequestParser::State::complete:
            return finish_body();
        default:
            break;
    }
    const auto limits_used = 1 + exchange_.body_bytes / bytes_per_time_limit;
    set_deadline(exchange_.began + site_.options.body_time * limits_used);
    receive(&StreamConnection::read_body);
}

template <class Stream>
void StreamConnection<Stream>::finish_body() {
    if (const auto status = exchange_.body->finish(exchange_.request)) return refuse(*status);
    answer();
}

template <class Stream>
void StreamConnection<Stream>::answer() {
    phase_ = Phase::answering;
    set_deadline(Clock::time_point::max());
    send(site_.answer(exchange_.request, exchange_.match));
}

template <class Stream>
void StreamConnection<Stream>::refuse(int status) {
    // What follows can't be told apart from the rest of this request, so the connection ends.
    exchange_.keep_alive = false;
    if (!exchange_.head_accepted) {
        exchange_.noted = false;
        exchange_.began = Clock::now();
        exchange_.request.number = site_.next_number();
        exchange_.request.path = exchange_.request.target = "/";  // the true one can't be trusted
        exchange_.request.remote_address = peer_.address;
        exchange_.request.secure = peer_.encrypted;
    }
    Response page = site_.error_page(exchange_.request, status);
    if (status == 405) page.header("Allow", std::string(served_methods));
    send(std::move(page));
}

template <class Stream>
void StreamConnection<Stream>::send(Response response) {
    const ReplyContext context{
        exchange_.http_1_1, exchange_.keep_alive && !site_.stopping,
        std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())};
    try {
        exchange_.reply = make_reply(exchange_.request, std::move(response), context);
    } catch (const std::exception& exception) {
        site_.log_failure(exchange_.request, exception.what());
        exchange_.reply =
            make_reply(exchange_.request, site_.error_page(exchange_.request, 500), context);
    }
    phase_ = Phase::writing;
    try {
        const std::string_view piece = first_piece();
        write(exchange_.reply.head, piece);
    } catch (const std::exception& exception) {
        fail(exception.what());
    }
}

template <class Stream>
std::string_view StreamConnection<Stream>::first_piece() {
    if (const auto* text = std::get_if<std::string>(&exchange_.reply.body)) return *text;
    if (const auto* fixed = std::get_if<std::string_view>(&exchange_.reply.body)) return *fixed;
    next_piece();
    return exchange_.piece;
}

// False when all has been sent. Throws what a handler's stream or the file system throws.
template <class Stream>
bool StreamConnection<Stream>::next_piece() {
    exchange_.piece.clear();
    if (auto* file = std::get_if<OpenFile>(&exchange_.reply.body)) {
        exchange_.piece = file->read(piece_bytes);
    } else if (auto* stream = std::get_if<StreamBody>(&exchange_.reply.body)) {
        if (exchange_.stream_ended) return false;
        std::string piece = (*stream)();
        exchange_.stream_ended = piece.empty();
        if (!exchange_.reply.chunked) {
            exchange_.piece = std::move(piece);
        } else {
            exchange_.piece = exchange_.stream_ended ? "0\r\n\r\n" : chunk(piece);
        }
    }
    return !exchange_.piece.empty();
}

template <class Stream>
void StreamConnection<Stream>::write(std::string_view first, std::string_view second) {
    const std::uint64_t limits_used = 1 + (first.size() + second.size()) / bytes_per_time_limit;
    set_deadline(Clock::now() + site_.options.write_time * limits_used);
    const std::array<asio::const_buffer, 2> buffers{bytes_of(first), bytes_of(second)};
    asio::async_write(stream_, buffers,
                      [self = this->shared_from_this()](ErrorCode error, std::size_t bytes) {
                          self->written(error, bytes);
                      });
}

template <class Stream>
void StreamConnection<Stream>::written(ErrorCode error, std::size_t bytes) {
    exchange_.sent_bytes += bytes;
    site_.metrics.sent(bytes);
    if (error || closed_) return close();
    try {
        if (next_piece()) return write(exchange_.piece, {});
    } catch (const std::exception& exception) {
        return fail(exception.what());
    }
    finish_exchange();
}

// The answer can't be completed. Its head is out, so all that can be done is to end without the
// proper end, which the other side notices.
template <class Stream>
void StreamConnection<Stream>::fail(std::string_view cause) {
    site_.log_failure(exchange_.request, cause);
    close();
}

template <class Stream>
void StreamConnection<Stream>::finish_exchange() {
    note_end();
    const bool keep_alive = exchange_.reply.keep_alive;
    exchange_ = Exchange();  // removes uploaded files
    if (keep_alive) {
        begin_request();
    } else {
        linger();
    }
}

template <class Stream>
void StreamConnection<Stream>::note_end() {
    if (std::exchange(exchange_.noted, true)) return;
    const auto duration =
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - exchange_.began);
    // Without an answer the caller has gone away, or the server ends.
    const int status = exchange_.reply.head.empty() ? 400 : exchange_.reply.status;
    const Route* route = exchange_.match.route;
    if (exchange_.head_accepted) {
        site_.metrics.request_ended(route, status, duration);
    } else {
        site_.metrics.request_refused(status);
    }
    const bool accepted = exchange_.head_accepted;
    site_.log({exchange_.request.number,
               std::string(accepted ? method_name(exchange_.request.method) : "-"),
               route ? route->pattern : "-", status, exchange_.sent_bytes, duration});
}

template <class StreamConnectionType, class... Arguments>
void start(Site& site, Arguments&&... arguments) {
    const auto connection =
        std::make_shared<StreamConnectionType>(site, std::forward<Arguments>(arguments)...);
    site.connections.add(connection);
    connection->run();
}

}  // namespace

void Connections::add(const std::shared_ptr<Connection>& connection) {
    const std::lock_guard lock(mutex_);
    connections_.emplace(connection.get(), connection);
}

void Connections::remove(const Connection* connection) {
    const std::lock_guard lock(mutex_);
    connections_.erase(connection);
    changed_.notify_all();
}

std::size_t Connections::size() const {
    const std::lock_guard lock(mutex_);
    return connections_.size();
}

void Connections::for_each(const std::function<void(Connection&)>& what) const {
    // Not under the lock: a connection that ends here removes itself.
    std::vector<std::shared_ptr<Connection>> present;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [address, weak] : connections_) {
            if (auto connection = weak.lock()) present.push_back(std::move(connection));
        }
    }
    for (const auto& connection : present) what(*connection);
}

bool Connections::wait_until_none(Connection::Clock::time_point deadline) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_until(lock, deadline, [this] { return connections_.empty(); });
}

void serve_connection(Site& site, asio::io_context& workers, asio::ssl::context* encryption,
                      int socket, int address_family, std::string remote_address) {
    const asio::ip::tcp protocol =
        address_family == AF_INET6 ? asio::ip::tcp::v6() : asio::ip::tcp::v4();
    PlainStream stream(asio::make_strand(workers), protocol, socket);
    ErrorCode ignored;
    stream.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (encryption) {
        start<StreamConnection<EncryptedStream>>(site, std::move(remote_address), std::move(stream),
                                                 *encryption);
    } else {
        start<StreamConnection<PlainStream>>(site, std::move(remote_address), std::move(stream));
    }
}

}  // namespace web
