#include "access/caller_log.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "access/remote_network.h"

using namespace std::chrono_literals;

TEST_CASE("a minute has its number of lines, then one that tells how many were left out") {
    std::vector<std::string> lines;
    access::CallerLog log([&lines](std::string_view line) { lines.emplace_back(line); }, 3);
    const base::Instant start(1'700'000'040s);  // a whole minute
    for (int i = 0; i < 10; ++i)
        log.note(start + 1s * i, "sign_in_refused", "/log-ind", "192.0.2.7");
    REQUIRE(lines.size() == 3);
    CHECK(lines[0] == "unknown caller: event=sign_in_refused route=/log-ind network=192.0.2.0/24");

    log.note(start + 60s, "not_signed_in", "/indsatser", "192.0.2.7");
    REQUIRE(lines.size() == 5);
    CHECK(lines[3] == "unknown caller: 7 further lines left out");
    log.note(start + 120s, "not_signed_in", "/indsatser", "192.0.2.7");
    CHECK(lines.size() == 6);
}

TEST_CASE("addresses are cut") {
    CHECK(access::coarse_network("198.51.100.77") == "198.51.100.0/24");
    CHECK(access::coarse_network("2001:db8:aaaa:bbbb:cccc::1") == "2001:db8:aaaa::/48");
    CHECK(access::coarse_network("::ffff:198.51.100.77") == "198.51.100.0/24");
    CHECK(access::coarse_network("mette") == "unknown");
    CHECK(access::coarse_network("") == "unknown");
    CHECK(access::caller_network("198.51.100.77") == "198.51.100.77");
    CHECK(access::caller_network("2001:db8:aaaa:bbbb:cccc::1") == "2001:db8:aaaa:bbbb::/64");
    CHECK(access::caller_network("::ffff:198.51.100.77") == "198.51.100.77");
}
