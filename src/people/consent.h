#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "access/subject.h"
#include "base/date.h"
#include "base/field_error.h"
#include "base/result.h"
#include "organisation/agency.h"

// A consent to let one agency have some data (R13): who, for what, to whom, when, how, to which
// text. Given once, withdrawn once, never changed and never removed.
namespace people {

enum class ConsentGiver { person, guardian, person_and_guardian };
std::span<const ConsentGiver> all_consent_givers();
std::string_view consent_giver_code(ConsentGiver giver);
std::optional<ConsentGiver> consent_giver_of(std::string_view code);
std::string_view consent_giver_name(ConsentGiver giver);  // Danish

enum class ConsentManner { signed_on_paper, signed_digitally, spoken };
std::span<const ConsentManner> all_consent_manners();
std::string_view consent_manner_code(ConsentManner manner);
std::optional<ConsentManner> consent_manner_of(std::string_view code);
std::string_view consent_manner_name(ConsentManner manner);  // Danish

struct Consent {
    std::int64_t id = 0;
    access::PersonId record;  // where it stands: the person's own, or one merged into it
    ConsentGiver giver = ConsentGiver::person;
    std::string data;          // which data, and what for, in plain words
    std::string receiver_cvr;  // to whom
    organisation::ForumKind forum = organisation::ForumKind::general;
    ConsentManner manner = ConsentManner::signed_on_paper;
    std::string text_version;  // of the text that was shown: "2026-1"
    base::Date given_on{};
    std::optional<base::Date> ends_on;  // the last day, where one was agreed
    std::optional<base::Date> withdrawn_on;

    bool is_signed() const { return manner != ConsentManner::spoken; }
};

inline constexpr std::size_t consent_data_characters_max = 1000;
inline constexpr std::size_t text_version_characters_max = 40;

base::FieldErrors check(const Consent& consent, base::Date today);

// Whether something may be shared on it on a day. Refused with "R13" from the day it was withdrawn
// on, "consent_ended" after its last day, "consent_not_begun" before it was given.
base::Result<void> usable_on(const Consent& consent, base::Date day);

// Refused with "R13" when it was withdrawn already, "consent_withdrawal" for a day before it was
// given or after today.
base::Result<void> check_withdrawal(const Consent& consent, base::Date day, base::Date today);

}  // namespace people
