#include "access/guards.h"

#include <doctest/doctest.h>

#include "access/account_store.h"
#include "access/cookie.h"
#include "access/kept_form_store.h"
#include "access/testing/full_disk.h"
#include "access/testing/site.h"
#include "web/html.h"
#include "web/testing/page_form.h"

namespace {

using namespace std::chrono_literals;
using access::Permission;
using access::Role;
using access::Routes;
using access::Visit;
using access::testing::FullDisk;
using access::testing::Site;

// A page that shows what the guard admitted, and a form whose text the handler repeats.
void add_test_routes(Routes& routes) {
    routes.get("/proeve", Permission::see_activities, [](const Visit& visit) {
        return visit.page("Prøve", web::paragraphs(visit.user().name + " " + visit.user().unit_key +
                                                   " " + visit.user().actor()));
    });
    routes.post("/proeve", Permission::register_activities, [](const Visit& visit) {
        return web::text_response("sent: " + visit.request.form.value("tekst"));
    });
    routes.post("/fejl", Permission::register_activities, [](const Visit&) -> web::Response {
        throw std::runtime_error("broken on purpose");
    });
    routes.get_public("/aaben", [](const Visit& visit) {
        return web::text_response(visit.visitor ? visit.visitor->username : "nobody");
    });
    routes.post_public("/aaben", [](const Visit&) { return web::text_response("taken"); });
    routes.get("/besked", Permission::own_account, [](const Visit& visit) {
        store::WriteTransaction transaction = visit.services.database.write();
        visit.record(transaction, trail::Action::change, "activity", "12", "v3");
        transaction.commit();
        return visit.page("Besked", {});
    });
    routes.get("/regel", Permission::own_account,
               [](const Visit& visit) { return visit.refused("R12"); });
    routes.get("/fejl", Permission::own_account, [](const Visit&) -> web::Response {
        throw std::runtime_error("broken on purpose");
    });
    routes.get("/optaget", Permission::own_account, [](const Visit&) -> web::Response {
        throw store::Failure(store::Failure::Kind::busy, "a long queue");
    });
    for (const char* path : {"/fuld", "/konto/fuld"})
        routes.post(path, Permission::own_account, [](const Visit& visit) -> web::Response {
            if (visit.request.query.value("plads") != "ja")
                throw store::Failure(store::Failure::Kind::read_only, "a full disk");
            return web::text_response("saved: " + visit.request.form.value("tekst"));
        });
}

trail::StoredLine newest_line(Site& site) {
    store::ReadTransaction transaction = site.database().read();
    return trail::lines(transaction, {.limit = 1}).at(0);
}

std::string token_in(const Site::Response& page) {
    const std::string before = "name=\"csrf_token\" value=\"";
    const std::size_t begin = page.body.find(before);
    if (begin == std::string::npos) return "";
    const std::size_t end = page.body.find('"', begin + before.size());
    return page.body.substr(begin + before.size(), end - begin - before.size());
}

}  // namespace

TEST_CASE("a route is open to those with its permission, and to nobody else") {
    Site site(add_test_routes);
    site.check_all_roles(web::Method::get, "/proeve", Permission::see_activities);
    site.check_all_roles(web::Method::post, "/proeve", Permission::register_activities);
    CHECK(site.full_scans().empty());
}

TEST_CASE("the handler learns who is asking") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const auto page = site.get_page(worker, "/proeve");
    CHECK(page.body.find("Mette Medarbejder test_team account:") != std::string::npos);
    CHECK(page.header("cache-control").find("no-store") != std::string::npos);
    auto nobody = site.anonymous();
    CHECK(nobody.get("/aaben").body == "nobody");
    CHECK(worker.get("/aaben").body == "medarbejder");
}

TEST_CASE("a refusal tells what is missing and is a line in the trail") {
    Site site(add_test_routes);
    auto politician = site.client_as(Role::politician);
    const auto refused = politician.get("/proeve");
    CHECK(refused.status == 403);
    CHECK(refused.body.find("Din rolle giver ikke retten til at se aktiviteter.") !=
          std::string::npos);
    const auto stored = newest_line(site);
    CHECK(stored.line.actor == "account:" + std::to_string(site.account_id(Role::politician)));
    CHECK(stored.line.action == trail::Action::refuse);
    CHECK(stored.line.subject_kind == "route");
    CHECK(stored.line.reference == "/proeve");
    CHECK(stored.line.rule == "see_activities");

    const auto by_rule = politician.get("/regel");
    CHECK(by_rule.status == 403);
    CHECK(newest_line(site).line.rule == "R12");
    CHECK(newest_line(site).line.reference == "/regel");
}

TEST_CASE("what a handler records stands under the user's name") {
    Site site(add_test_routes);
    auto leader = site.client_as(Role::leader);
    CHECK(leader.get("/besked").status == 200);
    const auto stored = newest_line(site);
    CHECK(stored.line.actor == "account:" + std::to_string(site.account_id(Role::leader)));
    CHECK(stored.line.subject_kind == "activity");
    CHECK(stored.line.subject_id == "12");
    CHECK(stored.line.reference == "v3");
    CHECK(stored.at == site.now());
}

TEST_CASE("nobody is led to the sign-in page and back, never elsewhere") {
    Site site(add_test_routes);
    auto nobody = site.anonymous();
    CHECK(nobody.get("/proeve?a=b").header("location") == "/log-ind?side=%2Fproeve%3Fa%3Db");
    CHECK(nobody.get("/proeve", {{"Accept", "text/html"}}).status == 303);
    CHECK(nobody.get("/proeve", {{"Accept", "application/json"}}).status == 401);
    CHECK(nobody.post("/proeve", {{"tekst", "a"}}).status == 401);
    nobody.cookies()["trygby"] = "made-up-token";
    CHECK(nobody.get("/proeve").status == 303);
    CHECK(site.trail_lines(trail::Action::refuse) == 0);
    const auto lines = site.caller_lines();
    REQUIRE(lines.size() == 5);
    CHECK(lines[0] == "unknown caller: event=not_signed_in route=/proeve network=127.0.0.0/24");
}

TEST_CASE("a form needs the token of its own session, from its own site") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    auto other = site.client_as(Role::worker);
    const auto page = site.get_page(worker, "/proeve");
    const std::string token = token_in(page);
    REQUIRE_FALSE(token.empty());
    CHECK(token != token_in(site.get_page(worker, "/proeve")));  // masked anew
    const auto post = [&](const std::string& with, const Site::Fields& headers = {}) {
        return worker.post("/proeve", {{"tekst", "a"}, {"csrf_token", with}}, headers).status;
    };
    const std::string own = "http://127.0.0.1:" + std::to_string(worker.port());
    CHECK(post(token) == 200);
    CHECK(post(token, {{"Origin", own}}) == 200);
    CHECK(post(token, {{"Sec-Fetch-Site", "same-origin"}}) == 200);
    CHECK(site.trail_lines(trail::Action::refuse) == 0);

    CHECK(post("") == 403);
    CHECK(post("wrong") == 403);
    CHECK(post(site.csrf_token(other)) == 403);
    CHECK(post(token, {{"Origin", "https://evil.example"}}) == 403);
    CHECK(post(token, {{"Origin", "null"}}) == 403);
    CHECK(post(token, {{"Sec-Fetch-Site", "cross-site"}}) == 403);
    CHECK(worker.post("/proeve", {{"tekst", "a"}}).status == 403);
    CHECK(site.trail_lines(trail::Action::refuse) == 7);
    CHECK(newest_line(site).line.rule == "csrf");
}

TEST_CASE("a public form is taken from its own site only") {
    Site site(add_test_routes);
    auto nobody = site.anonymous();
    CHECK(nobody.post("/aaben", {}).status == 200);
    CHECK(nobody.post("/aaben", {}, {{"Sec-Fetch-Site", "cross-site"}}).status == 403);
    CHECK(nobody.post("/aaben", {}, {{"Origin", "https://evil.example"}}).status == 403);
    CHECK(site.caller_lines().size() == 2);
}

TEST_CASE("a session ends after 30 idle minutes, and is prolonged by use") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    for (int i = 0; i < 4; ++i) {
        site.advance(29min);
        CHECK(worker.get("/proeve").status == 200);
    }
    site.advance(30min);
    CHECK(worker.get("/proeve").status == 303);
}

TEST_CASE("a full disk signs out nobody who goes on reading") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    auto idle = site.client_as(Role::leader);
    {
        const FullDisk full;
        for (int i = 0; i < 4; ++i) {
            site.advance(29min);
            CHECK(worker.get("/proeve").status == 200);
        }
        CHECK(site.database().statistics().read_only);
        CHECK(idle.get("/proeve").status == 303);
    }
    REQUIRE(site.database().try_writing_again());
    site.advance(29min);
    CHECK(worker.get("/proeve").status == 200);
    site.advance(30min);
    CHECK(worker.get("/proeve").status == 303);
}

TEST_CASE("a form that a full disk doesn't let be kept is not lost without a word") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const std::string token = site.csrf_token(worker);
    site.advance(31min);
    {
        const FullDisk full;
        const auto refused = worker.post("/proeve", {{"tekst", "a"}, {"csrf_token", token}});
        CHECK(refused.status == 507);
        CHECK(refused.body.find("Det, du sendte, er ikke gemt. Gå tilbage i browseren") !=
              std::string::npos);
        CHECK(refused.body.find("Du kan stadig læse") == std::string::npos);
    }
    REQUIRE(site.database().try_writing_again());
    CHECK(worker.post("/proeve", {{"tekst", "a"}, {"csrf_token", token}}).header("location") ==
          "/log-ind?grund=gemt");
}

TEST_CASE("a session ends after 12 hours, however much it is used") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    for (int i = 0; i < 12 * 3 - 1; ++i) {
        site.advance(20min);
        REQUIRE(worker.get("/proeve").status == 200);
    }
    site.advance(20min);
    CHECK(worker.get("/proeve").status == 303);
}

TEST_CASE("the time of last use is written at most once a minute") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const auto writes = [&] { return site.database().statistics().write_transactions; };
    const auto before = writes();
    for (int i = 0; i < 5; ++i) worker.get("/proeve");
    CHECK(writes() == before);
    site.advance(60s);
    for (int i = 0; i < 5; ++i) worker.get("/proeve");
    CHECK(writes() == before + 1);
}

TEST_CASE("who leaves, and who loses a role, feels it with the next request") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    auto coordinator = site.client_as(Role::coordinator);
    CHECK(worker.get("/proeve").status == 200);
    {
        store::WriteTransaction transaction = site.database().write();
        const base::Date today = base::date_of(2024, 11, 12);
        REQUIRE(access::close_account(transaction, site.account_id(Role::worker),
                                      base::date_of(2024, 11, 13), today, site.now())
                    .ok());
        REQUIRE(access::change_roles(transaction, site.account_id(Role::coordinator),
                                     {Role::politician}, today)
                    .ok());
        transaction.commit();
    }
    CHECK(worker.get("/proeve").status == 200);
    CHECK(coordinator.get("/proeve").status == 403);
    site.set_now(base::Instant(1'731'452'400s));  // midnight in Copenhagen
    auto late = site.client_as(Role::worker);
    CHECK(late.get("/proeve").status == 303);
}

TEST_CASE("what an expired session sends is kept, and can be sent again after signing in") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const std::string token = site.csrf_token(worker);
    site.advance(31min);
    const auto late = worker.post(
        "/proeve?trin=2", {{"tekst", "Hærværk\r\nved \"skolen\" <her>"}, {"csrf_token", token}});
    CHECK(late.status == 303);
    CHECK(late.header("location") == "/log-ind?grund=gemt");
    CHECK(site.get_page(worker, "/log-ind?grund=gemt").body.find("er gemt") != std::string::npos);

    auto again = site.client_as(Role::worker);
    std::string id;
    {
        store::ReadTransaction transaction = site.database().read();
        const auto ids =
            access::kept_forms_of(transaction, site.account_id(Role::worker), site.now());
        REQUIRE(ids.size() == 1);
        id = ids.front();
    }
    const auto page = site.get_page(again, "/fortsaet/" + id);
    const auto sent =
        again.post("/proeve?trin=2", web::testing::form_values(page, "/proeve?trin=2"));
    CHECK(sent.status == 200);
    // A browser reads every line break of a page as LF.
    CHECK(sent.body == "sent: Hærværk\nved \"skolen\" <her>");
    CHECK(again.get("/fortsaet/" + id).status == 404);  // used

    auto other = site.client_as(Role::coordinator);
    CHECK(other.get("/fortsaet/" + id).status == 404);
}

TEST_CASE("a kept form outlives a handler that fails") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const std::string token = site.csrf_token(worker);
    site.advance(31min);
    worker.post("/fejl", {{"tekst", "a"}, {"csrf_token", token}});
    auto again = site.client_as(Role::worker);
    const auto kept = [&] {
        store::ReadTransaction reading = site.database().read();
        return access::kept_forms_of(reading, site.account_id(Role::worker), site.now());
    };
    REQUIRE(kept().size() == 1);
    CHECK(site.post(again, "/fejl", {{"tekst", "a"}, {"kept_form", kept().front()}}).status == 500);
    CHECK(kept().size() == 1);
}

TEST_CASE("a kept form is its own account's, for a day, and can be thrown away") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const std::string token = site.csrf_token(worker);
    site.advance(31min);
    worker.post("/proeve", {{"tekst", "a"}, {"csrf_token", token}});
    const auto kept = [&] {
        store::ReadTransaction transaction = site.database().read();
        return access::kept_forms_of(transaction, site.account_id(Role::worker), site.now());
    };
    REQUIRE(kept().size() == 1);
    const std::string path = "/fortsaet/" + kept().front();
    auto other = site.client_as(Role::coordinator);
    CHECK(other.get(path).status == 404);
    CHECK(site.post(other, path + "/kasser").status == 303);
    CHECK(kept().size() == 1);  // not theirs to throw away
    auto again = site.client_as(Role::worker);
    CHECK(site.get_page(again, "/konto").body.find(path) != std::string::npos);
    CHECK(site.post(again, path + "/kasser").status == 303);
    CHECK(kept().empty());
}

TEST_CASE("what is not kept: another's token, long after, too much, passwords") {
    Site site(add_test_routes);
    const auto kept = [&] {
        store::ReadTransaction transaction = site.database().read();
        return transaction.integer("select count(*) from kept_form").value();
    };
    SUBCASE("without the session's token") {
        auto worker = site.client_as(Role::worker);
        site.advance(31min);
        CHECK(worker.post("/proeve", {{"tekst", "a"}}).status == 401);
    }
    SUBCASE("from another site") {
        auto worker = site.client_as(Role::worker);
        const std::string token = site.csrf_token(worker);
        site.advance(31min);
        CHECK(worker.post("/proeve", {{"csrf_token", token}}, {{"Origin", "https://evil.example"}})
                  .status == 401);
    }
    SUBCASE("twelve hours after the session's end") {
        auto worker = site.client_as(Role::worker);
        const std::string token = site.csrf_token(worker);
        site.advance(12h + 30min);
        CHECK(worker.post("/proeve", {{"csrf_token", token}}).status == 401);
    }
    SUBCASE("more than 64 KiB") {
        auto worker = site.client_as(Role::worker);
        const std::string token = site.csrf_token(worker);
        site.advance(31min);
        const auto late =
            worker.post("/proeve", {{"tekst", std::string(70'000, 'x')}, {"csrf_token", token}});
        CHECK(late.header("location") == "/log-ind?grund=for-stor");
    }
    SUBCASE("forms of the own account") {
        auto worker = site.client_as(Role::worker);
        const std::string token = site.csrf_token(worker);
        site.advance(31min);
        CHECK(worker.post("/konto/adgangskode", {{"csrf_token", token}}).status == 401);
    }
    SUBCASE("of someone who has left") {
        auto worker = site.client_as(Role::worker);
        const std::string token = site.csrf_token(worker);
        store::WriteTransaction transaction = site.database().write();
        REQUIRE(access::close_account(transaction, site.account_id(Role::worker),
                                      base::date_of(2024, 11, 12), base::date_of(2024, 11, 12),
                                      site.now())
                    .ok());
        transaction.commit();
        CHECK(worker.post("/proeve", {{"csrf_token", token}}).status == 401);
    }
    CHECK(kept() == 0);
}

TEST_CASE("the page shows what the user may reach, the language and what has happened") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const auto page = site.get_page(worker, "/proeve?besked=gemt");
    CHECK(page.body.find("Ændringerne er gemt.") != std::string::npos);
    CHECK(page.body.find("href=\"/organisation\"") != std::string::npos);
    CHECK(page.body.find("href=\"/brugere\"") == std::string::npos);
    CHECK(page.body.find("href=\"/sporet\"") == std::string::npos);
    CHECK(page.body.find("Mette Medarbejder") != std::string::npos);
    CHECK(page.body.find("<html lang=\"da\"") != std::string::npos);
    CHECK(site.get_page(worker, "/proeve?besked=ukendt").body.find("ukendt</") ==
          std::string::npos);
    worker.cookies()["sprog"] = "en";
    CHECK(site.get_page(worker, "/proeve").body.find("<html lang=\"en\"") != std::string::npos);
}

TEST_CASE("what goes wrong is a calm page with a number") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const auto unknown = worker.get("/findes-ikke");
    CHECK(unknown.status == 404);
    CHECK(unknown.body.find("Vi fandt ikke noget, du har adgang til at se.") != std::string::npos);
    CHECK(worker.get("/log-ud").status == 405);
    const auto broken = worker.get("/fejl");
    CHECK(broken.status == 500);
    CHECK(broken.body.find("broken on purpose") == std::string::npos);
    CHECK(broken.body.find("Nummer: ") != std::string::npos);
    CHECK(worker.get("/optaget").status == 503);
    CHECK(site.failures().size() == 2);
}

TEST_CASE("what could not be saved stands in the answer, to be sent again") {
    Site site(add_test_routes);
    auto worker = site.client_as(Role::worker);
    const auto refused = site.post(worker, "/fuld", {{"tekst", "Hærværk\n\"ved\" <skolen>"}});
    CHECK(refused.status == 507);
    CHECK(refused.body.find("Du kan stadig læse, men intet kan gemmes.") != std::string::npos);
    const auto again = web::testing::form_values(refused, "/fuld");
    CHECK(worker.post("/fuld?plads=ja", again).body == "saved: Hærværk\n\"ved\" <skolen>");

    const auto holds_a_form = [&](std::string_view target, const Site::Fields& fields) {
        return site.post(worker, target, fields).body.find("name=\"tekst\"") != std::string::npos;
    };
    CHECK(holds_a_form("/fuld", {{"tekst", "a"}}));
    CHECK_FALSE(holds_a_form("/konto/fuld", {{"tekst", "a"}}));
    CHECK_FALSE(holds_a_form("/fuld", {{"tekst", "a"}, {"adgangskode_igen", "a"}}));
    CHECK_FALSE(holds_a_form("/fejl", {{"tekst", "a"}}));  // an error of ours would only repeat
}

TEST_CASE("cookies are for secure connections only, where the server says so") {
    Site site;
    access::Services services = site.services();
    CHECK(access::cookie_name(services, access::Cookie::session) == "trygby");
    services.secure_cookies = true;
    CHECK(access::cookie_name(services, access::Cookie::session) == "__Host-trygby");
    CHECK(access::cookie_name(services, access::Cookie::language) == "sprog");
    web::Response response;
    access::give_cookie(response, services, access::Cookie::session, "token");
    REQUIRE(response.headers.size() == 1);
    const std::string& cookie = response.headers[0].second;
    CHECK(cookie.starts_with("__Host-trygby=token; "));
    for (const char* attribute : {"HttpOnly", "Secure", "SameSite=Lax", "Path=/"}) {
        CAPTURE(attribute);
        CHECK(cookie.find(attribute) != std::string::npos);
    }
    CHECK(cookie.find("Domain") == std::string::npos);
    CHECK(cookie.find("Max-Age") == std::string::npos);
}
