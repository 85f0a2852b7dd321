#pragma once

#include <string>

#include "access/role.h"
#include "access/visit.h"
#include "web/route.h"

namespace access {

// Makes the guards of routes: the only one who can. The services must live as long as the guards.
class Guards {
  public:
    explicit Guards(const Services& services) : services_(services) {}

    // Admits a signed-in user (as Visitor) with this permission. Others get, in this order:
    // nobody signed in: the way to the sign-in page (GET of a page) or 401; on POST with an expired
    // session the form is kept and offered again after signing in;
    // a form without its protection token, or from another site: 403, with a line in the trail;
    // no permission: 403, with a line in the trail;
    // a permission about persons, where no impact assessment is signed (R40): the same.
    web::RouteGuard require(Permission permission, std::string pattern) const;

    // Admits everyone, as Visitor when signed in. A form from another site gets 403.
    web::RouteGuard everyone(std::string pattern) const;

    // Admits everyone and looks nothing up: for files that are the same for all.
    static web::RouteGuard without_visitor();

  private:
    const Services& services_;
};

}  // namespace access
