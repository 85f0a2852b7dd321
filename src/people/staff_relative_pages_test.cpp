#include "people/staff_relative_pages.h"

#include <doctest/doctest.h>

#include "organisation/organisation_store.h"
#include "people/testing/town_site.h"

using access::Role;
using people::testing::has;
using people::testing::TownSite;

namespace {

constexpr const char* annas_number = "610210-4501";

// Anna, whom the worker works with in the leader's unit.
struct Family : TownSite {
    const std::string person = add_person(worker);
    const std::string page = person + "/medarbejderfamilie";

    Family() { lead("familie"); }

    Response mark(Role role) {
        return site.post(
            leader, page,
            {{"formaal", "support"}, {"colleague", std::to_string(site.account_id(role))}});
    }
    Response open_door(Client& client, const std::string& cpr = annas_number) {
        return site.post(
            client, "/noedadgang",
            {{"cpr", cpr}, {"reason", "Hun er set på broen, og vi skal have fat i en voksen."}});
    }
    Response give_work(Role role) {
        return site.post(worker, person + "/tildelinger",
                         {{"formaal", "support"},
                          {"colleague", std::to_string(site.account_id(role))},
                          {"part", "assigned"},
                          {"purpose", "support"},
                          {"from", "2024-11-12"}});
    }
};

}  // namespace

TEST_CASE_FIXTURE(Family,
                  "R31 refused: the relative gets neither the emergency door nor the work") {
    REQUIRE(mark(Role::coordinator).status == 303);
    const auto door = open_door(coordinator);
    CHECK(door.status == 404);
    CHECK(door.body.size() == open_door(coordinator, "610210-4502").body.size());
    CHECK(count("select count(*) from break_glass") == 0);
    CHECK(alarms().empty());
    const auto work = give_work(Role::coordinator);
    CHECK(work.status == 422);
    CHECK(has(work, "Medarbejderen er i familie med personen og kan ikke få opgaven."));
    CHECK(count("select count(*) from assignment") == 1);
}

TEST_CASE_FIXTURE(Family, "R31 allowed: others, and the relative once the mark is lifted") {
    REQUIRE(mark(Role::coordinator).status == 303);
    CHECK(open_door(leader).status == 303);
    CHECK(worker.get(person + "?formaal=support").status == 200);
    REQUIRE(site.post(leader, page + "/1/ophaev", {{"formaal", "support"}}).status == 303);
    CHECK(has(site.get_page(leader, page + "?formaal=support"), "Ophævet"));
    CHECK(open_door(coordinator).status == 303);
    CHECK(give_work(Role::coordinator).status == 303);
    CHECK(site.post(leader, page + "/1/ophaev", {{"formaal", "support"}}).status == 404);
}

TEST_CASE_FIXTURE(Family, "R47: the mark is the leader's, and hidden from everybody else") {
    const std::string asked = page + "?formaal=support";
    for (Client* client : {&worker, &coordinator}) {
        CHECK(client->get(asked).status == 404);
        CHECK(site.post(*client, page, {{"formaal", "support"}, {"colleague", "1"}}).status == 404);
    }
    // Leaders who only approve erasures have no part in it.
    const auto erasing = leader.get(page + "?formaal=retention");
    CHECK(erasing.status == 422);
    CHECK(has(erasing, "Vælg et formål"));
    CHECK_FALSE(has(site.get_page(worker, person + "?formaal=support"), "medarbejderfamilie"));
    CHECK(has(site.get_page(leader, person + "?formaal=support"), "medarbejderfamilie"));
    REQUIRE(mark(Role::coordinator).status == 303);
    const auto list = site.get_page(leader, asked);
    CHECK(has(list, "Karl Koordinator"));
    CHECK(has(list, "Lone Leder"));
    CHECK(mark(Role::coordinator).status == 422);
    CHECK(has(mark(Role::coordinator), "Personen har allerede mærket."));
    // Nobody decides about the own family.
    const auto own = mark(Role::leader);
    CHECK(own.status == 422);
    CHECK(has(own, "En anden skal tage stilling til din egen familie."));
    CHECK(has(site.post(leader, page, {{"formaal", "support"}}), "Vælg medarbejderen."));
    CHECK(count("select count(*) from staff_relative") == 1);
    CHECK(site.failures().empty());
}
