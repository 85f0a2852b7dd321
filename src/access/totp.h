#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/date.h"

// Codes of an authenticator app: RFC 6238 with SHA-1, 30 seconds and 6 digits, which is what every
// app understands.
namespace access {

// 160 random bits, as bytes.
std::string random_totp_secret();

// The step a moment lies in: seconds since 1970 divided by 30.
std::int64_t totp_step(base::Instant now);

// The six digits of one step. The secret is bytes, not base32.
std::string totp_code(std::string_view secret, std::int64_t step);

// What the app shows now: for the demonstration and for tests.
std::string current_totp_code(std::string_view secret, base::Instant now);

// The step whose code was typed: this one, the one before or the one after, but only after
// `last_used_step`, so that no code is ever accepted twice. Spaces in the code are ignored. Empty
// when none fits.
std::optional<std::int64_t> matching_totp_step(std::string_view secret, std::string_view typed,
                                               base::Instant now, std::int64_t last_used_step);

// What the QR code holds: otpauth://totp/…
std::string totp_address(std::string_view secret, std::string_view issuer,
                         std::string_view username);

}  // namespace access
