#pragma once

#include <optional>
#include <string>

#include "base/field_error.h"
#include "organisation/agency.h"
#include "web/request.h"

namespace access {

// An agency as it was typed: cvr, navn, slags, omraade, offentlig, fra, til (the last day).
struct AgencyInput {
    organisation::Agency agency;
    base::FieldErrors errors;
};
AgencyInput read_agency(const web::Fields& form, const std::string& known_cvr);
web::Fields form_of(const organisation::Agency& agency);

// A forum as it was typed: navn, navn_en, slags, fra, til. The key is made from the name.
struct ForumInput {
    organisation::Forum forum;
    base::FieldErrors errors;
};
ForumInput read_forum(const web::Fields& form, const std::string& known_key);
web::Fields form_of(const organisation::Forum& forum);

// There is one municipality, and it stays one: everything of its own hangs on it. `own` is the
// municipality that is registered, `before` the agency as it was.
base::FieldErrors check_agency(const organisation::Agency& agency,
                               const std::optional<organisation::Agency>& own,
                               const std::optional<organisation::Agency>& before);

}  // namespace access
