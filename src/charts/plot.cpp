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
                        {{"legend",
                          {{"orient", "top"},
                           {"symbolOpacity", 1},
                           {"symbolSize", 150},
                           {"symbolStrokeWidth", 2.5},
                           {"titleLimit", 320}}},
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
    // To whole powers of ten most of a logarithmic axis may be empty.
    json::object scale{{"nice", !logarithmic}};
    if (logarithmic) scale["type"] = "log";
    if (!logarithmic) scale["zero"] = from_zero;
    json::object marks{{"format", number_format(decimals)}};
    // Otherwise 15 and 15.5 are both written 16.
    if (decimals == 0 && !logarithmic) marks["tickMinStep"] = 1;
    return {{"field", field},
            {"type", "quantitative"},
            {"title", title},
            {"axis", std::move(marks)},
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

std::string_view interpolation(Held held) {
    switch (held) {
        case Held::since_last:
            return "step-before";
        case Held::around:
            return "step";
        case Held::until_next:
            break;
    }
    return "step-after";
}

json::object mark_of(Drawn drawn, Held held = Held::until_next) {
    switch (drawn) {
        case Drawn::points:
            return {{"type", "point"}, {"filled", true}, {"size", 45}};
        case Drawn::marks:
            return {{"type", "point"}, {"filled", true}, {"size", 160}, {"opacity", 1}};
        case Drawn::line:
            return {{"type", "line"}, {"strokeWidth", 2.5}};
        case Drawn::dashed_line:
            return {{"type", "line"}, {"strokeWidth", 2}, {"strokeDash", {6, 4}}};
        case Drawn::steps:
            return {{"type", "line"}, {"strokeWidth", 2.5}, {"interpolate", interpolation(held)}};
        case Drawn::band:
            return {{"type", "area"}, {"opacity", 0.2}};
        case Drawn::step_band:
            return {{"type", "area"}, {"opacity", 0.2}, {"interpolate", interpolation(held)}};
        case Drawn::intervals:
            return {{"type", "rule"}, {"strokeWidth", 2}};
    }
    return {};
}

bool is_band(Drawn drawn) {
    return drawn == Drawn::band || drawn == Drawn::step_band;
}

bool is_line(Drawn drawn) {
    return drawn == Drawn::line || drawn == Drawn::dashed_line || drawn == Drawn::steps;
}

// Colour is never all that tells two apart: lines differ in pattern, points in shape, and the list
// of names shows both as they are drawn.
struct Styles {
    json::array names, dashes, shapes;
};

// The next of its kind; the kinds come round again after the last.
json::value next_dash(bool dashed, std::size_t& used) {
    const json::value whole[] = {{1, 0}, {8, 3}, {2, 2}, {10, 3, 2, 3}, {5, 2}};
    const json::value broken[] = {{6, 4}, {2, 3}, {10, 4, 2, 4}};
    return dashed ? broken[used++ % std::size(broken)] : whole[used++ % std::size(whole)];
}

Styles styles_of(const Plot& plot) {
    constexpr std::string_view line_shape = "M-1,0L1,0";
    constexpr std::string_view point_shapes[] = {"circle", "square", "diamond", "triangle-down"};
    Styles styles;
    styles.names = names_of(plot);
    std::size_t whole = 0, broken = 0, points = 0;
    for (const json::value& name : styles.names) {
        const auto drawn_as = [&](bool with_bands) {
            return std::find_if(plot.series.begin(), plot.series.end(),
                                [&](const PlotSeries& series) {
                                    return series.name == name.as_string() &&
                                           (with_bands || !is_band(series.drawn));
                                });
        };
        const auto own = drawn_as(false);
        const Drawn drawn = own != plot.series.end() ? own->drawn : drawn_as(true)->drawn;
        const bool dashed = drawn == Drawn::dashed_line;
        styles.dashes.push_back(is_line(drawn) ? next_dash(dashed, dashed ? broken : whole)
                                               : json::value{1, 0});
        if (is_line(drawn))
            styles.shapes.emplace_back(line_shape);
        else if (drawn == Drawn::marks)
            styles.shapes.emplace_back("triangle-up");
        else if (is_band(drawn))
            styles.shapes.emplace_back("square");
        else
            styles.shapes.emplace_back(point_shapes[points++ % std::size(point_shapes)]);
    }
    return styles;
}

json::object style_channel(const Styles& styles, const json::array& range) {
    return {{"field", "series"},
            {"type", "nominal"},
            {"title", nullptr},
            {"scale", {{"domain", styles.names}, {"range", range}}}};
}

void add_pattern(json::object& encoding, const Plot& plot, Drawn drawn) {
    const Styles styles = styles_of(plot);
    if (styles.names.size() < 2) return;
    if (is_line(drawn)) encoding["strokeDash"] = style_channel(styles, styles.dashes);
    if (drawn == Drawn::points || drawn == Drawn::marks)
        encoding["shape"] = style_channel(styles, styles.shapes);
}

// Draws nothing, but gives the list of names shapes and patterns together.
void add_names(json::array& layers, const Plot& plot) {
    const Styles styles = styles_of(plot);
    if (styles.names.size() < 2) return;
    layers.push_back({{"data", {{"values", json::array()}}},
                      {"mark", {{"type", "point"}, {"filled", true}}},
                      {"encoding",
                       {{"color", colour_of(plot)},
                        {"shape", style_channel(styles, styles.shapes)},
                        {"strokeDash", style_channel(styles, styles.dashes)}}}});
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
                      {"mark", mark_of(series.drawn, series.held)},
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

// ---- the table behind a plot

// What is drawn under one name: a line and its band are one.
struct TableSeries {
    std::string name;
    std::vector<PlotPoint> points;
    bool has_limits = false;
};

void add_point(TableSeries& series, const PlotPoint& point) {
    series.has_limits = series.has_limits || (point.lower && point.upper);
    const auto same =
        std::find_if(series.points.begin(), series.points.end(), [&](const PlotPoint& other) {
            return other.x == point.x && other.name == point.name && !(other.y && point.y) &&
                   !(other.lower && point.lower);
        });
    if (same == series.points.end()) {
        series.points.push_back(point);
        return;
    }
    if (point.y) same->y = point.y;
    if (point.lower) same->lower = point.lower;
    if (point.upper) same->upper = point.upper;
}

std::vector<TableSeries> table_series(const Plot& plot) {
    // Points are drawn on top of lines and so come last; to a reader they come first.
    std::vector<const PlotSeries*> ordered;
    for (const PlotSeries& series : plot.series)
        if (series.in_table) ordered.push_back(&series);
    if (!plot.words.x_is_named)
        std::stable_partition(ordered.begin(), ordered.end(), [](const PlotSeries* series) {
            return series->drawn == Drawn::points;
        });
    std::vector<TableSeries> all;
    for (const PlotSeries* each : ordered) {
        auto found = std::find_if(all.begin(), all.end(), [&](const TableSeries& series) {
            return series.name == each->name;
        });
        if (found == all.end()) found = all.insert(all.end(), {each->name, {}, false});
        for (const PlotPoint& point : each->points) add_point(*found, point);
    }
    return all;
}

const PlotPoint* point_at(const TableSeries& series, double x) {
    for (const PlotPoint& point : series.points)
        if (point.x == x) return &point;
    return nullptr;
}

const TableSeries& longest_of(const std::vector<TableSeries>& all) {
    return *std::max_element(all.begin(), all.end(), [](const auto& one, const auto& other) {
        return one.points.size() < other.points.size();
    });
}

bool has_names(const std::vector<TableSeries>& all) {
    return std::any_of(all.begin(), all.end(), [](const TableSeries& series) {
        return std::any_of(series.points.begin(), series.points.end(),
                           [](const PlotPoint& point) { return !point.name.empty(); });
    });
}

bool has_each_x_once(const TableSeries& series) {
    std::set<double> seen;
    return std::all_of(series.points.begin(), series.points.end(),
                       [&](const PlotPoint& point) { return seen.insert(point.x).second; });
}

bool stand_side_by_side(const Plot& plot, const std::vector<TableSeries>& all) {
    constexpr std::size_t most_beside = 5;
    if (all.size() < 2 || all.size() > most_beside) return false;
    if (has_names(all) && !plot.words.x_is_named) return false;
    const TableSeries& longest = longest_of(all);
    return std::all_of(all.begin(), all.end(), [&](const TableSeries& series) {
        return has_each_x_once(series) &&
               std::all_of(series.points.begin(), series.points.end(),
                           [&](const PlotPoint& point) { return point_at(longest, point.x); });
    });
}

PlotTable::Cell x_cell(const Plot& plot, const PlotPoint& point) {
    if (plot.words.x_is_named && !point.name.empty()) return text_cell(point.name);
    if (plot.words.x_is_year) return text_cell(std::to_string(static_cast<int>(point.x)));
    return number_cell(point.x);
}

PlotTable wide_table(const Plot& plot, const std::vector<TableSeries>& all,
                     const TableHeads& heads) {
    PlotTable table{{plot.words.x_title}, {}};
    for (const TableSeries& series : all) {
        table.heads.push_back(series.name);
        if (!series.has_limits) continue;
        table.heads.push_back(series.name + ": " + heads.lower_head);
        table.heads.push_back(series.name + ": " + heads.upper_head);
    }
    for (const PlotPoint& at : longest_of(all).points) {
        std::vector<PlotTable::Cell> row{x_cell(plot, at)};
        for (const TableSeries& series : all) {
            const PlotPoint* point = point_at(series, at.x);
            row.push_back(number_cell(point ? point->y : std::nullopt));
            if (!series.has_limits) continue;
            row.push_back(number_cell(point ? point->lower : std::nullopt));
            row.push_back(number_cell(point ? point->upper : std::nullopt));
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

PlotTable long_table(const Plot& plot, const std::vector<TableSeries>& all,
                     const TableHeads& heads) {
    const bool several = all.size() > 1, names = has_names(all) && !plot.words.x_is_named;
    const bool limits = std::any_of(all.begin(), all.end(),
                                    [](const TableSeries& series) { return series.has_limits; });
    PlotTable table;
    if (several) table.heads.emplace_back("");
    if (names) table.heads.push_back(heads.name_head);
    table.heads.insert(table.heads.end(), {plot.words.x_title, plot.words.y_title});
    if (limits) table.heads.insert(table.heads.end(), {heads.lower_head, heads.upper_head});
    for (const TableSeries& series : all)
        for (const PlotPoint& point : series.points) {
            std::vector<PlotTable::Cell> row;
            if (several) row.push_back(text_cell(series.name));
            if (names) row.push_back(text_cell(point.name));
            row.push_back(x_cell(plot, point));
            row.push_back(number_cell(point.y));
            if (limits) {
                row.push_back(number_cell(point.lower));
                row.push_back(number_cell(point.upper));
            }
            table.rows.push_back(std::move(row));
        }
    return table;
}

}  // namespace

std::string vega_lite(const Plot& plot, std::string_view language_tag) {
    json::array layers;
    for (const PlotSeries& series : plot.series) add_series(layers, plot, series);
    for (const ReferenceLine& line : plot.across) add_reference(layers, line, "y");
    for (const ReferenceLine& line : plot.upright) add_reference(layers, line, "x");
    if (!plot.risk_table.empty()) add_risk_table(layers, plot);
    add_names(layers, plot);
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
    if (forest.reference)
        layers.push_back(
            {{"data", {{"values", {json::object{{"at", *forest.reference}}}}}},
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
    // From little to much; those without a value have the ground's colour and a dashed edge. On a
    // dark ground the row is turned, so that much stands out there too.
    constexpr std::string_view ramp[] = {"#dceef0", "#b5d8dc", "#86bec5", "#57a1ab",
                                         "#2f8390", "#0f5c68", "#083840"};
    json::array range, dark, dashes;
    const std::size_t classes = map.classes.size();
    for (std::size_t at = 0; at < classes; ++at) {
        const std::size_t step = classes < 2 ? 3 : at * (std::size(ramp) - 1) / (classes - 1);
        range.emplace_back(ramp[step]);
        dark.emplace_back(ramp[std::size(ramp) - 1 - step]);
        dashes.push_back({1, 0});
    }
    range.emplace_back("#ffffff");
    dark.emplace_back("#000000");
    dashes.push_back({3, 2});
    json::object specification = frame_of(map.words, language_tag);
    specification["height"] = 460;
    specification["projection"] = json::object{{"type", "mercator"}};
    specification["data"] = json::object{{"values", std::move(features)}};
    specification["mark"] =
        json::object{{"type", "geoshape"}, {"stroke", "#454545"}, {"strokeWidth", 0.7}};
    specification["usermeta"].as_object()["dark"] =
        json::object{{"range", std::move(dark)}, {"stroke", "#d6d6d6"}};
    const auto class_channel = [&](const json::array& shown) {
        return json::object{{"field", "class"},
                            {"type", "nominal"},
                            {"title", map.words.y_title},
                            {"scale", {{"domain", domain}, {"range", shown}}}};
    };
    specification["encoding"] =
        json::object{{"color", class_channel(range)}, {"strokeDash", class_channel(dashes)}};
    return json::serialize(specification);
}

PlotTable data_table(const Plot& plot, const TableHeads& heads) {
    const std::vector<TableSeries> all = table_series(plot);
    return stand_side_by_side(plot, all) ? wide_table(plot, all, heads)
                                         : long_table(plot, all, heads);
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
    PlotTable table{{heads.name_head, map.words.y_title, heads.lower_head}, {}};
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
        line.in_table = false;
        for (const auto& at : limit.second) line.points.push_back({at.first, at.second, {}, {}});
        plot.series.push_back(std::move(line));
    }
    PlotSeries points{std::move(areas_name), Drawn::points, {}};
    for (const FunnelArea& area : areas)
        points.points.push_back(
            {area.expected, area.ratio, area.lower, area.upper, area.name, area.named});
    plot.series.push_back(std::move(points));
    plot.across.push_back({1, std::move(no_difference)});
    return plot;
}

Plot control_chart(PlotWords words, const std::vector<ControlPoint>& points, ControlNames names) {
    Plot plot;
    plot.words = std::move(words);
    PlotSeries observed{std::move(names.observed), Drawn::line, {}};
    PlotSeries expected{std::move(names.expected), Drawn::dashed_line, {}};
    PlotSeries limit{std::move(names.limit), Drawn::steps, {}, Held::around};
    PlotSeries alarm{std::move(names.alarm), Drawn::marks, {}};
    for (const ControlPoint& point : points) {
        plot.words.x_is_named = plot.words.x_is_named || !point.name.empty();
        observed.points.push_back({point.time, point.observed, {}, {}, point.name});
        expected.points.push_back({point.time, point.expected, {}, {}, point.name});
        limit.points.push_back({point.time, point.limit, {}, {}, point.name});
        if (point.is_alarm)
            alarm.points.push_back({point.time, point.observed, {}, {}, point.name});
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
