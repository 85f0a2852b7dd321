#include "access/link_pages.h"

#include <doctest/doctest.h>

#include "access/account_store.h"
#include "access/base32.h"
#include "access/testing/site.h"
#include "access/totp.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

namespace {

using namespace std::chrono_literals;
using access::LinkKind;
using access::Permission;
using access::Role;
using access::testing::Site;
using web::testing::filled_form;

const std::string new_password = "fire nye ord sammen";

void add_home(access::Routes& routes) {
    routes.get("/", Permission::own_account,
               [](const access::Visit& visit) { return visit.page("Forside", {}); });
}

std::int64_t invited_account(Site& site) {
    store::WriteTransaction transaction = site.database().write();
    const auto id = access::create_account(
        transaction, site.now(), base::date_of(2024, 11, 12),
        access::NewAccount{"Ny Kollega", "ny.kollega", "", "", "", "", {Role::worker}});
    transaction.commit();
    return id.value();
}

std::string link_for(Site& site, std::int64_t account_id, LinkKind kind) {
    store::WriteTransaction transaction = site.database().write();
    const std::string token = access::issue_link(transaction, account_id, kind, site.now());
    transaction.commit();
    return std::string(access::link_path(kind)) + token;
}

// The secret as the page shows it for typing.
std::string secret_in(const Site::Response& page) {
    const std::size_t begin = page.body.find("<code>") + 6;
    const std::size_t end = page.body.find("</code>", begin);
    return access::decode_base32(page.body.substr(begin, end - begin)).value();
}

Site::Response choose_password(Site& site, Site::Client& client, const std::string& link) {
    const auto page = site.get_page(client, link);
    return client.post(
        link, filled_form(page, link,
                          {{"adgangskode", new_password}, {"adgangskode_igen", new_password}}));
}

std::string status_of_sign_in(Site& site, const std::string& username, const std::string& password,
                              const std::string& code) {
    auto client = site.anonymous();
    const auto first = client.post(
        "/log-ind",
        {{"brugernavn", username}, {"adgangskode", password}, {"csrf_token", "nobody-signed-in"}});
    if (first.status != 303) return "password refused";
    const auto second =
        client.post("/log-ind/kode", {{"kode", code}, {"csrf_token", "nobody-signed-in"}});
    return second.status == 303 ? "signed in" : "code refused";
}

}  // namespace

TEST_CASE("an invitation: password, app, recovery codes, signed in; and the link is used") {
    Site site(add_home);
    const auto id = invited_account(site);
    const std::string link = link_for(site, id, LinkKind::invitation);
    auto client = site.anonymous();
    // The address is a secret: it is neither kept nor told to other sites.
    CHECK(client.get(link).header("referrer-policy") == "same-origin");
    CHECK(client.get(link).header("cache-control").find("no-store") != std::string::npos);
    const auto chosen = choose_password(site, client, link);
    CHECK(chosen.status == 303);
    CHECK(chosen.header("location") == "/kode-app");
    // Nothing is set before the app is confirmed, and the link can be used again until then.
    CHECK(site.get_page(client, link).body.find("Ny Kollega") != std::string::npos);

    const auto setup = site.get_page(client, "/kode-app");
    const std::string secret = secret_in(setup);
    const auto picture = client.get("/kode-app/billede");
    CHECK(picture.status == 200);
    CHECK(picture.header("content-type") == "image/svg+xml");
    CHECK(picture.body.starts_with("<svg"));
    const auto wrong = client.post("/kode-app", filled_form(setup, "/kode-app", {{"kode", "123"}}));
    CHECK(wrong.status == 422);
    for (const auto& violation : web::testing::page_violations(wrong)) FAIL_CHECK(violation);
    CHECK(secret_in(wrong) == secret);

    const std::string code = access::current_totp_code(secret, site.now());
    const auto codes = client.post("/kode-app", filled_form(setup, "/kode-app", {{"kode", code}}));
    CHECK(codes.status == 200);
    for (const auto& violation : web::testing::page_violations(codes)) FAIL_CHECK(violation);
    CHECK(client.get("/").status == 200);
    CHECK(client.get(link).status == 404);
    CHECK(client.get("/kode-app").status == 303);

    // The code that confirmed the app is used; a recovery code and the next code open.
    CHECK(status_of_sign_in(site, "ny.kollega", new_password, code) == "code refused");
    const std::size_t begin = codes.body.find("<li><code>") + 10;
    CHECK(status_of_sign_in(site, "ny.kollega", new_password, codes.body.substr(begin, 19)) ==
          "signed in");
    site.advance(30s);
    CHECK(status_of_sign_in(site, "ny.kollega", new_password,
                            access::current_totp_code(secret, site.now())) == "signed in");
    CHECK(site.full_scans().empty());
}

TEST_CASE("what is wrong with a new password is said at its field") {
    Site site;
    const std::string link = link_for(site, invited_account(site), LinkKind::invitation);
    auto client = site.anonymous();
    const auto page = site.get_page(client, link);
    const auto answer = [&](const std::string& password, const std::string& again) {
        const auto response = client.post(
            link,
            filled_form(page, link, {{"adgangskode", password}, {"adgangskode_igen", again}}));
        for (const auto& violation : web::testing::page_violations(response)) {
            FAIL_CHECK(violation);
        }
        CHECK(response.status == 422);
        return response.body;
    };
    CHECK(answer("kort", "kort").find("mindst 12 tegn.") != std::string::npos);
    CHECK(answer(new_password, "noget andet").find("ikke ens") != std::string::npos);
    CHECK(answer("password1234", "password1234").find("gætter på først") != std::string::npos);
    CHECK(answer(new_password, "noget andet").find(new_password) == std::string::npos);
}

TEST_CASE("links that don't work") {
    Site site;
    auto client = site.anonymous();
    const auto id = invited_account(site);
    const std::string link = link_for(site, id, LinkKind::invitation);
    const std::string token = link.substr(std::string("/invitation/").size());
    const auto gone = [&](const std::string& path) {
        const auto page = client.get(path);
        const auto sent = client.post(path, {{"adgangskode", new_password},
                                             {"adgangskode_igen", new_password},
                                             {"csrf_token", "x"}});
        return page.status == 404 && sent.status == 404 &&
               page.body.find("Linket er brugt, udløbet") != std::string::npos;
    };
    CHECK(gone("/invitation/made-up"));
    CHECK(gone("/ny-adgangskode/" + token));  // of another kind
    CHECK(gone("/ny-kode-app/" + token));
    SUBCASE("too old") {
        site.advance(7 * 24h);
        CHECK(gone(link));
    }
    SUBCASE("replaced") {
        link_for(site, id, LinkKind::invitation);
        CHECK(gone(link));
    }
    SUBCASE("of someone who has left") {
        store::WriteTransaction transaction = site.database().write();
        REQUIRE(access::close_account(transaction, id, base::date_of(2024, 11, 12),
                                      base::date_of(2024, 11, 12), site.now())
                    .ok());
        transaction.commit();
        CHECK(gone(link));
    }
    CHECK(site.caller_lines().size() >= 6);
}

TEST_CASE("two browsers with one invitation: the second comes too late") {
    Site site(add_home);
    const std::string link = link_for(site, invited_account(site), LinkKind::invitation);
    auto first = site.anonymous();
    auto second = site.anonymous();
    REQUIRE(choose_password(site, first, link).status == 303);
    REQUIRE(choose_password(site, second, link).status == 303);
    const auto confirm = [&](Site::Client& client) {
        const auto setup = site.get_page(client, "/kode-app");
        const std::string code = access::current_totp_code(secret_in(setup), site.now());
        return client.post("/kode-app", filled_form(setup, "/kode-app", {{"kode", code}})).status;
    };
    CHECK(confirm(first) == 200);
    CHECK(confirm(second) == 303);
    CHECK(second.get("/").status == 303);
}

TEST_CASE("a link to a new password changes it, ends every session, and keeps the app") {
    Site site(add_home);
    auto session = site.client_as(Role::leader);
    const std::string link = link_for(site, site.account_id(Role::leader), LinkKind::password);
    auto client = site.anonymous();
    const auto changed = choose_password(site, client, link);
    CHECK(changed.header("location") == "/log-ind?grund=adgangskode");
    CHECK(session.get("/").status == 303);
    CHECK(client.get(link).status == 404);
    CHECK(status_of_sign_in(site, "leder", Site::password(), site.current_code()) ==
          "password refused");
    CHECK(status_of_sign_in(site, "leder", new_password, site.current_code()) == "signed in");
}

TEST_CASE("a link to a new app asks for the password") {
    Site site(add_home);
    {
        store::WriteTransaction transaction = site.database().write();
        access::remove_authenticator(transaction, site.account_id(Role::leader));
        transaction.commit();
    }
    const std::string link = link_for(site, site.account_id(Role::leader), LinkKind::authenticator);
    auto client = site.anonymous();
    const auto page = site.get_page(client, link);
    const auto wrong = client.post(link, filled_form(page, link, {{"adgangskode", "forkert"}}));
    CHECK(wrong.status == 422);
    CHECK(wrong.body.find("Adgangskoden er forkert.") != std::string::npos);
    for (const auto& violation : web::testing::page_violations(wrong)) FAIL_CHECK(violation);
    CHECK(client.get("/kode-app").status == 303);

    const auto right =
        client.post(link, filled_form(page, link, {{"adgangskode", Site::password()}}));
    CHECK(right.header("location") == "/kode-app");
    const auto setup = site.get_page(client, "/kode-app");
    const std::string secret = secret_in(setup);
    const std::string code = access::current_totp_code(secret, site.now());
    CHECK(client.post("/kode-app", filled_form(setup, "/kode-app", {{"kode", code}})).status ==
          200);
    CHECK(client.get("/").status == 200);
    site.advance(30s);
    CHECK(status_of_sign_in(site, "leder", Site::password(), site.current_code()) ==
          "code refused");
    CHECK(status_of_sign_in(site, "leder", Site::password(),
                            access::current_totp_code(secret, site.now())) == "signed in");
}

TEST_CASE("guessing the password at a link is as slow as at the sign-in page") {
    Site site;
    const std::string link = link_for(site, site.account_id(Role::leader), LinkKind::authenticator);
    auto client = site.anonymous();
    const auto page = site.get_page(client, link);
    for (int i = 0; i < 5; ++i) {
        client.post(link, filled_form(page, link, {{"adgangskode", "forkert"}}));
    }
    const auto throttled =
        client.post(link, filled_form(page, link, {{"adgangskode", Site::password()}}));
    CHECK(throttled.status == 422);
    CHECK(throttled.body.find("For mange forsøg.") != std::string::npos);
}
