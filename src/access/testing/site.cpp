#include "access/testing/site.h"

#include <doctest/doctest.h>

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "access/access_pages.h"
#include "access/account_store.h"
#include "access/cookie.h"
#include "access/csrf.h"
#include "access/error_page.h"
#include "access/impact_assessment_store.h"
#include "access/session_store.h"
#include "access/totp.h"
#include "organisation/organisation_store.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"
#include "web/server.h"
#include "web/testing/page_rules.h"

namespace access::testing {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view unit_key = "test_team";

// As cheap as the library allows: tests sign in often, and nobody guesses.
constexpr PasswordCost cheap_cost{1, 8192};

struct Person {
    Role role;
    const char* username;
    const char* name;
};

constexpr std::array<Person, 8> people = {{
    {Role::worker, "medarbejder", "Mette Medarbejder"},
    {Role::coordinator, "koordinator", "Karl Koordinator"},
    {Role::leader, "leder", "Lone Leder"},
    {Role::analyst, "analytiker", "Anton Analytiker"},
    {Role::politician, "politiker", "Petra Politiker"},
    {Role::data_protection_officer, "dpo", "Dorte Databeskytter"},
    {Role::administrator, "administrator", "Adam Administrator"},
    {Role::partner, "partner", "Pia Partner"},
}};

const Person& person_of(Role role) {
    for (const Person& person : people) {
        if (person.role == role) return person;
    }
    throw std::logic_error("a role without a person");
}

// Lines that several threads write.
class Lines {
  public:
    void add(std::string line) {
        const std::lock_guard lock(mutex_);
        lines_.push_back(std::move(line));
    }
    std::vector<std::string> all() const {
        const std::lock_guard lock(mutex_);
        return lines_;
    }

  private:
    mutable std::mutex mutex_;
    std::vector<std::string> lines_;
};

Secrets new_secrets(const std::filesystem::path& file) {
    auto secrets = Secrets::load_or_create(file);
    REQUIRE(secrets.ok());
    return std::move(secrets).value();
}

}  // namespace

struct Site::Implementation {
    Implementation(const std::function<void(Routes&)>& add_routes,
                   const IdentityProviders* identity_providers)
        : database({.file = folder / "trygby.db", .readers = 4}),
          protection(
              new_secrets(folder / "secrets.key"),
              [this](std::string_view line) { caller_lines.add(std::string(line)); }, cheap_cost),
          danish(web::LanguageCode::danish),
          english(web::LanguageCode::english),
          services{.database = database,
                   .now = [this] { return base::Instant(now_ms.load() * 1ms); },
                   .protection = protection,
                   .danish = danish,
                   .english = english,
                   .asset_base = "/assets/test",
                   .municipality_name = "Prøvekøbing Kommune",
                   .identity_providers = identity_providers,
                   .navigation = {{"Organisation", "/organisation", Permission::see_initiatives},
                                  {"Brugere", "/brugere", Permission::manage_accounts},
                                  {"Sporet", "/sporet", Permission::see_trail}},
                   .working_directory = folder.path()},
          dispatcher{router,
                     [this](const web::Request& request, int status) {
                         return error_page(services, request, status);
                     },
                     [this](const web::Request& request, std::string_view cause) {
                         failures.add(request.path + ": " + std::string(cause));
                     },
                     status_of_exception} {
        const auto migrated = database.migrate(schema::migrations());
        if (!migrated) {
            throw std::runtime_error(danish.say(migrated.error()));
        }
        add_accounts();
        take_persons_into_use();
        Routes routes(router, services);
        access::add_routes(routes);
        if (add_routes) add_routes(routes);
        web::ServerOptions options;
        options.port = 0;
        options.threads = 2;
        options.temporary_directory = folder.path().string();
        server = std::make_unique<web::Server>(
            options, dispatcher, [](const web::RequestRecord&) {}, [] { return std::string(); });
        const auto started = server->start();
        if (!started) throw std::runtime_error("the test's server didn't start");
    }

    void add_accounts() {
        const base::Instant now(now_ms.load() * 1ms);
        const base::Date today = web::to_local(now).date;
        const std::string hash = protection.passwords.hash(Site::password()).value();
        store::WriteTransaction transaction = database.write();
        organisation::put_unit(
            transaction, {std::string(unit_key), "Prøveteamet", "The test team", "team", "", "",
                          organisation::Validity{base::date_of(2024, 1, 1), {}}});
        for (const Person& person : people) {
            const auto id =
                create_account(transaction, now, today,
                               NewAccount{person.name,
                                          person.username,
                                          std::string(person.username) + "@proeve.example",
                                          std::string(unit_key),
                                          "Konsulent",
                                          "Consultant",
                                          {person.role}});
            ids[person.role] = id.value();
            set_password(transaction, id.value(), hash, now);
            set_authenticator(transaction, id.value(),
                              protection.secrets.seal(totp_context(id.value()), totp_secret), 0);
        }
        transaction.commit();
    }

    void take_persons_into_use() {
        store::WriteTransaction transaction = database.write();
        add_assessment(transaction, {.decided_by = "Test",
                                     .decided_on = base::date_of(2024, 1, 1),
                                     .document_name = "test.pdf",
                                     .document_sha256 = std::string(64, '0'),
                                     .account_id = ids.at(Role::data_protection_officer),
                                     .at = base::Instant(now_ms.load() * 1ms)});
        transaction.commit();
    }

    const std::string totp_secret = "12345678901234567890";
    std::atomic<std::int64_t> now_ms{1'731'405'600'000};
    Lines failures;
    Lines caller_lines;
    store::TemporaryFolder folder;
    store::Database database;
    Protection protection;
    web::Language danish;
    web::Language english;
    std::map<Role, std::int64_t> ids;
    Services services;
    web::Router router;
    web::Dispatcher dispatcher;
    std::unique_ptr<web::Server> server;  // last: stops before what it uses is gone
};

// By value, as a test hands over what it has just written.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
Site::Site(std::function<void(Routes&)> add_routes, const IdentityProviders* identity_providers)
    : implementation_(std::make_unique<Implementation>(add_routes, identity_providers)) {}

Site::~Site() {
    // What went wrong on the server belongs to the test that caused it.
    for (const std::string& failure : failures()) MESSAGE("exception in a handler: " << failure);
}

store::Database& Site::database() {
    return implementation_->database;
}

const Services& Site::services() const {
    return implementation_->services;
}

base::Instant Site::now() const {
    return base::Instant(implementation_->now_ms.load() * 1ms);
}

void Site::set_now(base::Instant now) {
    implementation_->now_ms = now.time_since_epoch().count();
}

void Site::advance(std::chrono::milliseconds by) {
    set_now(now() + by);
}

Site::Client Site::anonymous() const {
    return Client(implementation_->server->port());
}

Site::Client Site::client_as(Role role) {
    store::WriteTransaction transaction = database().write();
    const std::string token = start_session(transaction, account_id(role), "Prøve", now());
    transaction.commit();
    Client client = anonymous();
    client.cookies()[cookie_name(services(), Cookie::session)] = token;
    return client;
}

std::int64_t Site::account_id(Role role) const {
    return implementation_->ids.at(role);
}

std::string Site::username(Role role) {
    return person_of(role).username;
}

std::string Site::password() {
    return "rigtig hest batteri klips";
}

std::string Site::current_code() const {
    return current_totp_code(implementation_->totp_secret, now());
}

Site::Response Site::get_page(Client& client, std::string_view target) {
    Response response = client.get(target);
    CAPTURE(target);
    CHECK(response.status == 200);
    if (response.header("content-type").starts_with("text/html")) {
        for (const std::string& violation : web::testing::page_violations(response)) {
            FAIL_CHECK(std::string(target) << ": " << violation);
        }
    }
    return response;
}

std::string Site::csrf_token(Client& client) {
    const auto cookie = client.cookies().find(cookie_name(services(), Cookie::session));
    if (cookie == client.cookies().end()) return "nobody-signed-in";
    store::ReadTransaction transaction = database().read();
    const auto session = find_session(transaction, cookie->second, web::to_local(now()).date);
    return session ? masked_csrf_token(session->csrf_secret) : "no-such-session";
}

Site::Response Site::post(Client& client, std::string_view target, Fields fields) {
    fields.emplace_back("csrf_token", csrf_token(client));
    return client.post(target, fields);
}

void Site::check_all_roles(web::Method method, const std::string& target, Permission permission,
                           const Fields& fields) {
    const auto ask = [&](Client& client) {
        return method == web::Method::post ? post(client, target, fields) : client.get(target);
    };
    for (const Role role : all_roles()) {
        CAPTURE(target);
        CAPTURE(username(role));
        Client client = client_as(role);
        const std::int64_t refusals = trail_lines(trail::Action::refuse);
        const Response response = ask(client);
        CAPTURE(response.status);
        const bool allowed = permissions_of(role).test(static_cast<std::size_t>(permission));
        CHECK((response.status == 403) == !allowed);
        CHECK(trail_lines(trail::Action::refuse) == refusals + (allowed ? 0 : 1));
        CHECK(response.status != 401);
        CHECK(response.status < 500);
        const bool is_page = response.header("content-type").starts_with("text/html");
        if (method == web::Method::post || response.status >= 300 || !is_page) continue;
        for (const std::string& violation : web::testing::page_violations(response)) {
            FAIL_CHECK(violation);
        }
    }
    Client nobody = anonymous();
    const Response response = ask(nobody);
    CAPTURE(target);
    CHECK(response.status == (method == web::Method::post ? 401 : 303));
    if (method == web::Method::get) CHECK(response.header("location").starts_with("/log-ind"));
}

std::int64_t Site::trail_lines(trail::Action action) {
    store::ReadTransaction transaction = database().read();
    return transaction
        .integer("select count(*) from trail_line where sequence > 0 and action = $1",
                 trail::action_code(action))
        .value_or(0);
}

std::vector<std::string> Site::full_scans() {
    return database().statistics().full_scans;
}

std::vector<std::string> Site::failures() const {
    return implementation_->failures.all();
}

std::vector<std::string> Site::caller_lines() const {
    return implementation_->caller_lines.all();
}

}  // namespace access::testing
