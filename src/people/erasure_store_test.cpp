#include "people/erasure_store.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "access/data_map_store.h"
#include "access/relation_facts.h"
#include "access/rule.h"
#include "access/testing/policy_world.h"
#include "people/circle_store.h"
#include "people/consent_store.h"
#include "people/erasure_approval.h"
#include "people/legal_hold_store.h"
#include "people/merge_store.h"
#include "people/moving_store.h"
#include "people/note_store.h"
#include "people/person_index_store.h"
#include "people/person_store.h"
#include "people/relation_store.h"
#include "people/subject_fact_store.h"
#include "people/testing/people_world.h"
#include "trail/look_up_index.h"
#include "trail/search_criteria_store.h"
#include "trail/trail.h"

namespace {

using access::Action;
using access::PersonId;
using access::Purpose;
using access::Role;
using access::testing::policy_day;
using people::Criteria;
using people::Moment;
using people::testing::anna;
using People = std::vector<PersonId>;

constexpr std::int64_t leader_account = 2;

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

// A leader who erases, years after everything was registered.
struct Erasing : people::testing::PeopleWorld {
    const people::RetentionSources sources = people::own_retention_sources();
    const access::LawPointer law =
        std::make_shared<const access::Law>(access::testing::small_law());
    std::unique_ptr<access::WarrantOffice> leaders;

    Erasing() {
        write([](store::WriteTransaction& writing) {
            for (const int id : {1, 2, 3}) {
                const std::string name = "user" + std::to_string(id);
                writing.execute("insert into staff_member (id, name, email) values ($1, $2, '')",
                                id, name);
                writing.execute(
                    "insert into account (id, staff_member_id, username, created_at) "
                    "values ($1, $1, $2, '2026-01-01T00:00:00.000Z')",
                    id, name);
            }
        });
        open_office();
    }
    void open_office() {
        leaders = std::make_unique<access::WarrantOffice>(
            *database, [this] { return law; },
            std::vector<access::FactSource>{
                people::subject_facts(*vault), access::relation_facts(),
                people::retention_facts(sources, [this] { return law; })});
    }
    void restart(const std::filesystem::path& copy = {}) {
        leaders.reset();
        reopen(copy);
        open_office();
    }

    static access::Actor leader(std::int64_t account = leader_account) {
        return access::testing::actor_of(
            access::testing::town, organisation::AgencyKind::municipality, Role::leader, account);
    }
    static Moment later() {
        return {base::parse_instant("2035-01-02T10:00:00.000Z").value(), base::date_of(2035, 1, 2)};
    }
    people::ErasureServices services() { return {*database, *vault, *leaders, sources}; }

    // Work that goes on, or has ended.
    void work(access::SubjectReference subject, Purpose purpose, const char* to = nullptr) {
        write([&](store::WriteTransaction& writing) {
            writing.execute(
                "insert into assignment (subject_kind, subject_id, account_id, part, purpose, "
                "agency_cvr, unit_key, valid_from, valid_to, assigned_by) "
                "values ($1, $2, 1, 'responsible', $3, $4, '', '2026-03-02', $5, 1)",
                access::subject_kind_code(subject.kind), subject.id, access::purpose_code(purpose),
                access::testing::town,
                to ? std::optional<std::string_view>(to) : std::optional<std::string_view>());
        });
    }
    people::ProposalRun propose() {
        return people::propose_erasures(*database, sources, *law, later());
    }
    std::vector<people::ErasureProposal> proposals() {
        store::ReadTransaction reading = database->read();
        return people::open_proposals(reading, {}, 100);
    }
    base::Result<std::int64_t> approve(std::int64_t proposal, const access::Actor& actor) {
        return people::approve_erasure(services(), actor,
                                       people::erasure_question("/sletning/{id}/godkend"), proposal,
                                       later());
    }
    std::int64_t erase(PersonId person) {
        propose();
        for (const auto& proposal : proposals())
            if (proposal.subject == access::SubjectReference(person))
                return approve(proposal.id, leader()).value();
        FAIL("nothing proposed");
        return 0;
    }
    // Stops after the first step: the rows are gone and the key is there.
    std::int64_t begin_only(PersonId person) {
        propose();
        std::int64_t erasure = 0;
        write([&](store::WriteTransaction& writing) {
            people::ErasureWarrants warrants{
                leaders
                    ->for_change(writing, leader(), people::erasure_question("/test"), person,
                                 later().now)
                    .value(),
                {},
                {}};
            for (const auto& proposal : people::open_proposals(writing, {}, 100))
                if (proposal.subject == access::SubjectReference(person))
                    erasure = people::begin_erasure(writing, *vault, warrants, sources, proposal,
                                                    later());
        });
        REQUIRE(erasure > 0);
        return erasure;
    }

    template <class Circle>
    Circle add_circle(const std::vector<PersonId>& members) {
        const std::string subject = vault->create(access::subject_kind_code(Circle::kind)).value();
        Circle id;
        write([&](store::WriteTransaction& writing) {
            id = people::add_circle<Circle>(writing, subject, std::string(access::testing::town), 1,
                                            policy_day());
            const auto warrant = office->for_creating(
                writing, access::testing::town_worker(),
                access::testing::question(Purpose::support, Action::create), id, now());
            REQUIRE(people::fill_circle(writing, *vault, *warrant,
                                        {"Kanariefamilien", "Mødes ved havnen"}, moment())
                        .ok());
            assign(1, id);
            for (const PersonId member : members) {
                people::Membership membership;
                membership.from = policy_day();
                membership.reason = "Hører til ved havnen";
                REQUIRE(people::add_member(writing, *vault, changing(writing, id),
                                           changing(writing, member), membership, moment())
                            .ok());
            }
        });
        return id;
    }
    std::int64_t relate(PersonId person, PersonId other) {
        std::int64_t id = 0;
        write([&](store::WriteTransaction& writing) {
            people::Relation relation;
            relation.kind = people::RelationKind::guardian;
            id = people::add_relation(writing, *vault, changing(writing, person),
                                      changing(writing, other), relation, moment())
                     .value();
        });
        return id;
    }

    std::string key_of(PersonId id) {
        store::ReadTransaction reading = database->read();
        return reading.text("select subject from person where id = $1", id.value).value();
    }
    std::int64_t count(const std::string& sql) {
        store::ReadTransaction reading = database->read();
        return reading.integer(sql).value();
    }
    People found(const Criteria& criteria) {
        const auto warrant = searching();
        store::ReadTransaction reading = database->read();
        return people::search_persons(reading, *vault, warrant, criteria, now());
    }
    // By every index there is: number, sounds, pieces, birth date, address.
    People found_by_anything() {
        Criteria number, name, piece, birth, address;
        number.cpr = people::CprNumber::parse(people::testing::annas_number).value();
        name.name = "Kanariefugl Eksempel";
        piece.name = "Kanarjefugle";
        birth.born_on = base::date_of(2010, 2, 1);
        address.street = "Ågade 3, 2. th.";
        address.postal_code = "2635";
        std::set<PersonId> all;
        for (const Criteria& criteria : {number, name, piece, birth, address})
            for (const PersonId id : found(criteria)) all.insert(id);
        return {all.begin(), all.end()};
    }
};

people::PersonDetails canary() {
    auto details = anna();
    details.given_names = "Kanariefugl";
    return details;
}

}  // namespace

TEST_CASE_FIXTURE(Erasing, "R36: who is due is proposed once, with class, KLE number and days") {
    const PersonId due = add(anna());
    const PersonId working = add(canary());
    work(due, Purpose::mentoring, "2027-01-01");
    work(working, Purpose::mentoring);
    const auto run = propose();
    CHECK(run.persons == 2);
    CHECK(run.proposed == 1);
    const auto open = proposals();
    REQUIRE(open.size() == 1);
    CHECK(open[0].subject == access::SubjectReference(due));
    CHECK(open[0].reason.retention_class == "mentoring_course");
    CHECK(open[0].reason.kle_number == "27.03.00");
    CHECK(open[0].reason.record == "assignment");
    CHECK(open[0].reason.started_on == base::date_of(2027, 1, 1));
    CHECK(open[0].reason.due_on == base::add_days(base::date_of(2027, 1, 1), 1000));
    CHECK_FALSE(open[0].on_hold);
    // Nothing changes the second time; the paging goes on after the last.
    CHECK(propose().proposed == 0);
    {
        store::ReadTransaction reading = database->read();
        CHECK(people::open_proposals(reading,
                                     people::ProposalPlace{open[0].reason.due_on, open[0].id}, 10)
                  .empty());
        CHECK(trail::lines(reading, {.actor = "system", .subject_kind = "person"}).size() == 1);
    }
    // Work begins again: the proposal lapses by itself, and isn't approved.
    work(due, Purpose::mentoring);
    const auto refused = approve(open[0].id, leader());
    CHECK(refused.error().code == "not_due");
    CHECK(refused.error().message ==
          "Fristen er ikke længere udløbet, så forslaget er bortfaldet.");
    CHECK(proposals().empty());
    CHECK(propose().proposed == 0);
}

TEST_CASE_FIXTURE(Erasing, "R36: more persons than a batch holds are all looked at") {
    write([](store::WriteTransaction& writing) {
        for (int i = 1; i <= 450; ++i)
            writing.execute(
                "insert into person (subject, version, controller_cvr, given_names, "
                "family_name, cpr, born_on, sex, address, address_protected, "
                "registered_on, registered_by) values ($1, 1, '11111111', x'00', "
                "x'00', x'00', x'00', x'00', x'00', 0, $2, 1)",
                "person:" + std::to_string(i), i % 2 == 0 ? "2026-03-02" : "2034-12-31");
    });
    const auto run = propose();
    CHECK(run.persons == 450);
    CHECK(run.proposed == 225);
    CHECK(run.lapsed == 0);
}

TEST_CASE_FIXTURE(Erasing, "R36: work with the group, or with a child, keeps those it is tied to") {
    const PersonId guardian = add(anna());
    const PersonId child = add(canary());
    const PersonId member = add(anna());
    const auto group = add_circle<access::GroupId>({member});
    relate(guardian, child);
    work(child, Purpose::mentoring);
    work(group, Purpose::mentoring);
    propose();
    CHECK(proposals().empty());
    write([](store::WriteTransaction& writing) {
        writing.execute("update assignment set valid_to = '2027-01-01'");
    });
    propose();
    REQUIRE(proposals().size() == 3);
    CHECK(proposals()[0].reason.record == "relation");
}

TEST_CASE_FIXTURE(Erasing, "R36: an erasure takes everything, in every table there is") {
    const PersonId id = add(canary());
    const PersonId twin = add(anna());
    const PersonId other = add(anna());
    change(id, canary());
    relate(id, other);
    const auto family = add_circle<access::FamilyId>({id, twin});
    const auto group = add_circle<access::GroupId>({id, other});
    work(id, Purpose::mentoring, "2027-01-01");
    work(family, Purpose::mentoring, "2027-01-01");
    write([&](store::WriteTransaction& writing) {
        people::note_possible_duplicate(writing, id, twin, now());
        const std::int64_t task = writing.integer("select max(id) from possible_duplicate").value();
        const auto kept = merging(writing, id, task);
        const auto merged = merging(writing, twin, task);
        REQUIRE(people::merge_persons(writing, kept, merged, moment()).ok());
        people::Consent consent;
        consent.data = "Hjælp i fritiden";
        consent.receiver_cvr = "22222222";
        consent.text_version = "1";
        consent.given_on = policy_day();
        REQUIRE(
            people::add_consent(writing, *vault, changing(writing, id), consent, moment()).ok());
        people::note_possible_duplicate(writing, id, other, now());
        writing.execute(
            "insert into trail_name_decision (person_id, names, reason, decided_at, "
            "account_id) values ($1, 'hidden', 'Kanariefugl er truet', 'x', 1)",
            std::to_string(id.value));
    });
    write([&](store::WriteTransaction& writing) {
        const auto creating = office->for_change(
            writing, access::testing::town_worker(),
            access::testing::question(Purpose::support, Action::create), id, now());
        REQUIRE(creating.ok());
        people::Note note;
        note.text = "Kanariefugl har fået job";
        note.noted_on = policy_day();
        REQUIRE(people::add_note(writing, *vault, *creating, note,
                                 organisation::AgencyKind::municipality, moment())
                    .ok());
    });
    const std::string key = key_of(id);
    const std::int64_t erasure = erase(id);

    store::ReadTransaction reading = database->read();
    const std::set<std::string> registers = {
        "erasure_proposal", "erasure_key", "legal_hold",  "archive_delivery_person",
        "person",           "family",      "youth_group", "trail_line",
        "trail_search"};
    for (const access::DescribedTable& table : access::described_tables(reading)) {
        const bool of_persons = table.subject == access::RowSubject::person;
        const bool of_any = table.subject == access::RowSubject::any;
        if ((!of_persons && !of_any) || registers.contains(table.table)) continue;
        CAPTURE(table.table);
        std::string condition = " where " + table.subject_column + " in ($1, $2)";
        if (table.table == "person_token") continue;
        if (of_any) condition += " and subject_kind = 'person'";
        if (table.table == "break_glass") condition += " and length(reason) > 0";
        if (table.table == "look_up_review_item") condition += " and note <> ''";
        CHECK(reading.integer("select count(*) from " + table.table + condition, id.value,
                              twin.value) == 0);
    }
    CHECK(reading.integer("select count(*) from person where id in ($1, $2) and "
                          "length(given_names) + length(family_name) + length(cpr) + "
                          "length(born_on) + length(sex) + length(address) > 0",
                          id.value, twin.value) == 0);
    CHECK(vault->state(key) == vault::Vault::State::destroyed);
    // The family had no one else; the group has.
    CHECK(reading.integer("select length(name) from family where id = $1", family.value) == 0);
    CHECK(reading.integer("select length(name) > 0 from youth_group where id = $1", group.value) ==
          1);
    const auto certificate = people::find_certificate(reading, erasure);
    REQUIRE(certificate.has_value());
    CHECK(certificate->keys.size() == 3);
    for (const people::ErasedKey& erased : certificate->keys) {
        CHECK(erased.destroyed_at.has_value());
        CHECK(vault->state(erased.name) == vault::Vault::State::destroyed);
    }
    CHECK(certificate->erasure.approved_by == leader_account);
    CHECK(certificate->erasure.finished_at.has_value());
    CHECK(people::last_day_of_key_copies(certificate->erasure) == base::date_of(2035, 2, 1));
    std::set<std::string> parts;
    for (const auto& part : certificate->parts) parts.insert(part.first);
    for (const char* part : {"person", "family", "assignment", "relation", "membership", "version",
                             "duty_to_inform", "duplicate", "remark", "note"})
        CHECK(parts.contains(part));
}

TEST_CASE_FIXTURE(Erasing, "R36: who isn't a leader doesn't erase, and nothing happens") {
    const PersonId id = add(anna());
    propose();
    const std::int64_t proposal = proposals().at(0).id;
    const auto officer =
        access::testing::actor_of(access::testing::town, organisation::AgencyKind::municipality,
                                  Role::data_protection_officer, 3);
    CHECK(approve(proposal, officer).error().code == "R01");
    CHECK(approve(proposal, access::testing::town_worker()).error().code == "R01");
    const auto police = access::testing::actor_of(
        access::testing::police, organisation::AgencyKind::police, Role::leader, 3);
    CHECK(approve(proposal, police).error().code == "R02");
    CHECK(approve(999, leader()).error().code == "not_found");
    CHECK(refusal(id, 1) == "");
    const std::int64_t erasure = approve(proposal, leader()).value();
    CHECK(erasure > 0);
    CHECK(refusal(id, 1) == "R01");
    CHECK(approve(proposal, leader()).error().code == "not_found");
    store::ReadTransaction reading = database->read();
    CHECK(trail::lines(reading, {.subject_kind = "person", .action = "erase"}).size() == 1);
    CHECK(trail::lines(reading, {.subject_kind = "person", .action = "refuse"}).size() >= 3);
}

TEST_CASE_FIXTURE(Erasing, "R36: delivered to the archive first, where the class says so") {
    const PersonId id = add(anna());
    work(id, Purpose::ssp, "2026-06-01");
    propose();
    const std::int64_t proposal = proposals().at(0).id;
    const auto refused = approve(proposal, leader());
    CHECK(refused.error().code == "R36");
    CHECK(refused.error().message == "Sagen kan ikke slettes, før den er afleveret til arkiv.");
    write([&](store::WriteTransaction& writing) {
        writing.execute(
            "insert into archive_delivery (package, made_at, made_by) "
            "values ('AVID.TST.1.1', '2035-01-01T00:00:00.000Z', 2)");
        writing.execute("insert into archive_delivery_person values (1, $1)", id.value);
    });
    // Sent isn't received.
    CHECK(approve(proposal, leader()).error().code == "R36");
    write([](store::WriteTransaction& writing) {
        writing.execute("update archive_delivery set received_on = '2035-01-02', received_by = 2");
    });
    CHECK(approve(proposal, leader()).ok());
}

TEST_CASE_FIXTURE(Erasing, "R36: an erasure on hold waits for the one who held it back") {
    const PersonId id = add(anna());
    propose();
    const std::int64_t proposal = proposals().at(0).id;
    const auto with_warrant = [&](std::int64_t account, auto work) {
        access::Question question = people::erasure_question("/sletning/bero");
        question.action = Action::approve;
        return leaders->change(leader(account), question, id, later().now, work);
    };
    const auto put = [&](const std::string& reason) {
        return with_warrant(leader_account, [&](store::WriteTransaction& writing,
                                                const access::Warrant<PersonId>& warrant) {
            return people::put_hold(writing, *vault, warrant, reason, later());
        });
    };
    const auto lift = [&](std::int64_t account, std::int64_t hold, const std::string& reason) {
        return with_warrant(account, [&, hold](store::WriteTransaction& writing,
                                               const access::Warrant<PersonId>& warrant) {
            return people::lift_hold(writing, *vault, warrant, hold, reason, later());
        });
    };
    CHECK(put("  ").error().message == "Skriv begrundelsen.");
    CHECK(put(std::string(501, 'x')).error().code == "reason");
    const std::int64_t hold = put("Klagesag om Kanariefugl").value();
    CHECK(put("Igen").error().code == "held_already");
    CHECK(proposals().at(0).on_hold);
    const auto refused = approve(proposal, leader());
    CHECK(refused.error().code == "R36_hold");
    CHECK(refused.error().message ==
          "Sletningen er sat i bero. Den, der satte den i bero, kan ophæve det.");
    // A proposal may lapse and come again; the hold stays.
    work(id, Purpose::mentoring);
    propose();
    write([](store::WriteTransaction& writing) {
        writing.execute("update assignment set valid_to = '2027-01-01'");
    });
    propose();
    REQUIRE(proposals().size() == 1);
    CHECK(approve(proposals()[0].id, leader()).error().code == "R36_hold");

    CHECK(lift(3, hold, "Jeg vil slette").error().code == "R36_hold");
    CHECK(lift(leader_account, hold, "").error().code == "reason");
    CHECK(lift(leader_account, 999, "Sagen er slut").error().code == "not_found");
    // Sealed in the database, and readable with a warrant.
    const auto reasons = with_warrant(
        leader_account,
        [&](store::WriteTransaction& writing,
            const access::Warrant<PersonId>& warrant) -> base::Result<people::HoldReasons> {
            return people::hold_reasons(writing, *vault, warrant, hold, later().now).value();
        });
    CHECK(reasons->put == "Klagesag om Kanariefugl");
    CHECK(lift(leader_account, hold, "Sagen er slut").ok());
    CHECK(approve(proposals()[0].id, leader()).ok());
    store::ReadTransaction reading = database->read();
    CHECK(people::find_hold(reading, hold)->lifted_by == leader_account);
    CHECK(reading.integer("select length(reason) + length(lifted_reason) from legal_hold") == 0);
}

TEST_CASE_FIXTURE(Erasing, "R36: a hold of someone who has left is lifted by another leader") {
    const PersonId id = add(anna());
    const auto with_warrant = [&](std::int64_t account, auto work) {
        access::Question question = people::erasure_question("/sletning/bero");
        question.action = Action::approve;
        return leaders->change(leader(account), question, id, later().now, work);
    };
    const auto hold = with_warrant(
        3, [&](store::WriteTransaction& writing, const access::Warrant<PersonId>& warrant) {
            return people::put_hold(writing, *vault, warrant, "Klagesag", later());
        });
    const auto lift = [&] {
        return with_warrant(leader_account, [&](store::WriteTransaction& writing,
                                                const access::Warrant<PersonId>& warrant) {
            return people::lift_hold(writing, *vault, warrant, *hold, "Slut", later());
        });
    };
    CHECK(lift().error().code == "R36_hold");
    write([](store::WriteTransaction& writing) {
        writing.execute("update account set closed_on = '2034-01-01' where id = 3");
    });
    CHECK(lift().ok());
}

TEST_CASE_FIXTURE(Erasing, "R36: an erasure that stopped anywhere is finished at the next start") {
    const PersonId id = add(canary());
    const std::string key = key_of(id);
    propose();
    SUBCASE("before anything was on disk: nothing has happened") {
        {
            store::WriteTransaction writing = database->write();
            const people::ErasureWarrants warrants{
                leaders
                    ->for_change(writing, leader(), people::erasure_question("/test"), id,
                                 later().now)
                    .value(),
                {},
                {}};
            (void)people::begin_erasure(writing, *vault, warrants, sources,
                                        people::open_proposals(writing, {}, 1).at(0), later());
        }
        restart();
        CHECK(people::finish_erasures(*database, *vault, later().now).value() == 0);
        CHECK(refusal(id, 1) == "");
        CHECK(proposals().size() == 1);
        CHECK(found_by_anything() == People{id});
    }
    SUBCASE("the rows are gone, the key isn't") {
        begin_only(id);
        restart();
        CHECK(vault->state(key) == vault::Vault::State::present);
        // The policy knows already.
        const auto warrant =
            leaders->for_reading(leader(), people::erasure_question("/test"), id, later().now);
        CHECK(warrant.error().code == "R01");
        CHECK(people::finish_erasures(*database, *vault, later().now).value() == 1);
        CHECK(vault->state(key) == vault::Vault::State::destroyed);
        CHECK(count("select count(*) from erasure where finished_at is null") == 0);
        CHECK(people::finish_erasures(*database, *vault, later().now).value() == 0);
    }
    SUBCASE("the key is gone, and nobody has noted it") {
        begin_only(id);
        REQUIRE(vault->destroy(key).ok());
        restart();
        CHECK(people::finish_erasures(*database, *vault, later().now).value() == 0);
        CHECK(count("select count(*) from erasure where finished_at is null") == 0);
        CHECK(count("select count(*) from erasure_key where destroyed_at is null") == 0);
    }
    SUBCASE("the index is half renewed") {
        const PersonId stays = add(anna());
        erase(id);
        CHECK(count("select count(*) from erasure where renewed_at is null") == 1);
        REQUIRE(vault->begin_index_renewal().ok());
        restart();
        CHECK(people::renew_index_after_erasures(*database, *vault, later().now).value());
        CHECK_FALSE(people::renew_index_after_erasures(*database, *vault, later().now).value());
        CHECK(count("select count(*) from erasure where renewed_at is null") == 0);
        CHECK(count("select count(distinct epoch) from person_token") == 1);
        CHECK(found_by_anything() == People{stays});
    }
}

TEST_CASE_FIXTURE(Erasing, "an older database finds nobody who was erased, by any index") {
    const PersonId id = add(canary());
    const auto older = folder / "older.db";
    REQUIRE(database->backup(older).ok());
    CHECK(found_by_anything() == People{id});
    const auto tokens = vault->index_tokens("person.cpr", "6102104501");
    erase(id);
    CHECK(found_by_anything().empty());
    SUBCASE("with the index as it was") {
        restart(older);
        CHECK(count("select count(*) from person_token") > 0);
        CHECK(found_by_anything().empty());
        CHECK(refusal(id, 1) == "R01");
    }
    SUBCASE("with the index renewed: not even that it was somebody") {
        REQUIRE(people::renew_index_after_erasures(*database, *vault, later().now).value());
        restart(older);
        CHECK(found_by_anything().empty());
        for (const vault::IndexEntry& entry : vault->index_tokens("person.cpr", "6102104501")) {
            CHECK(entry.token != tokens.front().token);
            store::ReadTransaction reading = database->read();
            CHECK(reading.integer("select count(*) from person_token where token = $1",
                                  std::span<const std::uint8_t>(entry.token)) == 0);
        }
        // Every sealed value is noise.
        store::ReadTransaction reading = database->read();
        for (const store::Row& row :
             reading.query("select subject, given_names from person where id = $1", id.value))
            CHECK_FALSE(vault->open_sealed(row.text(0), "person.given_names", row.bytes(1)));
    }
}

TEST_CASE_FIXTURE(Erasing, "nothing of an erased person is readable in any file") {
    const PersonId id = add(canary());
    const auto family = add_circle<access::FamilyId>({id});
    const auto older = folder / "older.db";
    REQUIRE(database->backup(older).ok());
    erase(id);
    CHECK(count("select removed from family where id = " + std::to_string(family.value)) == 1);
    trail::LookUpIndex look_ups(*database, {.file = folder / "look-ups"});
    while (look_ups.work()) continue;
    CHECK(look_ups.lines() > 0);
    for (const char* file :
         {"test.db", "test.db-wal", "look-ups", "look-ups-wal", "older.db", "person.keys"}) {
        CAPTURE(file);
        const std::string bytes = bytes_of(folder / file);
        CHECK_FALSE(bytes.empty());
        for (const char* secret : {"Kanarie", "kanarie", "Eksempel", "6102104501", "610210-4501",
                                   "2010-02-01", "gade 3", "ved havnen", "north_park"})
            CHECK(bytes.find(secret) == std::string::npos);
    }
    CHECK(bytes_of(folder / "test.db-wal").size() > 1000);
}

TEST_CASE_FIXTURE(Erasing,
                  "keys that come back with an older key file are destroyed at the start") {
    const PersonId id = add(canary());
    const std::string key = key_of(id);
    std::filesystem::copy(folder / "person.keys", folder / "older.keys");
    erase(id);
    leaders.reset();
    office.reset();
    vault.reset();
    std::filesystem::copy(folder / "older.keys", folder / "person.keys",
                          std::filesystem::copy_options::overwrite_existing);
    restart();
    CHECK(vault->state(key) == vault::Vault::State::present);
    {
        store::ReadTransaction reading = database->read();
        CHECK(people::keys_that_came_back(reading, *vault) == std::vector{key});
    }
    CHECK(people::finish_erasures(*database, *vault, later().now).value() == 1);
    CHECK(vault->state(key) == vault::Vault::State::destroyed);
    store::ReadTransaction reading = database->read();
    CHECK(people::keys_that_came_back(reading, *vault).empty());
    CHECK_THROWS_AS((void)reading.query("delete from erasure_key"), std::logic_error);
}

TEST_CASE_FIXTURE(Erasing, "the register of erasures can't be emptied") {
    erase(add(anna()));
    for (const char* sql : {"delete from erasure_key", "delete from erasure"}) {
        store::WriteTransaction writing = database->write();
        CHECK_THROWS_AS((void)writing.execute(sql), store::Failure);
    }
}

namespace {

using access::FamilyId;
using access::GroupId;
using access::SubjectReference;

// A person with whom work goes on, who belonged to a family and a group till 2027.
struct Left : Erasing {
    const PersonId member = add(canary());
    const FamilyId family = add_circle<FamilyId>({member});
    const GroupId group = add_circle<GroupId>({member});

    Left() { work(member, Purpose::mentoring); }

    void leave() {
        write([](store::WriteTransaction& writing) {
            writing.execute("update membership set to_on = '2027-01-01'");
        });
    }
    std::optional<people::ErasureProposal> proposal_of(SubjectReference subject) {
        for (const people::ErasureProposal& proposal : proposals())
            if (proposal.subject == subject) return proposal;
        return std::nullopt;
    }
    std::int64_t count(const std::string& sql, std::int64_t id) {
        store::ReadTransaction reading = database->read();
        return reading.integer(sql, id).value();
    }
};

}  // namespace

TEST_CASE_FIXTURE(Left, "R36: a family and a group have a term of their own when nobody is left") {
    const auto run = propose();
    CHECK(run.circles == 2);
    CHECK(run.proposed == 0);
    leave();
    CHECK(propose().proposed == 2);
    const auto due = proposal_of(family);
    REQUIRE(due.has_value());
    CHECK(due->reason.record == "membership");
    CHECK(due->reason.retention_class == people::family_class);
    CHECK(due->reason.kle_number == "27.03.00");
    CHECK(due->reason.started_on == base::date_of(2027, 1, 1));
    CHECK(due->reason.due_on == base::date_of(2028, 1, 1));
    CHECK(proposal_of(group)->reason.retention_class == people::group_class);
    CHECK(proposal_of(group)->reason.due_on == base::add_days(base::date_of(2027, 1, 1), 180));
    CHECK(propose().proposed == 0);

    const std::int64_t erasure = approve(due->id, leader()).value();
    CHECK(count("select length(name) + length(description) from family where id = $1",
                family.value) == 0);
    CHECK(count("select count(*) from membership where circle_kind = 'family' and circle_id = $1",
                family.value) == 0);
    // The person and the group stay as they are.
    CHECK(refusal(member, 1).empty());
    CHECK(count("select length(name) > 0 from youth_group where id = $1", group.value) == 1);
    store::ReadTransaction reading = database->read();
    const auto certificate = people::find_certificate(reading, erasure);
    REQUIRE(certificate->keys.size() == 1);
    CHECK(certificate->keys[0].subject == SubjectReference(family));
    CHECK(vault->state(certificate->keys[0].name) == vault::Vault::State::destroyed);
    std::set<std::string> parts;
    for (const auto& part : certificate->parts) parts.insert(part.first);
    CHECK(parts == std::set<std::string>{"family", "membership", "version"});
    CHECK(trail::lines(reading, {.subject_kind = "family", .action = "erase"}).size() == 1);
}

TEST_CASE_FIXTURE(Left, "R36: work with a family, and who joins again, keep it") {
    leave();
    work(family, Purpose::mentoring);
    propose();
    CHECK_FALSE(proposal_of(family).has_value());
    write([](store::WriteTransaction& writing) {
        writing.execute(
            "update assignment set valid_to = '2034-12-01' where subject_kind = 'family'");
    });
    propose();
    CHECK_FALSE(proposal_of(family).has_value());
    // The group was due; somebody joins before the approval.
    const std::int64_t proposal = proposal_of(group)->id;
    write([](store::WriteTransaction& writing) {
        writing.execute("update membership set to_on = null where circle_kind = 'group'");
    });
    const auto refused = approve(proposal, leader());
    CHECK(refused.error().message ==
          "Fristen er ikke længere udløbet, så forslaget er bortfaldet.");
    CHECK_FALSE(proposal_of(group).has_value());
}

TEST_CASE_FIXTURE(Left, "R36: a family is held back with its member, and only leaders approve") {
    leave();
    propose();
    const std::int64_t proposal = proposal_of(family)->id;
    const auto officer =
        access::testing::actor_of(access::testing::town, organisation::AgencyKind::municipality,
                                  Role::data_protection_officer, 3);
    CHECK(approve(proposal, officer).error().code == "R01");
    write([this](store::WriteTransaction& writing) {
        writing.execute(
            "insert into legal_hold (person_id, reason, put_at, put_by, lifted_reason) "
            "values ($1, x'00', '2034-01-01T00:00:00.000Z', 2, x'')",
            member.value);
    });
    CHECK(proposal_of(family)->on_hold);
    CHECK(proposal_of(group)->on_hold);
    const auto refused = approve(proposal, leader());
    CHECK(refused.error().code == "R36_hold");
    CHECK(refused.error().message ==
          "Sletningen er sat i bero. Den, der satte den i bero, kan ophæve det.");
    write([](store::WriteTransaction& writing) {
        writing.execute(
            "update legal_hold set lifted_at = '2034-01-02T00:00:00.000Z', lifted_by = 2");
    });
    CHECK(approve(proposal, leader()).ok());
}

TEST_CASE_FIXTURE(Left, "R26, A7: what is proposed of a group says nothing of who was in it") {
    const PersonId second = add(anna());
    const PersonId third = add(anna());
    for (const PersonId person : {second, third}) work(person, Purpose::mentoring);
    const GroupId large = add_circle<GroupId>({member, second, third});
    leave();
    propose();
    CHECK(proposal_of(large)->reason == proposal_of(group)->reason);
    // Not even how many: a group without anyone, from the same day, has the same.
    const GroupId empty = add_circle<GroupId>({});
    propose();
    CHECK(proposal_of(empty)->reason.retention_class == people::group_class);
    CHECK(proposal_of(empty)->reason.record == "group");
}

TEST_CASE_FIXTURE(Left, "R36: proposed besides, and gone with the last of its members") {
    leave();
    propose();
    REQUIRE(proposal_of(family).has_value());
    write([](store::WriteTransaction& writing) {
        writing.execute(
            "update assignment set valid_to = '2027-01-01' where subject_kind = 'person'");
    });
    erase(member);
    CHECK_FALSE(proposal_of(family).has_value());
    CHECK(count("select count(*) from erasure_proposal where subject_kind = 'family' and "
                "outcome = 'lapsed' and subject_id = $1",
                family.value) == 1);
    CHECK(propose().proposed == 0);
}

TEST_CASE_FIXTURE(Erasing, "R48, R36: the time of who moved away counts from the move") {
    const PersonId id = add(anna());
    work(id, Purpose::mentoring);
    propose();
    CHECK(proposals().empty());
    write([&](store::WriteTransaction& writing) {
        REQUIRE(people::note_move(writing, *vault, changing(writing, id),
                                  {policy_day(), "Køge Kommune"}, moment())
                    .ok());
    });
    propose();
    REQUIRE(proposals().size() == 1);
    CHECK(proposals()[0].reason.started_on == policy_day());
    CHECK(proposals()[0].reason.due_on == base::add_days(policy_day(), 1000));
    // Erased, nothing says where to.
    REQUIRE(approve(proposals()[0].id, leader()).ok());
    store::ReadTransaction reading = database->read();
    CHECK(reading.integer("select count(*) from person where length(moved_to) > 0 or "
                          "moved_on is not null") == 0);
}
