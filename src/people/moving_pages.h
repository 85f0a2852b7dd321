#pragma once

#include <optional>

#include "access/visit.h"
#include "people/moving_store.h"
#include "people/registry.h"
#include "web/html.h"

namespace people {

// /personer/{id}/fraflytning: out of the municipality, and to which (R48).
void add_moving_routes(access::Routes& routes, const Registry& registry);

// What stands over the page of someone who moved; nothing of one who didn't.
web::Html moved_notice(const access::Visit& visit, const std::optional<Move>& move);

}  // namespace people
