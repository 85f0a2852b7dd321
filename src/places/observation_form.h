#pragma once

#include "base/field_error.h"
#include "initiatives/catalogue.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

namespace places {

// The fields of the form, filled in from `filled` (names as in
// observation_input.h), with messages at them.
web::Html observation_fields(const web::Fields& filled, const base::FieldErrors& errors,
                             const initiatives::Catalogue& catalogue, int year,
                             const web::Language& language);

}  // namespace places
