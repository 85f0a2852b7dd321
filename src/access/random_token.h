#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace access {

// 256 random bits as base64url: for sessions, links and ids that can't be guessed.
std::string random_token();

// Random bytes, for challenges.
std::string random_bytes(std::size_t count);

// What is stored of a token: whoever reads the database can't use it.
std::string token_hash(const std::string& token);

// 80 random bits in four groups of four letters and digits, such as K7QF-2M9T-XW3A-B5CD: a code
// that a person writes down and types.
std::string random_recovery_code();

// A typed recovery code as it was made: upper case, without spaces and hyphens. The hash is over
// this form.
std::string plain_recovery_code(const std::string& typed);

}  // namespace access
