#pragma once

#include <string>
#include <string_view>

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// "/familier/3?formaal=support", and the same of a group.
std::string circle_path(access::FamilyId family, access::Purpose purpose);
std::string circle_path(access::GroupId group, access::Purpose purpose);

// /familier and /grupper: those one may know, registering, showing, correcting, and who belongs to
// them. A page shows only the members for whom its reader has a warrant, and always says that there
// may be others. The registry must live as long as the routes.
void add_circle_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
