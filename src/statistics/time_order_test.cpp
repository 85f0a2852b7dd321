#include "statistics/time_order.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "statistics/random.h"
#include "statistics/squares.h"
#include "statistics/survival_curve.h"

namespace {

using statistics::RandomStream;
bool sorted_as_usual(const std::vector<double>& values) {
    std::vector<std::uint32_t> expected(values.size());
    std::iota(expected.begin(), expected.end(), 0U);
    std::stable_sort(expected.begin(), expected.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return values[a] < values[b]; });
    return statistics::ascending_order(values) == expected;
}

bool marked_sorted_as_usual(const std::vector<double>& values) {
    std::vector<int> marks;
    for (std::size_t i = 0; i < values.size(); ++i) marks.push_back(i % 3 == 0 ? 2 : 0);
    std::vector<std::pair<double, bool>> expected;
    for (std::size_t i = 0; i < values.size(); ++i) expected.emplace_back(values[i], marks[i] != 0);
    std::sort(expected.begin(), expected.end());
    const statistics::MarkedOrder order(values, marks);
    bool same = order.size() == expected.size();
    for (std::size_t i = 0; same && i < expected.size(); ++i)
        same = order.value(i) == expected[i].first && order.marked(i) == expected[i].second;
    return same;
}

}  // namespace

TEST_CASE("times are sorted as a stable sort does it") {
    RandomStream random(1, 1);
    std::vector<double> uniform, whole, negative, close{1e300};
    for (int i = 0; i < 5000; ++i) {
        uniform.push_back(random.uniform());
        whole.push_back(random.below(40));
        negative.push_back(random.normal());
        // Their leading bits are the same.
        close.push_back(1 + 1e-15 * random.below(1000));
    }
    negative.push_back(0.0);
    negative.push_back(-0.0);
    CHECK(sorted_as_usual(uniform));
    CHECK(sorted_as_usual(whole));
    CHECK(sorted_as_usual(negative));
    CHECK(sorted_as_usual(close));
    CHECK(sorted_as_usual({}));
    CHECK(sorted_as_usual({3}));
    CHECK(sorted_as_usual({2, 2, 2}));
    CHECK(sorted_as_usual({2, -1}));
    // Rows that ten, twenty and thirty leading bits leave equal, among rows that they don't.
    std::vector<double> uneven;
    for (int i = 0; i < 20'000; ++i)
        uneven.push_back(std::pow(2.0, -static_cast<double>(random.below(1000))) *
                         (1 + 1e-9 * random.below(50)));
    CHECK(sorted_as_usual(uneven));
}

TEST_CASE("marked times are sorted as pairs") {
    RandomStream random(1, 2);
    std::vector<double> uniform, whole, close{1e300}, uneven{0.0, -0.0, 5e-324};
    for (int i = 0; i < 20'000; ++i) {
        uniform.push_back(random.uniform());
        whole.push_back(random.below(40));
        close.push_back(1 + 1e-15 * random.below(1000));
        uneven.push_back(std::pow(2.0, -static_cast<double>(random.below(1000))) *
                         (1 + 1e-9 * random.below(50)));
    }
    CHECK(marked_sorted_as_usual(uniform));
    CHECK(marked_sorted_as_usual(whole));
    CHECK(marked_sorted_as_usual(close));
    CHECK(marked_sorted_as_usual(uneven));
    CHECK(marked_sorted_as_usual({}));
    CHECK(marked_sorted_as_usual({3}));
    CHECK(marked_sorted_as_usual({2, 2, 2, 2}));
}

TEST_CASE("whole times, which are counted, give the curve and test that others give") {
    RandomStream random(2, 1);
    statistics::FollowUp whole, others;
    std::vector<std::size_t> group;
    for (int i = 0; i < 500; ++i) {
        whole.stop.push_back(random.below(60));
        others.stop.push_back(whole.stop.back() + 0.5);
        whole.event.push_back(static_cast<int>(random.below(2)));
        group.push_back(random.below(3));
    }
    others.event = whole.event;
    const auto a = survival_curve(whole, statistics::CurveLimits::log);
    const auto b = survival_curve(others, statistics::CurveLimits::log);
    REQUIRE(a.ok());
    REQUIRE(b.ok());
    CHECK(a->survival == b->survival);
    CHECK(a->at_risk == b->at_risk);
    CHECK(a->time.size() == b->time.size());
    CHECK(a->time[3] + 0.5 == b->time[3]);
    const auto one = statistics::log_rank(whole, group, {}, 1);
    const auto two = statistics::log_rank(others, group, {}, 1);
    REQUIRE(one.ok());
    CHECK(one->chi_squared == two->chi_squared);
}

TEST_CASE("sums of squares are those of plain loops") {
    RandomStream random(3, 1);
    for (const std::size_t columns : {1, 2, 3, 6, 7})
        for (const std::size_t rows : {1, 3, 4, 255, 256, 259, 700}) {
            const std::size_t stride = rows + 2;
            std::vector<double> x(stride * columns), weights(rows);
            for (double& value : x) value = random.normal();
            for (double& value : weights) value = random.uniform();
            for (const bool weighted : {false, true}) {
                std::vector<double> sum(columns * columns, 0.0);
                statistics::add_squares(x.data(), stride, rows, columns,
                                        weighted ? weights.data() : nullptr, sum.data());
                for (std::size_t i = 0; i < columns; ++i)
                    for (std::size_t j = 0; j < columns; ++j) {
                        double expected = 0;
                        for (std::size_t row = 0; row < rows; ++row)
                            expected += (weighted ? weights[row] : 1) * x[i * stride + row] *
                                        x[j * stride + row];
                        CHECK(std::abs(sum[j * columns + i] - expected) < 1e-10);
                    }
            }
        }
}
