#include "charts/chart.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

namespace json = boost::json;
using charts::Chart;

namespace {

Chart burglaries() {
    return {Chart::Form::line_with_band,
            "Indbrud",
            "Indbrud pr. 1.000 indbyggere faldt fra 2023 til 2024.",
            "År",
            "Pr. 1.000 indbyggere",
            1,
            {{"Ishøj", {{"2023", 5.1, 4.2, 6.2}, {"2024", 4.0, 3.2, 5.0}}},
             {"Hele landet", {{"2023", 4.4, {}, {}}, {"2024", std::nullopt, {}, {}}}}}};
}

}  // namespace

TEST_CASE("a line chart carries title, description, every value and its interval") {
    const json::value specification = json::parse(charts::vega_lite(burglaries(), "da"));
    const json::object& object = specification.as_object();
    CHECK(object.at("title").at("text").as_string() == "Indbrud");
    CHECK(std::string_view(object.at("description").as_string()).find("faldt") !=
          std::string_view::npos);
    const json::array& values = object.at("data").at("values").as_array();
    REQUIRE(values.size() == 4);
    CHECK(values[0].at("lower").as_double() == 4.2);
    CHECK(values[3].at("value").is_null());
    CHECK(object.at("layer").as_array().size() == 2);
}

TEST_CASE("without intervals there is no band, and one series needs no legend") {
    Chart chart = burglaries();
    chart.series.erase(chart.series.begin());
    const json::value specification = json::parse(charts::vega_lite(chart, "en"));
    const json::array& layers = specification.at("layer").as_array();
    REQUIRE(layers.size() == 1);
    CHECK(layers[0].at("encoding").at("color").at("legend").is_null());
}

TEST_CASE("a title that stands beside the chart is not drawn, and entries are not faint") {
    Chart chart = burglaries();
    chart.title.clear();
    const json::value specification = json::parse(charts::vega_lite(chart, "da"));
    CHECK_FALSE(specification.as_object().contains("title"));
    CHECK(specification.at("config").at("legend").at("symbolOpacity").as_int64() == 1);
}

TEST_CASE("bars lie down when asked to") {
    Chart chart = burglaries();
    chart.form = Chart::Form::horizontal_bars;
    const json::value specification = json::parse(charts::vega_lite(chart, "da"));
    CHECK(specification.at("layer").at(0).at("encoding").at("y").at("field").as_string() ==
          "label");
}

TEST_CASE("the table has a row a label and a column a series") {
    const charts::DataTable table = charts::data_table(burglaries());
    CHECK(table.labels == std::vector<std::string>{"2023", "2024"});
    REQUIRE(table.columns.size() == 2);
    CHECK(table.columns[1].points[0]->value == 4.4);
    CHECK_FALSE(table.columns[1].points[1]->value.has_value());
}
