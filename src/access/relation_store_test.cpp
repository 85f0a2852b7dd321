#include <doctest/doctest.h>

#include <memory>

#include "access/account_store.h"
#include "access/actor_store.h"
#include "access/assignment_store.h"
#include "access/break_glass_store.h"
#include "access/disclosure_store.h"
#include "access/law_file.h"
#include "access/relation_facts.h"
#include "access/rule_checks.h"
#include "access/testing/policy_world.h"
#include "organisation/agency_store.h"
#include "organisation/organisation_store.h"
#include "schema/migrations.h"
#include "store/testing/temporary_folder.h"
#include "trail/trail.h"

namespace {

using namespace access;
using namespace access::testing;
using organisation::AgencyKind;
using organisation::ForumKind;
using Answer = DisclosureFact::Answer;

// Stands for people: persons 7 (a child) and 8 (the father) of the town exist.
void tell_persons(store::Connection&, const Actor&, const Question&, SubjectFacts& facts) {
    facts.exists = facts.subject.id == 7 || facts.subject.id == 8;
    facts.controller_cvr = town;
}

// A town with a worker, a colleague and a leader, an officer in SSP, a nurse in PSP and a prison
// officer in KSP.
struct Town {
    store::TemporaryFolder folder;
    store::Database database{
        {.file = folder / "relations.db", .durability = store::DatabaseOptions::Durability::off}};
    LawPointer law = std::make_shared<const Law>(read_law(built_in_law_files()).law);
    WarrantOffice office{database, [this] { return law; }, {tell_persons, relation_facts()}};
    std::int64_t worker = 0;
    std::int64_t colleague = 0;
    std::int64_t leader = 0;
    std::int64_t officer = 0;
    std::int64_t nurse = 0;
    std::int64_t prison_officer = 0;
    const ItemReference note{"note", 5};
    const vault::Sealed sealed = {1, 2, 3};

    Town() {
        REQUIRE(database.migrate(schema::migrations()).ok());
        store::WriteTransaction writing = database.write();
        organisation::put_unit(writing, {"family_unit",
                                         "Familieenheden",
                                         "Family unit",
                                         "team",
                                         "",
                                         "",
                                         {base::date_of(2020, 1, 1), {}}});
        add_agency(writing, town, "Prøvekøbing Kommune", AgencyKind::municipality);
        add_agency(writing, police, "Prøveegnens Politi", AgencyKind::police);
        add_agency(writing, psychiatry, "Prøvepsykiatrien", AgencyKind::psychiatry);
        add_agency(writing, prisons, "Kriminalforsorgen", AgencyKind::prison_service);
        for (const auto& [key, kind] : std::vector<std::pair<std::string, ForumKind>>{
                 {"ssp_now", ForumKind::ssp}, {"psp", ForumKind::psp}, {"ksp", ForumKind::ksp}}) {
            organisation::put_forum(
                writing, {key, std::string(organisation::forum_kind_name(kind)), "", kind, {}});
        }
        worker = add_account(writing, "worker", Role::worker, town, "");
        colleague = add_account(writing, "colleague", Role::worker, town, "");
        leader = add_account(writing, "leader", Role::leader, town, "");
        officer = add_account(writing, "officer", Role::partner, police, "ssp_now");
        nurse = add_account(writing, "nurse", Role::partner, psychiatry, "psp");
        prison_officer = add_account(writing, "prison_officer", Role::partner, prisons, "ksp");
        organisation::add_unit_leader(writing, "family_unit", staff_of(writing, leader),
                                      {base::date_of(2026, 1, 1), {}});
        grant_mark(writing, nurse, Mark::health_person, leader, policy_day());
        writing.commit();
    }

    static void add_agency(store::WriteTransaction& writing, std::string_view cvr,
                           const std::string& name, AgencyKind kind) {
        organisation::put_agency(writing, {std::string(cvr), name, kind});
    }

    static std::int64_t staff_of(store::Connection& connection, std::int64_t account) {
        return connection.integer("select staff_member_id from account where id = $1", account)
            .value();
    }

    static std::int64_t add_account(store::WriteTransaction& writing, const std::string& name,
                                    Role role, std::string_view agency, const std::string& forum) {
        NewAccount made;
        made.name = name;
        made.username = name;
        made.roles = {role};
        const std::int64_t id = create_account(writing, policy_now(), policy_day(), made).value();
        if (agency != town) set_agency(writing, id, agency);
        if (!forum.empty()) {
            organisation::Seat taken;
            taken.forum_key = forum;
            taken.agency_cvr = agency;
            taken.staff_member_id = staff_of(writing, id);
            taken.validity.from = base::date_of(2026, 1, 1);
            organisation::add_seat(writing, taken);
        }
        return id;
    }

    Actor actor(std::int64_t account_id, base::Instant now = policy_now()) {
        store::ReadTransaction reading = database.read();
        const Account account = find_account(reading, account_id).value();
        Visitor visitor;
        visitor.account_id = account.id;
        visitor.staff_member_id = account.staff_member_id;
        visitor.roles = account.roles;
        visitor.permissions = permissions_of(account.roles);
        visitor.assurance = AssuranceLevel::substantial;
        return actor_of(reading, visitor, policy_day(), now);
    }

    // Registers the child with the worker as responsible for SSP, and note 5.
    void register_child() {
        Question creating = question(Purpose::ssp, Action::create);
        store::WriteTransaction writing = database.write();
        const auto warrant =
            office.for_creating(writing, actor(worker), creating, PersonId{7}, policy_now());
        REQUIRE(warrant.ok());
        Assignment own;
        own.account_id = worker;
        own.part = Part::responsible;
        own.purpose = Purpose::ssp;
        own.unit_key = "family_unit";
        own.validity.from = policy_day();
        REQUIRE(add_assignment(writing, *warrant, own, policy_now()).ok());
        add_shareable_item(writing, *warrant, note, AgencyKind::municipality,
                           {DataClass::personal, DataClass::confidential}, OffenceStatus::none,
                           policy_now());
        writing.commit();
    }

    std::string share_with_police() {
        const Question asked = disclosing();
        const auto shared =
            office.change(actor(worker), asked, PersonId{7}, policy_now(),
                          [&](store::WriteTransaction& writing,
                              const Warrant<PersonId>& warrant) -> base::Result<std::int64_t> {
                              return share(writing, warrant, sealed, policy_now());
                          });
        return shared ? "" : shared.error().code;
    }

    std::string decline_to_police() {
        const auto declined = office.change(
            actor(worker), item_question(Purpose::ssp, Action::decline), PersonId{7}, policy_now(),
            [&](store::WriteTransaction& writing,
                const Warrant<PersonId>& warrant) -> base::Result<void> {
                decline(writing, warrant, std::string(police), "ssp_now", policy_now());
                return {};
            });
        return declined ? "" : declined.error().code;
    }

    std::string reading(std::int64_t account, const Question& asked, std::int64_t person = 7) {
        const auto warrant =
            office.for_reading(actor(account), asked, PersonId{person}, policy_now());
        return warrant ? "" : warrant.error().code;
    }
};

}  // namespace

TEST_CASE_FIXTURE(Town, "an account acts for its agency, with its marks, seats and units") {
    CHECK(actor(worker).agency_cvr == town);
    CHECK(actor(officer).agency_kind == AgencyKind::police);
    CHECK(actor(officer).seats.size() == 1);
    CHECK(actor(nurse).marks.has(Mark::health_person));
    CHECK(actor(leader).units_led == std::vector<std::string>{"family_unit"});
    {
        store::WriteTransaction writing = database.write();
        take_mark(writing, nurse, Mark::health_person);
        organisation::Agency gone = organisation::find_agency(writing, police).value();
        gone.validity.to = policy_day();
        organisation::put_agency(writing, gone);
        writing.commit();
    }
    CHECK(actor(nurse).marks.empty());
    CHECK(actor(officer).agency_cvr == "");
}

TEST_CASE_FIXTURE(Town, "who works with someone sees the record, and the colleague nothing") {
    register_child();
    CHECK(reading(worker, question(Purpose::ssp)) == "");
    CHECK(reading(leader, question(Purpose::ssp)) == "");
    CHECK(reading(colleague, question(Purpose::ssp)) == "R01");
    CHECK(reading(officer, question(Purpose::ssp)) == "R04");

    const Question assigning = question(Purpose::ssp, Action::assign);
    const auto assign_to = [&](std::int64_t account) {
        return office.change(
            actor(leader), assigning, PersonId{7}, policy_now(),
            [&](store::WriteTransaction& writing, const Warrant<PersonId>& warrant) {
                Assignment given;
                given.account_id = account;
                given.purpose = Purpose::ssp;
                given.validity.from = policy_day();
                return add_assignment(writing, warrant, given, policy_now());
            });
    };
    const auto given = assign_to(colleague);
    REQUIRE(given.ok());
    CHECK(reading(colleague, question(Purpose::ssp)) == "");
    const auto to_police = assign_to(officer);
    REQUIRE_FALSE(to_police.ok());
    CHECK(to_police.error().code == "other_agency");

    const auto ended = office.change(
        actor(leader), assigning, PersonId{7}, policy_now(),
        [&](store::WriteTransaction& writing, const Warrant<PersonId>& warrant) {
            return end_assignment(writing, warrant, *given, policy_day(), policy_now());
        });
    CHECK(ended.ok());
    CHECK(reading(colleague, question(Purpose::ssp)) == "R01");
    const auto warrant =
        office.for_reading(actor(worker), question(Purpose::ssp), PersonId{7}, policy_now());
    store::ReadTransaction now_reading = database.read();
    CHECK(assignments_of(now_reading, *warrant, policy_now()).size() == 2);
    CHECK_THROWS_AS((void)assignments_of(now_reading, *warrant, warrant->expires_at()),
                    std::logic_error);
}

TEST_CASE_FIXTURE(Town, "own work is what holds on the day, the latest first, a page at a time") {
    const auto add = [&](std::int64_t person, std::int64_t account, const std::string& from,
                         const std::optional<std::string>& to) {
        store::WriteTransaction writing = database.write();
        writing.execute(
            "insert into assignment (subject_kind, subject_id, account_id, part, "
            "purpose, agency_cvr, unit_key, valid_from, valid_to, assigned_by) "
            "values ('person', $1, $2, 'assigned', 'ssp', $3, '', $4, $5, $2)",
            person, account, town, from, to);
        writing.commit();
    };
    const auto own = [&](std::int64_t account, std::int64_t before, int limit) {
        const Actor asking = actor(account);
        store::ReadTransaction reading = database.read();
        return own_work(reading, asking, SubjectKind::person, policy_day(), before, limit);
    };
    add(7, worker, "2026-01-01", {});
    add(8, worker, "2026-03-03", {});                         // begins tomorrow
    add(9, worker, "2026-01-01", std::string("2026-03-02"));  // was over yesterday
    add(10, colleague, "2026-01-01", {});
    add(11, worker, "2026-02-01", {});
    const auto all = own(worker, 0, 10);
    REQUIRE(all.size() == 2);
    CHECK(all[0].subject.id == 11);
    CHECK(all[0].since == base::date_of(2026, 2, 1));
    CHECK(all[1].subject.id == 7);
    CHECK(own(worker, 0, 1).size() == 1);
    REQUIRE(own(worker, all[0].assignment_id, 10).size() == 1);
    CHECK(own(worker, all[0].assignment_id, 10).front().subject.id == 7);
    CHECK(own(colleague, 0, 10).size() == 1);
    CHECK(own(officer, 0, 10).empty());
}

TEST_CASE_FIXTURE(Town, "what is shared is seen where it was shared, and nothing else") {
    register_child();
    CHECK(reading(officer, item_question(Purpose::ssp)) == "R04");
    CHECK(share_with_police() == "");
    CHECK(reading(officer, item_question(Purpose::ssp)) == "");
    CHECK(reading(nurse, item_question(Purpose::psp)) == "R04");
    CHECK(reading(prison_officer, item_question(Purpose::ksp)) == "R04");
    Question other = item_question(Purpose::ssp);
    other.item->id = 6;
    CHECK(reading(officer, other) == "R01");

    const auto warrant =
        office.for_reading(actor(officer), question(Purpose::ssp), PersonId{7}, policy_now());
    REQUIRE(warrant.ok());
    CHECK(warrant->obliges(Obligation::show_banner));
    store::ReadTransaction now_reading = database.read();
    const auto shown = disclosures_of(now_reading, *warrant, policy_now());
    REQUIRE(shown.size() == 1);
    CHECK(shown[0].item == note);
    CHECK(shown[0].bases == std::vector<std::string>{"RPL115_1_1"});
    CHECK(shown[0].necessity == sealed);
    CHECK(shown[0].answer == Answer::shared);
    CHECK(assignments_of(now_reading, *warrant, policy_now()).empty());
    CHECK(related_subjects(now_reading, actor(officer), SubjectKind::person, policy_day()) ==
          std::vector<SubjectReference>{PersonId{7}});
    CHECK(related_subjects(now_reading, actor(nurse), SubjectKind::person, policy_day()).empty());
    CHECK(related_subjects(now_reading, actor(worker), SubjectKind::person, policy_day()).size() ==
          1);
}

TEST_CASE_FIXTURE(Town, "sharing writes its line, and a refused one leaves nothing but its line") {
    register_child();
    CHECK(share_with_police() == "");
    store::ReadTransaction first = database.read();
    const trail::Line line = trail::lines(first, {}).at(0).line;
    CHECK(line.action == trail::Action::disclose);
    CHECK(line.basis == "RPL115_1_1");
    CHECK(line.purpose == "ssp");
    const auto before = first.integer("select count(*) from disclosure");
    Question without_reason = disclosing();
    without_reason.disclosure->necessity = "kort";
    const auto refused =
        office.change(actor(worker), without_reason, PersonId{7}, policy_now(),
                      [&](store::WriteTransaction& writing,
                          const Warrant<PersonId>& warrant) -> base::Result<std::int64_t> {
                          return share(writing, warrant, sealed, policy_now());
                      });
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "R03");
    store::ReadTransaction second = database.read();
    CHECK(second.integer("select count(*) from disclosure") == before);
    CHECK(trail::lines(second, {}).at(0).line.rule == "R03");
}

TEST_CASE_FIXTURE(Town, "R05: deles ikke is final, in the program and in the database") {
    register_child();
    CHECK(share_with_police() == "");
    CHECK(decline_to_police() == "");
    CHECK(decline_to_police() == "");
    CHECK(reading(officer, item_question(Purpose::ssp)) == "R05");
    CHECK(reading(officer, question(Purpose::ssp)) == "R04");
    CHECK(share_with_police() == "R05");
    store::WriteTransaction writing = database.write();
    CHECK(writing.integer("select count(*) from disclosure where answer = 'not_shared'") == 1);
    const std::string again =
        "insert into disclosure (subject_kind, subject_id, item_kind, item_id, holder_cvr, "
        "receiver_cvr, forum_key, answer, bases, necessity, account_id, made_at, made_on) "
        "select subject_kind, subject_id, item_kind, item_id, holder_cvr, receiver_cvr, forum_key, "
        "answer, bases, necessity, account_id, made_at, made_on from disclosure "
        "where answer = 'shared'";
    CHECK_THROWS_AS(writing.execute(again), store::Failure);
    store::WriteTransaction& same = writing;
    CHECK_THROWS_AS(same.execute("update disclosure set answer = 'shared', necessity = x'01'"),
                    store::Failure);
}

TEST_CASE_FIXTURE(Town, "R16: a dropped charge is gone for everyone at once, and stays gone") {
    register_child();
    CHECK(share_with_police() == "");
    const auto set_status = [&](OffenceStatus status) {
        Question of_note = question(Purpose::ssp, Action::change);
        of_note.item = note;
        return office
            .change(actor(worker), of_note, PersonId{7}, policy_now(),
                    [&](store::WriteTransaction& writing, const Warrant<PersonId>& warrant) {
                        return change_offence_status(writing, warrant, status, policy_now());
                    })
            .ok();
    };
    CHECK(set_status(OffenceStatus::charged));
    CHECK(reading(officer, item_question(Purpose::ssp)) == "");
    CHECK(set_status(OffenceStatus::dropped));
    CHECK(reading(officer, item_question(Purpose::ssp)) == "R16");
    CHECK(reading(worker, item_question(Purpose::ssp)) == "R16");
    CHECK_FALSE(set_status(OffenceStatus::charged));
    CHECK(share_with_police() == "R16");
}

TEST_CASE_FIXTURE(Town, "what was told of the father opens nothing of the child") {
    register_child();
    {
        store::WriteTransaction writing = database.write();
        writing.execute(
            "insert into shareable_item (kind, id, subject_kind, subject_id, holder_cvr, "
            "holder_kind, data_classes, offence) "
            "values ('note', 9, 'person', 8, $1, 'municipality', 'personal', 'none')",
            town);
        writing.execute(
            "insert into disclosure (subject_kind, subject_id, item_kind, item_id, holder_cvr, "
            "receiver_cvr, forum_key, answer, bases, necessity, account_id, made_at, made_on) "
            "values ('person', 8, 'note', 9, $1, $2, 'ksp', 'shared', 'RPL115_1_3A', x'01', $3, "
            "'2026-03-01T10:00:00.000Z', '2026-03-01')",
            town, prisons, worker);
        writing.commit();
    }
    CHECK(reading(prison_officer, question(Purpose::ksp), 8) == "");
    CHECK(reading(prison_officer, question(Purpose::ksp), 7) == "R04");
    CHECK_FALSE(
        office.for_reading(actor(prison_officer), question(Purpose::ksp), FamilyId{8}, policy_now())
            .ok());
    store::ReadTransaction now_reading = database.read();
    CHECK(related_subjects(now_reading, actor(prison_officer), SubjectKind::person, policy_day()) ==
          std::vector<SubjectReference>{PersonId{8}});
}

TEST_CASE_FIXTURE(Town, "R41: the emergency door opens for an hour and is looked at by another") {
    register_child();
    Question urgent = question(Purpose::acute_danger);
    CHECK(reading(colleague, urgent) == "R01");
    const auto open = [&](std::int64_t account) {
        store::WriteTransaction writing = database.write();
        const auto door =
            break_glass(writing, actor(account), PersonId{7}, sealed, *law, policy_now());
        writing.commit();
        return door ? "" : door.error().code;
    };
    CHECK(open(officer) == "R01");
    CHECK(open(colleague) == "");
    CHECK(open(colleague) == "break_glass_open");
    CHECK(reading(colleague, urgent) == "");
    CHECK(reading(colleague, urgent, 8) == "R01");
    store::WriteTransaction writing = database.write();
    const auto waiting = reviews_waiting(writing);
    REQUIRE(waiting.size() == 1);
    CHECK(waiting[0].due_at == policy_now() + std::chrono::hours(24));
    const std::int64_t id = waiting[0].door.id;
    CHECK(open_break_glass(writing, colleague, waiting[0].door.ends_at) == std::nullopt);
    CHECK(review_break_glass(writing, actor(colleague), id, Finding::justified, policy_now())
              .error()
              .code == "own_door");
    CHECK(
        review_break_glass(writing, actor(leader), id, Finding::not_justified, policy_now()).ok());
    CHECK(review_break_glass(writing, actor(leader), id, Finding::justified, policy_now())
              .error()
              .code == "reviewed_already");
    CHECK(reviews_waiting(writing).empty());
}
