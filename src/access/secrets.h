#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace access {

// The key that keeps small secrets unreadable in a stolen database: authenticator secrets, kept
// forms, and what a browser carries between two steps of signing in. It stands in a file beside
// the database, readable by its owner only, and is not part of a database backup. Safe to use from
// all threads.
class Secrets {
  public:
    // Reads the key file, or makes it when there is none. Refused with "secrets_readable" when
    // others than the owner may read or write it, "secrets_malformed" when it holds something else,
    // "secrets_unavailable" when it can be neither read nor made.
    static base::Result<Secrets> load_or_create(const std::filesystem::path& file);

    // Encrypts and authenticates. What was sealed in one context ("totp:12") can't be opened in
    // another.
    std::vector<std::uint8_t> seal(std::string_view context, std::string_view plain) const;
    // Empty when it was not sealed with this key in this context, or was changed.
    std::optional<std::string> open(std::string_view context,
                                    const std::vector<std::uint8_t>& sealed) const;

    // The same as text for a cookie or an address (base64url).
    std::string seal_text(std::string_view context, std::string_view plain) const;
    std::optional<std::string> open_text(std::string_view context, std::string_view sealed) const;

  private:
    using Key = std::array<std::uint8_t, 32>;
    explicit Secrets(const Key& key) : key_(key) {}

    Key key_;
};

}  // namespace access
