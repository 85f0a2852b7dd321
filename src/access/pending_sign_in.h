#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/secrets.h"
#include "base/date.h"

// What a browser carries, sealed, between two steps. Nothing is stored for someone who isn't signed
// in.
namespace access {

// The password was right; the code is missing.
struct PendingCode {
    static constexpr std::chrono::minutes lifetime{5};
    std::int64_t account_id = 0;
    base::Instant issued_at{};
    std::string next_path;  // where to go afterwards; an own path
};

// An authenticator app is being set up: with a link, or from the own account.
struct PendingAuthenticator {
    static constexpr std::chrono::minutes lifetime{20};
    std::int64_t account_id = 0;
    base::Instant issued_at{};
    std::string link_hash;      // empty when it was asked for in the own account
    std::string password_hash;  // the password to set at the same time; empty: none
    std::string secret;         // the app's, as bytes
};

// A device was asked for a passkey: to sign in with one, or to make a new one.
struct PendingPasskey {
    static constexpr std::chrono::minutes lifetime{5};
    std::int64_t account_id = 0;  // who adds one; 0: someone signs in
    base::Instant issued_at{};
    std::string challenge;    // bytes
    std::string user_handle;  // bytes; empty when someone signs in
    std::string name;         // what the new one is to be called
};

// The browser is at an identity provider.
struct PendingIdentity {
    static constexpr std::chrono::minutes lifetime{10};
    std::string provider;  // its key
    base::Instant issued_at{};
    std::string state;
    std::string nonce;
    std::string verifier;
    std::string next_path;
    std::string invitation_hash;  // of the link that ties the sign-in to an account; empty: none
};

// For a cookie.
std::string sealed(const Secrets& secrets, const PendingCode& pending);
std::string sealed(const Secrets& secrets, const PendingAuthenticator& pending);
std::string sealed(const Secrets& secrets, const PendingPasskey& pending);
std::string sealed(const Secrets& secrets, const PendingIdentity& pending);
// Empty when it is not ours, was changed, or its time is over.
std::optional<PendingCode> open_pending_code(const Secrets& secrets, std::string_view cookie,
                                             base::Instant now);
std::optional<PendingAuthenticator> open_pending_authenticator(const Secrets& secrets,
                                                               std::string_view cookie,
                                                               base::Instant now);
std::optional<PendingIdentity> open_pending_identity(const Secrets& secrets,
                                                     std::string_view cookie, base::Instant now);
std::optional<PendingPasskey> open_pending_passkey(const Secrets& secrets, std::string_view cookie,
                                                   base::Instant now);

}  // namespace access
