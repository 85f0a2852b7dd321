#include "people/testing/people_world.h"

#include <doctest/doctest.h>

#include "access/testing/policy_world.h"
#include "people/person_store.h"
#include "people/subject_fact_store.h"
#include "schema/migrations.h"

namespace people::testing {
namespace {

using access::Action;
using access::DataClass;
using access::PersonId;
using access::Purpose;
using access::testing::policy_day;
using access::testing::policy_now;

constexpr std::int64_t leader_account = 90;

}  // namespace

PersonDetails anna() {
    PersonDetails details;
    details.given_names = "Anna";
    details.family_name = "Eksempel";
    details.cpr = CprNumber::parse(annas_number).value();
    details.address = {"Ågade 3, 2. th.", "2635", "Ishøj", "north_park"};
    return details;
}

PeopleWorld::PeopleWorld()
    : law_(std::make_shared<const access::Law>(access::testing::small_law())) {
    open();
}

void PeopleWorld::open() {
    database = std::make_unique<store::Database>(
        store::DatabaseOptions{.file = folder / "test.db",
                               .readers = 2,
                               .durability = store::DatabaseOptions::Durability::off});
    REQUIRE(database->migrate(schema::migrations()).ok());
    vault = vault::Vault::open({folder / "person.keys", {{}, folder / "master.key"}}).value();
    const auto assignments = [this](store::Connection&, const access::Actor&,
                                    const access::Question&, access::SubjectFacts& facts) {
        for (const auto& [account, subject] : assigned_)
            if (subject == facts.subject)
                facts.assignments.push_back(access::testing::assignment(
                    account, access::Part::responsible, Purpose::support));
    };
    office = std::make_unique<access::WarrantOffice>(
        *database, [this] { return law_; },
        std::vector<access::FactSource>{subject_facts(*vault), assignments});
}

void PeopleWorld::reopen(const std::filesystem::path& copy) {
    office.reset();
    vault.reset();
    database.reset();
    if (!copy.empty()) {
        for (const char* ending : {"", "-wal", "-shm"})
            std::filesystem::remove(folder / (std::string("test.db") + ending));
        std::filesystem::copy(copy, folder / "test.db");
    }
    open();
}

PersonId PeopleWorld::add(const PersonDetails& details) {
    const std::string subject = vault->create("person").value();
    store::WriteTransaction writing = database->write();
    const PersonId id =
        add_person(writing, subject, std::string(access::testing::town), 1, policy_day());
    const auto warrant = office->for_creating(
        writing, access::testing::town_worker(),
        access::testing::question(Purpose::support, Action::create), id, now());
    REQUIRE(warrant.ok());
    REQUIRE(fill_person(writing, *vault, *warrant, details, moment()).ok());
    writing.commit();
    assign(1, id);
    return id;
}

void PeopleWorld::assign(std::int64_t account_id, access::SubjectReference subject) {
    assigned_.emplace(account_id, subject);
}

void PeopleWorld::unassign(std::int64_t account_id, access::SubjectReference subject) {
    assigned_.erase({account_id, subject});
}

access::Warrant<PersonId> PeopleWorld::reading(PersonId person, std::int64_t account_id) {
    access::Question question = access::testing::question(Purpose::support);
    question.classes.add(access::DataClass::confidential);
    auto warrant =
        office->for_reading(access::testing::town_worker(account_id), question, person, now());
    REQUIRE(warrant.ok());
    return std::move(warrant).value();
}

access::Warrant<PersonId> PeopleWorld::revealing(PersonId person, access::DataClasses classes) {
    access::Question question = access::testing::question(Purpose::support, Action::reveal);
    question.classes = classes;
    question.address = access::AddressUse::shown;
    auto warrant = office->for_reading(access::testing::town_worker(), question, person, now());
    REQUIRE(warrant.ok());
    return std::move(warrant).value();
}

template <class Subject>
access::Warrant<Subject> PeopleWorld::changing(store::WriteTransaction& writing, Subject subject,
                                               Purpose purpose) {
    auto warrant =
        office->for_change(writing, access::testing::town_worker(),
                           access::testing::question(purpose, Action::change), subject, now());
    CAPTURE((warrant ? std::string() : warrant.error().code));
    REQUIRE(warrant.ok());
    return std::move(warrant).value();
}

template access::Warrant<PersonId> PeopleWorld::changing(store::WriteTransaction&, PersonId,
                                                         Purpose);
template access::Warrant<access::FamilyId> PeopleWorld::changing(store::WriteTransaction&,
                                                                 access::FamilyId, Purpose);
template access::Warrant<access::GroupId> PeopleWorld::changing(store::WriteTransaction&,
                                                                access::GroupId, Purpose);

access::Warrant<PersonId> PeopleWorld::merging(store::WriteTransaction& writing, PersonId person,
                                               std::int64_t task) {
    access::Question question = access::testing::question(Purpose::correction, Action::merge);
    question.duplicate_task = task;
    const access::Actor leader =
        access::testing::actor_of(access::testing::town, organisation::AgencyKind::municipality,
                                  access::Role::leader, leader_account);
    auto warrant = office->for_change(writing, leader, question, person, now());
    CAPTURE((warrant ? std::string() : warrant.error().code));
    REQUIRE(warrant.ok());
    return std::move(warrant).value();
}

access::SearchWarrant PeopleWorld::searching() {
    auto warrant = office->for_search(
        access::testing::town_worker(), access::testing::question(Purpose::support, Action::search),
        access::SubjectKind::person, trail::seal_criteria(*vault, now(), "Anna").value(), now());
    REQUIRE(warrant.ok());
    return std::move(warrant).value();
}

std::string PeopleWorld::refusal(PersonId person, std::int64_t account_id) {
    const auto warrant =
        office->for_reading(access::testing::town_worker(account_id),
                            access::testing::question(Purpose::support), person, now());
    return warrant ? "" : warrant.error().code;
}

void PeopleWorld::change(PersonId person, const PersonDetails& details) {
    write([&](store::WriteTransaction& writing) {
        const auto version =
            writing.integer("select version from person where id = $1", person.value).value();
        REQUIRE(change_person(writing, *vault, changing(writing, person), version, details, {},
                              moment())
                    .ok());
    });
}

void PeopleWorld::write(const std::function<void(store::WriteTransaction&)>& work) {
    store::WriteTransaction writing = database->write();
    work(writing);
    writing.commit();
}

base::Instant PeopleWorld::now() const {
    return policy_now();
}

Moment PeopleWorld::moment() const {
    return {policy_now(), policy_day()};
}

}  // namespace people::testing
