#include "people/person_search_pages.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "people/testing/town_site.h"

using access::Role;
using people::testing::has;
using people::testing::TownSite;

namespace {

constexpr const char* nothing_found = "Vi fandt ikke noget, du har adgang til at se.";

// A person of the police's, and a coordinator of the municipality who sits with them in SSP.
struct Told : TownSite {
    const std::string person = add_person(partner, "ssp");
    const std::string note = add_note(partner, person, "ssp", "Er set ved stationen.");

    Told() { add_seat(Role::coordinator, town, "ssp_now"); }

    void tell(const std::string& told_note) {
        REQUIRE(
            share(partner, told_note, "ssp", share_fields(town, "ssp_now", "RPL115_1_1")).status ==
            303);
    }
    Response search(Client& client, const std::string& purpose = "ssp",
                    const std::string& name = "Anna Eksempel") {
        return site.post(client, "/personer/find", {{"formaal", purpose}, {"name", name}});
    }
    bool finds(Client& client, const std::string& purpose = "ssp") {
        const Response answer = search(client, purpose);
        REQUIRE(answer.status == 200);
        CHECK(has(answer, nothing_found) != has(answer, "href=\"" + person + "?"));
        return has(answer, "href=\"" + person + "?");
    }
};

}  // namespace

TEST_CASE_FIXTURE(Told, "R04 allowed: what was disclosed to one's agency is found by searching") {
    CHECK_FALSE(finds(coordinator));
    tell(note);
    CHECK(finds(coordinator));
    CHECK(finds(partner));
    CHECK(has(search(coordinator, "ssp", "Ana Exempel"), "href=\"" + person + "?"));
    const auto by_number =
        site.post(coordinator, "/personer/find", {{"formaal", "ssp"}, {"cpr", "610210-4501"}});
    CHECK(has(by_number, "href=\"" + person + "?"));
    const auto opened = site.get_page(coordinator, person + "/oplysninger?formaal=ssp");
    CHECK(has(opened, "Er set ved stationen."));
    CHECK(site.failures().empty());
}

TEST_CASE_FIXTURE(Told, "R04 refused: without the seat, for other work, or when it was declined") {
    tell(note);
    CHECK_FALSE(finds(worker));
    CHECK_FALSE(finds(leader));
    CHECK_FALSE(finds(coordinator, "support"));
    CHECK_FALSE(finds(coordinator, "psp"));
    end_seats(Role::coordinator);
    CHECK_FALSE(finds(coordinator));
    add_seat(Role::coordinator, town, "ssp_now");
    REQUIRE(decline(partner, note, "ssp", town, "ssp_now").status == 303);
    CHECK_FALSE(finds(coordinator));
}

TEST_CASE_FIXTURE(Told,
                  "R30: what was searched for is sealed beside its line, and found as usual") {
    tell(note);
    const auto criteria = count("select count(*) from trail_search");
    REQUIRE(finds(coordinator));
    CHECK(count("select count(*) from trail_search") == criteria + 1);
    const std::vector<trail::StoredLine> newest = lines();
    CHECK(newest.at(0).line.action == trail::Action::read);
    CHECK(newest.at(0).line.purpose == "ssp");
    CHECK("/personer/" + newest.at(0).line.subject_id == person);
    CHECK(newest.at(1).line.action == trail::Action::search);
    for (const trail::StoredLine& line : newest)
        CHECK(line.line.reference.find("Anna") == std::string::npos);
}

TEST_CASE_FIXTURE(Told, "those who are hidden take nobody's place, and leave no line") {
    constexpr int others = 60;
    for (int i = 0; i < others; ++i) add_person(partner, "ssp", "");
    const std::string last = add_person(partner, "ssp", "");
    tell(add_note(partner, last, "ssp", "Er med i aftalen."));
    const std::size_t before = static_cast<std::size_t>(count("select count(*) from trail_line"));
    CHECK(has(search(coordinator), "href=\"" + last + "?"));
    CHECK(static_cast<std::size_t>(count("select count(*) from trail_line")) == before + 2);
    // Of nobody's name there is the line of the search alone, as of a name that is hidden.
    CHECK(has(search(coordinator, "ssp", "Qwerty"), nothing_found));
    CHECK(static_cast<std::size_t>(count("select count(*) from trail_line")) == before + 3);
    CHECK(has(search(worker), nothing_found));
    CHECK(static_cast<std::size_t>(count("select count(*) from trail_line")) == before + 4);
}
