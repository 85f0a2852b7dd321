#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/data_class.h"
#include "access/purpose.h"
#include "access/subject.h"
#include "base/date.h"
#include "organisation/agency.h"

// What the policy needs to know of a subject: relations and states, never content. No warrant is
// needed to gather them, and nothing of them is shown.
namespace access {

// What someone does for a subject.
enum class Part { responsible, assigned, mentor };
std::string_view part_code(Part part);
std::optional<Part> part_of(std::string_view code);
std::string_view part_name(Part part);  // Danish

struct AssignmentFact {
    std::int64_t account_id = 0;
    Part part = Part::assigned;
    Purpose purpose = Purpose::support;
    std::string agency_cvr;  // whose work it is
    std::string unit_key;    // the owning unit; may be empty
    organisation::Validity validity;
};

// A part of a record that can be passed on: a contribution to a meeting, a note. Its kind and
// number are the later modules' own.
struct ItemReference {
    std::string kind;
    std::int64_t id = 0;

    auto operator<=>(const ItemReference&) const = default;
};

enum class OffenceStatus { none, suspected, charged, indicted, convicted, dropped };

struct ItemFact {
    ItemReference item;
    std::string holder_cvr;
    organisation::AgencyKind holder_kind = organisation::AgencyKind::municipality;
    DataClasses classes;
    OffenceStatus offence = OffenceStatus::none;
};

struct ConsentFact {
    std::int64_t id = 0;
    std::string receiver_cvr;
    organisation::ForumKind forum = organisation::ForumKind::general;
    bool is_signed = false;
    organisation::Validity validity;         // as given
    std::optional<base::Date> withdrawn_on;  // no use from this day on
};

// An item let be seen by an agency in a forum, or the final answer that it isn't.
struct DisclosureFact {
    enum class Answer { shared, not_shared };

    std::int64_t id = 0;
    ItemReference item;
    DataClasses classes;  // of the item
    OffenceStatus offence = OffenceStatus::none;
    std::string receiver_cvr;
    std::string forum_key;
    std::string forum_name;
    organisation::ForumKind forum = organisation::ForumKind::general;
    std::string basis;
    std::optional<std::int64_t> consent_id;  // where the basis needs one
    base::Date shared_on{};
    Answer answer = Answer::shared;
};

struct SubjectFacts {
    SubjectReference subject;
    bool exists = false;
    bool just_made = false;      // in the transaction that asks; nobody can have a relation yet
    std::string controller_cvr;  // whose record it is
    std::optional<base::Date> born_on;
    std::vector<AssignmentFact> assignments;
    std::vector<DisclosureFact> disclosures;
    std::vector<ConsentFact> consents;
    std::optional<ItemFact> item;  // the one asked for
    bool address_protected = false;
    bool radicalisation_assessed = false;  // by the competent authority (R09)
    bool archived = false;                 // delivered to the archive (R36)
    bool must_be_archived = false;
    bool legal_hold = false;
    bool erased = false;
    bool merged_into_another = false;
    // One of the two of the duplicate task that the question names, and it isn't settled for good.
    bool in_duplicate_task = false;
    bool relative_of_actor = false;      // staff's own family or household (R31)
    std::optional<base::Date> moved_on;  // out of the municipality (R48)
};

}  // namespace access
