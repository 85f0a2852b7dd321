#pragma once

#include <string>
#include <vector>

#include "access/visit.h"

namespace access {

// Setting up an authenticator app: /kode-app and its QR code.
void add_authenticator_routes(Routes& routes);

// New recovery codes, shown this once; `next` is where the user goes on to.
web::Response recovery_codes_page(const Visit& visit, const std::vector<std::string>& codes,
                                  std::string_view next);

}  // namespace access
