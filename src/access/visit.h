#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "access/assurance.h"
#include "access/protection.h"
#include "access/role.h"
#include "base/date.h"
#include "base/result.h"
#include "store/database.h"
#include "trail/trail.h"
#include "web/components/page_shell.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"
#include "web/response.h"
#include "web/route.h"

namespace access {

class IdentityProviders;

// A signed-in user during one request.
struct Visitor : web::Admitted {
    std::int64_t account_id = 0;
    std::int64_t session_id = 0;
    std::int64_t staff_member_id = 0;
    std::string username;
    std::string name;
    std::string unit_key;  // today's; may be empty
    std::vector<Role> roles;
    Permissions permissions;
    // R41: see may_open_personal_data().
    AssuranceLevel assurance = AssuranceLevel::low;
    std::string agency_cvr;  // as the identity provider stated it; empty: an account of our own
    web::LanguageCode language = web::LanguageCode::danish;
    std::string csrf_token;  // masked anew for every request

    bool may(Permission permission) const {
        return permissions.test(static_cast<std::size_t>(permission));
    }
    std::string actor() const { return "account:" + std::to_string(account_id); }
    std::string role_codes() const;  // joined by commas, as the trail holds them
};

// One entry of the main navigation; shown to those who may.
struct NavigationItem {
    std::string_view label;  // Danish
    std::string href;
    Permission permission;
};

// What every page needs. Made once at start; lives as long as the server.
struct Services {
    store::Database& database;
    std::function<base::Instant()> now;
    Protection& protection;
    const web::Language& danish;
    const web::Language& english;
    std::string asset_base;         // "/assets/<hash>"
    std::string public_address;     // "https://trygby.example.dk"; empty: as asked
    std::string municipality_name;  // "Ishøj Kommune"
    bool demonstration = false;     // every page says so
    bool secure_cookies = false;
    const IdentityProviders* identity_providers = nullptr;  // none: accounts of our own only
    std::vector<NavigationItem> navigation;
    std::filesystem::path working_directory;      // for generated files and uploads
    std::filesystem::path trail_heads_file = {};  // signed heads of the trail
};

// One request as a handler sees it.
struct Visit {
    const web::Request& request;
    const Services& services;
    const Visitor* visitor;  // nullptr only on public routes
    const web::Language& language;
    base::Instant now;
    std::string_view pattern;  // the route's; stands in the trail when something is refused

    base::Date today() const;     // in Copenhagen
    const Visitor& user() const;  // throws std::logic_error on a public route
    bool may(Permission permission) const { return visitor && visitor->may(permission); }
    // For every POST form. Where nobody is signed in there is no session to protect, and the text
    // only fills the field.
    const std::string& csrf_token() const;

    // The path below the address that users type: for links that leave the program.
    std::string absolute_address(std::string_view path) const;

    // A line in the trail under the visitor's name, in the caller's transaction.
    void record(store::WriteTransaction& transaction, trail::Action action,
                std::string_view subject_kind, std::string_view subject_id,
                std::string_view reference = "") const;

    // The whole page in the common shell, with navigation, language switch and the notice that a
    // redirect asked for (?besked=gemt: gemt, oprettet, slettet, fortrudt, genskabt, aflyst,
    // importeret, sendt, godkendt, udgivet, trukket).
    struct PageOptions {
        std::vector<std::pair<std::string, std::string>> breadcrumb;  // label, href
        bool charts = false;
        int status = 200;
        // Search engines may list it: published pages without sign-in only. A demonstration is
        // never listed.
        web::PageShell::Listing listing = web::PageShell::Listing::hidden;
    };
    web::Response page(std::string_view title, web::Html content) const;
    web::Response page(std::string_view title, web::Html content, const PageOptions& options) const;
    web::Response not_found() const;  // 404 with "Vi fandt ikke noget, du har adgang til at se."
    // 403 with the permission's sentence; the refusal goes into the trail, in a transaction of its
    // own: not while the caller has one open for writing.
    web::Response refused(std::string_view rule) const;
    // Only the line in the trail, durable on return.
    void record_refusal(std::string_view rule) const;
};

using PageHandler = std::function<web::Response(const Visit&)>;

// Declares routes. The only place where a web::RouteGuard is made is inside.
// On POST the guard has checked the CSRF token before the handler runs; what an expired session
// sent is kept and offered again after signing in.
class Routes {
  public:
    Routes(web::Router& router, const Services& services) : router_(router), services_(services) {}

    void get(const std::string& pattern, Permission permission, PageHandler handler);
    void post(const std::string& pattern, Permission permission, PageHandler handler,
              web::RouteLimits limits = {});
    // Without sign-in; the visitor is set when there is one. On POST the guard has checked that the
    // form is not another site's.
    void get_public(const std::string& pattern, PageHandler handler);
    void post_public(const std::string& pattern, PageHandler handler, web::RouteLimits limits = {});

    const Services& services() const { return services_; }

  private:
    web::Router& router_;
    const Services& services_;
};

}  // namespace access
