#pragma once

#include <string>

#include "access/visit.h"
#include "web/html.h"

namespace access {

// Adding, listing and removing own passkeys, and signing in with one: /konto/adgangsnoegler,
// /log-ind/adgangsnoegle.
void add_passkey_routes(Routes& routes);

// The form on the sign-in page. Shown by the page's script, where the browser knows passkeys; the
// other ways to sign in need no script.
web::Html passkey_sign_in(const Visit& visit, const std::string& next_path);

}  // namespace access
