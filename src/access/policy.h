#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "access/actor.h"
#include "access/law.h"
#include "access/rule.h"
#include "access/subject_facts.h"
#include "base/date.h"
#include "base/enum_set.h"

// Who may know what of a person, and why: one pure function. No clock and no database, so that
// every answer can be given again, explained and tested.
namespace access {

// What someone means to let another agency see.
struct DisclosureDraft {
    std::string receiver_cvr;
    std::optional<organisation::Agency> receiver;  // as known on the day; empty: unknown
    std::string forum_key;
    organisation::ForumKind forum = organisation::ForumKind::general;
    bool receiver_has_seat = false;
    std::vector<std::string> bases;  // codes; the first is the main one
    std::string necessity;
};

enum class AddressUse { none, shown, listed };  // listed: also on maps, in letters and exports

// What is asked for. `purpose` is empty where none was chosen yet.
struct Question {
    std::optional<Purpose> purpose;
    Action action = Action::read;
    DataClasses classes = {DataClass::personal};
    AddressUse address = AddressUse::none;
    std::optional<ItemReference> item;           // one item; empty: the record itself
    std::optional<std::int64_t> duplicate_task;  // that is being settled
    std::string forum_key;                      // the forum in whose work it is asked; may be empty
    std::string forum_name;                     // for sentences
    bool not_for_investigation = false;         // confirmed by the user (R06)
    std::optional<DisclosureDraft> disclosure;  // of disclose
    std::string reference;                      // the route, for the trail
};

// What opened the door.
enum class Ground {
    none,
    responsible,
    assigned,
    leader,  // of the owning unit
    mentor,
    disclosure,  // to the actor's agency, where the actor has a seat
    retention,   // the agency's own duty to erase and deliver, when nobody works with them any more
    break_glass,
    duplicate,    // one of two records that may be one person's, being settled
    registration  // a subject that is just being made
};
std::string_view ground_code(Ground ground);

// What whoever is allowed has to keep to.
enum class Obligation {
    show_banner,            // R06 at everything shown
    mask_cpr,               // R17
    hide_address,           // R19
    only_disclosed_items,   // R04
    show_as_unsettled,      // R16: "ikke afklaret"
    raise_alarm,            // R41
    review_within_a_day,    // R41
    draw_for_review,        // R31
    redact_third_parties,   // R32
    leave_out_staff_names,  // R32
    inform_patient          // sundhedsloven § 43, stk. 2, nr. 2
};
using Obligations = base::EnumSet<Obligation>;

struct Decision {
    std::optional<Rule> refused_by;
    std::vector<std::string> arguments;  // of the rule's sentence
    Ground ground = Ground::none;
    Obligations obligations;
    std::string basis;                       // legal basis code
    std::vector<std::int64_t> disclosures;   // that opened it, by id in rising order
    std::optional<std::int64_t> consent_id;  // that a disclosure stands on

    bool allowed() const { return !refused_by.has_value(); }
    base::Error error() const;  // of a refusal

    bool operator==(const Decision&) const = default;
};

// `facts` are those of the one subject asked for. `today` in Copenhagen; `now` for what is short.
Decision decide(const Actor& actor, const Question& question, const SubjectFacts& facts,
                const Law& law, base::Date today, base::Instant now);

// Before any subject is known: for searches, for the choice of a purpose, and first of all in
// decide().
Decision decide_search(const Actor& actor, const Question& question, const Law& law,
                       base::Date today);

}  // namespace access
