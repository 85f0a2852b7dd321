#include "access/warrant_office.h"

#include <doctest/doctest.h>

#include <memory>
#include <type_traits>

#include "access/testing/policy_world.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"
#include "store/testing/unsynced_file_layer.h"
#include "trail/trail.h"

namespace {

using namespace access;
using namespace access::testing;
using namespace std::chrono_literals;

// Person 7 has worker 1; persons 8 and 9 have nobody; others don't exist.
void tell_facts(store::Connection&, const Actor&, const Question& question, SubjectFacts& facts) {
    const SubjectReference subject = facts.subject;
    if (subject.id < 7 || subject.id > 9) return;
    const std::optional<ItemFact> item =
        question.item ? std::optional(item_of(town, organisation::AgencyKind::municipality))
                      : std::nullopt;
    facts = person_of_town();
    facts.subject = subject;
    facts.item = item;
    if (subject.id == 7) {
        facts.assignments = {assignment(1, Part::responsible, Purpose::support)};
    }
}

// On a disk that can be told to fail.
struct World {
    store::TemporaryFolder folder;
    store::UnsyncedFileLayer layer{"unsynced-warrants"};
    store::Database database{
        {.file = folder / "test.db", .readers = 2, .file_layer = "unsynced-warrants"}};
    LawPointer law = std::make_shared<const Law>(small_law());
    WarrantOffice office{database, [this] { return law; }, {tell_facts}};

    World() { REQUIRE(database.migrate(schema::migrations()).ok()); }

    std::vector<trail::StoredLine> lines() {
        store::ReadTransaction reading = database.read();
        return trail::lines(reading, {});
    }
    trail::Line newest() { return lines().at(0).line; }
};

// What can't be written down can't happen.
static_assert(!std::is_copy_constructible_v<Warrant<PersonId>>);
static_assert(!std::is_default_constructible_v<Warrant<PersonId>>);
static_assert(!std::is_copy_assignable_v<Warrant<PersonId>>);
static_assert(!std::is_constructible_v<Warrant<PersonId>, PersonId, Actor, Question, Decision,
                                       std::int64_t, base::Instant>);
static_assert(!std::is_constructible_v<SearchWarrant, std::string, Actor, Question, Decision,
                                       std::int64_t, base::Instant>);
static_assert(!std::is_convertible_v<PersonId, FamilyId>);
static_assert(!std::is_convertible_v<Warrant<PersonId>, Warrant<FamilyId>>);

// As if it had been sealed.
trail::SealedCriteria searched(const std::string& hash) {
    return {"criteria:2026-11", {1, 2, 3}, hash};
}

}  // namespace

TEST_CASE_FIXTURE(World, "a warrant for reading has its line on disk before anything is read") {
    const std::uint64_t syncs = layer.syncs();
    const auto warrant =
        office.for_reading(town_worker(), question(Purpose::support), PersonId{7}, policy_now());
    REQUIRE(warrant.ok());
    CHECK(layer.syncs() > syncs);
    // What another program finds if the power fails now.
    const std::filesystem::path after = folder / "after";
    std::filesystem::create_directory(after);
    layer.state().cut(1, after);
    store::Database copy({.file = after / "test.db"});
    store::ReadTransaction reading = copy.read();
    const auto kept = trail::lines(reading, {});
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].sequence == warrant->trail_line());
    CHECK(kept[0].line.actor == "account:1");
    CHECK(kept[0].line.action == trail::Action::read);
    CHECK(kept[0].line.subject_kind == "person");
    CHECK(kept[0].line.subject_id == "7");
    CHECK(kept[0].line.purpose == "support");
    CHECK(kept[0].line.basis == "FVL32");
    CHECK(kept[0].line.rule == "");
    CHECK(kept[0].line.reference == "responsible");
}

TEST_CASE_FIXTURE(World, "a warrant says what it is for, and for how long") {
    auto made =
        office.for_reading(town_worker(), question(Purpose::support), PersonId{7}, policy_now());
    REQUIRE(made.ok());
    Warrant<PersonId>& warrant = *made;
    CHECK(warrant.subject() == PersonId{7});
    CHECK(warrant.purpose() == Purpose::support);
    CHECK(warrant.action() == Action::read);
    CHECK(warrant.account_id() == 1);
    CHECK(warrant.agency_cvr() == town);
    CHECK(warrant.covers(DataClass::personal));
    CHECK_FALSE(warrant.covers(DataClass::health));
    CHECK_FALSE(warrant.covers(DataClass::cpr));
    CHECK(warrant.obliges(Obligation::mask_cpr));
    CHECK(warrant.valid_at(policy_now()));
    CHECK(warrant.valid_at(policy_now() + warrant_life - 1ms));
    CHECK_FALSE(warrant.valid_at(policy_now() + warrant_life));
    CHECK_FALSE(warrant.valid_at(policy_now() - 1ms));
    CHECK_NOTHROW(warrant.require(Action::read, policy_now()));
    CHECK_THROWS_AS(warrant.require(Action::change, policy_now()), std::logic_error);
    CHECK_THROWS_AS(warrant.require(Action::read, warrant.expires_at()), std::logic_error);
    const Warrant<PersonId> taken = std::move(warrant);
    CHECK(taken.valid_at(policy_now()));
    CHECK_FALSE(warrant.valid_at(policy_now()));  // NOLINT(bugprone-use-after-move): what is tested
}

TEST_CASE_FIXTURE(World, "a refusal has its line, and unknown is answered as unrelated is") {
    const auto unrelated =
        office.for_reading(town_worker(), question(Purpose::support), PersonId{8}, policy_now());
    REQUIRE_FALSE(unrelated.ok());
    CHECK(newest().action == trail::Action::refuse);
    CHECK(newest().rule == "R01");
    CHECK(newest().subject_id == "8");
    const auto unknown =
        office.for_reading(town_worker(), question(Purpose::support), PersonId{99}, policy_now());
    REQUIRE_FALSE(unknown.ok());
    CHECK(unknown.error() == unrelated.error());
    CHECK(unknown.error().message == "Vi fandt ikke noget, du har adgang til at se.");
    CHECK(refusal_status(unknown.error()) == 404);
    CHECK(newest().subject_id == "99");
    CHECK(lines().size() == 2);
}

TEST_CASE_FIXTURE(World, "no line, no warrant: a full disk, a failing disk, a broken trail") {
    using Fault = store::UnsyncedFileLayer::Fault;
    for (const Fault fault : {Fault::disk_full, Fault::sync_fails}) {
        layer.set_fault(fault);
        for (const std::int64_t person : {7, 8}) {
            const auto warrant = office.for_reading(town_worker(), question(Purpose::support),
                                                    PersonId{person}, policy_now());
            REQUIRE_FALSE(warrant.ok());
            CHECK(warrant.error().code == "trail_unavailable");
            CHECK(refusal_status(warrant.error()) == 503);
        }
        CHECK_FALSE(office
                        .for_list(town_worker(), question(Purpose::support),
                                  std::vector{PersonId{7}}, policy_now())
                        .ok());
        CHECK_FALSE(office
                        .for_search(town_worker(), question(Purpose::support, Action::search),
                                    SubjectKind::person, searched("a1b2"), policy_now())
                        .ok());
        CHECK_THROWS_AS(
            (void)office.change(town_worker(), question(Purpose::support, Action::change),
                                PersonId{7}, policy_now(),
                                [](store::WriteTransaction&, const Warrant<PersonId>&) {
                                    FAIL("changed without a line");
                                    return base::Result<void>();
                                }),
            store::Failure);
        layer.set_fault(Fault::none);
        REQUIRE(database.try_writing_again());
        CHECK(lines().empty());
    }
    {
        store::WriteTransaction writing = database.write();
        writing.execute("drop table trail_line");
        writing.commit();
    }
    const auto warrant =
        office.for_reading(town_worker(), question(Purpose::support), PersonId{7}, policy_now());
    CHECK_FALSE(warrant.ok());
}

TEST_CASE_FIXTURE(World, "a change and its line stand and fall together") {
    const Question changing = question(Purpose::support, Action::change);
    {
        store::WriteTransaction writing = database.write();
        const auto warrant =
            office.for_change(writing, town_worker(), changing, PersonId{7}, policy_now());
        REQUIRE(warrant.ok());
        CHECK(warrant->trail_line() == 1);
    }
    CHECK(lines().empty());
    const auto refused_work =
        office.change(town_worker(), changing, PersonId{7}, policy_now(),
                      [](store::WriteTransaction&, const Warrant<PersonId>&) -> base::Result<void> {
                          return base::refuse("version_conflict", "");
                      });
    CHECK_FALSE(refused_work.ok());
    CHECK(lines().empty());
    const auto done =
        office.change(town_worker(), changing, PersonId{7}, policy_now(),
                      [](store::WriteTransaction&, const Warrant<PersonId>& warrant)
                          -> base::Result<std::int64_t> { return warrant.trail_line(); });
    REQUIRE(done.ok());
    CHECK(lines().size() == 1);
    CHECK(newest().action == trail::Action::change);
    const auto refused = office.change(town_worker(2), changing, PersonId{7}, policy_now(),
                                       [](store::WriteTransaction&, const Warrant<PersonId>&) {
                                           FAIL("changed without a warrant");
                                           return base::Result<void>();
                                       });
    CHECK_FALSE(refused.ok());
    CHECK(lines().size() == 2);
    CHECK(newest().action == trail::Action::refuse);
}

TEST_CASE_FIXTURE(World, "a subject that is being made has no relations yet") {
    const Question creating = question(Purpose::support, Action::create);
    store::WriteTransaction writing = database.write();
    CHECK_FALSE(
        office.for_change(writing, town_worker(), creating, PersonId{8}, policy_now()).ok());
    const auto warrant =
        office.for_creating(writing, town_worker(), creating, PersonId{8}, policy_now());
    REQUIRE(warrant.ok());
    CHECK(warrant->ground() == Ground::registration);
    // Reading isn't creating, and another agency doesn't register in the town's name.
    CHECK_FALSE(office
                    .for_creating(writing, town_worker(), question(Purpose::support), PersonId{8},
                                  policy_now())
                    .ok());
    Question by_police = question(Purpose::ssp, Action::create);
    CHECK_FALSE(office
                    .for_creating(writing, police_officer("ssp_now", organisation::ForumKind::ssp),
                                  by_police, PersonId{8}, policy_now())
                    .ok());
}

TEST_CASE_FIXTURE(World, "a page with several subjects: one line each, one write to the disk") {
    const std::vector<PersonId> asked = {PersonId{8}, PersonId{7}, PersonId{99}, PersonId{9}};
    const std::uint64_t commits = database.statistics().commits;
    const auto warrants =
        office.for_list(town_worker(), question(Purpose::support), asked, policy_now());
    REQUIRE(warrants.ok());
    CHECK(database.statistics().commits == commits + 1);
    REQUIRE(warrants->size() == 1);
    CHECK(warrants->front().subject() == PersonId{7});
    CHECK(lines().size() == asked.size());
    CHECK(warrants->front().trail_line() == 2);
    const auto nothing = office.for_list(town_worker(), question(Purpose::support),
                                         std::vector<PersonId>{}, policy_now());
    CHECK(nothing->empty());
    CHECK(lines().size() == asked.size());
}

TEST_CASE_FIXTURE(World, "a search has its line with the hash of what was searched for") {
    const Question searching = question(Purpose::support, Action::search);
    const auto warrant = office.for_search(town_worker(), searching, SubjectKind::person,
                                           searched("0123abcd"), policy_now());
    REQUIRE(warrant.ok());
    CHECK(warrant->criteria_hash() == "0123abcd");
    CHECK(newest().action == trail::Action::search);
    CHECK(newest().criteria == "0123abcd");
    CHECK(newest().subject_id == "");
    Question without_purpose = searching;
    without_purpose.purpose.reset();
    const auto refused = office.for_search(town_worker(), without_purpose, SubjectKind::person,
                                           searched("0123abcd"), policy_now());
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "R02");
    CHECK(newest().rule == "R02");
    CHECK_THROWS_AS((void)office.for_search(town_worker(), searching, SubjectKind::person,
                                            searched(""), policy_now()),
                    std::logic_error);
}

TEST_CASE_FIXTURE(World, "explaining an answer leaves no line and opens nothing") {
    store::ReadTransaction reading = database.read();
    const Decision decision = office.explain(reading, town_worker(2), question(Purpose::support),
                                             PersonId{7}, policy_now());
    CHECK(rule_that_refuses(decision) == "R01");
    CHECK(trail::lines(reading, {}).empty());
}
