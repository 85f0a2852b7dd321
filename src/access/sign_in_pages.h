#pragma once

#include <string>
#include <string_view>

#include "access/visit.h"

namespace access {

// Signing in and out, the language switch, and forms kept over an expired session: /log-ind,
// /log-ind/kode, /log-ud, /sprog, /fortsaet/{id}.
void add_sign_in_routes(Routes& routes);

// The sign-in page again, with what went wrong in another way to sign in.
web::Response refused_sign_in_page(const Visit& visit, const std::string& next_path, int status,
                                   std::string_view sentence);

}  // namespace access
