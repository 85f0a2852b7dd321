#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/https_client.h"
#include "access/id_token.h"
#include "access/identity_provider.h"
#include "access/json_web_token.h"
#include "base/date.h"
#include "base/result.h"

namespace access {

// What a browser takes along to the provider. All are random texts that only we know, apart from
// the address to come back to.
struct OpenIdDeparture {
    std::string state;
    std::string nonce;
    std::string verifier;  // PKCE
    std::string return_address;
};

// What it brings back.
struct OpenIdReturn {
    std::string code;
    std::string issuer;  // RFC 9207; empty where the provider doesn't say
};

// One provider: discovery, keys and the exchange of a code for a verified token (OpenID Connect
// Core, code flow with PKCE S256). What it publishes is asked for at most once an hour, its keys
// also when a token names an unknown one, but at most once a minute; one that doesn't answer is
// left alone for ten seconds. At most `at_once` callers ask at a time, so that a provider that
// hangs doesn't take all threads. Used by all threads.
class OpenIdProvider {
  public:
    static constexpr int at_once = 4;

    OpenIdProvider(IdentityProvider settings, HttpsFetch fetch)
        : settings_(std::move(settings)), fetch_(std::move(fetch)) {}

    const IdentityProvider& settings() const { return settings_; }

    // Where to lead the browser. Refused with "network", "busy" or "openid_discovery".
    base::Result<std::string> departure_address(const OpenIdDeparture& departure,
                                                base::Instant now);
    // Who it is. Refused with "network", "busy", or "openid_" and what was wrong.
    base::Result<IdTokenClaims> identify(const OpenIdReturn& back, const OpenIdDeparture& departure,
                                         base::Instant now);

  private:
    struct Published {
        std::string authorization_address;
        std::string token_address;
        std::string keys_address;
        bool names_itself_in_return = false;
        bool secret_in_form = false;  // it takes the client's secret as a field only
        base::Instant read_at{};
    };
    using Keys = std::vector<JsonWebKey>;

    base::Result<HttpsAnswer> ask(HttpsQuestion question);
    base::Result<Published> published(base::Instant now);
    base::Result<Published> discover(base::Instant now);
    base::Result<Published> read_published(std::string_view json, base::Instant now) const;
    base::Result<Keys> keys_for(const JsonWebToken& token, const Published& published,
                                base::Instant now);
    base::Result<std::string> exchange(const OpenIdReturn& back, const OpenIdDeparture& departure,
                                       const Published& published);

    const IdentityProvider settings_;
    const HttpsFetch fetch_;
    std::atomic<int> asking_ = 0;
    std::mutex mutex_;
    std::optional<Published> published_;  // protected by mutex_
    std::optional<base::Error> failure_;  // protected by mutex_
    base::Instant failed_at_{};           // protected by mutex_
    std::optional<Keys> keys_;            // protected by mutex_
    base::Instant keys_read_at_{};        // protected by mutex_
};

// All that are configured. Made once at start; lives as long as the server.
class IdentityProviders {
  public:
    // `fetch` is replaced in tests.
    explicit IdentityProviders(const std::vector<IdentityProvider>& settings,
                               const HttpsFetch& fetch = fetch_https);

    const std::vector<std::unique_ptr<OpenIdProvider>>& all() const { return providers_; }
    OpenIdProvider* find(std::string_view key) const;

  private:
    std::vector<std::unique_ptr<OpenIdProvider>> providers_;
};

// Claims as configured for the provider.
struct StatedIdentity {
    std::string subject;
    std::string agency_cvr;
    AssuranceLevel assurance = AssuranceLevel::low;
    std::optional<std::vector<Role>> roles;  // empty: those given in Trygby
};

// Refused with "openid_agency" and "openid_roles". The level is for the caller to judge.
base::Result<StatedIdentity> stated_identity(const IdentityProvider& provider,
                                             const IdTokenClaims& claims);

}  // namespace access
