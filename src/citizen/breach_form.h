#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/date.h"
#include "base/field_error.h"
#include "citizen/breach.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

namespace citizen {

// What was sent, as an entry, with a message for everything that does not fit. The entry is only to
// be used when there are no messages. The fields have the names of the snapshot's keys.
struct BreachInput {
    Breach breach;
    base::FieldErrors errors;
};
BreachInput read_breach_form(const web::Fields& form, base::Instant now);

// The moments of an entry that rules and clock go by.
BreachMoments moments_of(const Breach& breach, base::Instant now);

// The whole form, filled in from `filled`, with messages at the fields.
web::Html breach_fields(const web::Fields& filled, const base::FieldErrors& errors,
                        const web::Language& language);

}  // namespace citizen
