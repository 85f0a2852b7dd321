#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/public_key.h"
#include "base/result.h"

// Passkeys: WebAuthn level 2, of which we take what a sign-in needs. Bytes in, a verdict out; no
// database and no clock. A passkey stands for two factors, so the device must have verified its
// user. No attestation is asked for, and none is taken: which make of device someone uses is not
// our business.
namespace access {

constexpr std::size_t passkey_most_id_bytes = 1023;
constexpr std::size_t passkey_fewest_id_bytes = 16;
constexpr std::size_t passkey_most_client_data_bytes = 4096;
constexpr std::size_t passkey_most_authenticator_data_bytes = 4096;
constexpr std::size_t passkey_most_attestation_bytes = 8192;
constexpr std::size_t passkey_challenge_bytes = 32;
constexpr std::size_t passkey_user_handle_bytes = 32;

// Where passkeys of this program are valid. Both empty: nowhere, because the address is a number.
struct PasskeySite {
    std::string domain;  // "trygby.example.dk", what WebAuthn calls the relying party's id
    std::string origin;  // "https://trygby.example.dk"
};
// For the address that users type; passkeys need https, apart from localhost.
PasskeySite passkey_site(std::string_view origin);

// One ceremony: what the browser was asked.
struct PasskeyQuestion {
    PasskeySite site;
    std::string challenge;  // bytes
};

// What a device answered when it made a passkey.
struct PasskeyOffer {
    std::string client_data;         // JSON, as the browser wrote it
    std::string attestation_object;  // CBOR
};

struct PasskeyRecord {
    std::string credential_id;
    std::string cose_key;  // as the device wrote it
    std::int64_t sign_count = 0;
};

// Refused with "passkey_" and what was wrong: malformed, type, challenge, origin, site, presence,
// verification, algorithm, attestation.
base::Result<PasskeyRecord> check_passkey_offer(const PasskeyOffer& offer,
                                                const PasskeyQuestion& question);

// What a device answered when it signed in.
struct PasskeyAnswer {
    std::string credential_id;
    std::string client_data;
    std::string authenticator_data;
    std::string signature;
    std::string user_handle;
};

// What is known of the passkey.
struct KnownPasskey {
    PasskeyRecord record;
    std::string user_handle;
    std::string domain;  // where it was made
};

// The new value of the passkey's counter. Refused as above, and with "passkey_owner" (another
// credential, or the device names another user), "passkey_signature" and "passkey_counter" (a
// counter that didn't go up: a copy may be in use).
base::Result<std::int64_t> check_passkey_answer(const PasskeyAnswer& answer,
                                                const PasskeyQuestion& question,
                                                const KnownPasskey& known);

// A key as COSE writes it (RFC 9053): ES256, EdDSA or RS256 and nothing else.
struct CoseKey {
    PublicKey key;
    SignatureAlgorithm algorithm = SignatureAlgorithm::es256;
};
std::optional<CoseKey> cose_key(std::string_view bytes);

}  // namespace access
