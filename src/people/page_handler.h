#pragma once

#include "access/visit.h"
#include "web/response.h"

namespace people {

// A page that needs more than the visit, as a route wants it. What it needs must outlive the
// routes.
template <class Services>
access::PageHandler page_with(const Services& services,
                              web::Response (*handler)(const access::Visit&, const Services&)) {
    return [&services, handler](const access::Visit& visit) { return handler(visit, services); };
}

}  // namespace people
