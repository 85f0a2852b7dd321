#include "access/session.h"

#include <doctest/doctest.h>

using namespace std::chrono_literals;

namespace {

const base::Instant start(1'700'000'000s);

}  // namespace

TEST_CASE("a session ends 30 minutes after its last use") {
    const access::SessionTimes times{start, start + 10min, {}};
    CHECK(access::is_session_open(times, start + 40min - 1ms));
    CHECK_FALSE(access::is_session_open(times, start + 40min));
}

TEST_CASE("a session ends after 12 hours, however much it is used") {
    const access::SessionTimes times{start, start + 12h - 1min, {}};
    CHECK(access::is_session_open(times, start + 12h - 1ms));
    CHECK_FALSE(access::is_session_open(times, start + 12h));
}

TEST_CASE("a session that was ended is not open") {
    const access::SessionTimes times{start, start, start + 5min};
    CHECK(access::is_session_open(times, start + 5min - 1ms));
    CHECK_FALSE(access::is_session_open(times, start + 5min));
    CHECK(access::session_end(times) == start + 5min);
}

TEST_CASE("the time of last use is written once a minute") {
    const access::SessionTimes times{start, start, {}};
    CHECK_FALSE(access::is_touch_due(times, start + 59s));
    CHECK(access::is_touch_due(times, start + 60s));
}

TEST_CASE("browsers by name") {
    CHECK(access::browser_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 "
                               "(KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 "
                               "Edg/126.0.0.0") == "Edge, Windows");
    CHECK(access::browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 "
                               "Firefox/128.0") == "Firefox, Linux");
    CHECK(access::browser_name("curl/8.0") == "");
    CHECK(access::browser_name("") == "");
}
