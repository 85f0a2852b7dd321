#include "web/assets.h"

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>

#include "web/testing/any_guard.h"

namespace {

const std::array<web::EmbeddedFile, 2> files = {{
    {"css/page.css", "text/css", "body{}", "compressed"},
    {"img/logo.svg", "image/svg+xml", "<svg/>", ""},
}};

}  // namespace

TEST_CASE("assets: addresses change when anything in the set changes") {
    const web::Assets assets(files);
    const std::string address = assets.address("css/page.css");
    CHECK(address.starts_with("/assets/"));
    CHECK(address.ends_with("/css/page.css"));
    CHECK(address.size() == std::string_view("/assets/0123456789abcdef/css/page.css").size());
    CHECK(web::Assets(files).address("css/page.css") == address);

    auto changed = files;
    changed[1].bytes = "<svg />";
    CHECK(web::Assets(changed).address("css/page.css") != address);
    CHECK_THROWS_AS(assets.address("css/other.css"), std::logic_error);
    CHECK(assets.response("css/other.css").has_value() == false);
    const std::array<web::EmbeddedFile, 2> twice = {files[0], files[0]};
    CHECK_THROWS_AS(web::Assets{twice}, std::logic_error);
}

TEST_CASE("assets: answers are kept for good and come with their compressed form") {
    web::Router router;
    {
        const web::Assets assets(files);
        assets.add_routes(router, web::testing::AnyGuard::open());
    }
    CHECK(router.routes().size() == 2);
    const web::Assets assets(files);
    const auto match = router.find(web::Method::get, assets.address("css/page.css"));
    REQUIRE(match.route != nullptr);
    const web::Response response = match.route->handler({});
    CHECK(response.content_type == "text/css");
    CHECK(response.caching == web::Caching::immutable);
    const auto& body = std::get<web::StaticBody>(response.body);
    CHECK(body.bytes == "body{}");
    CHECK(body.gzip_bytes == "compressed");
    REQUIRE(response.headers.size() == 1);
    CHECK(response.headers[0].first == "ETag");
    CHECK(response.headers[0].second.size() == 18);
    CHECK(router.find(web::Method::get, "/assets/0000000000000000/css/page.css").route == nullptr);
    CHECK(router.find(web::Method::get, "/assets/css/page.css").route == nullptr);
}
