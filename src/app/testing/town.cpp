#include "app/testing/town.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <sstream>
#include <stdexcept>

#include "access/base32.h"
#include "access/secrets.h"
#include "access/totp.h"
#include "app/demo.h"
#include "app/instance.h"
#include "app/scheduled_jobs.h"
#include "app/site.h"
#include "web/server.h"
#include "web/testing/page_form.h"
#include "web/testing/page_rules.h"

namespace app::testing {

namespace {

base::Instant now() {
    return base::parse_instant("2026-09-01T09:00:00Z").value();
}

std::string protection_token(const web::testing::HttpResponse& page) {
    constexpr std::string_view before = "name=\"csrf_token\" value=\"";
    const std::size_t found = page.body.find(before);
    REQUIRE(found != std::string::npos);
    const std::size_t begin = found + before.size();
    return page.body.substr(begin, page.body.find('"', begin) - begin);
}

}  // namespace

using web::testing::HttpClient;
using web::testing::HttpResponse;
using web::testing::NamesAndValues;

struct Town::Implementation {
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("trygby-town-" + std::to_string(::getpid()));
    Configuration configuration;
    std::unique_ptr<store::Database> database;
    std::unique_ptr<Site> site;
    std::unique_ptr<web::Server> server;
    std::vector<DemoUser> users;
    std::vector<Job> jobs;
    std::map<std::string, std::map<std::string, std::string>, std::less<>> sessions;

    ~Implementation() {
        server.reset();
        site.reset();
        database.reset();
        std::filesystem::remove_all(folder);
    }
};

Town::Town() : implementation_(std::make_unique<Implementation>()) {
    Implementation& town = *implementation_;
    const char* shared = std::getenv("TRYGBY_SHARED");
    const std::filesystem::path source = TRYGBY_SOURCE_DIR;
    std::ostringstream progress;
    const auto made = make_demo(
        {.directory = town.folder,
         .catalogue_directory = source / "catalogue" / "ishoej",
         .statistics_directory =
             std::filesystem::path(shared ? shared : source / "../shared") / "data" / "denmark",
         .analyses_directory = source / "analyses",
         .seed = 1},
        web::Language(web::LanguageCode::danish), progress);
    if (!made)
        throw std::runtime_error("the demonstration could not be made: " + made.error().code);
    town.configuration = read_configuration(town.folder / "trygby.yaml").value();
    town.users = demo_users(town.folder).value();
    // Codes need OpenSSL: begun here, before the town is whole, it ends after the town's threads.
    print_demo_users(town.users, now(), web::Language(web::LanguageCode::danish), progress);
    town.database = open_database(town.configuration).value();
    auto persons =
        PersonServices::open(town.configuration, *town.database, now, [](std::string_view) {
        }).value();
    town.jobs = scheduled_jobs(town.configuration, *town.database, *persons);
    town.site = std::make_unique<Site>(
        town.configuration, *town.database,
        access::Secrets::load_or_create(town.folder / "secrets.key").value(), now,
        [](std::string_view line) { MESSAGE(std::string(line)); }, town.jobs, std::move(persons));
    web::ServerOptions options;
    options.port = 0;
    options.threads = 4;
    options.temporary_directory = town.configuration.working_directory().string();
    town.server = std::make_unique<web::Server>(
        options, town.site->dispatcher(), [](const web::RequestRecord&) {},
        [] { return std::string(); });
    if (!town.server->start()) throw std::runtime_error("the server does not start");
}

Town::~Town() = default;

std::string Town::run_job(std::string_view code) {
    for (const Job& job : implementation_->jobs)
        if (job.code == code) return job.run(now());
    throw std::logic_error("no such job: " + std::string(code));
}

store::Database& Town::database() {
    return *implementation_->database;
}

const web::Router& Town::router() const {
    return implementation_->site->router();
}

std::vector<std::string> Town::usernames() const {
    std::vector<std::string> names;
    for (const DemoUser& user : implementation_->users) names.push_back(user.username);
    return names;
}

HttpClient Town::anonymous() const {
    return HttpClient(implementation_->server->port(), web::testing::Redirects::follow);
}

HttpClient Town::client_as(std::string_view username) {
    HttpClient client = anonymous();
    const auto known = implementation_->sessions.find(username);
    if (known != implementation_->sessions.end()) {
        client.cookies() = known->second;
        return client;
    }
    for (const DemoUser& user : implementation_->users) {
        if (user.username != username) continue;
        const std::string code =
            access::current_totp_code(access::decode_base32(user.totp_secret).value(), now());
        send(client, "/log-ind", "/log-ind",
             {{"brugernavn", user.username}, {"adgangskode", user.password}});
        send(client, "/log-ind/kode", "/log-ind/kode", {{"kode", code}});
        implementation_->sessions[user.username] = client.cookies();
        return client;
    }
    throw std::runtime_error("no such demonstration user");
}

HttpResponse Town::page(HttpClient& client, std::string_view target) {
    HttpResponse response = client.get(target, {{"Accept", "text/html"}});
    INFO(std::string(target));
    CHECK(response.status == 200);
    for (const std::string& violation : web::testing::page_violations(response))
        FAIL_CHECK(violation);
    return response;
}

HttpResponse Town::send(HttpClient& client, std::string_view at, std::string_view action,
                        const NamesAndValues& filled) {
    return send_from(client, page(client, at), action, filled);
}

HttpResponse Town::send_from(HttpClient& client, const HttpResponse& page, std::string_view action,
                             const NamesAndValues& filled) {
    HttpResponse answer = client.post(action, web::testing::filled_form(page, action, filled),
                                      {{"Accept", "text/html"}});
    INFO(std::string(action));
    CHECK(answer.status < 500);
    for (const std::string& violation : web::testing::page_violations(answer))
        FAIL_CHECK(violation);
    return answer;
}

HttpResponse Town::send_file(HttpClient& client, std::string_view at, std::string_view action,
                             const NamesAndValues& filled, const web::testing::Upload& file) {
    const HttpResponse form = page(client, at);
    HttpResponse answer = client.post_multipart(
        action, web::testing::filled_form(form, action, filled), {file}, {{"Accept", "text/html"}});
    INFO(std::string(action));
    CHECK(answer.status < 500);
    for (const std::string& violation : web::testing::page_violations(answer))
        FAIL_CHECK(violation);
    return answer;
}

HttpResponse Town::press(HttpClient& client, std::string_view at, std::string_view action,
                         NamesAndValues fields) {
    fields.emplace_back("csrf_token", protection_token(page(client, at)));
    return client.post(action, fields, {{"Accept", "text/html"}});
}

std::vector<trail::StoredLine> Town::trail_of(const std::string& subject_kind) {
    store::ReadTransaction reading = database().read();
    return trail::lines(reading, {.subject_kind = subject_kind});
}

Town& town() {
    static Town one;
    return one;
}

bool holds(const HttpResponse& response, std::string_view text) {
    return response.body.find(text) != std::string::npos;
}

std::string path_of(const HttpResponse& response) {
    return response.target.substr(0, response.target.find('?'));
}

}  // namespace app::testing
