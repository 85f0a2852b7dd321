#include "app/demo_circles.h"

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "access/assignment_store.h"
#include "app/demo_persons.h"
#include "people/circle_store.h"
#include "people/merge_store.h"
#include "people/note_store.h"
#include "people/relation_store.h"
#include "web/language.h"

namespace app {
namespace {

using access::Action;
using access::PersonId;
using people::RelationKind;

struct InventedMember {
    std::string_view given_names;
    std::string_view family_name;
    std::string_view number;  // a replacement number: 60 is added to the day
    people::Sex sex;
    std::string_view street;
};

// Two families; the first of each is a parent.
constexpr std::array members{
    InventedMember{"Karen", "Tænkholm", "640985-4318", people::Sex::female, "Opdigtet Allé 28"},
    InventedMember{"Anton", "Tænkholm", "720310-4571", people::Sex::male, "Opdigtet Allé 28"},
    InventedMember{"Ellen", "Tænkholm", "650812-4106", people::Sex::female, "Opdigtet Allé 28"},
    InventedMember{"Mehmet", "Påfundgaard", "780683-4915", people::Sex::male, "Påfundsvej 12"},
    InventedMember{"Leyla", "Påfundgaard", "810509-4224", people::Sex::female, "Påfundsvej 12"},
};

people::PersonDetails details_of(const InventedMember& member) {
    people::PersonDetails details;
    details.given_names = member.given_names;
    details.family_name = member.family_name;
    details.cpr = people::CprNumber::parse(member.number).value();
    details.sex = member.sex;
    details.address = {std::string(member.street), "2635", "Ishøj", ""};
    return details;
}

// One account's work while the demonstration is made.
struct Making {
    store::Database& database;
    PersonServices& services;
    std::int64_t account_id;
    base::Instant now;

    base::Date today() const { return web::to_local(now).date; }
    people::Moment moment() const { return {now, today()}; }

    access::Question question(access::Purpose purpose, Action action) const {
        access::Question asked;
        asked.purpose = purpose;
        asked.action = action;
        asked.classes = {access::DataClass::personal, access::DataClass::confidential};
        asked.reference = "demo";
        return asked;
    }
    access::Actor actor() const {
        store::ReadTransaction reading = database.read();
        return demo_actor(reading, account_id, now);
    }
};

template <class Circle>
base::Result<Circle> add_circle(const Making& making, const people::CircleDetails& details) {
    const access::Actor actor = making.actor();
    const auto subject = making.services.vault().create(access::subject_kind_code(Circle::kind));
    if (!subject) return subject.error();
    store::WriteTransaction writing = making.database.write();
    const auto circle = people::add_circle<Circle>(writing, *subject, actor.agency_cvr,
                                                   actor.account_id, making.today());
    const auto warrant = making.services.office().for_creating(
        writing, actor, making.question(access::Purpose::support, Action::create), circle,
        making.now);
    if (!warrant) return warrant.error();
    const auto filled =
        people::fill_circle(writing, making.services.vault(), *warrant, details, making.moment());
    if (!filled) return filled.error();
    const auto assigned = access::add_assignment(writing, *warrant,
                                                 {.id = 0,
                                                  .account_id = actor.account_id,
                                                  .part = access::Part::responsible,
                                                  .purpose = access::Purpose::support,
                                                  .unit_key = {},
                                                  .validity = {making.today(), {}},
                                                  .assigned_by = actor.account_id},
                                                 making.now);
    if (!assigned) return assigned.error();
    writing.commit();
    return circle;
}

// A change that takes a warrant for each of two.
template <class First, class Second, class Work>
base::Result<void> change_both(const Making& making, const access::Question& question, First first,
                               Second second, Work work) {
    const access::Actor actor = making.actor();
    const access::WarrantOffice& office = making.services.office();
    store::WriteTransaction writing = making.database.write();
    const auto one = office.for_change(writing, actor, question, first, making.now);
    if (!one) return one.error();
    const auto other = office.for_change(writing, actor, question, second, making.now);
    if (!other) return other.error();
    const auto done = work(writing, *one, *other);
    if (!done) return done.error();
    writing.commit();
    return {};
}

template <class Circle>
base::Result<void> join(const Making& making, Circle circle, PersonId person,
                        const std::string& reason) {
    people::Membership membership;
    membership.from = making.today();
    membership.reason = reason;
    return change_both(making, making.question(access::Purpose::support, Action::change), circle,
                       person, [&](auto& writing, const auto& whole, const auto& member) {
                           return people::add_member(writing, making.services.vault(), whole,
                                                     member, membership, making.moment());
                       });
}

base::Result<void> relate(const Making& making, PersonId person, RelationKind kind,
                          PersonId other) {
    people::Relation relation;
    relation.kind = kind;
    return change_both(making, making.question(access::Purpose::support, Action::change), person,
                       other, [&](auto& writing, const auto& one, const auto& two) {
                           return people::add_relation(writing, making.services.vault(), one, two,
                                                       relation, making.moment());
                       });
}

base::Result<std::vector<PersonId>> add_members(const Making& making) {
    std::vector<PersonId> ids;
    for (const InventedMember& member : members) {
        const auto id = add_demo_person(making.database, making.services,
                                        {details_of(member), making.account_id}, making.now);
        if (!id) return id.error();
        ids.push_back(*id);
    }
    return ids;
}

base::Result<void> add_families(const Making& making, const std::vector<PersonId>& ids) {
    const std::array<std::vector<std::size_t>, 2> families{std::vector<std::size_t>{0, 1, 2},
                                                           std::vector<std::size_t>{3, 4}};
    for (const auto& family : families) {
        const auto circle = add_circle<access::FamilyId>(
            making, {"Familien " + std::string(members.at(family.front()).family_name),
                     "Opdigtet familie i demonstrationen."});
        if (!circle) return circle.error();
        for (const std::size_t member : family) {
            if (auto joined = join(making, *circle, ids.at(member), ""); !joined) return joined;
            if (member == family.front()) continue;
            for (const RelationKind kind : {RelationKind::parent, RelationKind::guardian})
                if (auto related = relate(making, ids.at(family.front()), kind, ids.at(member));
                    !related)
                    return related;
        }
    }
    return relate(making, ids.at(1), RelationKind::sibling, ids.at(2));
}

base::Result<void> add_group(const Making& making, const std::vector<PersonId>& ids) {
    const auto group = add_circle<access::GroupId>(
        making, {"De unge ved skaterbanen",
                 "Opdigtet gruppe i demonstrationen. Mødes ved skaterbanen efter skole."});
    if (!group) return group.error();
    for (const std::size_t member : {std::size_t{1}, std::size_t{4}})
        if (auto joined = join(making, *group, ids.at(member),
                               "Er med til at planlægge gruppens aktiviteter.");
            !joined)
            return joined;
    return {};
}

// The colleague's record of someone whom the worker has registered; returns the task it makes.
base::Result<std::int64_t> register_again(const Making& colleague, PersonId first,
                                          const people::PersonDetails& details) {
    const auto second = add_demo_person(colleague.database, colleague.services,
                                        {details, colleague.account_id}, colleague.now);
    if (!second) return second.error();
    store::WriteTransaction writing = colleague.database.write();
    people::note_possible_duplicate(writing, first, *second, colleague.now);
    const auto open = people::open_duplicates(
        writing, demo_actor(writing, colleague.account_id, colleague.now).agency_cvr, 0, 100);
    writing.commit();
    return open.back().id;
}

// What the colleague knows of the child, on the colleague's record.
base::Result<void> write_note(const Making& colleague, std::int64_t task, std::string_view text) {
    const access::Actor actor = colleague.actor();
    std::optional<people::PossibleDuplicate> two;
    {
        store::ReadTransaction reading = colleague.database.read();
        two = people::find_duplicate(reading, task);
    }
    const auto added = colleague.services.office().change(
        actor, colleague.question(access::Purpose::support, Action::create), two->second,
        colleague.now, [&](store::WriteTransaction& writing, const auto& warrant) {
            people::Note note;
            note.text = text;
            note.noted_on = colleague.today();
            return people::add_note(writing, colleague.services.vault(), warrant, note,
                                    actor.agency_kind, colleague.moment());
        });
    return added ? base::Result<void>() : added.error();
}

base::Result<void> merge(const Making& leader, std::int64_t task) {
    std::optional<people::PossibleDuplicate> two;
    {
        store::ReadTransaction reading = leader.database.read();
        two = people::find_duplicate(reading, task);
    }
    access::Question question = leader.question(access::Purpose::correction, Action::merge);
    question.classes = {access::DataClass::personal};
    question.duplicate_task = task;
    return change_both(leader, question, two->first, two->second,
                       [&](auto& writing, const auto& kept, const auto& merged) {
                           return people::merge_persons(writing, kept, merged, leader.moment());
                       });
}

}  // namespace

base::Result<void> make_demo_circles(store::Database& database, PersonServices& services,
                                     const DemoStaff& staff, base::Instant now) {
    const Making worker{database, services, staff.worker, now};
    const Making colleague{database, services, staff.colleague, now};
    const Making leader{database, services, staff.leader, now};
    const auto ids = add_members(worker);
    if (!ids) return ids.error();
    if (auto families = add_families(worker, *ids); !families) return families;
    if (auto group = add_group(worker, *ids); !group) return group;
    people::PersonDetails anton = details_of(members[1]);
    anton.family_name = "Tenkholm";
    const auto merged = register_again(colleague, ids->at(1), anton);
    if (!merged) return merged.error();
    if (auto noted = write_note(colleague, *merged, "Vil gerne være hjælpetræner i klubben.");
        !noted)
        return noted;
    if (auto done = merge(leader, *merged); !done) return done;
    people::PersonDetails leyla = details_of(members[4]);
    leyla.given_names = "Leila";
    const auto open = register_again(colleague, ids->at(4), leyla);
    return open ? base::Result<void>() : open.error();
}

}  // namespace app
