#include "people/break_glass_pages.h"

#include <doctest/doctest.h>

#include <chrono>
#include <regex>

#include "access/rule.h"
#include "people/testing/town_site.h"

using access::Permission;
using access::Role;
using access::Rule;
using people::testing::has;
using people::testing::sentence;
using people::testing::TownSite;

namespace {

using namespace std::chrono_literals;

constexpr const char* annas_number = "610210-4501";

TownSite::Fields door(const std::string& cpr) {
    return {{"cpr", cpr},
            {"reason", "Hun er set på broen, og vi skal have fat i en voksen, hun stoler på."}};
}

// What differs between any two answers: the protection token of the forms and the request's number.
std::string without_tokens(const std::string& body) {
    static const std::regex token(R"re((name="csrf_token" value=")[^"]*)re");
    return std::regex_replace(body, token, "$1");
}

}  // namespace

TEST_CASE("R41: in acute danger the record opens for reading, with an alarm and a review") {
    TownSite town;
    const std::string person = town.add_person(town.worker);
    const std::string note = town.add_note(town.worker, person, "support", "Har en søster i Køge.");
    const std::string page = person + "?formaal=acute_danger";
    const std::string notes = person + "/oplysninger?formaal=acute_danger";
    CHECK(town.coordinator.get(page).status == 404);
    const auto opened = town.site.post(town.coordinator, "/noedadgang", door(annas_number));
    CHECK(opened.status == 303);
    CHECK(opened.header("location") == page);
    const auto seen = town.site.get_page(town.coordinator, page);
    CHECK(has(seen, "Eksempel"));
    CHECK(has(seen, "Du ser dette gennem nødadgangen."));
    CHECK(has(town.site.get_page(town.coordinator, notes), "Har en søster i Køge."));
    // For reading, for this purpose, by this user, for a short time.
    CHECK(town.coordinator.get(person + "?formaal=support").status == 404);
    CHECK(town.leader.get(page).status == 404);
    CHECK(town.site
              .post(town.coordinator, person + "/oplysninger/ny",
                    {{"formaal", "acute_danger"},
                     {"text", "Noget nyt."},
                     {"data_class", "personal"},
                     {"noted_on", "2024-11-10"}})
              .status == 404);
    CHECK(town.coordinator.get(note + "/del?formaal=acute_danger").status == 200);
    CHECK(town.share(town.coordinator, note, "acute_danger",
                     TownSite::share_fields(TownSite::police, "ssp_now", "RPL115_1_1"))
              .status == 404);
    REQUIRE(town.alarms().size() == 1);
    CHECK(town.alarms().front().find("alarm break_glass=1") == 0);
    const auto again = town.site.post(town.coordinator, "/noedadgang", door(annas_number));
    CHECK(again.status == 422);
    CHECK(has(again, "Du har allerede en åben nødadgang."));
    town.site.advance(25h);
    town.coordinator = town.site.client_as(Role::coordinator);
    CHECK(town.coordinator.get(page).status == 404);
    CHECK(town.site.failures().empty());
}

TEST_CASE("R41: without a reason or a number the door stays shut") {
    TownSite town;
    town.add_person(town.worker);
    const auto form = town.site.get_page(town.coordinator, "/noedadgang");
    CHECK(has(form, "inden 24 timer"));
    CHECK(has(form, "med dit navn og tidspunktet"));
    auto fields = door(annas_number);
    fields.back().second = "Haster";
    const auto refused = town.site.post(town.coordinator, "/noedadgang", fields);
    CHECK(refused.status == 422);
    CHECK(has(refused, sentence(Rule::R41_reason)));
    CHECK(has(refused, "Haster"));
    CHECK(town.site.post(town.coordinator, "/noedadgang", door("")).status == 422);
    CHECK(town.site.post(town.coordinator, "/noedadgang", door("991399-0000")).status == 422);
    fields.back().second = "Hun er bror til 610210-4501, og det haster meget.";
    CHECK(town.site.post(town.coordinator, "/noedadgang", fields).status == 422);
    CHECK(town.count("select count(*) from break_glass") == 0);
    town.site.check_all_roles(web::Method::get, "/noedadgange", Permission::review_look_ups);
}

TEST_CASE("who isn't here and who is hidden get the same bytes") {
    TownSite town;
    town.add_person(town.worker);
    // The police's own record: it belongs to another agency.
    town.add_person(town.partner, "ssp", "620210-4507");
    const auto unknown = town.site.post(town.coordinator, "/noedadgang", door("630210-4503"));
    const auto others = town.site.post(town.coordinator, "/noedadgang", door("620210-4507"));
    CHECK(unknown.status == 404);
    CHECK(others.status == unknown.status);
    CHECK(without_tokens(others.body) == without_tokens(unknown.body));
    CHECK(has(unknown, "Vi fandt ikke noget, du har adgang til at se."));
    CHECK(town.count("select count(*) from break_glass") == 0);
    CHECK(town.alarms().empty());
    // Staff of other agencies have no emergency door.
    const auto partner = town.site.post(town.partner, "/noedadgang", door(annas_number));
    CHECK(partner.status == 404);
    const auto shut = town.site.get_page(town.partner, "/noedadgang");
    CHECK(has(shut, "Nødadgangen er kun for kommunens egne medarbejdere."));
    CHECK_FALSE(has(shut, "name=\"cpr\""));
    CHECK(town.count("select count(*) from break_glass") == 0);
}

TEST_CASE("R05: the emergency door opens nothing that was declined") {
    TownSite town;
    const std::string person = town.add_person(town.worker);
    const std::string open = town.add_note(town.worker, person, "support", "Har en søster i Køge.");
    const std::string declined =
        town.add_note(town.worker, person, "support", "Fortalt i fortrolighed.");
    REQUIRE(town.decline(town.worker, declined, "support", TownSite::police, "ssp_now").status ==
            303);
    REQUIRE(town.site.post(town.coordinator, "/noedadgang", door(annas_number)).status == 303);
    const auto list =
        town.site.get_page(town.coordinator, person + "/oplysninger?formaal=acute_danger");
    CHECK(has(list, "Har en søster i Køge."));
    CHECK_FALSE(has(list, "Fortalt i fortrolighed."));
    const auto one = town.coordinator.get(declined + "?formaal=acute_danger");
    CHECK(one.status == 403);
    CHECK(has(one, sentence(Rule::R05)));
    CHECK_FALSE(has(one, "Fortalt i fortrolighed."));
    CHECK(town.coordinator.get(open + "?formaal=acute_danger").status == 200);
    CHECK_FALSE(has(town.coordinator.get(person + "/videregivelser?formaal=acute_danger"),
                    "Fortalt i fortrolighed."));
}

TEST_CASE("somebody else looks at the door within a day, and what is late is marked") {
    TownSite town;
    town.add_person(town.worker);
    REQUIRE(town.site.post(town.leader, "/noedadgang", door(annas_number)).status == 303);
    const auto list = town.site.get_page(town.leader, "/noedadgange");
    CHECK(has(list, "Lone Leder"));
    CHECK_FALSE(has(list, "Overskredet"));
    CHECK_FALSE(has(list, "Eksempel"));
    const auto review = town.site.get_page(town.leader, "/noedadgange/1");
    CHECK(has(review, "Hun er set på broen"));
    CHECK(town.lines().front().line.purpose == "supervision");
    const auto own = town.site.post(town.leader, "/noedadgange/1", {{"finding", "justified"}});
    CHECK(own.status == 422);
    CHECK(has(own, "En anden skal gennemgå din nødadgang."));
    CHECK(town.site.post(town.leader, "/noedadgange/1", {}).status == 422);
    town.site.advance(25h);
    town.leader = town.site.client_as(Role::leader);
    CHECK(has(town.site.get_page(town.leader, "/noedadgange"), "Overskredet"));
}

TEST_CASE("a door that was looked at leaves the list, with its finding in the trail") {
    TownSite town;
    town.add_person(town.worker);
    REQUIRE(town.site.post(town.coordinator, "/noedadgang", door(annas_number)).status == 303);
    REQUIRE(town.site.post(town.leader, "/noedadgange/1", {{"finding", "not_justified"}}).status ==
            303);
    CHECK(has(town.site.get_page(town.leader, "/noedadgange"), "Ingen nødadgange venter."));
    CHECK(town.leader.get("/noedadgange/1").status == 404);
    CHECK(town.lines().front().line.reference == "break_glass not_justified");
    CHECK(town.count("select count(*) from break_glass where finding = 'not_justified'") == 1);
}

TEST_CASE("R41: what was decided about each door stays to be seen, by those who may review") {
    TownSite town;
    town.add_person(town.worker);
    const auto empty = town.site.get_page(town.leader, "/noedadgange/gennemgaaede");
    CHECK(has(empty, "Ingen nødadgange er gennemgået endnu."));
    REQUIRE(town.site.post(town.coordinator, "/noedadgang", door(annas_number)).status == 303);
    CHECK(has(town.site.get_page(town.leader, "/noedadgange/gennemgaaede"),
              "Ingen nødadgange er gennemgået endnu."));
    REQUIRE(town.site.post(town.leader, "/noedadgange/1", {{"finding", "not_justified"}}).status ==
            303);
    CHECK(has(town.site.get_page(town.leader, "/noedadgange"), "/noedadgange/gennemgaaede"));
    const auto list = town.site.get_page(town.leader, "/noedadgange/gennemgaaede");
    CHECK(has(list, "Karl Koordinator"));
    CHECK(has(list, "Ikke berettiget"));
    CHECK(has(list, "Lone Leder"));
    CHECK_FALSE(has(list, "Efter fristen"));
    // Numbers only: neither who it was about nor why.
    CHECK_FALSE(has(list, "Eksempel"));
    CHECK_FALSE(has(list, "broen"));
    town.site.check_all_roles(web::Method::get, "/noedadgange/gennemgaaede",
                              access::Permission::review_look_ups);
    CHECK(town.site.failures().empty());
    CHECK(town.site.full_scans().empty());
}

TEST_CASE("R41: finished reviews come a page at a time, and those that were late say so") {
    TownSite town;
    town.add_person(town.worker);
    {
        store::WriteTransaction writing = town.site.database().write();
        for (int i = 0; i < 51; ++i)
            writing.execute(
                "insert into break_glass (account_id, subject_kind, subject_id, reason, opened_at, "
                "ends_at, review_due_at, reviewed_at, reviewed_by, finding) values ($1, 'person', "
                "1, x'00', '2024-11-01T10:00:00.000Z', '2024-11-01T11:00:00.000Z', "
                "'2024-11-02T10:00:00.000Z', $2, $3, 'justified')",
                town.site.account_id(Role::worker),
                i == 0 ? "2024-11-05T10:00:00.000Z" : "2024-11-01T12:00:00.000Z",
                town.site.account_id(Role::leader));
        writing.commit();
    }
    const auto newest = town.site.get_page(town.leader, "/noedadgange/gennemgaaede");
    CHECK(has(newest, "foer=2"));
    CHECK_FALSE(has(newest, "Efter fristen"));
    const auto oldest = town.site.get_page(town.leader, "/noedadgange/gennemgaaede?foer=2");
    CHECK(has(oldest, "Efter fristen"));
    CHECK_FALSE(has(oldest, "foer="));
}
