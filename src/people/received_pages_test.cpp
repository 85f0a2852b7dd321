#include "people/received_pages.h"

#include <doctest/doctest.h>

#include "access/rule.h"
#include "people/testing/town_site.h"

using access::Permission;
using access::Role;
using access::Rule;
using people::testing::has;
using people::testing::sentence;
using people::testing::TownSite;

TEST_CASE("a partner begins with who was shared with the own agency where one sits today") {
    TownSite town;
    const std::string person = town.add_person(town.worker);
    town.assign(town.worker, person, Role::worker, "ssp");
    const std::string note = town.add_note(town.worker, person, "ssp", "Er begyndt til boksning.");
    const auto before = town.site.get_page(town.partner, "/delt");
    CHECK(has(before, "/delt?forum=ssp_now"));
    CHECK_FALSE(has(before, "forum=psp"));
    CHECK_FALSE(has(town.site.get_page(town.partner, "/delt?forum=ssp_now"), "Eksempel"));
    REQUIRE(town.share(town.worker, note, "ssp",
                       TownSite::share_fields(TownSite::police, "ssp_now", "RPL115_1_1"))
                .status == 303);
    const auto list = town.site.get_page(town.partner, "/delt?forum=ssp_now");
    CHECK(has(list, "Eksempel"));
    CHECK(has(list, person + "?formaal=ssp"));
    CHECK(has(list, sentence(Rule::R06)));
    CHECK_FALSE(has(list, "boksning"));
    // Each person shown has a line of its own.
    const auto lines = town.lines();
    CHECK(lines.front().line.subject_kind == "person");
    CHECK(lines.front().line.reference == "disclosure /delt");
    CHECK(town.partner.get("/delt?forum=psp").status == 404);
    CHECK(town.partner.get("/delt?forum=nowhere").status == 404);
    town.end_seats(Role::partner);
    CHECK(town.partner.get("/delt?forum=ssp_now").status == 404);
    CHECK(has(town.site.get_page(town.partner, "/delt"), "Du har ikke plads i et forum i dag."));
    // The registers of agencies and forums are short and read whole; nothing else is.
    for (const std::string& scan : town.site.full_scans()) {
        const bool is_register = scan.find(" from forum order") != std::string::npos ||
                                 scan.find(" from agency order") != std::string::npos;
        if (!is_register) FAIL_CHECK(scan);
    }
}

TEST_CASE("the municipality's own staff have no such page, a partner of its own neither") {
    TownSite town;
    town.site.check_all_roles(web::Method::get, "/delt", Permission::see_received);
    CHECK(town.worker.get("/delt").status == 403);
    town.move_partner(TownSite::town, "ssp_now");
    CHECK(town.partner.get("/delt").status == 404);
}

TEST_CASE("the list is paged") {
    TownSite town;
    std::string last;
    for (int i = 0; i < 27; ++i) {
        last = town.add_person(town.worker, "ssp", "");
        const std::string note = town.add_note(town.worker, last, "ssp", "Nummer.", "personal");
        REQUIRE(town.share(town.worker, note, "ssp",
                           TownSite::share_fields(TownSite::police, "ssp_now", "RPL115_1_1"))
                    .status == 303);
    }
    const auto first = town.site.get_page(town.partner, "/delt?forum=ssp_now");
    CHECK_FALSE(has(first, last + "?"));
    CHECK(has(first, "efter=25"));
    CHECK(has(town.site.get_page(town.partner, "/delt?forum=ssp_now&efter=25"), last + "?"));
}
