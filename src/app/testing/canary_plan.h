#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "access/actor.h"
#include "access/purpose.h"
#include "access/subject_facts.h"
#include "base/date.h"
#include "organisation/agency.h"
#include "people/cpr_number.h"

// What the leak test's database is to hold, decided before there is one. The seeding does what
// stands here, the oracle judges by what stands here, and neither asks the other.
namespace app::testing {

// The day and the moment everything happens on.
base::Date canary_day();
base::Instant canary_now();

struct PlannedSeat {
    std::string forum;
    organisation::ForumKind kind = organisation::ForumKind::ssp;
    organisation::Validity validity;
};

struct PlannedUser {
    std::string username;
    std::vector<access::Role> roles;
    std::string agency_cvr;
    organisation::AgencyKind agency_kind = organisation::AgencyKind::municipality;
    std::string unit;
    std::string leads;  // a unit; empty: none
    std::vector<PlannedSeat> seats;
    access::Marks marks;
    bool assured = true;  // false: signed in with a low level of assurance
};

// Persons, families and groups are numbered from 0, each kind for itself.
struct PlannedSubject {
    access::SubjectKind kind = access::SubjectKind::person;
    std::size_t number = 0;

    auto operator<=>(const PlannedSubject&) const = default;
};

struct PlannedAssignment {
    std::size_t user = 0;
    access::Part part = access::Part::responsible;
    access::Purpose purpose = access::Purpose::support;
    std::string unit;
    organisation::Validity validity;
};

struct PlannedConsent {
    std::string receiver_cvr;
    organisation::ForumKind forum = organisation::ForumKind::ssp;
    bool is_signed = true;
    std::optional<base::Date> withdrawn_on;
    std::string data;  // canary
    std::string text_version;
};

struct PlannedDisclosure {
    std::string receiver_cvr;
    std::string forum;
    organisation::ForumKind kind = organisation::ForumKind::ssp;
    access::Purpose purpose = access::Purpose::ssp;
    std::vector<std::string> bases;
    std::optional<std::size_t> consent;  // of the person
    bool then_declined = false;          // shared, and answered with "deles ikke" afterwards
    std::string necessity;               // canary
};

// A note on a person, with what became of it.
struct PlannedItem {
    access::DataClass data_class = access::DataClass::confidential;
    std::string text;                                    // canary
    access::Purpose purpose = access::Purpose::support;  // for which it was written and shared
    access::OffenceStatus offence = access::OffenceStatus::none;
    std::vector<PlannedDisclosure> disclosures;
    std::vector<std::string> declined_to;  // agencies, in ssp; never shared with them
};

// What became of someone whose time is over.
enum class Ending { none, proposed, delivered, erased };

struct PlannedPerson {
    std::size_t responsible = 0;  // user
    Ending ending = Ending::none;
    access::Purpose purpose = access::Purpose::support;
    std::string given_names;
    std::string family_name;
    std::string former_family_name;  // empty: never corrected
    std::optional<people::CprNumber> cpr;
    base::Date born_on{};
    std::string street;
    std::string town;
    std::string moved_to;  // empty: lives here
    bool address_protected = false;
    std::vector<PlannedAssignment> assignments;  // the responsible one's first
    std::vector<PlannedConsent> consents;
    std::vector<PlannedItem> items;
    std::string duty_explanation;            // empty: the task is still open
    std::optional<std::size_t> merged_into;  // a person of the same responsible
    std::optional<std::size_t> related_to;   // likewise
    std::string relation_note;
    std::optional<base::Date> asked_for_access_on;  // canary
};

struct PlannedCircle {
    access::SubjectKind kind = access::SubjectKind::family;
    std::size_t responsible = 0;
    std::string name;
    std::string description;
    std::vector<PlannedAssignment> assignments;
    struct Member {
        std::size_t person = 0;
        std::string reason;
    };
    std::vector<Member> members;  // persons of the same responsible
};

struct PlannedDoor {
    std::size_t user = 0;
    std::size_t person = 0;
    std::string reason;
};

struct PlannedHold {
    std::size_t person = 0;
    std::string reason;
    std::string lifted_reason;  // empty: it stands
};

// Whose family a person is among the staff.
struct PlannedRelative {
    std::size_t person = 0;
    std::size_t user = 0;
    std::size_t marked_by = 0;
};

struct Plan {
    std::vector<PlannedUser> users;
    std::vector<PlannedPerson> persons;
    std::vector<PlannedCircle> families;
    std::vector<PlannedCircle> groups;
    std::vector<PlannedDoor> doors;
    std::vector<PlannedHold> holds;
    std::vector<PlannedRelative> relatives;
    std::string name_reason;      // why a citizen gets no names, about person 0
    std::string review_note;      // what a leader wrote about a look-up
    std::string search_criteria;  // what user 0 searched for

    const std::vector<PlannedAssignment>& assignments_of(PlannedSubject subject) const;
    std::size_t leader() const;  // a user who leads, without a relation to anyone
    std::size_t count_of(access::SubjectKind kind) const;
};

inline constexpr const char* canary_town_cvr = "11931316";

// The same numbers give the same plan. About a tenth of the persons belong to other agencies;
// disclosures are dealt out over the municipality's persons. Three more come last, whose time is
// over.
Plan make_canary_plan(std::size_t persons, std::size_t disclosures, std::uint64_t seed);

// How one field may come to be seen; the oracle knows what each asks for.
enum class Opening {
    identity,        // who someone is
    own_record,      // the record's texts: nobody who only received something
    version,         // what stood before a correction: shown where a request for access is answered
    address,         // of a person
    number,          // the civil registration number
    pair,            // says something of two, so both must be open
    note,            // what a note says
    disclosure,      // why something was shared: holder and receiver
    access_request,  // when someone asked to see the own data
    hold,            // why an erasure is held back: the leaders
    door,            // why an emergency door was opened
    name_decision,   // the data protection officer's
    look_up_review,  // the leaders'
    search           // the data protection officer's, and the one who searched
};

struct Canary {
    std::vector<std::string> tokens;  // any of them gives the field away
    std::string table;
    std::string column;
    Opening opening = Opening::identity;
    std::vector<PlannedSubject> subjects;  // one, of a pair two, of a search none
    std::size_t item = 0;                  // of a note, or a disclosure with its number there
    std::size_t disclosure = 0;
    std::size_t user = 0;  // who opened a door or searched
};

// Every canary of the plan.
std::vector<Canary> canaries_of(const Plan& plan);

}  // namespace app::testing
