#include "app/address_list.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "access/role.h"
#include "app/testing/town.h"

namespace {

using app::testing::town;

std::set<std::string> lines_of(const std::string& text) {
    std::set<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.insert(line);
    return lines;
}

std::string recorded_list() {
    std::ifstream file(std::filesystem::path(TRYGBY_SOURCE_DIR) / "src/app/addresses.txt");
    REQUIRE(file.good());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool lets_in(const access::Permissions& permissions, const std::string& required) {
    if (required == "public") return true;
    const auto permission = access::permission_of(required);
    REQUIRE(permission.has_value());
    return permissions.test(static_cast<std::size_t>(*permission));
}

access::Permissions permissions_of(const std::string& username) {
    std::vector<access::Role> roles;
    store::ReadTransaction reading = town().database().read();
    for (const store::Row& row :
         reading.query("select r.role from account_role r join account a on a.id = r.account_id "
                       "where a.username = $1",
                       username))
        roles.push_back(access::role_of(row.text_view(0)).value());
    return access::permissions_of(roles);
}

}  // namespace

TEST_CASE("no address disappears or changes its permission unnoticed") {
    const std::set<std::string> recorded = lines_of(recorded_list());
    const std::set<std::string> now = lines_of(app::address_list(town().router()));
    for (const std::string& line : recorded)
        if (!now.contains(line)) FAIL_CHECK("gone; people may have it bookmarked: " << line);
    for (const std::string& line : now)
        if (!recorded.contains(line))
            FAIL_CHECK("new; write `trygby addresses` to src/app/addresses.txt: " << line);
}

TEST_CASE("every address is open to those with its permission and to nobody else") {
    for (const std::string& username : town().usernames()) {
        const access::Permissions permissions = permissions_of(username);
        auto client = town().client_as(username);
        client.follow_redirects(web::testing::Redirects::stay);
        for (const web::Route& route : town().router().routes()) {
            const bool has_parameter = route.pattern.find('{') != std::string::npos;
            if (route.method != web::Method::get || has_parameter) continue;
            INFO(username, " ", route.pattern);
            const int status = client.get(route.pattern, {{"Accept", "text/html"}}).status;
            if (lets_in(permissions, route.guard.permission())) {
                CHECK(status != 401);
                CHECK(status != 403);
                CHECK(status < 500);
            } else {
                CHECK(status == 403);
            }
        }
    }
}

// What is asked for by machines, by other addresses, on the way in, by a page's script, after a
// form was sent, or once a story is published.
const std::set<std::string> found_otherwise{
    "/robots.txt", "/sundhed", "/sprog", "/log-ind", "/log-ind/kode", "/log-ind/adgangsnoegle",
    "/konto/adgangsnoegler/opret", "/kode-app", "/kode-app/billede", "/gode-historier",
    // The page links to it once a head is signed.
    "/sporet/hoved.txt"};

std::set<std::string> links_in(const std::string& page) {
    static const std::regex link("(?:href|action)=\"(/[^\"#?]*)");
    std::set<std::string> paths;
    for (std::sregex_iterator at(page.begin(), page.end(), link), end; at != end; ++at)
        paths.insert((*at)[1]);
    return paths;
}

// The patterns that can be reached from the start page by links and forms, looking at a few pages
// of each.
std::set<std::string> reachable_patterns(web::testing::HttpClient client) {
    constexpr std::size_t pages_of_each = 6;
    std::map<std::string, std::set<std::string>> looked_at{{"/", {"/"}}};
    std::vector<std::string> waiting{"/"};
    while (!waiting.empty()) {
        const std::string path = waiting.back();
        waiting.pop_back();
        const auto page = client.get(path, {{"Accept", "text/html"}});
        if (!page.header("content-type").starts_with("text/html")) continue;
        for (const std::string& link : links_in(page.body)) {
            const auto match = town().router().find(web::Method::get, link);
            if (!match.route) continue;
            std::set<std::string>& pages = looked_at[match.route->pattern];
            if (pages.size() < pages_of_each && pages.insert(link).second) waiting.push_back(link);
        }
    }
    std::set<std::string> patterns;
    for (const auto& [pattern, pages] : looked_at) patterns.insert(pattern);
    return patterns;
}

TEST_CASE("every page can be found from the start page by those who may see it") {
    for (const std::string& username : town().usernames()) {
        const access::Permissions permissions = permissions_of(username);
        const std::set<std::string> reachable = reachable_patterns(town().client_as(username));
        for (const web::Route& route : town().router().routes()) {
            const std::string& pattern = route.pattern;
            if (route.method != web::Method::get || pattern.find('{') != std::string::npos ||
                pattern.starts_with("/assets/") || found_otherwise.contains(pattern) ||
                !lets_in(permissions, route.guard.permission()))
                continue;
            INFO(username);
            if (!reachable.contains(pattern)) FAIL_CHECK("no way leads to " << pattern);
        }
    }
}

TEST_CASE("nobody comes in without signing in, except where it is public") {
    auto client = town().anonymous();
    client.follow_redirects(web::testing::Redirects::stay);
    for (const web::Route& route : town().router().routes()) {
        if (route.guard.permission() == "public") continue;
        std::string path = route.pattern;
        for (std::size_t at = path.find('{'); at != std::string::npos; at = path.find('{'))
            path.replace(at, path.find('}') - at + 1, "1");
        INFO(path);
        if (route.method == web::Method::get) {
            const auto answer = client.get(path, {{"Accept", "text/html"}});
            CHECK(answer.status == 303);
            CHECK(answer.header("location").starts_with("/log-ind"));
        } else {
            CHECK(client.post(path, {}).status == 401);
        }
    }
}
