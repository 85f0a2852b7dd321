#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "access/subject_facts.h"
#include "base/date.h"
#include "base/field_error.h"
#include "base/result.h"

// A piece of information on a person ("oplysning"), short enough to be shared or not shared on its
// own: what it says, which data class it is, and for an offence how far the charge has come.
namespace people {

struct Note {
    std::int64_t id = 0;
    access::PersonId person;
    access::PersonId record;  // where it stands: the person's own, or one merged into it
    access::DataClass data_class = access::DataClass::personal;
    access::OffenceStatus offence = access::OffenceStatus::none;  // none unless class is offence
    std::string text;
    base::Date noted_on{};
    std::string holder_cvr;
    std::int64_t account_id = 0;  // who wrote it
};

inline constexpr std::size_t note_characters_max = 1000;

// What a note may be: personal, confidential, offence, health, threat.
std::span<const access::DataClass> note_classes();

// How far a charge may have come, the dropped one last.
std::span<const access::OffenceStatus> charge_statuses();
std::string_view charge_status_name(access::OffenceStatus status);  // Danish

// The name by which a note is known where it can be shared.
access::ItemReference note_item(std::int64_t id);
// As the policy knows them: each note is about a person besides what it is.
access::DataClasses classes_of(access::DataClass data_class);

base::FieldErrors check(const Note& note, base::Date today);

// R12: no civil registration number in words that others may come to read.
base::Result<void> check_no_number(std::string_view text);

// R16: a dropped charge doesn't come back, and what is no offence has no charge.
base::Result<void> check_charge_change(access::OffenceStatus from, access::OffenceStatus to);

}  // namespace people
