#include "web/request_parser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>
#include <stdexcept>
#include <utility>

namespace web {

namespace {

namespace http = boost::beast::http;
using ErrorCode = boost::beast::error_code;
using Text = boost::beast::string_view;

constexpr int bad_request = 400;
constexpr int target_too_long = 414;
constexpr int head_too_large = 431;
constexpr int version_not_supported = 505;

std::string lower_case(Text text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

// A request line that is well formed but of an HTTP we don't speak, rather than of none.
bool names_other_version(std::string_view bytes) {
    const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
    constexpr std::string_view shape = " HTTP/1.1";
    if (line.size() == bytes.size() || line.size() < shape.size()) return false;
    const std::string_view end = line.substr(line.size() - shape.size());
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    return end.starts_with(" HTTP/") && is_digit(end[6]) && end[7] == '.' && is_digit(end[8]);
}

// Keeps the head in our own form and passes the body on; Beast's own message types are not used.
class HeadAndBody : public http::basic_parser<true> {
  public:
    HeadAndBody() {
        // Beast counts from the last field only; RequestParser counts the whole head.
        header_limit(1024 * 1024);
        body_limit(boost::none);
    }

    RequestHead head;
    RequestParser::BodyPiece receiver;
    bool request_line_read = false;
    bool head_read = false;
    int refused_by_receiver = 0;

  private:
    void on_request_impl(http::verb, Text method, Text target, int version, ErrorCode&) override {
        head.method = method;
        head.target = target;
        head.http_1_1 = version == 11;
        request_line_read = true;
    }
    void on_response_impl(int, Text, int, ErrorCode&) override {}
    void on_field_impl(http::field, Text name, Text value, ErrorCode&) override {
        // Fields behind a chunked body are nothing we know a use for.
        if (!head_read) head.fields.emplace_back(lower_case(name), std::string(value));
    }
    void on_header_impl(ErrorCode&) override {
        head.keep_alive = keep_alive();
        head_read = true;
    }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, ErrorCode&) override {}
    std::size_t on_body_impl(Text piece, ErrorCode& error) override { return pass(piece, error); }
    void on_chunk_header_impl(std::uint64_t, Text, ErrorCode&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, Text piece, ErrorCode& error) override {
        return pass(piece, error);
    }
    void on_finish_impl(ErrorCode&) override {}

    std::size_t pass(Text piece, ErrorCode& error) {
        if (receiver) {
            if (const auto status = receiver(std::string_view(piece.data(), piece.size()))) {
                refused_by_receiver = *status;
                error = http::error::body_limit;
            }
        }
        return piece.size();
    }
};

}  // namespace

struct RequestParser::Implementation {
    std::uint32_t header_bytes = 0;
    std::optional<HeadAndBody> parser;
    std::size_t head_bytes_read = 0;
    State state = State::head;
    int refusal = 0;

    void refuse(int status) {
        state = State::refused;
        refusal = status;
    }
    std::size_t read_head(std::string_view bytes);
    std::size_t read_body(std::string_view bytes);
};

std::size_t RequestParser::Implementation::read_head(std::string_view bytes) {
    ErrorCode error;
    const std::size_t used = parser->put(boost::asio::buffer(bytes.data(), bytes.size()), error);
    head_bytes_read += used;
    const std::size_t seen = head_bytes_read + (parser->head_read ? 0 : bytes.size() - used);
    if (error && error != http::error::need_more) {
        const bool other_version = error == http::error::bad_version && names_other_version(bytes);
        refuse(other_version ? version_not_supported : bad_request);
    } else if (seen > header_bytes) {
        const bool line_fits = parser->request_line_read ? parser->head.target.size() < header_bytes
                                                         : bytes.find('\n') < header_bytes;
        refuse(line_fits ? head_too_large : target_too_long);
    } else if (parser->head_read) {
        state = State::head_read;
    }
    return used;
}

std::size_t RequestParser::Implementation::read_body(std::string_view bytes) {
    ErrorCode error;
    std::size_t used = 0;
    while (used < bytes.size() && !parser->is_done()) {
        const std::string_view rest = bytes.substr(used);
        const std::size_t step = parser->put(boost::asio::buffer(rest.data(), rest.size()), error);
        used += step;
        if (error == http::error::need_more) break;
        if (error) {
            const int status = parser->refused_by_receiver;
            refuse(status != 0 ? status : bad_request);
            return used;
        }
    }
    // A line between chunks is short; one that fills this is an attack.
    if (bytes.size() - used > header_bytes && !parser->is_done()) refuse(bad_request);
    if (parser->is_done()) state = State::complete;
    return used;
}

RequestParser::RequestParser(std::uint32_t header_bytes)
    : implementation_(std::make_unique<Implementation>()) {
    implementation_->header_bytes = header_bytes;
    next();
}

RequestParser::~RequestParser() = default;

void RequestParser::next() {
    implementation_->parser.emplace();
    implementation_->head_bytes_read = 0;
    implementation_->state = State::head;
    implementation_->refusal = 0;
}

void RequestParser::body_to(BodyPiece receiver) {
    implementation_->parser->receiver = std::move(receiver);
}

std::size_t RequestParser::add(std::string_view bytes) {
    switch (implementation_->state) {
        case State::head:
            return bytes.empty() ? 0 : implementation_->read_head(bytes);
        case State::head_read:
        case State::body:
            return implementation_->read_body(bytes);
        case State::complete:
        case State::refused:
            return 0;
    }
    return 0;
}

RequestParser::State RequestParser::state() const {
    return implementation_->state;
}

int RequestParser::refusal() const {
    return implementation_->refusal;
}

RequestHead RequestParser::take_head() {
    implementation_->state = implementation_->parser->is_done() ? State::complete : State::body;
    return std::move(implementation_->parser->head);
}

}  // namespace web
