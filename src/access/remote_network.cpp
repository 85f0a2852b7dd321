#include "access/remote_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace access {

namespace {

template <std::size_t Bytes>
std::string masked(int family, std::array<unsigned char, Bytes> bytes, int bits) {
    std::fill(bytes.begin() + bits / 8, bytes.end(), static_cast<unsigned char>(0));
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (!inet_ntop(family, bytes.data(), text.data(), text.size())) return "unknown";
    std::string network(text.data());
    if (bits < static_cast<int>(Bytes) * 8) network += "/" + std::to_string(bits);
    return network;
}

std::string network_of(std::string_view address, int bits_of_4, int bits_of_6) {
    const std::string text(address);
    std::array<unsigned char, 4> four{};
    if (inet_pton(AF_INET, text.c_str(), four.data()) == 1) return masked(AF_INET, four, bits_of_4);
    std::array<unsigned char, 16> six{};
    if (inet_pton(AF_INET6, text.c_str(), six.data()) != 1) return "unknown";
    constexpr std::array<unsigned char, 12> mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    if (std::equal(mapped.begin(), mapped.end(), six.begin())) {
        std::copy(six.begin() + 12, six.end(), four.begin());
        return masked(AF_INET, four, bits_of_4);
    }
    return masked(AF_INET6, six, bits_of_6);
}

}  // namespace

std::string caller_network(std::string_view address) {
    return network_of(address, 32, 64);
}

std::string coarse_network(std::string_view address) {
    return network_of(address, 24, 48);
}

}  // namespace access
