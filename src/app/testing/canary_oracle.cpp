#include "app/testing/canary_oracle.h"

#include <algorithm>

#include "access/law_file.h"
#include "access/testing/reference_policy.h"

namespace app::testing {

namespace {

using access::Action;
using access::DataClass;
using access::DataClasses;
using access::Purpose;
using access::Role;
using access::SubjectFacts;
using access::SubjectKind;

// Numbers of the oracle's own: no account and no row has them.
std::int64_t number_of(std::size_t index) {
    return static_cast<std::int64_t>(index) + 1;
}
// Of one person's consents or notes, however many records show them.
std::int64_t number_of(std::size_t person, std::size_t index) {
    constexpr std::int64_t most_of_one = 1000;
    return number_of(person) * most_of_one + number_of(index);
}

access::ItemReference note_reference(std::size_t person, std::size_t item) {
    return {"note", number_of(person, item)};
}

access::SubjectReference reference_of(PlannedSubject subject) {
    return {subject.kind, number_of(subject.number)};
}

const PlannedCircle* circle_of(const Plan& plan, PlannedSubject subject) {
    if (subject.kind == SubjectKind::person) return nullptr;
    return subject.kind == SubjectKind::family ? &plan.families.at(subject.number)
                                               : &plan.groups.at(subject.number);
}

void add_disclosure_facts(std::size_t number, const PlannedPerson& person, SubjectFacts& facts) {
    std::int64_t id = number_of(number, 0);
    for (std::size_t i = 0; i < person.items.size(); ++i) {
        const PlannedItem& item = person.items[i];
        access::DisclosureFact fact;
        fact.item = note_reference(number, i);
        fact.classes = {DataClass::personal, item.data_class};
        fact.offence = item.offence;
        const auto decline = [&](const std::string& receiver) {
            fact.id = ++id;
            fact.receiver_cvr = receiver;
            fact.answer = access::DisclosureFact::Answer::not_shared;
            facts.disclosures.push_back(fact);
        };
        for (const PlannedDisclosure& disclosure : item.disclosures) {
            fact.id = ++id;
            fact.receiver_cvr = disclosure.receiver_cvr;
            fact.forum_key = disclosure.forum;
            fact.forum = disclosure.kind;
            fact.basis = disclosure.bases.front();
            fact.consent_id.reset();
            if (disclosure.consent) fact.consent_id = number_of(number, *disclosure.consent);
            fact.shared_on = canary_day();
            fact.answer = access::DisclosureFact::Answer::shared;
            facts.disclosures.push_back(fact);
            if (disclosure.then_declined) decline(disclosure.receiver_cvr);
        }
        for (const std::string& receiver : item.declined_to) decline(receiver);
    }
}

void add_consent_facts(std::size_t number, const PlannedPerson& person, SubjectFacts& facts) {
    for (std::size_t i = 0; i < person.consents.size(); ++i) {
        const PlannedConsent& consent = person.consents[i];
        access::ConsentFact fact;
        fact.id = number_of(number, i);
        fact.receiver_cvr = consent.receiver_cvr;
        fact.forum = consent.forum;
        fact.is_signed = consent.is_signed;
        fact.validity = {canary_day(), {}};
        fact.withdrawn_on = consent.withdrawn_on;
        facts.consents.push_back(fact);
    }
}

}  // namespace

CanaryOracle::CanaryOracle(const Plan& plan)
    : plan_(plan), law_(access::read_law(access::built_in_law_files()).law) {}

access::Actor CanaryOracle::actor_of(std::size_t user) const {
    const PlannedUser& planned = plan_.users.at(user);
    access::Actor actor;
    actor.account_id = number_of(user);
    actor.staff_member_id = number_of(user);
    actor.agency_cvr = planned.agency_cvr;
    actor.agency_kind = planned.agency_kind;
    actor.roles = planned.roles;
    actor.marks = planned.marks;
    actor.assurance =
        planned.assured ? access::AssuranceLevel::substantial : access::AssuranceLevel::low;
    actor.unit_key = planned.unit;
    if (!planned.leads.empty()) actor.units_led = {planned.leads};
    for (const PlannedSeat& planned_seat : planned.seats) {
        organisation::Seat seat;
        seat.forum_key = planned_seat.forum;
        seat.forum_kind = planned_seat.kind;
        seat.agency_cvr = planned.agency_cvr;
        seat.validity = planned_seat.validity;
        actor.seats.push_back(seat);
    }
    for (const PlannedDoor& door : plan_.doors) {
        if (door.user != user) continue;
        access::BreakGlass open;
        open.id = 1;
        open.subject = reference_of({SubjectKind::person, door.person});
        open.opened_at = canary_now();
        open.ends_at = canary_now() + std::chrono::minutes(60);
        actor.break_glass = open;
    }
    return actor;
}

SubjectFacts CanaryOracle::facts_of(PlannedSubject subject) const {
    SubjectFacts facts;
    facts.subject = reference_of(subject);
    facts.exists = true;
    const PlannedCircle* circle = circle_of(plan_, subject);
    const std::size_t responsible =
        circle ? circle->responsible : plan_.persons.at(subject.number).responsible;
    facts.controller_cvr = plan_.users.at(responsible).agency_cvr;
    add_assignment_facts(subject, facts);
    if (circle) return facts;
    const PlannedPerson& person = plan_.persons.at(subject.number);
    facts.born_on = person.born_on;
    facts.address_protected = person.address_protected;
    facts.erased = person.ending == Ending::erased;
    facts.merged_into_another = person.merged_into.has_value();
    if (!person.moved_to.empty()) facts.moved_on = canary_day();
    add_consent_facts(subject.number, person, facts);
    add_disclosure_facts(subject.number, person, facts);
    // What stands on a merged record holds of the kept one.
    for (std::size_t other = 0; other < plan_.persons.size(); ++other) {
        const PlannedPerson& merged = plan_.persons[other];
        if (merged.merged_into != subject.number) continue;
        add_assignment_facts({SubjectKind::person, other}, facts);
        add_consent_facts(other, merged, facts);
        add_disclosure_facts(other, merged, facts);
    }
    return facts;
}

void CanaryOracle::add_assignment_facts(PlannedSubject subject, SubjectFacts& facts) const {
    for (const PlannedAssignment& planned : plan_.assignments_of(subject)) {
        access::AssignmentFact fact;
        fact.account_id = number_of(planned.user);
        fact.part = planned.part;
        fact.purpose = planned.purpose;
        fact.agency_cvr = facts.controller_cvr;
        fact.unit_key = planned.unit;
        fact.validity = planned.validity;
        facts.assignments.push_back(fact);
    }
}

PlannedSubject CanaryOracle::shown_at(PlannedSubject subject) const {
    const auto& kept = plan_.persons.at(subject.number).merged_into;
    return kept ? PlannedSubject{SubjectKind::person, *kept} : subject;
}

std::string CanaryOracle::answer(std::size_t user, const access::Question& question,
                                 const SubjectFacts& facts) const {
    return access::testing::reference_answer(actor_of(user), question, facts, law_, canary_day(),
                                             canary_now());
}

bool CanaryOracle::has_role(std::size_t user, Role role) const {
    const auto& roles = plan_.users.at(user).roles;
    return std::find(roles.begin(), roles.end(), role) != roles.end();
}

// The subject's own record, for one purpose.
bool CanaryOracle::record_opens(std::size_t user, PlannedSubject subject, const Wanted& wanted,
                                Purpose purpose, Ways ways) {
    std::vector<Action> actions = {Action::reveal};
    if (!wanted.revealing) actions.push_back(Action::read);
    if (ways == Ways::anyhow) actions.push_back(Action::extract);
    const SubjectFacts facts = facts_of(subject);
    access::Question question;
    question.purpose = purpose;
    question.classes = wanted.classes;
    question.not_for_investigation = true;
    if (wanted.address) question.address = access::AddressUse::shown;
    for (const Action action : actions) {
        // A button reveals what is asked for, and shows the page besides: it isn't a way of its
        // own.
        if (action == Action::reveal && !wanted.revealing) continue;
        question.action = action;
        const std::string said = answer(user, question, facts);
        if (!said.starts_with("allowed")) continue;
        if (wanted.own_only && said == "allowed by disclosure") continue;
        return true;
    }
    return false;
}

// With what was merged into it: whoever sees the one sees the other.
bool CanaryOracle::opens_for(std::size_t user, PlannedSubject subject, const Wanted& wanted,
                             Purpose purpose, Ways ways) {
    const Key key{
        user,
        subject,
        static_cast<unsigned>(purpose),
        wanted.classes.has(DataClass::confidential) * 2 + wanted.classes.has(DataClass::cpr),
        wanted.own_only * 2 + wanted.revealing,
        wanted.address * 2 + wanted.own_page,
        static_cast<int>(ways)};
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    bool open = record_opens(user, subject, wanted, purpose, ways);
    const bool with_kept = !wanted.own_page || ways == Ways::anyhow;
    if (!open && with_kept && subject.kind == SubjectKind::person) {
        // Whoever was only told of something learns of no other record.
        Wanted of_kept = wanted;
        of_kept.own_only = true;
        const PlannedSubject kept = shown_at(subject);
        open = kept != subject && record_opens(user, kept, of_kept, purpose, ways);
    }
    known_.emplace(key, open);
    return open;
}

bool CanaryOracle::opens(std::size_t user, PlannedSubject subject, const Wanted& wanted,
                         Ways ways) {
    const auto purposes = access::all_purposes();
    return std::any_of(purposes.begin(), purposes.end(), [&](Purpose purpose) {
        return opens_for(user, subject, wanted, purpose, ways);
    });
}

bool CanaryOracle::may_know(std::size_t user, PlannedSubject subject) {
    return opens(user, subject, {.classes = {DataClass::personal}}, Ways::looking);
}

bool CanaryOracle::pair_opens(std::size_t user, const Canary& canary, Ways ways) {
    const Wanted wanted{.classes = {DataClass::personal, DataClass::confidential},
                        .own_only = true};
    const auto purposes = access::all_purposes();
    return std::any_of(purposes.begin(), purposes.end(), [&](Purpose purpose) {
        return opens_for(user, canary.subjects.at(0), wanted, purpose, ways) &&
               opens_for(user, canary.subjects.at(1), wanted, purpose, ways);
    });
}

// Asked for this one note: what was received opens no other.
bool CanaryOracle::note_opens(std::size_t user, const Canary& canary) const {
    const PlannedSubject subject = canary.subjects.at(0);
    const PlannedItem& item = plan_.persons.at(subject.number).items.at(canary.item);
    SubjectFacts facts = facts_of(shown_at(subject));
    access::ItemFact fact;
    fact.item = note_reference(subject.number, canary.item);
    fact.holder_cvr = facts.controller_cvr;
    fact.classes = {DataClass::personal, item.data_class};
    fact.offence = item.offence;
    facts.item = fact;
    access::Question question;
    question.item = fact.item;
    question.classes = fact.classes;
    const auto purposes = access::all_purposes();
    return std::any_of(purposes.begin(), purposes.end(), [&](Purpose purpose) {
        question.purpose = purpose;
        return answer(user, question, facts).starts_with("allowed");
    });
}

// Whoever answers such requests; the page opens what the package is made from.
bool CanaryOracle::request_opens(std::size_t user, PlannedSubject subject) const {
    access::Question question;
    question.purpose = Purpose::subject_access;
    question.classes = {DataClass::personal, DataClass::confidential, DataClass::offence,
                        DataClass::health};
    return answer(user, question, facts_of(subject)).starts_with("allowed");
}

bool CanaryOracle::hold_opens(std::size_t user, PlannedSubject subject) const {
    access::Question question;
    question.purpose = Purpose::retention;
    question.action = Action::approve;
    question.classes = {DataClass::personal};
    return answer(user, question, facts_of(subject)).starts_with("allowed");
}

// The holder's own, or those who received just this one: asked as if it were the only one.
bool CanaryOracle::disclosure_opens(std::size_t user, const Canary& canary, Ways ways) {
    const PlannedSubject subject = canary.subjects.at(0);
    const Wanted own{.classes = {DataClass::personal, DataClass::confidential}, .own_only = true};
    if (opens(user, subject, own, ways)) return true;
    SubjectFacts facts = facts_of(shown_at(subject));
    const PlannedItem& item = plan_.persons.at(subject.number).items.at(canary.item);
    const PlannedDisclosure& disclosure = item.disclosures.at(canary.disclosure);
    std::erase_if(facts.disclosures, [&](const access::DisclosureFact& fact) {
        const bool is_it = fact.item == note_reference(subject.number, canary.item) &&
                           fact.receiver_cvr == disclosure.receiver_cvr;
        return !is_it;
    });
    access::Question question;
    question.classes = {DataClass::personal, item.data_class};
    question.not_for_investigation = true;
    for (const Purpose purpose : access::all_purposes()) {
        question.purpose = purpose;
        if (answer(user, question, facts).starts_with("allowed by disclosure")) return true;
    }
    return false;
}

bool CanaryOracle::may_see(std::size_t user, const Canary& canary, Ways ways) {
    const DataClasses with_texts = {DataClass::personal, DataClass::confidential};
    switch (canary.opening) {
        case Opening::identity:
            return opens(user, canary.subjects.at(0),
                         {.classes = {DataClass::personal}, .own_page = canary.column == "born_on"},
                         ways);
        case Opening::own_record:
            return opens(user, canary.subjects.at(0), {.classes = with_texts, .own_only = true},
                         ways);
        case Opening::version: {
            const PlannedSubject at = shown_at(canary.subjects.at(0));
            if (ways == Ways::looking)
                return plan_.persons.at(at.number).asked_for_access_on && request_opens(user, at);
            return opens(user, canary.subjects.at(0), {.classes = with_texts, .own_only = true},
                         ways);
        }
        case Opening::address: {
            const bool is_protected =
                plan_.persons.at(canary.subjects.at(0).number).address_protected;
            const Wanted wanted{.classes = with_texts,
                                .own_only = true,
                                .revealing = is_protected,
                                .address = is_protected,
                                .own_page = true};
            return opens(user, canary.subjects.at(0), wanted, ways);
        }
        case Opening::number:
            return opens(user, canary.subjects.at(0),
                         {.classes = {DataClass::personal, DataClass::cpr},
                          .own_only = true,
                          .revealing = true,
                          .own_page = true},
                         ways);
        case Opening::pair:
            return pair_opens(user, canary, ways);
        case Opening::note:
            return note_opens(user, canary);
        case Opening::access_request:
            return request_opens(user, canary.subjects.at(0));
        case Opening::hold:
            return hold_opens(user, canary.subjects.at(0));
        case Opening::disclosure:
            return disclosure_opens(user, canary, ways);
        case Opening::door:
            // The leaders' page shows it; the others know it, or may ask for it.
            if (has_role(user, Role::leader)) return true;
            return ways == Ways::anyhow &&
                   (canary.user == user || has_role(user, Role::data_protection_officer));
        case Opening::name_decision:
            return has_role(user, Role::data_protection_officer);
        case Opening::look_up_review:
            return has_role(user, Role::leader);
        case Opening::search:
            return canary.user == user || has_role(user, Role::data_protection_officer);
    }
    return false;
}

}  // namespace app::testing
