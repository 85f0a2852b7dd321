#pragma once

#include <string>
#include <string_view>

#include "access/visit.h"

namespace access {

enum class Cookie {
    session,
    pending_code,           // between password and code
    pending_authenticator,  // while an authenticator app is set up
    pending_passkey,        // while a device is asked
    pending_identity,       // while an identity provider is asked
    language
};

// With secure cookies the names begin with __Host-, so that no neighbouring site can set them.
std::string cookie_name(const Services& services, Cookie cookie);
const std::string& cookie_value(const Services& services, const web::Request& request,
                                Cookie cookie);
// Lives as long as the browser's session; the language for a year.
void give_cookie(web::Response& response, const Services& services, Cookie cookie,
                 std::string_view value);
void remove_cookie(web::Response& response, const Services& services, Cookie cookie);

}  // namespace access
