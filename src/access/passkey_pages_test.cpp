#include "access/passkey_pages.h"

#include <doctest/doctest.h>

#include "access/account_store.h"
#include "access/passkey_store.h"
#include "access/testing/passkey_device.h"
#include "access/testing/site.h"
#include "base/digest.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

namespace {

using namespace std::chrono_literals;
using access::PasskeyQuestion;
using access::Permission;
using access::Role;
using access::testing::PasskeyDevice;
using access::testing::Site;
using Manner = PasskeyDevice::Manner;

void add_home(access::Routes& routes) {
    routes.get("/", Permission::own_account,
               [](const access::Visit& visit) { return visit.page("Forside", {}); });
}

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

std::string attribute(const std::string& body, const std::string& name, char quote_end = '"') {
    const std::size_t at = body.find(name);
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size();
    return body.substr(begin, body.find(quote_end, begin) - begin);
}

// A browser that names the site as people do, so that passkeys are valid there.
struct Browser {
    explicit Browser(Site::Client signed_in_or_not) : client(std::move(signed_in_or_not)) {}

    std::string origin() const { return "http://localhost:" + std::to_string(client.port()); }
    Site::Fields headers() const {
        return {{"Host", "localhost:" + std::to_string(client.port())}, {"Origin", origin()}};
    }
    Site::Response get(std::string_view target) { return client.get(target, headers()); }
    Site::Response post(Site& site, std::string_view target, Site::Fields fields) {
        fields.emplace_back("csrf_token", site.csrf_token(client));
        return client.post(target, fields, headers());
    }
    PasskeyQuestion question(const std::string& challenge) const {
        return {{"localhost", origin()}, base::decode_base64url(challenge).value_or("")};
    }

    Site::Client client;
};

PasskeyQuestion begin_making(Site& site, Browser& browser, PasskeyDevice& device,
                             const std::string& name = "Min telefon") {
    const auto started = browser.post(site, "/konto/adgangsnoegler",
                                      {{"navn", name}, {"nuvaerende", Site::password()}});
    REQUIRE(started.status == 303);
    REQUIRE(started.header("location") == "/konto/adgangsnoegler/opret");
    const auto page = browser.get("/konto/adgangsnoegler/opret");
    REQUIRE(page.status == 200);
    for (const auto& violation : web::testing::page_violations(page)) FAIL_CHECK(violation);
    CHECK(attribute(page.body, "data-domain=\"") == "localhost");
    device.user_handle = base::decode_base64url(attribute(page.body, "data-user=\"")).value_or("");
    CHECK(device.user_handle.size() == 32);
    return browser.question(attribute(page.body, "data-challenge=\""));
}

Site::Response offer(Site& site, Browser& browser, const access::PasskeyOffer& given) {
    return browser.post(site, "/konto/adgangsnoegler/opret",
                        {{"klientdata", base::base64url_of(given.client_data)},
                         {"attestation", base::base64url_of(given.attestation_object)}});
}

void make_passkey(Site& site, Role role, PasskeyDevice& device) {
    Browser browser(site.client_as(role));
    const PasskeyQuestion question = begin_making(site, browser, device);
    const auto made = offer(site, browser, device.offer(question));
    REQUIRE(made.status == 303);
}

PasskeyQuestion ask(Browser& browser) {
    const auto asked = browser.get("/log-ind/adgangsnoegle");
    REQUIRE(asked.status == 200);
    CHECK(asked.header("content-type") == "application/json");
    return browser.question(attribute(asked.body, "\"challenge\":\""));
}

Site::Response answer(Site& site, Browser& browser, const access::PasskeyAnswer& given) {
    return browser.post(site, "/log-ind/adgangsnoegle",
                        {{"id", base::base64url_of(given.credential_id)},
                         {"klientdata", base::base64url_of(given.client_data)},
                         {"enhedsdata", base::base64url_of(given.authenticator_data)},
                         {"underskrift", base::base64url_of(given.signature)},
                         {"bruger", base::base64url_of(given.user_handle)},
                         {"side", "/"}});
}

bool is_signed_in(Browser& browser) {
    return browser.get("/").status == 200;
}

std::vector<access::StoredPasskey> passkeys(Site& site, Role role) {
    store::ReadTransaction transaction = site.database().read();
    return access::passkeys_of(transaction, site.account_id(role));
}

}  // namespace

TEST_CASE("passkeys: who may see and change them") {
    Site site(add_home);
    site.check_all_roles(web::Method::get, "/konto/adgangsnoegler", Permission::own_account);
    for (const char* path : {"/konto/adgangsnoegler", "/konto/adgangsnoegler/opret",
                             "/konto/adgangsnoegler/999/fjern"}) {
        site.check_all_roles(web::Method::post, path, Permission::own_account);
    }
    auto worker = site.client_as(Role::worker);
    CHECK(worker.get("/konto/adgangsnoegler/opret").status == 303);
    // By number, as this client asks, they are valid nowhere.
    CHECK(says(worker.get("/konto/adgangsnoegler"), "virker ikke på den adresse"));
    CHECK(worker.get("/log-ind/adgangsnoegle").status == 404);
}

TEST_CASE("passkeys: added with name and password, then used to sign in") {
    Site site(add_home);
    PasskeyDevice device;
    make_passkey(site, Role::worker, device);
    Browser owner(site.client_as(Role::worker));
    const auto page = owner.get("/konto/adgangsnoegler");
    CHECK(says(page, "Min telefon"));
    CHECK(says(page, "Aldrig"));
    for (const auto& violation : web::testing::page_violations(page)) FAIL_CHECK(violation);
    CHECK(site.trail_lines(trail::Action::change) == 1);

    Browser browser(site.anonymous());
    const auto form = browser.get("/log-ind");
    CHECK(says(form, "data-passkey=\"get\""));
    for (const auto& violation : web::testing::page_violations(form)) FAIL_CHECK(violation);
    const auto done = answer(site, browser, device.answer(ask(browser), {.count = 1}));
    CHECK(done.status == 303);
    CHECK(done.header("location") == "/");
    CHECK(is_signed_in(browser));
    CHECK(site.trail_lines(trail::Action::sign_in) == 1);
    CHECK(passkeys(site, Role::worker).at(0).known.record.sign_count == 1);
    CHECK_FALSE(says(owner.get("/konto/adgangsnoegler"), "Aldrig"));
    CHECK(site.full_scans().empty());
}

TEST_CASE("passkeys: an answer counts once, and not for long") {
    Site site(add_home);
    PasskeyDevice device;
    make_passkey(site, Role::worker, device);
    Browser browser(site.anonymous());
    const auto question = ask(browser);
    const std::string cookie = browser.client.cookies().at("trygby-noegle");
    const auto given = device.answer(question);
    REQUIRE(answer(site, browser, given).status == 303);

    Browser thief(site.anonymous());
    thief.client.cookies()["trygby-noegle"] = cookie;
    const auto replayed = answer(site, thief, given);
    CHECK(replayed.status == 422);
    for (const auto& violation : web::testing::page_violations(replayed)) FAIL_CHECK(violation);
    CHECK_FALSE(is_signed_in(thief));

    Browser late(site.anonymous());
    const auto late_answer = device.answer(ask(late));
    site.advance(5min);
    CHECK(says(answer(site, late, late_answer), "Det tog for lang tid."));
    CHECK_FALSE(is_signed_in(late));
    Browser none(site.anonymous());
    CHECK(answer(site, none, late_answer).status == 422);
}

TEST_CASE("passkeys: what is wrong with an answer keeps it out") {
    Site site(add_home);
    PasskeyDevice device;
    make_passkey(site, Role::worker, device);
    Browser browser(site.anonymous());
    const auto refused = [&](const access::PasskeyAnswer& given) {
        auto response = answer(site, browser, given);
        CHECK(response.status == 422);
        CHECK_FALSE(is_signed_in(browser));
        return response;
    };
    CHECK(says(refused(device.answer(ask(browser), {.flags = 0x01})),
               "Din enhed har ikke bekræftet, at det er dig."));
    refused(device.answer(ask(browser), {.origin = "https://evil.example"}));
    refused(device.answer(ask(browser), {.domain = "evil.example"}));
    refused(device.answer(ask(browser), {.challenge = std::string(32, 'x')}));
    const PasskeyDevice stranger;
    refused(stranger.answer(ask(browser)));
    PasskeyDevice unknown;
    unknown.credential_id = "a credential nobody has here";
    refused(unknown.answer(ask(browser)));
    // A challenge for making one is no challenge for signing in, and the other way round.
    Browser owner(site.client_as(Role::worker));
    PasskeyDevice second;
    const PasskeyQuestion making = begin_making(site, owner, second);
    browser.client.cookies()["trygby-noegle"] = owner.client.cookies().at("trygby-noegle");
    refused(device.answer(making));
    CHECK(site.trail_lines(trail::Action::sign_in) == 0);
}

TEST_CASE("passkeys: a counter that goes back is refused and in the trail") {
    Site site(add_home);
    PasskeyDevice device;
    make_passkey(site, Role::worker, device);
    Browser first(site.anonymous());
    REQUIRE(answer(site, first, device.answer(ask(first), {.count = 9})).status == 303);
    Browser copy(site.anonymous());
    CHECK(answer(site, copy, device.answer(ask(copy), {.count = 9})).status == 422);
    CHECK(site.trail_lines(trail::Action::refuse) == 1);
    CHECK(answer(site, copy, device.answer(ask(copy), {.count = 10})).status == 303);
}

TEST_CASE("passkeys: not for a closed account, not after the app was reset") {
    Site site(add_home);
    PasskeyDevice device;
    make_passkey(site, Role::analyst, device);
    {
        store::WriteTransaction transaction = site.database().write();
        REQUIRE(access::close_account(transaction, site.account_id(Role::analyst),
                                      base::date_of(2024, 11, 12), base::date_of(2024, 11, 12),
                                      site.now())
                    .ok());
        transaction.commit();
    }
    Browser browser(site.anonymous());
    CHECK(answer(site, browser, device.answer(ask(browser))).status == 422);

    PasskeyDevice lost;
    lost.credential_id = "on the telephone that was lost";
    make_passkey(site, Role::worker, lost);
    auto administrator = site.client_as(Role::administrator);
    const std::string path =
        "/brugere/" + std::to_string(site.account_id(Role::worker)) + "/kode-app";
    REQUIRE(site.post(administrator, path).status == 200);
    CHECK(passkeys(site, Role::worker).empty());
    CHECK(answer(site, browser, lost.answer(ask(browser))).status == 422);
}

TEST_CASE("passkeys: adding is refused") {
    Site site(add_home);
    PasskeyDevice device;
    Browser browser(site.client_as(Role::worker));
    const auto start = [&](const std::string& name, const std::string& password) {
        auto response =
            browser.post(site, "/konto/adgangsnoegler", {{"navn", name}, {"nuvaerende", password}});
        for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
        return response;
    };
    CHECK(says(start("", Site::password()), "Skriv et navn"));
    CHECK(says(start(std::string(61, 'x'), Site::password()), "højst være på 60 tegn"));
    CHECK(says(start("Telefon", "forkert"), "Adgangskoden er forkert."));

    const PasskeyQuestion question = begin_making(site, browser, device);
    const auto refused = [&](const Manner& manner) {
        const auto response = offer(site, browser, device.offer(question, manner));
        CHECK(response.status == 422);
        for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
    };
    refused({.flags = 0x01});
    refused({.origin = "https://evil.example"});
    refused({.format = "packed"});
    CHECK(passkeys(site, Role::worker).empty());
    // Somebody else can't finish it, even with the cookie.
    Browser leader(site.client_as(Role::leader));
    leader.client.cookies()["trygby-noegle"] = browser.client.cookies().at("trygby-noegle");
    CHECK(offer(site, leader, device.offer(question)).status == 303);
    CHECK(passkeys(site, Role::leader).empty());
    const std::string cookie = browser.client.cookies().at("trygby-noegle");
    CHECK(offer(site, browser, device.offer(question)).status == 303);
    // Twice with one challenge, and the same passkey for another user.
    browser.client.cookies()["trygby-noegle"] = cookie;
    PasskeyDevice other;
    other.credential_id = "another credential of this user";
    CHECK(offer(site, browser, other.offer(question)).status == 422);
    const PasskeyQuestion for_leader = begin_making(site, leader, device);
    CHECK(says(offer(site, leader, device.offer(for_leader)), "allerede tilføjet"));
}

TEST_CASE("passkeys: ten at most, all under one handle, and each can be removed by its owner") {
    Site site(add_home);
    Browser browser(site.client_as(Role::worker));
    std::string handle;
    for (int i = 0; i <= 10; ++i) {
        PasskeyDevice device;
        device.credential_id = "a credential with number " + std::to_string(i);
        const auto question = begin_making(site, browser, device, "Nr. " + std::to_string(i));
        if (i == 0) handle = device.user_handle;
        CHECK(device.user_handle == handle);
        CHECK(offer(site, browser, device.offer(question)).status == (i < 10 ? 303 : 422));
    }
    const auto kept = passkeys(site, Role::worker);
    REQUIRE(kept.size() == 10);
    const std::string path = "/konto/adgangsnoegler/" + std::to_string(kept.front().id) + "/fjern";
    auto leader = site.client_as(Role::leader);
    CHECK(site.post(leader, path).status == 404);
    CHECK(site.post(leader, "/konto/adgangsnoegler/abc/fjern").status == 404);
    CHECK(browser.post(site, path, {}).status == 303);
    CHECK(browser.post(site, path, {}).status == 404);
    CHECK(passkeys(site, Role::worker).size() == 9);
}
