#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Pictures of figures as Vega-Lite specifications, each with title, description and the table
// behind it.
namespace charts {

struct Point {
    std::string label;            // on the x axis: "2024", "Vejleåparken"
    std::optional<double> value;  // empty: unknown, drawn as a gap
    std::optional<double> lower;  // of the interval, where there is one
    std::optional<double> upper;
};

struct Series {
    std::string name;
    std::vector<Point> points;
};

struct Chart {
    enum class Form { line_with_band, grouped_bars, horizontal_bars } form = Form::line_with_band;
    std::string title;
    std::string
        description;  // one sentence for who can't see it: what it shows and the main finding
    std::string x_title;
    std::string y_title;
    int decimals = 0;
    std::vector<Series> series;  // at most 6
};

// The specification as JSON. Colours are told apart also in grey and by line pattern; nothing
// depends on colour alone. Text is plain; the browser never evaluates any of it.
std::string vega_lite(const Chart& chart, std::string_view language_tag);

// The table behind the chart: first row the heads, then a row a label with a column a series (and
// "lower–upper" after it where there are intervals). Numbers are unformatted.
struct DataTable {
    std::vector<std::string> labels;
    struct Column {
        std::string name;
        std::vector<std::optional<Point>> points;  // one a label
    };
    std::vector<Column> columns;
};
DataTable data_table(const Chart& chart);

}  // namespace charts
