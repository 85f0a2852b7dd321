#include "people/relation_pages.h"

#include <doctest/doctest.h>

#include "people/testing/people_site.h"

using access::Permission;
using access::Role;
using people::testing::has;
using people::testing::number_in;
using people::testing::PeopleSite;
using web::Method;

namespace {

constexpr const char* hidden = "Vi fandt ikke noget, du har adgang til at se.";

PeopleSite::Fields relation(const std::string& other, const std::string& kind) {
    return {{"person", number_in(other)}, {"kind", kind}};
}

}  // namespace

TEST_CASE("a relation is found, made, ended and removed, and is seen from both") {
    PeopleSite people;
    const std::string mother = people.add_person(people.worker, "Birgit", "Eksempel");
    const std::string child = people.add_person(people.worker, "Anna", "Eksempel");
    const std::string page = mother + "/relationer";
    const auto found = people.post(people.worker, page + "/find", {{"name", "Eksempel"}});
    CHECK(found.status == 200);
    CHECK(has(found.body, "Anna Eksempel"));
    CHECK_FALSE(has(found.body, "value=\"" + number_in(mother) + "\""));
    const auto unchosen = people.post(people.worker, page, {{"person", number_in(child)}});
    CHECK(unchosen.status == 422);
    CHECK(has(unchosen.body, "Vælg en relation."));
    CHECK(has(unchosen.body, "Anna Eksempel"));
    const auto unsaid = people.post(people.worker, page, relation(child, "other"));
    CHECK(has(unsaid.body, "Skriv, hvilken relation det er."));
    const auto self = people.post(people.worker, page, relation(mother, "sibling"));
    CHECK(self.status == 422);
    CHECK(has(self.body, "Vælg en anden person."));
    CHECK(people.post(people.worker, page, relation(child, "guardian")).status == 303);
    CHECK(has(people.shown(people.worker, mother), "Indehaver af forældremyndigheden over"));
    CHECK(has(people.shown(people.worker, child), "Under forældremyndighed af"));
    // Turned round: the child's page says whose child it is.
    CHECK(people.post(people.worker, child + "/relationer", relation(mother, "reversed_parent"))
              .status == 303);
    CHECK(has(people.shown(people.worker, mother), "Forælder til"));
    const PeopleSite::Fields both{{"person", number_in(mother)}, {"other", number_in(child)}};
    auto ended = both;
    ended.insert(ended.end(), {{"version", "1"}, {"last_day", "2024-11-11"}});
    CHECK(people.post(people.worker, page + "/1/afslut", ended).status == 303);
    CHECK_FALSE(has(people.shown(people.worker, mother), "forældremyndigheden"));
    CHECK(has(people.shown(people.worker, page), "11.11.2024"));
    auto removed = both;
    removed.emplace_back("version", "1");
    CHECK(people.post(people.worker, page + "/1/slet", removed).status == 422);
    removed.back().second = "2";
    CHECK(people.post(people.worker, page + "/1/slet", removed).status == 303);
    CHECK_FALSE(has(people.shown(people.worker, page), "forældremyndigheden"));
    CHECK(people.site.failures().empty());
    for (const std::string& scan : people.site.full_scans()) FAIL_CHECK(scan);
}

TEST_CASE("need to know: through the guardian nobody learns of the child") {
    PeopleSite people;
    const std::string guardian = people.add_person(people.worker, "Birgit", "Eksempel");
    const std::string child = people.add_person(people.worker, "Anna", "Eksempel");
    people.assign(Role::coordinator, guardian);
    const std::string page = guardian + "/relationer";
    const std::string before = people.shown(people.coordinator, page);
    const std::string person_before = people.shown(people.coordinator, guardian);
    REQUIRE(people.post(people.worker, page, relation(child, "guardian")).status == 303);
    const std::string after = people.shown(people.coordinator, page);
    CHECK(has(after, hidden));
    CHECK_FALSE(has(after, "Anna"));
    CHECK_FALSE(has(after, child));
    CHECK(before.size() == after.size());
    CHECK(person_before.size() == people.shown(people.coordinator, guardian).size());
    CHECK(people.coordinator.get(child + "?formaal=support").status == 404);
    // Nor can the relation be ended, removed or made by whoever knows one of them.
    const PeopleSite::Fields both{{"person", number_in(guardian)},
                                  {"other", number_in(child)},
                                  {"version", "1"},
                                  {"last_day", "2024-11-12"}};
    CHECK(people.post(people.coordinator, page + "/1/afslut", both).status == 404);
    CHECK(people.post(people.coordinator, page + "/1/slet", both).status == 404);
    CHECK(people.post(people.coordinator, page, relation(child, "parent")).status == 404);
    CHECK(has(people.shown(people.worker, page), "Anna Eksempel"));
    // And the other way: the child's worker doesn't learn of the guardian.
    people.unassign(Role::coordinator, guardian);
    people.assign(Role::coordinator, child);
    CHECK_FALSE(has(people.shown(people.coordinator, child), "Birgit"));
    people.assign(Role::coordinator, guardian);
    CHECK(has(people.shown(people.coordinator, child), "Birgit"));
}

TEST_CASE("need to know: an agency told of the guardian learns nothing of the child") {
    PeopleSite people;
    const std::string guardian = people.add_person(people.worker, "Birgit", "Eksempel");
    const std::string child = people.add_person(people.worker, "Anna", "Eksempel");
    const std::string family = people.add_circle(people.worker, "/familier", "Familien");
    REQUIRE(
        people.post(people.worker, guardian + "/relationer", relation(child, "guardian")).status ==
        303);
    for (const std::string& person : {guardian, child})
        REQUIRE(people
                    .post(people.worker, family + "/medlemmer",
                          {{"person", number_in(person)}, {"from", "2024-11-12"}})
                    .status == 303);
    auto officer = people.site.client_as(Role::partner);
    CHECK(officer.get(guardian + "?formaal=ssp").status == 404);
    people.tell_police(guardian);
    const auto told = officer.get(guardian + "?formaal=ssp");
    CHECK(told.status == 200);
    CHECK(has(told.body, "Birgit Eksempel"));
    for (const char* word : {"Anna", "forældremyndigheden", "Familien", "/familier/1"})
        CHECK_FALSE(has(told.body, word));
    CHECK_FALSE(has(officer.get(guardian + "/relationer?formaal=ssp").body, "Anna"));
    CHECK(officer.get(child + "?formaal=ssp").status == 404);
    CHECK(officer.get(family + "?formaal=ssp").status == 404);
    // Told of both, the officer still wasn't told what they are to each other.
    people.tell_police(child);
    CHECK(officer.get(child + "?formaal=ssp").status == 200);
    const auto both = officer.get(guardian + "/relationer?formaal=ssp");
    CHECK_FALSE(has(both.body, "Anna"));
    CHECK_FALSE(has(both.body, "forældremyndigheden"));
}

TEST_CASE("need to know: staff's own relatives are nobody's business but their worker's") {
    PeopleSite people;
    // The coordinator is registered as a father himself, and his colleague works with both.
    const std::string father = people.add_person(people.worker, "Jonas", "Ansat");
    const std::string daughter = people.add_person(people.worker, "Ida", "Ansat");
    REQUIRE(
        people.post(people.worker, father + "/relationer", relation(daughter, "parent")).status ==
        303);
    for (const std::string& path : {father, daughter}) {
        CHECK(people.coordinator.get(path + "?formaal=support").status == 404);
        CHECK(people.coordinator.get(path + "/relationer?formaal=support").status == 404);
    }
    const auto found = people.post(people.coordinator, "/personer/find", {{"name", "Ansat"}});
    CHECK(has(found.body, hidden));
    CHECK_FALSE(has(found.body, "Ida"));
}

TEST_CASE("each role reaches the relations it may, and nobody's by that") {
    PeopleSite people;
    const std::string anna = people.add_person(people.worker, "Anna", "Eksempel");
    for (const Role role : access::all_roles()) {
        if (role == Role::worker) continue;
        CAPTURE(PeopleSite::Site::username(role));
        auto client = people.site.client_as(role);
        const auto page = client.get(anna + "/relationer?formaal=support");
        CHECK_FALSE(has(page.body, "Eksempel"));
        CHECK(page.status >= 400);
        for (const char* action : {"", "/find", "/1/afslut", "/1/slet"}) {
            CAPTURE(action);
            CHECK(people
                      .post(client, anna + "/relationer" + action,
                            {{"name", "Eksempel"},
                             {"person", "1"},
                             {"other", "1"},
                             {"kind", "sibling"},
                             {"last_day", "2024-11-12"}})
                      .status >= 400);
        }
    }
}
