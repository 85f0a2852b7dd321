#include "access/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

#include "access/base32.h"
#include "base/digest.h"

namespace access {

namespace {

constexpr std::int64_t step_seconds = 30;
constexpr std::size_t secret_bytes = 20;
constexpr std::size_t digits = 6;

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view hexadecimal = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        if (plain) {
            encoded += c;
        } else {
            encoded += '%';
            encoded += hexadecimal[byte >> 4];
            encoded += hexadecimal[byte & 15];
        }
    }
    return encoded;
}

std::string without_spaces(std::string_view typed) {
    std::string code;
    for (const char c : typed) {
        if (c != ' ') code += c;
    }
    return code;
}

}  // namespace

std::string random_totp_secret() {
    std::string secret(secret_bytes, '\0');
    randombytes_buf(secret.data(), secret.size());
    return secret;
}

std::int64_t totp_step(base::Instant now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    return static_cast<std::int64_t>(seconds) / step_seconds;
}

std::string totp_code(std::string_view secret, std::int64_t step) {
    std::array<unsigned char, 8> counter{};
    auto rest = static_cast<std::uint64_t>(step);
    for (std::size_t i = counter.size(); i-- > 0; rest >>= 8) {
        counter[i] = static_cast<unsigned char>(rest & 255);
    }
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    if (!HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), counter.data(),
              counter.size(), digest.data(), &length) ||
        length != 20) {
        throw std::runtime_error("access: HMAC-SHA-1 is not available");
    }
    // RFC 4226, 5.3: the last half byte says where the four bytes of the number begin.
    const std::size_t offset = digest[length - 1] & 15;
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) number = (number << 8) | digest[offset + i];
    number &= 0x7FFFFFFF;
    std::string code = std::to_string(number % 1'000'000);
    return std::string(digits - code.size(), '0') + code;
}

std::string current_totp_code(std::string_view secret, base::Instant now) {
    return totp_code(secret, totp_step(now));
}

std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view typed,
                                               base::Instant now, std::int64_t last_used_step) {
    const std::string code = without_spaces(typed);
    if (code.size() != digits) return std::nullopt;
    const std::int64_t present = totp_step(now);
    std::optional<std::int64_t> found;
    for (std::int64_t step = present - 1; step <= present + 1; ++step) {
        const bool same = base::equal_in_constant_time(totp_code(secret, step), code);
        if (same && step > last_used_step && !found) found = step;
    }
    return found;
}

std::string totp_address(std::string_view secret, std::string_view issuer,
                         std::string_view username) {
    return "otpauth://totp/" + percent_encoded(issuer) + ":" + percent_encoded(username) +
           "?secret=" + base32(secret) + "&issuer=" + percent_encoded(issuer) +
           "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace access
