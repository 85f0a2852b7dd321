#include "evidence/analysis_picture.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "evidence/analysis_picture_internal.h"
#include "evidence/cohort_picture.h"
#include "evidence/watch_picture.h"

namespace evidence {

using charts::Drawn;
using statistics::Analysis;
using statistics::AnalysisSeries;

namespace picture {

const AnalysisSeries* find(const Analysis& analysis, std::string_view name) {
    for (const AnalysisSeries& series : analysis.series)
        if (series.name == name) return &series;
    return nullptr;
}

const std::vector<double>* column(const AnalysisSeries& series, std::string_view name) {
    for (const auto& [column_name, values] : series.columns)
        if (column_name == name) return &values;
    return nullptr;
}

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
    if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> known(const std::vector<double>* values, std::size_t at) {
    if (!values || !std::isfinite((*values)[at])) return std::nullopt;
    return (*values)[at];
}

charts::PlotWords words_of(const std::string& title, const web::Language& language,
                           std::string_view x, std::string_view y) {
    charts::PlotWords words;
    words.title = title;
    words.x_title = language.say(x);
    words.y_title = language.say(y);
    words.y_decimals = 2;
    return words;
}

charts::TableHeads heads_of(const web::Language& language) {
    return {std::string(language.say("Navn")), std::string(language.say("Nedre")),
            std::string(language.say("Øvre"))};
}

AnalysisPicture drawn(charts::Plot plot, std::string description, const web::Language& language) {
    plot.words.description = description;
    return {std::move(description), charts::vega_lite(plot, language.tag()),
            charts::data_table(plot, heads_of(language))};
}

}  // namespace picture

namespace {

using picture::column;
using picture::drawn;
using picture::find;
using picture::heads_of;
using picture::known;
using picture::number_of;
using picture::words_of;

constexpr std::size_t most_forest_rows = 40;
constexpr std::size_t most_risk_times = 6;
constexpr std::size_t most_named = 6;

// "group time" or "time", as curves are labelled.
struct CurveLabel {
    std::string group;
    double time = 0;
};
std::optional<CurveLabel> curve_label(const std::string& label) {
    const std::size_t space = label.rfind(' ');
    const auto time = number_of(std::string_view(label).substr(space + 1));
    if (!time) return std::nullopt;
    return CurveLabel{space == std::string::npos ? "" : label.substr(0, space), *time};
}

// ---- curves

struct Curve {
    charts::PlotSeries steps{{}, Drawn::steps, {}};
    charts::PlotSeries band{{}, Drawn::step_band, {}};
    charts::RiskRow risk;
};

std::map<std::string, Curve> curves_of(const AnalysisSeries& series, std::string_view value_name,
                                       const std::string& all, double start) {
    const auto* value = column(series, value_name);
    const auto* lower = column(series, "lower");
    const auto* upper = column(series, "upper");
    const auto* at_risk = column(series, "at_risk");
    std::map<std::string, Curve> curves;
    for (std::size_t at = 0; at < series.at.size(); ++at) {
        const auto label = curve_label(series.at[at]);
        if (!label || !value) continue;
        const std::string name = label->group.empty() ? all : label->group;
        Curve& curve = curves[name];
        if (curve.steps.points.empty()) {
            curve.steps.name = curve.band.name = curve.risk.group = name;
            curve.steps.points.push_back({0, start, {}, {}});
        }
        charts::PlotPoint point{label->time, known(value, at), known(lower, at), known(upper, at)};
        curve.steps.points.push_back({point.x, point.y, {}, {}});
        if (point.lower && point.upper)
            curve.band.points.push_back({point.x, {}, point.lower, point.upper});
        if (const auto risk = known(at_risk, at))
            curve.risk.at_risk.emplace_back(label->time, *risk);
    }
    return curves;
}

// So many that they can be read, spread over the curve.
void thin_out(charts::RiskRow& row) {
    if (row.at_risk.size() <= most_risk_times) return;
    std::vector<std::pair<double, double>> chosen;
    for (std::size_t at = 0; at < most_risk_times; ++at)
        chosen.push_back(row.at_risk[at * (row.at_risk.size() - 1) / (most_risk_times - 1)]);
    row.at_risk = std::move(chosen);
}

std::optional<AnalysisPicture> curve_picture(const Analysis& analysis, const std::string& title,
                                             const web::Language& language) {
    const AnalysisSeries* series = find(analysis, "curve");
    if (!series) return std::nullopt;
    const bool survival = column(*series, "survival") && !column(*series, "incidence");
    const std::string all(language.say("Alle"));
    auto curves = curves_of(*series, survival ? "survival" : "incidence", all, survival ? 1 : 0);
    if (curves.empty()) return std::nullopt;
    charts::Plot plot;
    plot.words = words_of(
        title, language, base::danish("Tid"),
        survival ? base::danish("Andel uden hændelsen") : base::danish("Andel med hændelsen"));
    plot.risk_title = language.say("Følges stadig");
    std::string ends;
    for (auto& [name, curve] : curves) {
        if (!ends.empty()) ends += ", ";
        const charts::PlotPoint& last = curve.steps.points.back();
        ends += language.say_with("{}: {}", name, language.decimal(last.y.value_or(0), 2));
        thin_out(curve.risk);
        plot.risk_table.push_back(curve.risk);
        plot.series.push_back(std::move(curve.band));
        plot.series.push_back(std::move(curve.steps));
    }
    return drawn(std::move(plot),
                 language.say_with("Trappekurve over tiden. Ved slutningen er andelen {}.", ends),
                 language);
}

// ---- funnel

using LimitLine = std::pair<std::string, std::vector<std::pair<double, double>>>;

// The limits that allow for how areas vary ("dispersed_0.025"), as lines over the expectation.
// Where they leave the areas' own range they are left out, or the picture would show little else.
std::vector<LimitLine> funnel_limits(const Analysis& analysis, double highest_ratio,
                                     const web::Language& language) {
    constexpr std::string_view prefix = "dispersed_";
    std::vector<LimitLine> lines;
    const AnalysisSeries* series = find(analysis, "limits");
    const auto* expected = series ? column(*series, "expected") : nullptr;
    if (!expected) return lines;
    for (const auto& [name, values] : series->columns) {
        if (!name.starts_with(prefix)) continue;
        const double probability =
            number_of(std::string_view(name).substr(prefix.size())).value_or(0.5);
        const double within = 100 * std::abs(2 * probability - 1);
        LimitLine line{language.say_with("Grænse {} %", language.decimal(within, within > 99)), {}};
        for (std::size_t at = 0; at < expected->size(); ++at)
            if (values[at] > 0 && values[at] <= highest_ratio)
                line.second.emplace_back((*expected)[at], values[at]);
        std::sort(line.second.begin(), line.second.end());
        lines.push_back(std::move(line));
    }
    return lines;
}

// Beyond which of the limits drawn the area lies, by how much areas vary.
constexpr double unusual = 1.959964, very_unusual = 3.090232;

std::optional<AnalysisPicture> funnel_picture(const Analysis& analysis, const std::string& title,
                                              const web::Language& language,
                                              const PictureWish& wish) {
    const AnalysisSeries* series = find(analysis, "areas");
    if (!series) return std::nullopt;
    const auto* observed = column(*series, "observed");
    const auto* expected = column(*series, "expected");
    const auto* z = column(*series, "z_random");
    const AnalysisSeries* limits = find(analysis, "limits");
    if (!observed || !expected || !z) return std::nullopt;
    const auto* lower = limits ? column(*limits, "dispersed_0.025") : nullptr;
    const auto* upper = limits ? column(*limits, "dispersed_0.975") : nullptr;
    std::vector<charts::FunnelArea> areas;
    std::size_t outside = 0, named = 0;
    double highest_ratio = 1;
    for (std::size_t at = 0; at < series->at.size(); ++at) {
        if (!(known(expected, at).value_or(0) > 0)) continue;
        const double distance = std::abs(known(z, at).value_or(0));
        if (distance > unusual) ++outside;
        const double ratio = (*observed)[at] / (*expected)[at];
        highest_ratio = std::max(highest_ratio, 1.1 * ratio);
        const bool is_far = distance > very_unusual && named < most_named;
        if (is_far) ++named;
        areas.push_back({series->at[at], (*expected)[at], ratio,
                         is_far || series->at[at] == wish.highlight, known(lower, at),
                         known(upper, at)});
    }
    charts::Plot plot = charts::funnel(words_of(title, language, base::danish("Forventet antal"),
                                                base::danish("Observeret / forventet")),
                                       areas, std::string(language.say("Områder")),
                                       funnel_limits(analysis, highest_ratio, language),
                                       std::string(language.say("Som forventet")));
    plot.words.description = language.say_with(
        "{} områder efter, hvor meget der var at vente. {} ligger uden for det, der er sædvanligt, "
        "når områder varierer, som de gør.",
        std::to_string(areas.size()), std::to_string(outside));
    return AnalysisPicture{
        plot.words.description, charts::vega_lite(plot, language.tag()),
        charts::data_table(plot, {std::string(language.say("Område")),
                                  std::string(language.say("Nedre grænse (95 %)")),
                                  std::string(language.say("Øvre grænse (95 %)"))})};
}

// ---- courses of time

charts::PlotSeries line_of(const AnalysisSeries& series, const std::vector<double>& values,
                           std::string name, Drawn drawn_as) {
    charts::PlotSeries line{std::move(name), drawn_as, {}};
    for (std::size_t at = 0; at < series.at.size(); ++at)
        line.points.push_back({number_of(series.at[at]).value_or(static_cast<double>(at + 1)),
                               known(&values, at),
                               {},
                               {}});
    return line;
}

std::optional<AnalysisPicture> course_picture(const Analysis& analysis, const std::string& title,
                                              const web::Language& language) {
    const AnalysisSeries* series = find(analysis, "course");
    if (!series) return std::nullopt;
    struct Line {
        std::string_view column, name;
        Drawn drawn;
    };
    constexpr Line lines[] = {
        {"observed", base::danish("Observeret"), Drawn::points},
        {"fitted", base::danish("Modellen"), Drawn::line},
        {"without_intervention", base::danish("Uden indsatsen"), Drawn::dashed_line},
        {"treated", base::danish("Observeret"), Drawn::line},
        {"synthetic", base::danish("Sammenligningen"), Drawn::dashed_line},
        {"expected", base::danish("Forventet"), Drawn::dashed_line},
        {"limit", base::danish("Grænse"), Drawn::steps}};
    charts::Plot plot;
    plot.words = words_of(title, language, base::danish("Tid"), base::danish("Antal"));
    for (const Line& line : lines)
        if (const auto* values = column(*series, line.column))
            plot.series.push_back(
                line_of(*series, *values, std::string(language.say(line.name)), line.drawn));
    if (plot.series.empty()) return std::nullopt;
    return drawn(std::move(plot),
                 language.say_with("Forløbet over {} perioder.", std::to_string(series->at.size())),
                 language);
}

// ---- areas against a model that never saw them

// "Ishøj 2016": the area and when.
struct AreaTime {
    std::string area;
    double time = 0;
};
std::optional<AreaTime> area_time(const std::string& label) {
    const std::size_t space = label.rfind(' ');
    if (space == std::string::npos) return std::nullopt;
    const auto time = number_of(std::string_view(label).substr(space + 1));
    if (!time) return std::nullopt;
    return AreaTime{label.substr(0, space), *time};
}

// The course of the one area that was left out of its own yardstick.
std::optional<AnalysisPicture> left_out_picture(const Analysis& analysis, const std::string& title,
                                                const web::Language& language) {
    const AnalysisSeries* series = find(analysis, "areas");
    if (!series) return std::nullopt;
    const auto* expected = column(*series, "left_out_expected");
    const auto* lower = column(*series, "left_out_lower");
    const auto* upper = column(*series, "left_out_upper");
    const auto* observed = column(*series, "observed");
    if (!expected || !observed) return std::nullopt;
    const std::string model(language.say("Modellen uden området selv"));
    charts::PlotSeries band{model, Drawn::band, {}}, line{model, Drawn::dashed_line, {}};
    charts::PlotSeries seen{std::string(language.say("Observeret")), Drawn::line, {}};
    std::string area;
    std::size_t outside = 0;
    for (std::size_t at = 0; at < series->at.size(); ++at) {
        const auto label = area_time(series->at[at]);
        const auto mean = known(expected, at), low = known(lower, at), high = known(upper, at);
        if (!label || !mean) continue;
        if (!area.empty() && label->area != area) return std::nullopt;
        area = label->area;
        const auto count = known(observed, at);
        line.points.push_back({label->time, mean, {}, {}});
        if (low && high) band.points.push_back({label->time, {}, low, high});
        seen.points.push_back({label->time, count, {}, {}});
        if (count && low && high && (*count < *low || *count > *high)) ++outside;
    }
    if (line.points.size() < 2) return std::nullopt;
    const std::size_t times = line.points.size();
    charts::Plot plot;
    plot.words = words_of(title, language, base::danish("År"), base::danish("Antal"));
    plot.words.x_is_year = true;
    plot.words.y_decimals = 0;
    plot.series = {std::move(band), std::move(line), std::move(seen)};
    return drawn(std::move(plot),
                 language.say_with("{}: det observerede mod en model, som ikke har set området. "
                                   "Uden for modellens grænser på 95 % ligger {} af {} år.",
                                   area, std::to_string(outside), std::to_string(times)),
                 language);
}

// ---- developments: a value with limits for each year or cohort

std::optional<AnalysisPicture> development_picture(const Analysis& analysis,
                                                   const std::string& title,
                                                   const web::Language& language) {
    struct Kind {
        std::string_view series, column, name;
        bool is_ratio;
    };
    constexpr Kind kinds[] = {{"groups", "rate", base::danish("Pr. person"), false},
                              {"cohort_ratio", "ratio", base::danish("Forhold"), true}};
    for (const Kind& kind : kinds) {
        const AnalysisSeries* series = find(analysis, kind.series);
        const auto* values = series ? column(*series, kind.column) : nullptr;
        if (!values || series->at.size() < 3 || !number_of(series->at.front())) continue;
        const std::string name(language.say(kind.name));
        charts::PlotSeries line = line_of(*series, *values, name, Drawn::line);
        charts::PlotSeries band{name, Drawn::band, {}};
        const auto *lower = column(*series, "lower"), *upper = column(*series, "upper");
        for (std::size_t at = 0; at < line.points.size(); ++at)
            if (known(lower, at) && known(upper, at))
                band.points.push_back({line.points[at].x, {}, known(lower, at), known(upper, at)});
        charts::Plot plot;
        plot.words = words_of(title, language, base::danish("År eller årgang"), kind.name);
        plot.words.x_is_year = true;
        if (kind.is_ratio)
            plot.across.push_back({1, std::string(language.say("Som udgangspunktet"))});
        const std::string description = language.say_with(
            "Fra {} i {} til {} i {}, med intervaller.",
            language.decimal(line.points.front().y.value_or(0), 2), series->at.front(),
            language.decimal(line.points.back().y.value_or(0), 2), series->at.back());
        plot.series = {std::move(band), std::move(line)};
        return drawn(std::move(plot), description, language);
    }
    return std::nullopt;
}

// ---- estimates

// "age+3", "age<-2" as effects by the time since an intervention are named.
std::optional<double> age_of(std::string_view name) {
    if (!name.starts_with("age")) return std::nullopt;
    name.remove_prefix(3);
    while (!name.empty() && (name.front() == '<' || name.front() == '>' || name.front() == '+'))
        name.remove_prefix(1);
    return number_of(name);
}

std::optional<AnalysisPicture> effects_picture(const Analysis& analysis, const std::string& title,
                                               const web::Language& language) {
    std::vector<charts::PlotPoint> effects;
    for (const auto& estimate : analysis.estimates)
        if (const auto age = age_of(estimate.row.name))
            effects.push_back(
                {*age, estimate.row.estimate, estimate.row.lower, estimate.row.upper});
    if (effects.size() < 2) return std::nullopt;
    std::sort(effects.begin(), effects.end(),
              [](const auto& one, const auto& other) { return one.x < other.x; });
    charts::Plot plot = charts::event_study(
        words_of(title, language, base::danish("Tid siden begyndelsen"), base::danish("Effekt")),
        std::move(effects), std::string(language.say("Effekt")),
        std::string(language.say("Ingen effekt")), std::string(language.say("Begyndelsen")));
    const std::size_t count = plot.series.front().points.size();
    return drawn(std::move(plot),
                 language.say_with("Effekten på {} tidspunkter før og efter begyndelsen, hver med "
                                   "sit interval.",
                                   std::to_string(count)),
                 language);
}

// Estimates of how much there is: nothing says which value would be no difference.
bool is_level(std::string_view method) {
    constexpr std::string_view levels[] = {"direct_standardisation",
                                           "cumulative_rate",
                                           "proportion",
                                           "survey_mean",
                                           "survey_ratio",
                                           "survey_proportion",
                                           "survey_quantile",
                                           "survival_curve",
                                           "reliability",
                                           "intraclass_correlation",
                                           "agreement",
                                           "reliable_change"};
    return std::find(std::begin(levels), std::end(levels), method) != std::end(levels);
}

// The engine's names that aren't the data's.
std::string estimate_name(const std::string& name, const web::Language& language) {
    if (name == "moran") return std::string(language.say("Morans I"));
    return name;
}

// Observed over expected, not its logarithm.
bool is_plain_ratio(const Analysis& analysis) {
    return analysis.method == "standardised_ratio";
}

std::optional<double> no_difference(const Analysis& analysis, bool log_ratios) {
    if (is_level(analysis.method)) return std::nullopt;
    return log_ratios || is_plain_ratio(analysis) ? 1 : 0;
}

// Ratios of one place year by year.
std::optional<AnalysisPicture> ratio_course_picture(const Analysis& analysis,
                                                    const std::string& title,
                                                    const web::Language& language) {
    if (!is_plain_ratio(analysis) || analysis.estimates.size() < 2) return std::nullopt;
    std::vector<charts::PlotPoint> points;
    std::size_t above = 0, below = 0;
    for (const auto& estimate : analysis.estimates) {
        const auto& row = estimate.row;
        const auto year = row.name.size() == 4 ? number_of(row.name) : std::nullopt;
        if (!year) return std::nullopt;
        points.push_back({*year, row.estimate, row.lower, row.upper});
        if (row.lower > 1) ++above;
        if (row.upper < 1) ++below;
    }
    const std::size_t years = points.size();
    charts::Plot plot;
    plot.words = words_of(title, language, base::danish("År"), base::danish("Forhold"));
    plot.words.x_is_year = true;
    plot.series.push_back(
        {std::string(language.say("Forhold")), Drawn::intervals, std::move(points)});
    plot.across.push_back({1, std::string(language.say("Som forventet"))});
    return drawn(
        std::move(plot),
        language.say_with("Af {} år ligger {} helt over det forventede og {} helt under, "
                          "når der kun regnes med tilfældet.",
                          std::to_string(years), std::to_string(above), std::to_string(below)),
        language);
}

std::optional<AnalysisPicture> forest_picture(const Analysis& analysis, const std::string& title,
                                              const web::Language& language) {
    const bool ratios = !analysis.estimates.empty() &&
                        std::all_of(analysis.estimates.begin(), analysis.estimates.end(),
                                    [](const auto& estimate) { return estimate.is_log_ratio; });
    charts::Forest forest;
    forest.is_ratio = ratios;
    forest.reference = no_difference(analysis, ratios);
    std::size_t clear = 0;
    for (const auto& estimate : analysis.estimates) {
        const auto& row = estimate.row;
        // The constant is the level, not a difference.
        if (row.name == "(Intercept)" || !std::isfinite(row.lower) || !std::isfinite(row.upper))
            continue;
        const auto shown = [&](double value) { return ratios ? std::exp(value) : value; };
        const charts::ForestRow one{estimate_name(row.name, language), shown(row.estimate),
                                    shown(row.lower), shown(row.upper), false};
        if (forest.reference && (one.lower > *forest.reference || one.upper < *forest.reference))
            ++clear;
        forest.rows.push_back(one);
    }
    if (forest.rows.empty() || forest.rows.size() > most_forest_rows) return std::nullopt;
    forest.words =
        words_of(title, language,
                 ratios || is_plain_ratio(analysis) ? base::danish("Forhold (95 %-interval)")
                                                    : base::danish("Estimat (95 %-interval)"),
                 "");
    forest.words.x_decimals = 2;
    forest.words.description =
        language.count("Et estimat med sit interval.", "{} estimater med intervaller.",
                       static_cast<std::int64_t>(forest.rows.size()));
    if (forest.reference)
        forest.words.description +=
            " " + language.count("Et interval ligger helt på den ene side af »ingen forskel«.",
                                 "{} intervaller ligger helt på den ene side af »ingen forskel«.",
                                 static_cast<std::int64_t>(clear));
    return AnalysisPicture{forest.words.description, charts::vega_lite(forest, language.tag()),
                           charts::data_table(forest, heads_of(language))};
}

}  // namespace

bool is_picture_kind(std::string_view kind) {
    return kind.empty() || kind == "cohort_curve";
}

std::optional<AnalysisPicture> picture_of(const Analysis& analysis, const std::string& title,
                                          const web::Language& language, const PictureWish& wish) {
    if (wish.kind == "cohort_curve") return cohort_picture(analysis, title, language);
    if (auto picture = funnel_picture(analysis, title, language, wish)) return picture;
    using Draw = std::optional<AnalysisPicture> (*)(const Analysis&, const std::string&,
                                                    const web::Language&);
    constexpr Draw kinds[] = {curve_picture,        course_picture,  watch_picture,
                              left_out_picture,     effects_picture, development_picture,
                              ratio_course_picture, forest_picture};
    for (const Draw draw : kinds)
        if (auto picture = draw(analysis, title, language)) return picture;
    return std::nullopt;
}

}  // namespace evidence
