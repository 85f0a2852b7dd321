#include "charts/plot.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

namespace json = boost::json;
using charts::Drawn;

namespace {

charts::PlotWords words() {
    return {"Titel", "Hvad billedet viser.", "Forventet", "Forhold", 0, 2};
}

json::value specification_of(const auto& picture) {
    return json::parse(charts::vega_lite(picture, "da"));
}

// The layers drawn with a mark of this type.
std::vector<json::object> layers_of(const json::value& specification, std::string_view mark) {
    std::vector<json::object> found;
    for (const json::value& layer : specification.at("layer").as_array())
        if (layer.at("mark").at("type").as_string() == mark) found.push_back(layer.as_object());
    return found;
}

const charts::TableHeads heads{"Område", "Nedre", "Øvre"};

}  // namespace

TEST_CASE("a funnel has its limits dashed, no difference across, and one's own area by name") {
    const charts::Plot plot = charts::funnel(
        words(), {{"Ishøj", 120, 1.2, true, 0.8, 1.2}, {"Greve", 300, 0.9, false}}, "Kommuner",
        {{"95 %", {{100, 0.8}, {400, 0.9}}}, {"95 %", {{100, 1.2}, {400, 1.1}}}}, "Som landet");
    const json::value specification = specification_of(plot);
    CHECK(specification.at("description").as_string() == "Hvad billedet viser.");
    const auto lines = layers_of(specification, "line");
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].at("mark").at("strokeDash").is_array());
    CHECK(lines[0].at("encoding").at("x").at("scale").at("type").as_string() == "log");
    const auto rules = layers_of(specification, "rule");
    REQUIRE(rules.size() == 1);
    CHECK(rules[0].at("data").at("values").at(0).at("at").to_number<double>() == 1);
    const auto texts = layers_of(specification, "text");
    REQUIRE(texts.size() == 2);  // the area's name and "Som landet"
    CHECK(texts[0].at("data").at("values").at(0).at("name").as_string() == "Ishøj");

    // The list of names shows a line for a line.
    const auto points = layers_of(specification, "point");
    const json::object& shapes = points.back().at("encoding").at("shape").at("scale").as_object();
    CHECK(shapes.at("range").at(0).as_string().starts_with("M"));
    CHECK(shapes.at("range").at(1).as_string() == "circle");

    const charts::PlotTable table = charts::data_table(plot, heads);
    CHECK(table.heads ==
          std::vector<std::string>{"Område", "Forventet", "Forhold", "Nedre", "Øvre"});
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[0][0].first == "Ishøj");
    CHECK(table.rows[0][2].second == 1.2);
    CHECK(table.rows[0][3].second == 0.8);
    CHECK_FALSE(table.rows[1][3].second.has_value());
}

TEST_CASE("series told apart by colour are told apart by pattern or shape as well") {
    charts::Plot plot{words(), {{"A", Drawn::steps, {{0, 1.0, {}, {}}}}}, {}, {}};
    CHECK_FALSE(layers_of(specification_of(plot), "line")[0]
                    .at("encoding")
                    .as_object()
                    .contains("strokeDash"));
    plot.series.push_back({"B", Drawn::steps, {{0, 0.5, {}, {}}}});
    plot.series.push_back({"C", Drawn::points, {{0, 0.5, {}, {}}}});
    const json::value specification = specification_of(plot);
    CHECK(layers_of(specification, "line")[1].at("encoding").as_object().contains("strokeDash"));
    CHECK(layers_of(specification, "point")[0].at("encoding").as_object().contains("shape"));
    CHECK(layers_of(specification, "line")[0].at("mark").at("interpolate").as_string() ==
          "step-after");
}

TEST_CASE("a step curve carries how many are at risk, a row for each group") {
    charts::Plot plot{words(),
                      {{"Mentor", Drawn::steps, {{0, 1.0, {}, {}}, {12, 0.8, 0.7, 0.9}}},
                       {"Mentor", Drawn::step_band, {{0, {}, 1.0, 1.0}, {12, {}, 0.7, 0.9}}}},
                      {},
                      {}};
    plot.risk_title = "I risiko";
    plot.risk_table = {{"Mentor", {{0, 40}, {12, 31}}}, {"Uden", {{0, 44}, {12, 25}}}};
    const json::value specification = specification_of(plot);
    const auto texts = layers_of(specification, "text");
    REQUIRE(texts.size() == 5);  // the heading; a name and a row of numbers for each group
    CHECK(texts[2].at("data").at("values").at(1).at("at_risk").to_number<double>() == 31);
    CHECK(texts[4].at("encoding").at("y").at("value").as_int64() >
          texts[2].at("encoding").at("y").at("value").as_int64());
    const auto bands = layers_of(specification, "area");
    REQUIRE(bands.size() == 1);
    CHECK(bands[0].at("encoding").at("y2").at("field").as_string() == "upper");
}

TEST_CASE("an unknown value is a gap, not a nought") {
    const charts::Plot plot = charts::control_chart(words(),
                                                    {{1, "", 4.0, 3.5, 8.0, false},
                                                     {2, "", 9.0, 3.5, {}, false},
                                                     {3, "", 12.0, 3.5, 8.0, true}},
                                                    {"Set", "Forventet", "Grænse", "Over grænsen"});
    const json::value specification = specification_of(plot);
    const auto lines = layers_of(specification, "line");
    REQUIRE(lines.size() == 3);
    CHECK(lines[2].at("data").at("values").at(1).at("y").is_null());
    const auto alarms = layers_of(specification, "point");
    REQUIRE(alarms.size() == 2);  // the second only names
    CHECK(alarms[1].at("data").at("values").as_array().empty());
    CHECK(lines[2].at("mark").at("interpolate").as_string() == "step");
    // No two lines have the same pattern.
    const auto dash = [&](std::size_t name) {
        return alarms[1].at("encoding").at("strokeDash").at("scale").at("range").at(name);
    };
    CHECK(dash(0) != dash(1));
    CHECK(dash(0) != dash(2));
    CHECK(dash(1) != dash(2));
    REQUIRE(alarms[0].at("data").at("values").as_array().size() == 1);
    CHECK(alarms[0].at("data").at("values").at(0).at("x").to_number<double>() == 3);
    // Side by side, a row for each time.
    const charts::PlotTable table = charts::data_table(plot, heads);
    CHECK(table.heads ==
          std::vector<std::string>{"Forventet", "Set", "Forventet", "Grænse", "Over grænsen"});
    REQUIRE(table.rows.size() == 3);
    CHECK_FALSE(table.rows[1][3].second.has_value());
    CHECK_FALSE(table.rows[1][4].second.has_value());
    CHECK(table.rows[2][4].second == 12);
}

TEST_CASE("a table says the names of the times where they have names") {
    const charts::Plot plot =
        charts::control_chart(words(),
                              {{2024.0, "1. kvartal 2024", 4.0, 3.5, 8.0, false},
                               {2024.25, "2. kvartal 2024", 9.0, 3.5, 8.0, true}},
                              {"Set", "Forventet", "Grænse", "Over grænsen"});
    const charts::PlotTable table = charts::data_table(plot, heads);
    REQUIRE(table.rows.size() == 2);
    CHECK(table.rows[1][0].first == "2. kvartal 2024");
    CHECK(table.rows[0].size() == table.heads.size());
}

TEST_CASE("a line and its band are one in the table; courses with times of their own are not") {
    charts::Plot plot{words(),
                      {{"A", Drawn::band, {{1, {}, 0.5, 1.5}, {2, {}, 0.6, 1.6}}},
                       {"A", Drawn::line, {{1, 1.0, {}, {}}, {2, 1.1, {}, {}}}}},
                      {},
                      {}};
    const charts::PlotTable one = charts::data_table(plot, heads);
    CHECK(one.heads == std::vector<std::string>{"Forventet", "Forhold", "Nedre", "Øvre"});
    REQUIRE(one.rows.size() == 2);
    CHECK(one.rows[1][1].second == 1.1);
    CHECK(one.rows[1][2].second == 0.6);
    plot.series.push_back({"B", Drawn::line, {{1, 2.0, {}, {}}, {2, 3.0, {}, {}}}});
    const charts::PlotTable both = charts::data_table(plot, heads);
    CHECK(both.heads == std::vector<std::string>{"Forventet", "A", "A: Nedre", "A: Øvre", "B"});
    CHECK(both.rows[1][4].second == 3.0);
    plot.series.push_back({"C", Drawn::line, {{1.5, 2.0, {}, {}}}});
    CHECK(charts::data_table(plot, heads).rows.size() == 5);
}

TEST_CASE("an event study marks no effect and the beginning") {
    const charts::Plot plot = charts::event_study(
        words(), {{-2, 0.1, -0.2, 0.4}, {0, -0.3, -0.5, -0.1}}, "Effekt", "Ingen effekt", "Start");
    const json::value specification = specification_of(plot);
    CHECK(layers_of(specification, "rule").size() == 3);  // intervals, across, upright
    CHECK(layers_of(specification, "text").size() == 2);
    const charts::PlotTable table = charts::data_table(plot, heads);
    CHECK(table.heads == std::vector<std::string>{"Forventet", "Forhold", "Nedre", "Øvre"});
}

TEST_CASE("a year has no mark between thousands") {
    charts::Plot plot{words(), {{"A", Drawn::line, {{2024, 1.0, {}, {}}}}}, {}, {}};
    const auto format = [&] {
        return std::string(layers_of(specification_of(plot), "line")[0]
                               .at("encoding")
                               .at("x")
                               .at("axis")
                               .at("format")
                               .as_string());
    };
    CHECK(format() == ",.0f");
    CHECK(layers_of(specification_of(plot), "line")[0]
              .at("encoding")
              .at("x")
              .at("axis")
              .at("tickMinStep")
              .as_int64() == 1);
    plot.words.x_is_year = true;
    CHECK(format() == ".0f");
}

TEST_CASE("a forest has a row for each estimate; ratios stand on a logarithmic axis") {
    charts::Forest forest{
        words(), {{"Vold", 1.2, 0.9, 1.6}, {"I alt", 1.1, 1.0, 1.2, true}}, 1, true};
    const json::value specification = specification_of(forest);
    CHECK(specification.at("data").at("values").as_array().size() == 2);
    CHECK(specification.at("data").at("values").at(1).at("kind").as_string() == "summary");
    const auto points = layers_of(specification, "point");
    REQUIRE(points.size() == 1);
    CHECK(points[0].at("encoding").at("x").at("scale").at("type").as_string() == "log");
    CHECK(layers_of(specification, "rule").size() == 2);
    forest.is_ratio = false;
    forest.reference.reset();
    CHECK(layers_of(specification_of(forest), "rule").size() == 1);
    CHECK_FALSE(layers_of(specification_of(forest), "point")[0]
                    .at("encoding")
                    .at("x")
                    .at("scale")
                    .as_object()
                    .contains("type"));
    CHECK(charts::data_table(forest, heads).rows[0][3].second == 1.6);
}

TEST_CASE("a map has its classes from light to dark, and those without a value by name") {
    const std::string square =
        R"({"type":"Polygon","coordinates":[[[12,55],[12,56],[13,56],[12,55]]]})";
    const charts::Map map{words(),
                          {"Lav", "Middel", "Høj"},
                          "Uden naboer",
                          {{"Ishøj", square, "Høj", 1.3},
                           {"Ærø", square, "", {}},
                           {"Ødelagt", "ikke json", "Lav", 0.7}}};
    const json::value specification = specification_of(map);
    const json::array& areas = specification.at("data").at("values").as_array();
    REQUIRE(areas.size() == 2);
    CHECK(areas[1].at("class").as_string() == "Uden naboer");
    const json::object& scale = specification.at("encoding").at("color").at("scale").as_object();
    CHECK(scale.at("domain").as_array().size() == 4);
    CHECK(scale.at("range").as_array().size() == 4);
    CHECK(scale.at("range").at(0) != scale.at("range").at(2));
    const json::value& dark = specification.at("usermeta").at("dark").at("range");
    CHECK(dark.at(0) == scale.at("range").at(2));
    const json::value& dashes =
        specification.at("encoding").at("strokeDash").at("scale").at("range");
    CHECK(dashes.at(2) != dashes.at(3));
    CHECK(charts::data_table(map, heads).rows.size() == 3);
}
