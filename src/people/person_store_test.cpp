#include "people/person_store.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "access/testing/policy_world.h"
#include "people/consent_store.h"
#include "people/duty_store.h"
#include "people/merge_store.h"
#include "people/person_index_store.h"
#include "people/relation_store.h"
#include "people/testing/people_world.h"

namespace {

using access::Action;
using access::DataClass;
using access::PersonId;
using access::Purpose;
using people::Criteria;
using people::PersonDetails;
using people::testing::anna;
using people::testing::PeopleWorld;
using People = std::vector<PersonId>;

PersonDetails named(const std::string& given, const std::string& family) {
    PersonDetails details;
    details.given_names = given;
    details.family_name = family;
    return details;
}

People found(PeopleWorld& world, const Criteria& criteria) {
    const auto warrant = world.searching();
    store::ReadTransaction reading = world.database->read();
    return people::search_persons(reading, *world.vault, warrant, criteria, world.now());
}

People by_name(PeopleWorld& world, const std::string& name) {
    Criteria criteria;
    criteria.name = name;
    return found(world, criteria);
}

People by_cpr(PeopleWorld& world, std::string_view number) {
    Criteria criteria;
    criteria.cpr = people::CprNumber::parse(number).value();
    return found(world, criteria);
}

People by_address(PeopleWorld& world) {
    Criteria criteria;
    criteria.street = "Aagade 3, 2 th";
    criteria.postal_code = "2635";
    return found(world, criteria);
}

std::optional<people::Person> shown(PeopleWorld& world, PersonId id, std::int64_t account = 1) {
    const auto warrant = world.reading(id, account);
    store::ReadTransaction reading = world.database->read();
    return people::find_person(reading, *world.vault, warrant, world.now());
}

std::string key_of(PeopleWorld& world, PersonId id) {
    store::ReadTransaction reading = world.database->read();
    return reading.text("select subject from person where id = $1", id.value).value();
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

TEST_CASE_FIXTURE(PeopleWorld, "R17, R19: a person comes with the number masked and the address") {
    const PersonId id = add(anna());
    const auto person = shown(*this, id);
    REQUIRE(person.has_value());
    CHECK(person->name() == "Anna Eksempel");
    CHECK(person->masked_cpr == "610210-****");
    CHECK(person->has_replacement_number);
    CHECK(person->born_on == base::date_of(2010, 2, 1));
    REQUIRE(person->address.has_value());
    CHECK(person->address->street == "Ågade 3, 2. th.");
    CHECK(person->version == 1);

    auto hidden = anna();
    hidden.address_protected = true;
    change(id, hidden);
    CHECK_FALSE(shown(*this, id)->address.has_value());
    CHECK(shown(*this, id)->address_protected);
    const auto whole =
        revealing(id, {DataClass::personal, DataClass::confidential, DataClass::cpr});
    store::ReadTransaction reading = database->read();
    CHECK(people::reveal_cpr(reading, *vault, whole, now())->full() == "610210-4501");
    CHECK(people::reveal_address(reading, *vault, whole, now())->street == "Ågade 3, 2. th.");
    // A warrant that doesn't cover the number doesn't give it.
    const auto without = revealing(id, {DataClass::personal});
    CHECK_FALSE(people::reveal_cpr(reading, *vault, without, now()).has_value());
    CHECK_FALSE(people::reveal_address(reading, *vault, without, now()).has_value());
    // One for reading is none for revealing.
    const auto plain = this->reading(id);
    CHECK_THROWS_AS((void)people::reveal_cpr(reading, *vault, plain, now()), std::logic_error);
}

TEST_CASE_FIXTURE(PeopleWorld, "R01: a warrant for ordinary data opens nothing confidential") {
    const PersonId id = add(anna());
    write([&](store::WriteTransaction& writing) {
        people::Consent consent;
        consent.data = "Skolens oplysninger om fravær";
        consent.receiver_cvr = "22222222";
        consent.text_version = "2026-1";
        consent.given_on = moment().today;
        REQUIRE(
            people::add_consent(writing, *vault, changing(writing, id), consent, moment()).ok());
        people::DutyToInform duty;
        duty.id = writing.integer("select id from duty_to_inform").value();
        duty.outcome = people::DutyOutcome::informed;
        duty.settled_on = moment().today;
        duty.explanation = "Fortalt ved et hjemmebesøg";
        REQUIRE(people::settle_duty(writing, *vault, changing(writing, id), duty, moment()).ok());
    });
    const auto whole = reading(id);
    auto plain = office->for_reading(access::testing::town_worker(),
                                     access::testing::question(Purpose::support), id, now());
    REQUIRE(plain.ok());
    store::ReadTransaction reading_rows = database->read();
    CHECK(people::find_person(reading_rows, *vault, whole, now())->address.has_value());
    CHECK(people::consents(reading_rows, *vault, whole, now()).at(0).data ==
          "Skolens oplysninger om fravær");
    CHECK(people::duties(reading_rows, *vault, whole, now()).at(0).explanation ==
          "Fortalt ved et hjemmebesøg");
    CHECK_FALSE(people::find_person(reading_rows, *vault, *plain, now())->address.has_value());
    CHECK(people::person_versions(reading_rows, *vault, *plain, now())
              .at(0)
              .at(0)
              .content.count("street") == 0);
    CHECK(people::consents(reading_rows, *vault, *plain, now()).at(0).data.empty());
    CHECK(people::duties(reading_rows, *vault, *plain, now()).at(0).explanation.empty());
}

TEST_CASE_FIXTURE(PeopleWorld,
                  "R01: without a relation there is no warrant, and an old one is void") {
    const PersonId id = add(anna());
    CHECK(refusal(id, 1) == "");
    CHECK(refusal(id, 2) == "R01");
    CHECK(refusal(PersonId{999}, 2) == refusal(id, 2));
    const auto warrant = reading(id);
    store::ReadTransaction reading = database->read();
    const base::Instant late = now() + access::warrant_life;
    CHECK_THROWS_AS((void)people::find_person(reading, *vault, warrant, late), std::logic_error);
}

TEST_CASE_FIXTURE(PeopleWorld, "nothing that tells who someone is stands in the database's file") {
    auto details = anna();
    details.given_names = "Kanariefugl";
    details.address.street = "Hemmelighedsstien 17";
    const PersonId id = add(details);
    change(id, details);
    const auto copy = folder / "copy.db";
    REQUIRE(database->backup(copy).ok());
    const std::string bytes = bytes_of(copy);
    CHECK(bytes.size() > 10'000);
    for (const char* secret : {"Kanariefugl", "kanariefugl", "Eksempel", "eksempel", "6102104501",
                               "610210-4501", "2010-02-01", "Hemmelighedsstien", "north_park"})
        CHECK(bytes.find(secret) == std::string::npos);
    CHECK(bytes.find(key_of(*this, id)) != std::string::npos);
}

TEST_CASE_FIXTURE(PeopleWorld, "a correction keeps the versions and finds by the new name only") {
    const PersonId id = add(anna());
    auto corrected = anna();
    corrected.family_name = "Bjergsø";
    corrected.cpr.reset();
    corrected.address = {};
    write([&](store::WriteTransaction& writing) {
        const auto warrant = changing(writing, id);
        CHECK(people::change_person(writing, *vault, warrant, 2, corrected, {}, moment())
                  .error()
                  .code == "version_conflict");
        REQUIRE(people::change_person(writing, *vault, warrant, 1, corrected,
                                      {.cpr = true, .address = true}, moment())
                    .ok());
    });
    // What the form didn't show stays.
    CHECK(shown(*this, id)->masked_cpr == "610210-****");
    CHECK(shown(*this, id)->address.has_value());
    CHECK(by_name(*this, "Anna Eksempel").empty());
    CHECK(by_name(*this, "Anna Bjergsoe") == People{id});
    const auto warrant = reading(id);
    store::ReadTransaction reading = database->read();
    const auto versions = people::person_versions(reading, *vault, warrant, now()).at(0);
    REQUIRE(versions.size() == 2);
    CHECK(versions[0].content.at("family_name") == "Bjergsø");
    CHECK(versions[1].content.at("family_name") == "Eksempel");
    CHECK(versions[1].content.at("cpr") == "610210-****");
    CHECK(versions[1].content.count("cpr_changed") == 0);
    CHECK(versions[0].change == history::Change::changed);
    CHECK(versions[0].account_id == 1);
}

TEST_CASE_FIXTURE(PeopleWorld, "R19: an address that is protected today was protected always") {
    const PersonId id = add(anna());
    auto moved = anna();
    moved.address.street = "Bygade 1";
    change(id, moved);
    const auto streets = [&] {
        const auto warrant = reading(id);
        store::ReadTransaction reading = database->read();
        std::string all;
        const auto versions = people::person_versions(reading, *vault, warrant, now()).at(0);
        for (const auto& version : versions)
            if (version.content.count("street") != 0) all += version.content.at("street") + "|";
        return all;
    };
    const auto earlier = [&] {
        const auto warrant =
            revealing(id, {access::DataClass::personal, access::DataClass::confidential});
        store::ReadTransaction reading = database->read();
        return people::earlier_protected_addresses(reading, *vault, warrant, now());
    };
    CHECK(streets() == "Bygade 1|Ågade 3, 2. th.|");
    CHECK(earlier().empty());
    moved.address_protected = true;
    change(id, moved);
    CHECK(streets().empty());
    REQUIRE(earlier().size() == 1);
    CHECK(earlier().front().street == "Ågade 3, 2. th.");
}

TEST_CASE_FIXTURE(PeopleWorld, "persons are found by number, name, address and birth date") {
    const PersonId id = add(anna());
    const PersonId other = add(named("Mohammed", "Al-Khalili"));
    const PersonId third = add(named("Frederikke", "Møller"));
    CHECK(by_cpr(*this, "6102104501") == People{id});
    CHECK(by_cpr(*this, "6102104502").empty());
    CHECK(by_name(*this, "ANNA") == People{id});
    CHECK(by_name(*this, "Muhamad Kalili") == People{other});
    CHECK(by_name(*this, "Moeller") == People{third});
    CHECK(by_name(*this, "Frederikkke") == People{third});
    CHECK(by_name(*this, "Fredrikke") == People{third});  // by its pieces
    CHECK(by_name(*this, "Anna Møller").empty());
    CHECK(by_name(*this, "Henriette").empty());
    CHECK(by_address(*this) == People{id});
    Criteria both;
    both.name = "Anne";
    both.born_on = base::date_of(2010, 2, 1);
    CHECK(found(*this, both) == People{id});
    both.born_on = base::date_of(2010, 2, 2);
    CHECK(found(*this, both).empty());
    CHECK(found(*this, {}).empty());
    CHECK(database->statistics().full_scans.empty());
}

TEST_CASE_FIXTURE(PeopleWorld, "the same search has one line of criteria, however it is spelt") {
    Criteria one;
    one.name = "Aase  KJAER";
    Criteria other;
    other.name = "Åse Kjær";
    CHECK(people::canonical_text(one) == people::canonical_text(other));
    other.cpr = people::CprNumber::parse("6102104501").value();
    CHECK(people::canonical_text(one) != people::canonical_text(other));
    CHECK(Criteria().empty());
}

TEST_CASE_FIXTURE(PeopleWorld, "a civil registration number may stand twice, and both are found") {
    const PersonId first = add(anna());
    auto again = anna();
    again.given_names = "Anne";
    const PersonId second = add(again);
    CHECK(by_cpr(*this, "6102104501") == People{first, second});
    store::ReadTransaction reading = database->read();
    CHECK(people::persons_like(reading, *vault, anna(), second) == People{first});
    auto alike = named("Ana", "Eksempel");
    alike.born_on = base::date_of(2010, 2, 1);
    CHECK(people::persons_like(reading, *vault, alike, {}) == People{first, second});
    alike.born_on = base::date_of(2010, 2, 2);
    CHECK(people::persons_like(reading, *vault, alike, {}).empty());
}

TEST_CASE_FIXTURE(PeopleWorld,
                  "erased with the key: an older backup put back finds nobody, by any index") {
    const PersonId id = add(anna());
    const PersonId kept = add(named("Bo", "Eksempel"));
    const auto backup = folder / "backup.db";
    REQUIRE(database->backup(backup).ok());
    REQUIRE(vault->destroy(key_of(*this, id)).ok());

    for (const bool restored : {false, true}) {
        CAPTURE(restored);
        if (restored) reopen(backup);
        CHECK(by_cpr(*this, "6102104501").empty());
        CHECK(by_name(*this, "Anna").empty());
        CHECK(by_name(*this, "Annna").empty());
        CHECK(by_name(*this, "Eksempel") == People{kept});
        CHECK(by_address(*this).empty());
        CHECK(refusal(id, 1) == "R01");
        store::ReadTransaction reading = database->read();
        CHECK(people::persons_like(reading, *vault, anna(), {}).empty());
        CHECK(people::persons_without_key(reading, *vault).empty());
    }
    // The rows of the backup are there, and none of them opens.
    store::ReadTransaction reading = database->read();
    CHECK(reading.integer("select count(*) from person") == 2);
    CHECK(reading.integer("select count(*) from person_token").value() > 20);
}

TEST_CASE_FIXTURE(PeopleWorld, "the index is renewed while all is found; older entries are noise") {
    const PersonId id = add(anna());
    const PersonId erased = add(named("Kirsten", "Borte"));
    const auto backup = folder / "backup.db";
    REQUIRE(database->backup(backup).ok());
    REQUIRE(vault->destroy(key_of(*this, erased)).ok());
    const auto old_tokens = vault->index_tokens("person.cpr", "6102104501");
    REQUIRE(vault->begin_index_renewal().ok());
    // In the middle of it: old entries find, corrections take them away.
    CHECK(by_name(*this, "Anna") == People{id});
    auto corrected = anna();
    corrected.given_names = "Birgit";
    change(id, corrected);
    CHECK(by_name(*this, "Anna").empty());
    CHECK(by_name(*this, "Birgit") == People{id});

    CHECK(people::renew_person_index(*database, *vault).value() == 2);
    CHECK(by_name(*this, "Birgit") == People{id});
    CHECK(by_cpr(*this, "6102104501") == People{id});
    CHECK(vault->index_tokens("person.cpr", "6102104501").front().token !=
          old_tokens.front().token);
    {
        store::ReadTransaction reading = database->read();
        CHECK(reading.integer("select count(distinct epoch) from person_token") == 1);
    }
    // The backup's entries are of a key that is gone; renewing makes its living findable again.
    reopen(backup);
    CHECK(by_cpr(*this, "6102104501").empty());
    CHECK(people::renew_person_index(*database, *vault).value() == 2);
    CHECK(by_cpr(*this, "6102104501") == People{id});
    CHECK(by_name(*this, "Kirsten Borte").empty());
}

TEST_CASE_FIXTURE(PeopleWorld, "a lost key is reported, and a new person never gets an old one's") {
    const PersonId id = add(anna());
    const std::string key = key_of(*this, id);
    // A roll-back gives the row's number to the next; the key's name differs.
    const std::string unused = vault->create("person").value();
    CHECK(unused != key);
    reopen();
    const std::filesystem::path keys = folder / "person.keys";
    office.reset();
    vault.reset();
    std::filesystem::remove(keys);
    std::filesystem::remove(folder / "master.key");
    reopen();
    {
        store::ReadTransaction reading = database->read();
        CHECK(people::persons_without_key(reading, *vault) == std::vector{id.value});
    }
    CHECK(refusal(id, 1) == "R01");
}

TEST_CASE_FIXTURE(PeopleWorld, "R33: a registration makes the task, which is settled once") {
    const PersonId id = add(anna());
    const auto warrant = reading(id);
    people::DutyToInform duty;
    {
        store::ReadTransaction reading = database->read();
        const auto open = people::duties(reading, *vault, warrant, now());
        REQUIRE(open.size() == 1);
        duty = open.front();
        CHECK(duty.due_on == people::due_date(access::testing::policy_day()));
        CHECK(people::open_duties(reading, {id}).size() == 1);
    }
    duty.outcome = people::DutyOutcome::exempted;
    duty.settled_on = access::testing::policy_day();
    const auto settle = [&] {
        std::string code;
        write([&](store::WriteTransaction& writing) {
            const auto done =
                people::settle_duty(writing, *vault, changing(writing, id), duty, moment());
            code = done ? "" : done.error().code;
        });
        return code;
    };
    CHECK(settle() == "R33");
    duty.explanation = "Kan ikke findes.";
    CHECK(settle() == "");
    CHECK(settle() == "not_found");
    store::ReadTransaction reading = database->read();
    CHECK(people::duties(reading, *vault, warrant, now()).front().explanation ==
          "Kan ikke findes.");
    CHECK(people::open_duties(reading, {id}).empty());
}

TEST_CASE_FIXTURE(PeopleWorld,
                  "R13: a consent is given, reaches the policy, and is withdrawn once") {
    const PersonId id = add(anna());
    people::Consent consent;
    consent.data = "At skolen fortæller om fravær";
    consent.receiver_cvr = "22222222";
    consent.forum = organisation::ForumKind::ssp;
    consent.text_version = "2026-1";
    consent.given_on = access::testing::policy_day();
    std::int64_t consent_id = 0;
    write([&](store::WriteTransaction& writing) {
        const auto warrant = changing(writing, id);
        consent_id = people::add_consent(writing, *vault, warrant, consent, moment()).value();
        auto without = consent;
        without.data.clear();
        CHECK_FALSE(people::add_consent(writing, *vault, warrant, without, moment()).ok());
    });
    const auto warrant = reading(id);
    const auto stored = [&] {
        store::ReadTransaction reading = database->read();
        return people::consents(reading, *vault, warrant, now());
    };
    REQUIRE(stored().size() == 1);
    CHECK(stored().front().data == consent.data);
    CHECK(people::usable_on(stored().front(), access::testing::policy_day()).ok());
    const auto withdraw = [&](std::int64_t number) {
        std::string code;
        write([&](store::WriteTransaction& writing) {
            const auto done =
                people::withdraw_consent(writing, *vault, changing(writing, id), number,
                                         access::testing::policy_day(), moment());
            code = done ? "" : done.error().code;
        });
        return code;
    };
    CHECK(withdraw(999) == "not_found");
    CHECK(withdraw(consent_id) == "");
    CHECK(withdraw(consent_id) == "R13");
    CHECK(people::usable_on(stored().front(), access::testing::policy_day()).error().code == "R13");
    // Nor does SQL bring it back.
    write([&](store::WriteTransaction& writing) {
        CHECK_THROWS_AS(
            writing.execute("update consent set withdrawn_on = null where id = $1", consent_id),
            store::Failure);
    });
}

TEST_CASE_FIXTURE(PeopleWorld, "a guardian's reader doesn't learn of the child") {
    const PersonId child = add(anna());
    const PersonId guardian = add(named("Berit", "Eksempel"));
    write([&](store::WriteTransaction& writing) {
        const auto first = changing(writing, guardian);
        const auto second = changing(writing, child);
        people::Relation relation;
        relation.kind = people::RelationKind::guardian;
        REQUIRE(people::add_relation(writing, *vault, first, second, relation, moment()).ok());
        CHECK_FALSE(people::add_relation(writing, *vault, first, first, relation, moment()).ok());
    });
    assign(2, guardian);
    const auto seen_by = [&](std::int64_t account) {
        const auto warrant = reading(guardian, account);
        std::vector<PersonId> related;
        {
            store::ReadTransaction reading = database->read();
            related = people::related_persons(reading, warrant, now());
        }
        const auto others =
            office->for_list(access::testing::town_worker(account),
                             access::testing::question(Purpose::support), related, now());
        store::ReadTransaction reading = database->read();
        return people::relations(reading, *vault, warrant, *others, now());
    };
    CHECK(seen_by(2).empty());
    const auto seen = seen_by(1);
    REQUIRE(seen.size() == 1);
    CHECK(seen.front().person == guardian);
    CHECK(seen.front().other == child);
    write([&](store::WriteTransaction& writing) {
        const auto first = changing(writing, guardian);
        const auto second = changing(writing, child);
        const auto id = seen.front().id;
        CHECK(people::remove_relation(writing, second, first, id, 1, moment()).error().code ==
              "not_found");
        CHECK(people::remove_relation(writing, first, second, id, 9, moment()).error().code ==
              "version_conflict");
        CHECK(people::end_relation(writing, first, second, id, 1, access::testing::policy_day(),
                                   moment())
                  .ok());
        CHECK(people::remove_relation(writing, first, second, id, 2, moment()).ok());
    });
    CHECK(seen_by(1).empty());
}

TEST_CASE_FIXTURE(PeopleWorld,
                  "merging is a pointer, parting loses nothing, and looks are listed") {
    const PersonId kept = add(anna());
    const PersonId merged = add(named("Anna", "Exempel"));
    const auto before_kept = shown(*this, kept);
    const auto before_merged = shown(*this, merged);
    write([&](store::WriteTransaction& writing) {
        people::note_possible_duplicate(writing, merged, kept, now());
        people::note_possible_duplicate(writing, kept, merged, now());
    });
    const auto open_tasks = [&] {
        store::ReadTransaction reading = database->read();
        return people::open_duplicates(reading, std::string(access::testing::town), 0, 10);
    };
    REQUIRE(open_tasks().size() == 1);
    CHECK(open_tasks().front().first == kept);
    const std::int64_t task = open_tasks().front().id;
    write([&](store::WriteTransaction& writing) {
        const auto one = merging(writing, kept, task);
        const auto other = merging(writing, merged, task);
        CHECK(people::merge_persons(writing, one, one, moment()).error().code == "merge_again");
        REQUIRE(people::merge_persons(writing, one, other, moment()).ok());
        CHECK(people::merge_persons(writing, one, other, moment()).error().code == "merge_again");
        CHECK(people::merge_persons(writing, other, one, moment()).error().code == "merge_again");
    });
    CHECK(open_tasks().empty());
    CHECK(refusal(merged, 1) == "R01");
    CHECK(by_name(*this, "Exempel") == People{kept});
    {
        const auto warrant = reading(kept);
        store::ReadTransaction reading = database->read();
        const auto others = people::merged_persons(reading, *vault, warrant, now());
        REQUIRE(others.size() == 1);
        CHECK(others.front().family_name == "Exempel");
        CHECK(people::duties(reading, *vault, warrant, now()).size() == 2);
    }
    write([&](store::WriteTransaction& writing) {
        const auto one = merging(writing, kept, task);
        const auto other = merging(writing, merged, task);
        CHECK(people::part_persons(writing, other, one, moment()).error().code == "not_found");
        REQUIRE(people::part_persons(writing, one, other, moment()).ok());
    });
    CHECK(shown(*this, merged)->family_name == before_merged->family_name);
    CHECK(shown(*this, kept)->masked_cpr == before_kept->masked_cpr);
    CHECK(by_name(*this, "Exempel") == People{kept, merged});
    store::ReadTransaction reading = database->read();
    const auto wrong = people::parted_merges(reading, 0, 10);
    REQUIRE(wrong.size() == 1);
    const auto looks = people::looks_while_merged(reading, wrong.front(), 100);
    CHECK(looks.size() >= 1);
    for (const trail::StoredLine& look : looks) {
        CHECK(look.line.action == trail::Action::read);
        CHECK(look.line.subject_kind == "person");
    }
}
