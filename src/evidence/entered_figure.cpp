#include "evidence/entered_figure.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/civil_registration_number.h"
#include "base/text.h"

namespace evidence {
namespace {

constexpr std::string_view manual = "manual";

// As short as it can be read back.
std::string plain(double number) {
    std::array<char, 40> digits{};
    const auto [end, failure] = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                              std::chars_format::fixed);
    return failure == std::errc() ? std::string(digits.data(), end) : std::string();
}

}  // namespace

const initiatives::FigureDefinition* find_entered_definition(
    const initiatives::Catalogue& catalogue, std::string_view initiative, std::string_view figure,
    int year) {
    const initiatives::Initiative* found = catalogue.find_initiative(initiative);
    const initiatives::Edition* edition = found ? found->edition_in(year) : nullptr;
    // What the plan of the year did not take over has no figures there.
    if (!edition || edition->period != catalogue.period_in(year)) return nullptr;
    for (const initiatives::FigureDefinition& definition : edition->figures)
        if (definition.key == figure && definition.source == manual) return &definition;
    return nullptr;
}

std::vector<initiatives::FigureDefinition> entered_definitions(
    const initiatives::Initiative& initiative) {
    std::vector<initiatives::FigureDefinition> definitions;
    for (auto edition = initiative.editions.rbegin(); edition != initiative.editions.rend();
         ++edition) {
        for (const initiatives::FigureDefinition& definition : edition->figures) {
            const bool known =
                std::any_of(definitions.begin(), definitions.end(),
                            [&](const auto& other) { return other.key == definition.key; });
            if (definition.source == manual && !known) definitions.push_back(definition);
        }
    }
    return definitions;
}

bool counts_persons(const initiatives::FigureDefinition* definition) {
    return !definition || definition->counts != "other";
}

base::FieldErrors check(const EnteredFigure& figure,
                        const initiatives::FigureDefinition* definition, base::Date today) {
    base::FieldErrors errors;
    if (!definition)
        errors.push_back(
            {"", base::refuse("not_entered",
                              "Kataloget har ikke det tal for indsatsen i {}, eller det tælles af "
                              "programmet.",
                              std::to_string(figure.year))});
    if (figure.year > base::year_of(today))
        errors.push_back({"", base::refuse("future_year", "Året er ikke begyndt endnu.")});
    if (figure.number) {
        const double number = *figure.number;
        if (!std::isfinite(number) || number < 0 || number > number_max)
            errors.push_back({"number", base::refuse("number", "Skriv et tal fra 0 og opad.")});
        else if (counts_persons(definition) && number != std::floor(number))
            errors.push_back({"number", base::refuse("whole",
                                                     "Tallet tæller personer, så det skal være et "
                                                     "helt tal.")});
    }
    if (figure.data_date > today)
        errors.push_back({"data_date", base::refuse("future", "Datoen ligger i fremtiden.")});
    else if (base::year_of(figure.data_date) < figure.year)
        errors.push_back({"data_date", base::refuse("before_year",
                                                    "Datoen ligger før det år, tallet handler "
                                                    "om.")});
    if (figure.note.empty())
        errors.push_back({"note", base::refuse("missing", "Skriv, hvor tallet kommer fra.")});
    if (!base::is_valid_utf8(figure.note) ||
        base::length_in_characters(figure.note) > note_characters_max)
        errors.push_back({"note", base::refuse("too_long", "Skriv højst {} tegn.",
                                               std::to_string(note_characters_max))});
    if (base::contains_civil_registration_number(figure.note))
        errors.push_back(
            {"note", base::refuse("R12",
                                  "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv "
                                  "stedet eller tendensen i stedet.")});
    return errors;
}

history::Snapshot snapshot(const EnteredFigure& figure) {
    return {{"state", figure.number ? "known" : "unknown"},
            {"number", figure.number ? plain(*figure.number) : std::string()},
            {"data_date", base::iso_date(figure.data_date)},
            {"note", figure.note}};
}

}  // namespace evidence
