#include "statistics/contiguity.h"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "statistics/testing/analysis.h"

namespace {

using statistics::Contiguity;
using statistics::Shape;
using statistics::SpatialWeights;

Shape square(double left, double bottom, double side = 1) {
    return {{{left, bottom},
             {left + side, bottom},
             {left + side, bottom + side},
             {left, bottom + side},
             {left, bottom}}};
}

// Three squares below three others, one a hair's breadth to the right of them, one far away.
std::vector<Shape> squares() {
    std::vector<Shape> shapes;
    for (const double bottom : {0, 1})
        for (const double left : {0, 1, 2}) shapes.push_back(square(left, bottom));
    shapes.push_back(square(3 + 1e-9, 0));
    shapes.push_back(square(9, 9));
    return shapes;
}

std::vector<std::uint32_t> of(const SpatialWeights& weights, std::size_t area) {
    const auto row = weights.of(area);
    return {row.begin(), row.end()};
}

using Row = std::vector<std::uint32_t>;

std::string map_text(const std::vector<Shape>& shapes) {
    std::string features;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        std::string ring;
        for (const auto& place : shapes[i].front())
            ring += (ring.empty() ? "[" : ",[") + std::to_string(place.x) + "," +
                    std::to_string(place.y) + "]";
        features += (i == 0 ? "" : ",") +
                    (R"({"type":"Feature","properties":{"k":)" + std::to_string(100 + i) +
                     R"(},"geometry":{"type":"Polygon","coordinates":[[)" + ring + "]]}}");
    }
    return R"({"type":"FeatureCollection","features":[)" + features + "]}";
}

base::Result<statistics::Analysis> on_map(const std::string& map, const std::string& neighbours,
                                          const std::string& areas) {
    return statistics::analyse(
        R"({"method":"local_autocorrelation","statistic":"moran","columns":{"k":)" + areas +
            R"(,"v":[3,1,4,1,5,9,2,6]},"value":"v","area":"k","neighbours":{"data":"m.geojson",)" +
            neighbours + "}}",
        [&](const std::string&) -> base::Result<std::string> { return map; });
}

constexpr const char* all_areas = "[100,101,102,103,104,105,106,107]";

}  // namespace

TEST_CASE("areas that share a corner or a side are neighbours") {
    const auto queen = statistics::contiguous(squares(), Contiguity::queen, 1e-8);
    REQUIRE(queen);
    CHECK(of(*queen, 0) == Row{1, 3, 4});
    CHECK(of(*queen, 1) == Row{0, 2, 3, 4, 5});
    CHECK(of(*queen, 2) == Row{1, 4, 5, 6});
    CHECK(of(*queen, 5) == Row{1, 2, 4, 6});
    CHECK(of(*queen, 7).empty());
    const auto rook = statistics::contiguous(squares(), Contiguity::rook, 1e-8);
    REQUIRE(rook);
    CHECK(of(*rook, 0) == Row{1, 3});
    CHECK(of(*rook, 2) == Row{1, 5, 6});
    CHECK(of(*rook, 5) == Row{2, 4});
    const auto exact = statistics::contiguous(squares(), Contiguity::queen, 0);
    REQUIRE(exact);
    CHECK(of(*exact, 6).empty());
}

TEST_CASE("one place is one corner, however often a ring comes by it") {
    // Two squares that meet in one corner, which is where a second ring of each begins and ends.
    Shape left = square(0, 0), right = square(1, 1);
    left.push_back({{1, 1}, {0.9, 0.9}, {0.9, 1}, {1, 1}});
    right.push_back({{1, 1}, {1.1, 1}, {1.1, 1.1}, {1, 1}});
    const auto rook = statistics::contiguous({left, right}, Contiguity::rook, 1e-8);
    REQUIRE(rook);
    CHECK(of(*rook, 0).empty());
    const auto queen = statistics::contiguous({left, right}, Contiguity::queen, 1e-8);
    REQUIRE(queen);
    CHECK(of(*queen, 0) == Row{1});
}

TEST_CASE("neighbours some steps away") {
    const auto rook = statistics::contiguous(squares(), Contiguity::rook, 1e-8);
    REQUIRE(rook);
    const auto second = statistics::of_order(*rook, 2, false);
    REQUIRE(second);
    CHECK(of(*second, 0) == Row{2, 4});
    CHECK(of(*second, 6) == Row{1, 5});
    const auto up_to = statistics::of_order(*rook, 2, true);
    REQUIRE(up_to);
    CHECK(of(*up_to, 0) == Row{1, 2, 3, 4});
    CHECK(of(*up_to, 7).empty());
    CHECK_FALSE(statistics::of_order(*rook, 0, false));
}

TEST_CASE("a map is read by the property that names the areas") {
    const std::string map = map_text(squares());
    const auto named = on_map(map, R"("contiguity":"queen","property":"k")", all_areas);
    REQUIRE(named);
    const auto& areas = statistics::series_named(*named, "areas");
    CHECK(statistics::column_named(areas, "neighbours") ==
          std::vector<double>{3, 5, 4, 3, 5, 4, 2, 0});
    // In another order, and the features without a name.
    const auto turned =
        on_map(map, R"("contiguity":"rook","property":"k")", "[107,106,105,104,103,102,101,100]");
    REQUIRE(turned);
    CHECK(statistics::column_named(statistics::series_named(*turned, "areas"), "neighbours") ==
          std::vector<double>{0, 1, 2, 3, 2, 3, 3, 2});
    const auto numbered = on_map(map, R"("contiguity":"queen","order":2)", all_areas);
    REQUIRE(numbered);
    CHECK(statistics::column_named(statistics::series_named(*numbered, "areas"), "neighbours") ==
          std::vector<double>{2, 1, 2, 2, 1, 2, 2, 0});
}

TEST_CASE("what isn't on a map is refused by name") {
    const std::string map = map_text(squares());
    const std::string wish = R"("contiguity":"queen","property":"k")";
    const auto missing = on_map(map, wish, "[100,101,102,103,104,105,106,999]");
    CHECK(statistics::code_of(missing) == "not_on_map");
    CHECK(statistics::variable_of(missing) == "999");
    CHECK(statistics::code_of(on_map("[1,2]", wish, all_areas)) == "bad_map");
    CHECK(statistics::code_of(
              on_map(R"({"features":[{"properties":{"k":1}}]})", wish, all_areas)) == "bad_map");
    CHECK(statistics::code_of(on_map(map, R"("contiguity":"queen","property":"name")",
                                     all_areas)) == "unknown_variable");
    CHECK(statistics::code_of(on_map(map, R"("contiguity":"bishop","property":"k")", all_areas)) ==
          "not_a_case");
    CHECK(statistics::code_of(on_map(map, wish + R"(,"snap":-1)", all_areas)) == "outside");
    CHECK_FALSE(statistics::contiguous({}, Contiguity::queen, 0));
    CHECK_FALSE(statistics::contiguous({Shape{}}, Contiguity::queen, 0));
    CHECK_FALSE(statistics::contiguous({Shape{{{0, std::nan("")}}}}, Contiguity::queen, 0));
}
