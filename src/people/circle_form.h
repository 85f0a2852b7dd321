#pragma once

#include "access/visit.h"
#include "base/field_error.h"
#include "people/circle.h"
#include "web/html.h"
#include "web/request.h"

// The input of families and groups, and of who belongs to them.
namespace people {

struct CircleInput {
    CircleDetails details;
    base::FieldErrors errors;
};
CircleInput read_circle(const web::Fields& fields);
web::Fields form_of(const CircleDetails& details);
web::Html circle_fields(const access::Visit& visit, const web::Fields& filled,
                        const base::FieldErrors& errors);

struct MembershipInput {
    Membership membership;  // whose, from when, why
    base::FieldErrors errors;
};
MembershipInput read_membership(const access::Visit& visit, access::SubjectReference circle);
// From when and why; a group's members need a reason.
web::Html membership_fields(const access::Visit& visit, access::SubjectKind kind,
                            const web::Fields& filled, const base::FieldErrors& errors);

}  // namespace people
