#pragma once

#include <string>
#include <string_view>

namespace access {

// The network one caller is likely to have for himself: an IPv4 address, or the first 64 bits of an
// IPv6 address. What is no address comes back as "unknown".
std::string caller_network(std::string_view address);

// For logs, too coarse to name a household: the first 24 bits of IPv4, 48 of IPv6.
std::string coarse_network(std::string_view address);

}  // namespace access
