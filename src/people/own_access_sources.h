#pragma once

#include "people/subject_access.h"

namespace people {

// What this module holds about a person, and what `access` holds of work and sharing.
std::vector<SubjectAccessSource> own_access_sources();

// The number and the address in full, for the package to the person and for nothing else: protected
// ones too. The warrant is for revealing, with the number.
AccessSection revealed_section(const AccessReading& reading,
                               const access::Warrant<access::PersonId>& revealing);

}  // namespace people
