#include "evidence/crime_level_words.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "evidence/municipality_names.h"

namespace evidence {
namespace {

using Places = std::map<std::string, CountedPlace>;

std::optional<CountedPlace> find(const Places& places, const std::string& area) {
    const auto found = places.find(area);
    return found == places.end() ? std::nullopt : std::optional(found->second);
}

// All of them together; empty where one is missing, since the sum would be another place.
std::optional<CountedPlace> together(const Places& places, const std::vector<std::string>& areas) {
    CountedPlace sum;
    for (const std::string& area : areas) {
        const auto one = find(places, area);
        if (!one) return std::nullopt;
        sum.reported += one->reported;
        sum.inhabitants += one->inhabitants;
        ++sum.municipalities;
    }
    return sum;
}

std::string ratio_with_interval(const statistics::Estimate& ratio, const web::Language& language) {
    const RatioWords words = ratio_words(ratio, language);
    return language.say_with("{} (95 %-interval {} til {})", words.value, words.lower, words.upper);
}

// A limit beside 1 mustn't be written as 1.
std::string limit_words(double limit, const web::Language& language) {
    constexpr int usual = 2, most = 6;
    int decimals = usual;
    const auto is_written_as_one = [&] {
        return std::abs(limit - 1) < 0.5 * std::pow(10, -decimals) && limit != 1;
    };
    while (decimals < most && is_written_as_one()) ++decimals;
    return language.decimal(limit, decimals);
}

std::string_view verdict_clause(LevelVerdict verdict) {
    switch (verdict) {
        case LevelVerdict::below:
            return base::danish(
                "Det er under det forventede, også når der regnes med, hvor meget kommuner ellers "
                "varierer.");
        case LevelVerdict::above:
            return base::danish(
                "Det er over det forventede, også når der regnes med, hvor meget kommuner ellers "
                "varierer.");
        case LevelVerdict::as_expected:
            return base::danish(
                "Det er som forventet: forskellen er ikke større, end at kommuner ellers varierer "
                "så meget.");
        case LevelVerdict::unsaid:
            break;
    }
    return base::danish("Det kan ikke siges, om det er mere eller mindre end forventet.");
}

charts::PlotPoint point_of(int year, const ComparedLevel& level) {
    charts::PlotPoint point{static_cast<double>(year), {}, {}, {}};
    if (level.verdict == LevelVerdict::unsaid) return point;
    point.y = level.ratio.value;
    point.lower = level.ratio.interval.lower;
    point.upper = level.ratio.interval.upper;
    return point;
}

const ComparedLevel* level_against(const LevelYear& year, Yardstick yardstick) {
    for (const ComparedLevel& level : year.levels)
        if (level.yardstick == yardstick) return &level;
    return nullptr;
}

// Within a sentence.
std::string_view yardstick_words(Yardstick yardstick, const web::Language& language) {
    switch (yardstick) {
        case Yardstick::country:
            return language.say("resten af landet");
        case Yardstick::region:
            return language.say("resten af regionen");
        case Yardstick::neighbours:
            return language.say("nabokommunerne");
    }
    return {};
}

std::string plot_description(const CrimeSubject& subject, const std::vector<LevelYear>& years,
                             Yardstick yardstick, std::string_view municipality,
                             const web::Language& language) {
    for (auto year = years.rbegin(); year != years.rend(); ++year)
        if (const ComparedLevel* level = level_against(*year, yardstick);
            level && level->verdict != LevelVerdict::unsaid)
            return verdict_sentence(subject, year->year, *level, municipality, language);
    return std::string(language.say("Der er ingen år, hvor noget kan siges."));
}

}  // namespace

std::vector<LevelYear> levels_of(const CountedYears& counted, const LevelPlaces& places) {
    std::vector<LevelYear> years;
    for (const auto& [year, all] : counted) {
        const auto own = find(all, places.municipality);
        const auto spread = spread_between(municipalities_of(all));
        LevelYear one{year, {}};
        one.levels.push_back(compare_level(
            Yardstick::country, own, without(find(all, std::string(whole_country)), own), spread));
        if (!places.region.empty())
            one.levels.push_back(compare_level(Yardstick::region, own,
                                               without(find(all, places.region), own), spread));
        if (!places.neighbours.empty())
            one.levels.push_back(compare_level(Yardstick::neighbours, own,
                                               together(all, places.neighbours), spread));
        years.push_back(std::move(one));
    }
    return years;
}

std::string_view yardstick_name(Yardstick yardstick, const web::Language& language) {
    switch (yardstick) {
        case Yardstick::country:
            return language.say("Resten af landet");
        case Yardstick::region:
            return language.say("Resten af regionen");
        case Yardstick::neighbours:
            return language.say("Nabokommunerne");
    }
    return {};
}

RatioWords ratio_words(const statistics::Estimate& ratio, const web::Language& language) {
    return {language.decimal(ratio.value, 2), limit_words(ratio.interval.lower, language),
            limit_words(ratio.interval.upper, language)};
}

std::string_view verdict_words(LevelVerdict verdict, const web::Language& language) {
    switch (verdict) {
        case LevelVerdict::below:
            return language.say("Under det forventede");
        case LevelVerdict::as_expected:
            return language.say("Som forventet");
        case LevelVerdict::above:
            return language.say("Over det forventede");
        case LevelVerdict::unsaid:
            return language.say("Kan ikke siges");
    }
    return {};
}

std::string verdict_sentence(const CrimeSubject& subject, int year, const ComparedLevel& level,
                             std::string_view municipality, const web::Language& language) {
    const std::string name(language.say(subject.name));
    if (level.verdict == LevelVerdict::unsaid)
        return language.say_with("{} i {}: {}", name, std::to_string(year),
                                 level.reason ? language.say(*level.reason) : std::string()) +
               " " + std::string(language.say(verdict_clause(level.verdict)));
    return language.say_with(
               "{} i {}: {} er anmeldt i {}. Med niveauet i sammenligningen ({}) var {} at vente, "
               "og forholdet er {}.",
               name, std::to_string(year), language.number(std::llround(level.observed)),
               std::string(municipality), std::string(yardstick_name(level.yardstick, language)),
               language.number(std::llround(level.expected)),
               ratio_with_interval(level.ratio, language)) +
           " " + std::string(language.say(verdict_clause(level.verdict)));
}

std::string kinds_sentence(const std::vector<ComparedKind>& kinds, const web::Language& language) {
    std::vector<std::string> above, below;
    for (const ComparedKind& kind : kinds) {
        const std::string name(language.say(kind.subject->name));
        if (kind.level.verdict == LevelVerdict::above) above.push_back(name);
        if (kind.level.verdict == LevelVerdict::below) below.push_back(name);
    }
    if (above.empty() && below.empty())
        return std::string(
            language.say("Ingen slags kriminalitet ligger sikkert over eller under det "
                         "forventede, når der regnes med, hvor meget kommuner ellers varierer."));
    std::string text;
    if (!above.empty())
        text += language.say_with("Over det forventede: {}. ", base::join(above, ", "));
    if (!below.empty())
        text += language.say_with("Under det forventede: {}. ", base::join(below, ", "));
    return text + std::string(language.say(
                      "For resten kan der ikke påvises en forskel fra det forventede."));
}

charts::Forest kinds_forest(const std::vector<ComparedKind>& kinds, int year, Yardstick yardstick,
                            std::string_view municipality, const web::Language& language) {
    charts::Forest forest;
    forest.reference = 1;
    forest.words.title =
        language.say_with("Alle slags kriminalitet i {}: {} mod {}", std::to_string(year),
                          std::string(municipality), yardstick_words(yardstick, language));
    forest.words.x_title = language.say("Anmeldt i forhold til det forventede");
    forest.words.x_decimals = 1;
    forest.words.description = kinds_sentence(kinds, language);
    for (const ComparedKind& kind : kinds)
        if (kind.level.verdict != LevelVerdict::unsaid)
            forest.rows.push_back({std::string(language.say(kind.subject->name)),
                                   kind.level.ratio.value, kind.level.ratio.interval.lower,
                                   kind.level.ratio.interval.upper, false});
    return forest;
}

charts::Plot level_plot(const CrimeSubject& subject, const std::vector<LevelYear>& years,
                        Yardstick yardstick, std::string_view municipality,
                        const web::Language& language) {
    charts::Plot plot;
    plot.words.title = language.say_with("{} mod det forventede", language.say(subject.name));
    plot.words.description = plot_description(subject, years, yardstick, municipality, language);
    plot.words.x_title = language.say("År");
    plot.words.y_title = language.say("Anmeldt i forhold til det forventede");
    plot.words.y_decimals = 2;
    plot.words.x_is_year = true;
    charts::PlotSeries band{std::string(municipality), charts::Drawn::band, {}};
    charts::PlotSeries line{std::string(municipality), charts::Drawn::line, {}};
    for (const LevelYear& year : years)
        if (const ComparedLevel* level = level_against(year, yardstick)) {
            const charts::PlotPoint point = point_of(year.year, *level);
            line.points.push_back(point);
            if (point.lower) band.points.push_back(point);
        }
    plot.series = {std::move(band), std::move(line)};
    plot.across.push_back({1, std::string(yardstick_name(yardstick, language))});
    return plot;
}

charts::Plot funnel_plot(const CrimeSubject& subject, int year, const CrimeFunnel& funnel,
                         const std::string& own_area, std::string_view municipality,
                         const web::Language& language) {
    std::vector<charts::FunnelArea> areas;
    for (const CrimeFunnel::Area& area : funnel.areas) {
        const bool own = area.area == own_area;
        areas.push_back({std::string(own ? municipality : municipality_name(area.area)),
                         area.expected, area.ratio, own, area.lower, area.upper});
    }
    std::vector<std::pair<std::string, std::vector<std::pair<double, double>>>> limits;
    for (const CrimeFunnel::Limit& limit : funnel.limits) {
        const std::string name = language.say_with(
            "Grænse {} %", language.decimal(100 * limit.probability, limit.probability > 0.99));
        std::vector<std::pair<double, double>> lower, upper;
        for (std::size_t at = 0; at < limit.expected.size(); ++at) {
            lower.emplace_back(limit.expected[at], limit.lower[at]);
            upper.emplace_back(limit.expected[at], limit.upper[at]);
        }
        limits.emplace_back(name, std::move(lower));
        limits.emplace_back(name, std::move(upper));
    }
    charts::PlotWords words;
    words.title = language.say_with("{} i {}: alle kommuner", language.say(subject.name),
                                    std::to_string(year));
    words.description = language.say_with(
        "{} kommuner. Uden for grænserne på 95 % ligger {}; ved tilfælde alene var {} at vente.",
        std::to_string(areas.size()), std::to_string(funnel.outside),
        language.decimal(0.05 * static_cast<double>(areas.size()), 0));
    words.x_title = language.say("Forventet antal");
    words.y_title = language.say("Anmeldt i forhold til det forventede");
    words.y_decimals = 2;
    return charts::funnel(std::move(words), areas, std::string(language.say("Kommuner")), limits,
                          std::string(language.say("Som de andre")));
}

}  // namespace evidence
