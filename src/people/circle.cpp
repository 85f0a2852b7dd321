#include "people/circle.h"

#include "people/person.h"

namespace people {

base::FieldErrors check(const CircleDetails& details) {
    base::FieldErrors errors;
    if (details.name.empty()) errors.push_back({"name", base::refuse("missing", "Skriv et navn.")});
    check_narrative(errors, "name", details.name, circle_name_characters_max);
    check_narrative(errors, "description", details.description, circle_text_characters_max);
    return errors;
}

base::FieldErrors check(const Membership& membership, base::Date today) {
    base::FieldErrors errors;
    const bool is_group = membership.circle.kind == access::SubjectKind::group;
    if (is_group && membership.reason.empty())
        errors.push_back(
            {"reason", base::refuse("missing",
                                    "Skriv, hvorfor det er nødvendigt at registrere, at personen "
                                    "hører til gruppen.")});
    check_narrative(errors, "reason", membership.reason, reason_characters_max);
    if (membership.from > today)
        errors.push_back({"from", base::refuse("future", "Startdatoen ligger i fremtiden.")});
    if (membership.to && *membership.to < membership.from)
        errors.push_back({"to", base::refuse("order", "Slutdatoen ligger før startdatoen.")});
    return errors;
}

}  // namespace people
