#include "web/http_date.h"

#include <doctest/doctest.h>

TEST_CASE("moments as HTTP writes them") {
    using std::chrono::seconds;
    using std::chrono::sys_seconds;
    CHECK(web::http_date(sys_seconds(seconds(784111777))) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(web::http_date(sys_seconds(seconds(0))) == "Thu, 01 Jan 1970 00:00:00 GMT");
    CHECK(web::http_date(sys_seconds(seconds(1709251199))) == "Thu, 29 Feb 2024 23:59:59 GMT");
}
