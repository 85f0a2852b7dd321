#include "citizen/breach.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/civil_registration_number.h"
#include "base/text.h"
#include "base/utf8.h"

namespace citizen {
namespace {

struct KindWords {
    BreachKind kind;
    std::string_view code;
    std::string_view name;
};

constexpr std::array<KindWords, 3> kind_words = {{
    {BreachKind::confidentiality, "confidentiality",
     base::danish("Fortrolighed: nogen så eller fik noget, de ikke måtte")},
    {BreachKind::integrity, "integrity", base::danish("Rigtighed: noget blev ændret forkert")},
    {BreachKind::availability, "availability",
     base::danish("Tilgængelighed: noget blev væk eller kunne ikke nås")},
}};

constexpr std::array<BreachKind, 3> kinds = {BreachKind::confidentiality, BreachKind::integrity,
                                             BreachKind::availability};

const KindWords& words_of(BreachKind kind) {
    return *std::find_if(kind_words.begin(), kind_words.end(),
                         [kind](const KindWords& words) { return words.kind == kind; });
}

void check_text(base::FieldErrors& errors, std::string_view field, const std::string& text,
                std::size_t characters_max) {
    if (!base::is_valid_utf8(text) || base::length_in_characters(text) > characters_max)
        errors.push_back({std::string(field), base::refuse("too_long", "Skriv højst {} tegn.",
                                                           std::to_string(characters_max))});
    if (base::contains_civil_registration_number(text))
        errors.push_back({std::string(field),
                          base::refuse("R12",
                                       "Her må der ikke stå oplysninger om enkeltpersoner. Beskriv "
                                       "bruddet uden navne og personnumre.")});
}

void check_content(base::FieldErrors& errors, const Breach& breach) {
    if (base::trim(breach.what).empty())
        errors.push_back({"what", base::refuse("missing", "Skriv, hvad der skete.")});
    if (breach.kinds.empty())
        errors.push_back({"kinds", base::refuse("kind", "Vælg mindst én slags brud.")});
    if (breach.classes.empty())
        errors.push_back(
            {"classes", base::refuse("data_class", "Vælg, hvilke slags oplysninger det gælder.")});
    if (breach.persons && (*breach.persons < 0 || *breach.persons > breach_persons_max))
        errors.push_back(
            {"persons", base::refuse("persons", "Skriv, omtrent hvor mange personer det gælder.")});
    check_text(errors, "what", breach.what, breach_text_characters_max);
    check_text(errors, "consequences", breach.consequences, breach_text_characters_max);
    check_text(errors, "measures", breach.measures, breach_text_characters_max);
    check_text(errors, "authority_reason", breach.authority_reason, breach_reason_characters_max);
    check_text(errors, "subjects_reason", breach.subjects_reason, breach_reason_characters_max);
}

void check_authority(base::FieldErrors& errors, const Breach& breach,
                     const BreachMoments& moments) {
    const bool reasoned = !base::trim(breach.authority_reason).empty();
    if (breach.authority == Telling::not_needed && !reasoned)
        errors.push_back(
            {"authority_reason",
             base::refuse("reason",
                          "Skriv, hvorfor bruddet ikke skal anmeldes til Datatilsynet.")});
    if (breach.authority != Telling::told) return;
    if (!moments.authority_told) {
        errors.push_back(
            {"authority_told_on", base::refuse("told_at", "Skriv, hvornår bruddet blev anmeldt.")});
        return;
    }
    if (*moments.authority_told < moments.discovered)
        errors.push_back(
            {"authority_told_on", base::refuse("told_before",
                                               "Bruddet kan ikke være anmeldt, før det blev "
                                               "opdaget.")});
    if (*moments.authority_told > moments.now)
        errors.push_back(
            {"authority_told_on", base::refuse("in_future", "Tidspunktet er ikke kommet endnu.")});
    if (*moments.authority_told > notice_due(moments) && !reasoned)
        errors.push_back({"authority_reason",
                          base::refuse("late_reason",
                                       "Skriv, hvorfor anmeldelsen kom senere end 72 timer efter, "
                                       "at bruddet blev opdaget.")});
}

void check_subjects(base::FieldErrors& errors, const Breach& breach) {
    if (breach.subjects == Telling::not_needed && base::trim(breach.subjects_reason).empty())
        errors.push_back(
            {"subjects_reason",
             base::refuse("reason", "Skriv, hvorfor de berørte ikke skal underrettes.")});
    if (breach.subjects != Telling::told) return;
    if (!breach.subjects_told_on)
        errors.push_back({"subjects_told_on",
                          base::refuse("told_at", "Skriv, hvornår de berørte blev underrettet.")});
    else if (*breach.subjects_told_on < breach.discovered_at.date)
        errors.push_back(
            {"subjects_told_on", base::refuse("told_before",
                                              "De berørte kan ikke være underrettet, før "
                                              "bruddet blev opdaget.")});
}

}  // namespace

std::span<const BreachKind> all_breach_kinds() {
    return kinds;
}

std::string_view breach_kind_code(BreachKind kind) {
    return words_of(kind).code;
}

std::optional<BreachKind> breach_kind_of(std::string_view code) {
    for (const KindWords& words : kind_words)
        if (words.code == code) return words.kind;
    return std::nullopt;
}

std::string_view breach_kind_name(BreachKind kind) {
    return words_of(kind).name;
}

std::string_view telling_code(Telling telling) {
    switch (telling) {
        case Telling::undecided:
            return "undecided";
        case Telling::told:
            return "told";
        case Telling::not_needed:
            return "not_needed";
    }
    throw std::logic_error("citizen: unknown telling");
}

std::optional<Telling> telling_of(std::string_view code) {
    for (const Telling telling : {Telling::undecided, Telling::told, Telling::not_needed})
        if (telling_code(telling) == code) return telling;
    return std::nullopt;
}

base::Instant notice_due(const BreachMoments& moments) {
    return moments.discovered + breach_notice_limit;
}

NoticeClock notice_clock(const Breach& breach, const BreachMoments& moments) {
    const base::Instant due = notice_due(moments);
    if (breach.authority == Telling::not_needed) return NoticeClock::stopped;
    if (breach.authority == Telling::told && moments.authority_told)
        return *moments.authority_told > due ? NoticeClock::late : NoticeClock::met;
    return moments.now > due ? NoticeClock::overdue : NoticeClock::running;
}

base::FieldErrors check(const Breach& breach, const BreachMoments& moments) {
    base::FieldErrors errors;
    if (moments.discovered > moments.now)
        errors.push_back(
            {"discovered_on", base::refuse("in_future", "Tidspunktet er ikke kommet endnu.")});
    check_content(errors, breach);
    check_authority(errors, breach, moments);
    check_subjects(errors, breach);
    return errors;
}

history::Snapshot snapshot(const Breach& breach) {
    std::string chosen_kinds;
    for (const BreachKind kind : kinds)
        if (breach.kinds.has(kind))
            chosen_kinds += (chosen_kinds.empty() ? "" : ",") + std::string(breach_kind_code(kind));
    std::string chosen_classes;
    for (const access::DataClass data_class : access::all_data_classes())
        if (breach.classes.has(data_class))
            chosen_classes += (chosen_classes.empty() ? "" : ",") +
                              std::string(access::data_class_code(data_class));
    const auto& told = breach.authority_told_at;
    return {
        {"discovered_on", base::iso_date(breach.discovered_at.date)},
        {"discovered_time", base::time_of_day(breach.discovered_at.minute_of_day)},
        {"kinds", chosen_kinds},
        {"classes", chosen_classes},
        {"persons", breach.persons ? std::to_string(*breach.persons) : ""},
        {"what", breach.what},
        {"consequences", breach.consequences},
        {"measures", breach.measures},
        {"authority", std::string(telling_code(breach.authority))},
        {"authority_told_on", told ? base::iso_date(told->date) : ""},
        {"authority_told_time", told ? base::time_of_day(told->minute_of_day) : ""},
        {"authority_reason", breach.authority_reason},
        {"subjects", std::string(telling_code(breach.subjects))},
        {"subjects_told_on",
         breach.subjects_told_on ? base::iso_date(*breach.subjects_told_on) : ""},
        {"subjects_reason", breach.subjects_reason},
    };
}

}  // namespace citizen
