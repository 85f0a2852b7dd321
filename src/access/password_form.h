#pragma once

#include <string>
#include <string_view>

#include "access/visit.h"
#include "base/field_error.h"
#include "web/html.h"
#include "web/request.h"

namespace access {

// The two fields for a new password: adgangskode and adgangskode_igen.
web::Html new_password_fields(const Visit& visit, const base::FieldErrors& errors);

// What is wrong with what was typed; empty when it may be used.
base::FieldErrors check_new_password_fields(const web::Fields& form, std::string_view username);

// The message at one field in the user's language, or empty text.
std::string message_at(const Visit& visit, const base::FieldErrors& errors, std::string_view field);

// Whether the password is the account's; counts as a sign-in attempt for its throttle. Refused with
// "password_wrong", "throttled" or "busy".
base::Result<void> check_own_password(const Visit& visit, std::int64_t account_id,
                                      const std::string& password);

}  // namespace access
