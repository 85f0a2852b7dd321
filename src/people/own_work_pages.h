#pragma once

#include "access/visit.h"
#include "base/result.h"
#include "people/registry.h"
#include "web/html.h"

// What one works with oneself: the lists that begin a working day. By the day of assignment or the
// day something is due; nothing of a person decides the order (R26).
namespace people {

// A page of the persons the visitor works with, each for the purpose of the assignment and under a
// warrant of its own; `foer` in the address leads further.
base::Result<web::Html> own_persons_section(const access::Visit& visit, const Registry& registry);

// /personer/orientering: who of the own persons is still to be told that they were registered
// (R33).
void add_own_work_routes(access::Routes& routes, const Registry& registry);

}  // namespace people
