#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "web/route.h"

namespace app::testing {

// How much of each kind of page is asked for; fields are never left out.
struct CrawlLimits {
    std::size_t pages_of_a_kind = 120;  // the same pattern and the same names in the query
    std::size_t lists_of_a_kind = 30;   // the same where no {…} is in the pattern
    std::size_t forms_of_a_kind = 24;   // POST
    std::size_t words = 2;              // typed into free text fields
};

struct CrawlStart {
    std::string cookie;                // of a session; empty: nobody signed in
    std::vector<std::string> ids;      // tried in every {…} of every route
    std::vector<std::string> typed;    // what is searched for
    std::set<std::string> post_paths;  // patterns whose POST may be sent
};

struct Crawled {
    // Each canary seen, and the request that showed it first. What a request itself said, and its
    // answer only said back, isn't among them.
    std::map<std::string, std::string> seen;
    std::set<std::string> reached;        // patterns of GET routes that answered 200
    std::set<std::string> shown;          // patterns whose POST answered 200
    std::set<std::string> changed;        // patterns whose POST answered 303
    std::vector<std::string> went_wrong;  // 5xx
    std::size_t requests = 0;
};

// Walks a site in this process as one user: every route of its table, with every id in every {…},
// every link, every form with method get with each of its choices, and the POST forms it is allowed
// to send, theirs with every id as well. Knows no address by itself.
Crawled crawl(const web::Dispatcher& site, const CrawlStart& start, const CrawlLimits& limits);

// All that was answered: status line left out, headers and body, files read and streams drawn.
std::string bytes_of(const web::Response& response);

}  // namespace app::testing
