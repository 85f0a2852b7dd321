#include "access/public_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <memory>
#include <type_traits>

namespace access {

namespace {

template <auto release>
struct Releaser {
    template <class T>
    void operator()(T* object) const {
        release(object);
    }
};
template <class T, auto release>
using Owned = std::unique_ptr<T, Releaser<release>>;

using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using Number = Owned<BIGNUM, BN_free>;
using Builder = Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using Parameters = Owned<OSSL_PARAM, OSSL_PARAM_free>;

constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t fewest_modulus_bytes = 256;
constexpr std::size_t most_modulus_bytes = 512;
constexpr std::size_t most_exponent_bytes = 4;
constexpr std::size_t most_signature_bytes = 1024;

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

Number number_of(std::string_view bytes) {
    return Number(BN_bin2bn(bytes_of(bytes), static_cast<int>(bytes.size()), nullptr));
}

Key key_from(const char* type, OSSL_PARAM_BLD* builder) {
    const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
        return {};
    }
    return Key(key);
}

Key p256_key(const PublicKey& key) {
    if (key.x.size() != coordinate_bytes || key.y.size() != coordinate_bytes) return {};
    const std::string point = "\x04" + key.x + key.y;
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!builder ||
        OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) !=
            1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                         point.size()) != 1) {
        return {};
    }
    return key_from("EC", builder.get());
}

Key ed25519_key(const PublicKey& key) {
    if (key.x.size() != coordinate_bytes) return {};
    return Key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(key.x), key.x.size()));
}

bool is_odd(std::string_view number) {
    return (static_cast<unsigned char>(number.back()) & 1) != 0;
}

Key rsa_key(const PublicKey& key) {
    const bool sizes_fit = key.n.size() >= fewest_modulus_bytes &&
                           key.n.size() <= most_modulus_bytes && key.n.front() != '\0' &&
                           !key.e.empty() && key.e.size() <= most_exponent_bytes;
    // With the exponent 1 everything would be signed.
    if (!sizes_fit || !is_odd(key.n) || !is_odd(key.e) || key.e == "\x01") return {};
    const Number n = number_of(key.n);
    const Number e = number_of(key.e);
    const Builder builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || BN_is_one(e.get()) ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
        return {};
    }
    return key_from("RSA", builder.get());
}

Key key_of(const PublicKey& key) {
    switch (key.kind) {
        case PublicKey::Kind::p256:
            return p256_key(key);
        case PublicKey::Kind::ed25519:
            return ed25519_key(key);
        case PublicKey::Kind::rsa:
            return rsa_key(key);
    }
    return {};
}

PublicKey::Kind kind_for(SignatureAlgorithm algorithm) {
    switch (algorithm) {
        case SignatureAlgorithm::es256:
            return PublicKey::Kind::p256;
        case SignatureAlgorithm::eddsa:
            return PublicKey::Kind::ed25519;
        case SignatureAlgorithm::rs256:
        case SignatureAlgorithm::ps256:
            break;
    }
    return PublicKey::Kind::rsa;
}

bool choose_padding(EVP_PKEY_CTX* context, SignatureAlgorithm algorithm) {
    if (algorithm == SignatureAlgorithm::rs256)
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    if (algorithm != SignatureAlgorithm::ps256) return true;
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

}  // namespace

bool is_usable(const PublicKey& key) {
    return key_of(key) != nullptr;
}

bool is_signed_by(const PublicKey& key, SignatureAlgorithm algorithm, std::string_view message,
                  std::string_view signature) {
    if (key.kind != kind_for(algorithm) || signature.empty() ||
        signature.size() > most_signature_bytes) {
        return false;
    }
    const Key made = key_of(key);
    const DigestContext context(EVP_MD_CTX_new());
    if (!made || !context) return false;
    // Ed25519 hashes by itself.
    const EVP_MD* digest = algorithm == SignatureAlgorithm::eddsa ? nullptr : EVP_sha256();
    EVP_PKEY_CTX* key_context = nullptr;  // belongs to `context`
    return EVP_DigestVerifyInit(context.get(), &key_context, digest, nullptr, made.get()) == 1 &&
           choose_padding(key_context, algorithm) &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                            message.size()) == 1;
}

std::optional<std::string> es256_in_der(std::string_view two_numbers) {
    if (two_numbers.size() != 2 * coordinate_bytes) return std::nullopt;
    const Owned<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
    Number r = number_of(two_numbers.substr(0, coordinate_bytes));
    Number s = number_of(two_numbers.substr(coordinate_bytes));
    if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1)
        return std::nullopt;
    static_cast<void>(r.release());  // both belong to the signature now
    static_cast<void>(s.release());
    const int length = i2d_ECDSA_SIG(signature.get(), nullptr);
    if (length <= 0) return std::nullopt;
    std::string der(static_cast<std::size_t>(length), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    if (i2d_ECDSA_SIG(signature.get(), &out) != length) return std::nullopt;
    return der;
}

}  // namespace access
