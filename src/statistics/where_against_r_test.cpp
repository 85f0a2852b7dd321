#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "statistics/point_pattern.h"
#include "statistics/spatial_autocorrelation.h"
#include "statistics/spatial_weights.h"

// Against spdep 1.2-7 and spatstat.explore 3.0-6, where a comparison on further data showed a
// difference or an option was missing.
namespace {

using doctest::Approx;
using namespace statistics;

// Eight Danish towns.
const std::vector<double> longitude{12.57, 10.2, 9.92, 10.39, 12.1, 8.45, 9.5, 11.8},
    latitude{55.68, 56.16, 57.05, 55.4, 55.64, 55.47, 55.7, 54.8}, value{3, 5, 8, 2, 4, 9, 7, 1};

std::vector<std::size_t> counts_of(const SpatialWeights& weights) {
    std::vector<std::size_t> counts;
    for (std::size_t i = 0; i < weights.areas(); ++i) counts.push_back(weights.count(i));
    return counts;
}

PlaneWindow unit_square() {
    auto window = PlaneWindow::rectangle(0, 1, 0, 1);
    REQUIRE(window);
    return *window;
}

// Thirty points, denser to the left.
struct Points {
    std::vector<double> x, y;
    Points() {
        for (int i = 1; i <= 30; ++i) {
            x.push_back(std::pow(std::fmod(i * 0.61803398875, 1), 1.7));
            y.push_back(std::fmod(i * 0.75487766625, 1));
        }
    }
};

}  // namespace

TEST_CASE("neighbours on earth are those of dnearneigh and knearneigh with longlat") {
    // card(dnearneigh(xy, 0, 110, longlat = TRUE)), the same for 60
    const auto band = earth_band(longitude, latitude, 0, 110);
    REQUIRE(band);
    CHECK(counts_of(*band) == std::vector<std::size_t>{2, 3, 1, 2, 2, 1, 3, 2});
    const auto narrow = earth_band(longitude, latitude, 0, 60);
    REQUIRE(narrow);
    CHECK(counts_of(*narrow) == std::vector<std::size_t>{1, 0, 0, 0, 1, 0, 0, 0});
    // knn2nb(knearneigh(xy, 2, longlat = TRUE)), counted from 0
    const auto nearest = nearest_on_earth(longitude, latitude, 2, false);
    REQUIRE(nearest);
    CHECK(nearest->neighbours ==
          std::vector<std::uint32_t>{4, 7, 3, 6, 1, 6, 1, 6, 0, 7, 3, 6, 1, 3, 0, 4});
    CHECK(earth_band({longitude}, std::vector<double>(8, 91), 0, 10).error().code == "outside");
}

TEST_CASE("weights by distance are those of nb2listw with glist") {
    auto weights = nearest_on_earth(longitude, latitude, 2, false);
    REQUIRE(weights);
    SpatialWeights minmax = *weights;
    // glist = lapply(nbdists(k, xy, longlat = TRUE), function(x) 1/x)
    REQUIRE(weigh_by_distance(*weights, longitude, latitude, Surface::earth, {}));
    apply_style(*weights, WeightStyle::w);
    const auto found = moran(value, *weights, Assumption::randomisation, {});
    REQUIRE(found);
    CHECK(found->value == Approx(0.1290326405936).epsilon(1e-9));
    CHECK(found->variance == Approx(0.0866936484977).epsilon(1e-9));
    REQUIRE(weigh_by_distance(minmax, longitude, latitude, Surface::earth, {}));
    apply_style(minmax, WeightStyle::minmax);
    CHECK(minmax.values[0] == Approx(0.761368660290).epsilon(1e-9));
    CHECK(minmax.values[1] == Approx(0.207944945127).epsilon(1e-9));
}

TEST_CASE("two points in one place have no weight by a power of their distance") {
    const std::vector<double> x{0, 0, 1, 2, 3}, y{0, 0, 0, 0, 0};
    auto weights = nearest_neighbours(x, y, 1, false);
    REQUIRE(weights);
    const auto refused = weigh_by_distance(*weights, x, y, Surface::plane, {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "same_place");
    Decay decay;
    decay.least = 0.5;
    REQUIRE(weigh_by_distance(*weights, x, y, Surface::plane, decay));
    CHECK(weights->values[0] == 2);
    decay.kind = DecayKind::double_power;
    decay.reach = 1;
    REQUIRE(weigh_by_distance(*weights, x, y, Surface::plane, decay));
    CHECK(weights->values[0] == 0.5);
    CHECK(weights->values[2] == 0);
}

TEST_CASE("Geary's variance with an area without neighbours is geary.test's") {
    // A chain of seven and one alone, style B.
    std::vector<Link> links;
    for (std::size_t i = 0; i + 1 < 7; ++i) {
        links.push_back({i, i + 1, 1});
        links.push_back({i + 1, i, 1});
    }
    const auto weights = weights_from_links(8, links);
    REQUIRE(weights);
    const auto randomised = geary(value, *weights, Assumption::randomisation, {});
    const auto normal = geary(value, *weights, Assumption::normality, {});
    REQUIRE(randomised);
    REQUIRE(normal);
    CHECK(randomised->value == Approx(0.6963906581741).epsilon(1e-10));
    CHECK(randomised->variance == Approx(0.0554295793848).epsilon(1e-10));
    CHECK(normal->variance == Approx(0.0925925925926).epsilon(1e-10));
}

TEST_CASE("bandwidths are bw.ppl's, bw.CvL's and bw.scott.iso's") {
    const Points points;
    const auto likelihood = bandwidth_likelihood(points.x, points.y, unit_square(), {});
    const auto inverse = bandwidth_inverse(points.x, points.y, unit_square(), {});
    const auto scott = bandwidth_scott_isotropic(points.x, points.y);
    REQUIRE(likelihood);
    REQUIRE(inverse);
    REQUIRE(scott);
    CHECK(likelihood->x == Approx(0.072863597954).epsilon(1e-9));
    CHECK(inverse->x == Approx(0.128603921003).epsilon(1e-9));
    CHECK(scott->x == Approx(0.166614518848).epsilon(1e-9));
    CHECK(bandwidth_likelihood(points.x, points.y, unit_square(), {1, 0.5, 16}).error().code ==
          "outside");
}

TEST_CASE("Clark and Evans' ratio has clarkevans' corrections") {
    const Points points;
    const auto found = nearest_neighbour_test(points.x, points.y, unit_square());
    REQUIRE(found);
    CHECK(found->ratio == Approx(0.767550449240).epsilon(1e-9));
    CHECK(found->ratio_donnelly == Approx(0.706728561072).epsilon(1e-9));
    REQUIRE(found->ratio_cdf);
    CHECK(*found->ratio_cdf == Approx(0.797314404348).epsilon(1e-9));
}

TEST_CASE("K has Kest's border and translation corrections") {
    const Points points;
    const std::vector<double> distances{0.125, 0.25 * 410 / 512};
    const auto border = ripley_k(points.x, points.y, unit_square(), distances, KCorrection::border);
    const auto moved =
        ripley_k(points.x, points.y, unit_square(), distances, KCorrection::translation);
    REQUIRE(border);
    REQUIRE(moved);
    CHECK((*border)[0] == Approx(0.052380952381).epsilon(1e-9));
    CHECK((*border)[1] == Approx(0.15).epsilon(1e-9));
    CHECK((*moved)[0] == Approx(0.0640123848866).epsilon(1e-9));
    CHECK((*moved)[1] == Approx(0.1531609790465).epsilon(1e-9));
}

TEST_CASE("a window's overlap with itself moved is exact") {
    CHECK(unit_square().overlap_with_moved(0.25, -0.5) == Approx(0.375).epsilon(1e-12));
    const auto triangle = PlaneWindow::from_rings({{{0, 0}, {1, 0}, {0, 1}}});
    REQUIRE(triangle);
    // A triangle moved along one leg shares the triangle that is left.
    CHECK(triangle->overlap_with_moved(0.4, 0) == Approx(0.18).epsilon(1e-12));
    CHECK(triangle->overlap_with_moved(2, 0) == 0);
}

TEST_CASE("G* of areas beside one without neighbours is localG's in every style") {
    // nb <- dnearneigh(cbind(x, y), 0, 1.2)
    // attr(localG(v, nb2listw(include.self(nb), style=, zero.policy=TRUE), zero.policy=TRUE,
    //      return_internals=TRUE), "internals")[1:3, 1]
    const std::vector<double> x{0, 1, 2, 0, 1, 2, 9, 3}, y{0, 0, 0, 1, 1, 1, 9, 0};
    const auto band = distance_band(x, y, 0, 1.2, Metric::euclidean);
    REQUIRE(band);
    struct Expected {
        WeightStyle style;
        double first, second, third;
    };
    const Expected all[] = {{WeightStyle::c, 0.0854700854701, 0.17094017094, 0.196581196581},
                            {WeightStyle::u, 0.0106837606838, 0.0213675213675, 0.0245726495726},
                            {WeightStyle::s, 0.0870151651903, 0.150714687139, 0.173321890209},
                            {WeightStyle::w, 0.0854700854701, 0.128205128205, 0.147435897436},
                            {WeightStyle::b, 0.25641025641, 0.512820512821, 0.589743589744},
                            {WeightStyle::minmax, 0.0641025641026, 0.128205128205, 0.147435897436}};
    for (const Expected& expected : all) {
        const auto found = local_statistics(value, star_weights(*band, expected.style),
                                            LocalKind::g_star, Replicates{});
        REQUIRE(found);
        CHECK(found->value[0] == Approx(expected.first).epsilon(1e-9));
        CHECK(found->value[1] == Approx(expected.second).epsilon(1e-9));
        CHECK(found->value[2] == Approx(expected.third).epsilon(1e-9));
        CHECK(std::isnan(found->z[6]));
    }
}

TEST_CASE("the bandwidth by a share of distances is bw.frac") {
    const auto rectangle = PlaneWindow::rectangle(0, 3, 0, 2);
    const auto polygon = PlaneWindow::from_rings({{{0, 0}, {4, 0}, {4, 1}, {1, 3}, {0, 1}}});
    REQUIRE(rectangle);
    REQUIRE(polygon);
    const auto check = [](const base::Result<Bandwidth>& found, double expected) {
        REQUIRE(found);
        CHECK(found->x == Approx(expected).epsilon(1e-10));
    };
    check(bandwidth_fraction(*rectangle, 0.25), 0.807478040475);
    check(bandwidth_fraction(*polygon, 0.25), 0.93963356421);
    check(bandwidth_fraction(*polygon, 0.5), 1.4897817132);
    CHECK(bandwidth_fraction(*polygon, 1).error().code == "outside");
}
