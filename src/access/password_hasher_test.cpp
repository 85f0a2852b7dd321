#include "access/password_hasher.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;
using access::PasswordCost;
using access::PasswordHasher;

constexpr PasswordCost cheap{1, 8192};

}  // namespace

TEST_CASE("a password fits its hash and no other") {
    PasswordHasher hasher(cheap);
    const std::string hash = hasher.hash("blå cykel ved åen").value();
    CHECK(hash.starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
    CHECK(hash != hasher.hash("blå cykel ved åen").value());
    CHECK(hasher.verify(hash, "blå cykel ved åen").value());
    CHECK_FALSE(hasher.verify(hash, "blå cykel ved åe").value());
    CHECK_FALSE(hasher.verify(hash, "").value());
    CHECK_FALSE(hasher.verify("no hash", "blå cykel ved åen").value());
    CHECK_FALSE(hasher.verify_nobody("blå cykel ved åen").value());
}

TEST_CASE("the usual cost is 64 MiB and 3 passes, and other hashes are outdated") {
    PasswordHasher hasher;
    const std::string hash = hasher.hash("blå cykel ved åen").value();
    CHECK(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
    CHECK_FALSE(hasher.is_outdated(hash));
    CHECK(hasher.is_outdated(PasswordHasher(cheap).hash("blå cykel ved åen").value()));
}

TEST_CASE("an unknown user takes as long as a known one") {
    PasswordHasher hasher({3, 16 * 1024 * 1024});
    const std::string hash = hasher.hash("blå cykel ved åen").value();
    const auto duration = [](const auto& work) {
        auto shortest = std::chrono::steady_clock::duration::max();
        for (int i = 0; i < 5; ++i) {
            const auto start = std::chrono::steady_clock::now();
            work();
            shortest = std::min(shortest, std::chrono::steady_clock::now() - start);
        }
        return std::chrono::duration<double>(shortest).count();
    };
    const double known = duration([&] { CHECK_FALSE(hasher.verify(hash, "wrong").value()); });
    const double unknown = duration([&] { CHECK_FALSE(hasher.verify_nobody("wrong").value()); });
    CHECK(unknown > known * 0.5);
    CHECK(unknown < known * 2);
}

TEST_CASE("at most so many at once; who waits too long is told it is busy") {
    PasswordHasher hasher({3, 64 * 1024 * 1024}, 1, 1ms);
    const std::string hash = hasher.hash("blå cykel ved åen").value();
    std::atomic<int> right = 0;
    std::atomic<int> busy = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            const auto verified = hasher.verify(hash, "blå cykel ved åen");
            if (verified && *verified) ++right;
            if (!verified && verified.error().code == "busy") ++busy;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(right >= 1);
    CHECK(busy >= 1);
    CHECK(right + busy == 6);
    CHECK(hasher.verify(hash, "blå cykel ved åen").value());  // its turn was given back
}

TEST_CASE("patience lets all through, one after the other") {
    PasswordHasher hasher({1, 1024 * 1024}, 2, 30s);
    const std::string hash = hasher.hash("blå cykel ved åen").value();
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&] {
            const auto verified = hasher.verify(hash, "blå cykel ved åen");
            if (verified && *verified) ++right;
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(right == 8);
}
