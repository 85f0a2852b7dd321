#pragma once

#include <vector>

#include "access/visit.h"
#include "citizen/paper.h"
#include "people/registry.h"
#include "people/subject_access.h"

namespace citizen {

// /personer/{id}/indsigt: a citizen's request for access, the review of what others it names, and
// the package (R32). All must live as long as the routes.
void add_subject_access_routes(access::Routes& routes, const people::Registry& registry,
                               const std::vector<people::SubjectAccessSource>& sources,
                               Press& press);

}  // namespace citizen
