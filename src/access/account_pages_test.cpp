#include "access/account_pages.h"

#include <doctest/doctest.h>

#include "access/account_store.h"
#include "access/base32.h"
#include "access/testing/site.h"
#include "access/totp.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

namespace {

using namespace std::chrono_literals;
using access::Permission;
using access::Role;
using access::testing::Site;

const std::string new_password = "fire nye ord sammen";

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

void check_rules(const Site::Response& response) {
    for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
}

bool is_password(Site& site, const std::string& password) {
    store::ReadTransaction transaction = site.database().read();
    const auto credentials =
        access::credentials_of(transaction, site.account_id(Role::worker)).value();
    return site.services().protection.passwords.verify(credentials.password_hash, password).value();
}

}  // namespace

TEST_CASE("everyone has an own account, and sees only that") {
    Site site;
    site.check_all_roles(web::Method::get, "/konto", Permission::own_account);
    for (const char* path :
         {"/konto/adgangskode", "/konto/sprog", "/konto/kode-app", "/konto/gendannelseskoder"}) {
        site.check_all_roles(web::Method::post, path, Permission::own_account);
    }
    auto worker = site.client_as(Role::worker);
    const auto page = site.get_page(worker, "/konto");
    CHECK(says(page, "Mette Medarbejder"));
    CHECK(says(page, "Prøveteamet"));
    CHECK(says(page, "Loginnets sikringsniveau"));
    CHECK_FALSE(says(page, "Lone Leder"));
    CHECK(site.full_scans().empty());
}

TEST_CASE("a new password: the old one is asked for, other sessions end, the token is new") {
    Site site;
    auto worker = site.client_as(Role::worker);
    auto elsewhere = site.client_as(Role::worker);
    const std::string before = worker.cookies().at("trygby");
    const auto changed = site.post(worker, "/konto/adgangskode",
                                   {{"nuvaerende", Site::password()},
                                    {"adgangskode", new_password},
                                    {"adgangskode_igen", new_password}});
    CHECK(changed.header("location") == "/konto?besked=gemt");
    CHECK(worker.cookies().at("trygby") != before);
    CHECK(worker.get("/konto").status == 200);
    CHECK(elsewhere.get("/konto").status == 303);
    CHECK(is_password(site, new_password));
    auto old_token = site.anonymous();
    old_token.cookies()["trygby"] = before;
    CHECK(old_token.get("/konto").status == 303);
}

TEST_CASE("a new password is refused") {
    Site site;
    auto worker = site.client_as(Role::worker);
    const auto send = [&](const std::string& current, const std::string& password,
                          const std::string& again) {
        auto response = site.post(
            worker, "/konto/adgangskode",
            {{"nuvaerende", current}, {"adgangskode", password}, {"adgangskode_igen", again}});
        CHECK(response.status == 422);
        check_rules(response);
        return response;
    };
    CHECK(says(send("forkert", new_password, new_password), "Adgangskoden er forkert."));
    CHECK(says(send(Site::password(), "kort", "kort"), "mindst 12 tegn."));
    CHECK(says(send(Site::password(), new_password, "andet"), "ikke ens"));
    CHECK(is_password(site, Site::password()));
}

TEST_CASE("the language of the account") {
    Site site;
    auto worker = site.client_as(Role::worker);
    CHECK(site.post(worker, "/konto/sprog", {{"sprog", "en"}}).status == 303);
    CHECK(says(site.get_page(worker, "/konto"), "<html lang=\"en\""));
    auto new_browser = site.client_as(Role::worker);
    CHECK(says(site.get_page(new_browser, "/konto"), "<html lang=\"en\""));
    CHECK(site.post(worker, "/konto/sprog", {{"sprog", "xx"}}).status == 200);
    CHECK(says(site.get_page(new_browser, "/konto"), "<html lang=\"en\""));
}

TEST_CASE("a new authenticator app from the own account") {
    Site site;
    auto worker = site.client_as(Role::worker);
    auto elsewhere = site.client_as(Role::worker);
    const auto wrong = site.post(worker, "/konto/kode-app", {{"adgangskode_app", "forkert"}});
    CHECK(wrong.status == 422);
    check_rules(wrong);
    CHECK(worker.get("/kode-app").status == 303);

    const auto started =
        site.post(worker, "/konto/kode-app", {{"adgangskode_app", Site::password()}});
    CHECK(started.header("location") == "/kode-app");
    const auto setup = site.get_page(worker, "/kode-app");
    const std::size_t begin = setup.body.find("<code>") + 6;
    const std::string secret =
        access::decode_base32(setup.body.substr(begin, setup.body.find("</code>") - begin)).value();

    // Nobody else can finish it, even with the cookie.
    auto leader = site.client_as(Role::leader);
    leader.cookies()["trygby-app"] = worker.cookies().at("trygby-app");
    CHECK(leader.get("/kode-app").status == 303);
    CHECK(leader.get("/kode-app/billede").status == 404);

    const auto done =
        site.post(worker, "/kode-app", {{"kode", access::current_totp_code(secret, site.now())}});
    CHECK(done.status == 200);
    check_rules(done);
    CHECK(worker.get("/konto").status == 200);
    CHECK(elsewhere.get("/konto").status == 303);
    store::ReadTransaction transaction = site.database().read();
    const auto credentials =
        access::credentials_of(transaction, site.account_id(Role::worker)).value();
    CHECK(site.services().protection.secrets.open(
              access::totp_context(site.account_id(Role::worker)), *credentials.totp_secret) ==
          secret);
}

TEST_CASE("new recovery codes are shown once") {
    Site site;
    auto worker = site.client_as(Role::worker);
    const auto wrong =
        site.post(worker, "/konto/gendannelseskoder", {{"adgangskode_koder", "forkert"}});
    CHECK(wrong.status == 422);
    CHECK(says(site.get_page(worker, "/konto"), "Du har 0 ubrugte koder"));
    const auto shown =
        site.post(worker, "/konto/gendannelseskoder", {{"adgangskode_koder", Site::password()}});
    CHECK(shown.status == 200);
    check_rules(shown);
    const std::size_t begin = shown.body.find("<li><code>") + 10;
    const std::string code = shown.body.substr(begin, 19);
    const auto page = site.get_page(worker, "/konto");
    CHECK(says(page, "Du har 10 ubrugte koder"));
    CHECK_FALSE(says(page, code));
}
