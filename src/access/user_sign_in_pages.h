#pragma once

#include "access/visit.h"

namespace access {

// How a user signs in, for the administrator: sessions, identity providers, and that somebody has
// checked who the person is. /brugere/{id}/login.
void add_user_sign_in_routes(Routes& routes);

}  // namespace access
