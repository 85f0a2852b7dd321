#include "evidence/crime_words.h"

#include <array>
#include <cmath>

namespace evidence {
namespace {

std::string region_name(std::string_view area, const web::Language& language) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> regions{{
        {"081", base::danish("Region Nordjylland")},
        {"082", base::danish("Region Midtjylland")},
        {"083", base::danish("Region Syddanmark")},
        {"084", base::danish("Region Hovedstaden")},
        {"085", base::danish("Region Sjælland")},
    }};
    for (const auto& [code, name] : regions)
        if (code == area) return std::string(language.say(name));
    return std::string(area);
}

charts::Point point_of(const CrimeYear& year, CrimePlace place) {
    charts::Point point{std::to_string(year.year), {}, {}, {}};
    const CrimeFigure& figure = year.at(place);
    if (!figure.per_1000) return point;
    point.value = figure.per_1000->value;
    // The interval of a whole country is thinner than the line.
    if (place == CrimePlace::municipality) {
        point.lower = figure.per_1000->interval.lower;
        point.upper = figure.per_1000->interval.upper;
    }
    return point;
}

const CrimeYear* newest_with_rate(const CrimeSeries& series) {
    for (auto year = series.years.rbegin(); year != series.years.rend(); ++year)
        if (year->at(CrimePlace::municipality).per_1000) return &*year;
    return nullptr;
}

std::string description_of(const CrimeSeries& series, const PlaceNames& names,
                           const web::Language& language) {
    const std::string name(language.say(series.subject->name));
    const CrimeYear* newest = newest_with_rate(series);
    if (!newest) return language.say_with("{} pr. 1.000 indbyggere: ingen tal er oplyst.", name);
    const statistics::Estimate& own = *newest->at(CrimePlace::municipality).per_1000;
    std::string text = language.say_with(
        "{} pr. 1.000 indbyggere fra {} til {}. I {} var tallet {} i {} (95 %-interval {} til {})",
        name, std::to_string(series.years.front().year), std::to_string(series.years.back().year),
        std::to_string(newest->year), language.decimal(own.value, 1), names.municipality,
        language.decimal(own.interval.lower, 1), language.decimal(own.interval.upper, 1));
    const auto& region = newest->at(CrimePlace::region).per_1000;
    const auto& country = newest->at(CrimePlace::country).per_1000;
    if (region && !names.region.empty())
        text += language.say_with(", {} i {}", language.decimal(region->value, 1), names.region);
    if (country)
        text += language.say_with(" og {} i hele landet", language.decimal(country->value, 1));
    return text + ".";
}

std::string release_words(const Release& release, const web::Language& language) {
    return language.say_with("{} (hentet {}, til og med {})", release.table,
                             language.date(release.retrieved_on), release.last_period);
}

}  // namespace

std::vector<std::string> PlaceNames::all() const {
    std::vector<std::string> names{municipality};
    if (!region.empty()) names.push_back(region);
    names.push_back(country);
    return names;
}

PlaceNames place_names(std::string_view municipality_name, const CrimePlaces& places,
                       const web::Language& language) {
    return {std::string(municipality_name),
            places.region.empty() ? "" : region_name(places.region, language),
            std::string(language.say("Hele landet"))};
}

std::string_view reporting_note(const web::Language& language) {
    return language.say(
        "Anmeldt kriminalitet er ikke det samme som kriminalitet. At flere anmelder, er et mål i "
        "sig selv, så en stigning kan være et fremskridt.");
}

std::string source_note(const CrimeFacts& facts, const web::Language& language) {
    std::string note;
    if (facts.generated())
        note += std::string(language.say(
                    "Tallene er opdigtede til demonstrationen og siger intet om virkeligheden.")) +
                " ";
    else
        note += std::string(language.say("Kilde: Danmarks Statistik.")) + " ";
    if (facts.crime) note += release_words(*facts.crime, language);
    if (facts.population) note += ", " + release_words(*facts.population, language);
    return note + ".";
}

charts::Chart crime_chart(const CrimeSeries& series, const PlaceNames& names,
                          const web::Language& language) {
    charts::Chart chart;
    chart.title = language.say_with("{} pr. 1.000 indbyggere", language.say(series.subject->name));
    chart.description = description_of(series, names, language);
    chart.x_title = language.say("År");
    chart.y_title = language.say("Anmeldelser pr. 1.000 indbyggere");
    chart.decimals = 1;
    const std::array<std::string, crime_places> all{names.municipality, names.region,
                                                    names.country};
    for (std::size_t place = 0; place < crime_places; ++place) {
        if (all[place].empty()) continue;
        charts::Series line{all[place], {}};
        for (const CrimeYear& year : series.years)
            line.points.push_back(point_of(year, static_cast<CrimePlace>(place)));
        chart.series.push_back(std::move(line));
    }
    return chart;
}

std::string signed_decimal(double value, int decimals, const web::Language& language) {
    std::string digits = language.decimal(std::abs(value), decimals);
    const bool is_zero = digits.find_first_of("123456789") == std::string::npos;
    if (is_zero) return digits;
    return (value < 0 ? "−" : "+") + digits;
}

std::string percent_with_interval(const statistics::Estimate& change,
                                  const web::Language& language) {
    return language.say_with("{} % ({} til {})", signed_decimal(change.value, 1, language),
                             signed_decimal(change.interval.lower, 1, language),
                             signed_decimal(change.interval.upper, 1, language));
}

std::string change_sentence(const CrimeSeries& series, int year, const web::Language& language) {
    const auto change = change_in_percent(series, year);
    if (!change) return language.say(change.error());
    const bool uncertain = change->interval.lower < 0 && change->interval.upper > 0;
    const std::string words = percent_with_interval(*change, language);
    if (uncertain)
        return language.say_with(
            "Fra {} til {} er ændringen pr. indbygger {}; intervallet rummer også ingen ændring.",
            std::to_string(year - 1), std::to_string(year), words);
    return language.say_with("Fra {} til {} er ændringen pr. indbygger {}.",
                             std::to_string(year - 1), std::to_string(year), words);
}

}  // namespace evidence
