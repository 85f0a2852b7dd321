#pragma once

#include <string>
#include <vector>

#include "access/assignment_store.h"
#include "base/field_error.h"
#include "web/components/select_field.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

// Giving someone work with a person: colleague, part, purpose, unit, from and to.
namespace people {

struct AssignmentChoices {
    std::vector<web::SelectOption> colleagues;
    std::vector<web::SelectOption> purposes;
    std::vector<web::SelectOption> units;
};

struct AssignmentInput {
    access::Assignment assignment;
    base::FieldErrors errors;
};
AssignmentInput read_assignment(const web::Fields& form, const AssignmentChoices& choices,
                                base::Date today);

web::Html assignment_fields(const AssignmentChoices& choices, const web::Fields& filled,
                            const base::FieldErrors& errors, const web::Language& language);

// Somebody must remain responsible: without, nobody could reach the record any more. `all` are the
// assignments of the person. Refused with "last_responsible" and "not_found".
base::Result<void> check_ending(const std::vector<access::Assignment>& all, std::int64_t id,
                                base::Date today);

}  // namespace people
