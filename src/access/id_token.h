#pragma once

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/result.h"

namespace access {

// How far the clocks of two machines may be apart, and how old a token may be that was made for a
// sign-in just now.
constexpr std::chrono::seconds id_token_clock_difference{60};
constexpr std::chrono::minutes id_token_oldest{10};

struct IdTokenQuestion {
    std::string issuer;
    std::string client_id;
    std::string nonce;
};

// What an identity provider says of a person. A claim that is a text has one value, a list of texts
// several; others are left out.
struct IdTokenClaims {
    std::string subject;
    std::map<std::string, std::vector<std::string>> values;

    // The first value, or empty text.
    std::string value(std::string_view claim) const;
};

// Judges what a token says; its signature must have been checked. Refused with "openid_" and what
// was wrong: malformed, issuer, audience, party, expired, early, nonce.
base::Result<IdTokenClaims> check_id_token(std::string_view payload,
                                           const IdTokenQuestion& question, base::Instant now);

// Every refusal of a sign-in at a provider that the user can do nothing about reads the same.
base::Error openid_refused(std::string_view what);

}  // namespace access
