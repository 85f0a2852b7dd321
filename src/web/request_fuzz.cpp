#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "web/form_decoding.h"
#include "web/request_head.h"
#include "web/request_parser.h"

// A connection's bytes go through the parser and the checks of the head, whole and in small pieces.
// What is accepted must be decoded and clean, and the same in both cases.

namespace {

using State = web::RequestParser::State;

constexpr std::uint32_t header_bytes = 2000;
constexpr std::size_t buffer_bytes = header_bytes + 500;

void must(bool condition) {
    if (!condition) std::abort();
}

void check_request(const web::AcceptedHead& head) {
    const web::Request& request = head.request;
    must(!request.path.empty() && request.path.front() == '/');
    must(web::is_clean_text(request.path));
    for (const auto& [name, value] : request.headers) {
        must(web::is_clean_text(name) && web::is_clean_text(value));
    }
    for (const auto& [name, value] : request.query.all()) {
        must(web::is_clean_text(name) && web::is_clean_text(value));
    }
    for (const auto& [name, value] : request.cookies) {
        must(web::is_clean_text(name) && web::is_clean_text(value));
    }
    must(!(head.chunked && head.content_length));
    must(request.method == web::Method::post || !head.has_body());
    must(web::normal_address(request.remote_address).has_value());
}

web::HeadRules rules() {
    web::HeadRules made;
    made.trusted_proxies = {"127.0.0.1"};
    return made;
}

// Plays the connection: a buffer of limited size, pieces read into it, requests taken out of it.
std::string trace(std::string_view input, std::size_t piece_bytes) {
    static const web::HeadRules head_rules = rules();
    web::RequestParser parser(header_bytes);
    std::string said;
    std::string buffer;
    bool reading = true;
    while (reading) {
        const std::size_t used = parser.add(buffer);
        must(used <= buffer.size());
        buffer.erase(0, used);
        switch (parser.state()) {
            case State::head_read: {
                const auto outcome =
                    web::accept_head(parser.take_head(), {"127.0.0.1", false}, head_rules);
                if (const auto* refused = std::get_if<web::RefusedHead>(&outcome)) {
                    return said + "refused " + std::to_string(refused->status);
                }
                const auto& head = std::get<web::AcceptedHead>(outcome);
                check_request(head);
                said += head.request.target + "\n";
                parser.body_to([&said](std::string_view piece) -> std::optional<int> {
                    said += piece;
                    if (said.size() > 100'000) return 413;
                    return std::nullopt;
                });
                must(head.has_body() || parser.state() == State::complete);
                break;
            }
            case State::complete:
                said += "|";
                parser.next();
                break;
            case State::refused:
                // Which of the reasons comes first may depend on the pieces.
                return said + "refused";
            case State::head:
            case State::body:
                must(buffer.size() < buffer_bytes);
                reading = !input.empty();
                const std::size_t taken = std::min(piece_bytes, buffer_bytes - buffer.size());
                buffer += input.substr(0, taken);
                input.remove_prefix(std::min(taken, input.size()));
                break;
        }
    }
    return said;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string whole = trace(input, buffer_bytes);
    const std::string pieces = trace(input, 3);
    // Small pieces may still wait for the end of a line that the whole shows to be refused.
    const bool waiting = whole.ends_with("refused") && !pieces.ends_with("refused");
    must(waiting || pieces == whole);
    return 0;
}
