#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "access/passkey.h"

namespace access::testing {

// One value of CBOR, written as CTAP2 asks for it.
std::string cbor_number(std::int64_t number);
std::string cbor_bytes(std::string_view bytes);
std::string cbor_text(std::string_view text);
std::string cbor_map_of(std::size_t pairs);  // its keys and values follow

// A key pair for tests that sign as others do.
class SigningKey {
  public:
    explicit SigningKey(SignatureAlgorithm algorithm);
    ~SigningKey();
    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;

    SignatureAlgorithm algorithm() const;
    const PublicKey& public_key() const;
    // ES256 in DER.
    std::string sign(std::string_view message) const;

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// What a device writes, and what it does wrong.
struct PasskeyManner {
    std::optional<std::string> type;
    std::optional<std::string> challenge;
    std::optional<std::string> origin;
    std::optional<std::string> domain;  // whose hash it writes
    std::string more_client_data;       // ,"name":value
    unsigned flags = 0x05;              // user present and verified
    std::uint32_t count = 0;
    std::string format = "none";
    std::string extensions;  // CBOR after the key; sets no flag by itself
};

// A device with one passkey, made of ordinary code.
class PasskeyDevice {
  public:
    using Manner = PasskeyManner;

    explicit PasskeyDevice(SignatureAlgorithm algorithm = SignatureAlgorithm::es256);

    PasskeyOffer offer(const PasskeyQuestion& question, const Manner& manner = {}) const;
    PasskeyAnswer answer(const PasskeyQuestion& question, const Manner& manner = {}) const;
    // The signature under what the answer holds now.
    void sign(PasskeyAnswer& answer) const;
    KnownPasskey known(const PasskeySite& site, std::int64_t sign_count = 0) const;
    std::string cose() const;

    std::string credential_id = "a credential of 26 letters";
    std::string user_handle = "thirty-two bytes for one account";

  private:
    SigningKey key_;
};

}  // namespace access::testing
