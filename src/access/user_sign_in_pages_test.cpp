#include "access/user_sign_in_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "web/testing/page_rules.h"

namespace {

using access::Permission;
using access::Role;
using access::testing::Site;

void add_home(access::Routes& routes) {
    routes.get("/", Permission::own_account, [](const access::Visit& visit) {
        return visit.page("Forside",
                          web::paragraphs(access::assurance_code(visit.user().assurance)));
    });
}

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

std::string path_of(const Site& site, Role role) {
    return "/brugere/" + std::to_string(site.account_id(role)) + "/login";
}

Site::Fields proof(const Site& site, Role checker, const std::string& day = "2024-11-11",
                   const std::string& kind = "passport") {
    return {
        {"set_af", std::to_string(site.account_id(checker))}, {"set_den", day}, {"dokument", kind}};
}

}  // namespace

TEST_CASE("how users sign in is the administrator's to see") {
    Site site(add_home);
    const std::string path = path_of(site, Role::worker);
    site.check_all_roles(web::Method::get, path, Permission::manage_accounts);
    for (const char* below :
         {"/afslut", "/link", "/tilknytning/9/fjern", "/legitimation", "/legitimation/9/fjern"}) {
        site.check_all_roles(web::Method::post, path + below, Permission::manage_accounts);
    }
    auto administrator = site.client_as(Role::administrator);
    CHECK(administrator.get("/brugere/9999/login").status == 404);
    CHECK(administrator.get("/brugere/x/login").status == 404);
    CHECK(says(site.get_page(administrator, path.substr(0, path.rfind('/'))), path));
    CHECK(site.full_scans().empty());
}

TEST_CASE("the administrator signs a user out everywhere") {
    Site site(add_home);
    auto administrator = site.client_as(Role::administrator);
    auto worker = site.client_as(Role::worker);
    auto elsewhere = site.client_as(Role::worker);
    const std::string path = path_of(site, Role::worker);
    CHECK(says(site.get_page(administrator, path), "Log brugeren ud overalt"));
    CHECK(site.post(administrator, path + "/afslut").status == 303);
    CHECK(worker.get("/").status == 303);
    CHECK(elsewhere.get("/").status == 303);
    CHECK(administrator.get("/").status == 200);
    CHECK(site.trail_lines(trail::Action::change) == 1);
    CHECK_FALSE(says(site.get_page(administrator, path), "Log brugeren ud overalt"));
}

TEST_CASE("R41: a proof of identity lifts an account of our own to Substantial") {
    Site site(add_home);
    auto administrator = site.client_as(Role::administrator);
    auto worker = site.client_as(Role::worker);
    const std::string path = path_of(site, Role::worker);
    CHECK(says(worker.get("/"), "low"));
    REQUIRE(site.post(administrator, path + "/legitimation", proof(site, Role::leader)).status ==
            303);
    CHECK(says(worker.get("/"), "substantial"));
    const auto page = site.get_page(administrator, path);
    CHECK(says(page, "Lone Leder"));
    CHECK(says(page, "Pas"));
    CHECK(site.trail_lines(trail::Action::change) == 1);

    CHECK(site.post(administrator, path + "/legitimation/1/fjern").status == 303);
    CHECK(says(worker.get("/"), "low"));
    CHECK(says(site.get_page(administrator, path), "Trukket tilbage"));
    CHECK(site.post(administrator, path + "/legitimation/1/fjern").status == 404);
    CHECK(site.trail_lines(trail::Action::change) == 2);
}

TEST_CASE("a proof of identity is refused") {
    Site site(add_home);
    auto administrator = site.client_as(Role::administrator);
    const std::string path = path_of(site, Role::worker) + "/legitimation";
    const auto refused = [&](const Site::Fields& fields, std::string_view words) {
        const auto response = site.post(administrator, path, fields);
        CHECK(response.status == 422);
        CHECK(says(response, words));
        for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
    };
    refused({}, "Vælg, hvem der så dokumentet.");
    refused(proof(site, Role::worker), "Ingen kan bekræfte sin egen identitet.");
    refused(proof(site, Role::leader, "2024-11-13"), "Skriv den dag, dokumentet blev set.");
    refused(proof(site, Role::leader, "i går"), "Skriv den dag, dokumentet blev set.");
    refused(proof(site, Role::leader, "2024-11-11", "library_card"), "Vælg dokumentets art.");
    // Nobody records their own, also when another name stands in the form.
    const std::string own = path_of(site, Role::administrator);
    CHECK(site.post(administrator, own + "/legitimation", proof(site, Role::leader)).status == 404);
    CHECK(says(site.get_page(administrator, own), "skal en anden administrator skrive ind"));
    CHECK(says(administrator.get("/"), "low"));
}
