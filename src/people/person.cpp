#include "people/person.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/civil_registration_number.h"
#include "base/text.h"

namespace people {
namespace {

struct SexWords {
    Sex sex;
    std::string_view code;
    std::string_view name;
};

constexpr std::array sexes{
    SexWords{Sex::unknown, "unknown", base::danish("Ikke oplyst")},
    SexWords{Sex::female, "female", base::danish("Kvinde")},
    SexWords{Sex::male, "male", base::danish("Mand")},
};

const SexWords& words_of(Sex sex) {
    for (const SexWords& words : sexes)
        if (words.sex == sex) return words;
    throw std::logic_error("people: an unknown sex");
}

void note(base::FieldErrors& errors, std::string_view field, base::Error error) {
    errors.push_back({std::string(field), std::move(error)});
}

void check_length(base::FieldErrors& errors, std::string_view field, const std::string& text,
                  std::size_t characters_max) {
    if (!base::is_valid_utf8(text) || base::length_in_characters(text) > characters_max)
        note(errors, field,
             base::refuse("too_long", "Skriv højst {} tegn.", std::to_string(characters_max)));
}

void check_name(base::FieldErrors& errors, std::string_view field, const std::string& name) {
    check_length(errors, field, name, name_characters_max);
    const bool has_digit =
        std::any_of(name.begin(), name.end(), [](char sign) { return sign >= '0' && sign <= '9'; });
    if (has_digit)
        note(errors, field, base::refuse("digits_in_name", "Et navn kan ikke indeholde cifre."));
}

void check_birth(base::FieldErrors& errors, const PersonDetails& details, base::Date today) {
    constexpr int oldest_years = 130;
    if (!details.born_on) return;
    if (*details.born_on > today)
        note(errors, "born_on", base::refuse("future", "Fødselsdatoen ligger i fremtiden."));
    if (base::year_of(*details.born_on) < base::year_of(today) - oldest_years)
        note(errors, "born_on", base::refuse("too_old", "Fødselsdatoen ligger for langt tilbage."));
    if (details.cpr && details.cpr->born_on() != *details.born_on)
        note(errors, "born_on",
             base::refuse("not_as_cpr", "Fødselsdatoen passer ikke med personnummeret."));
}

void check_address(base::FieldErrors& errors, const Address& address) {
    check_narrative(errors, "street", address.street, street_characters_max);
    check_length(errors, "town", address.town, street_characters_max);
    const std::string& code = address.postal_code;
    const bool is_code = code.size() == 4 && std::all_of(code.begin(), code.end(), [](char sign) {
                             return sign >= '0' && sign <= '9';
                         });
    if (!code.empty() && !is_code)
        note(errors, "postal_code",
             base::refuse("postal_code", "Skriv postnummeret med fire cifre."));
}

}  // namespace

std::span<const Sex> all_sexes() {
    static constexpr std::array all{Sex::unknown, Sex::female, Sex::male};
    return all;
}

std::string_view sex_code(Sex sex) {
    return words_of(sex).code;
}

std::string_view sex_name(Sex sex) {
    return words_of(sex).name;
}

std::optional<Sex> sex_of(std::string_view code) {
    for (const SexWords& words : sexes)
        if (words.code == code) return words.sex;
    return std::nullopt;
}

std::optional<base::Date> PersonDetails::birth_date() const {
    return cpr ? std::optional(cpr->born_on()) : born_on;
}

base::FieldErrors check(const PersonDetails& details, base::Date today) {
    base::FieldErrors errors;
    if (details.given_names.empty() && details.family_name.empty())
        note(errors, "given_names", base::refuse("missing", "Skriv personens navn."));
    check_name(errors, "given_names", details.given_names);
    check_name(errors, "family_name", details.family_name);
    if (details.cpr && details.cpr->born_on() > today)
        note(errors, "cpr", base::refuse("future", "Datoen i personnummeret ligger i fremtiden."));
    check_birth(errors, details, today);
    check_address(errors, details.address);
    return errors;
}

std::vector<base::Error> doubts(const PersonDetails& details) {
    std::vector<base::Error> found;
    if (!details.cpr) return found;
    if (details.cpr->kind() == CprKind::replacement)
        found.push_back(base::refuse("R18", "Personnummeret er et erstatningsnummer."));
    else if (!details.cpr->holds_modulus_11())
        found.push_back(base::refuse("R18",
                                     "Personnummeret opfylder ikke modulus 11. Det kan være "
                                     "rigtigt alligevel; se det efter en gang til."));
    return found;
}

std::string full_name(const PersonDetails& details) {
    return base::trim(details.given_names + " " + details.family_name);
}

base::Error address_is_protected() {
    return base::refuse("R19", "Adressen er beskyttet.");
}

void check_narrative(base::FieldErrors& errors, std::string_view field, const std::string& text,
                     std::size_t characters_max) {
    check_length(errors, field, text, characters_max);
    if (base::contains_civil_registration_number(text))
        note(errors, field,
             base::refuse("R17", "Personnummeret hører kun til i feltet personnummer."));
}

std::string short_date(base::Date date) {
    return std::to_string(base::day_of(date)) + "." + std::to_string(base::month_of(date)) + "." +
           std::to_string(base::year_of(date));
}

}  // namespace people
