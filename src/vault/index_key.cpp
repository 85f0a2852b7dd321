#include "vault/index_key.h"

#include <sodium.h>

#include <cstddef>
#include <vector>

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
    explicit KeyedHash(const Key& key) : key_(key) { parts_.reserve(usual_bytes); }
    ~KeyedHash() { sodium_memzero(parts_.data(), parts_.size()); }
    KeyedHash(const KeyedHash&) = delete;
    KeyedHash& operator=(const KeyedHash&) = delete;
    void add(std::span<const std::uint8_t> bytes) {
        parts_.insert(parts_.end(), bytes.begin(), bytes.end());
    }
    void finish(std::span<std::uint8_t> hash) const {
        crypto_generichash(hash.data(), hash.size(), parts_.data(), parts_.size(), key_.data(),
                           Key::size);
    }

  private:
    static constexpr std::size_t usual_bytes = 256;
    const Key& key_;
    std::vector<std::uint8_t> parts_;
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
    KeyedHash hash(tokens_);
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
    KeyedHash hash(links_);
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
