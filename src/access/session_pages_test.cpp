#include "access/session_pages.h"

#include <doctest/doctest.h>

#include "access/session_store.h"
#include "access/testing/site.h"

namespace {

using access::Permission;
using access::Role;
using access::testing::Site;

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

std::string first_path(const Site::Response& page) {
    const std::string words = "/konto/sessioner/";
    std::size_t at = page.body.find(words);
    while (at != std::string::npos && page.body.compare(at + words.size(), 6, "afslut") == 0)
        at = page.body.find(words, at + 1);
    REQUIRE(at != std::string::npos);
    return page.body.substr(at, page.body.find('"', at) - at);
}

}  // namespace

TEST_CASE("own sessions: everyone sees their own, in plain words") {
    Site site;
    site.check_all_roles(web::Method::get, "/konto/sessioner", Permission::own_account);
    for (const char* path : {"/konto/sessioner/afslut-andre", "/konto/sessioner/afslut-alle",
                             "/konto/sessioner/999/afslut"}) {
        site.check_all_roles(web::Method::post, path, Permission::own_account);
    }
    auto worker = site.client_as(Role::worker);
    {
        store::WriteTransaction transaction = site.database().write();
        access::start_session(transaction, site.account_id(Role::worker), "Safari, iPhone",
                              site.now(), {.proof = "passkey", .provider = "", .agency_cvr = ""});
        access::start_session(transaction, site.account_id(Role::worker), "Edge, Windows",
                              site.now(),
                              {.proof = "recovery_code", .provider = "", .agency_cvr = ""});
        access::start_session(transaction, site.account_id(Role::worker), "", site.now());
        transaction.commit();
    }
    const auto page = site.get_page(worker, "/konto/sessioner");
    for (const char* words :
         {"Safari på en iPhone", "Edge på en computer med Windows", "Ukendt enhed",
          "Adgangskode og gendannelseskode", "Adgangskode og kode-app"}) {
        CAPTURE(words);
        CHECK(says(page, words));
    }
    CHECK(site.full_scans().empty());
}

TEST_CASE("own sessions can be ended, others' can't") {
    Site site;
    auto worker = site.client_as(Role::worker);
    auto second = site.client_as(Role::worker);
    auto third = site.client_as(Role::worker);
    auto leader = site.client_as(Role::leader);
    const std::string path = first_path(site.get_page(worker, "/konto/sessioner"));
    CHECK(site.post(leader, path).status == 404);
    CHECK(site.post(worker, path).status == 303);
    CHECK(site.post(worker, path).status == 404);
    CHECK(site.post(worker, "/konto/sessioner/abc/afslut").status == 404);
    // The newest of the other two was the first in the list.
    CHECK(third.get("/konto").status == 303);
    CHECK(second.get("/konto").status == 200);
    CHECK(site.post(worker, "/konto/sessioner/afslut-andre").status == 303);
    CHECK(second.get("/konto").status == 303);
    CHECK(worker.get("/konto").status == 200);
    CHECK(leader.get("/konto").status == 200);
    CHECK(site.trail_lines(trail::Action::change) == 2);
}

TEST_CASE("signing out everywhere ends this one too") {
    Site site;
    auto worker = site.client_as(Role::worker);
    auto elsewhere = site.client_as(Role::worker);
    auto leader = site.client_as(Role::leader);
    const auto done = site.post(worker, "/konto/sessioner/afslut-alle");
    CHECK(done.header("location") == "/log-ind?grund=overalt");
    CHECK(worker.get("/konto").status == 303);
    CHECK(elsewhere.get("/konto").status == 303);
    CHECK(leader.get("/konto").status == 200);
    CHECK(site.trail_lines(trail::Action::sign_out) == 1);
    auto nobody = site.anonymous();
    CHECK(says(site.get_page(nobody, "/log-ind?grund=overalt"), "Du er logget af alle steder."));
}
