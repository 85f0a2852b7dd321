#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "store/database.h"
#include "trail/trail.h"
#include "web/route.h"
#include "web/testing/http_client.h"

namespace app::testing {

// The demonstration municipality, made once for all acceptance tests of a run, served with every
// route of the program. Signs in the way people do. Its clock stands still on 1 September 2026 at
// 11 in Ishøj.
class Town {
  public:
    Town();
    ~Town();
    Town(const Town&) = delete;
    Town& operator=(const Town&) = delete;

    // Signed in as the demonstration user of this name.
    web::testing::HttpClient client_as(std::string_view username);
    web::testing::HttpClient anonymous() const;

    // GET that must be a whole page (200, page rules kept).
    web::testing::HttpResponse page(web::testing::HttpClient& client, std::string_view target);
    // Fetches the page at `at`, fills in its form with this action, sends it, and follows where it
    // leads.
    web::testing::HttpResponse send(web::testing::HttpClient& client, std::string_view at,
                                    std::string_view action,
                                    const web::testing::NamesAndValues& filled);
    // Sends the form with this action of a page that was fetched before: what someone does who has
    // had it open for a while.
    web::testing::HttpResponse send_from(web::testing::HttpClient& client,
                                         const web::testing::HttpResponse& page,
                                         std::string_view action,
                                         const web::testing::NamesAndValues& filled);
    // The same with a file chosen in the form.
    web::testing::HttpResponse send_file(web::testing::HttpClient& client, std::string_view at,
                                         std::string_view action,
                                         const web::testing::NamesAndValues& filled,
                                         const web::testing::Upload& file);

    // Sends these fields and the protection token of the page at `at`, without filling in a form:
    // for pages with several forms to one address, and for what no form offers.
    web::testing::HttpResponse press(web::testing::HttpClient& client, std::string_view at,
                                     std::string_view action, web::testing::NamesAndValues fields);

    // The trail's lines about these things, the newest first.
    std::vector<trail::StoredLine> trail_of(const std::string& subject_kind);

    // Runs a scheduled job now: the night, without waiting for it. What it gave in words.
    std::string run_job(std::string_view code);

    store::Database& database();
    const web::Router& router() const;
    // The demonstration's users.
    std::vector<std::string> usernames() const;

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// The one town of this test program.
Town& town();

bool holds(const web::testing::HttpResponse& response, std::string_view text);
// The path of a saved record, from where the browser was led.
std::string path_of(const web::testing::HttpResponse& response);

}  // namespace app::testing
