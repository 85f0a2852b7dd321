#pragma once

#include "base/date.h"
#include "base/field_error.h"
#include "initiatives/catalogue.h"
#include "places/observation.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

namespace places {

// What was sent, as an observation, with a message for everything that does not fit. The
// observation is only to be used when there are no messages.
struct ObservationInput {
    Observation observation;
    base::FieldErrors errors;
};
ObservationInput read_observation_form(const web::Fields& form,
                                       const initiatives::Catalogue& catalogue,
                                       base::LocalTime now);

// The fields of the form, filled in from `filled` (names as read above), with messages at them.
web::Html observation_fields(const web::Fields& filled, const base::FieldErrors& errors,
                             const initiatives::Catalogue& catalogue, int year,
                             const web::Language& language);

}  // namespace places
