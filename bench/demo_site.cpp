#include "demo_site.h"

#include <iostream>
#include <stdexcept>

#include "access/account_store.h"
#include "access/secrets.h"
#include "access/session_store.h"
#include "app/instance.h"
#include "app/scheduled_jobs.h"
#include "web/form_decoding.h"

namespace bench {
namespace {

template <class T>
T required(base::Result<T> result, const std::string& what) {
    if (!result) throw std::runtime_error(what + ": " + result.error().code);
    return std::move(result).value();
}

web::Request request_of(std::string_view target, const std::string& token) {
    constexpr std::size_t most_fields = 200;
    const std::size_t mark = target.find('?');
    web::Request request;
    request.target = target;
    request.path = web::decode_path(target.substr(0, mark)).value_or("/");
    if (mark != std::string_view::npos)
        request.query = web::decode_urlencoded(target.substr(mark + 1), most_fields).fields;
    request.headers["accept"] = "text/html";
    if (!token.empty()) request.cookies["trygby"] = token;
    request.remote_address = request.host = "127.0.0.1";
    request.number = "bench";
    return request;
}

}  // namespace

DemoSite::DemoSite(const std::filesystem::path& folder)
    : configuration_(
          required(app::read_configuration(folder / "trygby.yaml"), "the configuration")),
      database_(required(app::open_database(configuration_), "the database")),
      look_ups_(*database_, {.file = trail::look_up_file_of(configuration_.database_file())}),
      users_(required(app::demo_users(folder), "the users")),
      persons_(required(app::PersonServices::open(configuration_, *database_, app::system_now,
                                                  [](std::string_view) {}),
                        "the keys")),
      jobs_(app::scheduled_jobs(configuration_, *database_, *persons_)),
      site_(std::make_unique<app::Site>(
          configuration_, *database_,
          required(access::Secrets::load_or_create(folder / "secrets.key"), "the secrets"),
          app::system_now, [](std::string_view line) { std::cerr << line << std::endl; }, jobs_,
          std::move(persons_))) {
    while (look_ups_.work()) continue;
    look_ups_.follow();
}

std::string DemoSite::sign_in(const std::string& username) {
    store::WriteTransaction writing = database_->write();
    const auto account = access::account_id_of(writing, username);
    if (!account) throw std::runtime_error("no such user: " + username);
    const std::string token = access::start_session(writing, *account, "bench", app::system_now());
    writing.commit();
    return token;
}

void DemoSite::put_off_jobs() {
    store::WriteTransaction writing = database_->write();
    const std::string now = base::iso_instant(app::system_now());
    for (const app::Job& job : jobs_)
        writing.execute(
            "insert into job_run (job, started_at, finished_at, outcome, message) "
            "values ($1, $2, $2, 'done', 'put off by the bench')",
            job.code, now);
    writing.commit();
}

FetchedPage DemoSite::fetch(std::string_view target, const std::string& token) {
    const Recording recording;
    web::Response response = handle(target, token);
    return {std::move(response), recording.statements()};
}

web::Response DemoSite::handle(std::string_view target, const std::string& token) {
    web::Request request = request_of(target, token);
    return site_->dispatcher().handle(request);
}

}  // namespace bench
