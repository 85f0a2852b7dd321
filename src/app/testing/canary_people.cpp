#include <algorithm>
#include <stdexcept>

#include "access/assignment_store.h"
#include "app/testing/canary_town.h"
#include "people/circle_store.h"
#include "people/consent_store.h"
#include "people/duty_store.h"
#include "people/merge_store.h"
#include "people/person_store.h"
#include "people/relation_store.h"

// How the tables of `people` are filled for the leak test.
namespace app::testing {

namespace {

using access::Action;
using access::DataClass;
using access::PersonId;
using access::Purpose;
using access::SubjectKind;

using PersonWarrant = access::Warrant<PersonId>;

template <class Value>
void require(const base::Result<Value>& result, const char* what) {
    if (!result) throw std::runtime_error(std::string(what) + ": " + result.error().code);
}

people::PersonDetails details_of(const PlannedPerson& person, const std::string& family_name) {
    people::PersonDetails details;
    details.given_names = person.given_names;
    details.family_name = family_name;
    details.cpr = person.cpr;
    if (!person.cpr) details.born_on = person.born_on;
    details.sex = people::Sex::female;
    details.address = {person.street, "2635", person.town, ""};
    details.address_protected = person.address_protected;
    return details;
}

template <class Subject>
void add_assignments(CanaryTown& town, store::WriteTransaction& writing,
                     const access::Warrant<Subject>& warrant,
                     const std::vector<PlannedAssignment>& assignments) {
    for (const PlannedAssignment& planned : assignments)
        require(access::add_assignment(writing, warrant,
                                       {.id = 0,
                                        .account_id = town.account_id(planned.user),
                                        .part = planned.part,
                                        .purpose = planned.purpose,
                                        .unit_key = planned.unit,
                                        .validity = planned.validity,
                                        .assigned_by = 0},
                                       canary_now()),
                "an assignment");
}

void add_person(CanaryTown& town, std::size_t number) {
    const PlannedPerson& person = town.plan().persons[number];
    const std::string subject = town.vault().create("person").value();
    store::WriteTransaction writing = town.database().write();
    const access::Actor actor = town.actor(writing, person.responsible);
    access::Question question = CanaryTown::question(person.purpose, Action::create);
    question.classes.add(DataClass::cpr);
    const PersonId id = people::add_person(
        writing, subject, actor.agency_cvr, actor.account_id,
        person.ending == Ending::none ? canary_day() : base::date_of(2019, 6, 1));
    const auto warrant = town.office().for_creating(writing, actor, question, id, canary_now());
    require(warrant, "creating a person");
    const bool corrected = !person.former_family_name.empty();
    require(people::fill_person(
                writing, town.vault(), *warrant,
                details_of(person, corrected ? person.former_family_name : person.family_name),
                town.moment()),
            "a person");
    add_assignments(town, writing, *warrant, person.assignments);
    writing.commit();
    town.set_row({SubjectKind::person, number}, id.value);
}

void fill_persons(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) add_person(town, i);
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const PlannedPerson& person = plan.persons[i];
        if (person.former_family_name.empty()) continue;
        access::Question question = CanaryTown::question(person.purpose, Action::change);
        question.classes.add(DataClass::cpr);
        town.change(person.responsible, i, question,
                    [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                        return people::change_person(writing, town.vault(), warrant, 1,
                                                     details_of(person, person.family_name), {},
                                                     town.moment());
                    });
    }
}

void add_consents(CanaryTown& town, std::size_t number) {
    const PlannedPerson& person = town.plan().persons[number];
    for (const PlannedConsent& planned : person.consents)
        town.change(
            person.responsible, number, CanaryTown::question(person.purpose, Action::change),
            [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                people::Consent consent;
                consent.data = planned.data;
                consent.receiver_cvr = planned.receiver_cvr;
                consent.forum = planned.forum;
                consent.text_version = planned.text_version;
                consent.given_on = canary_day();
                const auto added =
                    people::add_consent(writing, town.vault(), warrant, consent, town.moment());
                return added ? base::Result<void>() : added.error();
            });
}

void fill_consents(CanaryTown& town) {
    for (std::size_t i = 0; i < town.plan().persons.size(); ++i) add_consents(town, i);
}

void fill_duties(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const PlannedPerson& person = plan.persons[i];
        if (person.duty_explanation.empty()) continue;
        town.change(person.responsible, i, CanaryTown::question(person.purpose, Action::change),
                    [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                        people::DutyToInform duty;
                        duty.id = writing
                                      .integer("select id from duty_to_inform where person_id = $1",
                                               warrant.subject().value)
                                      .value();
                        duty.outcome = people::DutyOutcome::exempted;
                        duty.settled_on = canary_day();
                        duty.explanation = person.duty_explanation;
                        return people::settle_duty(writing, town.vault(), warrant, duty,
                                                   town.moment());
                    });
    }
}

// Under warrants for both, by the one who is responsible for both.
void change_both(CanaryTown& town, std::size_t first, std::size_t second,
                 const std::function<base::Result<std::int64_t>(
                     store::WriteTransaction&, const PersonWarrant&, const PersonWarrant&)>& work) {
    const PlannedPerson& person = town.plan().persons[first];
    const access::Question question = CanaryTown::question(person.purpose, Action::change);
    town.change(person.responsible, first, question,
                [&](store::WriteTransaction& writing, const PersonWarrant& warrant) {
                    const auto other =
                        town.office().for_change(writing, town.actor(writing, person.responsible),
                                                 question, town.person(second), canary_now());
                    require(other, "the other person");
                    const auto done = work(writing, warrant, *other);
                    return done ? base::Result<void>() : done.error();
                });
}

void fill_relations(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        if (!plan.persons[i].related_to) continue;
        change_both(town, i, *plan.persons[i].related_to,
                    [&](store::WriteTransaction& writing, const PersonWarrant& person,
                        const PersonWarrant& other) {
                        people::Relation relation;
                        relation.person = person.subject();
                        relation.other = other.subject();
                        relation.note = plan.persons[i].relation_note;
                        return people::add_relation(writing, town.vault(), person, other, relation,
                                                    town.moment());
                    });
    }
}

std::int64_t duplicate_task(CanaryTown& town, std::size_t kept, std::size_t merged) {
    store::WriteTransaction writing = town.database().write();
    people::note_possible_duplicate(writing, town.person(kept), town.person(merged), canary_now());
    const access::Actor actor = town.actor(writing, town.plan().persons[kept].responsible);
    const auto open = people::open_duplicates(writing, actor.agency_cvr, 0, 1'000'000);
    const auto task = std::find_if(open.begin(), open.end(), [&](const auto& one) {
        const bool one_way = one.first == town.person(kept) && one.second == town.person(merged);
        return one_way || (one.first == town.person(merged) && one.second == town.person(kept));
    });
    if (task == open.end()) throw std::logic_error("no task for the two who are to be merged");
    writing.commit();
    return task->id;
}

void merge(CanaryTown& town, std::size_t kept, std::size_t merged) {
    access::Question question = CanaryTown::question(access::Purpose::correction, Action::merge);
    question.classes = {access::DataClass::personal};
    question.duplicate_task = duplicate_task(town, kept, merged);
    const std::size_t leader = town.plan().leader();
    town.change(
        leader, kept, question,
        [&](store::WriteTransaction& writing, const PersonWarrant& kept_warrant) {
            const auto other = town.office().for_change(
                writing, town.actor(writing, leader), question, town.person(merged), canary_now());
            require(other, "the merged person");
            const auto done = people::merge_persons(writing, kept_warrant, *other, town.moment());
            return done ? base::Result<void>() : done.error();
        });
}

// When all has been written and shared: until then the merged are persons like others.
void fill_merges(CanaryTown& town) {
    const Plan& plan = town.plan();
    for (std::size_t i = 0; i < plan.persons.size(); ++i) {
        const auto kept = plan.persons[i].merged_into;
        if (!kept) continue;
        merge(town, *kept, i);
    }
}

template <class Circle>
void add_circle(CanaryTown& town, const PlannedCircle& circle, std::size_t number) {
    const std::string subject = town.vault().create(subject_kind_code(Circle::kind)).value();
    store::WriteTransaction writing = town.database().write();
    const access::Actor actor = town.actor(writing, circle.responsible);
    const Circle id = people::add_circle<Circle>(writing, subject, actor.agency_cvr,
                                                 actor.account_id, canary_day());
    {
        const auto warrant = town.office().for_creating(
            writing, actor, CanaryTown::question(Purpose::support, Action::create), id,
            canary_now());
        require(warrant, "creating a circle");
        require(people::fill_circle(writing, town.vault(), *warrant,
                                    {circle.name, circle.description}, town.moment()),
                "a circle");
        add_assignments(town, writing, *warrant, circle.assignments);
    }
    const access::Question question = CanaryTown::question(Purpose::support, Action::change);
    for (const PlannedCircle::Member& member : circle.members) {
        const auto of_circle = town.office().for_change(writing, actor, question, id, canary_now());
        require(of_circle, "changing a circle");
        const auto of_person = town.office().for_change(writing, actor, question,
                                                        town.person(member.person), canary_now());
        require(of_person, "a member");
        people::Membership membership;
        membership.from = canary_day();
        membership.reason = member.reason;
        require(people::add_member(writing, town.vault(), *of_circle, *of_person, membership,
                                   town.moment()),
                "a membership");
    }
    writing.commit();
    town.set_row({Circle::kind, number}, id.value);
}

void fill_families(CanaryTown& town) {
    for (std::size_t i = 0; i < town.plan().families.size(); ++i)
        add_circle<access::FamilyId>(town, town.plan().families[i], i);
}

void fill_groups(CanaryTown& town) {
    for (std::size_t i = 0; i < town.plan().groups.size(); ++i)
        add_circle<access::GroupId>(town, town.plan().groups[i], i);
}

}  // namespace

std::vector<CanaryTable> people_canary_tables() {
    return {
        {"person",
         {"given_names", "family_name", "cpr", "born_on", "address", "moved_to"},
         {"sex", "address_protected", "moved_on"},
         fill_persons},
        {"sealed_version", {"content"}, {}, {}},
        {"consent",
         {"data", "text_version"},
         {"person_id", "giver", "receiver_cvr", "forum", "manner", "given_on", "ends_on",
          "withdrawn_on"},
         fill_consents},
        {"duty_to_inform",
         {"explanation"},
         {"person_id", "registered_on", "due_on", "outcome", "settled_on"},
         fill_duties},
        {"family", {"name", "description"}, {}, fill_families},
        {"youth_group", {"name", "description"}, {}, fill_groups},
        {"membership",
         {"reason"},
         {"circle_kind", "circle_id", "person_id", "from_on", "to_on"},
         {}},
        {"person_relation",
         {"note"},
         {"person_id", "other_id", "kind", "from_on", "to_on"},
         fill_relations},
    };
}

std::vector<CanaryTable> merged_canary_tables() {
    return {
        {"person_merge", {}, {"kept_id", "merged_id"}, fill_merges},
        {"possible_duplicate", {}, {"first_id", "second_id"}, {}},
    };
}

}  // namespace app::testing
