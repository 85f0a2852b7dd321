#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "people/circle.h"
#include "people/consent.h"
#include "people/duty_to_inform.h"
#include "people/person.h"
#include "people/relation.h"

namespace {

const base::Date today = base::date_of(2026, 3, 2);

people::CprNumber cpr(std::string_view text) {
    return people::CprNumber::parse(text).value();
}

people::PersonDetails anna() {
    people::PersonDetails details;
    details.given_names = "Anna";
    details.family_name = "Eksempel";
    details.cpr = cpr("610210-4501");
    details.address = {"Ågade 3", "2635", "Ishøj", ""};
    return details;
}

// The codes of the messages at a field, "" when there are none.
std::string at(const base::FieldErrors& errors, std::string_view field) {
    std::string codes;
    for (const base::FieldError& error : errors)
        if (error.field == field) codes += error.error.code;
    return codes;
}

people::Consent consent() {
    people::Consent given;
    given.record = {7};
    given.data = "At skolen fortæller, hvordan det går.";
    given.receiver_cvr = "22222222";
    given.text_version = "2026-1";
    given.given_on = base::date_of(2026, 1, 10);
    return given;
}

}  // namespace

TEST_CASE("a person needs a name, and nothing else") {
    CHECK(people::check(anna(), today).empty());
    people::PersonDetails details;
    CHECK(at(people::check(details, today), "given_names") == "missing");
    details.family_name = "Eksempel";
    CHECK(people::check(details, today).empty());
    details.given_names = "Anna 2";
    CHECK(at(people::check(details, today), "given_names") == "digits_in_name");
    details.given_names = std::string(201, 'a');
    CHECK(at(people::check(details, today), "given_names") == "too_long");
}

TEST_CASE("a birth date fits the civil registration number and the calendar") {
    auto details = anna();
    CHECK(details.birth_date() == base::date_of(2010, 2, 1));
    details.born_on = base::date_of(2010, 2, 1);
    CHECK(people::check(details, today).empty());
    details.born_on = base::date_of(2010, 2, 2);
    CHECK(at(people::check(details, today), "born_on") == "not_as_cpr");
    details.cpr.reset();
    CHECK(people::check(details, today).empty());
    details.born_on = base::date_of(2026, 3, 3);
    CHECK(at(people::check(details, today), "born_on") == "future");
    details.born_on = base::date_of(1890, 1, 1);
    CHECK(at(people::check(details, today), "born_on") == "too_old");
    details.born_on.reset();
    details.cpr = cpr("610230-5501");
    CHECK(at(people::check(details, today), "cpr") == "future");
}

TEST_CASE("a civil registration number stands in its own field only") {
    auto details = anna();
    details.address.street = "Ågade 3, hos 610210-4501";
    CHECK(at(people::check(details, today), "street") == "R17");
    details.address.street = "Ågade 3";
    for (const char* code : {"263", "26355", "DK26"}) {
        details.address.postal_code = code;
        CHECK(at(people::check(details, today), "postal_code") == "postal_code");
    }
}

TEST_CASE("R18: what is odd about a number is said, not refused") {
    auto details = anna();
    REQUIRE(people::doubts(details).size() == 1);
    CHECK(people::doubts(details).front().message == "Personnummeret er et erstatningsnummer.");
    details.cpr = cpr("010165-1111");
    CHECK(people::check(details, today).empty());
    REQUIRE(people::doubts(details).size() == 1);
    CHECK(people::doubts(details).front().code == "R18");
    details.cpr.reset();
    CHECK(people::doubts(details).empty());
}

TEST_CASE("R19: the sentence in a protected address's place") {
    CHECK(people::address_is_protected().message == "Adressen er beskyttet.");
}

TEST_CASE("a relation is between two persons, from a day to a day") {
    people::Relation relation{0, 0, {1}, {2}, people::RelationKind::parent, {}, {}, ""};
    CHECK(people::check(relation).empty());
    CHECK(relation.covers(today));
    relation.other = {1};
    CHECK(at(people::check(relation), "other") == "same");
    relation.other = {2};
    relation.from = base::date_of(2026, 1, 1);
    relation.to = base::date_of(2025, 1, 1);
    CHECK(at(people::check(relation), "to") == "order");
    relation.to = base::date_of(2026, 3, 2);
    CHECK(relation.covers(today));
    CHECK_FALSE(relation.covers(base::date_of(2026, 3, 3)));
    CHECK_FALSE(relation.covers(base::date_of(2025, 12, 31)));
    relation.kind = people::RelationKind::other;
    CHECK(at(people::check(relation), "note") == "missing");
    for (const auto kind : people::all_relation_kinds()) {
        CHECK(people::relation_of(people::relation_code(kind)) == kind);
        CHECK_FALSE(people::reverse_relation_name(kind).empty());
    }
}

TEST_CASE("R26: belonging to a group needs a reason and dates, and is nothing else") {
    people::Membership membership;
    membership.person = {1};
    membership.circle = access::GroupId{5};
    membership.from = today;
    CHECK(at(people::check(membership, today), "reason") == "missing");
    membership.reason = "Er med i gruppens fodboldhold";
    CHECK(people::check(membership, today).empty());
    membership.circle = access::FamilyId{5};
    membership.reason.clear();
    CHECK(people::check(membership, today).empty());
    membership.from = base::date_of(2026, 3, 3);
    CHECK(at(people::check(membership, today), "from") == "future");
    membership.from = today;
    membership.to = base::date_of(2026, 3, 1);
    CHECK(at(people::check(membership, today), "to") == "order");
    CHECK(at(people::check(people::CircleDetails{"", ""}), "name") == "missing");
    CHECK(at(people::check(people::CircleDetails{"Gruppen", "Se 610210-4501"}), "description") ==
          "R17");
    CHECK(
        people::check(people::CircleDetails{"Gruppen ved stationen", "Mødes til fodbold"}).empty());
}

TEST_CASE("R13: a consent says who, for what, to whom, when, how, and to which text") {
    CHECK(people::check(consent(), today).empty());
    people::Consent empty;
    empty.given_on = base::date_of(2026, 3, 3);
    const auto errors = people::check(empty, today);
    for (const char* field : {"data", "receiver_cvr", "text_version"})
        CHECK(at(errors, field) == "missing");
    CHECK(at(errors, "given_on") == "future");
    auto ends = consent();
    ends.ends_on = base::date_of(2026, 1, 9);
    CHECK(at(people::check(ends, today), "ends_on") == "order");
    CHECK(consent().is_signed());
    auto spoken = consent();
    spoken.manner = people::ConsentManner::spoken;
    CHECK_FALSE(spoken.is_signed());
}

TEST_CASE("R13: from the day it was withdrawn on nothing may be shared on it") {
    auto given = consent();
    CHECK(people::usable_on(given, today).ok());
    CHECK(people::usable_on(given, given.given_on).ok());
    CHECK(people::usable_on(given, base::date_of(2026, 1, 9)).error().code == "consent_not_begun");
    given.withdrawn_on = base::date_of(2026, 2, 3);
    CHECK(people::usable_on(given, base::date_of(2026, 2, 2)).ok());
    const auto refused = people::usable_on(given, base::date_of(2026, 2, 3));
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == "R13");
    CHECK(refused.error().message ==
          "Samtykket er trukket tilbage den {}. Oplysninger kan ikke deles på dette grundlag.");
    CHECK(refused.error().arguments == std::vector<std::string>{"3.2.2026"});
    CHECK_FALSE(people::usable_on(given, today).ok());
    given.withdrawn_on.reset();
    given.ends_on = base::date_of(2026, 3, 1);
    CHECK(people::usable_on(given, today).error().code == "consent_ended");
    CHECK(people::usable_on(given, base::date_of(2026, 3, 1)).ok());
}

TEST_CASE("R13: a consent is withdrawn once, on a day from when it was given until today") {
    auto given = consent();
    CHECK(people::check_withdrawal(given, today, today).ok());
    CHECK(people::check_withdrawal(given, given.given_on, today).ok());
    CHECK_FALSE(people::check_withdrawal(given, base::date_of(2026, 1, 9), today).ok());
    CHECK_FALSE(people::check_withdrawal(given, base::date_of(2026, 3, 3), today).ok());
    given.withdrawn_on = base::date_of(2026, 2, 1);
    CHECK(people::check_withdrawal(given, today, today).error().code == "R13");
}

TEST_CASE("R33: a month after the registration, or the month's last day") {
    CHECK(people::due_date(base::date_of(2026, 3, 2)) == base::date_of(2026, 4, 2));
    CHECK(people::due_date(base::date_of(2026, 1, 31)) == base::date_of(2026, 2, 28));
    CHECK(people::due_date(base::date_of(2028, 1, 31)) == base::date_of(2028, 2, 29));
    CHECK(people::due_date(base::date_of(2026, 12, 31)) == base::date_of(2027, 1, 31));
}

TEST_CASE("R33: done, or exempted with a reason") {
    const base::Date registered = base::date_of(2026, 2, 1);
    people::DutyToInform duty;
    duty.due_on = people::due_date(registered);
    CHECK(duty.is_late(today));
    CHECK_FALSE(duty.is_late(base::date_of(2026, 3, 1)));
    const auto open = people::check(duty, registered, today);
    REQUIRE_FALSE(open.empty());
    CHECK(open.front().error.message == "Angiv, om personen er orienteret, eller hvorfor ikke.");
    duty.outcome = people::DutyOutcome::informed;
    duty.settled_on = today;
    CHECK(people::check(duty, registered, today).empty());
    CHECK_FALSE(duty.is_late(today));
    duty.outcome = people::DutyOutcome::exempted;
    CHECK(at(people::check(duty, registered, today), "explanation") == "R33");
    duty.explanation = "Det ville bringe barnet i fare.";
    CHECK(people::check(duty, registered, today).empty());
    duty.settled_on = base::date_of(2026, 1, 31);
    CHECK(at(people::check(duty, registered, today), "settled_on") == "R33_day");
}
