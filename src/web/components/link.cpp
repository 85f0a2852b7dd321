#include "web/components/link.h"

#include <algorithm>
#include <stdexcept>

namespace web {

namespace {

// Browsers drop tabs and line breaks from addresses and read "\" as "/", so both could turn a path
// into the address of another site.
bool is_safe(std::string_view address) {
    const bool control = std::any_of(address.begin(), address.end(), [](char character) {
        return static_cast<unsigned char>(character) < 0x20 || character == 0x7f;
    });
    if (control) return false;
    if (address.starts_with("/"))
        return address.size() < 2 || (address[1] != '/' && address[1] != '\\');
    return address.starts_with("#") || address.starts_with("https://") ||
           address.starts_with("mailto:");
}

bool is_unreserved(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '-' || character == '.' ||
           character == '_' || character == '~';
}

}  // namespace

Link::Link(std::string address) : address_(std::move(address)) {
    if (!is_safe(address_)) throw std::logic_error("not an address for a link: '" + address_ + "'");
}

std::string encode_component(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    encoded.reserve(text.size());
    for (const char character : text) {
        if (is_unreserved(character)) {
            encoded += character;
            continue;
        }
        const auto byte = static_cast<unsigned char>(character);
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

std::string address_with_query(std::string_view path,
                               const std::vector<std::pair<std::string, std::string>>& query) {
    std::string address(path);
    char separator = '?';
    for (const auto& [name, value] : query) {
        if (value.empty()) continue;
        address += separator;
        address += encode_component(name);
        address += '=';
        address += encode_component(value);
        separator = '&';
    }
    return address;
}

}  // namespace web
