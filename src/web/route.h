#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "web/request.h"
#include "web/response.h"

namespace access {
class Guards;
}

namespace web::testing {
class AnyGuard;
}

namespace web {

// Decides, before a handler runs, whether the caller may. Only access::Guards can make one, so a
// route without a stated permission doesn't compile.
class RouteGuard {
  public:
    // Either who was admitted, or the answer to give instead.
    using Verdict = std::variant<std::shared_ptr<const Admitted>, Response>;
    Verdict check(const Request& request) const { return check_(request); }
    // The permission in words for the list of routes ("see_initiatives", "public").
    const std::string& permission() const { return permission_; }

  private:
    friend class access::Guards;
    friend class testing::AnyGuard;  // compiled only into test programs
    RouteGuard(std::string permission, std::function<Verdict(const Request&)> check)
        : permission_(std::move(permission)), check_(std::move(check)) {}

    std::string permission_;
    std::function<Verdict(const Request&)> check_;
};

using Handler = std::function<Response(const Request&)>;

struct RouteLimits {
    std::uint64_t body_bytes = 256 * 1024;  // without the content of files
    std::uint64_t file_bytes = 0;  // of all files together; 0: no upload accepted on this route
};

// One line in the list of what the program answers. A pattern is made of literal segments and
// {name} segments that match one segment each: /indsatser/{key}. GET routes answer HEAD too.
struct Route {
    Method method;
    std::string pattern;
    RouteGuard guard;
    Handler handler;
    RouteLimits limits = {};
};

// All routes. Filled once at start, then read by all threads.
class Router {
  public:
    // Throws std::logic_error when method and pattern are taken or the pattern is malformed.
    void add(Route route);

    struct Match {
        const Route* route = nullptr;
        std::map<std::string, std::string, std::less<>> parameters;
        bool path_known = false;  // the path exists, but not with this method
    };
    // Among patterns that fit, literal segments go before {name}, from the left.
    Match find(Method method, std::string_view path) const;
    // For the Allow header: "GET, HEAD", "POST" or both; empty when no pattern fits the path.
    std::string allowed_methods(std::string_view path) const;

    const std::vector<Route>& routes() const { return routes_; }

  private:
    struct Pattern {
        std::size_t route = 0;
        std::vector<std::string> segments;  // of a parameter: the name with its braces
    };

    std::vector<Route> routes_;
    // By number of segments, the most literal patterns first.
    std::map<std::size_t, std::vector<Pattern>> patterns_;
};

// Guard, then handler, then the answers for what goes wrong: unknown path 404, wrong method 405, a
// thrown exception 500 with the request's number (503 when `status_of` says so). `error_page` makes
// the calm page; it must not throw.
struct Dispatcher {
    const Router& router;
    std::function<Response(const Request&, int status)> error_page;
    std::function<void(const Request&, std::string_view cause)> log_failure;
    std::function<int(const std::exception&)> status_of;  // 500, 503 busy, 507 read-only

    Response handle(Request& request) const;
    // The same when the route has been looked up already.
    Response handle(Request& request, const Router::Match& match) const;
};

}  // namespace web
