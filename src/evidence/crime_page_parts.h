#pragma once

#include <string_view>

#include "evidence/crime_facts.h"
#include "web/html.h"
#include "web/language.h"

namespace evidence {

// Parts that the pages about recorded crime have in common.

// A tab for each subject; `root` is the page's address, the subject stands in its query.
web::Html subject_tabs(std::string_view root, const CrimeSubject& chosen,
                       const web::Language& language);

// Says that the figures are invented, where a release of them is; else nothing.
web::Html generated_alert(const CrimeFacts& facts, const web::Language& language);

}  // namespace evidence
