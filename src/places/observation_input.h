#pragma once

#include <string_view>

#include "base/date.h"
#include "base/field_error.h"
#include "initiatives/catalogue.h"
#include "places/observation.h"
#include "web/request.h"

namespace places {

// What was sent, by a browser or as a row of a file, as an observation, with a message for
// everything that does not fit. The observation is only to be used when there are no messages. The
// fields have the names of the snapshot's keys. A correction may keep the initiative it had.
struct ObservationInput {
    Observation observation;
    base::FieldErrors errors;
};
ObservationInput read_observation(const web::Fields& form, const initiatives::Catalogue& catalogue,
                                  base::LocalTime now, std::string_view kept_initiative = {});
// The same of a new one typed in by hand, which is not years old.
ObservationInput read_new_observation(const web::Fields& form,
                                      const initiatives::Catalogue& catalogue, base::LocalTime now);

}  // namespace places
