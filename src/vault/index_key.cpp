#include "vault/index_key.h"

#include <sodium.h>

#include <cstddef>

namespace vault {
namespace {

constexpr std::size_t half_bytes = 8;

std::uint64_t number_of(std::span<const std::uint8_t, half_bytes> bytes) {
    std::uint64_t number = 0;
    for (std::size_t i = half_bytes; i > 0; --i) number = number << 8 | bytes[i - 1];
    return number;
}

void put_number(std::span<std::uint8_t, half_bytes> bytes, std::uint64_t number) {
    for (std::uint8_t& byte : bytes) {
        byte = static_cast<std::uint8_t>(number & 0xFF);
        number >>= 8;
    }
}

// Keyed BLAKE2b of parts whose length is fixed or stands before them.
class KeyedHash {
  public:
    KeyedHash(const Key& key, std::size_t bytes) {
        crypto_generichash_init(&state_, key.data(), Key::size, bytes);
    }
    void add(std::span<const std::uint8_t> bytes) {
        crypto_generichash_update(&state_, bytes.data(), bytes.size());
    }
    void finish(std::span<std::uint8_t> hash) {
        crypto_generichash_final(&state_, hash.data(), hash.size());
    }

  private:
    crypto_generichash_state state_{};
};

void add_text(KeyedHash& hash, std::string_view text) {
    std::array<std::uint8_t, half_bytes> length{};
    put_number(length, text.size());
    hash.add(length);
    hash.add({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

IndexHandle index_handle(const Key& subject_key) {
    const Key derived = subject_key.derive("idxhandl", 1);
    return number_of(derived.bytes().first<half_bytes>());
}

IndexToken IndexKey::token(std::string_view purpose, std::string_view text) const {
    IndexToken token{};
    KeyedHash hash(tokens_, token.size());
    add_text(hash, purpose);
    add_text(hash, text);
    hash.finish(token);
    return token;
}

std::uint64_t IndexKey::half(Part part, const IndexToken& token, std::uint64_t input) const {
    std::array<std::uint8_t, 1> which{static_cast<std::uint8_t>(part)};
    std::array<std::uint8_t, half_bytes> bytes{};
    put_number(bytes, input);
    std::array<std::uint8_t, 16> digest{};  // the shortest that BLAKE2b gives here
    KeyedHash hash(links_, digest.size());
    hash.add(which);
    hash.add(token);
    hash.add(bytes);
    hash.finish(digest);
    return number_of(std::span(digest).first<half_bytes>());
}

IndexLink IndexKey::link(const IndexToken& token, IndexHandle handle) const {
    const std::uint64_t nonce = half(Part::nonce, token, handle);
    IndexLink link{};
    put_number(std::span(link).first<half_bytes>(), nonce);
    put_number(std::span(link).last<half_bytes>(), handle ^ half(Part::mask, token, nonce));
    return link;
}

std::optional<IndexHandle> IndexKey::handle(const IndexToken& token, const IndexLink& link) const {
    const std::uint64_t nonce = number_of(std::span(link).first<half_bytes>());
    const std::uint64_t handle =
        number_of(std::span(link).last<half_bytes>()) ^ half(Part::mask, token, nonce);
    if (half(Part::nonce, token, handle) != nonce) return std::nullopt;
    return handle;
}

}  // namespace vault
