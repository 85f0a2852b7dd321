#pragma once

#include "access/visit.h"
#include "initiatives/current_catalogue.h"

namespace activities {

// The feed itself, for whoever knows the address: GET /kalender/{file}, the file being SECRET.ics.
// The owner must still be able to sign in and to see activities; everything else is 404. The first
// fetch of a day is a line in the trail.
web::Response feed(const access::Visit& visit, initiatives::CurrentCatalogue& current);

// The visitor's own address: what it is, a new one (shown this once), none any more.
web::Response feed_page(const access::Visit& visit);
web::Response make_feed_address(const access::Visit& visit);
web::Response revoke_feed_address(const access::Visit& visit);

}  // namespace activities
