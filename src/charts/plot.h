#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Pictures of analyses: numbers on both axes, or named rows. Like charts of figures (chart.h) they
// become Vega-Lite specifications, each with title, description and the table behind it. Texts are
// in the reader's language already; colours come from the page, so that dark and forced colours
// hold.
namespace charts {

struct PlotWords {
    std::string title;
    std::string description;  // for who can't see it: what it shows and the main finding
    std::string x_title;
    std::string y_title;
    int x_decimals = 0;
    int y_decimals = 1;
    bool x_is_year = false;   // no mark between thousands
    bool x_is_named = false;  // a table says the points' names for their x ("3. kvartal 2024")
};

// Value with its limits; empty: unknown, drawn as a gap.
struct PlotPoint {
    double x = 0;
    std::optional<double> y;
    std::optional<double> lower;
    std::optional<double> upper;
    std::string name = {};  // of the single point; shown where `named`
    bool named = false;     // stands out and carries its name
};

enum class Drawn {
    points,
    marks,        // points that must be noticed
    line,         // through the points, whole
    dashed_line,  // an expectation, a limit
    steps,        // each point's value is held, see Held
    band,         // between lower and upper
    step_band,
    intervals  // points with a bar from lower to upper
};

// How far a step's value holds from its point.
enum class Held { until_next, since_last, around };

struct PlotSeries {
    std::string name;
    Drawn drawn = Drawn::line;
    std::vector<PlotPoint> points;  // in the order of x, but for points
    Held held = Held::until_next;   // of steps
    bool in_table = true;           // not: a line that only helps the eye
};

// A line across the whole picture, with a word beside it.
struct ReferenceLine {
    double at = 0;
    std::string word;
};

// Counts under a step curve: how many are still followed at chosen times.
struct RiskRow {
    std::string group;
    std::vector<std::pair<double, double>> at_risk;  // time, number
};

struct Plot {
    PlotWords words;
    std::vector<PlotSeries> series;     // at most 12; those of the same name share colour and entry
    std::vector<ReferenceLine> across;  // at a value of y
    std::vector<ReferenceLine> upright;  // at a value of x
    bool x_is_logarithmic = false;
    bool y_is_logarithmic = false;
    bool y_from_zero = true;  // of no meaning where logarithmic
    std::vector<RiskRow> risk_table = {};
    std::string risk_title = {};  // "I risiko", where there is a risk table
};

std::string vega_lite(const Plot& plot, std::string_view language_tag);

// Estimates in rows with their intervals, as of several models or areas.
struct ForestRow {
    std::string name;
    double value = 0;
    double lower = 0;
    double upper = 0;
    bool is_summary = false;  // drawn as a diamond
};
struct Forest {
    PlotWords words;  // y_title is not drawn
    std::vector<ForestRow> rows;
    std::optional<double> reference = 0;  // no difference: 0, or 1 of ratios; empty: none
    bool is_ratio = false;                // drawn on a logarithmic axis
};
std::string vega_lite(const Forest& forest, std::string_view language_tag);

// Areas of a map in classes. Where each area lies is GeoJSON: a geometry object in degrees.
struct MapArea {
    std::string name;
    std::string geometry;  // {"type": "Polygon" …}; must be JSON, or the area is only in the table
    std::string value_class;  // one of Map::classes; empty: no value, its edge is dashed
    std::optional<double> value;
};
struct Map {
    PlotWords words;                   // y_title names the value
    std::vector<std::string> classes;  // in order, at most 7, told apart by lightness
    std::string without_value;         // entry of those without: "Ingen tal"
    std::vector<MapArea> areas;
};
std::string vega_lite(const Map& map, std::string_view language_tag);

// The table behind a picture: heads, then rows of as many cells. Numbers are not formatted
// (a year is a text); an empty cell is unknown. Series of the same name are one; where several
// have their points at the same x they stand side by side, a row for each x, otherwise under each
// other.
struct PlotTable {
    using Cell = std::pair<std::string, std::optional<double>>;  // a text, or a number
    std::vector<std::string> heads;
    std::vector<std::vector<Cell>> rows;
};
// `name_head` heads the names of points or rows, `lower_head` and `upper_head` the limits; of a map
// `lower_head` heads the classes.
struct TableHeads {
    std::string name_head, lower_head, upper_head;
};
PlotTable data_table(const Plot& plot, const TableHeads& heads);
PlotTable data_table(const Forest& forest, const TableHeads& heads);
PlotTable data_table(const Map& map, const TableHeads& heads);

// ---- the usual kinds

// Observed against expected by their ratio, with limits that narrow as the expectation grows.
// `limits`: name → points of expectation and ratio, drawn dashed; the table has the areas only.
struct FunnelArea {
    std::string name;
    double expected = 0;
    double ratio = 0;
    bool named = false;
    std::optional<double> lower, upper;  // the limits at its expectation, for the table
};
Plot funnel(
    PlotWords words, const std::vector<FunnelArea>& areas, std::string areas_name,
    const std::vector<std::pair<std::string, std::vector<std::pair<double, double>>>>& limits,
    std::string no_difference);

// Counts in the order of time, what was expected, the limit they should stay under, and those
// above: with a shape of their own, and larger.
struct ControlPoint {
    double time = 0;
    std::string name;  // "3. kvartal 2024"; empty: the time
    std::optional<double> observed;
    std::optional<double> expected;
    std::optional<double> limit;  // empty: not enough data to say
    bool is_alarm = false;
};
struct ControlNames {
    std::string observed, expected, limit, alarm;
};
Plot control_chart(PlotWords words, const std::vector<ControlPoint>& points, ControlNames names);

// Effects by the age of an intervention, with "no effect" across and the beginning upright.
Plot event_study(PlotWords words, std::vector<PlotPoint> effects, std::string effects_name,
                 std::string no_effect, std::string beginning);

}  // namespace charts
