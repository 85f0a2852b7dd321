#include "statistics/rate.h"

#include <doctest/doctest.h>

#include <cmath>

using doctest::Approx;
using statistics::rate_ratio;

// Garwood's limits as printed in Ulm (1990, Am J Epidemiol 131:373), table of exact 95 % limits.
TEST_CASE("exact Poisson limits agree with the printed table") {
    struct Case {
        std::int64_t count;
        double lower, upper;
    };
    for (const Case& c :
         {Case{0, 0.0, 3.69}, Case{1, 0.03, 5.57}, Case{5, 1.62, 11.67}, Case{10, 4.80, 18.39},
          Case{20, 12.22, 30.89}, Case{100, 81.36, 121.63}}) {
        CAPTURE(c.count);
        const auto interval = statistics::poisson_interval(c.count);
        REQUIRE(interval.ok());
        CHECK(std::abs(interval->lower - c.lower) < 0.005);
        CHECK(std::abs(interval->upper - c.upper) < 0.006);
    }
}

TEST_CASE("R 4.2.2 gives the same limits of a standardised ratio to ten digits") {
    // Exact limits of observed/expected with 12.5 expected, from qchisq.
    struct Case {
        std::int64_t observed;
        double lower, upper;
    };
    for (const Case& c : {Case{0, 0, 0.2951103563}, Case{1, 0.002025424639, 0.4457314713},
                          Case{3, 0.04949376983, 0.7013818456}, Case{10, 0.3836310957, 1.471228483},
                          Case{33, 1.817254526, 3.707541542}}) {
        CAPTURE(c.observed);
        const auto ratio = statistics::rate(c.observed, 12.5, 1);
        CHECK(ratio->interval.lower == Approx(c.lower).epsilon(1e-9));
        CHECK(ratio->interval.upper == Approx(c.upper).epsilon(1e-9));
    }
}

TEST_CASE("bad input is refused by name") {
    CHECK(statistics::poisson_interval(-1).error().code == "negative_count");
    CHECK(statistics::poisson_interval(1, 1.0).error().code == "confidence");
    CHECK(statistics::poisson_interval(1, std::nan("")).error().code == "confidence");
    CHECK(statistics::rate(3, 0, 1000).error().code == "zero_exposure");
    CHECK(rate_ratio(3, 10, 0, 10).error().code == "zero_count");
    CHECK(rate_ratio(3, 10, 3, -1).error().code == "zero_exposure");
}

TEST_CASE("a rate is the count over the exposure, and so are its limits") {
    const auto rate = statistics::rate(10, 2000, 1000);
    CHECK(rate->value == Approx(5.0));
    CHECK(rate->interval.lower == Approx(4.795389 / 2).epsilon(1e-6));
    CHECK(rate->interval.upper == Approx(18.390356 / 2).epsilon(1e-6));
}

TEST_CASE("a ratio of equal rates is one and swaps to its inverse") {
    const auto ratio = rate_ratio(20, 1000, 40, 2000);
    CHECK(ratio->value == Approx(1.0));
    CHECK(ratio->interval.lower < 1.0);
    CHECK(ratio->interval.upper > 1.0);
    const auto forward = rate_ratio(12, 500, 30, 900);
    const auto backward = rate_ratio(30, 900, 12, 500);
    CHECK(forward->value == Approx(1 / backward->value));
    CHECK(forward->interval.lower == Approx(1 / backward->interval.upper));
}

TEST_CASE("a moving mean is empty at the ends and around what is missing") {
    const std::vector<std::optional<double>> values{1, 2, 3, std::nullopt, 5, 6, 7};
    const auto means = statistics::moving_mean(values, 3);
    CHECK_FALSE(means[0].has_value());
    CHECK(means[1] == 2.0);
    CHECK_FALSE(means[2].has_value());
    CHECK_FALSE(means[4].has_value());
    CHECK(means[5] == 6.0);
}

TEST_CASE("the median of even and odd numbers, and of none") {
    CHECK(statistics::median({3, 1, 2}) == 2.0);
    CHECK(statistics::median({4, 1, 2, 3}) == 2.5);
    CHECK_FALSE(statistics::median({}).has_value());
}
