#pragma once

#include <string>

#include "access/visit.h"
#include "web/html.h"

namespace access {

// Signing in at an identity provider, and tying such a sign-in to an account with a link from the
// administrator: /log-ind/udbyder/{key}, /log-ind/retur/{key}, /tilknyt/{token}.
void add_openid_routes(Routes& routes);

// The links on the sign-in page, one for each provider.
web::Html openid_sign_in(const Visit& visit, const std::string& next_path);

}  // namespace access
