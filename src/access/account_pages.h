#pragma once

#include "access/visit.h"

namespace access {

// The own account: password, language, authenticator app, recovery codes. /konto.
void add_account_routes(Routes& routes);

}  // namespace access
