#include "web/request_head.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "web/form_decoding.h"

namespace web {

namespace {

constexpr int bad_request = 400;
constexpr int method_not_allowed = 405;
constexpr int target_too_long = 414;
constexpr int expectation_failed = 417;

// Sent twice, each of these would let two readers of one request understand different things.
constexpr std::array<std::string_view, 7> single_fields = {
    "host",          "content-length", "content-type",     "transfer-encoding",
    "authorization", "range",          "x-forwarded-proto"};

std::optional<Method> known_method(std::string_view method) {
    if (method == "GET") return Method::get;
    if (method == "HEAD") return Method::head;
    if (method == "POST") return Method::post;
    return std::nullopt;
}

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 255) return false;
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':' || c == '[' || c == ']' || c == '_';
    });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// In a list with commas the nearest proxy has written the last entry.
std::string_view last_entry(std::string_view list) {
    const std::size_t comma = list.rfind(',');
    return trimmed(comma == std::string_view::npos ? list : list.substr(comma + 1));
}

// Gathers the fields; false when one is not clean text or stands twice where it may not.
bool take_fields(RequestHead& head, AcceptedHead& accepted) {
    for (auto& [name, value] : head.fields) {
        if (name == "cookie") {
            // Not among the headers: what can't be read of it is left out instead of refused.
            accepted.request.cookies.merge(decode_cookies(value));
            continue;
        }
        if (!is_clean_text(value)) return false;
        const auto [place, added] = accepted.request.headers.emplace(name, value);
        if (added) continue;
        const bool single =
            std::find(single_fields.begin(), single_fields.end(), name) != single_fields.end();
        if (single) return false;
        place->second += ", " + value;
    }
    return true;
}

std::optional<int> take_target(const RequestHead& head, const HeadRules& rules, Request& request) {
    const std::string_view target = head.target;
    if (target.size() > rules.target_bytes) return target_too_long;
    // Only the form /path?query: no http://…, no *, no fragment.
    if (target.empty() || target.front() != '/' || target.find('#') != std::string_view::npos) {
        return bad_request;
    }
    const std::size_t question_mark = target.find('?');
    std::optional<std::string> path = decode_path(target.substr(0, question_mark));
    if (!path) return bad_request;
    request.path = std::move(*path);
    if (question_mark != std::string_view::npos) {
        DecodedFields query =
            decode_urlencoded(target.substr(question_mark + 1), rules.query_fields);
        if (query.outcome != DecodedFields::Outcome::fine) return bad_request;
        request.query = std::move(query.fields);
    }
    request.target = head.target;
    return std::nullopt;
}

bool take_framing(const RequestHead& head, AcceptedHead& accepted) {
    const auto& headers = accepted.request.headers;
    const auto coding = headers.find("transfer-encoding");
    const auto length = headers.find("content-length");
    if (coding != headers.end()) {
        if (length != headers.end() || !head.http_1_1) return false;
        if (header_main_value(coding->second) != "chunked") return false;
        accepted.chunked = true;
    }
    if (length != headers.end()) {
        const std::string& digits = length->second;
        std::uint64_t bytes = 0;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), bytes);
        if (error != std::errc() || end != digits.data() + digits.size()) return false;
        accepted.content_length = bytes;
    }
    return accepted.request.method == Method::post || !accepted.has_body();
}

bool is_trusted(const HeadRules& rules, std::string_view address) {
    const std::optional<std::string> normal = normal_address(address);
    return normal && rules.trusted_proxies.contains(*normal);
}

// From the nearest proxy backwards, the first address that isn't one of our own proxies.
std::string original_address(std::string_view list, const Peer& peer, const HeadRules& rules) {
    std::string caller = peer.address;
    while (!list.empty() && is_trusted(rules, caller)) {
        const std::string_view entry = last_entry(list);
        const std::optional<std::string> address = normal_address(entry);
        if (!address) break;
        caller = *address;
        const std::size_t comma = list.rfind(',');
        list = comma == std::string_view::npos ? std::string_view() : list.substr(0, comma);
    }
    return caller;
}

bool take_origin(const RequestHead& head, const Peer& peer, const HeadRules& rules,
                 Request& request) {
    request.remote_address = peer.address;
    request.secure = peer.encrypted;
    request.host = request.header("host");
    if (request.host.empty() && head.http_1_1) return false;
    if (is_trusted(rules, peer.address)) {
        request.remote_address = original_address(request.header("x-forwarded-for"), peer, rules);
        const std::string& protocol = request.header("x-forwarded-proto");
        if (!protocol.empty()) request.secure = last_entry(protocol) == "https";
        const std::string& host = request.header("x-forwarded-host");
        if (!host.empty()) request.host = last_entry(host);
    }
    return request.host.empty() ? !head.http_1_1 : is_host(request.host);
}

}  // namespace

std::optional<std::string> normal_address(std::string_view address) {
    const std::string text(address.substr(0, address.find('%')));
    std::array<char, INET6_ADDRSTRLEN> written{};
    in_addr v4{};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        ::inet_ntop(AF_INET, &v4, written.data(), written.size());
        return std::string(written.data());
    }
    in6_addr v6{};
    if (::inet_pton(AF_INET6, text.c_str(), &v6) != 1) return std::nullopt;
    if (IN6_IS_ADDR_V4MAPPED(&v6)) {
        ::inet_ntop(AF_INET, &v6.s6_addr[12], written.data(), written.size());
    } else {
        ::inet_ntop(AF_INET6, &v6, written.data(), written.size());
    }
    return std::string(written.data());
}

std::variant<AcceptedHead, RefusedHead> accept_head(RequestHead head, const Peer& peer,
                                                    const HeadRules& rules) {
    AcceptedHead accepted;
    Request& request = accepted.request;
    const std::optional<Method> method = known_method(head.method);
    if (!method) return RefusedHead{method_not_allowed};
    request.method = *method;
    if (const auto status = take_target(head, rules, request)) return RefusedHead{*status};
    if (!take_fields(head, accepted) || !take_framing(head, accepted) ||
        !take_origin(head, peer, rules, request)) {
        return RefusedHead{bad_request};
    }
    accepted.content_type = request.header("content-type");
    const std::string& expectation = request.header("expect");
    if (!expectation.empty()) {
        if (header_main_value(expectation) != "100-continue") {
            return RefusedHead{expectation_failed};
        }
        accepted.expects_continue = head.http_1_1;
    }
    return accepted;
}

}  // namespace web
