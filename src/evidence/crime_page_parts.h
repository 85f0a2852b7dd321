#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "evidence/crime_facts.h"
#include "web/html.h"
#include "web/language.h"

namespace evidence {

// Parts that the pages about recorded crime have in common.

// A tab for each subject; `root` is the page's address, the subject stands in its query together
// with `kept`.
web::Html subject_tabs(std::string_view root, std::span<const CrimeSubject> subjects,
                       const CrimeSubject& chosen, const web::Language& language,
                       const std::vector<std::pair<std::string, std::string>>& kept = {});

// Says that an address asks for a kind of crime that there isn't, and which is shown instead.
web::Html unknown_subject_alert(const std::string& asked, const CrimeSubject& shown,
                                const web::Language& language);

// Says that the figures are invented, where a release of them is; else nothing.
web::Html generated_alert(const CrimeFacts& facts, const web::Language& language);

}  // namespace evidence
