#include "vault/sealing.h"

#include <sodium.h>

#include <stdexcept>

namespace vault {
namespace {

constexpr std::uint8_t format = 1;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t head_bytes = 1 + nonce_bytes;
constexpr std::size_t smallest_class = 32;
constexpr std::size_t largest_doubled_class = 4096;
constexpr char padding_mark = '\x80';  // then zeros: ISO/IEC 7816-4

std::string authenticated_text(std::string_view context) {
    std::string text(1, static_cast<char>(format));
    return text.append(context);
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::optional<std::string> without_padding(std::string padded) {
    const std::size_t mark = padded.find_last_not_of('\0');
    if (mark == std::string::npos || padded[mark] != padding_mark) return std::nullopt;
    padded.resize(mark);
    return padded;
}

}  // namespace

std::size_t padded_size(std::size_t bytes) {
    std::size_t size = smallest_class;
    while (size < bytes + 1 && size < largest_doubled_class) size *= 2;
    while (size < bytes + 1) size += largest_doubled_class;
    return size;
}

Sealed seal(const Key& key, std::string_view context, std::string_view plain) {
    if (plain.size() > plain_bytes_max)
        throw std::length_error("vault: the value is too long to be sealed");
    std::string padded(plain);
    padded += padding_mark;
    padded.resize(padded_size(plain.size()), '\0');
    const std::string authenticated = authenticated_text(context);
    Sealed sealed(head_bytes + padded.size() + tag_bytes);
    sealed[0] = format;
    randombytes_buf(sealed.data() + 1, nonce_bytes);
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        sealed.data() + head_bytes, nullptr, bytes_of(padded), padded.size(),
        bytes_of(authenticated), authenticated.size(), nullptr, sealed.data() + 1, key.data());
    sodium_memzero(padded.data(), padded.size());
    return sealed;
}

std::optional<std::string> open(const Key& key, std::string_view context,
                                std::span<const std::uint8_t> sealed) {
    if (sealed.size() < head_bytes + tag_bytes || sealed[0] != format) return std::nullopt;
    const std::string authenticated = authenticated_text(context);
    std::string padded(sealed.size() - head_bytes - tag_bytes, '\0');
    const int refused = crypto_aead_xchacha20poly1305_ietf_decrypt(
        reinterpret_cast<unsigned char*>(padded.data()), nullptr, nullptr,
        sealed.data() + head_bytes, sealed.size() - head_bytes, bytes_of(authenticated),
        authenticated.size(), sealed.data() + 1, key.data());
    if (refused != 0) return std::nullopt;
    return without_padding(std::move(padded));
}

}  // namespace vault
