#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include "base/result.h"

// The one door through which the program asks other servers.
namespace access {

constexpr std::chrono::milliseconds https_connect_time{3000};
constexpr std::chrono::milliseconds https_whole_time{8000};
constexpr std::size_t https_most_bytes = 256 * 1024;

struct HttpsQuestion {
    std::string address;  // see is_safe_address()
    std::string form;     // sent with POST; empty: GET
    std::string user;     // with password: named in the Authorization header
    std::string password;
    std::string certificate_authorities;  // a PEM file; empty: those of the system
    std::chrono::milliseconds whole_time = https_whole_time;
};

struct HttpsAnswer {
    int status = 0;
    std::string body;
};

using HttpsFetch = std::function<base::Result<HttpsAnswer>(const HttpsQuestion&)>;

// Asks once: no redirect is followed, no proxy taken from the environment, the server's certificate
// must be good. Refused with "network" when there is no whole answer in time and size. Blocks.
base::Result<HttpsAnswer> fetch_https(const HttpsQuestion& question);

}  // namespace access
