#pragma once

#include <vector>

#include "base/field_error.h"
#include "citizen/subject_access_package.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

namespace citizen {

// What the reader goes through before the package leaves the house: each section with its texts, a
// choice at each mention, a box at each text that was read, and a field for an exemption.
web::Html review_fields(const std::vector<people::AccessSection>& sections,
                        const std::vector<Narrative>& narratives, const web::Fields& filled,
                        const base::FieldErrors& errors, const web::Language& language);

struct ReviewInput {
    AccessDecisions decisions;
    base::FieldErrors errors;  // a mention without a decision, a text that nobody has read
};
ReviewInput read_review(const web::Fields& form, std::size_t sections,
                        const std::vector<Narrative>& narratives);

}  // namespace citizen
