#include "access/openid_pages.h"

#include <doctest/doctest.h>

#include <functional>

#include "access/account_store.h"
#include "access/identity_store.h"
#include "access/openid_provider.h"
#include "access/testing/full_disk.h"
#include "access/testing/json_web_signer.h"
#include "access/testing/site.h"
#include "base/digest.h"
#include "web/testing/page_rules.h"

namespace {

using namespace std::chrono_literals;
using access::AssuranceLevel;
using access::Permission;
using access::Role;
using access::testing::JsonWebSigner;
using access::testing::Site;

constexpr const char* issuer = "https://broker.example";

access::IdentityProvider settings() {
    access::IdentityProvider provider;
    provider.key = "mitid";
    provider.name = "MitID Erhverv";
    provider.issuer = issuer;
    provider.client_id = "trygby";
    provider.client_secret = "secret/1";
    provider.agencies = {"11931316", "29189447"};
    provider.assurance = {{"Low", AssuranceLevel::low},
                          {"Substantial", AssuranceLevel::substantial},
                          {"High", AssuranceLevel::high}};
    return provider;
}

// What the provider of a test says; the test changes it before the browser comes back.
struct Broker {
    Broker() = default;

    base::Result<access::HttpsAnswer> answer(const access::HttpsQuestion& question) {
        asked.push_back(question);
        if (is_down) return base::refuse("network", "Identitetsudbyderen svarer ikke ({}).", "x");
        if (question.address.ends_with("/.well-known/openid-configuration"))
            return access::HttpsAnswer{200, discovery};
        if (question.address.ends_with("/keys"))
            return access::HttpsAnswer{200, "{\"keys\":[" + signer.public_key() + "]}"};
        if (question.address.ends_with("/token"))
            return access::HttpsAnswer{token_status, "{\"id_token\":\"" + token() + "\"}"};
        return access::HttpsAnswer{404, ""};
    }
    std::string token() const {
        const auto now_seconds =
            std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
        const std::string payload = "{\"iss\":\"" + iss + "\",\"aud\":\"" + aud + "\",\"sub\":\"" +
                                    sub + "\",\"nonce\":\"" + nonce +
                                    "\",\"exp\":" + std::to_string(now_seconds + expires_in) +
                                    ",\"iat\":" + std::to_string(now_seconds) + ",\"cvr\":\"" +
                                    cvr + "\",\"loa\":\"" + loa + "\",\"roles\":[" + roles + "]}";
        return tamper(signer.token(payload, head));
    }

    JsonWebSigner signer{access::SignatureAlgorithm::rs256, "k1"};
    std::string discovery =
        "{\"issuer\":\"https://broker.example\",\"authorization_endpoint\":\"https://"
        "broker.example/"
        "auth\",\"token_endpoint\":\"https://broker.example/token\",\"jwks_uri\":\"https://"
        "broker.example/keys\"}";
    std::string iss = issuer, aud = "trygby", sub = "person-1", nonce, cvr = "11931316",
                loa = "Substantial", roles, head;
    long expires_in = 300;
    int token_status = 200;
    bool is_down = false;
    std::function<std::string(std::string)> tamper = [](std::string text) { return text; };
    base::Instant now{};
    std::vector<access::HttpsQuestion> asked;
};

std::string parameter(const std::string& address, const std::string& name) {
    const std::size_t at = address.find(name + "=");
    if (at == std::string::npos) return "";
    const std::size_t begin = at + name.size() + 1;
    return address.substr(begin, address.find('&', begin) - begin);
}

bool says(const Site::Response& response, std::string_view words) {
    return response.body.find(words) != std::string::npos;
}

struct World {
    explicit World(const access::IdentityProvider& provider = settings())
        : providers(
              {provider},
              [this](const access::HttpsQuestion& question) { return broker.answer(question); }),
          site(
              [](access::Routes& routes) {
                  routes.get("/", Permission::own_account, [](const access::Visit& visit) {
                      return visit.page("Forside",
                                        web::paragraphs(std::string(access::assurance_code(
                                                            visit.user().assurance)) +
                                                        " for " + visit.user().agency_cvr));
                  });
              },
              &providers) {
        broker.now = site.now();
    }

    // Leaves for the provider; what it was asked stays in `departure`.
    void leave(Site::Client& client, const std::string& query = "") {
        const auto left = client.get("/log-ind/udbyder/mitid" + query);
        REQUIRE(left.status == 303);
        departure = left.header("location");
        broker.nonce = parameter(departure, "nonce");
    }
    Site::Response come_back(Site::Client& client, const std::string& more = "") {
        broker.now = site.now();
        return client.get("/log-ind/retur/mitid?code=abc&state=" + parameter(departure, "state") +
                          more);
    }
    void link(Role role, const std::string& subject = "person-1") {
        store::WriteTransaction transaction = site.database().write();
        access::link_identity(transaction, site.account_id(role), issuer, subject, "11931316",
                              site.now());
        transaction.commit();
    }
    // Goes there and back; must be refused with a page that keeps the rules.
    Site::Response refused(int status, const std::string& more = "") {
        auto client = site.anonymous();
        leave(client);
        auto response = come_back(client, more);
        CHECK(response.status == status);
        for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
        CHECK(client.get("/").status != 200);
        return response;
    }
    bool has_noted(const std::string& event) const {
        for (const std::string& line : site.caller_lines())
            if (line.find("event=" + event) != std::string::npos ||
                line.find(event) != std::string::npos)
                return true;
        return false;
    }

    Broker broker;
    access::IdentityProviders providers;
    Site site;
    std::string departure;
};

}  // namespace

TEST_CASE("openid: there and back, with all that protects the way") {
    World world;
    world.link(Role::worker);
    auto client = world.site.anonymous();
    const auto page = world.site.get_page(client, "/log-ind?side=/konto");
    CHECK(says(page, "Log ind med MitID Erhverv"));
    world.leave(client, "?side=%2Fkonto");
    CHECK(world.departure.starts_with("https://broker.example/auth?response_type=code&"));
    CHECK(parameter(world.departure, "code_challenge_method") == "S256");
    CHECK(parameter(world.departure, "code_challenge").size() == 43);
    CHECK(parameter(world.departure, "client_id") == "trygby");
    const auto back = world.come_back(client);
    CHECK(back.status == 303);
    CHECK(back.header("location") == "/konto");
    const auto home = client.get("/");
    CHECK(says(home, "substantial for 11931316"));
    CHECK(world.site.trail_lines(trail::Action::sign_in) == 1);

    const access::HttpsQuestion& exchange = world.broker.asked.at(1);
    CHECK(exchange.user == "trygby");
    CHECK(exchange.password == "secret%2F1");
    const std::string verifier = parameter(exchange.form, "code_verifier");
    CHECK(base::base64url(base::sha256(verifier)) == parameter(world.departure, "code_challenge"));
    CHECK(parameter(exchange.form, "redirect_uri").ends_with("%2Flog-ind%2Fretur%2Fmitid"));
    CHECK(says(world.site.get_page(client, "/konto/sessioner"), "MitID Erhverv"));
    CHECK(world.site.full_scans().empty());
}

TEST_CASE("openid: what is published is asked for once") {
    World world;
    world.link(Role::worker);
    for (int i = 0; i < 3; ++i) {
        auto client = world.site.anonymous();
        world.leave(client);
        REQUIRE(world.come_back(client).status == 303);
    }
    CHECK(world.broker.asked.size() == 5);  // discovery, keys, three codes
    // A new key is found when a token names it, but not oftener than once a minute.
    world.broker.signer = JsonWebSigner(access::SignatureAlgorithm::es256, "k2");
    world.refused(422);
    CHECK(world.has_noted("openid_signature"));
    world.site.advance(61s);
    auto client = world.site.anonymous();
    world.leave(client);
    CHECK(world.come_back(client).status == 303);
}

TEST_CASE("openid: a provider that doesn't answer is left alone for a while") {
    World world;
    world.broker.is_down = true;
    auto client = world.site.anonymous();
    for (int i = 0; i < 3; ++i) CHECK(client.get("/log-ind/udbyder/mitid").status == 503);
    CHECK(world.broker.asked.size() == 1);
    world.broker.is_down = false;
    CHECK(client.get("/log-ind/udbyder/mitid").status == 503);
    world.site.advance(10s);
    CHECK(client.get("/log-ind/udbyder/mitid").status == 303);
    CHECK(world.broker.asked.size() == 2);
}

TEST_CASE("openid: a state counts once, in the browser it was given to, for ten minutes") {
    World world;
    world.link(Role::worker);
    auto client = world.site.anonymous();
    world.leave(client);
    const auto cookies = client.cookies();
    REQUIRE(world.come_back(client).status == 303);
    auto replaying = world.site.anonymous();
    replaying.cookies() = cookies;
    CHECK(world.come_back(replaying).status == 422);
    CHECK(world.has_noted("openid_replayed"));

    auto other = world.site.anonymous();
    world.leave(other);
    auto stranger = world.site.anonymous();
    CHECK(says(world.come_back(stranger), "fra en anden browser"));
    CHECK(other.get("/log-ind/retur/mitid?code=abc&state=guessed").status == 422);
    CHECK(world.has_noted("openid_state"));

    auto late = world.site.anonymous();
    world.leave(late);
    world.site.advance(10min);
    CHECK(world.come_back(late).status == 422);
    CHECK(late.get("/log-ind/udbyder/other").status == 404);
    CHECK(late.get("/log-ind/retur/other").status == 404);
}

TEST_CASE("openid: a token that isn't right is refused, each with its reason in the log") {
    struct Case {
        const char* noted;
        std::function<void(Broker&)> spoil;
    };
    const std::vector<Case> cases = {
        {"openid_nonce", [](Broker& broker) { broker.nonce = "another"; }},
        {"openid_audience", [](Broker& broker) { broker.aud = "another"; }},
        {"openid_issuer", [](Broker& broker) { broker.iss = "https://evil.example"; }},
        {"openid_expired", [](Broker& broker) { broker.expires_in = -120; }},
        {"openid_malformed", [](Broker& broker) { broker.head = "{\"alg\":\"none\"}"; }},
        {"openid_signature",
         [](Broker& broker) {
             broker.tamper = [](std::string text) {
                 const std::size_t dot = text.find('.');
                 text[dot + 20] = text[dot + 20] == 'A' ? 'B' : 'A';
                 return text;
             };
         }},
        {"openid_malformed",
         [](Broker& broker) {
             broker.tamper = [](const std::string& text) {
                 return text.substr(0, text.rfind('.') + 1);
             };
         }},
        {"openid_code", [](Broker& broker) { broker.token_status = 400; }},
    };
    for (const Case& bad : cases) {
        CAPTURE(std::string(bad.noted));
        World world;
        world.link(Role::worker);
        auto client = world.site.anonymous();
        world.leave(client);
        bad.spoil(world.broker);
        const auto response = world.come_back(client);
        CHECK(response.status == 422);
        for (const auto& violation : web::testing::page_violations(response)) FAIL_CHECK(violation);
        CHECK(world.has_noted(bad.noted));
        CHECK(client.get("/").status == 303);
        CHECK(world.site.trail_lines(trail::Action::sign_in) == 0);
    }
}

TEST_CASE("openid: an answer of another provider is not taken") {
    World world;
    world.link(Role::worker);
    world.refused(422, "&iss=https%3A%2F%2Fevil.example");
    CHECK(world.has_noted("openid_issuer"));
    auto client = world.site.anonymous();
    world.leave(client);
    CHECK(world.come_back(client, "&iss=https%3A%2F%2Fbroker.example").status == 303);

    // A provider that says it names itself must do so.
    World naming;
    naming.link(Role::worker);
    naming.broker.discovery.insert(1, "\"authorization_response_iss_parameter_supported\":true,");
    naming.refused(422);

    // Discovery that speaks for someone else, or leads to an unencrypted address.
    for (const char* wrong : {"\"issuer\":\"https://evil.example\"", "\"issuer\":1"}) {
        World other;
        other.broker.discovery.replace(1, 35, wrong);
        auto browser = other.site.anonymous();
        CHECK(browser.get("/log-ind/udbyder/mitid").status == 503);
    }
    World plain;
    plain.broker.discovery.replace(plain.broker.discovery.find("https://broker.example/token"), 5,
                                   "http");
    auto browser = plain.site.anonymous();
    CHECK(browser.get("/log-ind/udbyder/mitid").status == 503);
}

TEST_CASE("openid: R41, a low level of assurance is refused with the stated sentence") {
    World world;
    world.link(Role::worker);
    for (const char* level : {"Low", "", "substantial", "Enough"}) {
        CAPTURE(level);
        world.broker.loa = level;
        CHECK(says(world.refused(403), "Dit login har for lavt sikringsniveau."));
    }
    CHECK(world.site.trail_lines(trail::Action::refuse) == 4);
    world.broker.loa = "High";
    auto client = world.site.anonymous();
    world.leave(client);
    CHECK(world.come_back(client).status == 303);
    CHECK(says(client.get("/"), "high for"));
}

TEST_CASE("openid: who isn't known, or has no business here") {
    World world;
    CHECK(says(world.refused(403), "er ikke knyttet til en bruger i Trygby."));
    world.link(Role::worker);
    world.broker.cvr = "12345678";
    CHECK(says(world.refused(403), "Din myndighed har ikke adgang"));
    world.broker.cvr = "29189447";
    CHECK(says(world.refused(403), "en anden myndighed, end din bruger hører til"));
    world.broker.cvr = "11931316";
    CHECK(says(world.refused(422, "&error=access_denied"), "ikke logget ind hos MitID Erhverv"));
    {
        store::WriteTransaction transaction = world.site.database().write();
        REQUIRE(access::close_account(transaction, world.site.account_id(Role::worker),
                                      base::date_of(2024, 11, 12), base::date_of(2024, 11, 12),
                                      world.site.now())
                    .ok());
        transaction.commit();
    }
    CHECK(says(world.refused(403), "er ikke knyttet til en bruger"));
    world.broker.is_down = true;
    CHECK(says(world.refused(503), "svarer ikke"));
}

TEST_CASE("openid: an administrator's link ties a sign-in to an account, once") {
    World world;
    auto administrator = world.site.client_as(Role::administrator);
    const std::string path =
        "/brugere/" + std::to_string(world.site.account_id(Role::leader)) + "/login";
    const auto made = world.site.post(administrator, path + "/link", {{"udbyder", "mitid"}});
    REQUIRE(made.status == 200);
    const std::size_t at = made.body.find("/tilknyt/");
    REQUIRE(at != std::string::npos);
    const std::string address = made.body.substr(at, made.body.find('<', at) - at);
    const std::string token = address.substr(std::string("/tilknyt/").size());

    auto client = world.site.anonymous();
    const auto page = world.site.get_page(client, address);
    CHECK(says(page, "Velkommen, Lone Leder."));
    world.leave(client, "?tilknyt=" + token);
    REQUIRE(world.come_back(client).status == 303);
    CHECK(says(client.get("/konto"), "Lone Leder"));
    CHECK(client.get(address).status == 404);
    CHECK(says(world.site.get_page(administrator, path), "MitID Erhverv"));

    // Someone else with the same link.
    world.broker.sub = "person-2";
    auto second = world.site.anonymous();
    world.leave(second, "?tilknyt=" + token);
    CHECK(world.come_back(second).status == 403);
    // The link again, for one who is linked already: an ordinary sign-in.
    world.broker.sub = "person-1";
    auto third = world.site.anonymous();
    world.leave(third);
    CHECK(world.come_back(third).status == 303);

    // Taken away again: the sessions end with it.
    const std::size_t remove = world.site.get_page(administrator, path).body.find("/tilknytning/");
    REQUIRE(remove != std::string::npos);
    CHECK(world.site.post(administrator, path + "/tilknytning/1/fjern").status == 303);
    CHECK(world.site.post(administrator, path + "/tilknytning/1/fjern").status == 404);
    CHECK(third.get("/").status == 303);
    world.refused(403);
}

TEST_CASE("openid: roles that the provider states become the account's") {
    access::IdentityProvider provider = settings();
    provider.role_claim = "roles";
    provider.roles = {{"tryg_medarbejder", Role::worker}, {"tryg_analytiker", Role::analyst}};
    World world(provider);
    world.link(Role::leader);
    world.broker.roles = "\"andet\"";
    CHECK(says(world.refused(403), "ingen rolle i Trygby"));
    world.broker.roles = "\"tryg_analytiker\",\"tryg_medarbejder\",\"andet\"";
    auto client = world.site.anonymous();
    world.leave(client);
    REQUIRE(world.come_back(client).status == 303);
    store::ReadTransaction transaction = world.site.database().read();
    const auto roles =
        access::find_account(transaction, world.site.account_id(Role::leader)).value().roles;
    CHECK(roles == std::vector<Role>{Role::analyst, Role::worker});
}

TEST_CASE("openid: an account without a password is no longer just invited once it is linked") {
    World world;
    std::int64_t id = 0;
    const base::Date today = base::date_of(2024, 11, 12);
    {
        store::WriteTransaction transaction = world.site.database().write();
        access::NewAccount account;
        account.name = "Poul Politi";
        account.username = "poul";
        account.roles = {Role::worker};
        id = access::create_account(transaction, world.site.now(), today, account).value();
        CHECK_FALSE(access::account_is_active(transaction, id, today));
        CHECK_FALSE(access::find_account(transaction, id).value().has_identity);
        access::link_identity(transaction, id, issuer, "person-1", "11931316", world.site.now());
        CHECK(access::account_is_active(transaction, id, today));
        CHECK(access::find_account(transaction, id).value().has_identity);
        transaction.commit();
    }
    auto client = world.site.anonymous();
    world.leave(client);
    REQUIRE(world.come_back(client).status == 303);
    CHECK(says(client.get("/konto"), "Poul Politi"));
    auto administrator = world.site.client_as(Role::administrator);
    const auto page = world.site.get_page(administrator, "/brugere/" + std::to_string(id));
    CHECK(says(page, "Aktiv"));
}

TEST_CASE("nobody is sent to the provider while a full disk keeps everybody out") {
    World world;
    world.link(Role::worker);
    auto client = world.site.anonymous();
    world.leave(client);
    const std::size_t asked = world.broker.asked.size();
    {
        const access::testing::FullDisk full;
        // On the way back it is met for the first time.
        const auto back = world.come_back(client);
        CHECK(back.status == 507);
        CHECK(says(back, "Du kan ikke logge ind lige nu"));
        REQUIRE(world.site.database().statistics().read_only);
        const auto left = world.site.anonymous().get("/log-ind/udbyder/mitid");
        CHECK(left.status == 507);
        CHECK(says(left, "Du kan ikke logge ind lige nu"));
    }
    CHECK(world.broker.asked.size() == asked);
    REQUIRE(world.site.database().try_writing_again());
    CHECK(world.come_back(client).status == 303);
}
