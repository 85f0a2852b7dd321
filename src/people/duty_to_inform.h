#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "access/subject.h"
#include "base/date.h"
#include "base/field_error.h"

// The duty to tell someone that data about them were registered (R33): a task from the first
// registration on, due within a month, done or, with a reason, not to be done.
namespace people {

enum class DutyOutcome { open, informed, exempted };
std::string_view duty_outcome_code(DutyOutcome outcome);
std::optional<DutyOutcome> duty_outcome_of(std::string_view code);

struct DutyToInform {
    std::int64_t id = 0;
    access::PersonId person;
    base::Date due_on{};
    DutyOutcome outcome = DutyOutcome::open;
    std::optional<base::Date> settled_on;
    std::string explanation;  // how they were told, or why they aren't

    bool is_late(base::Date today) const { return outcome == DutyOutcome::open && due_on < today; }
};

inline constexpr std::size_t explanation_characters_max = 500;

// A month after the registration: the same day of the next month, or its last day.
base::Date due_date(base::Date registered_on);

// How it is settled; refused with "R33" where neither was chosen, or the reason is missing.
base::FieldErrors check(const DutyToInform& settled, base::Date registered_on, base::Date today);

}  // namespace people
