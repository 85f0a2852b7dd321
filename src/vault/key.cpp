#include "vault/key.h"

#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace vault {

static_assert(Key::size == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(Key::size == crypto_kdf_KEYBYTES);

Key::Key(Bytes bytes) {
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

Key::~Key() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

Key Key::random() {
    if (sodium_init() < 0) throw std::runtime_error("vault: libsodium can't start");
    std::array<std::uint8_t, size> bytes{};
    randombytes_buf(bytes.data(), bytes.size());
    const Key key(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

Key Key::derive(std::string_view context, std::uint64_t number) const {
    if (context.size() != crypto_kdf_CONTEXTBYTES)
        throw std::logic_error("vault: a context of derivation has eight letters");
    std::array<std::uint8_t, size> bytes{};
    crypto_kdf_derive_from_key(bytes.data(), bytes.size(), number, context.data(), bytes_.data());
    const Key key(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return key;
}

bool Key::operator==(const Key& other) const {
    return sodium_memcmp(bytes_.data(), other.bytes_.data(), size) == 0;
}

}  // namespace vault
