#include "access/throttle.h"

#include <doctest/doctest.h>

#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

const base::Instant start(1'700'000'000s);

access::ThrottleLimits limits() {
    return access::ThrottleLimits{3, 2s, 60s, 3600s, 100};
}

}  // namespace

TEST_CASE("some attempts are free, then the wait doubles up to its limit") {
    access::Throttle throttle(limits());
    base::Instant now = start;
    for (int i = 0; i < 3; ++i) CHECK(throttle.begin("mette", now) == 0s);
    for (const auto wait : {2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        CHECK(throttle.begin("mette", now) == wait);
        CHECK(throttle.begin("mette", now + wait - 1s) == 1s);  // not counted
        now += wait;
        CHECK(throttle.begin("mette", now) == 0s);
    }
}

TEST_CASE("keys don't disturb each other") {
    access::Throttle throttle(limits());
    for (int i = 0; i < 3; ++i) CHECK(throttle.begin("mette", start) == 0s);
    CHECK(throttle.begin("mette", start) > 0s);
    CHECK(throttle.begin("jens", start) == 0s);
}

TEST_CASE("success clears, and a rightful attempt is taken back") {
    access::Throttle throttle(limits());
    for (int i = 0; i < 3; ++i) CHECK(throttle.begin("mette", start) == 0s);
    throttle.take_back("mette");
    CHECK(throttle.begin("mette", start) == 0s);
    CHECK(throttle.begin("mette", start) > 0s);
    throttle.clear("mette");
    CHECK(throttle.begin("mette", start) == 0s);
    throttle.take_back("nobody");
    throttle.clear("nobody");
}

TEST_CASE("attempts are forgotten an hour after the last") {
    access::Throttle throttle(limits());
    for (int i = 0; i < 3; ++i) CHECK(throttle.begin("mette", start) == 0s);
    CHECK(throttle.begin("mette", start + 3600s) == 0s);
    CHECK(throttle.begin("mette", start + 3600s) == 0s);
    CHECK(throttle.begin("mette", start + 3600s) == 0s);
    CHECK(throttle.begin("mette", start + 3600s) == 2s);
}

TEST_CASE("the memory is bounded, and the one unused longest goes first") {
    access::Throttle throttle(limits());
    for (int i = 0; i < 3; ++i) CHECK(throttle.begin("mette", start) == 0s);
    for (int i = 0; i < 99; ++i) CHECK(throttle.begin("name" + std::to_string(i), start) == 0s);
    CHECK(throttle.size() == 100);
    CHECK(throttle.begin("mette", start) > 0s);  // used again: now the newest
    for (int i = 0; i < 99; ++i) CHECK(throttle.begin("more" + std::to_string(i), start) == 0s);
    CHECK(throttle.size() == 100);
    CHECK(throttle.begin("mette", start) > 0s);
    CHECK(throttle.begin("last", start) == 0s);
    CHECK(throttle.size() == 100);
}

TEST_CASE("attempts made side by side all count") {
    access::Throttle throttle(limits());
    std::vector<std::thread> threads;
    std::vector<int> admitted(8, 0);
    for (std::size_t i = 0; i < admitted.size(); ++i) {
        threads.emplace_back([&throttle, &admitted, i] {
            for (int n = 0; n < 100; ++n) admitted[i] += throttle.begin("mette", start) == 0s;
        });
    }
    int total = 0;
    for (std::size_t i = 0; i < admitted.size(); ++i) {
        threads[i].join();
        total += admitted[i];
    }
    CHECK(total == 3);
}
