#include "people/note.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "access/rule.h"
#include "base/civil_registration_number.h"
#include "base/text.h"

namespace people {
namespace {

using access::DataClass;
using access::OffenceStatus;

constexpr std::array<DataClass, 5> classes = {DataClass::personal, DataClass::confidential,
                                              DataClass::offence, DataClass::health,
                                              DataClass::threat};
constexpr std::array<OffenceStatus, 5> statuses = {
    OffenceStatus::suspected, OffenceStatus::charged, OffenceStatus::indicted,
    OffenceStatus::convicted, OffenceStatus::dropped};

base::Result<void> check_text(const std::string& text) {
    if (base::trim(text).empty()) return base::refuse("missing", "Skriv oplysningen.");
    if (base::length_in_characters(text) > note_characters_max)
        return base::refuse("long", "Oplysningen må højst have 1.000 tegn.");
    return check_no_number(text);
}

base::Result<void> check_status(const Note& note) {
    const bool is_offence = note.data_class == DataClass::offence;
    if (is_offence && note.offence == OffenceStatus::none)
        return base::refuse("missing", "Vælg, hvor langt sigtelsen er.");
    if (!is_offence && note.offence != OffenceStatus::none)
        return base::refuse("not_offence", "Kun oplysninger om strafbare forhold har en sigtelse.");
    if (note.offence == OffenceStatus::dropped) return access::refusal(access::Rule::R16);
    return {};
}

}  // namespace

std::span<const DataClass> note_classes() {
    return classes;
}

std::span<const OffenceStatus> charge_statuses() {
    return statuses;
}

std::string_view charge_status_name(OffenceStatus status) {
    switch (status) {
        case OffenceStatus::none:
            return base::danish("Ingen");
        case OffenceStatus::suspected:
            return base::danish("Mistænkt");
        case OffenceStatus::charged:
            return base::danish("Sigtet");
        case OffenceStatus::indicted:
            return base::danish("Tiltalt");
        case OffenceStatus::convicted:
            return base::danish("Dømt");
        case OffenceStatus::dropped:
            return base::danish("Frafaldet");
    }
    throw std::logic_error("people: an unknown charge");
}

access::ItemReference note_item(std::int64_t id) {
    return {"note", id};
}

access::DataClasses classes_of(DataClass data_class) {
    access::DataClasses together = {DataClass::personal};
    together.add(data_class);
    return together;
}

base::Result<void> check_no_number(std::string_view text) {
    if (base::contains_civil_registration_number(text))
        return base::refuse("R12_number",
                            "Skriv ikke personnumre her. De står kun ét sted: på personens side.");
    return {};
}

base::FieldErrors check(const Note& note, base::Date today) {
    base::FieldErrors errors;
    if (const auto text = check_text(note.text); !text) errors.push_back({"text", text.error()});
    const bool is_known =
        std::find(classes.begin(), classes.end(), note.data_class) != classes.end();
    if (!is_known)
        errors.push_back(
            {"data_class", base::refuse("unknown", "Vælg, hvad slags oplysning det er.")});
    if (const auto status = check_status(note); !status)
        errors.push_back({"offence", status.error()});
    if (note.noted_on > today)
        errors.push_back({"noted_on", base::refuse("future", "Dagen må ikke ligge i fremtiden.")});
    return errors;
}

base::Result<void> check_charge_change(OffenceStatus from, OffenceStatus to) {
    if (from == OffenceStatus::dropped) return access::refusal(access::Rule::R16);
    if (from == OffenceStatus::none)
        return base::refuse("not_offence", "Kun oplysninger om strafbare forhold har en sigtelse.");
    if (to == OffenceStatus::none) return base::refuse("missing", "Vælg, hvor langt sigtelsen er.");
    return {};
}

}  // namespace people
