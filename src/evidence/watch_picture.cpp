#include "evidence/watch_picture.h"

#include <algorithm>
#include <cmath>

#include "evidence/analysis_picture_internal.h"

namespace evidence {
namespace {

using statistics::Analysis;
using statistics::AnalysisSeries;

// "2024K3" and "2024M03", as the statistics office writes a part of a year.
struct PartOfYear {
    int year = 0;
    int part = 0;
    bool is_month = false;

    double time() const { return year + (part - 1) / (is_month ? 12.0 : 4.0); }
};

std::optional<PartOfYear> part_of_year(std::string_view label) {
    const bool is_quarter = label.size() == 6 && label[4] == 'K';
    const bool is_month = label.size() == 7 && label[4] == 'M';
    if (!is_quarter && !is_month) return std::nullopt;
    const auto year = picture::number_of(label.substr(0, 4));
    const auto part = picture::number_of(label.substr(5));
    if (!year || !part || *part < 1 || *part > (is_month ? 12 : 4)) return std::nullopt;
    return PartOfYear{static_cast<int>(*year), static_cast<int>(*part), is_month};
}

double time_of(const std::string& label, std::size_t at) {
    if (const auto part = part_of_year(label)) return part->time();
    return picture::number_of(label).value_or(static_cast<double>(at + 1));
}

std::vector<charts::ControlPoint> points_of(const AnalysisSeries& series,
                                            const web::Language& language) {
    const auto* observed = picture::column(series, "observed");
    const auto* expected = picture::column(series, "expected");
    const auto* upper = picture::column(series, "upper");
    const auto* alarm = picture::column(series, "alarm");
    std::vector<charts::ControlPoint> points;
    for (std::size_t at = 0; at < series.at.size(); ++at) {
        charts::ControlPoint point;
        point.time = time_of(series.at[at], at);
        point.name = period_words(series.at[at], language);
        point.observed = picture::known(observed, at);
        point.expected = picture::known(expected, at);
        // A chart that doesn't say which count would alarm writes 0.
        if (const auto limit = picture::known(upper, at); limit && *limit > 0) point.limit = limit;
        point.is_alarm = picture::known(alarm, at).value_or(0) > 0;
        points.push_back(std::move(point));
    }
    return points;
}

std::string count_words(const std::optional<double>& count, const web::Language& language) {
    if (!count) return "–";
    return *count == std::floor(*count) ? language.number(static_cast<std::int64_t>(*count))
                                        : language.decimal(*count, 1);
}

std::string newest_sentence(const charts::ControlPoint& newest, const web::Language& language) {
    if (!newest.observed || (!newest.limit && !newest.is_alarm))
        return language.say_with("Om den seneste periode ({}) kan intet siges.", newest.name);
    const std::string observed = count_words(newest.observed, language);
    const std::string expected = count_words(newest.expected, language);
    const std::string limit = count_words(newest.limit, language);
    return newest.is_alarm ? language.say_with(
                                 "Den seneste periode ({}) ligger over grænsen: {} mod {} "
                                 "ventede og en grænse på {}. Det rejser spørgsmålet om "
                                 "hvorfor; svaret står ikke i tallene.",
                                 newest.name, observed, expected, limit)
                           : language.say_with(
                                 "Den seneste periode ({}) ligger ikke over grænsen: {} mod {} "
                                 "ventede og en grænse på {}.",
                                 newest.name, observed, expected, limit);
}

std::optional<double> fit_of(const Analysis& analysis, std::string_view name) {
    for (const auto& [key, value] : analysis.fit) {
        if (key != name) continue;
        if (const auto* number = std::get_if<double>(&value)) return *number;
        if (const auto* whole = std::get_if<std::int64_t>(&value))
            return static_cast<double>(*whole);
    }
    return std::nullopt;
}

// What stands before a period where there are several series: "Ishøj" of "Ishøj 2024K3".
std::string series_name(const std::string& label) {
    const std::size_t space = label.rfind(' ');
    return space == std::string::npos ? std::string() : label.substr(0, space);
}

bool is_one_series(const AnalysisSeries& series) {
    const std::string name = series_name(series.at.front());
    return std::all_of(series.at.begin(), series.at.end(),
                       [&](const std::string& label) { return series_name(label) == name; });
}

}  // namespace

std::string period_words(const std::string& label, const web::Language& language) {
    const auto part = part_of_year(label);
    if (!part) return label;
    if (part->is_month)
        return std::string(language.month(static_cast<unsigned>(part->part))) + " " +
               std::to_string(part->year);
    return language.say_with("{}. kvartal {}", std::to_string(part->part),
                             std::to_string(part->year));
}

std::optional<AnalysisPicture> watch_picture(const Analysis& analysis, const std::string& title,
                                             const web::Language& language) {
    const AnalysisSeries* series = picture::find(analysis, "periods");
    if (!series || series->at.empty() || !picture::column(*series, "alarm")) return std::nullopt;
    if (!is_one_series(*series)) return std::nullopt;
    const std::vector<charts::ControlPoint> points = points_of(*series, language);
    charts::Plot plot = charts::control_chart(
        picture::words_of(title, language, base::danish("Periode"), base::danish("Antal")), points,
        {std::string(language.say("Observeret")), std::string(language.say("Forventet")),
         std::string(language.say("Grænse")), std::string(language.say("Over grænsen"))});
    plot.words.x_is_year = part_of_year(series->at.front()).has_value();
    plot.words.y_decimals = 0;
    return picture::drawn(
        std::move(plot),
        watch_sentence(analysis, language) + " " + newest_sentence(points.back(), language),
        language);
}

std::string watch_sentence(const Analysis& analysis, const web::Language& language) {
    if (const auto length = fit_of(analysis, "average_run_length"))
        return language.say_with(
            "Der går i gennemsnit {} perioder, før der er en alarm, hvis tallene er, som der står.",
            language.decimal(*length, *length < 20 ? 1 : 0));
    const auto periods = fit_of(analysis, "periods"), alarms = fit_of(analysis, "alarms");
    if (!periods || !alarms || !(*periods > 0)) return {};
    return language.say_with(
        "{} af {} perioder ligger over grænsen ({} %).", language.number(std::llround(*alarms)),
        language.number(std::llround(*periods)), language.decimal(100 * *alarms / *periods, 1));
}

}  // namespace evidence
