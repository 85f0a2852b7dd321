#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "web/request.h"

// Internal to web: from what the parser read to a Request one may trust in its form.
namespace web {

// The head of a request as it was sent.
struct RequestHead {
    std::string method;
    std::string target;
    bool http_1_1 = true;
    bool keep_alive = true;
    std::vector<std::pair<std::string, std::string>> fields;  // names in lower case, values trimmed
};

struct HeadRules {
    std::set<std::string, std::less<>> trusted_proxies;
    std::size_t target_bytes = 8 * 1024;
    std::size_t query_fields = 2000;
};

// The other end of the connection.
struct Peer {
    std::string address;
    bool encrypted = false;
};

struct AcceptedHead {
    Request request;  // without form, files, number
    std::string content_type;
    std::optional<std::uint64_t> content_length;
    bool chunked = false;
    bool expects_continue = false;

    bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

// Why a head is not accepted. 405 is for methods this server has no routes for.
struct RefusedHead {
    int status = 400;
};

std::variant<AcceptedHead, RefusedHead> accept_head(RequestHead head, const Peer& peer,
                                                    const HeadRules& rules);

// An address as it is compared: no zone, IPv4 in IPv6 as IPv4. Empty when it isn't one.
std::optional<std::string> normal_address(std::string_view address);

}  // namespace web
