#include "access/user_pages.h"

#include <doctest/doctest.h>

#include "access/account_store.h"
#include "access/testing/site.h"
#include "organisation/organisation_store.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

namespace {

using namespace std::chrono_literals;
using access::Permission;
using access::Role;
using access::testing::Site;
using web::testing::filled_form;

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

void check_rules(const Site::Response& response) {
    for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
}

std::string path_of(Site& site, Role role) {
    return "/brugere/" + std::to_string(site.account_id(role));
}

access::Account account_of(Site& site, Role role) {
    store::ReadTransaction transaction = site.database().read();
    return access::find_account(transaction, site.account_id(role)).value();
}

// The path of a link that a page shows.
std::string link_in(const Site::Response& page, std::string_view path) {
    const std::size_t begin = page.body.find(path);
    if (begin == std::string::npos) return "";
    return page.body.substr(begin, page.body.find('<', begin) - begin);
}

}  // namespace

TEST_CASE("users are the administrator's alone") {
    Site site;
    const std::string user = path_of(site, Role::worker);
    for (const std::string& path : {std::string("/brugere"), std::string("/brugere/ny"), user}) {
        site.check_all_roles(web::Method::get, path, Permission::manage_accounts);
    }
    for (const std::string& path :
         {std::string("/brugere/ny"), user, user + "/stilling", user + "/link", user + "/kode-app",
          user + "/fratraed", user + "/genaabn"}) {
        site.check_all_roles(web::Method::post, path, Permission::manage_accounts);
    }
    for (const auto& scan : site.full_scans()) FAIL_CHECK(scan);
}

TEST_CASE("a new user is made with a position and an invitation that works") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    const auto page = site.get_page(administrator, "/brugere/ny");
    const auto made = administrator.post("/brugere/ny", filled_form(page, "/brugere/ny",
                                                                    {{"navn", "Ny Kollega"},
                                                                     {"brugernavn", "Ny.Kollega"},
                                                                     {"email", "ny@proeve.example"},
                                                                     {"enhed", "test_team"},
                                                                     {"stilling", "Konsulent"},
                                                                     {"rolle", "worker"}}));
    CHECK(made.status == 200);
    check_rules(made);
    const std::string link = link_in(made, "/invitation/");
    REQUIRE_FALSE(link.empty());
    CHECK(says(made, "http://127.0.0.1"));
    CHECK(says(made, "Linket gælder i 7 dage."));
    auto invited = site.anonymous();
    CHECK(says(site.get_page(invited, link), "ny.kollega"));
    CHECK(site.trail_lines(trail::Action::create) == 1);
    const auto list = site.get_page(administrator, "/brugere");
    CHECK(says(list, "Ny Kollega"));
    CHECK(says(list, "Inviteret"));
    store::ReadTransaction transaction = site.database().read();
    const auto id = access::account_id_of(transaction, "ny.kollega").value();
    const auto account = access::find_account(transaction, id).value();
    CHECK(organisation::holdings_of(transaction, account.staff_member_id).size() == 1);
}

TEST_CASE("a new user that can't be made: the form comes back with messages and values") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    const auto send = [&](const Site::Fields& fields) {
        auto response = site.post(administrator, "/brugere/ny", fields);
        CHECK(response.status == 422);
        check_rules(response);
        return response;
    };
    const auto empty = send({});
    CHECK(says(empty, "Skriv navnet."));
    CHECK(says(empty, "Vælg mindst én rolle."));
    const auto taken =
        send({{"navn", "Mette To"}, {"brugernavn", "medarbejder"}, {"rolle", "worker"}});
    CHECK(says(taken, "Brugernavnet medarbejder er taget."));
    CHECK(says(taken, "Mette To"));
    const auto unit = send({{"navn", "Mette To"},
                            {"brugernavn", "mette.to"},
                            {"rolle", "worker"},
                            {"enhed", "unknown"}});
    CHECK(says(unit, "Enheden findes ikke."));
    CHECK(says(send({{"navn", "<b>"}, {"brugernavn", "x y"}}), "&lt;b&gt;"));
    CHECK(site.trail_lines(trail::Action::create) == 0);
}

TEST_CASE("name, e-mail and roles are changed") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    const std::string path = path_of(site, Role::worker);
    const auto page = site.get_page(administrator, path);
    const auto changed = administrator.post(
        path, filled_form(page, path,
                          {{"navn", "Mette Nyt Navn"}, {"email", ""}, {"rolle", "coordinator"}}));
    CHECK(changed.header("location") == path + "?besked=gemt");
    const auto account = account_of(site, Role::worker);
    CHECK(account.name == "Mette Nyt Navn");
    CHECK(account.email.empty());
    CHECK((account.roles == std::vector<Role>{Role::coordinator}));
    const auto refused = site.post(administrator, path, {{"navn", ""}});
    CHECK(refused.status == 422);
    check_rules(refused);
    CHECK(account_of(site, Role::worker).name == "Mette Nyt Navn");
    CHECK(administrator.get("/brugere/999").status == 404);
    CHECK(administrator.get("/brugere/abc").status == 404);
    CHECK(site.post(administrator, "/brugere/999", {{"navn", "x"}}).status == 404);
}

TEST_CASE("a new position ends the one before") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    const std::string path = path_of(site, Role::worker);
    CHECK(site.post(administrator, path + "/stilling",
                    {{"enhed", "test_team"}, {"stilling", "Mentor"}, {"fra", "2025-01-01"}})
              .status == 303);
    {
        store::ReadTransaction transaction = site.database().read();
        const auto holdings =
            organisation::holdings_of(transaction, account_of(site, Role::worker).staff_member_id);
        REQUIRE(holdings.size() == 2);
        CHECK(holdings[0].validity.to == base::date_of(2025, 1, 1));
        CHECK(holdings[1].title_da == "Mentor");
    }
    const auto refused = site.post(administrator, path + "/stilling", {{"fra", "i morgen"}});
    CHECK(refused.status == 422);
    check_rules(refused);
    CHECK(says(refused, "Vælg en enhed."));
}

TEST_CASE("a link to a new password, or a new invitation for who never came in") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    const auto page = site.post(administrator, path_of(site, Role::worker) + "/link");
    CHECK(page.status == 200);
    check_rules(page);
    auto worker = site.anonymous();
    site.get_page(worker, link_in(page, "/ny-adgangskode/"));

    std::int64_t id = 0;
    {
        store::WriteTransaction transaction = site.database().write();
        id = access::create_account(transaction, site.now(), base::date_of(2024, 11, 12),
                                    {"Ny", "nynavn", "", "", "", "", {Role::worker}})
                 .value();
        transaction.commit();
    }
    const auto invitation = site.post(administrator, "/brugere/" + std::to_string(id) + "/link");
    CHECK_FALSE(link_in(invitation, "/invitation/").empty());
}

TEST_CASE("a lost authenticator app is reset: signed out everywhere, a link to a new one") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    auto worker = site.client_as(Role::worker);
    const auto page = site.post(administrator, path_of(site, Role::worker) + "/kode-app");
    CHECK(page.status == 200);
    check_rules(page);
    auto anew = site.anonymous();
    site.get_page(anew, link_in(page, "/ny-kode-app/"));
    CHECK(worker.get("/konto").status == 303);
    CHECK_FALSE(account_of(site, Role::worker).has_authenticator);
    CHECK(says(site.get_page(administrator, "/brugere"), "Mangler kode-app"));
    // Not the own one: the last administrator would be locked out.
    CHECK(site.post(administrator, path_of(site, Role::administrator) + "/kode-app").status == 403);
    CHECK(account_of(site, Role::administrator).has_authenticator);
}

TEST_CASE("someone leaves, at once, and comes back") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    auto worker = site.client_as(Role::worker);
    const std::string path = path_of(site, Role::worker);
    CHECK(site.post(administrator, path + "/fratraed", {{"straks", "1"}}).status == 303);
    CHECK(worker.get("/konto").status == 303);
    CHECK(says(site.get_page(administrator, "/brugere"), "Fratrådt"));
    const auto page = site.get_page(administrator, path);
    CHECK(says(page, "11. november 2024"));
    CHECK(site.post(administrator, path + "/link").status == 404);
    CHECK(site.post(administrator, path + "/fratraed", {{"straks", "1"}}).status == 404);
    CHECK(site.post(administrator, path + "/genaabn").status == 303);
    CHECK(site.post(administrator, path + "/genaabn").status == 404);
    auto again = site.client_as(Role::worker);
    CHECK(again.get("/konto").status == 200);
}

TEST_CASE("someone leaves after a last day") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    auto worker = site.client_as(Role::worker);
    const std::string path = path_of(site, Role::worker);
    const auto refused = site.post(administrator, path + "/fratraed", {{"sidste_dag", ""}});
    CHECK(refused.status == 422);
    check_rules(refused);
    CHECK(site.post(administrator, path + "/fratraed", {{"sidste_dag", "2024-11-12"}}).status ==
          303);
    CHECK(worker.get("/konto").status == 200);
    CHECK(account_of(site, Role::worker).closed_on == base::date_of(2024, 11, 13));
}

TEST_CASE("the last administrator can't be made to go") {
    Site site;
    auto administrator = site.client_as(Role::administrator);
    const std::string path = path_of(site, Role::administrator);
    const auto leaving = site.post(administrator, path + "/fratraed", {{"straks", "1"}});
    CHECK(leaving.status == 422);
    check_rules(leaving);
    CHECK(says(leaving, "Der skal altid være en administrator"));
    const auto demoted = site.post(administrator, path, {{"navn", "Adam"}, {"rolle", "worker"}});
    CHECK(demoted.status == 422);
    CHECK(account_of(site, Role::administrator).has_role(Role::administrator));
    CHECK(administrator.get("/brugere").status == 200);
}
