#include "access/csrf.h"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/digest.h"

namespace access {

namespace {

constexpr std::size_t secret_bytes = 32;

using Bytes = std::array<std::uint8_t, secret_bytes>;

template <std::size_t Count>
std::optional<std::array<std::uint8_t, Count>> decoded(std::string_view text) {
    std::array<std::uint8_t, Count> bytes{};
    std::size_t count = 0;
    const char* end = nullptr;
    const bool ok = sodium_base642bin(bytes.data(), bytes.size(), text.data(), text.size(), nullptr,
                                      &count, &end, sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0;
    if (!ok || count != Count || end != text.data() + text.size()) return std::nullopt;
    return bytes;
}

}  // namespace

std::string random_csrf_secret() {
    Bytes secret{};
    randombytes_buf(secret.data(), secret.size());
    return base::base64url(secret);
}

std::string masked_csrf_token(std::string_view secret) {
    const auto plain = decoded<secret_bytes>(secret);
    if (!plain) return "";
    std::array<std::uint8_t, 2 * secret_bytes> token{};
    randombytes_buf(token.data(), secret_bytes);
    for (std::size_t i = 0; i < secret_bytes; ++i) {
        token[secret_bytes + i] = static_cast<std::uint8_t>(token[i] ^ (*plain)[i]);
    }
    return base::base64url(token);
}

bool csrf_token_fits(std::string_view secret, std::string_view token) {
    const auto plain = decoded<secret_bytes>(secret);
    const auto masked = decoded<2 * secret_bytes>(token);
    if (!plain || !masked) return false;
    Bytes unmasked{};
    for (std::size_t i = 0; i < secret_bytes; ++i) {
        unmasked[i] = static_cast<std::uint8_t>((*masked)[i] ^ (*masked)[secret_bytes + i]);
    }
    return sodium_memcmp(unmasked.data(), plain->data(), secret_bytes) == 0;
}

bool is_own_form(const FormOrigin& form) {
    // Only the browser itself can set this header, and it knows better than any comparison here.
    if (!form.sec_fetch_site.empty()) {
        return form.sec_fetch_site == "same-origin" || form.sec_fetch_site == "none";
    }
    if (form.origin.empty()) return true;
    const std::size_t scheme_end = form.origin.find("://");
    if (scheme_end == std::string_view::npos) return false;
    return form.origin.substr(scheme_end + 3) == form.host;
}

}  // namespace access
