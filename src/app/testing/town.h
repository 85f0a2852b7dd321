#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "store/database.h"
#include "web/testing/http_client.h"

namespace app::testing {

// The demonstration municipality, made once for all acceptance tests of a run, served with every
// route of the program. Signs in the way people do.
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

    // Sends these fields and the protection token of the page at `at`, without filling in a form:
    // for pages with several forms to one address.
    web::testing::HttpResponse press(web::testing::HttpClient& client, std::string_view at,
                                     std::string_view action, web::testing::NamesAndValues fields);

    store::Database& database();

  private:
    struct Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// The one town of this test program.
Town& town();

}  // namespace app::testing
