#include "access/trail_pages.h"

#include <doctest/doctest.h>

#include "access/testing/site.h"
#include "trail/trail.h"
#include "trail/trail_search.h"

namespace {

using access::Permission;
using access::Role;
using access::testing::Site;

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("the trail is the data protection officer's alone") {
    Site site;
    site.check_all_roles(web::Method::get, "/sporet", Permission::see_trail);
}

TEST_CASE("R30: who may not read the trail is told who may") {
    Site site;
    for (const char* page : {"/sporet", "/sporet/hoved", "/sporet/person/p1"}) {
        for (const Role role : {Role::leader, Role::administrator, Role::worker}) {
            auto client = site.client_as(role);
            const auto refused = client.get(page);
            CHECK(refused.status == 403);
            CHECK(says(refused, "Loggen kan kun læses af revisor/DPO."));
        }
    }
    auto officer = site.client_as(Role::data_protection_officer);
    CHECK_FALSE(says(site.get_page(officer, "/sporet"), "Loggen kan kun"));
    // Elsewhere the refusal speaks of what was asked for.
    CHECK_FALSE(says(officer.get("/brugere"), "Loggen kan kun"));
}

TEST_CASE("the newest signed head is shown, and comes as text for a mail") {
    Site site;
    site.check_all_roles(web::Method::get, "/sporet/hoved", Permission::see_trail);
    auto officer = site.client_as(Role::data_protection_officer);
    CHECK(says(site.get_page(officer, "/sporet/hoved"), "endnu ikke underskrevet"));
    CHECK(officer.get("/sporet/hoved.txt").status == 404);
}

TEST_CASE("lines are shown with names, narrowed, and leafed through") {
    Site site;
    for (int i = 0; i < 120; ++i) {
        trail::append_alone(
            site.database(), site.now(),
            trail::Line{"account:" + std::to_string(site.account_id(Role::worker)),
                        trail::Action::change, "activity", "nr-" + std::to_string(i)});
    }
    trail::append_alone(site.database(), site.now(),
                        trail::Line{"system", trail::Action::run, "job", "backup"});
    auto officer = site.client_as(Role::data_protection_officer);
    const auto first = site.get_page(officer, "/sporet");
    CHECK(says(first, "Mette Medarbejder"));
    CHECK(says(first, "backup"));
    CHECK(says(first, "nr-119"));
    CHECK_FALSE(says(first, "nr-60"));
    CHECK(says(first, "foer=72"));
    const auto second = site.get_page(officer, "/sporet?foer=72");
    CHECK(says(second, "nr-70"));
    CHECK_FALSE(says(second, "nr-71<"));
    CHECK(says(second, "Nyeste linjer"));

    const auto by_user = site.get_page(officer, "/sporet?bruger=medarbejder&handling=change");
    CHECK(says(by_user, "nr-119"));
    CHECK_FALSE(says(by_user, "backup"));
    CHECK(says(site.get_page(officer, "/sporet?slags=activity&nummer=nr-3"), "nr-3<"));
    CHECK(says(site.get_page(officer, "/sporet?bruger=system"), "backup"));
    CHECK(says(site.get_page(officer, "/sporet?bruger=ukendt"), "Der er ingen linjer"));
    CHECK(says(site.get_page(officer, "/sporet?slags=%3Cb%3E&foer=-1"), "&lt;b&gt;"));
    CHECK(site.full_scans().empty());
}

TEST_CASE("a page of the trail looks through so many lines, says so and leads on") {
    Site site;
    trail::append_alone(site.database(), site.now(),
                        trail::Line{"system", trail::Action::read, "activity", "the-first"});
    {
        store::WriteTransaction writing = site.database().write();
        for (std::int64_t i = 0; i < trail::most_lines_looked_through + 10; ++i)
            trail::append(writing, site.now(),
                          trail::Line{"system", trail::Action::create, "activity", "nr"});
        writing.commit();
    }
    auto officer = site.client_as(Role::data_protection_officer);
    const auto first = site.get_page(officer, "/sporet?handling=read");
    CHECK_FALSE(says(first, "the-first"));
    CHECK(says(first, "Ingen af de linjer, der er ledt i, passer."));
    CHECK(says(first, "Der er ledt i 20.000 linjer."));
    const std::size_t at = first.body.find("foer=");
    REQUIRE(at != std::string::npos);
    const std::string next = first.body.substr(at, first.body.find('"', at) - at);
    const auto second = site.get_page(officer, "/sporet?handling=read&" + next);
    CHECK(says(second, "the-first"));
    CHECK_FALSE(says(second, "Der er ledt i"));
    CHECK_FALSE(says(second, "Ældre linjer"));
    // What has an index is found at once.
    CHECK(says(site.get_page(officer, "/sporet?slags=activity&nummer=the-first"), "the-first"));
}
