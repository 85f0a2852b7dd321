#include "people/circle_store.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "access/testing/policy_world.h"
#include "people/testing/people_world.h"

namespace {

using access::Action;
using access::FamilyId;
using access::GroupId;
using access::PersonId;
using access::Purpose;
using access::testing::policy_day;
using people::testing::anna;

struct Circles : people::testing::PeopleWorld {
    template <class Circle>
    Circle add(const std::string& name) {
        const std::string subject = vault->create(access::subject_kind_code(Circle::kind)).value();
        store::WriteTransaction writing = database->write();
        const Circle id = people::add_circle<Circle>(
            writing, subject, std::string(access::testing::town), 1, policy_day());
        const auto warrant = office->for_creating(
            writing, access::testing::town_worker(),
            access::testing::question(Purpose::support, Action::create), id, now());
        REQUIRE(warrant.ok());
        REQUIRE(
            people::fill_circle(writing, *vault, *warrant, {name, "Mødes til fodbold"}, moment())
                .ok());
        writing.commit();
        assign(1, id);
        return id;
    }

    template <class Circle>
    access::Warrant<Circle> reading_circle(Circle circle, std::int64_t account = 1) {
        auto warrant =
            office->for_reading(access::testing::town_worker(account),
                                access::testing::question(Purpose::support), circle, now());
        REQUIRE(warrant.ok());
        return std::move(warrant).value();
    }

    template <class Circle>
    std::int64_t join(Circle circle, PersonId person) {
        std::int64_t id = 0;
        write([&](store::WriteTransaction& writing) {
            people::Membership membership;
            membership.from = policy_day();
            membership.reason = "Er med på holdet";
            id = people::add_member(writing, *vault, changing(writing, circle),
                                    changing(writing, person), membership, moment())
                     .value();
        });
        return id;
    }

    // Whose belonging an account is shown.
    template <class Circle>
    std::vector<PersonId> members_seen_by(std::int64_t account, Circle circle) {
        const auto warrant = reading_circle(circle, account);
        std::vector<PersonId> ids;
        {
            store::ReadTransaction reading = database->read();
            ids = people::member_ids(reading, warrant, now());
        }
        const auto persons =
            office->for_list(access::testing::town_worker(account),
                             access::testing::question(Purpose::support), ids, now());
        store::ReadTransaction reading = database->read();
        std::vector<PersonId> seen;
        for (const auto& membership :
             people::memberships(reading, *vault, warrant, *persons, now()))
            seen.push_back(membership.person);
        return seen;
    }
};

using Persons = std::vector<PersonId>;

}  // namespace

TEST_CASE_FIXTURE(Circles, "a group is found with its content, and changed version by version") {
    const auto id = Circles::add<GroupId>("Gruppen ved stationen");
    const auto warrant = reading_circle(id);
    {
        store::ReadTransaction reading = database->read();
        const auto group = people::find_circle(reading, *vault, warrant, now());
        REQUIRE(group.has_value());
        CHECK(group->details.name == "Gruppen ved stationen");
        CHECK(group->details.description == "Mødes til fodbold");
        CHECK(people::circle_ids<GroupId>(reading, 10) == std::vector{id});
        CHECK(people::circle_ids<FamilyId>(reading, 10).empty());
    }
    write([&](store::WriteTransaction& writing) {
        const auto changing = this->changing(writing, id);
        CHECK(
            people::change_circle(writing, *vault, changing, 7, {"A", ""}, moment()).error().code ==
            "version_conflict");
        CHECK(
            people::change_circle(writing, *vault, changing, 1, {"", ""}, moment()).error().code ==
            "missing");
        CHECK(people::change_circle(writing, *vault, changing, 1, {"Holdet", ""}, moment()).ok());
    });
    store::ReadTransaction reading = database->read();
    CHECK(people::find_circle(reading, *vault, warrant, now())->details.name == "Holdet");
}

TEST_CASE_FIXTURE(Circles, "R26: who may see the group sees only members there is a warrant for") {
    const PersonId one = people::testing::PeopleWorld::add(anna());
    const PersonId other = people::testing::PeopleWorld::add(anna());
    const auto group = Circles::add<GroupId>("Gruppen");
    join(group, one);
    const std::int64_t membership = join(group, other);
    CHECK(members_seen_by(1, group) == Persons{one, other});
    assign(2, group);
    CHECK(members_seen_by(2, group).empty());
    assign(2, one);
    CHECK(members_seen_by(2, group) == Persons{one});
    // Nor does the person's page name a group to those who may not see the group.
    assign(3, one);
    const auto warrant = reading(one, 3);
    std::vector<GroupId> groups;
    {
        store::ReadTransaction reading = database->read();
        groups = people::circles_of<GroupId>(reading, warrant, now());
    }
    CHECK(groups == std::vector{group});
    CHECK(office
              ->for_list(access::testing::town_worker(3),
                         access::testing::question(Purpose::support), groups, now())
              ->empty());
    write([&](store::WriteTransaction& writing) {
        const auto circle = changing(writing, group);
        const auto person = changing(writing, other);
        const auto wrong = changing(writing, one);
        const base::Date day = policy_day();
        CHECK(people::end_membership(writing, circle, wrong, membership, 1, day, moment())
                  .error()
                  .code == "not_found");
        CHECK(people::end_membership(writing, circle, person, membership, 2, day, moment())
                  .error()
                  .code == "version_conflict");
        CHECK(people::end_membership(writing, circle, person, membership, 1,
                                     base::add_days(day, -1), moment())
                  .error()
                  .code == "order");
        CHECK(people::end_membership(writing, circle, person, membership, 1, day, moment()).ok());
        CHECK(people::remove_membership(writing, circle, person, membership, 2, moment()).ok());
    });
    CHECK(members_seen_by(1, group) == Persons{one});
}

TEST_CASE_FIXTURE(Circles, "a family has members without a reason, and is no group") {
    const PersonId person = people::testing::PeopleWorld::add(anna());
    const auto family = Circles::add<FamilyId>("Familien Eksempel");
    write([&](store::WriteTransaction& writing) {
        people::Membership membership;
        membership.from = policy_day();
        CHECK(people::add_member(writing, *vault, changing(writing, family),
                                 changing(writing, person), membership, moment())
                  .ok());
    });
    CHECK(members_seen_by(1, family) == Persons{person});
    const auto warrant = reading(person);
    store::ReadTransaction reading = database->read();
    CHECK(people::circles_of<GroupId>(reading, warrant, now()).empty());
    CHECK(people::circles_of<FamilyId>(reading, warrant, now()) == std::vector{family});
}

TEST_CASE_FIXTURE(Circles, "R26: no column of these tables is a number on a person") {
    store::ReadTransaction reading = database->read();
    for (const char* table : {"person", "family", "youth_group", "membership", "person_relation"}) {
        for (const store::Row& row :
             reading.query("select name, lower(type) from pragma_table_info($1)", table)) {
            CAPTURE(row.text(0));
            const bool is_number = row.text(1) != "text" && row.text(1) != "bytea";
            const bool is_plain = row.text(0) == "id" || row.text(0) == "version" ||
                                  row.text(0) == "removed" || row.text(0) == "address_protected" ||
                                  row.text(0).ends_with("_id") || row.text(0) == "merged_into_id" ||
                                  row.text(0) == "account_id" || row.text(0) == "registered_by";
            CHECK((!is_number || is_plain));
        }
    }
}
