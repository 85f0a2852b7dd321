#pragma once

#include <string>
#include <string_view>

namespace access {

// A session's secret from which its forms' tokens are made.
std::string random_csrf_secret();

// The secret under a new mask: every page shows another text, so that compression gives nothing
// away about it.
std::string masked_csrf_token(std::string_view secret);

// Whether the token was made from this secret; in constant time.
bool csrf_token_fits(std::string_view secret, std::string_view token);

// Where a POST comes from, as the browser tells. `host` is the request's own.
struct FormOrigin {
    std::string_view origin;          // Origin header, may be empty
    std::string_view sec_fetch_site;  // Sec-Fetch-Site header, may be empty
    std::string_view host;
};

// False when the browser says that the form was on another site. A client that says nothing is no
// browser and is let through: it has no user whose session it could borrow.
bool is_own_form(const FormOrigin& form);

}  // namespace access
