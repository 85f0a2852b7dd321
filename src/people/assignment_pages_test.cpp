#include "people/assignment_pages.h"

#include <doctest/doctest.h>

#include "access/rule.h"
#include "people/assignment_form.h"
#include "people/testing/town_site.h"

using access::Role;
using people::testing::has;
using people::testing::TownSite;

namespace {

TownSite::Fields giving(TownSite& town, Role role) {
    return {{"formaal", "support"},    {"colleague", std::to_string(town.site.account_id(role))},
            {"part", "assigned"},      {"purpose", "support"},
            {"unit", "test_team"},     {"from", "2024-11-12"},
            {"last_day", "2024-12-31"}};
}

}  // namespace

TEST_CASE("R01, R47: a colleague is let in by being given the work, and out again") {
    TownSite town;
    const std::string person = town.add_person(town.worker);
    const std::string list = person + "/tildelinger";
    CHECK(town.coordinator.get(person + "?formaal=support").status == 404);
    CHECK(town.site.post(town.worker, list, giving(town, Role::coordinator)).status == 303);
    CHECK(town.coordinator.get(person + "?formaal=support").status == 200);
    const auto seen = town.site.get_page(town.worker, list + "?formaal=support");
    CHECK(has(seen, "Karl Koordinator"));
    CHECK(has(seen, "31.12.2024"));
    CHECK(has(seen, "Mette Medarbejder"));
    // Who is assigned sees who else is, and gives nobody else the work.
    const auto assigned = town.site.get_page(town.coordinator, list + "?formaal=support");
    CHECK(has(assigned, "Mette Medarbejder"));
    CHECK_FALSE(has(assigned, "name=\"colleague\""));
    CHECK(town.site.post(town.coordinator, list, giving(town, Role::leader)).status == 404);
    // An open end is ended from today on.
    auto open = giving(town, Role::leader);
    open.pop_back();
    REQUIRE(town.site.post(town.worker, list, open).status == 303);
    CHECK(town.leader.get(person + "?formaal=support").status == 200);
    REQUIRE(town.site.post(town.worker, list + "/3/afslut", {{"formaal", "support"}}).status ==
            303);
    CHECK(town.leader.get(person + "?formaal=support").status == 404);
    CHECK(town.site.failures().empty());
}

TEST_CASE("only colleagues of the own agency, complete and in order") {
    TownSite town;
    const std::string person = town.add_person(town.worker);
    const std::string list = person + "/tildelinger";
    const auto officer = town.site.post(town.worker, list, giving(town, Role::partner));
    CHECK(officer.status == 422);
    const auto analyst = town.site.post(town.worker, list, giving(town, Role::analyst));
    CHECK(analyst.status == 422);
    auto backwards = giving(town, Role::coordinator);
    backwards.back().second = "2024-11-01";
    const auto answer = town.site.post(town.worker, list, backwards);
    CHECK(answer.status == 422);
    CHECK(has(answer, "Den sidste dag ligger før den første."));
    CHECK(has(answer, "value=\"2024-11-01\""));
    CHECK(town.count("select count(*) from assignment") == 1);
}

TEST_CASE("somebody stays responsible") {
    TownSite town;
    const std::string person = town.add_person(town.worker);
    const std::string own = person + "/tildelinger/1/afslut";
    const auto refused = town.site.post(town.worker, own, {{"formaal", "support"}});
    CHECK(refused.status == 422);
    CHECK(has(refused, "Der skal være en ansvarlig. Giv først opgaven til en anden."));
    town.assign(town.worker, person, Role::coordinator, "support");
    CHECK(town.site.post(town.worker, own, {{"formaal", "support"}}).status == 303);
    CHECK(town.worker.get(person + "?formaal=support").status == 404);
    CHECK(town.coordinator.get(person + "?formaal=support").status == 200);
    CHECK(
        town.site.post(town.coordinator, person + "/tildelinger/9/afslut", {{"formaal", "support"}})
            .status == 404);
}
