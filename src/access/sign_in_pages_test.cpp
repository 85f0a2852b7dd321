#include "access/sign_in_pages.h"

#include <doctest/doctest.h>

#include "access/account_store.h"
#include "access/session_store.h"
#include "access/testing/full_disk.h"
#include "access/testing/site.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

namespace {

using namespace std::chrono_literals;
using access::Permission;
using access::Role;
using access::testing::FullDisk;
using access::testing::Site;

void add_home(access::Routes& routes) {
    routes.get("/", Permission::own_account,
               [](const access::Visit& visit) { return visit.page("Forside", {}); });
    routes.get("/maal", Permission::see_initiatives,
               [](const access::Visit& visit) { return visit.page("Mål", {}); });
    routes.post("/maal", Permission::see_initiatives,
                [](const access::Visit&) { return web::text_response("sent"); });
}

Site::Response give_password(Site::Client& client, const std::string& username,
                             const std::string& password, const std::string& next = "") {
    return client.post("/log-ind", {{"brugernavn", username},
                                    {"adgangskode", password},
                                    {"side", next},
                                    {"csrf_token", "nobody-signed-in"}});
}

Site::Response give_code(Site::Client& client, const std::string& code) {
    return client.post("/log-ind/kode", {{"kode", code}, {"csrf_token", "nobody-signed-in"}});
}

bool is_signed_in(Site::Client& client) {
    return client.get("/").status == 200;
}

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

void check_rules(const Site::Response& response) {
    for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
}

}  // namespace

TEST_CASE("signing in: password, then code, then where one wanted to go") {
    Site site(add_home);
    auto client = site.anonymous();
    const auto page = site.get_page(client, client.get("/maal?a=1").header("location"));
    const auto first = client.post(
        "/log-ind", web::testing::filled_form(
                        page, "/log-ind",
                        {{"brugernavn", " Medarbejder "}, {"adgangskode", Site::password()}}));
    CHECK(first.status == 303);
    CHECK(first.header("location") == "/log-ind/kode");
    CHECK_FALSE(is_signed_in(client));

    const auto code_page = site.get_page(client, "/log-ind/kode");
    const auto second = client.post(
        "/log-ind/kode",
        web::testing::filled_form(code_page, "/log-ind/kode", {{"kode", site.current_code()}}));
    CHECK(second.status == 303);
    CHECK(second.header("location") == "/maal?a=1");
    CHECK(is_signed_in(client));
    CHECK(site.trail_lines(trail::Action::sign_in) == 1);
    CHECK(client.get("/log-ind?side=/maal").header("location") == "/maal");
    CHECK(site.full_scans().empty());
}

TEST_CASE("wrong name, wrong password and a closed account look the same") {
    Site site(add_home);
    {
        store::WriteTransaction transaction = site.database().write();
        REQUIRE(access::close_account(transaction, site.account_id(Role::analyst),
                                      base::date_of(2024, 11, 12), base::date_of(2024, 11, 12),
                                      site.now())
                    .ok());
        transaction.commit();
    }
    std::string first_body;
    for (const auto& [username, password] :
         {std::pair<std::string, std::string>{"medarbejder", "forkert adgangskode"},
          {"medarbejder", ""},
          {"medarbejder", std::string(5000, 'x')},
          {"findes-ikke", Site::password()},
          {"", Site::password()},
          {"analytiker", Site::password()}}) {
        CAPTURE(username);
        auto client = site.anonymous();
        const auto refused = give_password(client, username, password);
        CHECK(refused.status == 422);
        check_rules(refused);
        CHECK(says(refused, "Brugernavn eller adgangskode er forkert."));
        CHECK_FALSE(says(refused, "forkert adgangskode\""));
        CHECK(client.cookies().empty());
        CHECK(client.get("/log-ind/kode").status == 303);
    }
    CHECK(site.trail_lines(trail::Action::sign_in) == 0);
    CHECK(site.caller_lines().size() == 6);
    for (const auto& line : site.caller_lines()) {
        CHECK(line.find("medarbejder") == std::string::npos);
        CHECK(line.find("sign_in_refused") != std::string::npos);
    }
}

TEST_CASE("a wrong code, an old one, one used already, and none at all") {
    Site site(add_home);
    auto client = site.anonymous();
    CHECK(give_code(client, site.current_code()).header("location") == "/log-ind");
    REQUIRE(give_password(client, "medarbejder", Site::password()).status == 303);
    for (const char* code : {"", "000000", "abcdef", "AAAA-AAAA-AAAA-AAAA"}) {
        CAPTURE(code);
        const auto refused = give_code(client, code);
        CHECK(refused.status == 422);
        CHECK(says(refused, "Koden er forkert eller allerede brugt."));
        check_rules(refused);
    }
    const std::string code = site.current_code();
    site.advance(61s);  // more than a step ago
    CHECK(give_code(client, code).status == 422);
    site.advance(60s);
    CHECK(give_code(client, site.current_code()).status == 303);
    CHECK(is_signed_in(client));

    auto second = site.anonymous();
    REQUIRE(give_password(second, "medarbejder", Site::password()).status == 303);
    CHECK(give_code(second, site.current_code()).status == 422);
    site.advance(30s);
    CHECK(give_code(second, site.current_code()).status == 303);
}

TEST_CASE("the step between password and code lasts five minutes") {
    Site site(add_home);
    auto client = site.anonymous();
    REQUIRE(give_password(client, "medarbejder", Site::password()).status == 303);
    site.advance(5min);
    CHECK(client.get("/log-ind/kode").header("location") == "/log-ind");
    CHECK(give_code(client, site.current_code()).header("location") == "/log-ind");
    CHECK_FALSE(is_signed_in(client));
    client.cookies()["trygby-kode"] = "made up";
    CHECK(give_code(client, site.current_code()).header("location") == "/log-ind");
}

TEST_CASE("a recovery code opens once") {
    Site site(add_home);
    std::vector<std::string> codes;
    {
        store::WriteTransaction transaction = site.database().write();
        codes = access::renew_recovery_codes(transaction, site.account_id(Role::worker));
        transaction.commit();
    }
    auto client = site.anonymous();
    REQUIRE(give_password(client, "medarbejder", Site::password()).status == 303);
    CHECK(give_code(client, codes[3]).status == 303);
    CHECK(is_signed_in(client));
    auto second = site.anonymous();
    REQUIRE(give_password(second, "medarbejder", Site::password()).status == 303);
    CHECK(give_code(second, codes[3]).status == 422);
    auto other = site.anonymous();
    REQUIRE(give_password(other, "leder", Site::password()).status == 303);
    CHECK(give_code(other, codes[4]).status == 422);  // someone else's
}

TEST_CASE("guessing passwords gets slower for the account, known or not") {
    Site site(add_home);
    for (const std::string username : {"medarbejder", "findes-ikke"}) {
        CAPTURE(username);
        auto client = site.anonymous();
        for (int i = 0; i < 5; ++i) {
            CHECK(give_password(client, username, "forkert adgangskode").status == 422);
        }
        const auto throttled = give_password(client, username, Site::password());
        CHECK(throttled.status == 429);
        CHECK(throttled.header("retry-after") == "2");
        CHECK(says(throttled, "For mange forsøg. Prøv igen om 2 sekunder."));
        check_rules(throttled);
    }
    auto client = site.anonymous();
    site.advance(2s);
    CHECK(give_password(client, "medarbejder", "forkert adgangskode").status == 422);
    CHECK(give_password(client, "medarbejder", Site::password()).header("retry-after") == "4");
    site.advance(4s);
    CHECK(give_password(client, "medarbejder", Site::password()).status == 303);
    // Success clears the count.
    CHECK(give_password(client, "medarbejder", "forkert adgangskode").status == 422);
}

TEST_CASE("guessing many names from one address gets slower too") {
    Site site(add_home);
    auto client = site.anonymous();
    int refused = 0;
    int throttled = 0;
    for (int i = 0; i < 40; ++i) {
        const int status = give_password(client, "navn" + std::to_string(i), "forkert").status;
        refused += status == 422;
        throttled += status == 429;
    }
    CHECK(refused == 30);
    CHECK(throttled == 10);
}

TEST_CASE("guessing codes gets slower") {
    Site site(add_home);
    auto client = site.anonymous();
    REQUIRE(give_password(client, "medarbejder", Site::password()).status == 303);
    for (int i = 0; i < 5; ++i) CHECK(give_code(client, "000000").status == 422);
    const auto throttled = give_code(client, site.current_code());
    CHECK(throttled.status == 429);
    check_rules(throttled);
    site.advance(2s);
    CHECK(give_code(client, site.current_code()).status == 303);
}

TEST_CASE("an account without an authenticator app can't sign in by password alone") {
    Site site(add_home);
    {
        store::WriteTransaction transaction = site.database().write();
        access::remove_authenticator(transaction, site.account_id(Role::worker));
        transaction.commit();
    }
    auto client = site.anonymous();
    const auto refused = give_password(client, "medarbejder", Site::password());
    CHECK(refused.status == 422);
    CHECK(says(refused, "Din konto mangler en kode-app."));
    CHECK(client.cookies().empty());
}

TEST_CASE("the session's token is new at every sign-in, and the old one is dead") {
    Site site(add_home);
    auto client = site.client_as(Role::worker);
    const std::string before = client.cookies().at("trygby");
    site.advance(31min);
    REQUIRE(give_password(client, "medarbejder", Site::password()).status == 303);
    REQUIRE(give_code(client, site.current_code()).status == 303);
    CHECK(client.cookies().at("trygby") != before);
    CHECK_FALSE(client.cookies().contains("trygby-kode"));

    // A token planted in the browser before does not become a session.
    auto fixed = site.anonymous();
    fixed.cookies()["trygby"] = "planted";
    site.advance(30s);
    REQUIRE(give_password(fixed, "medarbejder", Site::password()).status == 303);
    REQUIRE(give_code(fixed, site.current_code()).status == 303);
    CHECK(fixed.cookies().at("trygby") != "planted");
}

TEST_CASE("signing in ends the session this browser had") {
    Site site(add_home);
    auto client = site.client_as(Role::leader);
    auto thief = site.anonymous();
    thief.cookies()["trygby"] = client.cookies().at("trygby");
    CHECK(is_signed_in(thief));
    REQUIRE(give_password(client, "leder", Site::password()).status == 303);
    REQUIRE(give_code(client, site.current_code()).status == 303);
    CHECK(is_signed_in(client));
    CHECK_FALSE(is_signed_in(thief));
}

TEST_CASE("signing out") {
    Site site(add_home);
    auto client = site.client_as(Role::worker);
    auto copy = site.anonymous();
    copy.cookies()["trygby"] = client.cookies().at("trygby");
    CHECK(client.post("/log-ud", {}).status == 403);  // not without the token
    CHECK(is_signed_in(client));
    const auto out = site.post(client, "/log-ud");
    CHECK(out.status == 303);
    CHECK(says(site.get_page(client, out.header("location")), "Du er logget af."));
    CHECK_FALSE(client.cookies().contains("trygby"));
    CHECK_FALSE(is_signed_in(client));
    CHECK_FALSE(is_signed_in(copy));
    CHECK(site.trail_lines(trail::Action::sign_out) == 1);
    site.check_all_roles(web::Method::post, "/log-ud", Permission::own_account);
}

TEST_CASE("after an expired session one is led back to the form") {
    Site site(add_home);
    auto client = site.client_as(Role::worker);
    const std::string token = site.csrf_token(client);
    site.advance(31min);
    REQUIRE(client.post("/maal", {{"tekst", "a"}, {"csrf_token", token}}).status == 303);
    REQUIRE(give_password(client, "medarbejder", Site::password()).status == 303);
    const auto signed_in = give_code(client, site.current_code());
    CHECK(signed_in.header("location").starts_with("/fortsaet/"));
    const auto page = site.get_page(client, signed_in.header("location"));
    CHECK(client.post("/maal", web::testing::form_values(page, "/maal")).body == "sent");
}

TEST_CASE("someone else who signs in after an expired session sees nothing of the form") {
    Site site(add_home);
    auto client = site.client_as(Role::worker);
    const std::string token = site.csrf_token(client);
    site.advance(31min);
    REQUIRE(client.post("/maal", {{"tekst", "a"}, {"csrf_token", token}}).status == 303);
    REQUIRE(give_password(client, "leder", Site::password()).status == 303);
    CHECK(give_code(client, site.current_code()).header("location") == "/");
}

TEST_CASE("nobody is led to another site") {
    Site site(add_home);
    for (const char* path : {"https://evil.example", "//evil.example", "/\\evil.example", "x"}) {
        CAPTURE(path);
        auto client = site.anonymous();
        REQUIRE(give_password(client, "medarbejder", Site::password(), path).status == 303);
        CHECK(give_code(client, site.current_code()).header("location") == "/");
        site.advance(30s);
        CHECK(client.get("/sprog?til=en&side=" + std::string(path)).header("location") == "/");
    }
}

TEST_CASE("the language is this browser's choice, or the account's") {
    Site site(add_home);
    auto client = site.anonymous();
    CHECK(says(site.get_page(client, "/log-ind"), "<html lang=\"da\""));
    CHECK(client.get("/sprog?til=en&side=/log-ind").header("location") == "/log-ind");
    CHECK(says(site.get_page(client, "/log-ind"), "<html lang=\"en\""));
    client.get("/sprog?til=da&side=/log-ind");
    CHECK(says(site.get_page(client, "/log-ind"), "<html lang=\"da\""));
    client.get("/sprog?til=xx&side=/log-ind");
    CHECK(says(site.get_page(client, "/log-ind"), "<html lang=\"da\""));

    {
        store::WriteTransaction transaction = site.database().write();
        access::set_language(transaction, site.account_id(Role::worker), "en");
        transaction.commit();
    }
    auto worker = site.client_as(Role::worker);
    CHECK(says(site.get_page(worker, "/"), "<html lang=\"en\""));
    worker.get("/sprog?til=da&side=/");
    CHECK(says(site.get_page(worker, "/"), "<html lang=\"da\""));
}

TEST_CASE("every reason to be at the sign-in page keeps the rules") {
    Site site;
    auto client = site.anonymous();
    for (const char* reason : {"udlogget", "adgangskode", "gemt", "for-stor", "ukendt"}) {
        site.get_page(client, std::string("/log-ind?grund=") + reason);
    }
}

TEST_CASE("with a full disk nobody new comes in, and every way in says why") {
    Site site(add_home);
    auto reader = site.client_as(Role::leader);
    auto halfway = site.anonymous();
    REQUIRE(give_password(halfway, "medarbejder", Site::password()).status == 303);
    const auto lines = site.trail_lines(trail::Action::sign_in);
    const auto check_refusal = [](const Site::Response& refused) {
        CHECK(refused.status == 507);
        CHECK(says(refused, "Du kan ikke logge ind lige nu"));
        CHECK(says(refused, "disken er fuld"));
        CHECK(says(refused, "Kontakt driften"));
        CHECK_FALSE(says(refused, "Du kan stadig læse"));
        check_rules(refused);
    };
    {
        const FullDisk full;
        check_refusal(give_code(halfway, site.current_code()));
        REQUIRE(site.database().statistics().read_only);
        // From now on before anything is typed in vain.
        auto stranger = site.anonymous();
        CHECK(says(site.get_page(stranger, "/log-ind"), "Ingen kan logge ind lige nu"));
        check_refusal(give_password(stranger, "medarbejder", Site::password()));
        check_refusal(give_password(stranger, "medarbejder", "forkert"));
        check_refusal(give_code(halfway, site.current_code()));
        check_refusal(
            stranger.post("/log-ind/adgangsnoegle", {{"csrf_token", "nobody-signed-in"}}));
        stranger.cookies()["sprog"] = "en";
        CHECK(says(give_password(stranger, "medarbejder", Site::password()),
                   "You can&#39;t sign in right now"));
        CHECK(reader.get("/").status == 200);
    }
    REQUIRE(site.database().try_writing_again());
    CHECK(site.trail_lines(trail::Action::sign_in) == lines);
    auto stranger = site.anonymous();
    CHECK_FALSE(says(site.get_page(stranger, "/log-ind"), "Ingen kan logge ind lige nu"));
    CHECK(give_code(halfway, site.current_code()).status == 303);
    CHECK(is_signed_in(halfway));
    CHECK(site.trail_lines(trail::Action::sign_in) == lines + 1);
}

TEST_CASE("whoever meets the full disk first is not made to wait for it afterwards") {
    Site site(add_home);
    auto client = site.anonymous();
    REQUIRE(give_password(client, "medarbejder", Site::password()).status == 303);
    for (int i = 0; i < 12; ++i) {
        {
            const FullDisk full;
            CHECK(give_code(client, site.current_code()).status == 507);
        }
        REQUIRE(site.database().try_writing_again());
    }
    CHECK(give_code(client, site.current_code()).status == 303);
}
