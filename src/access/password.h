#pragma once

#include <string_view>

#include "base/result.h"

namespace access {

// Whether a new password may be used: 12 to 256 characters, not the user name, and not one of those
// that everyone tries first. Nothing is said about kinds of signs: length is what counts.
base::Result<void> check_new_password(std::string_view password, std::string_view username);

}  // namespace access
