#pragma once

#include "access/visit.h"
#include "web/html.h"

namespace citizen {

// The pages that need no sign-in: /offentligt (published reports and good stories), /was (the
// accessibility statement) and /privatliv (what is registered, and the cookies).
void add_citizen_routes(access::Routes& routes);

// Published reports and the newest good stories, for a front page.
web::Html public_section(const access::Visit& visit);

}  // namespace citizen
