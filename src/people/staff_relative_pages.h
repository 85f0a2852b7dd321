#pragma once

#include "access/visit.h"
#include "people/registry.h"

namespace people {

// /personer/{id}/medarbejderfamilie: whose family among the staff a person is (R31), for leaders.
void add_staff_relative_routes(access::Routes& routes, const Registry& registry);

// What a leader approves here is part of the work with the person: erasing (Ground::retention)
// opens none of it, so its purpose is refused with R02.
base::Result<access::Purpose> leaders_purpose(const access::Visit& visit);

// Whether the visitor may see and set the marks of a person for a purpose.
bool may_mark_relatives(const access::Visit& visit, const Registry& registry,
                        access::Purpose purpose, access::PersonId person);

}  // namespace people
