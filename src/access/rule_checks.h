#pragma once

#include <optional>
#include <string_view>

#include "access/actor.h"
#include "access/law.h"
#include "base/date.h"
#include "base/field_error.h"
#include "base/result.h"

// The rules that are no question of who may know what, but of what a form, a list or a job does:
// here once, so that every module refuses alike.
namespace access {

// R12, R46: text where no person may be named.
base::Result<void> check_names_nobody(std::string_view text);
// The same of a form's field, with "too_long" for more than so many characters.
void check_text_about_nobody(base::FieldErrors& errors, std::string_view field,
                             std::string_view text, std::size_t characters_max);

// R26: what a list of persons may be ordered by. `name`, `born_on`, `registered_on`, `due_on`,
// `district`, `unit`, `status`; everything else is refused, above all answers and counts of them.
base::Result<void> check_order_of_persons(std::string_view key);
// R26: a name of a column, field or measure that is a number on a person in other words.
bool names_a_number_on_persons(std::string_view name);

// R28: a count of persons that may be shown. 0 may.
base::Result<void> check_count(std::int64_t persons, const Law& law, base::Date today);

// R30: who may read the trail.
base::Result<void> check_reads_trail(const Actor& actor);

// R33: at a first registration. Told on a day, or an exemption in words.
base::Result<void> check_duty_to_inform(std::optional<base::Date> told_on,
                                        std::string_view exemption, base::Date today);
// The last day for telling.
base::Date inform_before(base::Date registered_on, const Law& law);

// R32: an exemption from access needs its reason; the sentence for the citizen comes with it.
base::Result<void> check_exemption(std::string_view reason);
base::Error exemption_notice(std::string_view reason);

// R41: what opens the emergency door, how long it stands open, and when it must be looked at.
base::Result<void> check_break_glass(std::string_view reason, const Law& law, base::Date today);
base::Instant break_glass_ends(base::Instant opened_at, const Law& law, base::Date today);
base::Instant break_glass_review_due(base::Instant opened_at, const Law& law, base::Date today);

// R11: whether the agency may be given a seat in a forum.
base::Result<void> check_seat(const organisation::Agency& agency, organisation::ForumKind forum,
                              const Law& law, base::Date today);

// R36, R37: the first day on which a record may be erased.
std::optional<base::Date> erasable_from(std::string_view retention_class, base::Date started_on,
                                        const Law& law);

// R39: the end of the clock for a breach.
base::Instant breach_notice_due(base::Instant known_at, const Law& law, base::Date today);

}  // namespace access
