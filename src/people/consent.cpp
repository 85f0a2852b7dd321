#include "people/consent.h"

#include <array>
#include <stdexcept>

#include "people/person.h"

namespace people {
namespace {

template <class Value>
struct Words {
    Value value;
    std::string_view code;
    std::string_view name;
};

constexpr std::array givers{
    Words<ConsentGiver>{ConsentGiver::person, "person", base::danish("Personen selv")},
    Words<ConsentGiver>{ConsentGiver::guardian, "guardian",
                        base::danish("Indehaver af forældremyndigheden")},
    Words<ConsentGiver>{ConsentGiver::person_and_guardian, "person_and_guardian",
                        base::danish("Personen og indehaver af forældremyndigheden")},
};

constexpr std::array manners{
    Words<ConsentManner>{ConsentManner::signed_on_paper, "signed_on_paper",
                         base::danish("Underskrevet på papir")},
    Words<ConsentManner>{ConsentManner::signed_digitally, "signed_digitally",
                         base::danish("Underskrevet digitalt")},
    Words<ConsentManner>{ConsentManner::spoken, "spoken", base::danish("Mundtligt")},
};

template <class Table, class Value>
const auto& words_in(const Table& table, Value value) {
    for (const auto& words : table)
        if (words.value == value) return words;
    throw std::logic_error("people: a value without words");
}

template <class Value, class Table>
std::optional<Value> value_in(const Table& table, std::string_view code) {
    for (const auto& words : table)
        if (words.code == code) return words.value;
    return std::nullopt;
}

base::Error withdrawn(base::Date day) {
    return base::refuse(
        "R13", "Samtykket er trukket tilbage den {}. Oplysninger kan ikke deles på dette grundlag.",
        short_date(day));
}

}  // namespace

std::span<const ConsentGiver> all_consent_givers() {
    static constexpr std::array all{ConsentGiver::person, ConsentGiver::guardian,
                                    ConsentGiver::person_and_guardian};
    return all;
}
std::string_view consent_giver_code(ConsentGiver giver) {
    return words_in(givers, giver).code;
}
std::string_view consent_giver_name(ConsentGiver giver) {
    return words_in(givers, giver).name;
}
std::optional<ConsentGiver> consent_giver_of(std::string_view code) {
    return value_in<ConsentGiver>(givers, code);
}

std::span<const ConsentManner> all_consent_manners() {
    static constexpr std::array all{ConsentManner::signed_on_paper, ConsentManner::signed_digitally,
                                    ConsentManner::spoken};
    return all;
}
std::string_view consent_manner_code(ConsentManner manner) {
    return words_in(manners, manner).code;
}
std::string_view consent_manner_name(ConsentManner manner) {
    return words_in(manners, manner).name;
}
std::optional<ConsentManner> consent_manner_of(std::string_view code) {
    return value_in<ConsentManner>(manners, code);
}

base::FieldErrors check(const Consent& consent, base::Date today) {
    base::FieldErrors errors;
    const auto note = [&errors](const char* field, base::Error error) {
        errors.push_back({field, std::move(error)});
    };
    if (consent.data.empty())
        note("data", base::refuse("missing", "Skriv, hvad samtykket gælder."));
    check_narrative(errors, "data", consent.data, consent_data_characters_max);
    if (!organisation::is_cvr(consent.receiver_cvr))
        note("receiver_cvr", base::refuse("missing", "Vælg, hvem oplysningerne må deles med."));
    if (consent.text_version.empty())
        note("text_version",
             base::refuse("missing", "Skriv, hvilken udgave af samtykketeksten der er brugt."));
    check_narrative(errors, "text_version", consent.text_version, text_version_characters_max);
    if (consent.given_on > today)
        note("given_on", base::refuse("future", "Datoen ligger i fremtiden."));
    if (consent.ends_on && *consent.ends_on < consent.given_on)
        note("ends_on", base::refuse("order", "Slutdatoen ligger før startdatoen."));
    return errors;
}

base::Result<void> usable_on(const Consent& consent, base::Date day) {
    if (consent.withdrawn_on && *consent.withdrawn_on <= day)
        return withdrawn(*consent.withdrawn_on);
    if (day < consent.given_on)
        return base::refuse("consent_not_begun", "Samtykket er først givet den {}.",
                            short_date(consent.given_on));
    if (consent.ends_on && *consent.ends_on < day)
        return base::refuse("consent_ended", "Samtykket udløb den {}.",
                            short_date(*consent.ends_on));
    return {};
}

base::Result<void> check_withdrawal(const Consent& consent, base::Date day, base::Date today) {
    if (consent.withdrawn_on) return withdrawn(*consent.withdrawn_on);
    if (day < consent.given_on || day > today)
        return base::refuse("consent_withdrawal",
                            "Vælg en dag fra den, samtykket blev givet, til i dag.");
    return {};
}

}  // namespace people
