#include "access/testing/passkey_device.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <stdexcept>
#include <vector>

#include "base/digest.h"

namespace access::testing {

namespace {

std::string cbor_head(unsigned major, std::uint64_t argument) {
    const auto start = [major](unsigned given) { return static_cast<char>((major << 5) | given); };
    std::string head;
    int size = 0;
    if (argument < 24) return {start(static_cast<unsigned>(argument))};
    if (argument < 0x100) {
        head = start(24);
        size = 1;
    } else if (argument < 0x10000) {
        head = start(25);
        size = 2;
    } else {
        head = start(26);
        size = 4;
    }
    for (int i = size - 1; i >= 0; --i) head += static_cast<char>((argument >> (8 * i)) & 255);
    return head;
}

std::string hash_of(std::string_view text) {
    const base::Sha256 hash = base::sha256(text);
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string big_endian(std::uint32_t number, int bytes) {
    std::string text;
    for (int i = bytes - 1; i >= 0; --i) text += static_cast<char>((number >> (8 * i)) & 255);
    return text;
}

std::string client_data(std::string_view type, const PasskeyQuestion& question,
                        const PasskeyDevice::Manner& manner) {
    return "{\"type\":\"" + manner.type.value_or(std::string(type)) + "\",\"challenge\":\"" +
           base::base64url_of(manner.challenge.value_or(question.challenge)) + "\",\"origin\":\"" +
           manner.origin.value_or(question.site.origin) + "\",\"crossOrigin\":false" +
           manner.more_client_data + "}";
}

std::string device_data(const PasskeyQuestion& question, const PasskeyDevice::Manner& manner,
                        unsigned more_flags) {
    return hash_of(manner.domain.value_or(question.site.domain)) +
           static_cast<char>(manner.flags | more_flags) + big_endian(manner.count, 4);
}

EVP_PKEY* new_key(SignatureAlgorithm algorithm) {
    switch (algorithm) {
        case SignatureAlgorithm::es256:
            return EVP_EC_gen("P-256");
        case SignatureAlgorithm::eddsa:
            return EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
        case SignatureAlgorithm::rs256:
        case SignatureAlgorithm::ps256:
            break;
    }
    return EVP_RSA_gen(2048);
}

std::string number_in(EVP_PKEY* key, const char* name, int width) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw std::runtime_error("no such number");
    const int bytes = width > 0 ? width : BN_num_bytes(number);
    std::string text(static_cast<std::size_t>(bytes), '\0');
    BN_bn2binpad(number, reinterpret_cast<unsigned char*>(text.data()), bytes);
    BN_free(number);
    return text;
}

PublicKey public_part(EVP_PKEY* key, SignatureAlgorithm algorithm) {
    PublicKey part;
    if (algorithm == SignatureAlgorithm::es256) {
        part.kind = PublicKey::Kind::p256;
        part.x = number_in(key, OSSL_PKEY_PARAM_EC_PUB_X, 32);
        part.y = number_in(key, OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    } else if (algorithm == SignatureAlgorithm::eddsa) {
        part.kind = PublicKey::Kind::ed25519;
        std::size_t length = 32;
        part.x.resize(length);
        EVP_PKEY_get_raw_public_key(key, reinterpret_cast<unsigned char*>(part.x.data()), &length);
    } else {
        part.kind = PublicKey::Kind::rsa;
        part.n = number_in(key, OSSL_PKEY_PARAM_RSA_N, 0);
        part.e = number_in(key, OSSL_PKEY_PARAM_RSA_E, 0);
    }
    return part;
}

}  // namespace

std::string cbor_number(std::int64_t number) {
    return number >= 0 ? cbor_head(0, static_cast<std::uint64_t>(number))
                       : cbor_head(1, static_cast<std::uint64_t>(-1 - number));
}

std::string cbor_bytes(std::string_view bytes) {
    return cbor_head(2, bytes.size()).append(bytes);
}

std::string cbor_text(std::string_view text) {
    return cbor_head(3, text.size()).append(text);
}

std::string cbor_map_of(std::size_t pairs) {
    return cbor_head(5, pairs);
}

struct SigningKey::Implementation {
    explicit Implementation(SignatureAlgorithm wanted)
        : algorithm(wanted), key(new_key(wanted)), part(public_part(key, wanted)) {}
    ~Implementation() { EVP_PKEY_free(key); }
    Implementation(const Implementation&) = delete;
    Implementation& operator=(const Implementation&) = delete;

    SignatureAlgorithm algorithm;
    EVP_PKEY* key;
    PublicKey part;
};

SigningKey::SigningKey(SignatureAlgorithm algorithm)
    : implementation_(std::make_unique<Implementation>(algorithm)) {}
SigningKey::~SigningKey() = default;
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;

SignatureAlgorithm SigningKey::algorithm() const {
    return implementation_->algorithm;
}

const PublicKey& SigningKey::public_key() const {
    return implementation_->part;
}

std::string SigningKey::sign(std::string_view message) const {
    const bool hashes_itself = algorithm() == SignatureAlgorithm::eddsa;
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* settings = nullptr;
    std::size_t length = 1024;
    std::string signature(length, '\0');
    bool done = EVP_DigestSignInit(context, &settings, hashes_itself ? nullptr : EVP_sha256(),
                                   nullptr, implementation_->key) == 1;
    if (done && algorithm() == SignatureAlgorithm::ps256) {
        done = EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    done = done && EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()),
                                  &length, reinterpret_cast<const unsigned char*>(message.data()),
                                  message.size()) == 1;
    EVP_MD_CTX_free(context);
    if (!done) throw std::runtime_error("signing failed");
    signature.resize(length);
    return signature;
}

PasskeyDevice::PasskeyDevice(SignatureAlgorithm algorithm) : key_(algorithm) {}

std::string PasskeyDevice::cose() const {
    const PublicKey& key = key_.public_key();
    switch (key.kind) {
        case PublicKey::Kind::p256:
            return cbor_map_of(5) + cbor_number(1) + cbor_number(2) + cbor_number(3) +
                   cbor_number(-7) + cbor_number(-1) + cbor_number(1) + cbor_number(-2) +
                   cbor_bytes(key.x) + cbor_number(-3) + cbor_bytes(key.y);
        case PublicKey::Kind::ed25519:
            return cbor_map_of(4) + cbor_number(1) + cbor_number(1) + cbor_number(3) +
                   cbor_number(-8) + cbor_number(-1) + cbor_number(6) + cbor_number(-2) +
                   cbor_bytes(key.x);
        case PublicKey::Kind::rsa:
            break;
    }
    return cbor_map_of(4) + cbor_number(1) + cbor_number(3) + cbor_number(3) + cbor_number(-257) +
           cbor_number(-1) + cbor_bytes(key.n) + cbor_number(-2) + cbor_bytes(key.e);
}

PasskeyOffer PasskeyDevice::offer(const PasskeyQuestion& question, const Manner& manner) const {
    constexpr unsigned holds_key = 0x40;
    const std::string data = device_data(question, manner, holds_key) + std::string(16, '\0') +
                             big_endian(static_cast<std::uint32_t>(credential_id.size()), 2) +
                             credential_id + cose() + manner.extensions;
    return {client_data("webauthn.create", question, manner),
            cbor_map_of(3) + cbor_text("fmt") + cbor_text(manner.format) + cbor_text("attStmt") +
                cbor_map_of(0) + cbor_text("authData") + cbor_bytes(data)};
}

void PasskeyDevice::sign(PasskeyAnswer& answer) const {
    answer.signature = key_.sign(answer.authenticator_data + hash_of(answer.client_data));
}

PasskeyAnswer PasskeyDevice::answer(const PasskeyQuestion& question, const Manner& manner) const {
    PasskeyAnswer answer{.credential_id = credential_id,
                         .client_data = client_data("webauthn.get", question, manner),
                         .authenticator_data = device_data(question, manner, 0) + manner.extensions,
                         .signature = "",
                         .user_handle = user_handle};
    sign(answer);
    return answer;
}

KnownPasskey PasskeyDevice::known(const PasskeySite& site, std::int64_t sign_count) const {
    return {{credential_id, cose(), sign_count}, user_handle, site.domain};
}

}  // namespace access::testing
