#pragma once

#include <vector>

#include "access/law.h"
#include "access/policy.h"
#include "base/field_error.h"
#include "organisation/agency.h"
#include "web/html.h"
#include "web/language.h"
#include "web/request.h"

// What is typed when something is shared with another agency: receiver, forum, basis, grounds
// (several) and necessity. Which of it may go together the policy says.
namespace people {

// What there is to choose from.
struct SharingChoices {
    std::vector<organisation::Agency> receivers;
    std::vector<organisation::Forum> forums;
    const access::Law& law;
    base::Date today;
};

inline constexpr std::size_t necessity_characters_max = 1000;

// Agencies other than the own one, and forums where personal data are exchanged, in force on the
// day.
SharingChoices sharing_choices(const std::vector<organisation::Agency>& agencies,
                               const std::vector<organisation::Forum>& forums,
                               std::string_view own_cvr, const access::Law& law, base::Date today);

// Bases that a forum's exchange may stand on, and those that open a special class or say which
// release it is besides.
std::vector<const access::LegalBasis*> main_bases(const SharingChoices& choices);
std::vector<const access::LegalBasis*> further_bases(const SharingChoices& choices);

struct SharingInput {
    access::DisclosureDraft draft;  // whether the receiver sits there is not known yet
    std::string forum_name;
    base::FieldErrors errors;
};
SharingInput read_sharing(const web::Fields& form, const SharingChoices& choices);
// For "deles ikke": receiver and forum only.
SharingInput read_declining(const web::Fields& form, const SharingChoices& choices);

// The field that a refusal is about.
std::string_view field_of(const base::Error& error);

web::Html receiver_fields(const SharingChoices& choices, const web::Fields& filled,
                          const base::FieldErrors& errors, const web::Language& language);
web::Html sharing_fields(const SharingChoices& choices, const web::Fields& filled,
                         const base::FieldErrors& errors, const web::Language& language);

}  // namespace people
