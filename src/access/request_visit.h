#pragma once

#include <string_view>

#include "access/visit.h"

// How a request becomes a visit, and the pages that stand in for an answer. Used within access.
namespace access {

Visit make_visit(const Services& services, const web::Request& request, const Visitor* visitor,
                 base::Instant now, std::string_view pattern);

// What this browser chose, else the account's setting ("da", "en", or empty), else Danish.
const web::Language& language_of(const Services& services, const web::Request& request,
                                 std::string_view account_language);

// 401 for whoever isn't a browser asking for a page.
web::Response sign_in_needed_page(const Visit& visit);

// 403 for a form without its protection token or from another site.
web::Response unprotected_form_page(const Visit& visit);

// 503: too many sign in at once.
web::Response busy_page(const Visit& visit, const base::Error& error);

}  // namespace access
