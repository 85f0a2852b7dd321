#include "access/random_token.h"

#include <sodium.h>

#include "access/base32.h"
#include "base/digest.h"

namespace access {

std::string random_token() {
    std::array<std::uint8_t, 32> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    return base::base64url(bytes);
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    return bytes;
}

std::string token_hash(const std::string& token) {
    return base::sha256_hex(token);
}

std::string random_recovery_code() {
    std::array<std::uint8_t, 10> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    const std::string letters =
        base32(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    std::string code;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (i > 0 && i % 4 == 0) code += '-';
        code += letters[i];
    }
    return code;
}

std::string plain_recovery_code(const std::string& typed) {
    std::string plain;
    for (const char c : typed) {
        if (c == ' ' || c == '-') continue;
        plain += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return plain;
}

}  // namespace access
