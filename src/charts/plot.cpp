#include "charts/plot.h"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

namespace charts {
namespace json = boost::json;
namespace {

constexpr int height_pixels = 320;
constexpr int risk_row_pixels = 18;
constexpr int risk_offset_pixels = 62;  // under the axis with its title

std::string number_format(int decimals, bool grouped = true) {
    return (grouped ? ",." : ".") + std::to_string(decimals) + "f";
}

json::value number_or_null(const std::optional<double>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

json::object frame_of(const PlotWords& words, std::string_view language_tag) {
    json::object frame{{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
                       {"description", words.description},
                       {"width", "container"},
                       {"height", height_pixels},
                       {"usermeta", {{"language", language_tag}}},
                       {"config",
                        {{"legend", {{"orient", "top"}, {"symbolOpacity", 1}}},
                         {"line", {{"invalid", "break-paths-show-domains"}}}}}};
    if (!words.title.empty())
        frame["title"] = json::object{{"text", words.title}, {"anchor", "start"}};
    return frame;
}

// The names in their order, each once: what colours and patterns are given to.
json::array names_of(const Plot& plot) {
    json::array names;
    std::set<std::string_view> seen;
    for (const PlotSeries& series : plot.series)
        if (seen.insert(series.name).second) names.emplace_back(series.name);
    return names;
}

json::object colour_of(const Plot& plot) {
    json::array names = names_of(plot);
    json::object colour{{"field", "series"}, {"type", "nominal"}, {"title", nullptr}};
    if (names.size() < 2) colour["legend"] = nullptr;
    colour["scale"] = json::object{{"domain", std::move(names)}};
    return colour;
}

json::object axis(std::string_view field, std::string_view title, int decimals, bool logarithmic,
                  bool from_zero) {
    json::object scale{{"nice", true}};
    if (logarithmic) scale["type"] = "log";
    if (!logarithmic) scale["zero"] = from_zero;
    return {{"field", field},
            {"type", "quantitative"},
            {"title", title},
            {"axis", {{"format", number_format(decimals)}}},
            {"scale", std::move(scale)}};
}

json::object x_axis(const Plot& plot) {
    json::object along =
        axis("x", plot.words.x_title, plot.words.x_decimals, plot.x_is_logarithmic, false);
    if (plot.words.x_is_year)
        along["axis"] = json::object{{"format", number_format(0, false)}, {"tickMinStep", 1}};
    return along;
}

json::object y_axis(const Plot& plot, std::string_view field) {
    return axis(field, plot.words.y_title, plot.words.y_decimals, plot.y_is_logarithmic,
                plot.y_from_zero);
}

json::object data_of(const PlotSeries& series) {
    json::array values;
    for (const PlotPoint& point : series.points) {
        json::object value{{"series", series.name}, {"x", point.x}, {"y", number_or_null(point.y)}};
        if (point.lower && point.upper) {
            value["lower"] = *point.lower;
            value["upper"] = *point.upper;
        }
        if (!point.name.empty()) value["name"] = point.name;
        if (point.named) value["named"] = true;
        values.push_back(std::move(value));
    }
    return {{"values", std::move(values)}};
}

bool has_named(const PlotSeries& series) {
    return std::any_of(series.points.begin(), series.points.end(),
                       [](const PlotPoint& point) { return point.named; });
}

json::object mark_of(Drawn drawn) {
    switch (drawn) {
        case Drawn::points:
            return {{"type", "point"}, {"filled", true}, {"size", 45}};
        case Drawn::line:
            return {{"type", "line"}, {"strokeWidth", 2.5}};
        case Drawn::dashed_line:
            return {{"type", "line"}, {"strokeWidth", 2}, {"strokeDash", {6, 4}}};
        case Drawn::steps:
            return {{"type", "line"}, {"strokeWidth", 2.5}, {"interpolate", "step-after"}};
        case Drawn::band:
            return {{"type", "area"}, {"opacity", 0.2}};
        case Drawn::step_band:
            return {{"type", "area"}, {"opacity", 0.2}, {"interpolate", "step-after"}};
        case Drawn::intervals:
            return {{"type", "rule"}, {"strokeWidth", 2}};
    }
    return {};
}

// Colour is never all that tells two apart: lines differ in pattern, points in shape.
void add_pattern(json::object& encoding, const Plot& plot, Drawn drawn) {
    const char* channel = nullptr;
    if (drawn == Drawn::line || drawn == Drawn::steps) channel = "strokeDash";
    if (drawn == Drawn::points) channel = "shape";
    if (channel == nullptr || names_of(plot).size() < 2) return;
    encoding[channel] = json::object{{"field", "series"},
                                     {"type", "nominal"},
                                     {"title", nullptr},
                                     {"scale", {{"domain", names_of(plot)}}}};
}

// What stands between two limits has y from one to the other.
json::object encoding_of(const Plot& plot, Drawn drawn) {
    const bool between =
        drawn == Drawn::band || drawn == Drawn::step_band || drawn == Drawn::intervals;
    json::object encoding{{"x", x_axis(plot)},
                          {"y", y_axis(plot, between ? "lower" : "y")},
                          {"color", colour_of(plot)}};
    if (between) encoding["y2"] = json::object{{"field", "upper"}};
    add_pattern(encoding, plot, drawn);
    return encoding;
}

// Those that stand out: a ring in the text's colour and the name beside it.
void add_named(json::array& layers, const Plot& plot, const PlotSeries& series) {
    const json::array only_named{json::object{{"filter", {{"field", "named"}, {"equal", true}}}}};
    json::object place{{"x", x_axis(plot)}, {"y", y_axis(plot, "y")}};
    layers.push_back(
        {{"data", data_of(series)},
         {"transform", only_named},
         {"mark", {{"type", "point"}, {"size", 130}, {"strokeWidth", 2.5}, {"shape", "diamond"}}},
         {"encoding", place}});
    place["text"] = json::object{{"field", "name"}, {"type", "nominal"}};
    layers.push_back(
        {{"data", data_of(series)},
         {"transform", only_named},
         {"mark", {{"type", "text"}, {"align", "left"}, {"dx", 10}, {"dy", -8}, {"fontSize", 13}}},
         {"encoding", std::move(place)}});
}

void add_series(json::array& layers, const Plot& plot, const PlotSeries& series) {
    layers.push_back({{"data", data_of(series)},
                      {"mark", mark_of(series.drawn)},
                      {"encoding", encoding_of(plot, series.drawn)}});
    if (series.drawn == Drawn::intervals)
        layers.push_back({{"data", data_of(series)},
                          {"mark", mark_of(Drawn::points)},
                          {"encoding", encoding_of(plot, Drawn::points)}});
    if (has_named(series)) add_named(layers, plot, series);
}

void add_reference(json::array& layers, const ReferenceLine& line, std::string_view axis_name) {
    const json::object data{{"values", {json::object{{"at", line.at}, {"word", line.word}}}}};
    const bool across = axis_name == "y";
    const json::object place{{"field", "at"}, {"type", "quantitative"}};
    layers.push_back({{"data", data},
                      {"mark", {{"type", "rule"}, {"strokeDash", {2, 3}}, {"strokeWidth", 1.5}}},
                      {"encoding", {{axis_name, place}}}});
    if (line.word.empty()) return;
    json::object encoding{{axis_name, place}, {"text", {{"field", "word"}, {"type", "nominal"}}}};
    encoding[across ? "x" : "y"] =
        across ? json::object{{"value", "width"}} : json::object{{"value", 0}};
    layers.push_back({{"data", data},
                      {"mark",
                       {{"type", "text"},
                        {"align", across ? "right" : "left"},
                        {"baseline", across ? "bottom" : "top"},
                        {"dx", across ? -4 : 5},
                        {"dy", across ? -3 : 0},
                        {"fontSize", 12}}},
                      {"encoding", std::move(encoding)}});
}

// A row of counts for each group, under the axis, each at its time.
void add_risk_table(json::array& layers, const Plot& plot) {
    int y = height_pixels + risk_offset_pixels;
    const auto heading = [&](const std::string& text, std::string_view weight) {
        layers.push_back(
            {{"data", {{"values", {json::object{{"text", text}}}}}},
             {"mark",
              {{"type", "text"}, {"align", "left"}, {"fontSize", 12}, {"fontWeight", weight}}},
             {"encoding",
              {{"x", {{"value", 0}}},
               {"y", {{"value", y}}},
               {"text", {{"field", "text"}, {"type", "nominal"}}}}}});
        y += risk_row_pixels;
    };
    heading(plot.risk_title, "bold");
    for (const RiskRow& row : plot.risk_table) {
        if (plot.risk_table.size() > 1) heading(row.group, "normal");
        json::array values;
        for (const auto& [time, number] : row.at_risk)
            values.push_back(json::object{{"x", time}, {"at_risk", number}});
        layers.push_back(
            {{"data", {{"values", std::move(values)}}},
             {"mark", {{"type", "text"}, {"fontSize", 12}}},
             {"encoding",
              {{"x", x_axis(plot)},
               {"y", {{"value", y}}},
               {"text",
                {{"field", "at_risk"}, {"type", "quantitative"}, {"format", number_format(0)}}}}}});
        y += risk_row_pixels;
    }
}

PlotTable::Cell text_cell(std::string text) {
    return {std::move(text), std::nullopt};
}
PlotTable::Cell number_cell(const std::optional<double>& number) {
    return {"", number};
}

}  // namespace

std::string vega_lite(const Plot& plot, std::string_view language_tag) {
    json::array layers;
    for (const PlotSeries& series : plot.series) add_series(layers, plot, series);
    for (const ReferenceLine& line : plot.across) add_reference(layers, line, "y");
    for (const ReferenceLine& line : plot.upright) add_reference(layers, line, "x");
    if (!plot.risk_table.empty()) add_risk_table(layers, plot);
    json::object specification = frame_of(plot.words, language_tag);
    specification["layer"] = std::move(layers);
    return json::serialize(specification);
}

std::string vega_lite(const Forest& forest, std::string_view language_tag) {
    json::array values;
    for (const ForestRow& row : forest.rows)
        values.push_back(json::object{{"name", row.name},
                                      {"value", row.value},
                                      {"lower", row.lower},
                                      {"upper", row.upper},
                                      {"kind", row.is_summary ? "summary" : "row"}});
    const json::object rows{{"field", "name"},
                            {"type", "ordinal"},
                            {"sort", nullptr},
                            {"title", nullptr},
                            {"axis", {{"labelLimit", 260}}}};
    const auto along = [&](std::string_view field) {
        return axis(field, forest.words.x_title, forest.words.x_decimals, forest.is_ratio, false);
    };
    json::array layers;
    layers.push_back(
        {{"mark", {{"type", "rule"}, {"strokeWidth", 2}}},
         {"encoding", {{"y", rows}, {"x", along("lower")}, {"x2", {{"field", "upper"}}}}}});
    layers.push_back(
        {{"mark", {{"type", "point"}, {"filled", true}, {"size", 90}, {"opacity", 1}}},
         {"encoding",
          {{"y", rows},
           {"x", along("value")},
           {"shape",
            {{"field", "kind"},
             {"type", "nominal"},
             {"legend", nullptr},
             {"scale", {{"domain", {"row", "summary"}}, {"range", {"circle", "diamond"}}}}}}}}});
    layers.push_back({{"data", {{"values", {json::object{{"at", forest.reference}}}}}},
                      {"mark", {{"type", "rule"}, {"strokeDash", {2, 3}}, {"strokeWidth", 1.5}}},
                      {"encoding", {{"x", {{"field", "at"}, {"type", "quantitative"}}}}}});
    json::object specification = frame_of(forest.words, language_tag);
    specification["height"] = 26 * static_cast<int>(std::max<std::size_t>(forest.rows.size(), 2));
    specification["data"] = json::object{{"values", std::move(values)}};
    specification["layer"] = std::move(layers);
    return json::serialize(specification);
}

std::string vega_lite(const Map& map, std::string_view language_tag) {
    json::array features, domain;
    for (const std::string& each : map.classes) domain.emplace_back(each);
    domain.emplace_back(map.without_value);
    for (const MapArea& area : map.areas) {
        boost::system::error_code failure;
        json::value geometry = json::parse(area.geometry, failure);
        if (failure || !geometry.is_object()) continue;
        features.push_back(json::object{
            {"type", "Feature"},
            {"geometry", std::move(geometry)},
            {"name", area.name},
            {"class", area.value_class.empty() ? map.without_value : area.value_class}});
    }
    // From light to dark; those without a value are white, and every area has an edge.
    constexpr std::string_view ramp[] = {"#dceef0", "#b5d8dc", "#86bec5", "#57a1ab",
                                         "#2f8390", "#0f5c68", "#083840"};
    json::array range;
    const std::size_t classes = map.classes.size();
    for (std::size_t at = 0; at < classes; ++at)
        range.emplace_back(ramp[classes < 2 ? 3 : at * (std::size(ramp) - 1) / (classes - 1)]);
    range.emplace_back("#ffffff");
    json::object specification = frame_of(map.words, language_tag);
    specification["height"] = 460;
    specification["projection"] = json::object{{"type", "mercator"}};
    specification["data"] = json::object{{"values", std::move(features)}};
    specification["mark"] =
        json::object{{"type", "geoshape"}, {"stroke", "#454545"}, {"strokeWidth", 0.6}};
    specification["encoding"] =
        json::object{{"color",
                      {{"field", "class"},
                       {"type", "nominal"},
                       {"title", map.words.y_title},
                       {"scale", {{"domain", std::move(domain)}, {"range", std::move(range)}}}}}};
    return json::serialize(specification);
}

PlotTable data_table(const Plot& plot, const TableHeads& heads) {
    const bool several = plot.series.size() > 1;
    bool names = false, limits = false;
    for (const PlotSeries& series : plot.series)
        for (const PlotPoint& point : series.points) {
            names = names || !point.name.empty();
            limits = limits || (point.lower && point.upper);
        }
    PlotTable table;
    if (several) table.heads.push_back("");
    if (names) table.heads.push_back(heads.name_head);
    table.heads.push_back(plot.words.x_title);
    table.heads.push_back(plot.words.y_title);
    if (limits) table.heads.insert(table.heads.end(), {heads.lower_head, heads.upper_head});
    // Points are drawn on top of lines and so come last; to a reader they come first.
    std::vector<const PlotSeries*> ordered;
    for (const PlotSeries& series : plot.series) ordered.push_back(&series);
    std::stable_partition(ordered.begin(), ordered.end(),
                          [](const PlotSeries* series) { return series->drawn == Drawn::points; });
    for (const PlotSeries* each : ordered)
        for (const PlotPoint& point : each->points) {
            std::vector<PlotTable::Cell> row;
            if (several) row.push_back(text_cell(each->name));
            if (names) row.push_back(text_cell(point.name));
            row.push_back(plot.words.x_is_year
                              ? text_cell(std::to_string(static_cast<int>(point.x)))
                              : number_cell(point.x));
            row.push_back(number_cell(point.y));
            if (limits) {
                row.push_back(number_cell(point.lower));
                row.push_back(number_cell(point.upper));
            }
            table.rows.push_back(std::move(row));
        }
    return table;
}

PlotTable data_table(const Forest& forest, const TableHeads& heads) {
    PlotTable table{{heads.name_head, forest.words.x_title, heads.lower_head, heads.upper_head},
                    {}};
    for (const ForestRow& row : forest.rows)
        table.rows.push_back({text_cell(row.name), number_cell(row.value), number_cell(row.lower),
                              number_cell(row.upper)});
    return table;
}

PlotTable data_table(const Map& map, const TableHeads& heads) {
    PlotTable table{{heads.name_head, map.words.y_title, ""}, {}};
    for (const MapArea& area : map.areas)
        table.rows.push_back(
            {text_cell(area.name), number_cell(area.value),
             text_cell(area.value_class.empty() ? map.without_value : area.value_class)});
    return table;
}

Plot funnel(
    PlotWords words, const std::vector<FunnelArea>& areas, std::string areas_name,
    const std::vector<std::pair<std::string, std::vector<std::pair<double, double>>>>& limits,
    std::string no_difference) {
    Plot plot;
    plot.words = std::move(words);
    plot.x_is_logarithmic = true;
    for (const auto& limit : limits) {
        PlotSeries line{limit.first, Drawn::dashed_line, {}};
        for (const auto& at : limit.second) line.points.push_back({at.first, at.second, {}, {}});
        plot.series.push_back(std::move(line));
    }
    PlotSeries points{std::move(areas_name), Drawn::points, {}};
    for (const FunnelArea& area : areas)
        points.points.push_back({area.expected, area.ratio, {}, {}, area.name, area.named});
    plot.series.push_back(std::move(points));
    plot.across.push_back({1, std::move(no_difference)});
    return plot;
}

Plot control_chart(PlotWords words, const std::vector<ControlPoint>& points, ControlNames names) {
    Plot plot;
    plot.words = std::move(words);
    PlotSeries observed{std::move(names.observed), Drawn::line, {}};
    PlotSeries expected{std::move(names.expected), Drawn::dashed_line, {}};
    PlotSeries limit{std::move(names.limit), Drawn::steps, {}};
    PlotSeries alarm{std::move(names.alarm), Drawn::points, {}};
    for (const ControlPoint& point : points) {
        observed.points.push_back({point.time, point.observed, {}, {}});
        expected.points.push_back({point.time, point.expected, {}, {}});
        limit.points.push_back({point.time, point.limit, {}, {}});
        if (point.is_alarm) alarm.points.push_back({point.time, point.observed, {}, {}});
    }
    plot.series = {std::move(observed), std::move(expected), std::move(limit), std::move(alarm)};
    return plot;
}

Plot event_study(PlotWords words, std::vector<PlotPoint> effects, std::string effects_name,
                 std::string no_effect, std::string beginning) {
    Plot plot;
    plot.words = std::move(words);
    plot.y_from_zero = false;
    plot.series.push_back({std::move(effects_name), Drawn::intervals, std::move(effects)});
    plot.across.push_back({0, std::move(no_effect)});
    plot.upright.push_back({-0.5, std::move(beginning)});
    return plot;
}

}  // namespace charts
