#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "app/configuration.h"
#include "app/demo.h"
#include "app/site.h"
#include "statements.h"
#include "store/database.h"
#include "trail/look_up_index.h"
#include "web/response.h"

namespace bench {

struct FetchedPage {
    web::Response response;
    std::vector<Statement> statements;  // all that the request ran, guard included
};

// A demonstration's folder with the program's own routes, in this process and without a network.
class DemoSite {
  public:
    // Throws std::runtime_error when the folder holds no demonstration.
    explicit DemoSite(const std::filesystem::path& folder);

    const app::Configuration& configuration() const { return configuration_; }
    store::Database& database() { return *database_; }
    const web::Router& router() const { return site_->router(); }
    const std::vector<app::DemoUser>& users() const { return users_; }

    // Begins a session as signing in would; what the cookie holds.
    std::string sign_in(const std::string& username);
    // As if every job had just run, so that none begins in the middle of a measurement.
    void put_off_jobs();

    // GET; `token` is a session's, or empty for a visitor.
    FetchedPage fetch(std::string_view target, const std::string& token);
    // The same without looking.
    web::Response handle(std::string_view target, const std::string& token);

  private:
    app::Configuration configuration_;
    std::unique_ptr<store::Database> database_;
    trail::LookUpIndex look_ups_;
    std::vector<app::DemoUser> users_;
    std::unique_ptr<app::PersonServices> persons_;  // until the site takes them
    std::vector<app::Job> jobs_;
    std::unique_ptr<app::Site> site_;
};

}  // namespace bench
