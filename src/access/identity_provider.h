#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/assurance.h"
#include "access/role.h"
#include "base/result.h"

namespace access {

// Someone else who knows who a person is: a municipal or MitID broker that speaks OpenID Connect.
// As configured; docs/operating.md explains each.
struct IdentityProvider {
    std::string key;     // stands in addresses: "mitid"
    std::string name;    // stands on the button: "MitID Erhverv"
    std::string issuer;  // https, without a slash at its end unless the provider's has one
    std::string client_id;
    std::string client_secret;  // empty: a public client, with PKCE alone
    std::vector<std::string> scopes = {"openid"};
    std::string certificate_authorities;  // a PEM file; empty: those of the system
    std::string agency_claim = "cvr";
    std::vector<std::string> agencies;  // CVR numbers that may come in
    std::string assurance_claim = "loa";
    std::map<std::string, AssuranceLevel> assurance;  // what isn't here is low
    std::string role_claim;                           // empty: roles are given in Trygby
    std::map<std::string, Role> roles;
};

// Refused with "identity_provider", naming the setting.
base::Result<void> check_identity_provider(const IdentityProvider& provider);

// What may be asked over the network: https, and plain http on this machine for tests.
bool is_safe_address(std::string_view address);

}  // namespace access
