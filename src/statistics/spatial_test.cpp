#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>
#include <vector>

#include "statistics/analyse.h"
#include "statistics/distribution.h"
#include "statistics/point_pattern.h"
#include "statistics/random.h"
#include "statistics/space_time_pairs.h"
#include "statistics/spatial_autocorrelation.h"
#include "statistics/spatial_weights.h"
#include "statistics/testing/analysis.h"

// Where things happen: exact moments against all orders of a few values, neighbours against
// comparing everyone with everyone, borders against closed forms, and what is refused.
namespace {

using doctest::Approx;
using statistics::Analysis;
using statistics::Bands;
using statistics::column_named;
using statistics::fit_value;
using statistics::Link;
using statistics::LocalKind;
using statistics::Metric;
using statistics::PlaneWindow;
using statistics::Replicates;
using statistics::series_named;
using statistics::SpatialWeights;
using statistics::WeightStyle;

base::Result<std::string> files(const std::string& name) {
    if (name == "pairs.csv") return std::string("i,j\na,b\nb,a\nb,c\nc,b\nc,d\nd,c\nd,e\ne,d\n");
    if (name == "weighted.csv") return std::string("i,j,w\n1,2,-1\n2,1,1\n");
    return base::refuse("no_file", "no file", name);
}

base::Result<Analysis> run(const std::string& specification) {
    return statistics::analyse(specification, files);
}

std::string code_of(const std::string& specification) {
    return statistics::code_of(run(specification));
}

std::string variable_of(const std::string& specification) {
    return statistics::variable_of(run(specification));
}

SpatialWeights weights_of(std::size_t areas, std::vector<Link> links) {
    return *statistics::weights_from_links(areas, std::move(links));
}

// Six areas in a crooked line with one shortcut; one link goes one way only.
SpatialWeights crooked() {
    return weights_of(6, {{0, 1},
                          {1, 0},
                          {1, 2},
                          {2, 1},
                          {2, 3},
                          {3, 2},
                          {3, 4},
                          {4, 3},
                          {4, 5},
                          {5, 4},
                          {0, 3},
                          {3, 0},
                          {5, 1}});
}

const std::vector<double> six{3, 9, 4, 12, 1, 7};

struct Moments {
    double mean = 0, variance = 0;
};

// Over all orders of the values; `fixed` stays where it is.
template <class Measure>
Moments over_all_orders(std::vector<double> values, std::size_t fixed, Measure measure) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (i != fixed) order.push_back(i);
    const std::vector<std::size_t> places = order;
    double sum = 0, squares = 0, count = 0;
    do {
        std::vector<double> dealt = values;
        for (std::size_t i = 0; i < places.size(); ++i) dealt[places[i]] = values[order[i]];
        const double value = measure(dealt);
        sum += value;
        squares += value * value;
        ++count;
    } while (std::next_permutation(order.begin(), order.end()));
    return {sum / count, squares / count - sum / count * sum / count};
}

constexpr std::size_t none_fixed = 1000;

std::vector<double> random_numbers(std::size_t count, std::uint64_t stream) {
    statistics::RandomStream random(11, stream);
    std::vector<double> values(count);
    for (double& value : values) value = random.uniform();
    return values;
}

}  // namespace

TEST_CASE("the moments of Moran, Geary and global G are those over all orders of the values") {
    for (const WeightStyle style : {WeightStyle::b, WeightStyle::w, WeightStyle::s}) {
        SpatialWeights weights = crooked();
        statistics::apply_style(weights, style);
        const Replicates none;
        const auto value_of = [&](auto measure) {
            return [&weights, none, measure](const std::vector<double>& x) {
                return measure(x, weights, none)->value;
            };
        };
        const auto moran = [](const auto& x, const auto& w, const auto& r) {
            return statistics::moran(x, w, statistics::Assumption::randomisation, r);
        };
        const auto geary = [](const auto& x, const auto& w, const auto& r) {
            return statistics::geary(x, w, statistics::Assumption::randomisation, r);
        };
        const auto global = [](const auto& x, const auto& w, const auto& r) {
            return statistics::global_g(x, w, r);
        };
        const auto check = [&](auto measure) {
            const auto found = measure(six, weights, none);
            const Moments exact = over_all_orders(six, none_fixed, value_of(measure));
            CHECK(found->expectation == Approx(exact.mean).epsilon(1e-10));
            CHECK(found->variance == Approx(exact.variance).epsilon(1e-9));
        };
        check(moran);
        check(geary);
        check(global);
    }
}

TEST_CASE("local moments are those over all orders, of all values or of the others") {
    for (const WeightStyle style : {WeightStyle::b, WeightStyle::w}) {
        SpatialWeights weights = crooked();
        statistics::apply_style(weights, style);
        SpatialWeights star = statistics::with_self(crooked());
        statistics::apply_style(star, style);
        for (std::size_t area = 0; area < six.size(); ++area) {
            const auto check = [&](LocalKind kind, const SpatialWeights& chosen, bool lag,
                                   std::size_t fixed) {
                const auto found = statistics::local_statistics(six, chosen, kind, {});
                const Moments exact =
                    over_all_orders(six, fixed, [&](const std::vector<double>& x) {
                        const auto dealt = statistics::local_statistics(x, chosen, kind, {});
                        return lag ? dealt->lag[area] : dealt->value[area];
                    });
                CHECK(found->expectation[area] == Approx(exact.mean).epsilon(1e-9));
                CHECK(found->variance[area] == Approx(exact.variance).epsilon(1e-9));
            };
            check(LocalKind::moran_total, weights, false, none_fixed);
            check(LocalKind::moran_conditional, weights, false, area);
            check(LocalKind::g, weights, true, area);
            check(LocalKind::g_star, star, true, none_fixed);
        }
    }
}

TEST_CASE("conditional permutations: same for any number of threads, and near the moments") {
    constexpr std::size_t areas = 400;
    const auto x = random_numbers(areas, 1), y = random_numbers(areas, 2),
               values = random_numbers(areas, 3);
    SpatialWeights weights = *statistics::nearest_neighbours(x, y, 6, false);
    statistics::apply_style(weights, WeightStyle::w);
    // Unequal weights take the other way through.
    SpatialWeights unequal = weights;
    for (std::size_t at = 0; at < unequal.values.size(); at += 3) unequal.values[at] *= 2;
    for (const SpatialWeights& each : {weights, unequal})
        for (const LocalKind kind : {LocalKind::moran_conditional, LocalKind::g}) {
            const auto one = statistics::local_statistics(values, each, kind, {999, 5, 1});
            const auto three = statistics::local_statistics(values, each, kind, {999, 5, 3});
            double largest = 0, ratio = 0;
            bool same = true;
            for (std::size_t i = 0; i < areas; ++i) {
                const auto& simulated = one->simulated[i];
                same = same && simulated.mean == three->simulated[i].mean &&
                       simulated.p_greater == three->simulated[i].p_greater;
                const double deviation = std::sqrt(one->variance[i]);
                largest =
                    std::max(largest, std::abs(simulated.mean - one->expectation[i]) / deviation);
                ratio += simulated.standard_deviation / deviation / areas;
                CHECK(simulated.p_greater + simulated.p_less > 1);
                // Clearly high by the moments is high by the replicates.
                if (one->z[i] > 3) CHECK(simulated.p_greater < 0.05);
                if (one->z[i] < -3) CHECK(simulated.p_less < 0.05);
            }
            CHECK(same);
            // 400 means of 999 draws: beyond 5/√999 about once in 4,000 times.
            CHECK(largest < 5 / std::sqrt(999.0));
            CHECK(ratio == Approx(1).epsilon(0.02));
        }
}

TEST_CASE("the replicates of G* hold the area's own value") {
    const auto x = random_numbers(50, 1), y = random_numbers(50, 2), values = random_numbers(50, 3);
    const SpatialWeights star =
        statistics::with_self(*statistics::nearest_neighbours(x, y, 4, false));
    const auto found = statistics::local_statistics(values, star, LocalKind::g_star, {1999, 3, 2});
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    for (std::size_t i = 0; i < values.size(); ++i)
        CHECK(found->simulated[i].mean ==
              Approx(values[i] + 4 * (total - values[i]) / 49).epsilon(0.02));
}

TEST_CASE("neighbours found by the grid are those found by comparing everyone") {
    auto x = random_numbers(300, 1), y = random_numbers(300, 2);
    // Equal places and equal distances are the hard cases.
    for (std::size_t i = 0; i < 150; ++i) {
        x[i] = std::floor(x[i] * 10) / 10;
        y[i] = std::floor(y[i] * 10) / 10;
    }
    const SpatialWeights nearest = *statistics::nearest_neighbours(x, y, 7, false);
    const SpatialWeights band = *statistics::distance_band(x, y, 0, 0.1, Metric::manhattan);
    for (std::size_t i = 0; i < x.size(); ++i) {
        std::vector<std::pair<double, std::uint32_t>> all;
        std::vector<std::uint32_t> within;
        for (std::uint32_t j = 0; j < x.size(); ++j) {
            if (j == i) continue;
            all.emplace_back((x[i] - x[j]) * (x[i] - x[j]) + (y[i] - y[j]) * (y[i] - y[j]), j);
            if (std::abs(x[i] - x[j]) + std::abs(y[i] - y[j]) <= 0.1) within.push_back(j);
        }
        std::sort(all.begin(), all.end());
        std::vector<std::uint32_t> expected;
        for (std::size_t k = 0; k < 7; ++k) expected.push_back(all[k].second);
        std::sort(expected.begin(), expected.end());
        CHECK(std::equal(expected.begin(), expected.end(), nearest.of(i).begin()));
        CHECK(std::vector<std::uint32_t>(band.of(i).begin(), band.of(i).end()) == within);
    }
    const SpatialWeights both = *statistics::nearest_neighbours(x, y, 2, true);
    for (std::size_t i = 0; i < both.areas(); ++i)
        for (const std::uint32_t j : both.of(i)) {
            const auto back = both.of(j);
            CHECK(std::binary_search(back.begin(), back.end(), static_cast<std::uint32_t>(i)));
        }
}

TEST_CASE("styles sum as they say, and an area without neighbours keeps an empty row") {
    const std::vector<Link> links{{0, 1}, {1, 0}, {1, 2}, {2, 1}, {2, 0, 3}};
    const auto styled = [&](WeightStyle style) {
        SpatialWeights weights = weights_of(4, links);
        statistics::apply_style(weights, style);
        CHECK(weights.count(3) == 0);
        return weights;
    };
    const auto sum = [](const SpatialWeights& weights) {
        return std::accumulate(weights.values.begin(), weights.values.end(), 0.0);
    };
    CHECK(sum(styled(WeightStyle::b)) == Approx(7));
    CHECK(sum(styled(WeightStyle::c)) == Approx(3));
    CHECK(sum(styled(WeightStyle::u)) == Approx(1));
    CHECK(sum(styled(WeightStyle::s)) == Approx(3));
    const SpatialWeights w = styled(WeightStyle::w);
    CHECK(w.values_of(2)[0] == Approx(0.75));
    CHECK(statistics::with_self(w).count(3) == 0);
    CHECK(statistics::with_self(w).count(2) == 3);
    CHECK(statistics::constants_of(w).n == 3);
}

TEST_CASE("areas without neighbours stay in the table, outside the local numbers, and are named") {
    const auto answer = run(R"({"method": "local_autocorrelation", "columns": {
        "name": ["a", "b", "c", "d", "e", "Bornholm"], "rate": [1, 2, 4, 8, 9, 30]},
        "value": "rate", "area": "name", "neighbours": {"data": "pairs.csv"}, "replicates": 99})");
    REQUIRE(answer);
    const auto& areas = series_named(*answer, "areas");
    REQUIRE(areas.at.size() == 6);
    for (const char* name : {"z", "p", "p_corrected", "simulated_p", "value", "quadrant"}) {
        CHECK(std::isnan(column_named(areas, name)[5]));
        CHECK_FALSE(std::isnan(column_named(areas, name)[4]));
    }
    CHECK(column_named(areas, "observed")[5] == 30);
    CHECK(column_named(areas, "neighbours")[5] == 0);
    CHECK(fit_value(*answer, "without_neighbours") == 1);
    REQUIRE(answer->warnings.size() == 1);
    CHECK(answer->warnings[0].code == "areas_without_neighbours");
    CHECK(answer->warnings[0].arguments[1] == "Bornholm");
    const std::string text = statistics::analysis_json(
        *answer, "test", [](const base::Error& error) { return error.code; });
    CHECK(text.find("\"seed\": 1") != std::string::npos);
    CHECK(text.find("nan") == std::string::npos);
}

TEST_CASE("Moran knows no units, no order of areas and no level; clustered values are found") {
    const auto x = random_numbers(200, 1), y = random_numbers(200, 2),
               values = random_numbers(200, 3);
    SpatialWeights weights = *statistics::nearest_neighbours(x, y, 5, false);
    const auto moran = [](const std::vector<double>& v, const SpatialWeights& w,
                          const Replicates& r) {
        return *statistics::moran(v, w, statistics::Assumption::randomisation, r);
    };
    const auto plain = moran(values, weights, {199, 1, 2});
    std::vector<double> changed = values;
    for (double& value : changed) value = 1000 - 37 * value;
    CHECK(moran(changed, weights, {}).value == Approx(plain.value).epsilon(1e-10));
    CHECK(moran(changed, weights, {}).z == Approx(plain.z).epsilon(1e-8));
    CHECK(moran(values, weights, {199, 1, 1}).simulated->mean == plain.simulated->mean);
    std::vector<double> rx(x.rbegin(), x.rend()), ry(y.rbegin(), y.rend()),
        rv(values.rbegin(), values.rend());
    CHECK(moran(rv, *statistics::nearest_neighbours(rx, ry, 5, false), {}).z ==
          Approx(plain.z).epsilon(1e-9));
    std::vector<double> slope;
    for (std::size_t i = 0; i < x.size(); ++i) slope.push_back(x[i] + 0.1 * values[i]);
    const auto clustered = moran(slope, weights, {199, 1, 1});
    CHECK(clustered.z > 10);
    CHECK(clustered.simulated->p_greater == Approx(1.0 / 200));
}

TEST_CASE("without clustering Moran's z passes 1.96 about as often as it should") {
    const auto x = random_numbers(60, 1), y = random_numbers(60, 2);
    SpatialWeights weights = *statistics::nearest_neighbours(x, y, 4, false);
    int beyond = 0;
    constexpr int times = 2000;
    for (int time = 0; time < times; ++time) {
        const auto values = random_numbers(60, 100 + static_cast<std::uint64_t>(time));
        const auto found =
            statistics::moran(values, weights, statistics::Assumption::randomisation, {});
        beyond += std::abs(found->z) > 1.96 ? 1 : 0;
    }
    CHECK(beyond > 0.03 * times);
    CHECK(beyond < 0.07 * times);
}

TEST_CASE("Knox: mean and variance are those over all orders of the times, in every band") {
    const std::vector<double> x{0, 1, 2, 4, 4, 7, 1}, y{0, 2, 0, 1, 3, 3, 1},
        time{1, 1, 3, 4, 8, 9, 5};
    const Bands space{{0, 2, 4}, false, true}, days{{0, 1, 3}, false, true};
    for (const Metric metric : {Metric::euclidean, Metric::manhattan}) {
        const auto table = statistics::space_time_pairs({x, y, time}, space, days, metric, {});
        REQUIRE(table);
        double all = 0;
        for (std::size_t s = 0; s < 3; ++s)
            for (std::size_t t = 0; t < 3; ++t) {
                const Moments exact =
                    over_all_orders(time, none_fixed, [&](const std::vector<double>& dealt) {
                        return statistics::space_time_pairs({x, y, dealt}, space, days, metric, {})
                            ->cell(s, t)
                            .observed;
                    });
                CHECK(table->cell(s, t).expected == Approx(exact.mean).epsilon(1e-10));
                CHECK(table->cell(s, t).variance == Approx(exact.variance).epsilon(1e-8));
                all += table->cell(s, t).observed;
            }
        CHECK(all == 21);
    }
}

TEST_CASE("bands are [a,b) and are named so: a pair at an edge belongs to the band it begins") {
    // Distances 200, 200 and 400; times 7, 7 and 14 apart; a fourth event far away.
    const auto answer = run(R"({"method": "near_repeat", "columns": {
        "x": [0, 200, 400, 9000], "y": [0, 0, 0, 0], "t": [0, 7, 14, 400]}, "time": "t",
        "space_bands": [0, 200, 400, 600], "time_bands": [0, 7, 14, 21], "replicates": 0})");
    REQUIRE(answer);
    const auto& bands = series_named(*answer, "bands");
    const auto& observed = column_named(bands, "observed");
    REQUIRE(bands.at.size() == 9);
    for (std::size_t i = 0; i < bands.at.size(); ++i) {
        double expected = 0;
        if (bands.at[i] == "[200,400) [7,14)") expected = 2;
        if (bands.at[i] == "[400,600) [14,21)") expected = 1;
        CHECK(observed[i] == expected);
    }
    CHECK(bands.at[0] == "[0,200) [0,7)");
    // Knox's own limits count what lies at them.
    const auto knox = run(R"({"method": "knox", "columns": {
        "x": [0, 200, 400, 9000], "y": [0, 0, 0, 0], "t": [0, 7, 14, 400]}, "time": "t",
        "space": 200, "within": 7, "replicates": 99, "seed": 4})");
    REQUIRE(knox);
    CHECK(fit_value(*knox, "observed") == 2);
    CHECK(fit_value(*knox, "close_in_space") == 2);
    CHECK(*knox->seed == 4);
}

TEST_CASE("Knox: dealing out times is not shuffling pairs, and both are given") {
    const std::vector<double> x{0, 0.5, 3, 6, 9}, y{0, 0, 0, 0, 0}, time{0, 1, 10, 20, 21};
    const Bands space{{0, 3}, true, false}, days{{0, 1}, true, false};
    const auto table =
        statistics::space_time_pairs({x, y, time}, space, days, Metric::euclidean, {9999, 2, 2});
    REQUIRE(table);
    const auto& cell = table->cell(0, 0);
    CHECK(cell.observed == 2);
    CHECK(table->close_in_space[0] == 5);
    CHECK(table->close_in_time[0] == 2);
    // 2 of 10 pairs, both among the 5 marked: 10/45.
    CHECK(cell.p_pairs == Approx(10.0 / 45));
    const Moments both = over_all_orders(time, none_fixed, [&](const std::vector<double>& dealt) {
        return statistics::space_time_pairs({x, y, dealt}, space, days, Metric::euclidean, {})
                           ->cell(0, 0)
                           .observed >= 2
                   ? 1.0
                   : 0.0;
    });
    CHECK(cell.simulated.p_greater == Approx(both.mean).epsilon(0.05));
    CHECK(both.mean != Approx(10.0 / 45).epsilon(0.01));
    const auto again =
        statistics::space_time_pairs({x, y, time}, space, days, Metric::euclidean, {9999, 2, 1});
    CHECK(again->cell(0, 0).simulated.p_greater == cell.simulated.p_greater);
}

TEST_CASE("Knox finds planted repeats and keeps its level without them") {
    statistics::RandomStream random(3, 0);
    const Bands space{{0, 0.05}, true, false}, days{{0, 5}, true, false};
    int low = 0;
    constexpr int times = 200;
    for (int time = 0; time < times; ++time) {
        std::vector<double> x, y, t;
        for (int i = 0; i < 100; ++i) {
            x.push_back(random.uniform());
            y.push_back(random.uniform());
            t.push_back(std::floor(365 * random.uniform()));
        }
        const auto plain =
            statistics::space_time_pairs({x, y, t}, space, days, Metric::euclidean, {99, 1, 1});
        low += plain->cell(0, 0).simulated.p_greater <= 0.05 ? 1 : 0;
        if (time >= 20) continue;
        for (std::size_t i = 0; i < 15; ++i) {
            x.push_back(x[i] + 0.01);
            y.push_back(y[i]);
            t.push_back(t[i] + 2);
        }
        const auto planted =
            statistics::space_time_pairs({x, y, t}, space, days, Metric::euclidean, {99, 1, 1});
        CHECK(planted->cell(0, 0).simulated.p_greater == Approx(0.01));
    }
    CHECK(low <= 0.05 * times + 3 * std::sqrt(0.05 * 0.95 * times));
}

TEST_CASE("a kernel's mass within a window is exact") {
    const auto square = PlaneWindow::rectangle(-1, 2, 0, 4);
    REQUIRE(square);
    const auto part = [](double low, double high, double centre, double spread) {
        return statistics::normal_lower((high - centre) / spread) -
               statistics::normal_lower((low - centre) / spread);
    };
    for (const statistics::Place place : {statistics::Place{0, 1}, {-1, 0}, {1.9, 3.9}, {5, -2}}) {
        const double expected = part(-1, 2, place.x, 0.7) * part(0, 4, place.y, 1.3);
        CHECK(square->gaussian_mass(place, 0.7, 1.3) == Approx(expected).epsilon(1e-12));
    }
    CHECK(square->quartic_mass({0.5, 2}, 1, 1) == Approx(1));
    CHECK(square->quartic_mass({0.5, 0}, 1, 1) == Approx(0.5));
    CHECK(square->quartic_mass({-1, 0}, 1, 2) == Approx(0.25));
    CHECK(square->quartic_mass({9, 9}, 1, 1) == Approx(0).epsilon(1e-12));
    // A hole takes its part away, whichever way its ring turns.
    for (const bool turned : {false, true}) {
        std::vector<statistics::Place> hole{{0, 1}, {1, 1}, {1, 2}, {0, 2}};
        if (turned) std::reverse(hole.begin(), hole.end());
        const auto ring = PlaneWindow::from_rings({{{-1, 0}, {2, 0}, {2, 4}, {-1, 4}}, hole});
        REQUIRE(ring);
        CHECK(ring->area() == Approx(11));
        CHECK_FALSE(ring->contains({0.5, 1.5}));
        CHECK(ring->contains({0.5, 1}));
        const auto inner = PlaneWindow::from_rings({hole});
        CHECK(ring->gaussian_mass({0, 0.5}, 1, 1) ==
              Approx(square->gaussian_mass({0, 0.5}, 1, 1) - inner->gaussian_mass({0, 0.5}, 1, 1)));
    }
}

TEST_CASE("the circle's part in a window, and K near a border") {
    const auto window = *PlaneWindow::rectangle(0, 10, 0, 10);
    CHECK(window.part_of_circle({5, 5}, 2) == Approx(1));
    CHECK(window.part_of_circle({5, 0}, 2) == Approx(0.5));
    CHECK(window.part_of_circle({0, 0}, 2) == Approx(0.25));
    CHECK(window.part_of_circle({5, 1}, 2) == Approx(1 - std::acos(0.5) / std::numbers::pi));
    CHECK(window.part_of_circle({5, 5}, 20) == 0);
    // Under complete randomness the corrected K is πr² on average, the other is below.
    double corrected = 0, plain = 0;
    constexpr int times = 40;
    for (std::uint64_t time = 0; time < times; ++time) {
        auto x = random_numbers(150, 2 * time), y = random_numbers(150, 2 * time + 1);
        for (double& each : x) each *= 10;
        for (double& each : y) each *= 10;
        const std::vector<double> distances{2};
        corrected +=
            statistics::ripley_k(x, y, window, distances, statistics::KCorrection::isotropic)
                ->front() /
            times;
        plain +=
            statistics::ripley_k(x, y, window, distances, statistics::KCorrection::none)->front() /
            times;
    }
    CHECK(corrected == Approx(4 * std::numbers::pi).epsilon(0.03));
    CHECK(plain < 0.95 * corrected);
}

TEST_CASE("a corrected density keeps the number of points; the order of points means nothing") {
    const auto window = *PlaneWindow::rectangle(0, 1, 0, 1);
    const auto x = random_numbers(80, 1), y = random_numbers(80, 2);
    const std::vector<double> ones(80, 1.0);
    std::vector<double> cells;
    for (int i = 0; i < 100; ++i) cells.push_back((i + 0.5) / 100);
    for (const auto kernel : {statistics::Kernel::gaussian, statistics::Kernel::quartic}) {
        statistics::DensityRequest request{
            kernel, {0.1, 0.2}, statistics::BorderCorrection::diggle, &window, 2};
        const auto density = statistics::kernel_density(x, y, ones, cells, cells, request);
        REQUIRE(density);
        CHECK(std::accumulate(density->begin(), density->end(), 0.0) / 1e4 ==
              Approx(80).epsilon(1e-3));
        const std::vector<double> rx(x.rbegin(), x.rend()), ry(y.rbegin(), y.rend());
        const auto turned = statistics::kernel_density(rx, ry, ones, cells, cells, request);
        CHECK((*turned)[1234] == Approx((*density)[1234]).epsilon(1e-12));
        request.threads = 1;
        CHECK(*statistics::kernel_density(x, y, ones, cells, cells, request) == *density);
        // An even density stays even to the border.
        std::vector<double> even_x, even_y;
        for (int i = 0; i < 2500; ++i) {
            even_x.push_back((i % 50 + 0.5) / 50);
            even_y.push_back((std::floor(i / 50.0) + 0.5) / 50);
        }
        request.correction = statistics::BorderCorrection::uniform;
        const std::vector<double> corner{0.0, 0.5};
        const auto even = statistics::kernel_density(even_x, even_y, std::vector<double>(2500, 1.0),
                                                     corner, corner, request);
        for (const double each : *even) CHECK(each == Approx(2500).epsilon(0.01));
    }
}

TEST_CASE("Clark and Evans: a lattice is spread, one place is clumped") {
    std::vector<double> x, y;
    for (int i = 0; i < 100; ++i) {
        x.push_back(i % 10 + 0.5);
        y.push_back(std::floor(i / 10.0) + 0.5);
    }
    const auto window = *PlaneWindow::rectangle(0, 10, 0, 10);
    const auto spread = statistics::nearest_neighbour_test(x, y, window);
    CHECK(spread->ratio == Approx(2));
    CHECK(spread->z > 10);
    CHECK(spread->ratio_donnelly < spread->ratio);
    const std::vector<double> here(20, 3.0);
    CHECK(statistics::nearest_neighbour_test(here, here, window)->ratio == 0);
}

TEST_CASE("what can't be answered is refused by name: areas") {
    const std::string local = R"({"method": "local_autocorrelation", "value": "v", "area": "a",
        "neighbours": {"data": "pairs.csv"}, "columns": {"a": ["a","b","c","d","e"], "v": )";
    CHECK(code_of(local + "[2,2,2,2,2]}}") == "constant_variable");
    CHECK(variable_of(local + "[2,2,2,2,2]}}") == "v");
    CHECK(code_of(local + R"(["x","y","z","x","y"]}})") == "not_numeric");
    CHECK(code_of(local + "[1,2,3,4,5]}, \"replicates\": 9999999}") == "outside");
    CHECK(code_of(local + "[1,2,3,4,5]}, \"threads\": 0}") == "outside");
    CHECK(code_of(R"({"method": "local_autocorrelation", "value": "v", "area": "a", "neighbours":
        {"data": "pairs.csv"}, "columns": {"a": ["a","a","c"], "v": [1,2,3]}})") == "area_twice");
    CHECK(code_of(R"({"method": "local_autocorrelation", "value": "v", "area": "a", "neighbours":
        {"data": "pairs.csv"}, "columns": {"a": ["p","q","r"], "v": [1,2,3]}})") == "too_few");
    CHECK(code_of(R"({"method": "local_autocorrelation", "value": "v", "neighbours":
        {"data": "weighted.csv", "weight": "w"}, "columns": {"v": [1,2,3]}})") == "negative_value");
    const std::string global = R"({"method": "spatial_autocorrelation", "columns": {
        "x": [0,1,2,3,4], "y": [0,0,0,0,0], "v": [1,-2,3,4,5], "n": [9,9,0,9,9],
        "none": [0,0,0,0,0]}, )";
    CHECK(code_of(global + R"("value": "v", "neighbours": {"nearest": 5}})") == "outside");
    CHECK(code_of(global + R"("value": "v", "neighbours": {"distance": 0}})") == "outside");
    CHECK(code_of(global + R"("value": "v", "neighbours": {"distance": 0.5}})") == "too_few");
    CHECK(code_of(global + R"("value": "v", "neighbours": {}})") == "missing_field");
    CHECK(code_of(global + R"("value": "v", "statistic": "global_g", "neighbours":
        {"nearest": 2}})") == "negative_value");
    const std::string rates = global + R"("statistic": "empirical_bayes", "neighbours":
        {"nearest": 2}, )";
    CHECK(code_of(rates + R"("observed": "v", "population": "n"})") == "negative_value");
    CHECK(variable_of(rates + R"("observed": "x", "population": "n"})") == "n");
    CHECK(code_of(rates + R"("observed": "none", "population": "v"})") == "not_positive");
    CHECK(code_of(rates + R"("observed": "none", "population": "x", "where": "x > 0"})") ==
          "no_events");
}

TEST_CASE("what can't be answered is refused by name: points") {
    const std::string points = R"({"columns": {"x": [0,1,2,3,4], "y": [0,1,0,1,0],
        "t": [5,5,5,5,5], "s": [1,2,3,4,5], "d": ["2016-01-01","2016-02-30","2016-03-01",
        "2016-03-02","2016-03-03"], "zero": [0,0,0,0,0]}, "method": )";
    const std::string knox = points + R"("knox", "space": 2, "within": 3, )";
    CHECK(code_of(knox + R"("time": "t"})") == "constant_variable");
    CHECK(code_of(knox + R"("time": "d"})") == "not_numeric");
    CHECK(variable_of(knox + R"("time": "s", "x": "zero", "y": "zero"})") == "zero");
    CHECK(code_of(knox + R"("time": "s", "where": "s < 4"})") == "too_few");
    CHECK(code_of(points + R"("knox", "space": 0, "within": 3, "time": "s"})") == "outside");
    CHECK(code_of(points + R"("knox", "space": 0.5, "within": 3, "time": "s"})") == "no_events");
    CHECK(code_of(points + R"("near_repeat", "space_bands": [0, 0], "time_bands": [0, 1],
        "time": "s"})") == "outside");
    CHECK(code_of(points + R"("near_repeat", "space_bands": [5], "time_bands": [0, 1],
        "time": "s"})") == "outside");
    const std::string density = points + R"("kernel_density", "grid": {"x": [0, 4], "y": [0, 1],
        "count": 3}, )";
    CHECK(code_of(density + R"("bandwidth": 0})") == "not_positive");
    CHECK(code_of(density + R"("edge": "diggle", "bandwidth": 1})") == "missing_field");
    CHECK(code_of(density + R"("x": "zero", "bandwidth_rule": "scott"})") == "constant_variable");
    CHECK(code_of(density + R"("bandwidth": 1, "window": {"rectangle": [8, 9, 8, 9]}})") ==
          "no_data");
    CHECK(code_of(density + R"("bandwidth": 1, "window": {"rectangle": [1, 1, 0, 2]}})") ==
          "outside");
    CHECK(code_of(points + R"("point_pattern", "window": {"rectangle": [0, 9, 0, 9]},
        "distances": [-1]})") == "outside");
    const auto kept = run(points + R"("point_pattern", "window": {"rectangle": [0, 3, 0, 1]}})");
    REQUIRE(kept);
    CHECK(fit_value(*kept, "outside") == 1);
    CHECK(kept->warnings[0].code == "points_outside");
}
