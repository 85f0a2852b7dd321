#pragma once

#include <string>
#include <string_view>

#include "access/testing/passkey_device.h"

namespace access::testing {

// Signs tokens as an identity provider does: RS256, ES256 or PS256.
class JsonWebSigner {
  public:
    JsonWebSigner(SignatureAlgorithm algorithm, std::string key_id);

    // One entry of a set of keys.
    std::string public_key() const;
    // In the compact form. Without `head` the one that belongs to the key.
    std::string token(std::string_view payload, std::string_view head = "") const;

  private:
    SigningKey key_;
    std::string key_id_;
};

}  // namespace access::testing
