#include "people/duty_to_inform.h"

#include <stdexcept>

#include "people/person.h"

namespace people {

std::string_view duty_outcome_code(DutyOutcome outcome) {
    switch (outcome) {
        case DutyOutcome::open:
            return "open";
        case DutyOutcome::informed:
            return "informed";
        case DutyOutcome::exempted:
            return "exempted";
    }
    throw std::logic_error("people: an unknown outcome");
}

std::optional<DutyOutcome> duty_outcome_of(std::string_view code) {
    for (const DutyOutcome outcome :
         {DutyOutcome::open, DutyOutcome::informed, DutyOutcome::exempted})
        if (duty_outcome_code(outcome) == code) return outcome;
    return std::nullopt;
}

base::Date due_date(base::Date registered_on) {
    const auto due = registered_on + std::chrono::months(1);
    if (due.ok()) return due;
    return base::Date(std::chrono::sys_days(due.year() / due.month() / std::chrono::last));
}

base::FieldErrors check(const DutyToInform& settled, base::Date registered_on, base::Date today) {
    base::FieldErrors errors;
    const auto missing =
        base::refuse("R33", "Angiv, om personen er orienteret, eller hvorfor ikke.");
    if (settled.outcome == DutyOutcome::open || !settled.settled_on)
        errors.push_back({"outcome", missing});
    if (settled.outcome == DutyOutcome::exempted && settled.explanation.empty())
        errors.push_back({"explanation", missing});
    check_narrative(errors, "explanation", settled.explanation, explanation_characters_max);
    if (settled.settled_on && (*settled.settled_on < registered_on || *settled.settled_on > today))
        errors.push_back(
            {"settled_on", base::refuse("R33_day", "Vælg en dag fra registreringen til i dag.")});
    return errors;
}

}  // namespace people
