#include "statistics/random.h"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <stdexcept>

#include "statistics/parallel.h"

using statistics::RandomStream;

namespace {

struct Moments {
    double mean = 0, variance = 0;
};

template <class Draw>
Moments moments_of(Draw draw) {
    constexpr int draws = 200'000;
    double sum = 0, squares = 0;
    for (int at = 0; at < draws; ++at) {
        const double value = static_cast<double>(draw());
        sum += value;
        squares += value * value;
    }
    const double mean = sum / draws;
    return {mean, squares / draws - mean * mean};
}

}  // namespace

// The known answers that come with the reference implementation (Random123, kat_vectors).
TEST_CASE("Philox gives the published numbers") {
    CHECK(statistics::philox({0, 0, 0, 0}, {0, 0}) ==
          std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(statistics::philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                             {0xa4093822, 0x299f31d0}) ==
          std::array<std::uint32_t, 4>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("draws have the mean and the variance of their distribution") {
    RandomStream random(7, 1);
    const auto close = [](Moments found, double mean, double variance) {
        CHECK(std::abs(found.mean - mean) < 5 * std::sqrt(variance / 200'000));
        CHECK(std::abs(found.variance / variance - 1) < 0.05);
    };
    close(moments_of([&] { return random.uniform(); }), 0.5, 1.0 / 12);
    close(moments_of([&] { return random.below(10); }), 4.5, 8.25);
    close(moments_of([&] { return random.normal(); }), 0, 1);
    close(moments_of([&] { return random.exponential(); }), 1, 1);
    close(moments_of([&] { return random.poisson(2.5); }), 2.5, 2.5);
    close(moments_of([&] { return random.poisson(37.5); }), 37.5, 37.5);
    close(moments_of([&] { return random.gamma(0.7, 2); }), 1.4, 2.8);
    close(moments_of([&] { return random.gamma(5, 0.5); }), 2.5, 1.25);
}

TEST_CASE("an alias table draws by weight and never what has none") {
    RandomStream random(7, 2);
    const statistics::AliasTable table({1, 0, 3, 6});
    std::vector<int> counts(4);
    for (int at = 0; at < 100'000; ++at) ++counts[table.draw(random)];
    CHECK(counts[1] == 0);
    CHECK(std::abs(counts[0] - 10'000) < 500);
    CHECK(std::abs(counts[3] - 60'000) < 800);
}

TEST_CASE("a stream depends on seed and number alone") {
    RandomStream one(7, 3), again(7, 3), other(7, 4), seeded(8, 3);
    const double first = one.uniform();
    CHECK(first == again.uniform());
    CHECK(first != other.uniform());
    CHECK(first != seeded.uniform());
}

TEST_CASE("pieces give the same result on any number of threads") {
    const auto sums = [](std::size_t threads) {
        std::vector<double> found(100);
        statistics::in_parallel(found.size(), threads, [&](std::size_t piece) {
            RandomStream random(1, piece);
            for (int at = 0; at < 1000; ++at) found[piece] += random.uniform();
        });
        return found;
    };
    CHECK(sums(1) == sums(4));
    CHECK(sums(0) == sums(1));
    CHECK_THROWS_AS(statistics::in_parallel(10, 3,
                                            [](std::size_t piece) {
                                                if (piece == 5) throw std::runtime_error("stop");
                                            }),
                    std::runtime_error);
}
