#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "access/visit.h"
#include "web/testing/http_client.h"

namespace access::testing {

// A whole small site for page tests: a database with all migrations in a temporary folder, a clock
// that stands still until it is moved, a real server on a free port with the routes of `access` and
// those the test adds, and one account for each role. Persons are in use (R40). Everything is gone
// at the end.
//
//     Site site([](access::Routes& routes) { places::add_place_routes(routes); });
//     site.check_all_roles(web::Method::get, "/observationer", Permission::see_observations);
class Site {
  public:
    using Client = web::testing::HttpClient;
    using Response = web::testing::HttpResponse;
    using Fields = web::testing::NamesAndValues;

    // The identity providers must live as long as the site.
    explicit Site(std::function<void(Routes&)> add_routes = {},
                  const IdentityProviders* identity_providers = nullptr);
    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    store::Database& database();
    const Services& services() const;

    // 2024-11-12T10:00:00Z until moved.
    base::Instant now() const;
    void set_now(base::Instant now);
    void advance(std::chrono::milliseconds by);

    // Nobody signed in.
    Client anonymous() const;
    // Signed in; every call starts a session of its own.
    Client client_as(Role role);

    // The account with the role, its user name ("medarbejder", "koordinator", "leder",
    // "analytiker", "politiker", "dpo", "administrator", "partner"), and what it signs in with.
    std::int64_t account_id(Role role) const;
    static std::string username(Role role);
    static std::string password();
    std::string current_code() const;

    // Fetches a page and checks that it is there (200) and keeps the rules of all pages.
    Response get_page(Client& client, std::string_view target);
    // Sends a form with the protection token of the client's session.
    Response post(Client& client, std::string_view target, Fields fields = {});
    std::string csrf_token(Client& client);

    // As each role and as nobody: those with the permission are let through, the others get 403 and
    // a line in the trail, nobody is led to the sign-in page (GET) or gets 401 (POST). What is let
    // through must not end in 401, 403 or 5xx, and as a page must keep the rules. A POST is sent
    // with `fields` and a valid token.
    void check_all_roles(web::Method method, const std::string& target, Permission permission,
                         const Fields& fields = {});

    // Lines in the trail with this action.
    std::int64_t trail_lines(trail::Action action);
    // Statements that stepped over whole tables so far; pages must cause none.
    std::vector<std::string> full_scans();
    // What was logged about exceptions in handlers, and about unknown callers.
    std::vector<std::string> failures() const;
    std::vector<std::string> caller_lines() const;

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

}  // namespace access::testing
