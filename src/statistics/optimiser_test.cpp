#include "statistics/optimiser.h"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

using statistics::Search;

namespace {

double rosenbrock(const std::vector<double>& at) {
    return 100 * std::pow(at[1] - at[0] * at[0], 2) + std::pow(1 - at[0], 2);
}

}  // namespace

TEST_CASE("both searches find the bottom of Rosenbrock's valley, within bounds its lowest edge") {
    for (const auto search : {statistics::minimise_smooth, statistics::minimise_by_simplex}) {
        const auto free = search(rosenbrock, {-1.2, 1}, Search{});
        REQUIRE(free);
        CHECK(free->converged);
        CHECK(std::abs(free->at[0] - 1) < 1e-4);
        CHECK(std::abs(free->at[1] - 1) < 1e-4);
        const auto bound = search(rosenbrock, {-1.2, 0.2}, Search{{-2, -2}, {0.5, 2}});
        REQUIRE(bound);
        CHECK(std::abs(bound->at[0] - 0.5) < 1e-4);
        CHECK(std::abs(bound->at[1] - 0.25) < 1e-4);
    }
}

TEST_CASE("one variable will do, and a value that isn't a number is avoided") {
    const auto root = [](const std::vector<double>& at) { return at[0] - 2 * std::sqrt(at[0]); };
    const auto found = statistics::minimise_smooth(root, {4}, Search{});
    REQUIRE(found);
    CHECK(std::abs(found->at[0] - 1) < 1e-4);
}

TEST_CASE("a search says what it can't do") {
    CHECK(statistics::minimise_smooth(rosenbrock, {}, Search{}).error().code == "no_variables");
    CHECK(statistics::minimise_by_simplex(rosenbrock, {3, 0}, Search{{-2, -2}, {2, 2}})
              .error()
              .code == "outside_bounds");
    Search short_search;
    short_search.most_evaluations = 10;
    const auto unfinished = statistics::minimise_smooth(rosenbrock, {-1.2, 1}, short_search);
    REQUIRE(unfinished);
    CHECK_FALSE(unfinished->converged);
    CHECK_THROWS_AS(
        (void)statistics::minimise_smooth(
            [](const std::vector<double>&) -> double { throw std::runtime_error("stop"); }, {1, 1},
            Search{}),
        std::runtime_error);
}
