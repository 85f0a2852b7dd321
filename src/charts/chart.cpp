#include "charts/chart.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

namespace charts {
namespace json = boost::json;
namespace {

json::array values_of(const Chart& chart) {
    json::array values;
    for (std::size_t series = 0; series < chart.series.size(); ++series) {
        for (const Point& point : chart.series[series].points) {
            json::object value{{"label", point.label}, {"series", chart.series[series].name}};
            value["value"] = point.value ? json::value(*point.value) : json::value(nullptr);
            if (point.lower && point.upper) {
                value["lower"] = *point.lower;
                value["upper"] = *point.upper;
            }
            values.push_back(std::move(value));
        }
    }
    return values;
}

json::array domain_of(const Chart& chart) {
    json::array names;
    for (const Series& series : chart.series) names.push_back(json::value(series.name));
    return names;
}

json::object colour_of(const Chart& chart) {
    json::object encoding{{"field", "series"},
                          {"type", "nominal"},
                          {"title", nullptr},
                          {"scale", {{"domain", domain_of(chart)}}}};
    if (chart.series.size() < 2) encoding["legend"] = nullptr;
    return encoding;
}

std::string number_format(const Chart& chart) {
    return ",." + std::to_string(chart.decimals) + "f";
}

json::object value_axis(const Chart& chart, std::string_view field) {
    return {{"field", field},
            {"type", "quantitative"},
            {"title", chart.y_title},
            {"axis", {{"format", number_format(chart)}}},
            {"scale", {{"zero", true}}}};
}

json::object label_axis(const Chart& chart) {
    return {{"field", "label"},
            {"type", "ordinal"},
            {"title", chart.x_title},
            {"sort", nullptr},
            {"axis", {{"labelAngle", 0}, {"labelLimit", 260}}}};
}

bool has_intervals(const Chart& chart) {
    for (const Series& series : chart.series)
        for (const Point& point : series.points)
            if (point.lower && point.upper) return true;
    return false;
}

json::array lines(const Chart& chart) {
    json::array layers;
    if (has_intervals(chart)) {
        json::object bounds = value_axis(chart, "lower");
        layers.push_back({{"mark", {{"type", "area"}, {"opacity", 0.2}}},
                          {"encoding",
                           {{"x", label_axis(chart)},
                            {"y", std::move(bounds)},
                            {"y2", {{"field", "upper"}}},
                            {"color", colour_of(chart)}}}});
    }
    json::object encoding{
        {"x", label_axis(chart)}, {"y", value_axis(chart, "value")}, {"color", colour_of(chart)}};
    json::object dash{{"field", "series"},
                      {"type", "nominal"},
                      {"title", nullptr},
                      {"scale", {{"domain", domain_of(chart)}}}};
    if (chart.series.size() < 2) dash["legend"] = nullptr;
    encoding["strokeDash"] = std::move(dash);
    layers.push_back({{"mark", {{"type", "line"}, {"point", true}, {"strokeWidth", 2.5}}},
                      {"encoding", std::move(encoding)}});
    return layers;
}

json::array bars(const Chart& chart) {
    const bool horizontal = chart.form == Chart::Form::horizontal_bars;
    json::object label = label_axis(chart);
    json::object encoding{{"color", colour_of(chart)}};
    encoding[horizontal ? "y" : "x"] = std::move(label);
    encoding[horizontal ? "x" : "y"] = value_axis(chart, "value");
    if (chart.series.size() > 1)
        encoding[horizontal ? "yOffset" : "xOffset"] =
            json::object{{"field", "series"}, {"sort", domain_of(chart)}};
    json::array layers;
    layers.push_back({{"mark", {{"type", "bar"}}}, {"encoding", encoding}});
    if (has_intervals(chart)) {
        json::object rule = encoding;
        rule.erase("color");
        rule[horizontal ? "x" : "y"] = value_axis(chart, "lower");
        rule[horizontal ? "x2" : "y2"] = json::object{{"field", "upper"}};
        layers.push_back(
            {{"mark", {{"type", "rule"}, {"strokeWidth", 1.5}}}, {"encoding", std::move(rule)}});
    }
    return layers;
}

}  // namespace

std::string vega_lite(const Chart& chart, std::string_view language_tag) {
    const bool line = chart.form == Chart::Form::line_with_band;
    json::object specification{
        {"$schema", "https://vega.github.io/schema/vega-lite/v6.json"},
        {"description", chart.description},
        {"width", "container"},
        {"height", chart.form == Chart::Form::horizontal_bars
                       ? 28 * static_cast<int>(chart.series.empty()
                                                   ? 1
                                                   : std::max<std::size_t>(
                                                         1, chart.series.front().points.size()) *
                                                         chart.series.size())
                       : 280},
        {"usermeta", {{"language", language_tag}}},
        {"data", {{"values", values_of(chart)}}},
        {"layer", line ? lines(chart) : bars(chart)},
        {"config",
         {{"font", "IBM Plex Sans, sans-serif"},
          {"axis", {{"labelFontSize", 13}, {"titleFontSize", 13}}},
          {"legend",
           {{"orient", "top"},
            {"labelFontSize", 13},
            {"labelLimit", 300},
            // Otherwise the entries are as faint as the band.
            {"symbolOpacity", 1},
            {"symbolType", line ? "stroke" : "square"},
            {"symbolSize", line ? 300 : 100},
            {"symbolStrokeWidth", 2.5}}},
          {"line", {{"invalid", "break-paths-show-domains"}}},
          {"title", {{"fontSize", 16}}}}}};
    // Empty where it stands beside the chart already.
    if (!chart.title.empty())
        specification["title"] = json::object{{"text", chart.title}, {"anchor", "start"}};
    return json::serialize(specification);
}

DataTable data_table(const Chart& chart) {
    DataTable table;
    for (const Series& series : chart.series)
        for (const Point& point : series.points)
            if (std::find(table.labels.begin(), table.labels.end(), point.label) ==
                table.labels.end())
                table.labels.push_back(point.label);
    for (const Series& series : chart.series) {
        DataTable::Column column{series.name, {}};
        for (const std::string& label : table.labels) {
            const auto found =
                std::find_if(series.points.begin(), series.points.end(),
                             [&](const Point& point) { return point.label == label; });
            column.points.push_back(found == series.points.end() ? std::nullopt
                                                                 : std::optional(*found));
        }
        table.columns.push_back(std::move(column));
    }
    return table;
}

}  // namespace charts
